/** Entry of `dist/loadTest.js`: all of the editor's load tests, loaded when the first of them is needed (`loadTestRoom.ts`). */
import * as vscode from 'vscode';
import type { LoadTestAction } from '../loadTestRoom.js';
import type { Session } from '../session.js';
import { forgetLoadTestSecrets, loadTestApi, loadTestPath } from './commands.js';
import { type LoadTestLens, LoadTestLenses } from './lenses.js';
import { LoadTests } from './loadTests.js';

export interface OpenRoom extends vscode.Disposable {
  act(action: LoadTestAction, args: readonly unknown[]): Promise<unknown>;
  readonly lenses: LoadTestLenses;
  resolve(lens: vscode.CodeLens): vscode.CodeLens;
  restore(panel: vscode.WebviewPanel, state: unknown): void;
}

export function openRoom(session: Session): OpenRoom {
  const tests = new LoadTests(session);
  const lenses = new LoadTestLenses(tests);
  const actions: Record<LoadTestAction, (...args: unknown[]) => Promise<unknown>> = {
    path: (spec, operation, answers) => loadTestPath(tests, 'path', spec, operation, answers),
    fuzz: (spec, operation, answers) => loadTestPath(tests, 'fuzz', spec, operation, answers),
    compare: (spec, operation, answers) => loadTestPath(tests, 'path', spec, operation, answers, true),
    api: (spec, answers) => loadTestApi(tests, spec, answers),
    show: () => tests.show(),
    stop: () => tests.stop(),
    forgetSecrets: () => forgetLoadTestSecrets(tests),
  };
  return {
    act: (action, args) => actions[action](...args),
    lenses,
    resolve: lens => lenses.resolveCodeLens(lens as LoadTestLens),
    restore: (panel, state) => tests.panel.restore(panel, state),
    dispose: () => vscode.Disposable.from(lenses, tests).dispose(),
  };
}
