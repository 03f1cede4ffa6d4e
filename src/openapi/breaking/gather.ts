/** From what was found to what is told: each change once, with all operations that it reaches. */
import type { Operation } from '../api.js';
import { type ApiChange, listed, operationName, quoted } from './apiChange.js';
import { changeRules } from './changeRules.js';
import { capitalized } from './compareMedia.js';
import type { Comparison, DirectChange, Pair, Root, ShapeChange } from './comparison.js';

type Told = Omit<ApiChange, 'message' | 'operations'> & {
  readonly text: string;
  readonly operations: Set<Operation>;
};

export function gatherChanges({ roots, direct, pairs }: Comparison): readonly ApiChange[] {
  const told = new Map<string, Told>();
  for (const change of direct) tellDirect(told, change);
  const useful = withChanges([...pairs.values()]);
  const byChange = new Map<ShapeChange, Told>();
  for (const root of roots) if (useful.has(root.pair)) walk({ told, byChange }, useful, root);
  return [...told.values()].map(({ text, operations, ...change }) => {
    const all = [...operations].map(({ id, method, path }) => ({ ...(id !== undefined && { id }), method, path }));
    const where = listed(all.map(operationName));
    return { ...change, message: text.includes(where) ? text : `${text} (${where})`, operations: all };
  });
}

function tellDirect(told: Map<string, Told>, change: DirectChange): void {
  const { rule, severity, operation, text, about, at, was } = change;
  const found = was ? { at, was } : { at };
  // Parts that operations share are told once; what is said of the operation itself is not.
  const known = told.get(JSON.stringify([rule, text, found]));
  if (known) {
    if (operation) known.operations.add(operation);
    return;
  }
  const key = [rule, operation ? operationName(operation) : '', about].filter(Boolean).join(' ');
  told.set(JSON.stringify([rule, text, found]), {
    rule,
    severity: severity ?? changeRules[rule],
    text,
    key: oneLine(key),
    operations: new Set(operation ? [operation] : []),
    ...found,
  });
}

/** Pairs that have changes, and those around them. */
function withChanges(pairs: readonly Pair[]): ReadonlySet<Pair> {
  const around = new Map<Pair, Pair[]>();
  for (const pair of pairs) {
    for (const { pair: inner } of pair.inside) {
      const list = around.get(inner);
      if (list) list.push(pair);
      else around.set(inner, [pair]);
    }
  }
  const waiting = pairs.filter(({ changes }) => changes.length > 0);
  const found = new Set(waiting);
  for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
    for (const outer of around.get(pair) ?? []) {
      if (found.has(outer)) continue;
      found.add(outer);
      waiting.push(outer);
    }
  }
  return found;
}

interface Telling {
  readonly told: Map<string, Told>;
  /** Of components: what is said of them does not depend on the way to them. */
  readonly byChange: Map<ShapeChange, Told>;
}

/** Tells all changes below a root; a place is called by the shortest way to it. */
function walk(telling: Telling, useful: ReadonlySet<Pair>, root: Root): void {
  const seen = new Set([root.pair]);
  const queue: Visit[] = [visitOf(root.pair, undefined, '')];
  for (let next = 0; next < queue.length; next++) {
    const visit = queue[next]!;
    const { pair, component, path } = visit;
    for (const change of pair.changes) tellShape(telling, root, visit, change);
    for (const { pair: inner, label } of pair.inside) {
      if (seen.has(inner) || !useful.has(inner)) continue;
      seen.add(inner);
      queue.push(visitOf(inner, component, path + label));
    }
  }
}

/** A pair, and the way to it: from the last component on, or else from the root. */
interface Visit {
  readonly pair: Pair;
  readonly component: string | undefined;
  readonly path: string;
}

function visitOf(pair: Pair, component: string | undefined, path: string): Visit {
  return pair.name === undefined ? { pair, component, path } : { pair, component: pair.name, path: '' };
}

function tellShape({ told, byChange }: Telling, root: Root, { component, path }: Visit, change: ShapeChange): void {
  const same = byChange.get(change);
  if (same) {
    same.operations.add(root.operation);
    return;
  }
  const { rule, severity, say, label, at, was } = change;
  const within = path + (label.startsWith('<') ? '' : label);
  const place = component === undefined ? within.replace(/^\./, '') : component + within;
  const owner = component === undefined ? root.what : '';
  const what = place === '' ? owner : owner === '' ? quoted(place) : `${quoted(place)} of ${owner}`;
  const text = capitalized(say(what));
  // One component may stand for several schemas that were written out before.
  const id = JSON.stringify([rule, at, text]);
  const known = told.get(id);
  if (known) {
    known.operations.add(root.operation);
    return;
  }
  const whose = component === undefined ? `${operationName(root.operation)} ${root.what}` : '';
  const telling: Told = {
    rule,
    severity: severity ?? changeRules[rule],
    text,
    key: oneLine([rule, whose, (component ?? '') + path + label].filter(Boolean).join(' ')),
    operations: new Set([root.operation]),
    at,
    was,
  };
  told.set(id, telling);
  if (component !== undefined) byChange.set(change, telling);
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
