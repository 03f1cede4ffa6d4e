/** What a query reads. */
import type { Query } from '../query.js';
import { systemColumns } from './checks.js';
import type { Here, Model, TableModel, ViewModel } from './model.js';
import { refuseMissing } from './refusal.js';
import { findRelation, refuseUnknown } from './search.js';
import { tolerate } from './tolerate.js';

export type Reads = Map<TableModel | ViewModel, Set<string>>;

interface NamedSource {
  readonly alias: string;
  readonly source: TableModel | ViewModel;
}

/**
 * The tables and views that a query reads, inner queries included, with the columns that it is known to use. What is not there is
 * noted; the view or table that the query makes is kept.
 */
export function collectReads(model: Model, here: Here, query: Query, outer: ReadonlySet<string>, reads: Reads): void {
  const ctes = query.ctes.length === 0 ? outer : new Set([...outer, ...query.ctes]);
  const sources: NamedSource[] = [];
  for (const { table, alias } of query.relations) {
    if (!table || (table.schema === undefined && ctes.has(table.name))) continue;
    const found = findRelation(model, table);
    if (!found) {
      tolerate(
        model,
        here,
        () => refuseUnknown(model, table),
        () => !findRelation(model, table),
      );
      continue;
    }
    if (found.is !== 'table' && found.is !== 'view') continue;
    if (!reads.has(found)) reads.set(found, new Set());
    sources.push({ alias: alias ?? table.name, source: found });
  }
  if (!query.use) checkColumns(model, here, query, sources);
  for (const { relation, column } of usedColumns(query)) {
    for (const { alias, source } of sources) {
      if (relation === undefined || relation === alias) reads.get(source)!.add(column);
    }
  }
  for (const star of query.stars) {
    for (const { alias, source } of sources) {
      if (star.relation !== undefined && star.relation !== alias) continue;
      for (const column of source.columns) reads.get(source)!.add(typeof column === 'string' ? column : column.name);
    }
  }
  for (const inner of query.inner) collectReads(model, here, inner, ctes, reads);
}

/** A column of a table that is plainly meant has to be there. Of anything else a server must judge. */
function checkColumns(model: Model, here: Here, query: Query, sources: readonly NamedSource[]): void {
  for (const { relation, column } of usedColumns(query)) {
    const named = sources.filter(({ alias }) => relation === undefined || alias === relation);
    const [meant] = named;
    // Without a table before it, it may be of any; and ORDER BY and GROUP BY also know the names of the output.
    if (!meant || named.length > 1 || (relation === undefined && query.relations.length > 1)) continue;
    if (relation === undefined && !query.output.some(output => output.column?.column === column)) continue;
    const { source, alias } = meant;
    const has = () => source.columns.some(c => (typeof c === 'string' ? c : c.name) === column);
    if (source.open || has() || systemColumns.has(column) || column === alias) continue;
    const shown = relation === undefined ? `"${column}"` : `${relation}.${column}`;
    tolerate(
      model,
      here,
      () => refuseMissing(`column ${shown} does not exist`),
      () => !has(),
    );
  }
}

function* usedColumns(query: Query): Iterable<{ relation?: string; column: string }> {
  for (const { column } of query.output) if (column) yield column;
  for (const { column } of query.filters) yield column;
  for (const { left, right } of query.joins) {
    yield left;
    yield right;
  }
  for (const { column } of query.sort) if (column) yield column;
  yield* query.groupBy;
}
