/** `senior-backend database`: the flags decide which mode runs, each a file of its own that is loaded when it is asked for. */
import type { Words } from '../args.js';
import type { Printer } from '../print.js';
import { type Mode, modeOf } from './database/form.js';

export { databaseForm } from './database/form.js';

/** The exit code. @throws Problem for what a person can mend. */
type Run = (words: Words, printer: Printer) => Promise<number>;

const runs: Readonly<Record<Mode, () => Promise<Run>>> = {
  analyze: async () => (await import('./database/analyze.js')).runAnalyze,
  'suggest-indexes': async () => (await import('./database/suggestIndexes.js')).runSuggestIndexes,
};

/** Exit code 0, or 1 with what the mode holds for a failure. @throws Problem for wrong flags and what cannot be read. */
export async function runDatabase(words: Words, printer: Printer): Promise<number> {
  const run = await runs[modeOf(words)]();
  return run(words, printer);
}
