import * as vscode from 'vscode';
import { Problem } from '../text/problem.js';
import type { BreakingCalls, BreakingRequest, OldVersion } from './breakingCalls.js';
import { FindingsBoard } from './findingsBoard.js';
import { gitPrograms } from './gitPrograms.js';
import { RoomThread } from './roomThread.js';
import type { Session } from './session.js';
import { readSettings, section } from './settings.js';
import { isSpec, rootOf, unsavedTexts } from './specs.js';

/** A spec that is open. */
interface Watched {
  /** The files that were read for it, as VS Code writes paths. */
  files: ReadonlySet<string>;
  /** Asked again while it was being compared. */
  isStale: boolean;
  isRunning: boolean;
  /** What is shown was asked for by the command, against a version of its choice. */
  isAsked: boolean;
}

/**
 * Shows what of an open spec breaks its clients, against the last commit: when it is opened or saved, or when HEAD moves. Between that, VS
 * Code moves the marks with the text. Only in workspaces that are trusted: a repository can make git run programs.
 */
export class BreakingChanges implements vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  readonly #board = new FindingsBoard('senior-backend-breaking');
  readonly #watched = new Map<string, Watched>();
  readonly #headWatchers = new Map<string, vscode.FileSystemWatcher>();
  readonly #failures = new Set<string>();
  readonly #parts: vscode.Disposable;
  readonly thread: RoomThread<BreakingCalls, never>;

  constructor({ context, log }: Session) {
    this.#log = log;
    this.thread = new RoomThread({
      entry: context.asAbsolutePath('dist/breakingThread.mjs'),
      name: 'Comparing API descriptions',
      heapMegabytes: 1024,
      whenTooLarge: 'Compare smaller descriptions, or use the command line.',
      onTold: () => undefined,
    });
    this.#parts = vscode.Disposable.from(
      this.#board,
      vscode.workspace.onDidOpenTextDocument(document => this.#consider(document)),
      vscode.workspace.onDidSaveTextDocument(document => this.#saved(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri.toString())),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#considerAll()),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration(section)) this.#considerAll();
      }),
    );
    this.#considerAll();
  }

  dispose(): void {
    for (const watcher of this.#headWatchers.values()) watcher.dispose();
    this.thread.dispose();
    this.#parts.dispose();
  }

  /** Compares with any version, and shows what it finds in place of what was shown. @throws Problem when it cannot. */
  async find(spec: vscode.Uri, old: Omit<OldVersion, 'path'>) {
    const answer = await this.thread.call('find', { ...requestFor(spec, old), report: true });
    if (answer.kind === 'none') throw new Problem(answer.message, { path: spec.fsPath });
    const watched = this.#watched.get(spec.toString());
    if (watched) watched.isAsked = true;
    this.#board.set(spec.toString(), answer.findings);
    return answer;
  }

  #considerAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#consider(document);
  }

  #consider(document: vscode.TextDocument): void {
    if (document.uri.scheme !== 'file') return;
    const key = document.uri.toString();
    const { lint } = readSettings(document.uri);
    if (!vscode.workspace.isTrusted || !lint.enabled || !lint.breakingChanges || !isSpec(document)) {
      this.#forget(key);
      return;
    }
    const watched = this.#watched.get(key) ?? {
      files: new Set<string>(),
      isStale: false,
      isRunning: false,
      isAsked: false,
    };
    this.#watched.set(key, watched);
    watched.isAsked = false;
    watched.isStale = true;
    if (!watched.isRunning) void this.#run(document.uri, key, watched);
  }

  /** It, and the specs that refer to it. */
  #saved(document: vscode.TextDocument): void {
    this.#consider(document);
    for (const other of vscode.workspace.textDocuments) {
      const watched = this.#watched.get(other.uri.toString());
      if (other !== document && watched?.files.has(document.uri.fsPath)) this.#consider(other);
    }
  }

  #forget(key: string): void {
    this.#watched.delete(key);
    this.#board.remove(key);
  }

  async #run(uri: vscode.Uri, key: string, watched: Watched): Promise<void> {
    watched.isRunning = true;
    while (watched.isStale && this.#watched.get(key) === watched) {
      watched.isStale = false;
      try {
        const request = requestFor(uri, { revision: 'HEAD', fromMergeBase: false });
        const answer = await this.thread.call('find', request);
        if (this.#watched.get(key) !== watched) return;
        if (answer.headLog !== undefined) this.#watchHead(answer.headLog);
        if (watched.isAsked) continue;
        this.#board.set(key, answer.kind === 'found' ? answer.findings : []);
        if (answer.kind === 'found') watched.files = new Set(answer.files.map(file => vscode.Uri.file(file).fsPath));
      } catch (error) {
        // A text that is broken for the moment, or a git that is not there: other problems say so, or nobody asked.
        this.#board.remove(key);
        if (!(error instanceof Problem)) this.#reportOnce(error);
      }
    }
    watched.isRunning = false;
  }

  #watchHead(log: string): void {
    if (this.#headWatchers.has(log)) return;
    const file = vscode.Uri.file(log);
    const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(file, '..'), 'HEAD');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    watcher.onDidChange(() => this.#headMoved());
    watcher.onDidCreate(() => this.#headMoved());
    this.#headWatchers.set(log, watcher);
  }

  /** What was asked for, against whatever version, stays until a save or a setting. */
  #headMoved(): void {
    for (const document of vscode.workspace.textDocuments) {
      if (!this.#watched.get(document.uri.toString())?.isAsked) this.#consider(document);
    }
  }

  #reportOnce(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (!this.#failures.has(text)) this.#log.error(`Comparing a spec with its last commit failed: ${text}`);
    this.#failures.add(text);
  }
}

function requestFor(uri: vscode.Uri, old: Omit<OldVersion, 'path'>): BreakingRequest {
  const { references, lint } = readSettings(uri);
  return {
    ...old,
    path: uri.fsPath,
    root: rootOf(uri).fsPath,
    allowOutside: references.allowOutside,
    allowRemote: references.allowRemote && vscode.workspace.isTrusted,
    levels: lint.rules,
    unsaved: Object.fromEntries(unsavedTexts().map(({ path, text }) => [path, text])),
    report: false,
    programs: gitPrograms(),
  };
}
