/** In the thread: the statement around a place of an SQL file. */
import { type Chunk, nextChunk } from '../../../schema/reading/split.js';
import { nextToken } from '../../../schema/reading/tokens.js';
import { Problem } from '../../../text/problem.js';
import type { FoundQuery } from './explainCalls.js';

/**
 * The statement that the offset is in. Between two it is the next one, or the one before where that ends on the same line; behind the last
 * one it is the last.
 * @throws Problem when there is none.
 */
export function statementAround(text: string, offset: number): FoundQuery {
  let before: Chunk | undefined;
  let delimiter = ';';
  for (let from = 0; ; ) {
    const chunk = nextChunk(text, from, 'postgresql', delimiter);
    const isBefore = before !== undefined && (!chunk || (offset < chunk.start && isOnLineOf(text, before, offset)));
    const found = isBefore ? before : chunk;
    if (!found) throw new Problem('There is no statement to explain. Write a query, and place the cursor in it.');
    if (isBefore || offset < found.next || found.next >= text.length) {
      // Behind the last one's end there may be nothing but blanks, or a comment that nobody closes.
      const isRest = found.unclosed?.what === 'comment' && found.unclosed.start === found.start;
      const { start, end } = isRest && before ? before : found;
      return { text: text.slice(start, end), start, end };
    }
    before = chunk;
    from = found.next;
    delimiter = found.delimiter;
  }
}

function isOnLineOf(text: string, { next }: Chunk, offset: number): boolean {
  return !/[\r\n]/.test(text.slice(next, offset));
}

/** The query of an EXPLAIN, whose options give way to ours; anything else as it is. */
export function withoutExplain(found: FoundQuery): FoundQuery {
  const { text, start, end } = found;
  const word = (at: number) => {
    const token = nextToken(text, at);
    return { token, text: token ? text.slice(token.start, token.end).toLowerCase() : '' };
  };
  let next = word(0);
  if (next.text !== 'explain' || !next.token) return found;
  next = word(next.token.end);
  const first = next.token;
  if (next.text === '(') {
    for (let depth = 0; next.token; next = word(next.token.end)) {
      if (next.text === '(') depth++;
      else if (next.text === ')' && --depth === 0) break;
    }
    if (next.token) next = word(next.token.end);
  } else {
    while (next.token && options.has(next.text)) next = word(next.token.end);
  }
  // `EXPLAIN (SELECT 1)` has no options, but a query in brackets.
  const query = next.token ?? first;
  return query ? { text: text.slice(query.start), start: start + query.start, end } : found;
}

const options = new Set(['analyze', 'analyse', 'verbose']);
