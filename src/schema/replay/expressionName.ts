/**
 * The name that PostgreSQL gives to the column of an expression index (FigureIndexColname in its parse_target.c), told from the
 * expression's text: `lower(email)` → lower, `(a + 1)` → none.
 */

type Token = { readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol'; readonly text: string };

const token =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|(?<quoted>[uU]?&?"(?:[^"]|"")*")|(?<string>(?:[eEbBxXnN]|[uU]&)?'(?:[^']|'')*')|(?<number>\d[\w.]*)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<symbol>::|[-+*/<>=~!@#%^&|`?]+|[\s\S])/gu;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { groups } of text.matchAll(token)) {
    const kind = (['quoted', 'string', 'number', 'word', 'symbol'] as const).find(k => groups?.[k] !== undefined);
    if (kind) tokens.push({ kind, text: groups![kind]! });
  }
  return tokens;
}

/** Names that are written as functions but are grammar; PostgreSQL calls them by what they become. */
const special: Readonly<Record<string, string>> = { trim: 'btrim' };
const bareFunctions = new Set([
  'current_date',
  'current_time',
  'current_timestamp',
  'localtime',
  'localtimestamp',
  'current_user',
  'session_user',
  'current_role',
  'user',
  'current_catalog',
  'current_schema',
]);
/** Type names as the grammar turns them into pg_catalog's. */
const systemTypes: Readonly<Record<string, string>> = {
  int: 'int4',
  integer: 'int4',
  bigint: 'int8',
  smallint: 'int2',
  real: 'float4',
  float: 'float8',
  double: 'float8',
  decimal: 'numeric',
  dec: 'numeric',
  boolean: 'bool',
  character: 'bpchar',
  char: 'bpchar',
  varchar: 'varchar',
  nchar: 'bpchar',
};

/** Nobody writes longer ones, and brackets in brackets take time. */
const mostTokens = 1000;

/** undefined: PostgreSQL has no name for it, and says `expr`. */
export function indexColumnLabel(text: string): string | undefined {
  const tokens = tokensOf(text);
  return tokens.length > mostTokens ? undefined : figure(tokens)?.name;
}

/** `weak`: a type's name or `case`, which a cast replaces by its own. */
interface Label {
  readonly name: string;
  readonly weak: boolean;
}

function figure(all: readonly Token[]): Label | undefined {
  const tokens = stripBrackets(all);
  const cast = lastAtTop(tokens, '::');
  if (cast > 0 && isTypeName(tokens.slice(cast + 1))) {
    return figureCast(tokens.slice(0, cast), tokens.slice(cast + 1));
  }
  const collate = tokens.findLastIndex(t => t.kind === 'word' && t.text.toLowerCase() === 'collate');
  if (collate > 0 && depthAt(tokens, collate) === 0 && tokens.length - collate <= 4)
    return figure(tokens.slice(0, collate));
  const first = tokens[0];
  if (!first) return undefined;
  const word = first.kind === 'word' ? first.text.toLowerCase() : undefined;
  if (word === 'case') return wholeCase(tokens);
  if (word === 'array' && tokens[1]?.text === '[' && closing(tokens, 1) === tokens.length - 1) {
    return { name: 'array', weak: false };
  }
  if (word === 'cast' && tokens[1]?.text === '(' && closing(tokens, 1) === tokens.length - 1) {
    const inside = tokens.slice(2, -1);
    const as = inside.findLastIndex(t => t.kind === 'word' && t.text.toLowerCase() === 'as');
    return as > 0 ? figureCast(inside.slice(0, as), inside.slice(as + 1)) : undefined;
  }
  const zone = zoneAt(tokens);
  if (zone > 0) return { name: 'timezone', weak: false };
  return nameOrCall(tokens);
}

/** `a.b`, `f(…)`, `s.f(…)`, or a function that is written without brackets. */
function nameOrCall(tokens: readonly Token[]): Label | undefined {
  let at = 0;
  let last: Token | undefined;
  while (tokens[at]?.kind === 'word' || tokens[at]?.kind === 'quoted') {
    last = tokens[at++];
    if (tokens[at]?.text !== '.') break;
    at++;
  }
  if (!last) return undefined;
  const name = last.kind === 'quoted' ? last.text.slice(1, -1).replaceAll('""', '"') : last.text.toLowerCase();
  if (at === tokens.length) {
    if (last.kind === 'word' && ['true', 'false'].includes(name) && at === 1) return { name: 'bool', weak: true };
    if (last.kind === 'word' && name === 'null' && at === 1) return undefined;
    return { name, weak: false };
  }
  if (bareFunctions.has(name) && at === 1) return undefined;
  if (tokens[at]?.text === '[') return subscripted(tokens, at) ? { name, weak: false } : undefined;
  if (tokens[at]?.text !== '(' || closing(tokens, at) !== tokens.length - 1) return undefined;
  if (last.kind === 'word' && (name === 'row' || operatorWords.has(name)))
    return name === 'row' ? { name, weak: false } : undefined;
  if (name === 'trim' && at === 1) return { name: trimmed(tokens[at + 1]), weak: false };
  return { name: special[name] ?? name, weak: false };
}

/** `tags[1]`, `tags[1][2]` */
function subscripted(tokens: readonly Token[], from: number): boolean {
  let at = from;
  while (tokens[at]?.text === '[') at = closing(tokens, at) + 1;
  return at === tokens.length;
}

const operatorWords = new Set(['not', 'in', 'and', 'or', 'is', 'exists']);

function trimmed(next: Token | undefined): string {
  const word = next?.text.toLowerCase();
  return word === 'leading' ? 'ltrim' : word === 'trailing' ? 'rtrim' : 'btrim';
}

function figureCast(value: readonly Token[], type: readonly Token[]): Label | undefined {
  const inner = figure(value);
  if (inner && !inner.weak) return inner;
  const words = type.filter(t => t.kind === 'word' || t.kind === 'quoted');
  const qualifiedName = type[1]?.text === '.' ? words[1] : words[0];
  if (!qualifiedName) return inner;
  if (qualifiedName.kind === 'quoted')
    return { name: qualifiedName.text.slice(1, -1).replaceAll('""', '"'), weak: true };
  const lower = qualifiedName.text.toLowerCase();
  const second = words[1]?.text.toLowerCase();
  let name = systemTypes[lower] ?? lower;
  if (lower === 'character' && second === 'varying') name = 'varchar';
  if ((lower === 'timestamp' || lower === 'time') && words.some(w => w.text.toLowerCase() === 'with'))
    name = `${lower}tz`;
  return { name, weak: true };
}

/** CASE takes the name of its ELSE, when that has a strong one. */
function wholeCase(tokens: readonly Token[]): Label | undefined {
  let depth = 0;
  let otherwise = -1;
  for (const [at, { kind, text }] of tokens.entries()) {
    const word = kind === 'word' ? text.toLowerCase() : undefined;
    if (word === 'case') depth++;
    if (word === 'else' && depth === 1) otherwise = at;
    if (word === 'end' && --depth === 0 && at < tokens.length - 1) return undefined;
  }
  const inner = otherwise > 0 ? figure(tokens.slice(otherwise + 1, -1)) : undefined;
  return inner && !inner.weak ? inner : { name: 'case', weak: true };
}

function isTypeName(tokens: readonly Token[]): boolean {
  if (tokens[0]?.kind !== 'word' && tokens[0]?.kind !== 'quoted') return false;
  return tokens.every(
    t => (t.kind !== 'string' && t.kind !== 'symbol') || ['(', ')', ',', '[', ']', '.'].includes(t.text),
  );
}

function zoneAt(tokens: readonly Token[]): number {
  return tokens.findIndex(
    (t, at) =>
      t.text.toLowerCase() === 'at' &&
      tokens[at + 1]?.text.toLowerCase() === 'time' &&
      tokens[at + 2]?.text.toLowerCase() === 'zone' &&
      depthAt(tokens, at) === 0,
  );
}

function stripBrackets(tokens: readonly Token[]): readonly Token[] {
  let from = 0;
  let to = tokens.length;
  while (to - from > 1 && tokens[from]!.text === '(' && closing(tokens, from) === to - 1) {
    from++;
    to--;
  }
  return from === 0 ? tokens : tokens.slice(from, to);
}

function depthAt(tokens: readonly Token[], end: number): number {
  let depth = 0;
  for (let at = 0; at < end; at++) depth += step(tokens[at]!);
  return depth;
}

function lastAtTop(tokens: readonly Token[], text: string): number {
  let depth = 0;
  let found = -1;
  for (const [at, item] of tokens.entries()) {
    depth += step(item);
    if (depth === 0 && item.text === text) found = at;
  }
  return found;
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    depth += step(tokens[at]!);
    if (depth === 0) return at;
  }
  return -1;
}

function step({ text, kind }: Token): number {
  if (kind !== 'symbol') return 0;
  return text === '(' || text === '[' ? 1 : text === ')' || text === ']' ? -1 : 0;
}
