/** The structure of a regular expression (ECMA-262), as far as the ways of matching depend on it. */

export type PatternNode =
  /** One character: `a`, `\d`, `[^/]`, `.`, as written. */
  | { readonly kind: 'character'; readonly source: string }
  /** `^`, `$`, `\b`: may fail without a character. A lookaround too, whose own parts are judged apart. */
  | { readonly kind: 'assertion'; readonly body?: PatternNode }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly body: PatternNode; readonly least: number; readonly most: number };

interface Cursor {
  readonly pattern: string;
  at: number;
  depth: number;
}

/** Groups in groups. Nobody writes more, and the recursion here has to end. */
const deepest = 100;

/** Undefined when groups are nested too deep. @param pattern one that RegExp accepts */
export function parsePattern(pattern: string): PatternNode | undefined {
  return readChoice({ pattern, at: 0, depth: 0 });
}

function readChoice(cursor: Cursor): PatternNode | undefined {
  if (cursor.depth++ > deepest) return undefined;
  const branches: PatternNode[] = [];
  for (;;) {
    const parts: PatternNode[] = [];
    while (cursor.at < cursor.pattern.length && !/[|)]/.test(cursor.pattern[cursor.at]!)) {
      const atom = readAtom(cursor);
      if (atom === undefined) return undefined;
      parts.push(readQuantifier(cursor, atom));
    }
    branches.push(parts.length === 1 ? parts[0]! : { kind: 'sequence', parts });
    if (cursor.pattern[cursor.at] !== '|') break;
    cursor.at++;
  }
  cursor.depth--;
  return branches.length === 1 ? branches[0]! : { kind: 'choice', parts: branches };
}

const tokens = {
  group: /\((?:\?(?:[:=!]|<[=!]|<[^>]*>|[a-z-]*:))?/y,
  class: /\[(?:\\.|[^\]\\])*\]/sy,
  escape:
    /\\(?:u\{[0-9a-f]+\}|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-f]{4}|x[0-9a-f]{2}|[pP]\{[^}]*\}|c[a-z]|k<[^>]*>|\d+|.)/isy,
  quantifier: /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y,
} as const;

function take(cursor: Cursor, token: keyof typeof tokens): string | undefined {
  const expression = tokens[token];
  expression.lastIndex = cursor.at;
  const text = expression.exec(cursor.pattern)?.[0];
  if (text !== undefined) cursor.at += text.length;
  return text;
}

function readAtom(cursor: Cursor): PatternNode | undefined {
  const first = cursor.pattern[cursor.at]!;
  if (first === '(') {
    const opening = take(cursor, 'group')!;
    const body = readChoice(cursor);
    cursor.at++;
    if (body === undefined || !/[=!]$/.test(opening)) return body;
    return { kind: 'assertion', body };
  }
  if (first === '^' || first === '$') {
    cursor.at++;
    return { kind: 'assertion' };
  }
  const source = first === '[' ? take(cursor, 'class') : first === '\\' ? take(cursor, 'escape') : undefined;
  if (source === undefined) {
    const character = String.fromCodePoint(cursor.pattern.codePointAt(cursor.at)!);
    cursor.at += character.length;
    return { kind: 'character', source: character };
  }
  // What a backreference repeats is decided elsewhere.
  return /^\\(?:[bB]|k<|[1-9])/.test(source) ? { kind: 'assertion' } : { kind: 'character', source };
}

function readQuantifier(cursor: Cursor, body: PatternNode): PatternNode {
  const written = take(cursor, 'quantifier');
  if (written === undefined) return body;
  const counts = /^\{(\d+)(,?)(\d*)/.exec(written);
  if (!counts) {
    return { kind: 'repeat', body, least: written[0] === '+' ? 1 : 0, most: written[0] === '?' ? 1 : Infinity };
  }
  const least = Number(counts[1]);
  const most = counts[3] !== '' ? Number(counts[3]) : counts[2] === ',' ? Infinity : least;
  return { kind: 'repeat', body, least, most };
}
