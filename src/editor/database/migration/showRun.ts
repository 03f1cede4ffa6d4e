/** What a run came to: the message, with what can be done next. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../text/problem.js';
import { plainMessage } from '../../plainMessage.js';
import type { ShownRun } from './migrationCalls.js';
import type { MigrationRoom } from './migrationRoom.js';
import type { MigrationTarget } from './migrationTarget.js';

/** What the commands give to keybindings, other extensions and tests. */
export interface RunSummary {
  readonly status: string;
  readonly isFine: boolean;
  readonly summary: string;
}

export interface NextAct {
  readonly title: string;
  readonly run: () => Promise<unknown>;
}

export function summaryOf({ status, isFine, summary }: ShownRun): RunSummary {
  return { status, isFine, summary };
}

/** Not awaited: a command ends when its work does, not when somebody closes the message. */
export function say(room: MigrationRoom, { uri }: MigrationTarget, shown: ShownRun, next: readonly NextAct[]): void {
  const report = 'Show Report';
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  const isCancelled = shown.status === 'cancelled';
  const show = shown.isFine ? showInformationMessage : isCancelled ? showWarningMessage : showErrorMessage;
  const { log } = room.databases.desk;
  if (shown.isFine) log.info(shown.summary);
  else log.error(shown.summary);
  show(plainMessage(shown.summary), report, ...next.map(({ title }) => title)).then(async answer => {
    if (answer === report) await room.reports.show(uri.fsPath);
    else await next.find(({ title }) => title === answer)?.run();
  });
}

/** A Problem with a place is marked there, too, until the next edit. @throws whatever the work throws. */
export async function markProblem<Result>(
  { marks }: Pick<MigrationRoom, 'marks'>,
  work: () => Promise<Result>,
  files: readonly string[] = [],
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const problem = error instanceof Problem ? error : undefined;
    const { path: file, position } = problem?.place ?? {};
    if (problem && file !== undefined && position && path.isAbsolute(file))
      await marks.show(files, [{ path: file, at: position, severity: 'error', message: problem.message }], []);
    throw error;
  }
}
