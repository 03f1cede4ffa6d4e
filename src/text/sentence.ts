/** Words of others (a server, the operating system) as a sentence of ours. */
export function withStop(message: string): string {
  const text = message.trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
