/** Names and aliases in tokens: where one begins, how far it goes, and which words are none. */
import type { SqlToken } from './sqlTokens.js';
import { canNameRelation, fillerWords, isKeyword, isReserved } from './sqlWords.js';

/** `orders`, `o.id`, `app.orders.id`: the tokens of its parts. */
export type NameChain = readonly SqlToken[];

/**
 * A key word counts where only a name can stand: between signs, in a chain, or where a table has to come.
 * @returns undefined where no name begins.
 */
export function chainAt(tokens: readonly SqlToken[], start: number, relationComes: boolean): NameChain | undefined {
  const first = tokens[start];
  if (first?.name === undefined || !(relationComes ? mayNameRelation(tokens, start) : mayBeName(tokens, start))) {
    return undefined;
  }
  const chain = [first];
  for (let i = start + 1; tokens[i]?.text === '.'; i += 2) {
    const part = tokens[i + 1];
    if (part?.name === undefined) break;
    chain.push(part);
  }
  return chain;
}

function mayNameRelation(tokens: readonly SqlToken[], at: number): boolean {
  const { word } = tokens[at]!;
  const after = tokens[at + 1];
  if (word === undefined || after?.text === '.' || !isKeyword(word)) return word === undefined || !fillsIn(word, after);
  // `ON TYPE mood`, `ON POLICY p`: the name is still to come.
  const nameFollows = after?.name !== undefined && !(after.word !== undefined && isReserved(after.word));
  return canNameRelation(word) && !nameFollows;
}

/** IF EXISTS and the like, before a name. */
function fillsIn(word: string, after: SqlToken | undefined): boolean {
  return fillerWords.has(word) && after?.name !== undefined;
}

function mayBeName(tokens: readonly SqlToken[], at: number): boolean {
  const { word } = tokens[at]!;
  const after = tokens[at + 1];
  if (word === undefined || after?.text === '.') return true;
  if (isReserved(word)) return false;
  if (!isKeyword(word)) return true;
  const before = tokens[at - 1];
  if (before?.word === 'no') return false;
  const afterSign = before?.kind === 'sign' && before.text !== ')';
  const beforeSign = before !== undefined && after?.kind === 'sign' && after.text !== '(' && after.text !== ';';
  return afterSign || beforeSign;
}

/** The alias that stands at an index, with AS or without. `next`: the index behind it. */
export function aliasAt(tokens: readonly SqlToken[], at: number): { token: SqlToken; next: number } | undefined {
  const as = tokens[at]?.word === 'as' ? 1 : 0;
  const token = tokens[at + as];
  if (token?.name === undefined || tokens[at + as + 1]?.text === '.') return undefined;
  return token.word !== undefined && isKeyword(token.word) ? undefined : { token, next: at + as + 1 };
}

/** Names that WITH defines: `WITH a AS (…), b (x) AS MATERIALIZED (…)`. */
export function cteNames(tokens: readonly SqlToken[]): ReadonlySet<string> {
  const found = new Set<string>();
  if (!tokens.some(({ word }) => word === 'with')) return found;
  tokens.forEach(({ name }, i) => {
    const before = tokens[i - 1];
    const starts = before?.word === 'with' || before?.word === 'recursive' || before?.text === ',';
    if (name === undefined || !starts) return;
    let at = i + 1;
    if (tokens[at]?.text === '(') {
      while (at < tokens.length && tokens[at]?.text !== ')') at++;
      at++;
    }
    if (tokens[at]?.word !== 'as') return;
    at++;
    if (tokens[at]?.word === 'not') at++;
    if (tokens[at]?.word === 'materialized') at++;
    if (tokens[at]?.text === '(') found.add(name);
  });
  return found;
}

/** Statements in which ON names a table: CREATE INDEX, triggers, policies, rules, rights, comments on them. */
export function isAboutTable(tokens: readonly SqlToken[]): boolean {
  const first = tokens[0]?.word;
  if (first === undefined) return false;
  if (['grant', 'revoke', 'comment'].includes(first)) return true;
  if (!['create', 'alter', 'drop'].includes(first)) return false;
  return tokens.slice(1, 6).some(({ word }) => word !== undefined && /^(?:index|trigger|policy|rule)$/.test(word));
}
