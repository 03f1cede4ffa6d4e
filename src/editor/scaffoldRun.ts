import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { ScaffoldReply, ScaffoldRequest } from '../scaffold/messages.js';
import { Problem } from '../text/problem.js';
import { plainMessage } from './plainMessage.js';
import type { Session } from './session.js';

/** Far above GitHub's 13 MB spec: an endless spec ends its own thread, not the extension host. */
const memory = { maxOldGenerationSizeMb: 3072 };

/**
 * Reads a spec and works out its code in a thread of its own, with progress that can be cancelled.
 * @throws Problem for what a user can mend; vscode.CancellationError when cancelled.
 */
export async function runScaffold(
  { context }: Session,
  request: ScaffoldRequest,
  title: string,
): Promise<Exclude<ScaffoldReply, { kind: 'problem' }>> {
  const progress = { location: vscode.ProgressLocation.Notification, cancellable: true, title: plainMessage(title) };
  const reply = await vscode.window.withProgress(progress, (_, token) => {
    const entry = context.asAbsolutePath('dist/scaffoldWorker.mjs');
    const worker = new Worker(entry, { workerData: request, resourceLimits: memory, execArgv: [] });
    return new Promise<ScaffoldReply>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', error => reject(wordedForPeople(error, request)));
      worker.once('exit', code => reject(new Error(`the scaffold worker ended with code ${code} and no reply`)));
      token.onCancellationRequested(() => reject(new vscode.CancellationError()));
    }).finally(() => worker.terminate());
  });
  if (reply.kind === 'problem') throw new Problem(reply.message, reply.place);
  return reply;
}

function wordedForPeople(error: NodeJS.ErrnoException, { spec }: ScaffoldRequest): Error {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return error;
  return new Problem(
    'This spec needs more memory than an editor may take. Split it, or run `senior-backend scaffold`.',
    {
      path: spec,
    },
  );
}
