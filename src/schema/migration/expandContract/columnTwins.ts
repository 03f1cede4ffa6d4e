/** Which columns can have a twin. */
import { isDeepStrictEqual } from 'node:util';
import type { DiffContext } from '../../diff/behaviour.js';
import { keepsRows, usingFor } from '../../diff/behaviours/casts.js';
import type { PlannedStep } from '../../diff/compareInventories.js';
import type { InventoryObject, ObjectOf } from '../../inventory.js';
import { quoteName, truncateName } from '../../print.js';
import type { Twins } from './twins.js';

type Column = ObjectOf<'column'>;

/** Of a column whose type changes; undefined: the server can do it at once, or only with all that hangs on the column. */
export function typeTwins(step: PlannedStep, steps: readonly PlannedStep[], context: DiffContext): Twins | undefined {
  const { object } = step;
  const from = context.source.get(object.id);
  if (step.verb !== 'alter' || object.kind !== 'column' || from?.kind !== 'column') return undefined;
  if (
    from.is.type === object.is.type ||
    (keepsRows(from.is.type, object.is.type) && from.is.collation === object.is.collation)
  )
    return undefined;
  // Whose types have other names only in the end.
  if (steps.some(one => one.object.kind === 'extension' && one.verb === 'alter')) return undefined;
  const parts = partsWith(object, steps, context);
  if (!parts) return undefined;
  const twin = quoteName(truncateName(`new_${object.name}`));
  const { source, target } = context;
  const conversion = (a: string, b: string, sides: Pick<DiffContext, 'source' | 'target'>) => (value: string) =>
    usingFor(value, a, b, sides) ?? value;
  const own = new RegExp(`(?<![\\w".'])${object.address.replaceAll(/[^\w]/g, '\\$&')}(?![\\w"'])`, 'g');
  return {
    ...{ column: object, old: object.address, twin, final: object.address, oldType: from.is.type, ...parts },
    forth: conversion(from.is.type, object.is.type, { source, target }),
    back: conversion(object.is.type, from.is.type, { source: target, target: source }),
    ofTwin: sql => sql.replaceAll(own, () => twin),
  };
}

/** Of a column that gets another name; `old` is quoted. Undefined: too much hangs on it. */
export function renameTwins(
  column: Column,
  old: string,
  steps: readonly PlannedStep[],
  context: DiffContext,
): Twins | undefined {
  const target = context.target.get(column.id);
  if (
    target?.kind !== 'column' ||
    !isDeepStrictEqual({ ...target.is, position: 0, notNull: 0 }, { ...column.is, position: 0, notNull: 0 })
  )
    return undefined;
  if (steps.some(({ object }) => object.id === column.id && object.kind === 'column' && !isOnlyNotNull(target, column)))
    return undefined;
  const parts = partsWith(target, steps, context);
  if (!parts) return undefined;
  const same = (value: string) => value;
  return {
    ...{ column: target, old, twin: column.address, final: column.address, oldType: column.is.type, ...parts },
    ...{ forth: same, back: same, ofTwin: same },
  };
}

/** Names of NOT NULL constraints do not follow a rename; the twin gets the one of the target. */
function isOnlyNotNull(target: Column, column: Column): boolean {
  return (target.is.notNull === undefined) === (column.is.notNull === undefined);
}

/** What has to be made for a twin, too; undefined when there is something that cannot. */
function partsWith(
  column: Column,
  steps: readonly PlannedStep[],
  { source, target }: DiffContext,
): Pick<Twins, 'indexes' | 'constraints'> | undefined {
  const table = source.get(column.parent!);
  const { is, id } = column;
  if (table?.kind !== 'table' || table.is.partitionBy !== undefined || table.is.ofType !== undefined) return undefined;
  if (is.identity || is.generated || is.inherited || is.foreign) return undefined;
  if (source.dependentsOf(table.id).some(({ kind }) => kind === 'partition')) return undefined;
  const changed = new Set(steps.map(({ object }) => object.id));
  const indexes: ObjectOf<'index'>[] = [];
  const constraints: ObjectOf<'constraint'>[] = [];
  for (const dependent of source.dependentsOf(id)) {
    if (isMadeAnew(dependent, steps)) continue;
    if (changed.has(dependent.id) && dependent.kind !== 'default') return undefined;
    if (dependent.kind === 'default') continue;
    if (dependent.kind === 'index' && !dependent.is.partitioned) indexes.push(dependent);
    else if (
      dependent.kind === 'constraint' &&
      canBeDoubled(dependent) &&
      source.dependentsOf(dependent.id).length === 0 &&
      target.get(dependent.id)
    )
      constraints.push(dependent);
    else return undefined;
  }
  return { indexes, constraints };
}

/** Dropped and made again in the same change, as views over the column are. */
function isMadeAnew({ id }: InventoryObject, steps: readonly PlannedStep[]): boolean {
  return steps.some(({ verb, object }) => verb === 'drop' && object.id === id);
}

function canBeDoubled({ is }: ObjectOf<'constraint'>): boolean {
  if (Object.keys(is.options).length > 0 || is.tablespace !== undefined || is.clustered || is.replicaIdentity)
    return false;
  return (
    is.type === 'check' ||
    is.type === 'foreignKey' ||
    (is.type === 'unique' && !/ INCLUDE | WITHOUT OVERLAPS/.test(is.definition))
  );
}
