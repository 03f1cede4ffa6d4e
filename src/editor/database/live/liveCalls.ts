/** What `liveAnswers.ts` is asked and answers. Types only. */

export type LiveCalls = Record<never, never>;
