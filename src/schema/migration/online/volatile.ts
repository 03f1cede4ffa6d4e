import type { Side } from '../../diff/behaviour.js';

/** Functions of PostgreSQL that give another value in each row (pg_proc.provolatile = 'v'). All others of it that a default calls are stable. */
const volatileFunctions = new Set([
  'nextval',
  'setval',
  'random',
  'random_normal',
  'gen_random_uuid',
  'uuidv4',
  'uuidv7',
  'clock_timestamp',
  'timeofday',
]);

const call = /((?:"(?:[^"]|"")*"|[\w$]+)(?:\.(?:"(?:[^"]|"")*"|[\w$]+))?)\(|'(?:[^']|'')*'/g;

/**
 * Whether each row gets its own value of a default, in the words of the server: for that ADD COLUMN writes the table anew. Of functions of
 * extensions, which are not known, it is supposed.
 */
export function isVolatile(expression: string, side: Side): boolean {
  for (const [, name] of expression.replaceAll(/::[\w" .]+\(\d+(?:,-?\d+)?\)/g, '').matchAll(call)) {
    if (name === undefined) continue;
    if (!name.includes('.')) {
      if (volatileFunctions.has(name)) return true;
      continue;
    }
    const found = side.objects.find(({ kind, address }) => kind === 'function' && address.startsWith(`${name}(`));
    if (found?.kind !== 'function' || !/\n (?:IMMUTABLE|STABLE)\b/.test(found.is.create)) return true;
  }
  return false;
}
