/** What `migrationAnswers.ts` is asked and answers. Types only. */

export type MigrationCalls = Record<never, never>;
