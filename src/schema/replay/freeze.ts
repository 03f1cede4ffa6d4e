/** The working model as the plain Catalog that is handed out: no links, only names. */
import type {
  Catalog,
  Check,
  Column,
  Constraint,
  ForeignKey,
  Index,
  Name,
  Sequence,
  Table,
  Trigger,
  Type,
  Unique,
  View,
} from '../catalog.js';
import { primaryKeyColumns } from './foreignKeys.js';
import type {
  ColumnModel,
  ConstraintModel,
  ForeignKeyModel,
  IndexModel,
  Model,
  Mutable,
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
  return withoutUndefined(rest);
}

/** What was set and taken back again is as if it had never been there. */
function withoutUndefined<T extends object>(object: T): T {
  for (const key of Object.keys(object) as (keyof T)[]) if (object[key] === undefined) delete object[key];
  return object;
}

function nameOf({ schema, name }: Name): Name {
  return { schema, name };
}

// There are tens of thousands of columns, constraints and indexes at each keystroke: copied member by member, which takes a quarter of
// the time of a rest pattern.

function freezeTable(model: Model, table: TableModel): Table {
  const frozen: Mutable<Table> = {
    schema: table.schema,
    name: table.name,
    place: table.place,
    definition: table.definition,
    kind: table.kind,
    persistence: table.persistence,
    columns: table.columns.map(freezeColumn),
    constraints: table.constraints.map(constraint => freezeConstraint(model, constraint)),
    indexes: table.indexes.map(freezeIndex),
    triggers: table.triggers.map(freezeTrigger),
    policies: table.policies.map(policy => withoutUndefined({ ...policy })),
    rowSecurity: table.rowSecurity,
    forceRowSecurity: table.forceRowSecurity,
    inherits: table.inherits.map(nameOf),
    createdIn: table.createdIn,
  };
  if (table.comment !== undefined) frozen.comment = table.comment;
  if (table.partitionKey) frozen.partitionKey = table.partitionKey;
  if (table.partitionOf) frozen.partitionOf = nameOf(table.partitionOf);
  if (table.owner !== undefined) frozen.owner = table.owner;
  return frozen;
}

function freezeColumn(column: ColumnModel): Column {
  const { name, place, definition, type, notNull, serial, inherited } = column;
  const frozen: Mutable<Column> = { name, place, definition, type, notNull, serial, inherited };
  if (column.typePlace) frozen.typePlace = column.typePlace;
  if (column.default) frozen.default = column.default;
  if (column.identity) frozen.identity = column.identity;
  if (column.generated) frozen.generated = column.generated;
  if (column.collation !== undefined) frozen.collation = column.collation;
  if (column.comment !== undefined) frozen.comment = column.comment;
  return frozen;
}

function freezeConstraint(model: Model, constraint: ConstraintModel): Constraint {
  const { name, place, definition, unnamed, deferrable, valid, inherited } = constraint;
  const frozen: Mutable<Omit<Constraint, 'kind'>> & { kind: ConstraintModel['kind'] } & Partial<Special> = {
    kind: constraint.kind,
    name,
    place,
    definition,
    unnamed,
    deferrable,
    valid,
    inherited,
  };
  if (constraint.comment !== undefined) frozen.comment = constraint.comment;
  if (constraint.kind === 'check') frozen.expression = constraint.expression;
  else frozen.columns = constraint.columns;
  if (constraint.kind === 'unique') frozen.nullsNotDistinct = constraint.nullsNotDistinct;
  if (constraint.kind === 'foreignKey') {
    frozen.target = nameOf(constraint.target);
    frozen.targetColumns = targetColumns(model, constraint);
    frozen.onDelete = constraint.onDelete;
    frozen.onUpdate = constraint.onUpdate;
    frozen.onDeleteWritten = constraint.onDeleteWritten;
  }
  return frozen as Constraint;
}

/** What only some kinds of constraints have. */
type Special = Mutable<Pick<Unique, 'columns' | 'nullsNotDistinct'>> &
  Mutable<Pick<Check, 'expression'>> &
  Mutable<Pick<ForeignKey, 'target' | 'targetColumns' | 'onDelete' | 'onUpdate' | 'onDeleteWritten'>>;

/** A target that came later than its key, in files that have no order, is known by now. */
function targetColumns(model: Model, { target, targetColumns: columns }: ForeignKeyModel): readonly string[] {
  if (columns.length > 0) return columns;
  return primaryKeyColumns(findTable(model, target));
}

function freezeIndex(index: IndexModel): Index {
  const { name, place, definition, unnamed, method, keys, include, unique, nullsNotDistinct, valid, inherited } = index;
  const frozen: Mutable<Index> = {
    name,
    place,
    definition,
    unnamed,
    method,
    keys,
    include,
    unique,
    nullsNotDistinct,
    valid,
    inherited,
  };
  if (index.predicate) frozen.predicate = index.predicate;
  if (index.constraint !== undefined) frozen.constraint = index.constraint;
  if (index.partOf !== undefined) frozen.partOf = index.partOf;
  if (index.comment !== undefined) frozen.comment = index.comment;
  return frozen;
}

function freezeTrigger(trigger: TriggerModel): Trigger {
  return withoutUndefined({ ...trigger, function: nameOf(trigger.function) });
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
  return withoutUndefined({ ...plain, indexes: indexes.map(freezeIndex) });
}

function freezeType(type: TypeModel): Type {
  const { is: _is, id: _id, uses: _uses, ...plain } = type;
  return withoutUndefined(plain) as Type;
}

function freezeSequence(sequence: SequenceModel): Sequence {
  const { is: _is, id: _id, identity: _identity, readers: _readers, ownedBy, ...plain } = sequence;
  return withoutUndefined({
    ...plain,
    ...(ownedBy && { ownedBy: { table: nameOf(ownedBy.table), column: ownedBy.column.name } }),
  });
}
