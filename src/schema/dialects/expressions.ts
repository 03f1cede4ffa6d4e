/** Expressions of dialects: compared by their tokens. What they mean is left to the rules that ask. */
import type { Expression } from '../catalog.js';
import type { Span } from '../commands.js';
import { type Cursor, skipBrackets, type Token } from './cursor.js';

const keywords = new Set(
  'and or not is null in like between true false case when then else end exists select from where as current_timestamp interval div mod xor regexp escape collate cast convert'.split(
    ' ',
  ),
);

/** `( … )` that comes next. */
export function bracketExpression(cursor: Cursor): Expression {
  return expressionFrom(cursor, skipBrackets(cursor));
}

export function expressionFrom({ text, tokens }: Cursor, { start, end }: Span): Expression {
  const own = tokens.filter(token => token.start >= start && token.end <= end);
  const isCall = (index: number) => own[index + 1]?.value === '(' && own[index]!.kind === 'word';
  const columns = own
    .filter((token, index) => isNameOf(token) && !isCall(index) && own[index + 1]?.value !== '.')
    .map(({ value }) => value);
  const functions = own
    .filter((token, index) => isCall(index) && !keywords.has(token.value.toLowerCase()))
    .map(({ value }) => value.toLowerCase());
  const constant = constantOf(own);
  const notNull = notNullColumns(own);
  return {
    text: text.slice(start, end),
    key: own
      .map(token => (token.kind === 'word' ? token.value.toLowerCase() : `${token.kind}:${token.value}`))
      .join(' '),
    columns: [...new Set(columns)],
    functions: [...new Set(functions)],
    ...(constant !== undefined && { constant }),
    ...(notNull && { notNullOf: notNull }),
  };
}

function isNameOf(token: Token): boolean {
  return token.kind === 'name' || (token.kind === 'word' && !keywords.has(token.value.toLowerCase()));
}

function constantOf(tokens: readonly Token[]): Expression['constant'] | undefined {
  const [first, second] = tokens;
  if (!first || tokens.length > 2) return undefined;
  if (tokens.length === 2) {
    return first.value === '-' && second!.kind === 'number' ? -Number(second!.value) : undefined;
  }
  if (first.kind === 'string') return first.value;
  if (first.kind === 'number') return Number(first.value);
  if (first.kind !== 'word') return undefined;
  const word = first.value.toLowerCase();
  if (word === 'null') return null;
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

/** For nothing but `a IS NOT NULL AND b IS NOT NULL`: the columns. */
function notNullColumns(tokens: readonly Token[]): string[] | undefined {
  const words = tokens.filter(({ value, kind }) => kind !== 'symbol' || !/^[()]$/.test(value));
  const columns: string[] = [];
  for (let at = 0; at < words.length; at += 5) {
    const [name, ...rest] = words.slice(at, at + 5);
    const said = rest.map(({ value }) => value.toLowerCase()).join(' ');
    if (!name || !isNameOf(name) || !/^is not null(?: and)?$/.test(said)) return undefined;
    columns.push(name.value);
  }
  return columns.length ? columns : undefined;
}
