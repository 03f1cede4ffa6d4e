/**
 * Numbers that look random and are the same in every run with the same seed. Mulberry32: 32 bits of state, passes what a load
 * needs, costs a few nanoseconds. Not for secrets.
 */
export interface Random {
  state: number;
}

/** A stream of its own for each combination of numbers: a seed and an iteration, a seed and a user. */
export function createRandom(...numbers: readonly number[]): Random {
  return { state: mix(...numbers) };
}

/** Starts an existing stream anew: no garbage for each iteration. */
export function reseed(random: Random, first: number, second: number): void {
  random.state = mixTwo(mixTwo(0, first), second);
}

/** One well-spread unsigned 32-bit number from many. */
export function mix(...numbers: readonly number[]): number {
  return numbers.reduce(mixTwo, 0);
}

function mixTwo(hash: number, number: number): number {
  // Both halves count: iteration numbers and seeds may lie above 2^32.
  const low = number >>> 0;
  const high = Math.trunc(number / 2 ** 32) >>> 0;
  let mixed = Math.imul(hash ^ low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b) + 0x6d2b79f5;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** From 0 to 2^32 - 1. */
export function nextUint32(random: Random): number {
  random.state = (random.state + 0x6d2b79f5) | 0;
  let t = Math.imul(random.state ^ (random.state >>> 15), random.state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}

/** At least 0, below 1. */
export function nextFloat(random: Random): number {
  return nextUint32(random) / 2 ** 32;
}

/** A whole number from `low` to `high`, both included; ranges wider than 32 bits are drawn with 53. */
export function nextInteger(random: Random, low: number, high: number): number {
  const width = high - low + 1;
  if (width <= 2 ** 32) return low + Math.floor(nextFloat(random) * width);
  const wide = (nextUint32(random) * 2 ** 21 + (nextUint32(random) >>> 11)) / 2 ** 53;
  return Math.min(high, low + Math.floor(wide * width));
}

/** True so often out of 1. */
export function chance(random: Random, probability: number): boolean {
  return nextFloat(random) < probability;
}

/** One of them. At least one must be there. */
export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(nextFloat(random) * from.length)]!;
}

export function nextHex(random: Random, digits: number): string {
  let text = '';
  while (text.length < digits) text += nextUint32(random).toString(16).padStart(8, '0');
  return text.slice(0, digits);
}

/** RFC 9562, version 4. */
export function nextUuid(random: Random): string {
  const hex = nextHex(random, 32);
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) & 3]!;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
