/** CREATE INDEX, and ALTER INDEX … ATTACH PARTITION. */
import type { CommandOf, IndexSpec, WrittenName } from '../commands.js';
import { addIndex, attachIndex, type IndexWish, isEqualIndex, revalidate } from './indexes.js';
import { placeOf } from './located.js';
import type { Here, IndexModel, Model } from './model.js';
import { refuse } from './refusal.js';
import { requireRelation } from './search.js';

export function indexWish(here: Here, spec: IndexSpec): IndexWish {
  return {
    name: spec.name,
    method: spec.method,
    keys: spec.keys,
    include: spec.include,
    predicate: spec.predicate,
    unique: spec.unique,
    nullsNotDistinct: spec.nullsNotDistinct,
    deferrable: false,
    place: placeOf(here, spec.nameSpan ?? here.span),
    definition: placeOf(here, here.span),
  };
}

export function createIndex(model: Model, here: Here, spec: IndexSpec): void {
  const on = requireRelation(model, spec.table);
  if (on.is !== 'table' && !(on.is === 'view' && on.materialized)) {
    refuse(`cannot create index on relation "${spec.table.name}"`);
  }
  if (on.is === 'table' && on.kind === 'foreign') refuse(`cannot create index on relation "${spec.table.name}"`);
  if (spec.concurrently && on.is === 'table' && on.kind === 'partitioned') {
    refuse(`cannot create index on partitioned table "${on.name}" concurrently`);
  }
  if (spec.ifNotExists && spec.name !== undefined && model.spaces.get(on.schema)?.relations.has(spec.name)) return;
  addIndex(model, on, indexWish(here, spec), spec.only);
}

function requireIndex(model: Model, name: WrittenName): IndexModel {
  const found = requireRelation(model, name);
  return found.is === 'index' ? found : refuse(`"${name.name}" is not an index`);
}

export function attachIndexCommand(model: Model, command: CommandOf<'attachIndex'>): void {
  const parent = requireIndex(model, command.parent);
  if (parent.on.is !== 'table' || parent.on.kind !== 'partitioned') {
    refuse(`ALTER action ATTACH PARTITION cannot be performed on relation "${parent.name}"`);
  }
  const child = requireIndex(model, command.child);
  if (child.parent === parent) return;
  const cannot = `cannot attach index "${child.name}" as a partition of index "${parent.name}"`;
  if (child.parent) refuse(cannot);
  const { on } = child;
  if (on.is !== 'table' || on.partitionOf !== parent.on) refuse(cannot);
  if (parent.children.some(index => index.on === on)) refuse(cannot);
  if (!isEqualIndex(parent, child) || (parent.key && !child.key)) refuse(cannot);
  attachIndex(model, parent, child);
  revalidate(model, parent);
}
