/** CREATE VIEW and CREATE MATERIALIZED VIEW. */
import type { CommandOf, WrittenName } from '../commands.js';
import type { Query } from '../query.js';
import { systemColumns } from './checks.js';
import { exclude, include, set } from './journal.js';
import { located } from './located.js';
import { type Here, type Model, type TableModel, temporarySchema, type ViewModel } from './model.js';
import { Refusal, refuse, refuseMissing } from './refusal.js';
import { addRelation, nextId, requireFreeName } from './register.js';
import { creationSpace, findRelation, refuseUnknown } from './search.js';
import { queryColumns } from './viewColumns.js';

type Reads = Map<TableModel | ViewModel, Set<string>>;

export function createView(model: Model, here: Here, command: CommandOf<'createView'>): void {
  const { name } = command.name;
  const reads: Reads = new Map();
  if (command.query) collectReads(model, here, command.query, new Set(), reads);
  const { columns, open } = viewColumns(model, command);
  // A view of temporary tables is temporary itself.
  const temporary = command.temporary || [...reads.keys()].some(source => source.schema === temporarySchema);
  const schema =
    temporary && command.name.schema === undefined ? temporarySchema : creationSpace(model, command.name.schema).name;
  const existing = model.spaces.get(schema)?.relations.get(name);
  if (existing && command.ifNotExists) return;
  if (existing && command.replace) {
    if (existing.is !== 'view' || existing.materialized) refuse(`"${name}" is not a view`);
    replaceView(model, here, command, existing, { columns, open, reads });
    return;
  }
  requireFreeName(model, schema, name, true);
  const view: ViewModel = {
    is: 'view',
    id: nextId(model),
    schema,
    name,
    materialized: command.materialized,
    columns,
    indexes: [],
    reads,
    readers: new Set(),
    triggers: [],
    open,
    ...located(here, command.name.span, command.span),
  };
  addRelation(model, view);
  for (const source of reads.keys()) include(model.journal, source.readers, view);
}

function viewColumns(model: Model, command: CommandOf<'createView'>): { columns: string[]; open: boolean } {
  const told = command.query ? queryColumns(model, command.query) : { columns: [], open: true };
  const names = told.columns.map(column => column.name);
  if (!told.open && command.columns.length > names.length) {
    refuse(
      command.materialized
        ? 'too many column names were specified'
        : 'CREATE VIEW specifies more column names than columns',
    );
  }
  const columns = [...command.columns, ...names.slice(command.columns.length)];
  const twice = told.open ? undefined : columns.find((name, at) => columns.indexOf(name) !== at);
  if (twice !== undefined) refuse(`column "${twice}" specified more than once`);
  return { columns, open: told.open };
}

function replaceView(
  model: Model,
  here: Here,
  command: CommandOf<'createView'>,
  view: ViewModel,
  made: { columns: string[]; open: boolean; reads: Reads },
): void {
  const { journal } = model;
  if (!made.open && !view.open) {
    if (made.columns.length < view.columns.length) refuse('cannot drop columns from view');
    for (const [at, name] of view.columns.entries()) {
      if (made.columns[at] !== name) refuse(`cannot change name of view column "${name}" to "${made.columns[at]}"`);
    }
  }
  for (const source of view.reads.keys()) exclude(journal, source.readers, view);
  set(journal, view, 'columns', made.columns);
  set(journal, view, 'open', made.open);
  set(journal, view, 'reads', made.reads);
  for (const source of made.reads.keys()) include(journal, source.readers, view);
  const { place, definition } = located(here, command.name.span, command.span);
  set(journal, view, 'place', place);
  set(journal, view, 'definition', definition);
}

/**
 * The tables and views that a query reads, inner queries included, with the columns that it is known to use. What is not there is
 * noted; the view is kept.
 */
function collectReads(model: Model, here: Here, query: Query, outer: ReadonlySet<string>, reads: Reads): void {
  const ctes = query.ctes.length === 0 ? outer : new Set([...outer, ...query.ctes]);
  const sources: { alias: string; source: TableModel | ViewModel }[] = [];
  for (const { table, alias } of query.relations) {
    if (!table || (table.schema === undefined && ctes.has(table.name))) continue;
    const found = findRelation(model, table);
    if (!found) {
      noteUnknown(model, here, table);
      continue;
    }
    if (found.is !== 'table' && found.is !== 'view') continue;
    if (!reads.has(found)) reads.set(found, new Set());
    sources.push({ alias: alias ?? table.name, source: found });
  }
  if (outer.size === 0) checkOutput(model, here, query, sources);
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

/** A plain column of the only table that is read has to be there. Of anything else a server must judge. */
function checkOutput(
  model: Model,
  here: Here,
  query: Query,
  sources: readonly { readonly alias: string; readonly source: TableModel | ViewModel }[],
): void {
  const [only, ...others] = sources;
  if (!only || others.length > 0 || query.relations.length > 1 || query.use || only.source.open) return;
  const { source, alias } = only;
  const has = (name: string) => source.columns.some(c => (typeof c === 'string' ? c : c.name) === name);
  for (const { column } of query.output) {
    if (!column || column.relation !== undefined || column.column === alias || systemColumns.has(column.column))
      continue;
    if (has(column.column)) continue;
    note(model, here, `column "${column.column}" does not exist`, () => !has(column.column));
  }
}

function note(model: Model, here: Here, message: string, holds: () => boolean): void {
  if (!here.lenient) refuseMissing(message);
  model.notes.push({ message, holds });
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

function noteUnknown(model: Model, here: Here, table: WrittenName): void {
  try {
    refuseUnknown(model, table);
  } catch (error) {
    if (!(error instanceof Refusal) || !here.lenient) throw error;
    if (error.reason === 'missing') {
      model.notes.push({ message: error.message, holds: () => !findRelation(model, table) });
    }
  }
}
