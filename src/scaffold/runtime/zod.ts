/**
 * Zod, under types that cost tsc nothing: what a schema accepts is said once, in types.ts, and not worked out again from
 * every expression. At run time `z` is zod itself.
 */
import { type ZodType, z as zod } from 'zod';

export type { ZodType };

/** Any schema or check. */
type Part = unknown;

interface Schema {
  optional(): Schema;
  nullable(): Schema;
  min(least: number): Schema;
  max(most: number): Schema;
  gt(bound: number): Schema;
  lt(bound: number): Schema;
  check(...checks: Part[]): Schema;
  catchall(rest: Part): Schema;
}

interface Builder {
  lazy<T>(make: () => Part): ZodType<T>;
  unknown(): Schema;
  never(): Schema;
  null(): Schema;
  boolean(): Schema;
  number(): Schema;
  string(): Schema;
  regex(pattern: RegExp): Part;
  literal(value: Part): Schema;
  enum(values: readonly string[]): Schema;
  array(items: Part): Schema;
  object(properties: object): Schema;
  looseObject(properties: object): Schema;
  strictObject(properties: object): Schema;
  record(keys: Part, values: Part): Schema;
  union(members: readonly Part[]): Schema;
  xor(members: readonly Part[]): Schema;
}

export const z = zod as unknown as Builder;
