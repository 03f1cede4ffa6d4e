/** `senior-backend database`: the flags decide which mode runs, each a file of its own that is loaded when it is asked for. */
import type { Words } from '../args.js';
import type { Printer } from '../print.js';
import { type Mode, modeOf } from './database/form.js';

export { databaseForm } from './database/form.js';

/** The exit code. @throws Problem for what a person can mend. */
type Run = (words: Words, printer: Printer) => Promise<number>;

const runs: Readonly<Record<Mode, (words: Words) => Promise<Run>>> = {
  analyze: async ({ flags }) =>
    flags['connection'] === undefined
      ? (await import('./database/analyze.js')).runAnalyze
      : (await import('./database/analyzeLive.js')).runAnalyzeLive,
  'suggest-indexes': async () => (await import('./database/suggestIndexes.js')).runSuggestIndexes,
  compare: async () => (await import('./database/compare.js')).runCompare,
  migrate: async () => (await import('./database/migrate.js')).runMigrate,
  explain: async () => (await import('./database/explain.js')).runExplain,
  rollback: async () => (await import('./database/rollback.js')).runRollback,
};

/** Exit code 0, or 1 with what the mode holds for a failure. @throws Problem for wrong flags and what cannot be read. */
export async function runDatabase(words: Words, printer: Printer): Promise<number> {
  const run = await runs[modeOf(words)](words);
  return run(words, printer);
}
