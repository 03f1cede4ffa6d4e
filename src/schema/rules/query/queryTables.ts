/** Which tables a query reads, and which of them a column belongs to. */
import type { Catalog, Column, Table } from '../../catalog.js';
import type { Span } from '../../commands.js';
import type { ColumnRef, Relation } from '../../query.js';
import { isWordPart } from '../../reading/tokens.js';
import type { QueryContext, Violation } from '../../rule.js';

const tablesOf = new WeakMap<Catalog, ReadonlyMap<string, readonly Table[]>>();
const relationsOf = new WeakMap<QueryContext, readonly (Table | undefined)[]>();

/** For each relation of the query its table; undefined for subqueries, functions, CTEs, views and what no file makes. */
export function relationTables(context: QueryContext): readonly (Table | undefined)[] {
  let tables = relationsOf.get(context);
  if (!tables) {
    tables = context.query.relations.map(relation => tableOf(context, relation));
    relationsOf.set(context, tables);
  }
  return tables;
}

/** `resolve` knows of CTEs and search paths, but wants a column: it is asked for one that the table has. */
function tableOf({ catalog, resolve }: QueryContext, { table: name, alias }: Relation): Table | undefined {
  if (!name) return undefined;
  let byName = tablesOf.get(catalog);
  if (!byName) {
    byName = byTableName(catalog);
    tablesOf.set(catalog, byName);
  }
  return byName.get(name.name)?.find(table => {
    const [first] = table.columns;
    return first && resolve(alias ?? name.name, first.name)?.table === table;
  });
}

function byTableName({ tables }: Catalog): ReadonlyMap<string, readonly Table[]> {
  const byName = new Map<string, Table[]>();
  for (const table of tables) {
    const same = byName.get(table.name);
    if (same) same.push(table);
    else byName.set(table.name, [table]);
  }
  return byName;
}

export function relationName({ alias, table }: Relation): string | undefined {
  return alias ?? table?.name;
}

export interface OwnColumn {
  /** Which of the query's relations it belongs to. */
  readonly relation: number;
  readonly table: Table;
  readonly column: Column;
}

/** Undefined: it is none of this query's tables' (an outer query's, a view's), or more than one may have it. */
export function ownColumn(context: QueryContext, { relation, column }: ColumnRef): OwnColumn | undefined {
  const found = context.resolve(relation, column);
  if (!found) return undefined;
  const tables = relationTables(context);
  const named = context.query.relations.flatMap((one, at) =>
    tables[at] === found.table && (relation === undefined || relationName(one) === relation) ? [at] : [],
  );
  return named.length === 1 ? { relation: named[0]!, ...found } : undefined;
}

/**
 * A place of the query in its file. What is parsed has a short parameter in place of `:name` or `@name`, so that a span may end within
 * the name as it is written.
 */
export function placeOf({ role, statement }: QueryContext, { start, end }: Span): Violation['place'] {
  const { text } = role.file;
  let last = statement.start + end;
  if (isWordPart(text.charCodeAt(last - 1))) while (last < statement.end && isWordPart(text.charCodeAt(last))) last++;
  return { path: role.file.path, start: statement.start + start, end: last };
}

/** What is written there. */
export function textOf(context: QueryContext, span: Span): string {
  const { start, end } = placeOf(context, span);
  return context.role.file.text.slice(start, end);
}

/** The text can be put elsewhere as it is: marks of templates may reach beyond its end. */
export function isPlain(text: string): boolean {
  return !/[{}]|<%|%[>s(]|--|\/\*/.test(text);
}

/** A file that makes a schema fills and mends its tables once: there only what is asked again can be too slow, which is SELECT. */
export function runsOnce({ role, statement }: QueryContext): boolean {
  const [only, ...more] = statement.commands;
  return role.role === 'schema' && !(only?.kind === 'query' && only.query.verb === 'select' && more.length === 0);
}
