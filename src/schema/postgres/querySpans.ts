/** Where the parts of a query stand. The parser only says where a node starts (in bytes); where it ends is told from the text. */
import type { Span } from '../commands.js';
import { isBlank, nextToken } from '../reading/tokens.js';

/** What the readers of a query share. */
export interface QueryText {
  /** Of the statement; spans are relative to it. */
  readonly text: string;
  readonly toUtf16: (byteOffset: number) => number;
}

interface Extent {
  readonly first: number;
  readonly last: number;
}

/** The least and the greatest location inside of a tree, in bytes. A loop, as `a || b || …` nests as deep as it is long. */
function extentOf(root: object): Extent | undefined {
  let first = Number.POSITIVE_INFINITY;
  let last = -1;
  const open: object[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === 'object' && value !== null) open.push(value);
      else if (typeof value !== 'number' || value < 0) continue;
      else if (key === 'location') {
        first = Math.min(first, value);
        last = Math.max(last, value);
      } else if (key === 'rexpr_list_end') last = Math.max(last, value);
    }
  }
  return last < 0 ? undefined : { first, last };
}

/** Where what comes after a condition begins. */
const clauseWords: ReadonlySet<string> = new Set(
  `where group having order limit offset fetch for union intersect except window returning on join left right inner full cross natural
  when then else end as using set with do`.split(/\s+/),
);
const conditionWords: ReadonlySet<string> = new Set([...clauseWords, 'and', 'or']);
const boundWords: ReadonlySet<string> = new Set([...clauseWords, 'row', 'rows']);
const sideWords: ReadonlySet<string> = new Set('union intersect except order limit offset fetch for'.split(' '));
const noWords: ReadonlySet<string> = new Set();

/** A condition, up to the AND, OR or clause after it. */
export function conditionSpan(at: QueryText, node: object): Span {
  return spanUpTo(at, node, conditionWords);
}

/** All of a clause's expression: `a = 1 AND b = 2` of a WHERE, `a DESC NULLS LAST` of an ORDER BY (up to the comma). */
export function clauseSpan(at: QueryText, node: object): Span {
  return spanUpTo(at, node, clauseWords);
}

/** The number of LIMIT, OFFSET or FETCH. */
export function boundSpan(at: QueryText, node: object): Span {
  return spanUpTo(at, node, boundWords);
}

/**
 * A query inside of brackets or of CREATE VIEW, from its first word on; one side of a UNION up to what follows it. The sort and the
 * bounds behind the last side are those of all.
 */
export function querySpan(at: QueryText, node: object, isSide: boolean): Span {
  const { start, end } = spanUpTo(at, node, isSide ? sideWords : noWords, false);
  const before = at.text.slice(Math.max(0, start - 40), start);
  const verb =
    /\b(?:with(?:\s+recursive)?|select(?:\s+(?:all|distinct))?|values|update|insert\s+into|delete\s+from|merge\s+into)(?:\s+only)?[\s(]*$/i;
  return { start: start - (verb.exec(before)?.[0].length ?? 0), end };
}

/** What stands before an offset: the left side of an operator. */
export function spanBefore(at: QueryText, node: object, stop: number): Span {
  return spanUpTo(at, node, conditionWords, true, stop);
}

/** What stands behind an operator in a condition that ends at `end`. */
export function spanBehind({ text }: QueryText, operator: Span, end: number): Span {
  const first = nextToken(text, operator.end);
  return { start: Math.min(first?.start ?? end, end), end };
}

function spanUpTo(
  { text, toUtf16 }: QueryText,
  node: object,
  words: ReadonlySet<string>,
  commaEnds = true,
  stop = text.length,
): Span {
  const extent = extentOf(node);
  if (!extent) return { start: 0, end: text.length };
  let start = toUtf16(extent.first);
  const last = toUtf16(extent.last);
  let depth = 0;
  let end = start;
  for (let token = nextToken(text, start); token; token = nextToken(text, token.end)) {
    const sign = text.slice(token.start, token.end);
    const isAfter = token.start > last;
    if (token.start >= stop || (depth === 0 && sign === ';')) break;
    if (depth === 0 && sign === ')') {
      // `(lower(a)) = 1`: brackets have no node, so that the first location is behind them.
      const open: number = token.start <= last ? openedBefore(text, start) : -1;
      if (open < 0) break;
      start = open;
      depth++;
    }
    if (depth === 0 && isAfter && ((commaEnds && sign === ',') || endsBefore(text, token, words))) break;
    if (sign === '(' || sign === '[') depth++;
    else if (sign === ')' || sign === ']') depth--;
    end = token.end;
  }
  return { start, end };
}

function openedBefore(text: string, offset: number): number {
  let at = offset - 1;
  while (at >= 0 && isBlank(text.charCodeAt(at))) at--;
  return text[at] === '(' ? at : -1;
}

function endsBefore(text: string, { start, end }: Span, words: ReadonlySet<string>): boolean {
  const word = text.slice(start, end).toLowerCase();
  if (!words.has(word)) return false;
  // `timestamp with time zone`
  if (word !== 'with') return true;
  const next = nextToken(text, end);
  return !next || text.slice(next.start, next.end).toLowerCase() !== 'time';
}

/** A dotted name of so many parts, the last of which may be `*`. */
export function nameSpan({ text, toUtf16 }: QueryText, location: number, parts: number): Span {
  const start = toUtf16(location);
  let end = start;
  for (let left = parts * 2 - 1; left > 0; left--) {
    const token = nextToken(text, end);
    if (!token) break;
    end = token.end;
  }
  return { start, end };
}
