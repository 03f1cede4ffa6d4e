/** The one place that writes text of people and profiles into Markdown. */

/**
 * One line of plain text, wherever it stands but at the beginning of a line: no markup, HTML, table cell or front matter comes of it.
 * Characters that move the cursor or turn the direction of a line are shown as such.
 */
export function markdownText(text: string): string {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '\uFFFD')
    .trim();
  return (
    line
      .replace(/[\\`*_[\]<>|~&$#!]/g, '\\$&')
      .replace(/^([-+=:])/, '\\$1')
      .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
      // Addresses are text: nobody is led anywhere by a word in a profile.
      .replace(/\b(https?|ftp|mailto):/gi, '$1\\:')
      .replace(/\bwww\./gi, 'www\\.')
      .replace(/@/g, '\\@')
  );
}

/** As code; the fence is longer than any that the text has. */
export function markdownCode(text: string): string {
  const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

/** A scalar of YAML: double quotes as in JSON, of which YAML is a superset. */
export function yamlText(text: string): string {
  return JSON.stringify(text.replace(/\s+/g, ' ').trim()).replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
