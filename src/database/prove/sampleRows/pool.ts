import type { Hints } from './checkHints.js';
import type { Random } from './random.js';

/** Values of one type, as its input function reads them. */
export interface Pool {
  /** How many of `at` differ. */
  readonly count: number;
  /** A value for each number: different ones up to `count`, then again from the first. */
  at(number: number): string;
  /** What is legal and unusual: zero, negative, empty, very long. */
  readonly odd: readonly string[];
  /** What the SQL of a check speaks of, as values of the type. */
  hinted(hints: Hints, random: Random): readonly string[];
}

export const noPool: Pool = { count: 0, at: () => '', odd: [], hinted: () => [] };

export function poolOf(at: (number: number) => string, more: Partial<Pool> = {}): Pool {
  const { count = 1_000_000, odd = [], hinted = () => [] } = more;
  return { count, at: number => at(number % count), odd, hinted };
}

/** Of a few values. */
export function listPool(values: readonly string[], more: Partial<Pool> = {}): Pool {
  const { odd = [], hinted = ({ texts }) => texts.filter(text => values.includes(text)) } = more;
  return { count: values.length, at: number => values[number % values.length]!, odd, hinted };
}
