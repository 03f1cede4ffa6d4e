/** Whether an index that is there serves a query. */
import type { Expression, Index, IndexKey, Table } from '../../catalog.js';
import type { Filter } from '../../query.js';
import type { Demand, WantedSort } from './demand.js';

/** Conditions that are true for no NULL. */
const strict: ReadonlySet<Filter['operator']> = new Set([
  'equality',
  'range',
  'prefix',
  'pattern',
  'isNotNull',
  'containment',
  'inequality',
  'boolean',
]);

/** The rows that a partial index leaves out are none that these conditions want (manual §11.8: PostgreSQL knows simple implications). */
export function isImplied(predicate: Expression | undefined, filters: readonly Filter[]): boolean {
  if (!predicate) return true;
  const known = new Set(filters.flatMap(({ key }) => (key === undefined ? [] : [canonical(key)])));
  const notNull = new Set(
    filters
      .filter(({ operator, wrappedIn }) => strict.has(operator) && wrappedIn.length === 0)
      .map(({ column }) => column.column),
  );
  return conjunctKeys(predicate.key).every(key => {
    const [, column] = /^\((\w+) is not null\)$/.exec(key) ?? [];
    return known.has(canonical(key)) || (column !== undefined && notNull.has(column));
  });
}

/** `active = true` is `active`. */
function canonical(key: string): string {
  const [, column, value] = /^\((\w+) = (true|false)\)$/.exec(key) ?? [];
  return column === undefined ? key : value === 'true' ? column : `(not ${column})`;
}

/** The parts of `(a and b and c)`; a key that is no conjunction is its only part. */
function conjunctKeys(key: string): string[] {
  if (!key.startsWith('(') || !key.endsWith(')')) return [key];
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 1;
  for (let at = 0; at < key.length; at++) {
    const char = key[at]!;
    if (char === "'") quoted = !quoted;
    if (quoted) continue;
    if (char === '(' || char === '[') depth++;
    else if (char === ')' || char === ']') depth--;
    if (depth === 0 && at < key.length - 1) return [key];
    if (depth === 1 && key.startsWith(' and ', at)) {
      parts.push(key.slice(start, at));
      start = at + 5;
    }
  }
  if (parts.length === 0) return [key];
  parts.push(key.slice(start, -1));
  return parts.flatMap(conjunctKeys);
}

/** Everything that an index may be asked: valid, and with all the rows that are wanted. */
export function isUsable(index: Index, filters: readonly Filter[]): boolean {
  return index.valid && isImplied(index.predicate, filters);
}

/** Names of the columns, or keys of the expressions, of which an index's key is. */
export function keyName({ column, expression }: IndexKey): string {
  return column ?? expression?.key ?? '';
}

/** How a B-tree answers a demand (manual §11.3): equalities on its leading keys, then one range or the sort. */
export interface Answer {
  /** Keys that an equality fixes, from the first on. */
  readonly fixed: readonly string[];
  /** The key behind them, when a range or IN narrows it. */
  readonly narrowed?: string;
  /** The rows come in the order of the sort. */
  readonly sorted: boolean;
}

export function answerOf(index: Index, demand: Demand): Answer {
  const none = { fixed: [], sorted: false };
  if (!isUsable(index, demand.filters)) return none;
  const { equal, ranges, lists } = keysOf(demand);
  if (index.method === 'hash') {
    const [only] = index.keys;
    return only && (equal.has(keyName(only)) || lists.has(keyName(only)))
      ? { fixed: [keyName(only)], sorted: false }
      : none;
  }
  if (index.method !== 'btree') return none;
  const names = index.keys.map(keyName);
  let count = 0;
  while (count < names.length && equal.has(names[count]!)) count++;
  const next = names[count];
  const narrowed = next !== undefined && (ranges.has(next) || lists.has(next)) ? next : undefined;
  const sorted = isSorted(index.keys.slice(count), demand.sort, new Set([...equal, ...names.slice(0, count)]));
  return { fixed: names.slice(0, count), ...(narrowed !== undefined && { narrowed }), sorted };
}

type Keys = Record<'equal' | 'lists' | 'ranges', ReadonlySet<string>>;

/** Asked for each index of a table with the same conditions. */
const known = new WeakMap<readonly Filter[], Keys>();

function keysOf({ filters }: Demand): Keys {
  const keys = known.get(filters) ?? findKeys(filters);
  known.set(filters, keys);
  return keys;
}

function findKeys(filters: readonly Filter[]): Keys {
  const names = (wanted: (filter: Filter) => boolean) =>
    new Set(
      filters
        .filter(wanted)
        .map(filter => (filter.wrappedIn.length > 0 ? (filter.sideKey ?? '') : filter.column.column)),
    );
  const isEqual = ({ operator }: Filter) => operator === 'equality' || operator === 'isNull' || operator === 'boolean';
  return {
    equal: names(filter => isEqual(filter) && !filter.list),
    lists: names(filter => filter.operator === 'equality' && filter.list === true),
    ranges: names(({ operator }) => operator === 'range' || operator === 'prefix' || operator === 'isNotNull'),
  };
}

/**
 * The keys are the sort's columns, all read forward or all backward; columns that have one value only need not be sorted by. The first
 * of them is enough: within equal ones PostgreSQL sorts on the way (incremental sort, manual §19.7.1).
 */
function isSorted(keys: readonly IndexKey[], sort: readonly WantedSort[], single: ReadonlySet<string>): boolean {
  const wanted = sort.find(({ column }) => !single.has(column.name));
  if (!wanted) return sort.length > 0;
  const [key] = keys;
  if (key?.column !== wanted.column.name) return false;
  const turned = (key.order === 'desc') !== wanted.descending;
  return wanted.column.notNull || ((key.nulls === 'first') !== wanted.nullsFirst) === turned;
}

/** One row at most: an equality on each column of a unique index. */
export function isUnique({ table, ...demand }: Demand): boolean {
  return table.indexes.some(
    index =>
      index.unique && index.keys.length > 0 && answerOf(index, { table, ...demand }).fixed.length === index.keys.length,
  );
}

/** An index that holds the column first, whatever else it has. */
export function indexesOn({ indexes }: Table, column: string): Index[] {
  return indexes.filter(({ keys, method, valid }) => valid && method === 'btree' && keys[0]?.column === column);
}
