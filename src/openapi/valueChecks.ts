/** Checks of single values in schemas. */
import { type Reading, report } from './reading.js';
import type { Node } from './resolve.js';

/** Whole numbers that JavaScript rounds. The limits of int64 are known to be rounded, and mean what they say. */
export function checkPrecision(reading: Reading, node: Node): void {
  if (typeof node.value !== 'number' || !Number.isInteger(node.value) || Number.isSafeInteger(node.value)) return;
  if (Math.abs(node.value) === 2 ** 63 || Math.abs(node.value) === 2 ** 64) return;
  const message = `This number is beyond 2^53 and is read as ${node.value}. Use a string where every digit counts.`;
  report(reading, 'warning', 'imprecise-number', node, message);
}

/** ECMA-262 with the `u` flag, as JSON Schema recommends, or without it where only that is valid. */
export function isPattern(pattern: string): boolean {
  for (const flags of ['u', '']) {
    try {
      new RegExp(pattern, flags);
      return true;
    } catch {
      // The next flags may do.
    }
  }
  return false;
}

export function reportPattern(reading: Reading, node: Node, pattern: string): void {
  const message = `${JSON.stringify(pattern)} is not a regular expression of JavaScript (ECMA-262); it is left out.`;
  report(reading, 'warning', 'invalid-pattern', node, message);
}
