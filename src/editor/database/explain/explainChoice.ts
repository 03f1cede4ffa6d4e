/** What answers the questions of Explain Query in advance, or asks something of the plan that is shown. */
import * as z from 'zod/mini';
import { Problem } from '../../../text/problem.js';

const Action = z.union([
  z.enum(['again', 'analyze', 'showQuery', 'copyMarkdown', 'copyJson', 'openJson']),
  z.object({ copySql: z.int().check(z.nonnegative()) }),
]);

/** Of the plan that is shown: what its links and keybindings name. */
export type PlanAction = z.infer<typeof Action>;

const Choice = z.object({
  plan: z.optional(Action),
  /** SQL, in place of what is selected. */
  query: z.optional(z.string()),
  /** The name of a connection. */
  connection: z.optional(z.string()),
  /** Runs it, and rolls back. */
  analyze: z.optional(z.boolean()),
  /** For `$1`, `$2`, …; an empty list: the generic plan. */
  values: z.optional(z.array(z.nullable(z.string()))),
  /** The name of the connection once more: yes to running what writes, or what is run on a production database. */
  confirmed: z.optional(z.string()),
});

export type ExplainChoice = z.infer<typeof Choice>;

/** Menus pass what they belong to, which is no choice. @throws Problem for a choice that is none. */
export function readExplainChoice(choice: unknown): ExplainChoice {
  if (typeof choice !== 'object' || choice === null || 'scheme' in choice) return {};
  const read = Choice.safeParse(choice);
  if (!read.success)
    throw new Problem(
      'Explain Query takes an object with query, connection, analyze, values and confirmed, or with plan: see its page in the documentation.',
    );
  return read.data;
}
