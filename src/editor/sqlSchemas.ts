import path from 'node:path';
import * as vscode from 'vscode';
import type { NewProblems, SchemaCall, SchemaCalls, TextChange } from '../schema/service/schemaMessages.js';
import { SchemaRunner } from '../schema/service/schemaRunner.js';
import { Problem } from '../text/problem.js';
import type { Session } from './session.js';
import { section } from './settings.js';
import { isSql } from './sqlDocuments.js';
import { SqlFolders } from './sqlFolders.js';
import { readSqlSettings, shownProblems } from './sqlSettings.js';
import { sizeOf, UnsentChanges } from './unsentChanges.js';

/** Milliseconds after the last keystroke. */
const typingPause = 150;

export interface Linted extends NewProblems {
  /** Everything up to this revision was taken into account. */
  readonly revision: number;
}

/**
 * The schemas of the workspace, as a worker thread understands them: tells it which files there are, what their editors hold and
 * what was set, and asks it. Nothing starts before the first SQL file is opened, or a command asks.
 */
export class SqlSchemas implements vscode.Disposable {
  readonly #session: Session;
  readonly #runner: SchemaRunner;
  readonly #linted = new vscode.EventEmitter<Linted>();
  /** After each check: the files whose problems are others now. */
  readonly onDidLint = this.#linted.event;
  readonly #failures = new Set<string>();
  /** Texts that the worker does not have yet. */
  readonly #unsent = new UnsentChanges();
  /** Folders that have other files than it knows. */
  readonly #unlisted = new Set<string>();
  /** Versions of the texts that it has. */
  readonly #sent = new Map<string, number>();
  /** Files outside of every folder; each is a schema of its own. */
  readonly #loose = new Set<string>();
  readonly #parts: vscode.Disposable[];
  #folders: SqlFolders | undefined;
  #started: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #linting = false;
  #lintAgain = false;
  #revision = 0;

  constructor(session: Session) {
    this.#session = session;
    this.#runner = new SchemaRunner(session.context.asAbsolutePath('dist/schemaWorker.mjs'));
    this.#parts = [
      this.#linted,
      vscode.workspace.onDidOpenTextDocument(document => this.#opened(document)),
      vscode.workspace.onDidCloseTextDocument(document => this.#closed(document)),
      vscode.workspace.onDidChangeTextDocument(event => {
        const { document, contentChanges } = event;
        if (contentChanges.length && this.#sent.has(document.uri.fsPath) && isSql(document)) this.#typed(event);
      }),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration(section) || event.affectsConfiguration('files.exclude')) this.#search();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#search()),
    ];
    for (const document of vscode.workspace.textDocuments) this.#opened(document);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#folders?.dispose();
    this.#runner.dispose();
    for (const part of this.#parts) part.dispose();
  }

  /** The worker's answer, with all that was typed taken into account. */
  async ask<Call extends SchemaCall>(
    call: Call,
    params: SchemaCalls[Call]['params'],
    signal?: AbortSignal,
  ): Promise<SchemaCalls[Call]['result']> {
    await this.#start();
    this.#send();
    return this.#runner.call(call, params, signal);
  }

  /** As `ask`, for what VS Code asks on its own: a failure goes to the log, once, and there is no answer. */
  async askQuietly<Call extends SchemaCall>(
    call: Call,
    params: SchemaCalls[Call]['params'],
    token?: vscode.CancellationToken,
  ): Promise<SchemaCalls[Call]['result'] | undefined> {
    try {
      const answer = await this.ask(call, params);
      return token?.isCancellationRequested ? undefined : answer;
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }

  /** Grows with all that the worker is told, or that `ask` would tell it first. */
  get revision(): number {
    return this.#revision;
  }

  /** Whether what the worker says now is about the text that an editor shows. */
  isCurrent({ uri, version }: vscode.TextDocument): boolean {
    return this.#sent.get(uri.fsPath) === version;
  }

  #start(): Promise<void> {
    this.#started ??= (async () => {
      this.#folders = new SqlFolders(this.#session, change => {
        if ('file' in change) this.#tell('disk', { path: change.file });
        else {
          this.#unlisted.add(change.folder);
          this.#revision++;
        }
        this.#lintSoon();
      });
      await this.#folders.search();
      for (const { uri } of vscode.workspace.workspaceFolders ?? []) this.#tellFolder(uri.fsPath);
    })();
    return this.#started;
  }

  #search(): void {
    if (!this.#started) return;
    this.#started = this.#started.then(async () => {
      const gone = (await this.#folders?.search()) ?? [];
      for (const root of gone) this.#tell('removeFolder', { root });
      for (const { uri } of vscode.workspace.workspaceFolders ?? []) this.#tellFolder(uri.fsPath);
      for (const document of vscode.workspace.textDocuments) this.#opened(document);
      for (const file of this.#loose) this.#tellLoose(file);
      this.#lintSoon();
    });
  }

  #tellFolder(root: string): void {
    const { enabled, options } = readSqlSettings(vscode.Uri.file(root));
    if (!enabled || !this.#folders) return;
    const paths = new Set(this.#folders.filesOf(root));
    // What somebody opened is read whatever it is called and wherever it lies.
    for (const file of this.#sent.keys()) if (folderOf(file) === root) paths.add(file);
    this.#tell('folder', { root, paths: [...paths], options });
  }

  #tellLoose(file: string): void {
    this.#loose.add(file);
    this.#tell('folder', { root: file, paths: [file], options: readSqlSettings(vscode.Uri.file(file)).options });
  }

  #opened(document: vscode.TextDocument): void {
    const file = document.uri.fsPath;
    if (!isSql(document) || this.#sent.has(file) || !readSqlSettings(document.uri).enabled) return;
    this.#sent.set(file, -1);
    void this.#start().then(() => {
      const root = folderOf(file);
      if (root === undefined) this.#tellLoose(file);
      else if (!this.#folders?.filesOf(root).has(file)) this.#tellFolder(root);
      // It may have been closed again.
      if (document.isClosed) return;
      this.#unsent.whole(document);
      this.#revision++;
      this.#lintSoon(0);
    });
  }

  #closed({ uri }: vscode.TextDocument): void {
    const file = uri.fsPath;
    if (!this.#sent.delete(file)) return;
    this.#unsent.forget(file);
    this.#tell('text', { path: file, text: undefined });
    const root = folderOf(file);
    if (this.#loose.delete(file)) this.#tell('removeFolder', { root: file });
    else if (root !== undefined && !this.#folders?.filesOf(root).has(file)) this.#tellFolder(root);
    this.#lintSoon();
  }

  #typed(event: vscode.TextDocumentChangeEvent): void {
    this.#unsent.typed(event);
    this.#revision++;
    this.#lintSoon();
  }

  /** One message for each folder and text that has changed since the last one. */
  #send(): void {
    for (const root of this.#unlisted) this.#tellFolder(root);
    this.#unlisted.clear();
    for (const { document, changes } of this.#unsent.take()) {
      const path = document.uri.fsPath;
      this.#sent.set(path, document.version);
      if (changes) this.#sendChanges(document, changes);
      else this.#tell('text', { path, text: document.getText() });
    }
  }

  #sendChanges(document: vscode.TextDocument, changes: readonly TextChange[]): void {
    const path = document.uri.fsPath;
    const sent = this.#runner.call('edit', { path, changes, size: sizeOf(document) });
    sent.then(
      isWhole => {
        if (isWhole || !this.#sent.has(path)) return;
        this.#sent.set(path, -1);
        this.#unsent.whole(document);
        this.#lintSoon(0);
      },
      error => this.#report(error),
    );
  }

  #tell<Call extends SchemaCall>(call: Call, params: SchemaCalls[Call]['params']): void {
    this.#revision++;
    this.#runner.call(call, params).catch(error => this.#report(error));
  }

  #lintSoon(wait = typingPause): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#lint(), wait);
  }

  async #lint(): Promise<void> {
    if (this.#linting) {
      this.#lintAgain = true;
      return;
    }
    this.#linting = true;
    let more = false;
    do {
      this.#lintAgain = false;
      const revision = this.#revision;
      const changed = await this.askQuietly('problems', shownProblems());
      more = changed?.more ?? false;
      if (changed) this.#linted.fire({ ...changed, revision });
    } while (more || this.#lintAgain);
    this.#linting = false;
  }

  /** A failure that every keystroke repeats is worth one line in the log. */
  #report(error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') return;
    const text =
      error instanceof Problem ? error.message : error instanceof Error ? (error.stack ?? error.message) : `${error}`;
    if (!this.#failures.has(text)) this.#session.log.error(`Understanding SQL failed: ${text}`);
    this.#failures.add(text);
  }
}

function folderOf(file: string): string | undefined {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath;
}

/** What a file is called for people. */
export function sqlName(file: string): string {
  const folder = folderOf(file);
  // Of a workspace folder itself it would be the whole path.
  return folder === undefined || folder === file ? path.basename(file) : vscode.workspace.asRelativePath(file);
}
