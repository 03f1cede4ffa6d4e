/** UPDATEs, DELETEs and INSERTs among the queries of a migration. */
import type { Table } from '../../../catalog.js';
import type { Command } from '../../../commands.js';
import type { Query } from '../../../query.js';
import type { MigrationContext } from '../../../rule.js';
import { existing, type Target } from './target.js';

export interface Writing {
  readonly query: Query;
  readonly target: Target;
}

/** Each writing query of a command, also those in WITH, on tables that were there before. */
export function* writesOf(context: MigrationContext, command: Command): Iterable<Writing> {
  if (command.kind === 'query') yield* within(context, command.query);
}

function* within(context: MigrationContext, query: Query): Iterable<Writing> {
  const [relation] = query.relations;
  if (query.verb === 'update' || query.verb === 'delete' || query.verb === 'insert' || query.verb === 'merge') {
    const target =
      relation?.table && !query.ctes.includes(relation.table.name) ? existing(context, relation.table) : undefined;
    if (target) yield { query, target };
  }
  for (const inner of query.inner) yield* within(context, inner);
}

/** It touches one row, or a few that are named: an equality on each column of a key. */
export function isByKey({ filters, otherConditions }: Query, table: Table | undefined): boolean {
  if (otherConditions && filters.length === 0) return false;
  const named = new Set(filters.filter(({ operator }) => operator === 'equality').map(({ column }) => column.column));
  const keys =
    table?.constraints.filter(constraint => constraint.kind === 'primaryKey' || constraint.kind === 'unique') ?? [];
  if (keys.some(({ columns }) => columns.every(column => named.has(column)))) return true;
  return table === undefined && named.has('id');
}

/** It may write as many rows as a table has: not an INSERT of VALUES, and no row by its key. */
export function isBulk({ query, target }: Writing): boolean {
  if (query.verb === 'insert') {
    return query.inner.some(
      ({ verb, relations }) => verb === 'select' && relations.some(({ table }) => table !== undefined),
    );
  }
  return !isByKey(query, target.table);
}
