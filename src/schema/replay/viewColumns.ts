/** The columns of a query's result, as far as they can be told without a server. */
import type { TypeRef } from '../catalog.js';
import type { ColumnRef, Query, Relation } from '../query.js';
import type { Model } from './model.js';
import { findRelation } from './search.js';

interface ResultColumn {
  readonly name: string;
  readonly type?: TypeRef;
}

export interface QueryColumns {
  readonly columns: readonly ResultColumn[];
  /** There may be more or other columns than these. */
  readonly open: boolean;
}

/** CTEs that a query may name, the nearest last. */
type Ctes = readonly { readonly query: Query; readonly outer: Ctes }[];

const unknownColumns: QueryColumns = { columns: [], open: true };

export function queryColumns(model: Model, query: Query, outer: Ctes = []): QueryColumns {
  const ctes = [...outer, ...query.inner.filter(q => q.use === 'cte').map(q => ({ query: q, outer }))];
  if (query.setOperation) {
    const first = query.inner.find(inner => inner.use === 'half');
    return first ? queryColumns(model, first, ctes) : unknownColumns;
  }
  // Of VALUES, how many columns there are is not told.
  if (query.verb === 'values') return unknownColumns;
  const columns: ResultColumn[] = [];
  let open = query.output.length === 0 && query.stars.length === 0;
  for (const item of inOrder(query)) {
    if ('span' in item) {
      const expanded = expandStar(model, query, item.relation, ctes);
      if (expanded) columns.push(...expanded);
      else open = true;
    } else {
      const type = item.column && typeOfColumn(model, query, item.column, ctes);
      columns.push({ name: item.name ?? '?column?', ...(type && { type }) });
    }
  }
  return { columns, open };
}

function inOrder({ output, stars }: Query): readonly (Query['output'][number] | Query['stars'][number])[] {
  if (stars.length === 0) return output;
  const start = (item: Query['output'][number] | Query['stars'][number]) =>
    'span' in item ? item.span.start : (item.start ?? item.column?.span.start ?? 0);
  return [...output, ...stars].sort((a, b) => start(a) - start(b));
}

function nameOf({ alias, table }: Relation): string | undefined {
  return alias ?? table?.name;
}

/** Undefined: they cannot be told. */
function columnsOf(model: Model, query: Query, relation: Relation, ctes: Ctes): readonly ResultColumn[] | undefined {
  if (relation.inner !== undefined) {
    const inner = query.inner[relation.inner];
    return inner && closed(queryColumns(model, inner, ctes));
  }
  const { table } = relation;
  if (!table) return undefined;
  const cte = table.schema === undefined && ctes.findLast(known => known.query.cte === table.name);
  if (cte) return closed(queryColumns(model, cte.query, cte.outer));
  const found = findRelation(model, table);
  if ((found?.is !== 'table' && found?.is !== 'view') || found.open) return undefined;
  return found.is === 'view' ? found.columns.map(name => ({ name })) : found.columns;
}

function closed({ columns, open }: QueryColumns): readonly ResultColumn[] | undefined {
  return open ? undefined : columns;
}

function expandStar(model: Model, query: Query, name: string | undefined, ctes: Ctes): ResultColumn[] | undefined {
  const relations = query.relations.filter(relation => name === undefined || nameOf(relation) === name);
  let columns: ResultColumn[] | undefined;
  for (const relation of relations) {
    const own = columnsOf(model, query, relation, ctes);
    if (!own) return undefined;
    columns = columns ? joined(columns, own) : own.map(plain);
  }
  return columns;
}

function plain({ name, type }: ResultColumn): ResultColumn {
  return { name, ...(type && { type }) };
}

/**
 * USING and NATURAL have the shared columns once, and first. Without them shared names would be an error: a view cannot have two
 * columns of one name.
 */
function joined(left: readonly ResultColumn[], right: readonly ResultColumn[]): ResultColumn[] {
  const rightNames = new Set(right.map(column => column.name));
  const shared = left.filter(column => rightNames.has(column.name));
  const names = new Set(shared.map(column => column.name));
  const rest = (columns: readonly ResultColumn[]) => columns.filter(column => !names.has(column.name)).map(plain);
  return [...shared, ...rest(left), ...rest(right)];
}

function typeOfColumn(model: Model, query: Query, ref: ColumnRef, ctes: Ctes): TypeRef | undefined {
  for (const relation of query.relations) {
    if (ref.relation !== undefined && nameOf(relation) !== ref.relation) continue;
    const column = columnsOf(model, query, relation, ctes)?.find(c => c.name === ref.column);
    if (column) return column.type;
  }
  return undefined;
}
