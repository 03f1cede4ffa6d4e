/** Expressions that have to be computed for each row anew. */
import type { Expression } from '../../../catalog.js';
import type { SchemaView } from '../../../replay.js';

/**
 * Functions that PostgreSQL 18 or an extension of its contrib folder calls volatile (pg_proc.provolatile) and that can stand in a
 * DEFAULT, and those of widely used extensions.
 */
const volatileFunctions: ReadonlySet<string> = new Set([
  'clock_timestamp',
  'currval',
  'gen_random_bytes',
  'gen_random_uuid',
  'gen_salt',
  'gen_ulid',
  'gen_uuid_v7',
  'lastval',
  'nextval',
  'random',
  'random_normal',
  'set_config',
  'setval',
  'timeofday',
  'uuid_generate_v1',
  'uuid_generate_v1mc',
  'uuid_generate_v4',
  'uuid_generate_v7',
  'uuidv4',
  'uuidv7',
]);

/**
 * The function that makes a DEFAULT volatile, if any. Constants and stable functions such as now() are computed once and kept in the
 * catalog since PostgreSQL 11 (ALTER TABLE, Notes). A function of the schema is volatile unless it says otherwise (CREATE FUNCTION).
 */
export function volatileFunction(expression: Expression, view: SchemaView): string | undefined {
  return expression.functions.find(name => {
    if (volatileFunctions.has(name)) return true;
    const routines = view.routines?.({ name }) ?? [];
    return routines.length > 0 && routines.every(({ volatility }) => volatility === 'volatile');
  });
}
