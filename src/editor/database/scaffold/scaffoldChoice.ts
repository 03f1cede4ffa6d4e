/** What answers the questions of Scaffold API from Database in advance: for keybindings, other extensions and tests. */
import * as z from 'zod/mini';
import { frameworks } from '../../../scaffold/frameworkOf.js';
import { Problem } from '../../../text/problem.js';

const names = z.optional(z.array(z.string()));
const Choice = z.strictObject({
  /** A file or folder, absolute or below the first workspace folder; or a connection by its name. */
  source: z.optional(z.union([z.string().check(z.minLength(1)), z.strictObject({ connection: z.string() })])),
  framework: z.optional(z.enum(frameworks)),
  /** Absolute, or below the workspace folder of the source. */
  output: z.optional(z.string().check(z.minLength(1))),
  schemas: names,
  /** `orders`, `shop.orders`. */
  tables: names,
  numbers: z.optional(z.boolean()),
  auth: z.optional(z.enum(['bearer', 'none'])),
});

export type ScaffoldChoice = z.infer<typeof Choice>;

/** @throws Problem for what is none. */
export function readScaffoldChoice(given: unknown): ScaffoldChoice {
  const read = Choice.safeParse(given ?? {});
  if (read.success) return read.data;
  throw new Problem(
    'Scaffold API from Database takes an object with source, framework, output, schemas, tables, numbers and auth.',
  );
}
