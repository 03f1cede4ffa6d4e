/**
 * VS Code makes a link of `[a](command:b)` in a notification. Names of files and databases are in our messages, and what they say is no
 * link.
 */
export function plainMessage(text: string): string {
  return text.replaceAll('](', '] (');
}
