/** What a new table gets from its parents (MergeAttributes in PostgreSQL's tablecmds.c). */
import type { WrittenName } from '../commands.js';
import { inheritedColumn, setInheritance } from './columns.js';
import { set } from './journal.js';
import type { CheckModel, ColumnModel, Model, NotNullModel, TableModel } from './model.js';
import { refuse, refuseMissing } from './refusal.js';
import { requireRelation } from './search.js';

export interface Inheritance {
  readonly parents: readonly TableModel[];
  readonly columns: ColumnModel[];
  readonly notNulls: readonly NotNullModel[];
  readonly checks: readonly CheckModel[];
  /** Columns whose parents have different defaults: the table must say its own. */
  readonly conflictingDefaults: Set<string>;
}

/** @throws Refusal when a parent cannot have children of this kind. */
export function requireParents(
  model: Model,
  names: readonly WrittenName[],
  child: { partition: boolean; temporary: boolean },
): TableModel[] {
  const parents: TableModel[] = [];
  for (const name of names) {
    const parent = requireRelation(model, name);
    if (parent.is !== 'table') refuse(`inherited relation "${name.name}" is not a table or foreign table`);
    requireParent(parent, child);
    if (parents.includes(parent)) refuse(`relation "${parent.name}" would be inherited from more than once`);
    parents.push(parent);
  }
  return parents;
}

function requireParent(parent: TableModel, child: { partition: boolean; temporary: boolean }): void {
  if (child.partition) {
    if (parent.kind !== 'partitioned') refuse(`"${parent.name}" is not partitioned`);
  } else {
    if (parent.kind === 'partitioned') refuse(`cannot inherit from partitioned table "${parent.name}"`);
    if (parent.partitionOf) refuse(`cannot inherit from partition "${parent.name}"`);
  }
  if (parent.persistence === 'temporary' && !child.temporary) {
    refuse(
      child.partition
        ? `cannot create a permanent relation as partition of temporary relation "${parent.name}"`
        : `cannot inherit from temporary relation "${parent.name}"`,
    );
  }
}

export function inheritFrom(parents: readonly TableModel[], partition: boolean): Inheritance {
  const columns: ColumnModel[] = [];
  const byName = new Map<string, ColumnModel>();
  const notNulls: NotNullModel[] = [];
  const checks: CheckModel[] = [];
  const conflictingDefaults = new Set<string>();
  for (const parent of parents) {
    for (const column of parent.columns) {
      const known = byName.get(column.name);
      if (known) {
        known.inheritCount++;
        if (known.default && column.default && known.default.key !== column.default.key) {
          conflictingDefaults.add(column.name);
        } else if (column.default) known.default = column.default;
      } else {
        const copy = inheritedColumn(column, partition);
        byName.set(column.name, copy);
        columns.push(copy);
      }
      const notNull = column.notNullConstraint;
      if (notNull && !notNull.noInherit) notNulls.push(notNull);
    }
    for (const constraint of parent.constraints) {
      if (constraint.kind !== 'check' || constraint.noInherit) continue;
      const same = checks.find(check => check.name === constraint.name);
      if (!same) checks.push(constraint);
      else if (same.expression.key !== constraint.expression.key) {
        refuse(`check constraint name "${same.name}" appears multiple times but with different expressions`);
      }
    }
  }
  return { parents, columns, notNulls, checks, conflictingDefaults };
}

/** How often a check of that name comes from the parents. */
export function timesInherited(parents: readonly TableModel[], check: CheckModel): number {
  let times = 0;
  for (const parent of parents) {
    if (parent.constraints.some(c => c.kind === 'check' && c.name === check.name && !c.noInherit)) times++;
  }
  return times;
}

/**
 * A column that the child declares too: one column, which the child's own words shape.
 * @throws Refusal when the two cannot be one.
 */
export function mergeOwnColumn(inherited: ColumnModel, own: ColumnModel, partition: boolean): void {
  const { name } = inherited;
  if (inherited.generated) {
    if (own.default) refuse(`column "${name}" inherits from generated column but specifies default`);
    if (own.identity) refuse(`column "${name}" inherits from generated column but specifies identity`);
  } else if (own.generated) refuse(`child column "${name}" specifies generation expression`);
  if (!partition) {
    inherited.local = true;
    inherited.type = own.type;
    inherited.userType = own.userType;
    if (own.typePlace) inherited.typePlace = own.typePlace;
  }
  if (own.default) {
    inherited.default = own.default;
    inherited.defaultSequence = own.defaultSequence;
  }
  if (own.identity) inherited.identity = own.identity;
  if (own.generated) inherited.generated = own.generated;
  inherited.serial = own.serial;
  inherited.place = own.place;
  inherited.definition = own.definition;
}

/**
 * ALTER TABLE … INHERIT and ATTACH PARTITION: the child's columns and constraints become the parent's as well.
 * @throws Refusal when the child lacks one of them.
 */
export function adoptColumns(model: Model, parent: TableModel, child: TableModel, partition: boolean): void {
  for (const column of parent.columns) {
    const own = child.columns.find(c => c.name === column.name);
    if (!own) {
      if (child.open) continue;
      refuseMissing(`child table is missing column "${column.name}"`);
    }
    const notNull = column.notNullConstraint;
    if (notNull && !notNull.noInherit && !own.notNullConstraint) {
      refuse(`column "${own.name}" in child table "${child.name}" must be marked NOT NULL`);
    }
    if (column.generated && !own.generated) refuse(`column "${own.name}" in child table must be a generated column`);
    if (!column.generated && own.generated)
      refuse(`column "${own.name}" in child table must not be a generated column`);
    if (partition && own.identity)
      refuse(`table "${child.name}" being attached contains an identity column "${own.name}"`);
    if (partition && column.identity) set(model.journal, own, 'identity', column.identity);
    setInheritance(model, own, own.inheritCount + 1, partition ? false : own.local);
    if (notNull && !notNull.noInherit) {
      const mine = own.notNullConstraint!;
      if (mine.noInherit) {
        refuse(`constraint "${mine.name}" conflicts with non-inherited constraint on child table "${child.name}"`);
      }
      setInheritance(model, mine, mine.inheritCount + 1, partition ? false : mine.local);
    }
  }
  for (const check of parent.constraints) {
    if (check.kind !== 'check' || check.noInherit) continue;
    const own = child.constraints.find(c => c.name === check.name);
    if (own?.kind !== 'check') refuse(`child table is missing constraint "${check.name}"`);
    if (own.expression.key !== check.expression.key) {
      refuse(`child table "${child.name}" has different definition for check constraint "${check.name}"`);
    }
    if (own.noInherit) {
      refuse(`constraint "${own.name}" conflicts with non-inherited constraint on child table "${child.name}"`);
    }
    setInheritance(model, own, own.inheritCount + 1, partition ? false : own.local);
  }
}

/** NO INHERIT and DETACH PARTITION: what came from the parent is the child's own from now on. */
export function releaseColumns(model: Model, parent: TableModel, child: TableModel): void {
  for (const column of child.columns) {
    const theirs = parent.columns.find(c => c.name === column.name);
    if (!theirs) continue;
    if (column.inheritCount > 0) setInheritance(model, column, column.inheritCount - 1, true);
    const notNull = column.notNullConstraint;
    if (theirs.notNullConstraint && notNull && notNull.inheritCount > 0) {
      setInheritance(model, notNull, notNull.inheritCount - 1, true);
    }
  }
  for (const check of child.constraints) {
    if (check.kind !== 'check' || check.inheritCount === 0) continue;
    if (parent.constraints.some(c => c.kind === 'check' && c.name === check.name)) {
      setInheritance(model, check, check.inheritCount - 1, true);
    }
  }
}
