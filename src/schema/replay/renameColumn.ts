/** RENAME COLUMN: the column in its table and children, and its name in keys, indexes, expressions and foreign keys of others. */
import type { Place } from '../catalog.js';
import { findColumn, requireColumn } from './columns.js';
import { renameIn, renameInExpression } from './expressions.js';
import { set } from './journal.js';
import type { ColumnModel, ConstraintModel, IndexModel, Model, TableModel, TypeModel, ViewModel } from './model.js';
import { refuse, refuseMissing } from './refusal.js';

/** In the table and everything that inherits from it. `only`: there must be nothing of that kind. */
export function renameColumn(
  model: Model,
  table: TableModel,
  from: string,
  to: string,
  place: Place,
  only: boolean,
): void {
  const column = findColumn(table, from);
  if (!column) refuseMissing(`column "${from}" does not exist`);
  if (column.inheritCount > 0) refuse(`cannot rename inherited column "${from}"`);
  if (only && table.children.length > 0) refuse(`inherited column "${from}" must be renamed in child tables too`);
  // The children first, as the server does: it decides which of them an error names.
  for (const heir of withHeirs(table).reverse()) {
    const theirs = requireColumn(heir.table, from);
    if (theirs.inheritCount > heir.parents) refuse(`cannot rename inherited column "${from}"`);
    renameIt(model, heir.table, theirs, to, place);
  }
}

/** The table and its descendants, each with how many of its parents are among them. */
function withHeirs(table: TableModel): { readonly table: TableModel; parents: number }[] {
  const heirs = new Map([[table, { table, parents: 0 }]]);
  for (const { table: parent } of heirs.values()) {
    for (const child of parent.children) {
      const known = heirs.get(child);
      if (known) known.parents++;
      else heirs.set(child, { table: child, parents: 1 });
    }
  }
  return [...heirs.values()];
}

function renameIt(model: Model, table: TableModel, column: ColumnModel, to: string, place: Place): void {
  const from = column.name;
  if (findColumn(table, to)) refuse(`column "${to}" of relation "${table.name}" already exists`);
  const { journal } = model;
  set(journal, column, 'name', to);
  set(journal, column, 'place', place);
  for (const constraint of table.constraints) renameInConstraint(model, constraint, from, to);
  const notNull = column.notNullConstraint;
  if (notNull) set(journal, notNull, 'columns', [to]);
  for (const index of table.indexes) renameInIndex(model, index, from, to);
  for (const foreignKey of table.referencedBy) {
    if (foreignKey.targetColumns.includes(from)) {
      set(journal, foreignKey, 'targetColumns', renameIn(foreignKey.targetColumns, from, to));
    }
  }
  for (const other of table.columns) {
    if (other.generated?.expression.columns.includes(from)) {
      const expression = renameInExpression(other.generated.expression, from, to);
      set(journal, other, 'generated', { ...other.generated, expression });
    }
  }
  for (const policy of table.policies) {
    set(journal, policy, 'using', renameInExpression(policy.using, from, to) as never);
    set(journal, policy, 'withCheck', renameInExpression(policy.withCheck, from, to) as never);
  }
  const { partitionKey } = table;
  if (partitionKey?.columns.includes(from)) {
    const columns = partitionKey.columns.map(name => (name === from ? to : name));
    set(journal, table, 'partitionKey', { ...partitionKey, columns });
  }
  for (const view of table.readers) {
    const columns = view.reads.get(table);
    if (columns?.has(from)) {
      const renamed = new Set([...columns].map(name => (name === from ? to : name)));
      set(journal, view, 'reads', new Map([...view.reads, [table, renamed]]));
    }
  }
}

function renameInConstraint(model: Model, constraint: ConstraintModel, from: string, to: string): void {
  const { journal } = model;
  if (constraint.kind === 'check') {
    set(journal, constraint, 'expression', renameInExpression(constraint.expression, from, to));
  } else if (constraint.columns.includes(from))
    set(journal, constraint, 'columns', renameIn(constraint.columns, from, to));
}

export function renameInIndex(model: Model, index: IndexModel, from: string, to: string): void {
  const { journal } = model;
  if (index.keys.some(key => key.column === from || key.expression?.columns.includes(from))) {
    const keys = index.keys.map(key =>
      key.expression
        ? { ...key, expression: renameInExpression(key.expression, from, to) }
        : key.column === from
          ? { ...key, column: to }
          : key,
    );
    set(journal, index, 'keys', keys);
  }
  if (index.include.includes(from)) set(journal, index, 'include', renameIn(index.include, from, to));
  if (index.predicate) set(journal, index, 'predicate', renameInExpression(index.predicate, from, to));
}

export function renameViewColumn(model: Model, view: ViewModel, from: string, to: string): void {
  if (!view.columns.includes(from)) {
    if (view.open) return;
    refuseMissing(`column "${from}" of relation "${view.name}" does not exist`);
  }
  if (view.columns.includes(to)) refuse(`column "${to}" of relation "${view.name}" already exists`);
  set(model.journal, view, 'columns', renameIn(view.columns, from, to));
  for (const index of view.indexes) renameInIndex(model, index, from, to);
}

/** ALTER TYPE … RENAME ATTRIBUTE. */
export function renameField(model: Model, type: TypeModel, from: string, to: string): void {
  if (type.kind !== 'composite') refuse(`${type.name} is not a composite type`);
  if (!type.fields.some(field => field.name === from)) {
    refuseMissing(`column "${from}" of relation "${type.name}" does not exist`);
  }
  set(
    model.journal,
    type,
    'fields',
    type.fields.map(field => (field.name === from ? { ...field, name: to } : field)),
  );
}
