import * as vscode from 'vscode';
import type { HistoryEntry } from '../../panel/panelMessages.js';
import type { Session } from '../session.js';
import { addPastRun, type PastRun, readPastRuns, runsOf, withBaseline } from './pastRuns.js';
import type { Subject } from './request.js';

const key = 'loadTest.history';

/** Runs of this workspace: their figures in its state, their reports as files in its storage. */
export class LoadTestHistory implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #runs: readonly PastRun[];

  constructor({ context }: Pick<Session, 'context'>) {
    this.#context = context;
    // Once: a workspace has one window, so nobody else writes it.
    this.#runs = readPastRuns(context.workspaceState.get<unknown>(key));
  }

  /** Oldest first. */
  all(): readonly PastRun[] {
    return this.#runs;
  }

  of(subject: Subject): readonly PastRun[] {
    return runsOf(this.#runs, subject);
  }

  entries(subject: Subject): readonly HistoryEntry[] {
    return this.of(subject).map(({ entry }) => entry);
  }

  find(id: string): PastRun | undefined {
    return this.#runs.find(({ entry }) => entry.id === id);
  }

  /** Absolute path. `id`: of a run of ours. */
  reportFile(id: string): string {
    const { storageUri, globalStorageUri } = this.#context;
    return vscode.Uri.joinPath(storageUri ?? globalStorageUri, 'loadTests', `${id}.json`).fsPath;
  }

  /** The oldest of the path, and of all, leave when there are too many; their reports with them. */
  async add(run: PastRun): Promise<void> {
    const { kept, gone } = addPastRun(this.#runs, run);
    await this.#store(kept);
    for (const { entry } of gone) {
      await vscode.workspace.fs.delete(vscode.Uri.file(this.reportFile(entry.id))).then(undefined, () => undefined);
    }
  }

  /** One of a path's runs is its baseline. */
  async markBaseline(id: string): Promise<void> {
    await this.#store(withBaseline(this.#runs, id));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #store(runs: readonly PastRun[]): Promise<void> {
    this.#runs = runs;
    await this.#context.workspaceState.update(key, runs);
    this.#changed.fire();
  }
}
