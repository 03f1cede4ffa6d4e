/** ADD CONSTRAINT … USING INDEX: an index that is there becomes a constraint's, and takes its name. */
import type { Place } from '../catalog.js';
import { addKeyConstraint } from './indexes.js';
import { put, remove, set } from './journal.js';
import type { IndexModel, Model, TableModel } from './model.js';
import { refuse, refuseMissing } from './refusal.js';
import { findConstraint, requireFreeName } from './register.js';
import { existingSpace } from './search.js';

export function useIndex(
  model: Model,
  table: TableModel,
  indexName: string,
  kind: 'primaryKey' | 'unique',
  spec: { readonly name?: string; readonly deferrable: boolean },
  places: { readonly place: Place; readonly definition: Place },
): void {
  const { journal } = model;
  const index = requireUsable(model, table, indexName);
  if (kind === 'primaryKey' && table.constraints.some(c => c.kind === 'primaryKey')) {
    refuse(`multiple primary keys for table "${table.name}" are not allowed`);
  }
  const name = spec.name ?? index.name;
  if (findConstraint(table, name)) refuse(`constraint "${name}" for relation "${table.name}" already exists`);
  if (name !== index.name) renameIndex(model, index, name);
  set(journal, index, 'deferrable', spec.deferrable);
  const key = addKeyConstraint(model, table, index, kind);
  set(journal, key, 'unnamed', false);
  set(journal, key, 'place', places.place);
  set(journal, key, 'definition', places.definition);
}

function requireUsable(model: Model, table: TableModel, name: string): IndexModel {
  const index = existingSpace(model, table.schema).relations.get(name);
  if (index?.is !== 'index') refuseMissing(`index "${name}" does not exist`);
  if (table.kind === 'partitioned') {
    refuse('ALTER TABLE / ADD CONSTRAINT USING INDEX is not supported on partitioned tables');
  }
  if (index.key) refuse(`index "${name}" is already associated with a constraint`);
  if (index.on !== table) refuse(`index "${name}" does not belong to table "${table.name}"`);
  if (!index.valid) refuse(`index "${name}" is not valid`);
  if (!index.unique) refuse(`"${name}" is not a unique index`);
  if (index.keys.some(key => key.expression)) refuse(`index "${name}" contains expressions`);
  if (index.predicate) refuse(`"${name}" is a partial index`);
  const odd = index.keys.findIndex(key => key.order === 'desc' || key.nulls === 'first' || key.opclass !== undefined);
  if (odd >= 0) refuse(`index "${name}" column number ${odd + 1} does not have default sorting behavior`);
  return index;
}

/** Gives an index another name, and tells those that know it by its name. */
export function renameIndex(model: Model, index: IndexModel, name: string): void {
  const { journal } = model;
  const { schema } = index.on;
  requireFreeName(model, schema, name, false);
  const { relations } = existingSpace(model, schema);
  if (relations.get(index.name) === index) {
    remove(journal, relations, index.name);
    put(journal, relations, name, index);
  }
  set(journal, index, 'name', name);
  set(journal, index, 'unnamed', false);
  if (index.key) set(journal, index, 'constraint', name);
  for (const child of index.children) set(journal, child, 'partOf', name);
}
