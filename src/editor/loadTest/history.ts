import * as vscode from 'vscode';
import type { HistoryEntry } from '../../panel/panelMessages.js';
import type { Session } from '../session.js';
import { isOperation, isProfile, type LoadTestRequest, type Subject, subjectKey } from './request.js';

const key = 'loadTest.history';
/** Of one path. */
const mostOfPath = 50;
/** Of all: a report may have some hundred kilobytes. */
const mostOfAll = 500;

/** A run that is over. Its report is a file of its own. */
export interface PastRun {
  readonly entry: HistoryEntry;
  readonly title: string;
  readonly request: LoadTestRequest;
  /** Security schemes that it needed secrets for. */
  readonly schemes: readonly string[];
}

/** Runs of this workspace: their figures in its state, their reports as files in its storage. */
export class LoadTestHistory implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor({ context }: Pick<Session, 'context'>) {
    this.#context = context;
  }

  /** Oldest first. */
  all(): readonly PastRun[] {
    const runs = this.#context.workspaceState.get<unknown>(key);
    return Array.isArray(runs) ? runs.filter(isPastRun) : [];
  }

  of(subject: Subject): readonly PastRun[] {
    const wanted = subjectKey(subject);
    return this.all().filter(({ request }) => subjectKey(request) === wanted);
  }

  entries(subject: Subject): readonly HistoryEntry[] {
    return this.of(subject).map(({ entry }) => entry);
  }

  find(id: string): PastRun | undefined {
    return this.all().find(({ entry }) => entry.id === id);
  }

  /** Absolute path. `id`: of a run of ours. */
  reportFile(id: string): string {
    const { storageUri, globalStorageUri } = this.#context;
    return vscode.Uri.joinPath(storageUri ?? globalStorageUri, 'loadTests', `${id}.json`).fsPath;
  }

  /** The oldest of the path, and of all, leave when there are too many. */
  async add(run: PastRun): Promise<void> {
    const runs = [...this.all(), run];
    const wanted = subjectKey(run.request);
    const ofPath = runs.filter(({ request }) => subjectKey(request) === wanted);
    const old = new Set(ofPath.slice(0, -mostOfPath));
    const kept = runs.filter(each => !old.has(each)).slice(-mostOfAll);
    await this.#store(kept);
    for (const { entry } of runs.filter(each => !kept.includes(each))) {
      await vscode.workspace.fs.delete(vscode.Uri.file(this.reportFile(entry.id))).then(undefined, () => undefined);
    }
  }

  /** One of a path's runs is its baseline. */
  async markBaseline(id: string): Promise<void> {
    const chosen = this.find(id);
    if (!chosen) return;
    const wanted = subjectKey(chosen.request);
    const runs = this.all().map(run => {
      if (subjectKey(run.request) !== wanted) return run;
      const { baseline: _, ...entry } = run.entry;
      return { ...run, entry: entry.id === id ? { ...entry, baseline: true } : entry };
    });
    await this.#store(runs);
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #store(runs: readonly PastRun[]): Promise<void> {
    await this.#context.workspaceState.update(key, runs);
    this.#changed.fire();
  }
}

/** An older version may have stored something else. */
function isPastRun(value: unknown): value is PastRun {
  const { entry, title, request, schemes } = (value ?? {}) as Partial<PastRun>;
  return (
    typeof entry?.id === 'string' &&
    Array.isArray(schemes) &&
    typeof entry.p99 === 'number' &&
    typeof title === 'string' &&
    isRequest(request)
  );
}

export function isRequest(value: unknown): value is LoadTestRequest {
  const { kind, spec, operation, servers, profile } = (value ?? {}) as Partial<LoadTestRequest>;
  return (
    (kind === 'api' || ((kind === 'path' || kind === 'fuzz') && isOperation(operation))) &&
    typeof spec === 'string' &&
    Array.isArray(servers) &&
    servers.length > 0 &&
    servers.every(server => typeof server === 'string') &&
    isProfile(profile)
  );
}
