/** Indexes, and how they spread over a partitioned table (DefineIndex in PostgreSQL's indexcmds.c). */
import type { Expression, IndexKey, Place } from '../catalog.js';
import { setInheritance } from './columns.js';
import { labelOf } from './expressions.js';
import { checkKeyColumns } from './indexColumns.js';
import { append, set, take } from './journal.js';
import type { IndexModel, KeyModel, Model, TableModel, ViewModel } from './model.js';
import { chooseIndexName, indexColumnNames } from './names.js';
import { refuse } from './refusal.js';
import {
  addConstraint,
  addRelation,
  findConstraint,
  hasSchemaWideIndexNames,
  nextId,
  requireFreeName,
} from './register.js';

/** An index to be made. */
export interface IndexWish {
  readonly name: string | undefined;
  readonly method: string;
  readonly keys: readonly IndexKey[];
  readonly include: readonly string[];
  readonly predicate?: Expression | undefined;
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  /** The constraint that it is made for. */
  readonly key?: 'primaryKey' | 'unique' | 'exclusion' | undefined;
  readonly deferrable: boolean;
  readonly place: Place;
  readonly definition: Place;
  /** The columns' names, when they come from another index. */
  readonly columnNames?: readonly string[] | undefined;
  readonly comment?: string | undefined;
}

/** `(a)` and `(a COLLATE "C")` in brackets are plain columns to the server (ComputeIndexAttrs). */
function plainKey(key: IndexKey): IndexKey {
  const { expression, ...rest } = key;
  const [column, ...others] = expression?.columns ?? [];
  if (!expression || column === undefined || others.length > 0 || expression.functions.length > 0) return key;
  const match =
    /^[\s(]*(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"]|"")+")[\s)]*(?:collate\s+(?:\w+\.)?"?([^"\s.]+)"?)?[\s)]*$/iu.exec(
      expression.text,
    );
  if (!match) return key;
  return { ...rest, column, ...(match[1] !== undefined && { collation: match[1] }) };
}

/**
 * Makes the index, and unless `only` the indexes of the partitions; an equal index of a partition is taken in.
 * @throws Refusal when a column is missing or the name is taken.
 */
export function addIndex(
  model: Model,
  on: TableModel | ViewModel,
  asked: IndexWish,
  only: boolean,
  parent?: IndexModel,
): IndexModel {
  const wish = asked.keys.some(key => key.expression) ? { ...asked, keys: asked.keys.map(plainKey) } : asked;
  checkKeyColumns(on, wish);
  if (wish.key === 'primaryKey' && on.is === 'table') requireNoPrimaryKey(on);
  const columnNames =
    wish.columnNames ??
    indexColumnNames([
      ...wish.keys.map(k => k.column ?? (k.expression ? labelOf(k.expression) : 'expr')),
      ...wish.include,
    ]);
  const name = wish.name ?? chooseIndexName(model, on.schema, on.name, columnNames, wish.key ?? 'index');
  if (hasSchemaWideIndexNames(model)) requireFreeName(model, on.schema, name, false);
  else if (on.indexes.some(index => index.name === name)) refuse(`relation "${name}" already exists`);
  if (wish.key && on.is === 'table' && findConstraint(on, name)) {
    refuse(`constraint "${name}" for relation "${on.name}" already exists`);
  }
  const partitioned = on.is === 'table' && on.kind === 'partitioned';
  const index: IndexModel = {
    is: 'index',
    id: nextId(model),
    on,
    name,
    unnamed: wish.name === undefined,
    method: wish.method,
    keys: wish.keys,
    include: wish.include,
    unique: wish.unique,
    nullsNotDistinct: wish.nullsNotDistinct,
    valid: !(partitioned && only && on.children.length > 0),
    partOf: undefined,
    inherited: parent !== undefined,
    place: wish.place,
    definition: wish.definition,
    parent: undefined,
    children: [],
    key: undefined,
    exclusion: wish.key === 'exclusion',
    deferrable: wish.deferrable,
    columnNames: [...columnNames],
  };
  if (wish.predicate) index.predicate = wish.predicate;
  if (wish.comment !== undefined) index.comment = wish.comment;
  addRelation(model, index);
  if (wish.key && on.is === 'table') addKeyConstraint(model, on, index, wish.key);
  if (parent) attachIndex(model, parent, index);
  if (partitioned && !only) for (const child of on.children) ensureIndex(model, index, child);
  return index;
}

function requireNoPrimaryKey(table: TableModel): void {
  if (table.constraints.some(c => c.kind === 'primaryKey')) {
    refuse(`multiple primary keys for table "${table.name}" are not allowed`);
  }
}

/** The constraint of an index that was made for one; it has the index's name. */
export function addKeyConstraint(model: Model, table: TableModel, index: IndexModel, kind: KeyModel['kind']): KeyModel {
  const common = {
    table,
    index,
    name: index.name,
    unnamed: index.unnamed,
    columns: index.keys.flatMap(k => (k.column === undefined ? [] : [k.column])),
    deferrable: index.deferrable,
    valid: true,
    inherited: false,
    inheritCount: 0,
    local: true,
    place: index.place,
    definition: index.definition,
  };
  const constraint: KeyModel =
    kind === 'unique' ? { ...common, kind, nullsNotDistinct: index.nullsNotDistinct } : { ...common, kind };
  addConstraint(model, constraint);
  set(model.journal, index, 'key', constraint);
  set(model.journal, index, 'constraint', constraint.name);
  return constraint;
}

/** Sees to it that the partition has an index for that of its parent: an equal one is taken in, else one is made. */
export function ensureIndex(model: Model, parent: IndexModel, partition: TableModel): void {
  const equal = partition.indexes.find(index => canServe(index, parent));
  if (equal) {
    attachIndex(model, parent, equal);
    if (!equal.valid) set(model.journal, parent, 'valid', false);
    return;
  }
  if (partition.kind === 'foreign') {
    if (parent.unique) refuse(`cannot create unique index on partitioned table "${parent.on.name}"`);
    return;
  }
  addIndex(model, partition, { ...parent, name: undefined, key: parent.key?.kind, comment: undefined }, false, parent);
}

type ComparedIndex = Pick<
  IndexModel,
  'exclusion' | 'unique' | 'nullsNotDistinct' | 'method' | 'keys' | 'include' | 'predicate'
>;

/** CompareIndexInfo: sort order does not count. */
export function isEqualIndex(a: ComparedIndex, b: ComparedIndex): boolean {
  if (a.exclusion || b.exclusion) return false;
  if (a.unique !== b.unique || a.nullsNotDistinct !== b.nullsNotDistinct || a.method !== b.method) return false;
  if (a.keys.length !== b.keys.length || a.include.length !== b.include.length) return false;
  if (a.predicate?.key !== b.predicate?.key) return false;
  if (a.include.some((name, at) => name !== b.include[at])) return false;
  return a.keys.every((key, at) => {
    const other = b.keys[at]!;
    return (
      key.column === other.column &&
      key.expression?.key === other.expression?.key &&
      key.opclass === other.opclass &&
      key.collation === other.collation
    );
  });
}

function canServe(index: IndexModel, parent: IndexModel): boolean {
  if (index.parent || !isEqualIndex(index, parent)) return false;
  return !parent.key || index.key?.kind === parent.key.kind;
}

/** Makes `child` a part of the parent's index. */
export function attachIndex(model: Model, parent: IndexModel, child: IndexModel): void {
  const { journal } = model;
  append(journal, parent.children, child);
  set(journal, child, 'parent', parent);
  set(journal, child, 'partOf', parent.name);
  if (child.key && parent.key) setInheritance(model, child.key, child.key.inheritCount + 1, false);
}

/** DETACH PARTITION and the like: the index stands alone again. */
export function detachIndex(model: Model, child: IndexModel): void {
  const { journal } = model;
  const { parent } = child;
  if (!parent) return;
  take(journal, parent.children, child);
  set(journal, child, 'parent', undefined);
  set(journal, child, 'partOf', undefined);
  set(journal, child, 'inherited', false);
  if (child.key && parent.key) setInheritance(model, child.key, 0, true);
}

/** A partitioned index is valid once each partition has a valid one attached (validatePartitionedIndex); so on upwards. */
export function revalidate(model: Model, index: IndexModel): void {
  if (index.valid || index.on.is !== 'table') return;
  const { children } = index.on;
  if (index.children.length < children.length || index.children.some(child => !child.valid)) return;
  set(model.journal, index, 'valid', true);
  if (index.parent) revalidate(model, index.parent);
}
