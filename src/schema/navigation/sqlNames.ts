/**
 * The names in a stretch of SQL and what they can be, told by the words around them alone: it works in statements that do not parse,
 * in every dialect. `mentions.ts` looks the names up in a Catalog.
 */
import { aliasAt, chainAt, cteNames, isAboutTable, type NameChain } from './nameChains.js';
import type { SqlToken } from './sqlTokens.js';
import {
  endingWords,
  fillerWords,
  listingWords,
  objectWords,
  referringWords,
  relationWords,
  targetWords,
} from './sqlWords.js';

/**
 * `relation`: where a table or view belongs. `index`, `type`, `sequence`, `function`: where the name of such an object belongs. `any`:
 * a column, a function, a type; only a Catalog knows.
 */
export type NameRole = 'relation' | 'index' | 'type' | 'sequence' | 'function' | 'any';

export interface FoundName {
  readonly chain: NameChain;
  readonly role: NameRole;
  readonly scope: NameScope;
  /** Brackets follow: `lower(…)`, `orders (…)`. */
  readonly called: boolean;
  /** Stands right behind another name: where the definition of a column has its type. */
  readonly afterName: boolean;
}

export interface ScopeRelation {
  /** Undefined: a subquery or a function, of whose columns nothing is known. */
  readonly chain?: NameChain;
  readonly alias?: string;
  /** What the statement makes or fills: its columns are meant where no other relation has one of that name. */
  readonly target?: boolean;
}

/** Relations whose columns can be named without saying where they are from; then those of the parent. */
export interface NameScope {
  readonly parent?: NameScope;
  readonly relations: ScopeRelation[];
}

export interface FoundNames {
  readonly names: readonly FoundName[];
  /** The scope behind each token. */
  readonly scopes: readonly NameScope[];
  /** What kind of name each token lets expect. */
  readonly expected: readonly NameRole[];
  /** Names that WITH defines: they are no tables. */
  readonly ctes: ReadonlySet<string>;
}

interface Level {
  scope: NameScope;
  /** A comma brings the next relation. */
  listing: boolean;
  /** The brackets of a function: FROM has another meaning in some. */
  readonly call: boolean;
}

interface Walk {
  readonly tokens: readonly SqlToken[];
  readonly names: FoundName[];
  readonly scopes: NameScope[];
  readonly expected: NameRole[];
  readonly levels: Level[];
  readonly onIsRelation: boolean;
  expect: NameRole;
  /** What the statement is about: RENAME TO has its new name. */
  object: NameRole;
  /** The relation that comes next: one to read from, one that is made or filled, or one that is only referred to. */
  coming: 'source' | 'target' | 'referred';
  /** Brackets at this index hold columns of that relation alone. */
  owner: { readonly chain: NameChain; readonly at: number; readonly closed: boolean } | undefined;
  /** The index behind the last name. */
  afterName: number;
}

/** @param tokens of one statement, or of a part of one. */
export function findNames(tokens: readonly SqlToken[]): FoundNames {
  const walk: Walk = {
    tokens,
    names: [],
    scopes: [],
    expected: [],
    levels: [{ scope: { relations: [] }, listing: false, call: false }],
    onIsRelation: isAboutTable(tokens),
    expect: 'any',
    object: 'relation',
    coming: 'source',
    owner: undefined,
    afterName: -1,
  };
  for (let i = 0; i < tokens.length; ) {
    const chain = chainAt(tokens, i, walk.expect === 'relation');
    i = chain ? readName(walk, i, chain) : readSign(walk, i);
    while (walk.scopes.length < i) {
      walk.scopes.push(level(walk).scope);
      walk.expected.push(walk.expect);
    }
  }
  const { names, scopes, expected } = walk;
  return { names, scopes, expected, ctes: cteNames(tokens) };
}

function level({ levels }: Walk): Level {
  return levels.at(-1)!;
}

/** @returns the index of the next token. */
function readName(walk: Walk, at: number, chain: NameChain): number {
  const { tokens, expect: role } = walk;
  const next = at + chain.length * 2 - 1;
  const { scope } = level(walk);
  const called = tokens[next]?.text === '(';
  walk.names.push({ chain, role, scope, called, afterName: walk.afterName === at });
  walk.afterName = next;
  const word = chain.length === 1 ? chain[0]!.word : undefined;
  if (role !== 'relation') {
    if (word === undefined || !readWord(walk, word, at)) walk.expect = 'any';
    return next;
  }
  const { coming } = walk;
  walk.expect = 'any';
  walk.coming = 'source';
  walk.owner = { chain, at: next, closed: coming !== 'source' };
  // A table that is referred to lends no columns to the statement, only to the brackets behind it.
  if (coming === 'referred') return next;
  const alias = aliasAt(tokens, next);
  const target = coming === 'target';
  scope.relations.push({ chain, ...(alias && { alias: alias.token.name! }), ...(target && { target }) });
  // What INSERT … ON CONFLICT calls the row that it could not insert.
  if (tokens[at - 1]?.word === 'into') scope.relations.push({ chain, alias: 'excluded', target });
  return alias ? alias.next : next;
}

/** @returns whether the word was a key word, which a name may be as well. */
function readWord(walk: Walk, word: string, at: number): boolean {
  const object = objectWords.get(word);
  if (object) {
    walk.expect = object;
    walk.object = object;
  } else if (word === 'to' && walk.tokens[at - 1]?.word === 'rename') walk.expect = walk.object;
  else if (word === 'on' && walk.onIsRelation) walk.expect = 'relation';
  else if (
    relationWords.has(word) &&
    !(word === 'using' && walk.onIsRelation) &&
    !(word === 'from' && level(walk).call)
  ) {
    walk.expect = 'relation';
    walk.coming = referringWords.has(word) ? 'referred' : targetWords.has(word) ? 'target' : 'source';
    if (listingWords.has(word) && walk.tokens[0]?.word !== 'alter') level(walk).listing = true;
  } else if (!(fillerWords.has(word) && walk.expect !== 'any')) return false;
  return true;
}

function readSign(walk: Walk, at: number): number {
  const { word, text } = walk.tokens[at]!;
  if (word !== undefined) {
    if (!readWord(walk, word, at)) {
      walk.expect = 'any';
      walk.coming = 'source';
    }
    if (endingWords.has(word)) level(walk).listing = false;
    if (word === 'union' || word === 'intersect' || word === 'except') {
      level(walk).scope = { ...level(walk).scope, relations: [] };
    }
  } else if (text === '(') open(walk, at);
  else if (text === ')') return close(walk, at);
  else if (text === ',') walk.expect = level(walk).listing ? 'relation' : 'any';
  else walk.expect = text === '::' ? 'type' : 'any';
  return at + 1;
}

function open(walk: Walk, at: number): void {
  const { scope } = level(walk);
  const inside = walk.tokens[at + 1]?.word;
  const before = walk.tokens[at - 1]?.word;
  const isQuery = inside === 'select' || inside === 'with' || inside === 'values';
  // `FROM (a JOIN b …)` and `INHERITS (a, b)` go on listing relations; `USING (id)` and `LIKE (…)` do not.
  const listing = walk.expect === 'relation' && !isQuery && before !== 'using' && before !== 'like';
  const { owner } = walk;
  const own = owner?.at === at ? [{ chain: owner.chain }] : isQuery ? [] : undefined;
  // `REFERENCES customers (` takes columns of customers only; in `FROM f(` a column of any relation before it may stand.
  const parent = owner?.at === at && owner.closed ? undefined : scope;
  const call = !isQuery && walk.afterName === at && !own;
  walk.levels.push({ scope: own ? { ...(parent && { parent }), relations: own } : scope, listing, call });
  if (!listing) {
    walk.expect = 'any';
    walk.coming = 'source';
  }
}

function close(walk: Walk, at: number): number {
  if (walk.levels.length > 1) walk.levels.pop();
  walk.expect = 'any';
  walk.coming = 'source';
  const alias = level(walk).listing ? aliasAt(walk.tokens, at + 1) : undefined;
  if (!alias) return at + 1;
  level(walk).scope.relations.push({ alias: alias.token.name! });
  return alias.next;
}
