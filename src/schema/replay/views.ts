/** CREATE VIEW and CREATE MATERIALIZED VIEW. */
import type { CommandOf } from '../commands.js';
import { exclude, include, set } from './journal.js';
import { located } from './located.js';
import { type Here, type Model, temporarySchema, type ViewModel } from './model.js';
import { collectReads, type Reads } from './queryReads.js';
import { refuse } from './refusal.js';
import { addRelation, nextId, requireFreeName } from './register.js';
import { creationSpace } from './search.js';
import { queryColumns } from './viewColumns.js';

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
