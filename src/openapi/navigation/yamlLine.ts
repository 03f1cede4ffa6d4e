/** One line of block YAML: the dashes and the key that it begins with. */
export interface Segment {
  readonly column: number;
  /** Undefined for a dash. */
  readonly key: string | undefined;
  readonly keyEnd?: number;
}

export interface Line {
  /** Offset of its first character. */
  readonly start: number;
  readonly text: string;
  readonly segments: readonly Segment[];
  /** Column behind them: where the value is, or would be. */
  readonly rest: number;
}

/** Beyond this a line holds no key that anybody wrote by hand. */
const longestKey = 1000;

export function lineAt(text: string, offset: number): Line {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const next = text.indexOf('\n', offset);
  const end = next < 0 ? text.length : next;
  return read(text.slice(start, end > start && text[end - 1] === '\r' ? end - 1 : end), start);
}

/** A line above, when it may hold a key or a dash that a line at `column` belongs to. */
export function keyAt(text: string, start: number, end: number, column: number): Line | undefined {
  let indent = 0;
  while (text.charCodeAt(start + indent) === 32) indent++;
  const first = text[start + indent];
  if (indent > column || start + indent >= end || first === '#' || first === '\r') return undefined;
  return read(text.slice(start, text[end - 1] === '\r' ? end - 1 : end), start);
}

const keyPattern =
  /("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'{[\]},&*!|>%@`](?:[^:\s]|:(?=\S)|[ \t]+(?=[^\s:#]))*)[ \t]*:(?=\s|$)/y;

function read(text: string, start: number): Line {
  const segments: Segment[] = [];
  let column = /^[ \uFEFF]*/.exec(text)![0].length;
  for (;;) {
    const dash = /[-?](?:[ \t]+|$)/y;
    dash.lastIndex = column;
    const found = dash.exec(text);
    if (!found) break;
    if (text[column] === '-') segments.push({ column, key: undefined });
    column += found[0].length;
  }
  keyPattern.lastIndex = column;
  const found = keyPattern.exec(text.length - column > longestKey ? text.slice(0, column + longestKey) : text);
  if (!found) return { start, text, segments, rest: column };
  const key = found[1]!;
  segments.push({ column, key: unquoted(key), keyEnd: column + key.length });
  const end = column + found[0].length;
  const blanks = /[ \t]*/y;
  blanks.lastIndex = end;
  return { start, text, segments, rest: end + blanks.exec(text)![0].length };
}

/** A scalar's text; of one that is broken, what is there. */
export function unquoted(text: string): string {
  if (text.startsWith("'"))
    return text.slice(1, text.length > 1 && text.endsWith("'") ? -1 : undefined).replaceAll("''", "'");
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, text.length > 1 && text.endsWith('"') ? -1 : undefined);
  }
}
