/** CREATE TABLE (DefineRelation in PostgreSQL's tablecmds.c, transformCreateStmt in its parse_utilcmd.c). */
import type { ColumnSpec, CommandOf, WrittenName } from '../commands.js';
import type { ConstraintSpec } from '../constraintSpec.js';
import { addCheck, putCheck } from './checks.js';
import { addColumnSequence, findColumn, isSerial, linkDefault, newColumn } from './columns.js';
import { constraintPlaces, type KeySpec, keyWish, withoutRedundant } from './constraints.js';
import { indexWish } from './createIndex.js';
import { createTableNotNulls } from './createTableNotNulls.js';
import { addForeignKey } from './foreignKeys.js';
import { addIndex } from './indexes.js';
import { type Inheritance, inheritFrom, mergeOwnColumn, requireParents, timesInherited } from './inherit.js';
import { append } from './journal.js';
import { copyLikeDetails, likeColumns, likeNotNulls } from './like.js';
import { placeOf } from './located.js';
import { type ColumnModel, type Here, type Model, type TableModel, temporarySchema } from './model.js';
import type { NotNullWish } from './notNull.js';
import { joinPartitions, requireNoDefault } from './partitions.js';
import { collectReads } from './queryReads.js';
import { refuse, refuseMissing } from './refusal.js';
import { addRelation, nextId, requireFreeName } from './register.js';
import { creationSpace, requireRelation, requireType } from './search.js';
import { queryColumns } from './viewColumns.js';

export function createTable(model: Model, here: Here, command: CommandOf<'createTable'>): void {
  const temporary = command.persistence === 'temporary';
  const schema = temporary ? temporarySpace(command.name) : creationSpace(model, command.name.schema).name;
  const { name } = command.name;
  if (command.asQuery) collectReads(model, here, command.asQuery, new Set(), new Map());
  if (command.ifNotExists && model.spaces.get(schema)?.relations.has(name)) return;
  const partition = command.partitionOf !== undefined;
  const keys = command.constraints.filter(
    (c): c is KeySpec => c.kind === 'primaryKey' || c.kind === 'unique' || c.kind === 'exclusion',
  );
  checkKeys(command, keys);
  if (command.partitionOf) {
    requireRelation(model, command.partitionOf.parent);
    requireFreeName(model, schema, name, true);
  }
  const parents = requireParents(model, command.partitionOf ? [command.partitionOf.parent] : command.inherits, {
    partition,
    temporary: temporary || schema === temporarySchema,
  });
  if (command.partitionOf?.isDefault) requireNoDefault(parents[0]!, name);
  const inheritance = inheritFrom(parents, partition);
  const query = command.asQuery && queryColumns(model, command.asQuery);
  const table: TableModel = {
    is: 'table',
    id: nextId(model),
    schema,
    name,
    place: placeOf(here, command.name.span),
    definition: placeOf(here, command.span),
    kind: command.tableKind,
    persistence: schema === temporarySchema ? 'temporary' : command.persistence,
    columns: inheritance.columns,
    constraints: [],
    indexes: [],
    triggers: [],
    policies: [],
    rowSecurity: false,
    forceRowSecurity: false,
    partitionOf: partition ? parents[0] : undefined,
    isDefault: command.partitionOf?.isDefault ?? false,
    inherits: partition ? [] : [...parents],
    createdIn: here.file.path,
    children: [],
    referencedBy: new Set(),
    owned: new Set(),
    readers: new Set(),
    open: query?.open ?? false,
  };
  if (command.comment !== undefined) table.comment = command.comment;
  if (command.partitionKey) table.partitionKey = command.partitionKey;
  const wishes = addColumns(model, here, table, command, inheritance);
  if (query) addQueryColumns(here, table, query.columns, command.columns);
  for (const key of keys) requireKeyColumns(table, key);
  requireFreeName(model, schema, name, true);
  addRelation(model, table);
  const specified = new Set(command.columns.map(spec => spec.name));
  for (const column of table.columns) {
    linkDefault(model, table, column);
    if (column.local) addColumnSequence(model, here, table, column, !specified.has(column.name));
  }
  finish(model, here, table, command, { ...inheritance, wishes, keys });
}

function temporarySpace(name: WrittenName): string {
  if (name.schema !== undefined && !name.schema.startsWith('pg_temp')) {
    refuse('cannot create temporary relation in non-temporary schema');
  }
  return temporarySchema;
}

/** Columns of the parents, of LIKE and of its own, in their order; the NOT NULLs that are written with them. */
function addColumns(
  model: Model,
  here: Here,
  table: TableModel,
  command: CommandOf<'createTable'>,
  inheritance: Inheritance,
): NotNullWish[] {
  const wishes: NotNullWish[] = [];
  if (command.ofType) table.columns.push(...typedColumns(model, here, table, command.ofType));
  const inherited = new Map(table.columns.map(column => [column.name, column]));
  const own = new Set<string>();
  const partition = command.partitionOf !== undefined;
  const add = (column: ColumnModel) => {
    if (own.has(column.name)) refuse(`column "${column.name}" specified more than once`);
    own.add(column.name);
    const parent = inherited.get(column.name);
    if (parent) mergeOwnColumn(parent, column, partition || command.ofType !== undefined);
    else if (partition || command.ofType) refuseMissing(`column "${column.name}" does not exist`);
    else table.columns.push(column);
  };
  const addLikes = (before: number) => {
    for (const like of command.like) {
      if (like.before !== before) continue;
      for (const column of likeColumns(model, here, like)) add(column);
      wishes.push(...likeNotNulls(model, here, like));
    }
  };
  const named = namedNotNulls(command.constraints);
  for (const [at, spec] of command.columns.entries()) {
    addLikes(at);
    if (command.asQuery) continue;
    add(newColumn(model, here, table.name, spec));
    if (spec.notNull || spec.identity || isSerial(model, spec.type)) wishes.push(notNullWish(here, spec, named));
  }
  for (const like of command.like) {
    if (like.before >= command.columns.length) {
      for (const column of likeColumns(model, here, like)) add(column);
      wishes.push(...likeNotNulls(model, here, like));
    }
  }
  for (const name of inheritance.conflictingDefaults) {
    const column = inherited.get(name);
    if (!own.has(name) || !command.columns.some(spec => spec.name === name && spec.default)) {
      if (column) refuse(`column "${name}" inherits conflicting default values`);
    }
  }
  return wishes;
}

/** CREATE TABLE … OF: the fields of a composite type. */
function typedColumns(model: Model, here: Here, table: TableModel, name: WrittenName): ColumnModel[] {
  const type = requireType(model, name);
  if (type.kind !== 'composite') refuse(`type ${name.name} is not a composite type`);
  const empty = { start: name.span.end, end: name.span.end };
  return type.fields.map(field =>
    newColumn(model, here, table.name, {
      name: field.name,
      nameSpan: name.span,
      span: name.span,
      type: field.type,
      typeSpan: empty,
      notNull: false,
    }),
  );
}

type NotNullSpec = Extract<ConstraintSpec, { readonly kind: 'notNull' }>;

function namedNotNulls(constraints: readonly ConstraintSpec[]): Map<string, NotNullSpec> {
  const named = new Map<string, NotNullSpec>();
  for (const spec of constraints) {
    if (spec.kind === 'notNull' && spec.inline && spec.name !== undefined) named.set(spec.columns[0]!, spec);
  }
  return named;
}

export function notNullWish(here: Here, spec: ColumnSpec, named: ReadonlyMap<string, NotNullSpec>): NotNullWish {
  const written = named.get(spec.name);
  return {
    column: spec.name,
    name: written?.name,
    ...(written
      ? constraintPlaces(here, written)
      : { place: placeOf(here, spec.nameSpan), definition: placeOf(here, spec.notNullSpan ?? spec.span) }),
    valid: true,
    noInherit: false,
  };
}

/** CREATE TABLE … AS: names that were written after the table's replace the query's. */
function addQueryColumns(
  here: Here,
  table: TableModel,
  columns: readonly { name: string; type?: ColumnModel['type'] }[],
  written: readonly ColumnSpec[],
): void {
  const count = table.open ? Math.max(columns.length, written.length) : columns.length;
  if (!table.open && written.length > columns.length) refuse('too many column names were specified');
  for (let at = 0; at < count; at++) {
    const name = written[at]?.name ?? columns[at]?.name;
    if (name === undefined) continue;
    if (table.columns.some(column => column.name === name)) refuse(`column "${name}" specified more than once`);
    table.columns.push({
      name,
      type: columns[at]?.type ?? { name: 'unknown', modifiers: [], array: false },
      notNull: false,
      serial: false,
      inherited: false,
      place: placeOf(here, written[at]?.nameSpan ?? here.span),
      definition: placeOf(here, here.span),
      inheritCount: 0,
      local: true,
      notNullConstraint: undefined,
      userType: undefined,
      defaultSequence: undefined,
    });
  }
}

/** Everything that needs the table to be there, in PostgreSQL's order: it decides which name a constraint gets. */
function finish(
  model: Model,
  here: Here,
  table: TableModel,
  command: CommandOf<'createTable'>,
  inheritance: Inheritance & { readonly wishes: readonly NotNullWish[]; readonly keys: readonly KeySpec[] },
): void {
  const { wishes, keys } = inheritance;
  for (const parent of inheritance.parents) append(model.journal, parent.children, table);
  for (const check of inheritance.checks) {
    putCheck(model, table, check, check.unnamed, timesInherited(inheritance.parents, check), false);
  }
  for (const column of command.partitionKey?.columns ?? []) {
    if (column !== undefined && !table.open && !table.columns.some(c => c.name === column)) {
      refuseMissing(`column "${column}" named in partition key does not exist`);
    }
  }
  const partitionParent = table.partitionOf;
  if (partitionParent) joinPartitions(model, partitionParent, table, 'create');
  for (const spec of command.constraints) {
    if (spec.kind !== 'check') continue;
    const { name, expression, noInherit } = spec;
    addCheck(
      model,
      table,
      { name, expression, noInherit, valid: !spec.notValid, ...constraintPlaces(here, spec) },
      true,
    );
  }
  createTableNotNulls(model, here, table, {
    wishes,
    constraints: command.constraints,
    inherited: inheritance.notNulls,
  });
  const wished = withoutRedundant(keys.map(spec => keyWish(here, spec)));
  for (const wish of wished) addIndex(model, table, wish, false);
  for (const spec of command.indexes) addIndex(model, table, indexWish(here, spec), false);
  for (const like of command.like) copyLikeDetails(model, here, table, like);
  for (const spec of command.constraints) {
    if (spec.kind === 'foreignKey') {
      addForeignKey(model, here, table, spec, { ...constraintPlaces(here, spec), only: false });
    }
  }
}

function requireKeyColumns(table: TableModel, key: KeySpec): void {
  if (key.kind === 'exclusion' || table.open) return;
  for (const name of [...key.columns, ...key.include]) {
    if (!findColumn(table, name)) refuseMissing(`column "${name}" named in key does not exist`);
  }
}

function checkKeys({ name, tableKind }: CommandOf<'createTable'>, keys: readonly KeySpec[]): void {
  if (keys.filter(spec => spec.kind === 'primaryKey').length > 1) {
    refuse(`multiple primary keys for table "${name.name}" are not allowed`);
  }
  if (tableKind !== 'foreign') return;
  for (const { kind } of keys) {
    const words = kind === 'primaryKey' ? 'primary key' : kind;
    refuse(`${words} constraints are not supported on foreign tables`);
  }
}
