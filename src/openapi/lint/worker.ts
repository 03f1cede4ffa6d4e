/** Entry of the lint worker thread: one request at a time, one reply each. `lintRunner.ts` is the other side. */
import { parentPort } from 'node:worker_threads';
import { Problem } from '../../text/problem.js';
import { readDiskFile } from '../diskFiles.js';
import { fetchText } from '../fetchText.js';
import { lintApi } from './lint.js';
import type { LintReply, LintRequest } from './messages.js';

parentPort?.on('message', async (request: LintRequest) => {
  parentPort?.postMessage(await answer(request));
});

async function answer(request: LintRequest): Promise<LintReply> {
  const { path, root, allowOutside, allowRemote, rules, rulesets, rulesetRoot, trusted, unsaved = {} } = request;
  try {
    const outcome = await lintApi(path, {
      root,
      readFile: async file => (Object.hasOwn(unsaved, file) ? unsaved[file] : readDiskFile(file)),
      ...(allowOutside && { allowOutside }),
      ...(allowRemote && { fetchText }),
      ...(rules && { rules }),
      ...(rulesets && { rulesets }),
      ...(rulesetRoot !== undefined && { rulesetRoot }),
      ...(trusted && { trusted }),
    });
    return { kind: 'done', outcome };
  } catch (error) {
    if (error instanceof Problem) {
      return { kind: 'problem', message: error.message, ...(error.place && { place: error.place }) };
    }
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'failure', message, stack };
  }
}
