import * as z from 'zod/mini';
import { Answers } from '../../decision/answers.js';
import { Problem } from '../../text/problem.js';

/** From a keybinding, a task or another extension. */
const Choice = z.strictObject({
  /** All of the answers, as `senior-backend decide --answers` takes them: nothing is asked then. */
  answers: z.optional(Answers),
  /** Also write the targets for load tests. */
  slo: z.optional(z.boolean()),
});

export type DecisionChoice = z.output<typeof Choice>;

/** @throws Problem for a choice that is none. */
export function readDecisionChoice(given: unknown): DecisionChoice {
  const parsed = z.safeParse(Choice, given ?? {});
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]!.path.join('.');
  throw new Problem(
    `The choice for a decision is { answers, slo }, both optional${at && `; ${at} cannot be as it is`}.`,
  );
}
