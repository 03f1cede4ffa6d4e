/** What `compareAnswers.ts` is asked and answers. Types only. */

export type CompareCalls = Record<never, never>;
