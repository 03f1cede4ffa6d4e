/** What `explainAnswers.ts` is asked and answers. Types only. */

export type ExplainCalls = Record<never, never>;
