/** A regular expression as an automaton of its characters, in which a backtracking matcher's choices are paths. */
import type { PatternNode } from './patternSyntax.js';

/** The places of a pattern that match a character, and how a matcher gets from one to the next. */
export interface PatternAutomaton {
  /** Which characters of the alphabet each place matches. */
  readonly sets: readonly bigint[];
  /** From each place: the next ones, each with the number of ways there (2 for more than one). */
  readonly next: readonly ReadonlyMap<number, number>[];
  /** True where the pattern may end after this place without a further condition. */
  readonly isLast: readonly boolean[];
  /** What lookarounds contain. */
  readonly inner: readonly PatternNode[];
}

const mostStates = 4000;
/** A repetition up to `{64}` is written out; one that varies by more is as good as endless. */
const mostCopies = 64;
const mostOptional = 8;

interface FreeStep {
  readonly to: number;
  readonly mayFail: boolean;
  /** Into the body of a repetition. */
  readonly into: boolean;
}

interface State {
  readonly set?: bigint;
  /** Without a character. A way through an assertion may fail. */
  readonly free: FreeStep[];
}

/** Undefined when it would be too large. @param budget steps that are left */
export function automatonOf(
  pattern: PatternNode,
  setOf: (source: string) => bigint,
  budget: { left: number },
): PatternAutomaton | undefined {
  const states: State[] = [];
  const inner: PatternNode[] = [];
  const add = (set?: bigint) => states.push({ ...(set !== undefined && { set }), free: [] }) - 1;
  const connect = (from: number, to: number, { mayFail = false, into = false } = {}) =>
    states[from]!.free.push({ to, mayFail, into });
  /** Returns the state after the node. */
  const build = (node: PatternNode, from: number): number => {
    if (states.length > mostStates) return from;
    switch (node.kind) {
      case 'character': {
        const place = add(setOf(node.source));
        connect(from, place);
        return place;
      }
      case 'assertion': {
        if (node.body) inner.push(node.body);
        const after = add();
        connect(from, after, { mayFail: true });
        return after;
      }
      case 'sequence':
        return node.parts.reduce((at, part) => build(part, at), from);
      case 'choice': {
        const after = add();
        for (const part of node.parts) {
          const before = add();
          connect(from, before);
          connect(build(part, before), after);
        }
        return after;
      }
      case 'repeat':
        return repeat(node, from);
    }
  };
  const repeat = ({ body, least, most }: PatternNode & { kind: 'repeat' }, from: number): number => {
    const copies = Math.min(least, mostCopies);
    let at = from;
    for (let index = 0; index < copies; index++) at = build(body, at);
    if (most - least > mostOptional) {
      const loop = add();
      connect(at, loop);
      const before = add();
      connect(loop, before, { into: true });
      connect(build(body, before), loop);
      const after = add();
      connect(loop, after);
      return after;
    }
    for (let index = least; index < most; index++) {
      const after = add();
      const before = add();
      connect(at, before);
      connect(build(body, before), after);
      connect(at, after);
      at = after;
    }
    return at;
  };
  const end = build(pattern, add());
  if (states.length > mostStates) return undefined;
  return withoutFreeSteps(states, end, inner, budget);
}

/** Steps without a character are followed here. A matcher gives up on a repetition that took no character. */
function withoutFreeSteps(
  states: readonly State[],
  end: number,
  inner: readonly PatternNode[],
  budget: { left: number },
): PatternAutomaton | undefined {
  const places = states.flatMap(({ set }, index) => (set === undefined ? [] : [index]));
  const numbers = new Map(places.map((state, index) => [state, index]));
  const isLast: boolean[] = [];
  const next = places.map((start, place) => {
    const ways = new Map<number, number>();
    const begun = new Set<number>();
    isLast[place] = false;
    const walk = (state: number, mayFail: boolean): void => {
      if (budget.left-- < 0 || begun.has(state)) return;
      if (state === end && !mayFail) isLast[place] = true;
      for (const step of states[state]!.free) {
        const number = numbers.get(step.to);
        if (number !== undefined) {
          ways.set(number, Math.min(2, (ways.get(number) ?? 0) + 1));
          continue;
        }
        if (step.into) begun.add(state);
        walk(step.to, mayFail || step.mayFail);
        if (step.into) begun.delete(state);
      }
    };
    walk(start, false);
    return ways;
  });
  if (budget.left < 0) return undefined;
  return { sets: places.map(state => states[state]!.set!), next, isLast, inner };
}
