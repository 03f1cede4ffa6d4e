/**
 * Zod, under types that cost tsc nothing: what a schema accepts is said once, in types.ts, and not worked out again from
 * every expression. At run time `z` is zod itself, but for counting how often a named schema is entered.
 */
import { type ZodType, z as zod } from 'zod';
import { spend } from './effort.js';

export type { ZodType };

/** Any schema or check. */
type Part = unknown;

export interface Schema {
  optional(): Schema;
  nullable(): Schema;
  min(least: number): Schema;
  max(most: number): Schema;
  gt(bound: number): Schema;
  lt(bound: number): Schema;
  check(...checks: Part[]): Schema;
  catchall(rest: Part): Schema;
  default(value: unknown): Schema;
  transform(change: (value: unknown, context: { readonly issues: Part[] }) => unknown): Schema;
}

interface Builder {
  /**
   * What it accepts is said where it stands: `const User: ZodType<t.User> = z.lazy(…)`, or `… as ZodType<t.User>` in an
   * object. With a type parameter tsc would look into all of Zod's type for each.
   */
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  lazy(make: () => Part): any;
  optional(schema: Part): Schema;
  readonly NEVER: Part;
  instanceof(kind: Part): Schema;
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

function lazy(make: () => Part): Part {
  const schema = zod.lazy(make as () => ZodType);
  const { run } = schema._zod;
  schema._zod.run = (payload, context) => {
    spend();
    return run(payload, context);
  };
  return schema;
}

export const z = { ...zod, lazy } as unknown as Builder;
