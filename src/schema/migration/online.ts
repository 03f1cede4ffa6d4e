/** A migration for a database that is in use: nothing holds a lock for as long as a table is large. */
import type { DiffContext } from '../diff/behaviour.js';
import type { PlannedStep } from '../diff/compareInventories.js';
import { addColumnOnline, alterColumnOnline } from './online/columns.js';
import { addDomainCheckNotValid, addKeyOnline, addNotValid, validateLate } from './online/constraints.js';
import { createIndexOnline, dropIndexOnline, replaceIndexOnline } from './online/indexes.js';
import { arrange, type OnlineForm } from './online/lateSteps.js';
import { isTouchedBetween, type Stays, staysIn } from './online/stays.js';

/**
 * The same way with statements that let others read and write meanwhile, for tables that are there before and after: indexes are built
 * and dropped CONCURRENTLY, keys are made of such indexes, foreign keys, checks and NOT NULL are validated after they are made, rows are
 * filled piece by piece. What takes its time comes after all that is short. It is no longer one transaction: what is done before a
 * failure stays done. After withDataSteps, which may add UPDATEs.
 *
 * @param context the sides of this direction; its version decides on forms that older servers lack.
 */
export function onlineSteps(steps: readonly PlannedStep[], context: DiffContext): readonly PlannedStep[] {
  const stays = staysIn(steps, context);
  const replaced = replacements(steps, stays, context);
  return arrange(steps, (step, at) => formOf(step, at, { steps, context, stays, replaced }));
}

interface Plan {
  readonly steps: readonly PlannedStep[];
  readonly context: DiffContext;
  readonly stays: Stays;
  /** Index of the step that makes an object again → the one that drops it, where the drop can wait. */
  readonly replaced: ReadonlyMap<number, number>;
}

function formOf(step: PlannedStep, at: number, { steps, context, stays, replaced }: Plan): OnlineForm {
  const { verb, object } = step;
  if ([...replaced.values()].includes(at)) return { now: [] };
  const drop = replaced.get(at);
  if (object.kind === 'index' && stays(object.is.table)) {
    if (verb === 'create')
      return drop === undefined ? createIndexOnline(step, object) : replaceIndexOnline(step, object);
    return verb === 'drop' ? dropIndexOnline(step, object, context) : { now: step.statements };
  }
  if (object.kind === 'constraint' && stays(object.is.table)) {
    const { type } = object.is;
    if (verb === 'alter') return validateLate(step, object);
    if (verb === 'drop') return { now: step.statements };
    if (type === 'foreignKey' || type === 'check') return addNotValid(step, object, context);
    const isKey = type === 'primaryKey' || type === 'unique';
    return isKey
      ? addKeyOnline(step, object, context, drop === undefined ? undefined : steps[drop]!.statements)
      : { now: step.statements };
  }
  if (object.kind === 'column' && !object.is.foreign && stays(object.is.table)) {
    if (verb === 'create') return addColumnOnline(step, object, context);
    if (verb === 'alter') return alterColumnOnline(step, object, context);
  }
  if (object.kind === 'domainConstraint' && verb === 'create' && context.source.get(object.parent!))
    return addDomainCheckNotValid(step, object);
  return { now: step.statements };
}

/** Indexes and keys that are made anew, where nothing between drop and creation needs the old one gone. */
function replacements(
  steps: readonly PlannedStep[],
  stays: Stays,
  { source }: DiffContext,
): ReadonlyMap<number, number> {
  const dropped = new Map<string, number>();
  const pairs = new Map<number, number>();
  for (const [at, { verb, object }] of steps.entries()) {
    const isKey = object.kind === 'constraint' && (object.is.type === 'primaryKey' || object.is.type === 'unique');
    if ((object.kind !== 'index' && !isKey) || !stays((object as { is: { table: string } }).is.table)) continue;
    if ((object as { is: { partitioned: boolean } }).is.partitioned) continue;
    // It goes with that of the parent.
    if (source.dependentsOf(object.id).some(({ kind }) => kind === 'indexPartition')) continue;
    if (verb === 'drop') dropped.set(object.id, at);
    const before = verb === 'create' ? dropped.get(object.id) : undefined;
    if (before === undefined) continue;
    const needs = new Set(steps[before]!.object.needs);
    needs.delete(object.parent!);
    // To become a partition a table must not have an index that is taken for that of its parent.
    const isJoining = steps
      .slice(before, at)
      .some(one => one.object.kind === 'partition' && one.object.parent === object.parent);
    if (!isJoining && !isTouchedBetween(steps, before, at, needs)) pairs.set(at, before);
  }
  return pairs;
}
