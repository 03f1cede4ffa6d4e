/** A file that lists changes that are meant: one key on each line, as the reports show them. */
import type { FoundChange } from './findChanges.js';

/** Empty lines and what follows a # at the beginning of a line count for nothing; a key may be an item of a Markdown list, or `code`. */
export function readAccepted(text: string): ReadonlySet<string> {
  const keys = text
    .split(/\r\n|\n|\r/)
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.replace(/^[-*] +/, '').replace(/^`(.*)`$/, '$1'));
  return new Set(keys);
}

/** The lines for these changes, each once. */
export function acceptedLines(changes: readonly FoundChange[]): readonly string[] {
  return [...new Set(changes.map(({ key }) => key))];
}
