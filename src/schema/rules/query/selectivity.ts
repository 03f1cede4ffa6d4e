/** Which conditions pick out few rows, as far as a text tells. */
import type { Column, Table } from '../../catalog.js';
import type { Query } from '../../query.js';
import type { Demand, WantedColumn } from './demand.js';

/** What an outer query's row is compared with in EXISTS and IN PostgreSQL may as well answer by reading the table once. */
export function selective({ use }: Query, { equal, listed }: Demand): readonly WantedColumn[] {
  const once = use === 'exists' || use === 'in';
  return [...equal, ...listed].filter(
    ({ rare, filter, column }) => rare && isOrdered(column) && !(once && filter?.outer),
  );
}

/** Bounded on both sides, or all that came since some time. */
export function narrowRanges({ table, ranged, filters }: Demand): readonly WantedColumn[] {
  return ranged.filter(({ column, filter }) => {
    if (!filter || !isOrdered(column) || isPartitionKey(table, column)) return false;
    const signs = filters
      .filter(one => one.column.column === column.name && one.operator === 'range')
      .map(({ sign }) => sign ?? '');
    const isOpen = !signs.some(sign => sign.startsWith('BETWEEN')) && !(signs.some(isLower) && signs.some(isUpper));
    return isOpen ? isPast(column) && signs.every(isLower) && !filter.constant : true;
  });
}

/** Times to come, of which most may be after any moment; and those that are written again and again, which an index makes dear. */
const notPast = /expir|valid|until|end|due|deadline|schedul|start|next|run|beat|updat|modif|last|seen/;

/** A time at which something happened: those after some moment are the newest. */
function isPast({ name, type }: Column): boolean {
  return /^(?:timestamp|date)/.test(type.name) && !notPast.test(name.toLowerCase());
}

const isLower = (sign: string): boolean => sign === '>' || sign === '>=';
const isUpper = (sign: string): boolean => sign === '<' || sign === '<=';

/** PostgreSQL looks only at the partitions that may have such rows (manual §5.12.4). */
function isPartitionKey({ partitionKey }: Table, { name }: Column): boolean {
  return partitionKey?.columns.includes(name) ?? false;
}

/** Types that a B-tree can hold. */
export function isOrdered({ type, generated }: Column): boolean {
  if (generated && !generated.stored) return false;
  return !type.array && !/^(?:jsonb?|xml|point|line|lseg|box|path|polygon|circle|tsvector|tsquery)$/.test(type.name);
}
