/** Entry of the lint worker thread: one request at a time, one reply each. `runner.ts` is the other side. */
import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { Problem } from '../../text/problem.js';
import { readDiskFile } from '../diskFiles.js';
import { fetchText } from '../fetchText.js';
import { EditorTexts, StaleText } from './editorTexts.js';
import { lintApi } from './lint.js';
import { emptyMemory, type LintMemory } from './memory.js';
import type { LintJob, LintMessage, LintReply } from './messages.js';

/** Descriptions that are remembered; each can take a few hundred megabytes. */
const mostRemembered = 3;

const texts = new EditorTexts();
/** By entry file, the one that was checked last at the end. */
const memories = new Map<string, LintMemory>();

parentPort?.on('message', async (message: LintMessage) => {
  if (!('kind' in message)) parentPort?.postMessage(await answer(message));
  else if (message.kind === 'text') texts.set(message.path, message.text);
  else texts.type(message.path, message.changes, message.size);
});

async function answer(job: LintJob): Promise<LintReply> {
  const { path, root, allowOutside, allowRemote, rules, rulesets, rulesetRoot, trusted, unsaved = {}, given } = job;
  try {
    const outcome = await lintApi(path, {
      root,
      readFile: async file => (Object.hasOwn(unsaved, file) ? unsaved[file] : (texts.get(file) ?? readDiskFile(file))),
      memory: memoryOf(path),
      pause: async () => {
        await setImmediate();
        if (Atomics.load(given, 0) !== 0) throw new DOMException('Nobody waits for this any more.', 'AbortError');
      },
      ...(allowOutside && { allowOutside }),
      ...(allowRemote && { fetchText }),
      ...(rules && { rules }),
      ...(rulesets && { rulesets }),
      ...(rulesetRoot !== undefined && { rulesetRoot }),
      ...(trusted && { trusted }),
    });
    return { kind: 'done', outcome };
  } catch (error) {
    if (error instanceof StaleText) return { kind: 'stale', path: error.path };
    if (error instanceof DOMException) return { kind: 'aborted' };
    if (error instanceof Problem) {
      return { kind: 'problem', message: error.message, ...(error.place && { place: error.place }) };
    }
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'failure', message, stack };
  }
}

function memoryOf(path: string): LintMemory {
  const memory = memories.get(path) ?? emptyMemory();
  memories.delete(path);
  memories.set(path, memory);
  for (const other of memories.keys()) {
    if (memories.size <= mostRemembered) break;
    memories.delete(other);
  }
  return memory;
}
