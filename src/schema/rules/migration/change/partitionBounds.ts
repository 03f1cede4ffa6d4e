/** The bounds of a partition as a condition. */
import { quoteName } from '../../../print.js';

/**
 * For a key of one column and bounds that are plain constants: `FOR VALUES FROM (1) TO (10)` → `a IS NOT NULL AND a >= 1 AND a < 10`.
 * Undefined for hash partitions, DEFAULT, and whatever else is not plain.
 */
export function boundsCondition(action: string, column: string): string | undefined {
  const name = quoteName(column);
  const range = /\bfrom\s*\(\s*([^(),]+?)\s*\)\s*to\s*\(\s*([^(),]+?)\s*\)\s*$/i.exec(action);
  if (range) {
    const [, from = '', to = ''] = range;
    const parts = [`${name} IS NOT NULL`];
    if (!/^minvalue$/i.test(from)) parts.push(`${name} >= ${from}`);
    if (!/^maxvalue$/i.test(to)) parts.push(`${name} < ${to}`);
    return parts.join(' AND ');
  }
  const list = /\bin\s*\(\s*([^()]+?)\s*\)\s*$/i.exec(action)?.[1];
  if (list === undefined || /\bnull\b/i.test(list)) return undefined;
  return `${name} IS NOT NULL AND ${name} IN (${list})`;
}
