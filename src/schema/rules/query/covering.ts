/** INCLUDE (manual §11.9): an index that has all that a query reads spares the way to the table for each row. */
import type { Column, IndexKey } from '../../catalog.js';
import type { QueryContext } from '../../rule.js';
import { baseType } from '../types.js';
import type { Demand } from './demand.js';
import { ownColumn } from './queryTables.js';

const mostIncluded = 2;

/** Only where it pays: many rows, of which a few narrow columns are read. */
export function includedColumns(context: QueryContext, demand: Demand, keys: readonly IndexKey[]): string[] {
  const { query, catalog } = context;
  const many = isSpan(demand) && query.limit === undefined && !demand.equal.some(({ rare }) => rare);
  if (!many || query.verb !== 'select' || query.relations.length !== 1 || query.stars.length > 0 || query.locking)
    return [];
  if (query.otherConditions || query.filters.length !== demand.filters.length || query.inner.length > 0) return [];
  const read: Column[] = [];
  for (const { column: ref } of query.output) {
    const own = ref && ownColumn(context, ref);
    if (!own) return [];
    read.push(own.column);
  }
  const held = new Set(keys.map(({ column }) => column));
  const filtered = demand.filters.map(({ column }) => column.column);
  const fixed = new Set(demand.fixed.map(({ column }) => column.column));
  if (!filtered.every(name => held.has(name) || fixed.has(name))) return [];
  const more = read.filter(({ name }, at) => !held.has(name) && read.findIndex(one => one.name === name) === at);
  const narrow = more.every(({ type }) => isNarrow(baseType(catalog, type)));
  return narrow && more.length <= mostIncluded ? more.map(({ name }) => name) : [];
}

/** From here to there: of what is newest the server has to look at the table whatever an index has (manual §11.9). */
function isSpan({ ranged, filters }: Demand): boolean {
  const [first] = ranged;
  if (!first?.filter) return false;
  const bounds = filters.filter(({ operator, column }) => operator === 'range' && column.column === first.column.name);
  return bounds.length > 1 || (first.filter.sign ?? '').startsWith('BETWEEN');
}

function isNarrow({ name, array }: Column['type']): boolean {
  return (
    !array && /^(?:smallint|integer|bigint|real|double precision|numeric|boolean|date|uuid|timestamp.*)$/.test(name)
  );
}
