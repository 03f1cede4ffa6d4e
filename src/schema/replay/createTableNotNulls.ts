/** The NOT NULLs of a new table: its own, its primary key's and its parents' (AddRelationNotNullConstraints in heap.c). */
import type { ConstraintSpec } from '../constraintSpec.js';
import { findColumn } from './columns.js';
import { constraintPlaces } from './constraints.js';
import type { Here, Model, NotNullModel, TableModel } from './model.js';
import { chooseConstraintName } from './names.js';
import { type NotNullWish, putNotNull } from './notNull.js';
import { refuse, refuseMissing } from './refusal.js';
import { findConstraint } from './register.js';

export function createTableNotNulls(
  model: Model,
  here: Here,
  table: TableModel,
  from: {
    wishes: readonly NotNullWish[];
    constraints: readonly ConstraintSpec[];
    inherited: readonly NotNullModel[];
  },
): void {
  const own = mergeWishes([...from.wishes, ...writtenWishes(here, table, from.constraints)]);
  const inherited = new Map<string, NotNullModel[]>();
  for (const notNull of from.inherited) {
    const column = notNull.columns[0]!;
    const list = inherited.get(column);
    if (list) list.push(notNull);
    else inherited.set(column, [notNull]);
  }
  for (const wish of own.values()) {
    const column = findColumn(table, wish.column);
    if (!column) refuseMissing(`column "${wish.column}" named in key does not exist`);
    if (wish.name !== undefined && findConstraint(table, wish.name)) {
      refuse(`constraint "${wish.name}" for relation "${table.name}" already exists`);
    }
    const inheritCount = inherited.get(wish.column)?.length ?? 0;
    inherited.delete(wish.column);
    const name = wish.name ?? chooseConstraintName(model, table.schema, table.name, wish.column, 'not_null');
    const unnamed = wish.unnamed ?? wish.name === undefined;
    putNotNull(model, table, column, wish, { name, unnamed, inheritCount, local: true });
  }
  for (const [name, parents] of inherited) {
    const column = findColumn(table, name)!;
    const first = parents[0]!;
    const taken = findConstraint(table, first.name) !== undefined;
    const chosen = taken ? chooseConstraintName(model, table.schema, table.name, name, 'not_null') : first.name;
    putNotNull(
      model,
      table,
      column,
      { place: first.place, definition: first.definition, valid: first.valid, noInherit: false },
      { name: chosen, unnamed: taken || first.unnamed, inheritCount: parents.length, local: false },
    );
  }
}

/** NOT NULL as a table constraint, and what the primary key brings. */
function writtenWishes(here: Here, table: TableModel, constraints: readonly ConstraintSpec[]): NotNullWish[] {
  const wishes: NotNullWish[] = [];
  for (const spec of constraints) {
    if (spec.kind === 'notNull' && !spec.inline) {
      for (const column of spec.columns) {
        if (!findColumn(table, column)) {
          refuseMissing(`column "${column}" of relation "${table.name}" does not exist`);
        }
        wishes.push({
          column,
          name: spec.name,
          ...constraintPlaces(here, spec),
          valid: !spec.notValid,
          noInherit: false,
        });
      }
    }
  }
  for (const spec of constraints) {
    if (spec.kind !== 'primaryKey') continue;
    for (const column of spec.columns) {
      wishes.push({ column, ...constraintPlaces(here, spec), valid: true, noInherit: false });
    }
  }
  return wishes;
}

/** One wish a column: a name that was written stays, two different ones contradict. */
function mergeWishes(wishes: readonly NotNullWish[]): Map<string, NotNullWish> {
  const byColumn = new Map<string, NotNullWish>();
  for (const wish of wishes) {
    const known = byColumn.get(wish.column);
    if (!known) byColumn.set(wish.column, wish);
    else if (wish.name !== undefined && wish.name !== known.name) {
      if (known.name !== undefined) refuse(`conflicting not-null constraint names "${known.name}" and "${wish.name}"`);
      byColumn.set(wish.column, wish);
    }
  }
  return byColumn;
}
