/** Commands that wait for something of a later file, in files that have no order. */
import type { ReplayConflict } from '../replay.js';
import { namesPut, settle } from './journal.js';
import type { Model } from './model.js';
import { isKnownName } from './search.js';
import { attempt, type Outcome, type Step } from './session.js';

export interface Waiting extends Step {
  readonly searchPath: readonly string[];
  /** What has to be there before another try makes sense. */
  readonly lacks?: string | undefined;
}

interface Queue {
  readonly model: Model;
  /** In the order in which they were met; with the name that each lacks, as far as that is known. */
  readonly rest: Map<Waiting, string | undefined>;
  readonly byName: Map<string, Set<Waiting>>;
}

/** Tries commands that waited, as long as one of them succeeds; then once more without insisting on foreign keys' targets. */
export function runWaiting(model: Model, waiting: readonly Waiting[]): ReplayConflict[] {
  const queue: Queue = { model, rest: new Map(), byName: new Map() };
  for (const step of waiting) putBack(queue, step, step.lacks);
  retry(queue);
  const found: { conflict: ReplayConflict; holds: () => boolean }[] = [];
  for (let again = true; again; ) {
    again = false;
    for (const step of queue.rest.keys()) {
      const { outcome, woken } = attemptOn(queue, step, true);
      if (outcome.failed) continue;
      for (const [n, conflict] of outcome.conflicts.entries()) found.push({ conflict, holds: outcome.holds[n]! });
      const isHelp = workOff(queue, woken);
      again ||= isHelp || isOfUse(step);
    }
    if (again) retry(queue);
  }
  for (const step of [...queue.rest.keys()]) {
    const { outcome } = attemptOn(queue, step, true);
    for (const conflict of outcome.conflicts) found.push({ conflict, holds: () => true });
  }
  return found.filter(({ holds }) => holds()).map(({ conflict }) => conflict);
}

/** Round after round, as long as one succeeds that may be of use to others. */
function retry(queue: Queue): void {
  while (
    workOff(
      queue,
      [...queue.rest.keys()].filter(step => isReady(queue, step)),
    )
  );
}

/** Tries these and those that they wake. @returns whether one succeeded that may be of use to others. */
function workOff(queue: Queue, first: readonly Waiting[]): boolean {
  const line = [...first];
  let isHelp = false;
  // It grows as it is worked off.
  for (const step of line) {
    if (!queue.rest.has(step)) continue;
    const { outcome, woken } = attemptOn(queue, step, false);
    for (const one of woken) line.push(one);
    isHelp ||= !outcome.failed && isOfUse(step);
  }
  return isHelp;
}

/** `woken`: those that waited for a name which it made. */
function attemptOn(queue: Queue, step: Waiting, lenient: boolean): { outcome: Outcome; woken: readonly Waiting[] } {
  const { model, rest, byName } = queue;
  model.searchPath = step.searchPath;
  const mark = model.journal.undo.length;
  const outcome = attempt(model, step, lenient);
  const woken: Waiting[] = [];
  if (outcome.failed) putBack(queue, step, outcome.lacks);
  else {
    rest.delete(step);
    for (const name of namesPut(model.journal, mark)) {
      woken.push(...(byName.get(name) ?? []));
      byName.delete(name);
    }
  }
  settle(model.journal);
  return { outcome, woken };
}

/** It keeps its place in the order. */
function putBack({ rest, byName }: Queue, step: Waiting, lacks: string | undefined): void {
  rest.set(step, lacks);
  if (lacks === undefined) return;
  const others = byName.get(lacks);
  if (others) others.add(step);
  else byName.set(lacks, new Set([step]));
}

function isReady({ model, rest }: Queue, step: Waiting): boolean {
  const lacks = rest.get(step);
  return lacks === undefined || isKnownName(model, lacks);
}

/** Nobody waits for a foreign key, and there may be thousands. */
function isOfUse({ command }: Waiting): boolean {
  return (
    command.kind !== 'alterTable' ||
    command.actions.some(action => action.action !== 'addConstraint' || action.constraint.kind !== 'foreignKey')
  );
}
