/**
 * Patterns that a backtracking matcher can take exponential time for. Such a pattern can match some text in two ways and
 * come back to where it was: in the product of its automaton with itself, a place with itself and two different places
 * lie on one circle (Weber and Seidl 1991, "On the degree of ambiguity of finite automata"). Exact but for lookarounds,
 * backreferences and word boundaries, which are taken to hold, and counts above 64, which are taken to be smaller.
 */
import { automatonOf, type PatternAutomaton } from './patternAutomaton.js';
import { type PatternNode, parsePattern } from './patternSyntax.js';

/** For one pattern; a real one takes some thousand. */
const mostSteps = 1_000_000;

/** Steps that are left for all patterns of a description: a hostile one may have thousands. */
export interface PatternBudget {
  left: number;
}

/** About ten seconds. */
export function patternBudget(): PatternBudget {
  return { left: 50_000_000 };
}

/** True also when a pattern is too large to be judged. @param pattern one that RegExp accepts */
export function isCatastrophic(pattern: string, budget: PatternBudget = patternBudget()): boolean {
  // Only a group that repeats can match one text in many ways.
  if (!/\)(?:[*+]|\{\d)/.test(pattern)) return false;
  const node = parsePattern(pattern);
  if (node === undefined || budget.left < 0) return true;
  const most: PatternBudget = { left: Math.min(mostSteps, budget.left) };
  const before = most.left;
  const result = isAmbiguous(node, characterSets(pattern, most), false, most);
  budget.left -= before - most.left;
  return result;
}

type SetOf = (source: string) => bigint;

function isAmbiguous(node: PatternNode, setOf: SetOf, mustGoOn: boolean, budget: PatternBudget): boolean {
  const automaton = automatonOf(node, setOf, budget);
  if (automaton === undefined) return true;
  return hasTwoWays(automaton, mustGoOn, budget) || automaton.inner.some(one => isAmbiguous(one, setOf, true, budget));
}

/**
 * Each class of characters as a set of samples: all of ASCII, those that the pattern names with their neighbours, and a few
 * of the scripts and kinds that escapes tell apart.
 */
function characterSets(pattern: string, budget: PatternBudget): SetOf {
  const samples = new Set<number>(Array.from({ length: 128 }, (_, code) => code));
  for (const character of '\x85\xa0¡ªµ¼×éßǅʰ\u0301\u0903Ωяא١ـ१ก中あア한ー・–“€①Ⅷ\u200d\u2028\u3000\ufeff\ufffd😀𝒳𠮷') {
    samples.add(character.codePointAt(0)!);
  }
  const named = [...pattern.matchAll(/\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|x([0-9a-f]{2}))/gi)];
  const codes = named.map(match => Number.parseInt(match[1] ?? match[2] ?? match[3]!, 16));
  for (const code of [...codes, ...[...pattern].map(character => character.codePointAt(0)!)].slice(0, 500)) {
    for (const one of [code - 1, code, code + 1]) if (one >= 0 && one <= 0x10ffff) samples.add(one);
  }
  const characters = [...samples].map(code => String.fromCodePoint(code));
  const sets = new Map<string, bigint>();
  return source => {
    const known = sets.get(source);
    if (known !== undefined) return known;
    budget.left -= characters.length;
    const test = matcherOf(source);
    const bits = characters.map(character => (test.test(character) ? '1' : '0'));
    const set = BigInt(`0b${bits.join('')}`);
    sets.set(source, set);
    return set;
  };
}

function matcherOf(source: string): RegExp {
  const whole = `^(?:${source})$`;
  try {
    return new RegExp(whole, 'u');
  } catch {
    // As the pattern itself: without the flag where only that is valid. A lone bracket or brace is a character then.
    return /^[\]{}]$/.test(source) ? new RegExp(`^\\${source}$`) : new RegExp(whole);
  }
}

function hasTwoWays(automaton: PatternAutomaton, mustGoOn: boolean, budget: PatternBudget): boolean {
  const { sets, next, isLast } = automaton;
  const count = sets.length;
  const circles = circlesOf(count, place => next[place]!.keys());
  if (circles === undefined) return true;
  for (const circle of circles) {
    // Where the pattern may end on the spot, a matcher that fails later comes back and is content.
    const inCircle = new Set(mustGoOn ? circle : circle.filter(place => !isLast[place]));
    if ([...inCircle].some(place => [...next[place]!].some(([to, ways]) => ways > 1 && inCircle.has(to)))) return true;
    const pairs = function* (pair: number): Iterable<number> {
      const [one, other] = [Math.floor(pair / count), pair % count];
      for (const first of next[one]!.keys()) {
        if (!inCircle.has(first)) continue;
        for (const second of next[other]!.keys()) {
          if (budget.left-- < 0) return;
          if (inCircle.has(second) && (sets[first]! & sets[second]!) !== 0n) yield first * count + second;
        }
      }
    };
    const starts = [...inCircle].map(place => place * count + place);
    const common = circlesOf(starts, pairs);
    if (common === undefined || budget.left < 0) return true;
    const isSame = (pair: number) => Math.floor(pair / count) === pair % count;
    if (common.some(pair => pair.some(isSame) && !pair.every(isSame))) return true;
  }
  return false;
}

/**
 * The strongly connected parts of a graph that have a circle (Tarjan), without recursion; undefined when there are more than
 * `mostSteps` nodes. @param starts how many nodes there are, or those to begin with
 */
function circlesOf(
  starts: number | readonly number[],
  next: (node: number) => Iterable<number>,
): number[][] | undefined {
  const order = new Map<number, number>();
  const lowest = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();
  const circles: number[][] = [];
  const first = typeof starts === 'number' ? Array.from({ length: starts }, (_, node) => node) : starts;
  for (const start of first) {
    if (order.has(start)) continue;
    const path: { node: number; rest: Iterator<number>; isCircle: boolean }[] = [];
    const enter = (node: number) => {
      order.set(node, order.size);
      lowest.set(node, order.get(node)!);
      open.push(node);
      isOpen.add(node);
      path.push({ node, rest: next(node)[Symbol.iterator](), isCircle: false });
    };
    enter(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      if (order.size > mostSteps) return undefined;
      const { node, rest } = top;
      const step = rest.next();
      if (!step.done) {
        const to = step.value;
        if (to === node) top.isCircle = true;
        if (!order.has(to)) enter(to);
        else if (isOpen.has(to)) lowest.set(node, Math.min(lowest.get(node)!, order.get(to)!));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) lowest.set(above.node, Math.min(lowest.get(above.node)!, lowest.get(node)!));
      if (lowest.get(node) !== order.get(node)) continue;
      const part = open.splice(open.indexOf(node));
      for (const one of part) isOpen.delete(one);
      if (part.length > 1 || top.isCircle) circles.push(part);
    }
  }
  return circles;
}
