/** Entry of a load worker: a thread that sends and counts. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { Problem } from '../../text/problem.js';
import type { FromWorker, ToWorker } from '../messages.js';
import { LoadRun } from './loadRun.js';
import { runPrologue } from './prologue.js';
import { rehearse } from './rehearsal.js';

function serve(port: MessagePort): void {
  const post = (message: FromWorker) => port.postMessage(message);
  let run: LoadRun | undefined;

  async function answer(message: ToWorker): Promise<void> {
    switch (message.kind) {
      case 'rehearse':
        await rehearse();
        post({ kind: 'rehearsed' });
        break;
      case 'setup': {
        const { targets, limits, seed } = message.plan;
        const captured = await Promise.all(targets.map(target => runPrologue(target, 'setup', {}, limits, seed)));
        post({ kind: 'captured', captured });
        break;
      }
      case 'start':
        run = new LoadRun({
          ...message,
          onTick: tick => post({ kind: 'tick', tick }),
          onEnd: (tick, by) => post({ kind: 'end', tick, by }),
        });
        break;
      case 'stop':
        run?.stop();
        break;
      case 'teardown': {
        const { targets, limits, seed } = message.plan;
        const all = targets.map((target, i) =>
          runPrologue(target, 'teardown', message.captured[i] ?? {}, limits, seed),
        );
        const failed = (await Promise.allSettled(all)).find(({ status }) => status === 'rejected');
        post({ kind: 'tornDown', failure: failed && messageOf((failed as PromiseRejectedResult).reason) });
        break;
      }
    }
  }

  port.on('message', (message: ToWorker) => {
    answer(message).catch((error: Error) => {
      const { stack = '' } = error;
      post({ kind: 'failure', message: messageOf(error), stack, isProblem: error instanceof Problem });
    });
  });
  post({ kind: 'ready' });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

if (parentPort) serve(parentPort);
