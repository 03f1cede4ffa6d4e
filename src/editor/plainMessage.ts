/**
 * Text of files, databases, servers and users on its way into a notification, a question, a list, a progress or a lens. There, VS Code makes
 * a link of `[a](command:b)` and an icon of `$(name)`, and a name can end its line or turn the direction of what follows. It is text,
 * whatever it says.
 */
export function plainMessage(text: string): string {
  return text.replace(unseen, ' ').replaceAll('](', '] (').replaceAll('$(', '$ (');
}

/** Ends of lines, what steers terminals, and what steers the direction of text. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;
