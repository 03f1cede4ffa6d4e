import * as z from 'zod/mini';
import { Problem } from '../../../text/problem.js';

const Choice = z.object({
  /** Name of a kept connection. */
  connection: z.optional(z.string()),
  /** The connection's name once more: what staging and production are asked for. */
  confirm: z.optional(z.string()),
  /** Files that are not saved are saved. */
  save: z.optional(z.boolean()),
  /** Dry run: of the way back. */
  back: z.optional(z.boolean()),
  /** Of a proof: `empty`, a file or folder or `HEAD:./path`, or a kept connection. */
  start: z.optional(
    z.union([z.literal('empty'), z.object({ schema: z.string() }), z.object({ connection: z.string() })]),
  ),
  /** Runs it whatever schema the database has, and whatever was applied later. */
  anySchema: z.optional(z.boolean()),
  /** Seconds that a statement waits for a lock. */
  lockTimeout: z.optional(z.number().check(z.minimum(0.001), z.maximum(86_400))),
  /** Seconds to wait for another run to end. */
  wait: z.optional(z.number().check(z.minimum(0), z.maximum(86_400))),
});

/** Answers, in advance, what the four commands ask. */
export type MigrationChoice = z.infer<typeof Choice>;

/** @throws Problem for what another extension or a keybinding got wrong. */
export function readMigrationChoice(given: unknown): MigrationChoice {
  // A menu passes what it was opened on as a second argument.
  if (given === undefined || given === null || Array.isArray(given)) return {};
  const read = Choice.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Problem(`The command's argument is not understood: ${issue?.path.join('.')}: ${issue?.message}.`);
}
