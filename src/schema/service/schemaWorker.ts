/** Entry of the schema worker thread: one reply for each request, in order. `schemaRunner.ts` is the other side. */
import { parentPort } from 'node:worker_threads';
import { Problem } from '../../text/problem.js';
import { RequestQueue } from './requestQueue.js';
import type { SchemaReply, SchemaRequest } from './schemaMessages.js';
import { SchemaService } from './schemaService.js';

const service = new SchemaService();
const queue = new RequestQueue();
let isRunning = false;

parentPort?.on('message', (request: SchemaRequest) => {
  queue.add(request);
  if (!isRunning) void run();
});

async function run(): Promise<void> {
  isRunning = true;
  for (;;) {
    // Lets what has arrived meanwhile into the queue: texts may overtake work that would be in vain without them.
    await new Promise(resolve => setImmediate(resolve));
    const request = queue.next();
    if (!request) break;
    parentPort?.postMessage(await answer(request));
  }
  isRunning = false;
}

async function answer({ id, call, params }: SchemaRequest): Promise<SchemaReply> {
  try {
    return { id, kind: 'done', result: await service.call(call, params) };
  } catch (error) {
    if (error instanceof Problem) {
      return { id, kind: 'problem', message: error.message, ...(error.place && { place: error.place }) };
    }
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { id, kind: 'failure', message, stack };
  }
}
