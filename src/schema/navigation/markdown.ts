/** Text of a schema inside Markdown: it stays text. Names and comments come from files that anybody may have written. */

/**
 * Escapes everything that CommonMark could read as markup, so that a comment with a picture of the web or with HTML shows as it was
 * written (https://spec.commonmark.org/0.31.2/#backslash-escapes). Lines stay lines.
 */
export function markdownText(text: string): string {
  return text
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
    .split(/\r\n|\n|\r/)
    .map(line => line.trim())
    .join('  \n');
}

/** Inline code. A name may hold backticks: the fence is longer than any run of them. */
export function markdownCode(text: string): string {
  const line = oneLine(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || /^ .* $/.test(line) ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Inline code in a cell of a table, where even in code a `|` would end the cell. */
export function markdownCell(text: string): string {
  return markdownCode(text).replaceAll('|', '\\|');
}

/** A block of code in which each line is one. No line of it can end the block: the fence is longer than any run of backticks. */
export function markdownBlock(language: string, lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap(line => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

/** A block of SQL, coloured by the editor; blanks are one. */
export function markdownSql(lines: readonly string[]): string {
  return markdownBlock('sql', lines.map(oneLine));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
