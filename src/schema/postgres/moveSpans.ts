/** Commands of a text inside of another. */
import type { Command, Span } from '../commands.js';

/** The same commands with every span in the outer text's offsets. */
export function moveSpans(commands: readonly Command[], move: (span: Span) => Span): Command[] {
  return commands.map(command => moved(command, move) as Command);
}

export function byOffset(offset: number): (span: Span) => Span {
  return ({ start, end }) => ({ start: start + offset, end: end + offset });
}

function moved(part: unknown, move: (span: Span) => Span): unknown {
  if (Array.isArray(part)) return part.map(one => moved(one, move));
  if (typeof part !== 'object' || part === null) return part;
  if (isSpan(part)) return move(part);
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, moved(value, move)]));
}

function isSpan(part: object): part is Span {
  const { start, end } = part as Partial<Span>;
  return typeof start === 'number' && typeof end === 'number' && Object.keys(part).length === 2;
}
