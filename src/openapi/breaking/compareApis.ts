/** What changed between two versions of an API, for those who use it. */
import type { Api, Operation, Shape } from '../api.js';
import { type ApiChange, operationName, quoted } from './apiChange.js';
import { compareOperation } from './compareOperation.js';
import { compareSchemes } from './compareSecurity.js';
import { compareOwnServers, compareServers } from './compareServers.js';
import { compareWaiting } from './compareShapes.js';
import type { Comparison, Written } from './comparison.js';
import { gatherChanges } from './gather.js';
import { matchOperations } from './matchOperations.js';
import { sideOf } from './side.js';
import { findUnchanged } from './unchanged.js';

export interface CompareOptions {
  /** `x-sunset` of an operation of the old version: a date, `2025-12-31`. */
  readonly sunsetOf?: (operation: Operation) => string | undefined;
  /** What is a sunset of the past: `2025-11-22`. Without it, none is. */
  readonly today?: string;
  /** Schemas whose `$ref` leads nowhere; what they accept is not known, so nothing is said about them. */
  readonly isUnread?: (shape: Shape, side: 'before' | 'after') => boolean;
  /** What stands in the files: for what an `Api` leaves out. */
  readonly written?: Written;
}

/**
 * Every change that users of the API may notice, breaking or not. What says the same in other words is none: schemas are compared by the
 * values that they accept. A client sends less than before, or receives more: that breaks.
 */
export function compareApis(before: Api, after: Api, options: CompareOptions = {}): readonly ApiChange[] {
  const isUnread = options.isUnread ?? (() => false);
  const sides = {
    before: sideOf(before, shape => isUnread(shape, 'before')),
    after: sideOf(after, shape => isUnread(shape, 'after')),
  };
  const comparison: Comparison = {
    ...sides,
    unchanged: findUnchanged(sides.before, sides.after),
    prints: new Map(),
    pairs: new Map(),
    waiting: [],
    roots: [],
    direct: [],
    sunsetOf: options.sunsetOf ?? (() => undefined),
    today: options.today ?? '',
    written: options.written ?? (() => undefined),
  };
  compareServers(comparison);
  compareSchemes(comparison);
  compareOperations(comparison, before.operations, after.operations);
  compareHooks(comparison, before.webhooks, after.webhooks, 'webhook');
  compareWaiting(comparison);
  return gatherChanges(comparison);
}

function compareOperations(comparison: Comparison, before: readonly Operation[], after: readonly Operation[]): void {
  const { kept, moved, removed, added } = matchOperations(comparison, before, after);
  for (const [old, now] of moved) {
    comparison.direct.push({
      rule: 'operation-moved',
      operation: now,
      text: `${operationName(old)} moved to ${operationName(now)}: clients that call it where it was find nothing.`,
      about: `from ${operationName(old)}`,
      at: now.at,
      was: old.at,
    });
  }
  for (const [old, now] of [...kept, ...moved]) {
    compareOwnServers(comparison, old, now);
    compareOperation(comparison, old, now, 'client');
    compareHooks(comparison, old.callbacks, now.callbacks, 'callback');
  }
  for (const operation of removed) operationRemoved(comparison, operation);
  for (const operation of added)
    comparison.direct.push({
      rule: 'operation-added',
      operation,
      text: `${operationName(operation)} is new.`,
      about: '',
      at: operation.at,
    });
}

function operationRemoved(comparison: Comparison, operation: Operation): void {
  const sunset = operation.deprecated ? comparison.sunsetOf(operation) : undefined;
  const isOver = sunset !== undefined && comparison.today !== '' && sunset <= comparison.today;
  const severity = isOver ? 'info' : operation.deprecated && sunset === undefined ? 'warning' : 'error';
  const history = isOver
    ? ` It was deprecated, with its sunset on ${sunset}.`
    : sunset !== undefined
      ? ` Its sunset is on ${quoted(sunset)} only.`
      : operation.deprecated
        ? ' It was deprecated, without a date.'
        : '';
  const { api } = comparison.after;
  // Beside what is left of its path, or else in the list of paths.
  const neighbour = api.operations.find(({ path }) => path === operation.path);
  const pointer = neighbour ? neighbour.at.pointer.replace(/\/[^/]*$/, '') : '/paths';
  comparison.direct.push({
    rule: 'operation-removed',
    severity,
    operation,
    text: `${operationName(operation)} was removed.${history}`,
    about: '',
    at: neighbour ? { path: neighbour.at.path, pointer } : { path: api.at.path, pointer },
    was: operation.at,
  });
}

/** What the API calls: here it is the client that answers. */
function compareHooks(
  comparison: Comparison,
  before: readonly Operation[],
  after: readonly Operation[],
  word: 'webhook' | 'callback',
): void {
  const note = (rule: 'webhook-removed' | 'webhook-added', operation: Operation, text: string) => {
    const { at } = operation;
    const isGone = rule === 'webhook-removed';
    const here = { path: comparison.after.api.at.path, pointer: word === 'webhook' ? '/webhooks' : '/paths' };
    const places = isGone ? { at: here, was: at } : { at };
    comparison.direct.push({ rule, operation, text, about: word, ...places });
  };
  const left = new Set(after);
  const matched = new Map<Operation, Operation>();
  for (const isSame of [isSameCallback, isSameHook]) {
    for (const old of before) {
      const now = matched.has(old) ? undefined : [...left].find(one => isSame(old, one));
      if (!now) continue;
      matched.set(old, now);
      left.delete(now);
    }
  }
  for (const old of before) {
    const now = matched.get(old);
    const gone = `The ${word} ${operationName(old)} was removed: clients that wait for it are not called any more.`;
    if (now) compareOperation(comparison, old, now, 'server');
    else note('webhook-removed', old, gone);
  }
  for (const now of left) note('webhook-added', now, `The ${word} ${operationName(now)} is new.`);
}

function isSameHook(left: Operation, right: Operation): boolean {
  return left.method === right.method && left.path === right.path;
}

/** Callbacks of several names may have one address, and are then told apart by these. */
function isSameCallback(left: Operation, right: Operation): boolean {
  const nameOf = ({ at }: Operation) => /\/callbacks\/([^/]+)\//.exec(at.pointer)?.[1];
  return isSameHook(left, right) && nameOf(left) === nameOf(right);
}
