import type { Words } from '../args.js';
import { readOptions } from '../loadTest/options.js';
import type { Printer } from '../print.js';

export { loadTestForm } from '../loadTest/form.js';

/** Exit code 0; 1 when what was asked for was not kept or nothing succeeded; 130 after Ctrl-C. @throws Problem */
export async function runLoadTest(words: Words, printer: Printer): Promise<number> {
  const options = readOptions(words);
  // Heavy rooms load here, so that --help and mistyped flags answer at once.
  const { loadTest } = await import('../loadTest/loadTest.js');
  return loadTest(words.positionals, options, printer);
}
