import path from 'node:path';
import * as vscode from 'vscode';
import { isProgram } from '../../app/project/sources.js';
import { Problem } from '../../text/problem.js';
import type { RoomThread } from '../roomThread.js';
import type { Session } from '../session.js';
import { readSettings } from '../settings.js';
import { rootOf, unsavedTexts } from '../specs.js';
import type { AppCalls, Comparison, ComparisonAsked } from './appCalls.js';
import type { AppFolder, AppFolders } from './appFolders.js';
import { appThread } from './appThreadStart.js';
import { movedLinks } from './movedLinks.js';
import { readRouteSettings } from './settings.js';

/** Milliseconds. */
const longest = 120_000;
const idle = 60_000;
/** A run that a newer save makes stale is ended, but not again and again: somebody may save every second. */
const mostEnded = 2;

/** An application of which some file is open, with its description. */
export interface Compared {
  readonly app: AppFolder & { readonly description: vscode.Uri };
  /** The last answer; its places move with what is typed. */
  readonly comparison: Comparison;
  /** Files that are no longer as they were compared, by path as VS Code writes it. */
  readonly changed: ReadonlySet<string>;
}

interface Watched {
  readonly app: Compared['app'];
  comparison: Comparison | undefined;
  changed: Set<string>;
  /** What was typed since the run began. */
  typed: { readonly path: string; readonly changes: readonly vscode.TextDocumentContentChangeEvent[] }[];
  sourcesChanged: boolean;
  isStale: boolean;
  took: number;
  ended: number;
  timer?: NodeJS.Timeout;
  isRunning: boolean;
}

/**
 * Compares applications with their descriptions in a thread of their own: when a file of theirs is opened, and when one is saved or
 * changes on the disk. One at a time; a run that has become stale is ended. When no file of an application is open any more, it is
 * forgotten.
 */
export class Comparisons implements vscode.Disposable {
  readonly #session: Session;
  readonly #apps: AppFolders;
  readonly #thread: RoomThread<AppCalls, never>;
  readonly #watched = new Map<string, Watched>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #failures = new Set<string>();
  readonly #parts: vscode.Disposable;
  #running: Watched | undefined;
  #rest: NodeJS.Timeout | undefined;
  #tooSlow: Problem | undefined;

  constructor(session: Session, apps: AppFolders) {
    this.#session = session;
    this.#apps = apps;
    this.#thread = appThread(session);
    const sources = vscode.workspace.createFileSystemWatcher('**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,yaml,yml,json}');
    const onDisk = (file: vscode.Uri) => this.#fileChanged(file);
    this.#parts = vscode.Disposable.from(
      this.#changed,
      sources,
      sources.onDidChange(onDisk),
      sources.onDidCreate(onDisk),
      sources.onDidDelete(onDisk),
      apps.onDidChange(() => void this.#again()),
      vscode.workspace.onDidOpenTextDocument(document => void this.#opened(document)),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#fileChanged(uri)),
      vscode.workspace.onDidChangeTextDocument(event => this.#typed(event)),
      vscode.workspace.onDidCloseTextDocument(() => this.#forgetClosed()),
    );
    void this.#again();
  }

  dispose(): void {
    clearTimeout(this.#rest);
    for (const { timer } of this.#watched.values()) clearTimeout(timer);
    this.#watched.clear();
    this.#thread.dispose();
    this.#parts.dispose();
  }

  all(): readonly Compared[] {
    return [...this.#watched.values()].flatMap(({ app, comparison, changed }) =>
      comparison ? [{ app, comparison, changed }] : [],
    );
  }

  /** Compares at once what is shown, with what editors hold. */
  refresh(folder?: string): void {
    for (const [key, watched] of this.#watched) {
      if (folder !== undefined && key !== folder) continue;
      watched.sourcesChanged = true;
      this.#soon(watched, 0);
    }
  }

  /** Folders, descriptions or settings have changed: what is as it was stays. */
  async #again(): Promise<void> {
    const apps = await this.#apps.all();
    const now = new Map(apps.map(app => [app.folder.toString(), app]));
    for (const [key, watched] of [...this.#watched]) {
      const app = now.get(key);
      if (app && isWanted(app.folder) && keyOf(watched.app) === keyOf(app)) continue;
      this.#forget(watched);
    }
    this.#changed.fire();
    for (const document of vscode.workspace.textDocuments) await this.#opened(document);
  }

  async #opened({ uri }: vscode.TextDocument): Promise<void> {
    if (uri.scheme !== 'file' || !/\.(?:[cm]?[jt]sx?|ya?ml|json)$/i.test(uri.path)) return;
    const app = await this.#apps.of(uri);
    if (app && !app.description && app.candidates.length > 1) this.#sayAmbiguous(app);
    if (!app?.description || !isWanted(app.folder) || this.#watched.has(app.folder.toString())) return;
    const isPart = app.description.toString() === uri.toString() || isSource(app, uri.fsPath);
    if (!isPart || !vscode.workspace.textDocuments.some(open => open.uri.toString() === uri.toString())) return;
    const watched: Watched = {
      app: { ...app, description: app.description },
      ...{ comparison: undefined, changed: new Set<string>(), typed: [], sourcesChanged: true },
      ...{ isStale: false, isRunning: false, took: 0, ended: 0 },
    };
    this.#watched.set(app.folder.toString(), watched);
    this.#soon(watched, 0);
  }

  #fileChanged({ fsPath, path: slashed }: vscode.Uri): void {
    if (/\/(?:node_modules|\.git)\//.test(slashed)) return;
    for (const watched of this.#watched.values()) {
      const source = isSource(watched.app, fsPath) || watched.comparison?.outside.includes(fsPath) === true;
      if (!source && !isDescription(watched, fsPath)) continue;
      watched.changed.add(fsPath);
      watched.sourcesChanged ||= source;
      this.#soon(watched, Math.min(3000, 250 + watched.took / 4));
    }
  }

  #typed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0 || document.uri.scheme !== 'file') return;
    const { fsPath } = document.uri;
    for (const watched of this.#watched.values()) {
      const source = isSource(watched.app, fsPath);
      if (!source && !isDescription(watched, fsPath)) continue;
      watched.changed.add(fsPath);
      watched.sourcesChanged ||= source;
      if (watched.isRunning) watched.typed.push({ path: fsPath, changes: contentChanges });
      if (watched.comparison) watched.comparison = movedLinks(watched.comparison, fsPath, contentChanges);
    }
    // Reverted, undone back to what was saved, or read from the disk again.
    if (!document.isDirty) this.#fileChanged(document.uri);
  }

  #forgetClosed(): void {
    const open = vscode.workspace.textDocuments.map(({ uri }) => uri.fsPath);
    for (const watched of [...this.#watched.values()]) {
      if (open.some(file => isSource(watched.app, file) || isDescription(watched, file))) continue;
      this.#forget(watched);
      this.#changed.fire();
    }
  }

  #forget(watched: Watched): void {
    clearTimeout(watched.timer);
    this.#watched.delete(watched.app.folder.toString());
    if (this.#running === watched) this.#thread.dispose();
  }

  #soon(watched: Watched, wait: number): void {
    watched.isStale = true;
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => this.#next(), wait);
  }

  /** Whatever is stale and has waited long enough. */
  #next(): void {
    const due = [...this.#watched.values()].filter(({ isStale }) => isStale);
    const running = this.#running;
    if (running && due.includes(running) && running.ended < mostEnded) {
      running.ended++;
      // The run fails, and comes back here.
      this.#thread.dispose();
    }
    if (!running && due[0]) void this.#run(due[0]);
  }

  async #run(watched: Watched): Promise<void> {
    this.#running = watched;
    clearTimeout(this.#rest);
    const { sourcesChanged } = watched;
    Object.assign(watched, { isStale: false, isRunning: true, sourcesChanged: false, typed: [] });
    const before = watched.changed;
    watched.changed = new Set();
    const started = performance.now();
    const tooLong = setTimeout(() => this.#tooLong(watched), longest);
    try {
      let comparison = await this.#thread.call('compare', asked(watched, !sourcesChanged));
      for (const { path: file, changes } of watched.typed) comparison = movedLinks(comparison, file, changes);
      watched.comparison = comparison;
      watched.took = performance.now() - started;
      watched.ended = 0;
    } catch (error) {
      watched.changed = new Set([...before, ...watched.changed]);
      watched.sourcesChanged = true;
      if (!watched.isStale) this.#failed(watched, this.#tooSlow ?? error);
      this.#tooSlow = undefined;
    } finally {
      clearTimeout(tooLong);
      watched.isRunning = false;
      this.#running = undefined;
      this.#changed.fire();
      this.#rest = setTimeout(() => this.#thread.dispose(), idle);
      this.#next();
    }
  }

  /** Not tried again before something is saved. */
  #tooLong(watched: Watched): void {
    watched.isStale = false;
    clearTimeout(watched.timer);
    this.#tooSlow = new Problem(
      `Reading ${vscode.workspace.asRelativePath(watched.app.folder)} took more than ${longest / 1000} s.`,
    );
    this.#thread.dispose();
  }

  #sayAmbiguous({ folder, candidates }: AppFolder): void {
    const names = candidates.map(file => vscode.workspace.asRelativePath(file)).join(', ');
    const text = `Routes of ${vscode.workspace.asRelativePath(folder)} are not compared: set seniorBackend.drift.description to one of ${names}.`;
    if (!this.#failures.has(text)) this.#session.log.info(text);
    this.#failures.add(text);
  }

  /** A description that is broken for the moment: other problems say so. */
  #failed(watched: Watched, error: unknown): void {
    if (this.#watched.get(watched.app.folder.toString()) !== watched) return;
    watched.comparison = undefined;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (error instanceof Problem) this.#session.log.info(`Routes are not compared: ${error.message}`);
    else if (!this.#failures.has(text)) this.#session.log.error(`Comparing routes failed: ${text}`);
    this.#failures.add(text);
  }
}

function keyOf({ folder, description, without, frameworks, isChosen }: AppFolder): string {
  return JSON.stringify([folder.toString(), description?.toString(), without, frameworks, isChosen]);
}

function isWanted(folder: vscode.Uri): boolean {
  const { drift, codeLens } = readRouteSettings(folder);
  return drift.severity !== undefined || codeLens;
}

function isSource({ folder }: AppFolder, file: string): boolean {
  const relative = path.relative(folder.fsPath, file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return false;
  return isProgram(relative) || /^(?:ts|js)config[\w.]*\.json$/.test(relative);
}

function isDescription({ app, comparison }: Watched, file: string): boolean {
  return app.description.fsPath === file || comparison?.files.includes(file) === true;
}

function asked({ app }: Watched, sameSources: boolean): ComparisonAsked {
  const { folder, without, frameworks, description, isChosen } = app;
  return {
    folder: folder.fsPath,
    without,
    guards: readRouteSettings(folder).drift.guards,
    open: unsavedTexts(),
    description: {
      path: description.fsPath,
      root: rootOf(description).fsPath,
      allowOutside: readSettings(description).references.allowOutside,
    },
    ...{ frameworks, isChosen, sameSources },
  };
}
