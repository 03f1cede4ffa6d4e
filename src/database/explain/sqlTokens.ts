import { nextToken, type Token } from '../../schema/reading/tokens.js';

/** Without blanks and comments. */
export function allTokens(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let token = nextToken(sql, 0); token; token = nextToken(sql, token.end)) tokens.push(token);
  return tokens;
}

/** `$1` and the like, outside of strings, names and comments, as what `write` gives for their numbers. */
export function replaceParameters(sql: string, write: (number: number) => string): string {
  let replaced = '';
  let done = 0;
  for (const { kind, start, end } of allTokens(sql)) {
    if (kind !== 'parameter') continue;
    replaced += sql.slice(done, start) + write(Number(sql.slice(start + 1, end)));
    done = end;
  }
  return replaced + sql.slice(done);
}

/** The highest number of a parameter; 0 when there is none. */
export function highestParameter(sql: string): number {
  let highest = 0;
  replaceParameters(sql, number => {
    highest = Math.max(highest, number);
    return '';
  });
  return highest;
}
