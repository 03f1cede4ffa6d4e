/** Tokens of a statement in the dialects' own quoting; comments and blanks are left out. */
import type { Dialect } from '../catalog.js';
import type { Cursor, Token } from './cursor.js';

type OtherDialect = Exclude<Dialect, 'postgresql'>;

const blanks = String.raw`(?<blank>\s+|--[^\n]*|/\*(?!!)[\s\S]*?(?:\*/|$))`;
const number = String.raw`(?<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|\.\d+)`;
const word = String.raw`(?<word>[\p{L}_@#$][\p{L}\p{N}_@#$]*)`;
const doubled = (quote: string) => `${quote}(?:[^${quote}]|${quote}${quote})*(?:${quote}|$)`;
/** MySQL's strings know the backslash. https://dev.mysql.com/doc/refman/8.4/en/string-literals.html */
const escaped = (quote: string) => String.raw`${quote}(?:[^${quote}\\]|\\[\s\S]|${quote}${quote})*(?:${quote}|$)`;

const mysql = [
  // The text of a versioned comment counts: `/*!50100 PARTITION BY …*/`.
  blanks.replace('\\s+', String.raw`\s+|#[^\n]*|/\*!\d*|\*/`),
  `(?<string>${escaped("'")}|${escaped('"')})`,
  `(?<name>${doubled('`')})`,
];
const standard = [blanks, `(?<string>${doubled("'")})`, `(?<name>${doubled('"')}|${doubled('`')}|\\[[^\\]]*(?:\\]|$))`];

const patterns: Readonly<Record<OtherDialect, RegExp>> = {
  mysql: pattern(mysql),
  mariadb: pattern(mysql),
  sqlite: pattern(standard),
  transactsql: pattern(standard),
};

function pattern(parts: readonly string[]): RegExp {
  return new RegExp([...parts, number, word, '(?<symbol>[\\s\\S])'].join('|'), 'uy');
}

export function cursorOf(text: string, dialect: OtherDialect): Cursor {
  const tokens: Token[] = [];
  const lexer = new RegExp(patterns[dialect]);
  for (let match = lexer.exec(text); match && match[0] !== ''; match = lexer.exec(text)) {
    const [kind, written] = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (!kind || written === undefined || kind === 'blank') continue;
    const value = kind === 'string' || kind === 'name' ? unquote(written) : written;
    tokens.push({ kind: kind as Token['kind'], value, start: match.index, end: match.index + written.length });
  }
  return { text, tokens, at: 0 };
}

function unquote(written: string): string {
  const open = written[0]!;
  const close = open === '[' ? ']' : open;
  const inside = written.endsWith(close) && written.length > 1 ? written.slice(1, -1) : written.slice(1);
  return open === '[' ? inside : inside.replaceAll(open + open, open).replace(/\\(['"\\`])/g, '$1');
}
