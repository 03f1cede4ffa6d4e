/** CREATE VIEW and CREATE MATERIALIZED VIEW. */
import type { CreateTableAsStmt, ViewStmt } from '@pgsql/types';
import type { CommandOf } from '../commands.js';
import { relationName } from './names.js';
import { strings } from './nodes.js';
import { readInnerQuery } from './queries.js';
import type { Source } from './source.js';

export function readCreateView(
  source: Source,
  { view, aliases, query, replace = false }: ViewStmt,
): CommandOf<'createView'> {
  const read = readInnerQuery(source, query);
  return {
    kind: 'createView',
    span: source.span,
    name: relationName(source, view),
    materialized: false,
    replace,
    ifNotExists: false,
    columns: strings(aliases),
    ...(read && { query: read }),
  };
}

export function materializedView(source: Source, statement: CreateTableAsStmt): CommandOf<'createView'> {
  const { into, query, if_not_exists = false } = statement;
  const read = readInnerQuery(source, query);
  return {
    kind: 'createView',
    span: source.span,
    name: relationName(source, into?.rel),
    materialized: true,
    replace: false,
    ifNotExists: if_not_exists,
    columns: strings(into?.colNames),
    ...(read && { query: read }),
  };
}
