/** The working model as the plain Catalog that is handed out: no links, only names. */
import type {
  Catalog,
  Column,
  Constraint,
  ForeignKey,
  Index,
  Name,
  Sequence,
  Table,
  Trigger,
  Type,
  View,
} from '../catalog.js';
import { primaryKeyColumns } from './foreignKeys.js';
import type {
  ColumnModel,
  ConstraintModel,
  ForeignKeyModel,
  IndexModel,
  Model,
  SequenceModel,
  TableModel,
  TriggerModel,
  TypeModel,
  ViewModel,
} from './model.js';
import { findTable } from './search.js';

export function freeze(model: Model): Catalog {
  const byAge = <T extends { id: number }>(objects: Iterable<T>) => [...objects].sort((a, b) => a.id - b.id);
  const created = [...model.spaces.values()].flatMap(space => space.created ?? []);
  return {
    dialect: model.dialect,
    schemas: byAge(created).map(withoutId),
    tables: byAge(model.tables).map(table => freezeTable(model, table)),
    views: byAge(model.views).map(freezeView),
    types: byAge(model.types).map(freezeType),
    sequences: byAge(model.sequences).map(freezeSequence),
    functions: byAge(model.routines).map(withoutId),
    extensions: byAge(model.extensions.values()).map(withoutId),
  };
}

function withoutId<T extends { id: number }>({ id: _id, ...rest }: T): Omit<T, 'id'> {
  return rest;
}

function nameOf({ schema, name }: Name): Name {
  return { schema, name };
}

function freezeTable(model: Model, table: TableModel): Table {
  const {
    is: _is,
    id: _id,
    children: _c,
    referencedBy: _r,
    owned: _o,
    readers: _v,
    open: _open,
    isDefault: _d,
    ...rest
  } = table;
  const { columns, constraints, indexes, triggers, policies, partitionOf, inherits, ...plain } = rest;
  return {
    ...plain,
    columns: columns.map(freezeColumn),
    constraints: constraints.map(constraint => freezeConstraint(model, constraint)),
    indexes: indexes.map(freezeIndex),
    triggers: triggers.map(freezeTrigger),
    policies: [...policies],
    ...(partitionOf && { partitionOf: nameOf(partitionOf) }),
    inherits: inherits.map(nameOf),
  };
}

function freezeColumn(column: ColumnModel): Column {
  const {
    inheritCount: _count,
    local: _local,
    notNullConstraint: _notNull,
    userType: _type,
    defaultSequence: _sequence,
    ...plain
  } = column;
  return plain;
}

function freezeConstraint(model: Model, constraint: ConstraintModel): Constraint {
  if (constraint.kind === 'foreignKey') return freezeForeignKey(model, constraint);
  if (constraint.kind === 'check' || constraint.kind === 'notNull') {
    const { table: _table, inheritCount: _count, local: _local, noInherit: _no, ...plain } = constraint;
    return plain;
  }
  const { table: _table, inheritCount: _count, local: _local, index: _index, ...plain } = constraint;
  return plain;
}

function freezeForeignKey(model: Model, foreignKey: ForeignKeyModel): ForeignKey {
  const {
    table: _table,
    inheritCount: _count,
    local: _local,
    index: _index,
    parent: _parent,
    targetWritten: _written,
    ...plain
  } = foreignKey;
  return { ...plain, target: nameOf(plain.target), targetColumns: targetColumns(model, foreignKey) };
}

/** A target that came later than its key, in files that have no order, is known by now. */
function targetColumns(model: Model, { target, targetColumns: columns }: ForeignKeyModel): readonly string[] {
  if (columns.length > 0) return columns;
  return primaryKeyColumns(findTable(model, target));
}

function freezeIndex(index: IndexModel): Index {
  const {
    is: _is,
    id: _id,
    on: _on,
    parent: _parent,
    children: _children,
    key: _key,
    exclusion: _exclusion,
    deferrable: _deferrable,
    columnNames: _names,
    partOf,
    ...plain
  } = index;
  return { ...plain, ...(partOf !== undefined && { partOf }) };
}

function freezeTrigger(trigger: TriggerModel): Trigger {
  return { ...trigger, function: nameOf(trigger.function) };
}

function freezeView(view: ViewModel): View {
  const {
    is: _is,
    id: _id,
    reads: _reads,
    readers: _readers,
    triggers: _triggers,
    open: _open,
    indexes,
    ...plain
  } = view;
  return { ...plain, indexes: indexes.map(freezeIndex) };
}

function freezeType(type: TypeModel): Type {
  const { is: _is, id: _id, uses: _uses, ...plain } = type;
  return plain as Type;
}

function freezeSequence(sequence: SequenceModel): Sequence {
  const { is: _is, id: _id, identity: _identity, readers: _readers, ownedBy, ...plain } = sequence;
  return { ...plain, ...(ownedBy && { ownedBy: { table: nameOf(ownedBy.table), column: ownedBy.column.name } }) };
}
