/** Indexes that might help a query: all that is thinkable, for costs decide which are any good. */
import type { IndexKey } from '../../schema/catalog.js';
import { createIndexSql, newName, quoteLiteral, quoteName, quoteQualified } from '../../schema/print.js';
import { wrapsOf } from '../explain/conditions.js';
import { allTokens } from '../explain/sqlTokens.js';
import type { Condition, Demand, OrderKey } from './demands.js';
import type { LiveColumn, LiveTable } from './tables.js';

export interface Candidate {
  /** The same for the same index. */
  readonly id: string;
  readonly table: LiveTable;
  readonly method: 'btree' | 'gin';
  readonly keys: readonly IndexKey[];
  readonly include: readonly string[];
  readonly predicate?: string;
  /** Of the table's rows, those that are in it: 0 to 1. */
  readonly fraction: number;
}

/** More keys than that nobody needs. */
const mostKeys = 4;
/** With more columns the index would be the table once more. */
const mostIncluded = 4;
/** A partial index that leaves out less than half of the rows is hardly smaller. */
const partOfRows = 0.5;

/**
 * @param sql the statement, for the columns that it speaks of. @param extensions names of those that the database has.
 */
export function candidatesOf(
  demand: Demand,
  table: LiveTable,
  sql: string,
  extensions: ReadonlySet<string>,
): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  const add = (candidate: Candidate | undefined) => {
    if (candidate && !isThere(table, candidate)) found.set(candidate.id, candidate);
  };
  const wanted = wantedOf(demand, table);
  const keyLists = keyListsOf(wanted, demand.orders);
  for (const keys of keyLists) {
    add(btree(table, keys));
    for (const { predicate, fraction, column } of wanted.fixed) {
      const rest = keys.filter(key => key.column !== column);
      if (rest.length > 0) add(btree(table, rest, { predicate, fraction }));
    }
  }
  const included = includedColumns(table, sql);
  if (included) {
    for (const keys of keyLists.slice(0, 4)) {
      const names = new Set(keys.map(({ column }) => column));
      const include = included.filter(name => !names.has(name));
      if (include.length > 0 && include.length <= mostIncluded) add(btree(table, keys, { include }));
    }
  }
  for (const condition of demand.conditions) add(inverted(table, condition, extensions));
  return [...found.values()];
}

interface Wanted {
  readonly equal: readonly IndexKey[];
  readonly ranged: readonly IndexKey[];
  readonly joined: readonly IndexKey[];
  readonly fixed: readonly { readonly column: string; readonly predicate: string; readonly fraction: number }[];
}

function wantedOf({ conditions, joined }: Demand, table: LiveTable): Wanted {
  const types = Object.fromEntries(table.columns.map(({ name, type }) => [name, type]));
  const keyOf = (condition: Condition): IndexKey | undefined => {
    if (condition.filter.row || (condition.parameters.length > 0 && condition.expression?.includes('$')))
      return undefined;
    const isPlain = wrapsOf(condition.filter, types).length === 0;
    if (isPlain) return plain(condition.filter.column.column);
    return condition.expression === undefined
      ? undefined
      : expressionKey(condition.expression, condition.filter.column.column);
  };
  const of = (...operators: readonly Condition['filter']['operator'][]) =>
    unique(conditions.filter(({ filter }) => operators.includes(filter.operator)).flatMap(one => keyOf(one) ?? []));
  const distinct = ({ column }: IndexKey) =>
    table.columns.find(({ name }) => name === column)?.statistics?.distinct ?? 0;
  return {
    equal: [...of('equality')].sort((a, b) => distinct(b) - distinct(a)),
    ranged: [...of('range'), ...prefixes(conditions, table)],
    joined: unique(joined.map(plain)),
    fixed: conditions.flatMap(condition => fixedOf(condition, table)),
  };
}

function plain(column: string): IndexKey {
  return { column, order: 'asc', nulls: 'last' };
}

function expressionKey(text: string, column: string): IndexKey {
  return { expression: { text, key: text, columns: [column], functions: [] }, order: 'asc', nulls: 'last' };
}

/** LIKE 'x%' needs an operator class of its own where text is not ordered by its bytes (manual, "Operator Classes and Operator Families"). */
function prefixes(conditions: readonly Condition[], table: LiveTable): readonly IndexKey[] {
  return conditions.flatMap(({ filter, parameters }) => {
    const column = table.columns.find(({ name }) => name === filter.column.column);
    if (filter.operator !== 'prefix' || !column || parameters.length > 0 || filter.wrappedIn.length > 1) return [];
    const opclass = /^character varying/.test(column.type) ? 'varchar_pattern_ops' : 'text_pattern_ops';
    return [{ ...plain(column.name), ...(column.bytewise ? {} : { opclass }) }];
  });
}

/** What is the same in each call and leaves out many rows. */
function fixedOf({ filter, text, parameters }: Condition, table: LiveTable): Wanted['fixed'] {
  const column = table.columns.find(({ name }) => name === filter.column.column);
  const statistics = column?.statistics;
  if (!column || !statistics || parameters.length > 0 || filter.wrappedIn.length > 0) return [];
  const quoted = quoteName(column.name);
  const { nullFraction, common, frequencies } = statistics;
  const of = (value: string) => frequencies[common.indexOf(value)] ?? (1 - nullFraction) / statistics.distinct;
  let predicate = '';
  let fraction = 1;
  if (filter.operator === 'isNull') [predicate, fraction] = [`${quoted} IS NULL`, nullFraction];
  else if (filter.operator === 'isNotNull') [predicate, fraction] = [`${quoted} IS NOT NULL`, 1 - nullFraction];
  else if (filter.operator === 'boolean' && !/\bIS\b/.test(text)) {
    const isNot = /^\(*NOT\b/.test(text);
    [predicate, fraction] = [isNot ? `NOT ${quoted}` : quoted, of(isNot ? 'f' : 't')];
  } else if (filter.operator === 'equality' && filter.constant && !filter.list && statistics.distinct <= 50) {
    const value = filter.constant.text;
    [predicate, fraction] = [`${quoted} = ${quoteLiteral(value)}`, of(value)];
  }
  return predicate !== '' && fraction <= partOfRows ? [{ column: column.name, predicate, fraction }] : [];
}

/** Equality first, then one range or the order: behind a range an index is in no order any more. */
function keyListsOf({ equal, ranged, joined }: Wanted, orders: Demand['orders']): readonly (readonly IndexKey[])[] {
  const lists: (readonly IndexKey[])[] = [];
  const add = (...keys: readonly IndexKey[]) => {
    const list = unique(keys).slice(0, mostKeys);
    if (list.length > 0) lists.push(list);
  };
  const sorts = orders.map(order => order.map(sortKey));
  for (const sort of sorts) {
    add(...equal, ...sort);
    add(...sort);
    for (const join of joined) add(join, ...sort);
  }
  for (const range of ranged) add(...equal, range);
  add(...equal);
  for (const join of joined) {
    add(join);
    add(...equal, join);
    add(join, ...equal);
    for (const range of ranged) add(join, range);
  }
  if (joined.length > 1) add(...joined);
  for (const key of [...equal, ...ranged]) add(key);
  return lists
    .filter((list, at) => lists.findIndex(other => listText(other) === listText(list)) === at)
    .slice(0, mostLists);
}

const mostLists = 12;

function sortKey({ column, descending, nullsFirst }: OrderKey): IndexKey {
  return { column, order: descending ? 'desc' : 'asc', nulls: nullsFirst ? 'first' : 'last' };
}

function unique(keys: readonly IndexKey[]): readonly IndexKey[] {
  const nameOf = ({ column, expression }: IndexKey) => column ?? expression?.text;
  return keys.filter((key, at) => keys.findIndex(other => nameOf(other) === nameOf(key)) === at);
}

const listText = (keys: readonly IndexKey[]): string => JSON.stringify(keys);

interface More {
  readonly include?: readonly string[];
  readonly predicate?: string;
  readonly fraction?: number;
}

function btree(
  table: LiveTable,
  keys: readonly IndexKey[],
  { include = [], predicate, fraction = 1 }: More = {},
): Candidate {
  return {
    id: JSON.stringify([table.schema, table.name, 'btree', listText(keys), include, predicate]),
    ...{ table, method: 'btree', keys, include, fraction },
    ...(predicate !== undefined && { predicate }),
  };
}

/** GIN for what is in documents, arrays and texts (https://www.postgresql.org/docs/current/gin.html). */
function inverted(table: LiveTable, condition: Condition, extensions: ReadonlySet<string>): Candidate | undefined {
  const { filter, expression } = condition;
  const column = table.columns.find(({ name }) => name === filter.column.column);
  if (!column) return undefined;
  const opclass = operatorClass(column, condition, extensions);
  if (opclass === undefined) return undefined;
  const isText = filter.operator === 'pattern' || filter.wrappedIn.length === 0;
  if (!isText && (expression === undefined || expression.includes('$') || !expression.startsWith('to_tsvector(')))
    return undefined;
  const key = isText ? plain(column.name) : expressionKey(expression ?? '', column.name);
  const keys = [{ ...key, ...(opclass !== '' && { opclass }) }];
  return {
    id: JSON.stringify([table.schema, table.name, 'gin', listText(keys)]),
    ...{ table, method: 'gin', keys, include: [], fraction: 1 },
  };
}

/** Empty: the type's own. Undefined: none helps. */
function operatorClass(column: LiveColumn, { filter }: Condition, extensions: ReadonlySet<string>): string | undefined {
  if (filter.operator === 'containment') {
    if (column.family === 'jsonb') return filter.sign === '@>' ? 'jsonb_path_ops' : '';
    return column.family === 'array' || column.family === 'tsvector' || filter.sign === '@@' ? '' : undefined;
  }
  const isSearched = filter.operator === 'pattern' && column.family === 'text' && extensions.has('pg_trgm');
  return isSearched && filter.wrappedIn.every(wrap => wrap === '::text') ? 'gin_trgm_ops' : undefined;
}

/** Columns that the statement speaks of; undefined when it wants all of them. More than it needs is possible, fewer is not. */
function includedColumns(table: LiveTable, sql: string): readonly string[] | undefined {
  const tokens = allTokens(sql);
  const words = new Set<string>();
  for (const [at, { kind, start, end }] of tokens.entries()) {
    const text = sql.slice(start, end);
    if (kind === 'word') words.add(text.toLowerCase());
    else if (kind === 'name') words.add(text.slice(1, -1).replaceAll('""', '"'));
    else if (text === '*') {
      const before = tokens[at - 1];
      // count(*) and products want no columns.
      if (!before || /^(?:select|distinct|returning|,|\.)$/i.test(sql.slice(before.start, before.end)))
        return undefined;
    }
  }
  // A table's name alone is its whole row.
  return words.has('returning') ? undefined : table.columns.map(({ name }) => name).filter(name => words.has(name));
}

function isThere(table: LiveTable, { method, keys, predicate, include }: Candidate): boolean {
  const wanted = keys.map(keyText);
  return table.indexes.some(
    index =>
      index.method === method &&
      index.predicate === undefined &&
      predicate === undefined &&
      include.every(name => index.include.includes(quoteName(name)) || index.keys.includes(quoteName(name))) &&
      wanted.every((key, at) => index.keys[at] === key),
  );
}

/** The table and the first key, in whatever order it stands. */
export function leadOf({ table, method, keys }: Candidate): string {
  const [key] = keys;
  return JSON.stringify([table.oid, method, key?.column, key?.expression?.text]);
}

/** As pg_get_indexdef writes a key. */
export function keyText({ column, expression, order, nulls, opclass }: IndexKey): string {
  const usual = order === 'desc' ? 'first' : 'last';
  const words = [column === undefined ? (expression?.text ?? '') : quoteName(column)];
  if (opclass !== undefined) words.push(opclass);
  if (order === 'desc') words.push('DESC');
  if (nulls !== usual) words.push('NULLS', nulls.toUpperCase());
  return words.join(' ');
}

/** CREATE INDEX with its semicolon, and the name in it. @param taken names that are given already. */
export function candidateSql(
  { table, keys, include, predicate, method }: Candidate,
  options: { readonly concurrently: boolean; readonly taken: ReadonlySet<string> },
): { readonly name: string; readonly sql: string } {
  const columns = keyColumns(keys);
  const known = new Set([...table.indexes.map(index => index.name), ...options.taken]);
  const name = newName(table.name, columns, 'idx', text => known.has(text));
  const sql = createIndexSql({
    ...{ name, table: quoteQualified(table, { withPublic: true }), keys, include, method },
    ...(predicate !== undefined && { predicate }),
    // PostgreSQL has no CONCURRENTLY for partitioned tables.
    concurrently: options.concurrently && table.kind !== 'partitioned',
  });
  return { name, sql };
}

export function keyColumns(keys: readonly IndexKey[]): readonly string[] {
  return [...new Set(keys.flatMap(({ column, expression }) => column ?? expression?.columns ?? []))];
}
