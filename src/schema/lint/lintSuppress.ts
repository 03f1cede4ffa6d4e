/** Turning a rule off for one line: what a comment says, and the quick fix that writes it. */
import type { Fix } from '../../text/finding.js';
import type { Command } from '../commands.js';
import { offsetIn, positionIn } from '../navigation/positions.js';
import { quotings } from '../reading/quoting.js';
import { skipBlanks, tokenEnd } from '../reading/tokens.js';
import { newlineOf, statementAt } from '../rules/statementText.js';
import type { ParsedFile, Statement } from '../statement.js';

const words = 'senior-backend-disable-next-line';

/** A comment turns the rule off for the file or for this line (zero-based). */
export function isDisabled(file: ParsedFile, rule: string, line: number): boolean {
  const { disabledFile, disabledLines } = file.directives;
  const names = (rules: readonly string[] | undefined) =>
    rules !== undefined && (rules.length === 0 || rules.includes(rule));
  if (names(disabledFile)) return true;
  if (disabledLines.size === 0) return false;
  return names(disabledLines.get(line)) || names(disabledLines.get(commentableLine(file, line)));
}

/** Puts a comment above the line (zero-based), or adds the rule to the comment that stands there. */
export function suppressFix(file: ParsedFile, rule: string, line: number): Fix {
  const { path } = file;
  const title = `Disable ${rule} for this line`;
  const below = commentableLine(file, line);
  if (below > 0) {
    const above = lineText(file, below - 1);
    const at = above.indexOf(words);
    if (at >= 0 && /^\s*--/.test(above)) {
      const position = { line: below - 1, character: at + words.length };
      return { title, edits: [{ path, range: { start: position, end: position }, text: ` ${rule}` }] };
    }
  }
  const indent = /^[ \t]*/.exec(lineText(file, below))![0];
  const start = { line: below, character: 0 };
  return {
    title,
    edits: [{ path, range: { start, end: start }, text: `${indent}-- ${words} ${rule}${newlineOf(file)}` }],
  };
}

function lineText(file: ParsedFile, line: number): string {
  return file.text.slice(offsetIn(file, { line, character: 0 }), offsetIn(file, { line: line + 1, character: 0 }));
}

/**
 * A line that begins inside of a string, or of a body in dollar quotes, has no room for a comment above it: the line on which that
 * string begins stands for it.
 */
function commentableLine(file: ParsedFile, line: number): number {
  const offset = offsetIn(file, { line, character: 0 });
  const statement = statementAt(file, offset);
  if (!statement || statement.start >= offset) return line;
  for (const [start, end] of longTokens(file, statement)) {
    const from = statement.start + start;
    if (from < offset && offset < statement.start + end) return positionIn(file, from).line;
  }
  return line;
}

/** A statement that did not change keeps its commands from one keystroke to the next. */
const known = new WeakMap<readonly Command[], readonly (readonly [start: number, end: number])[]>();

/** Tokens of more than one line, from the start of the statement. */
function longTokens({ text, dialect }: ParsedFile, { start, end, commands }: Statement) {
  const before = known.get(commands);
  if (before) return before;
  const found: (readonly [number, number])[] = [];
  const own = text.slice(start, end);
  const quoting = quotings[dialect];
  let newline = own.indexOf('\n');
  for (let at = skipBlanks(own, 0, quoting); at < own.length && newline >= 0; ) {
    const after = tokenEnd(own, at, quoting);
    if (newline < at) newline = own.indexOf('\n', at);
    if (newline >= 0 && newline < after) found.push([at, after]);
    at = skipBlanks(own, after, quoting);
  }
  known.set(commands, found);
  return found;
}
