import * as vscode from 'vscode';
import { RoomThread } from './roomThread.js';
import type { Session } from './session.js';
import { readSettings } from './settings.js';
import type { SpecCalls } from './specCalls.js';
import { isSpec, rootOf, specCandidates, specSelector } from './specs.js';
import { sizeOf, UnsentChanges } from './unsentChanges.js';

type Question = 'definition' | 'references' | 'hover' | 'completion' | 'renameStart' | 'rename';

/** Milliseconds after which a thread that nobody asks ends, with all that it has read. */
const idle = 300_000;

/**
 * Asks a thread about places in API descriptions, and tells it beforehand what editors hold. Nothing starts before the first question, and
 * a text is sent when there is one about it: then only what was typed since.
 */
export class SpecNavigation implements vscode.Disposable {
  readonly #session: Session;
  readonly #thread: RoomThread<SpecCalls, readonly string[]>;
  readonly #unsent = new UnsentChanges();
  /** Texts that the thread has, by path. */
  readonly #sent = new Set<string>();
  /** Files that an API was read from. */
  readonly #known = new Set<string>();
  readonly #failures = new Set<string>();
  readonly #parts: vscode.Disposable;
  #files: Thenable<void> | undefined;
  #watcher: vscode.Disposable | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#thread = new RoomThread({
      entry: session.context.asAbsolutePath('dist/specThread.mjs'),
      name: 'Looking around in API descriptions',
      heapMegabytes: 1536,
      whenTooLarge: 'Split the description into several files.',
      onTold: paths => {
        for (const path of paths) this.#known.add(path);
      },
    });
    this.#parts = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(event => {
        if (event.contentChanges.length && this.#sent.has(event.document.uri.fsPath)) this.#unsent.typed(event);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (!this.#sent.delete(uri.fsPath)) return;
        this.#unsent.forget(uri.fsPath);
        this.#tell('text', { path: uri.fsPath, text: undefined });
      }),
    );
  }

  dispose(): void {
    this.#rest();
    this.#parts.dispose();
  }

  /** The answer about a place in a document as it is now. Undefined where there is no API. @throws Problem */
  async ask<One extends Question>(
    call: One,
    document: vscode.TextDocument,
    { line, character }: vscode.Position,
    more: Omit<SpecCalls[One]['params'], keyof SpecCalls['hover']['params']>,
  ): Promise<SpecCalls[One]['result'] | undefined> {
    if (!this.#mayBelong(call, document)) return undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#rest(), idle);
    this.#files ??= this.#findFiles();
    await this.#files;
    this.#send(document);
    const { uri } = document;
    const asked = {
      ...more,
      path: uri.fsPath,
      position: { line, character },
      root: rootOf(uri).fsPath,
      allowOutside: readSettings(uri).references.allowOutside,
    };
    try {
      return await this.#thread.call(call, asked as unknown as SpecCalls[One]['params']);
    } catch (error) {
      // The thread may have died, and with it all that it was told.
      this.#forget();
      throw error;
    }
  }

  /** As `ask`, for what VS Code asks on its own: a failure goes to the log, once. */
  async askQuietly<One extends Question>(
    call: One,
    document: vscode.TextDocument,
    position: vscode.Position,
    more: Omit<SpecCalls[One]['params'], keyof SpecCalls['hover']['params']>,
    token: vscode.CancellationToken,
  ): Promise<SpecCalls[One]['result'] | undefined> {
    try {
      const answer = await this.ask(call, document, position, more);
      return token.isCancellationRequested ? undefined : answer;
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }

  async #findFiles(): Promise<void> {
    const stale = () => {
      this.#files = undefined;
    };
    if (!this.#watcher) {
      const onDisk = vscode.workspace.createFileSystemWatcher('**/*.{yaml,yml,json}');
      const changed = ({ fsPath }: vscode.Uri) => this.#tell('disk', { path: fsPath });
      this.#watcher = vscode.Disposable.from(
        onDisk,
        onDisk.onDidChange(changed),
        onDisk.onDidCreate(changed),
        onDisk.onDidDelete(changed),
        onDisk.onDidCreate(stale),
        onDisk.onDidDelete(stale),
        vscode.workspace.onDidChangeWorkspaceFolders(stale),
      );
    }
    const paths = (await specCandidates()).map(({ fsPath }) => fsPath);
    this.#tell('files', { paths });
  }

  /** An API, or a part of one as far as is known. Whoever asks by a command may wait until it is known. */
  #mayBelong(call: Question, document: vscode.TextDocument): boolean {
    if (document.isClosed || !isText(document)) return false;
    const { fsPath } = document.uri;
    if (this.#known.has(fsPath) || isSpec(document)) return true;
    return call === 'completion' || call === 'hover' ? /\$ref\b/.test(document.getText()) : true;
  }

  /** What the question is about, and what editors hold and the disk does not. */
  #send(asked: vscode.TextDocument): void {
    for (const document of vscode.workspace.textDocuments) {
      const { fsPath } = document.uri;
      if (this.#sent.has(fsPath) || !(document === asked || (document.isDirty && isText(document)))) continue;
      this.#sent.add(fsPath);
      this.#unsent.whole(document);
    }
    for (const { document, changes } of this.#unsent.take()) {
      const path = document.uri.fsPath;
      if (!changes) this.#tell('text', { path, text: document.getText() });
      else {
        this.#thread.call('edit', { path, changes, size: sizeOf(document) }).then(
          isWhole => {
            if (!isWhole && this.#sent.has(path)) this.#unsent.whole(document);
          },
          error => this.#report(error),
        );
      }
    }
  }

  #tell<One extends 'text' | 'disk' | 'files'>(call: One, params: SpecCalls[One]['params']): void {
    this.#thread.call(call, params).catch(error => this.#report(error));
  }

  /** Ends the thread; the next question starts another, which knows nothing. */
  #rest(): void {
    clearTimeout(this.#timer);
    this.#watcher?.dispose();
    this.#watcher = undefined;
    this.#forget();
    this.#thread.dispose();
  }

  #forget(): void {
    this.#files = undefined;
    for (const path of this.#sent) this.#unsent.forget(path);
    this.#sent.clear();
  }

  #report(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (!this.#failures.has(text)) this.#session.log.error(`Looking around in API descriptions failed: ${text}`);
    this.#failures.add(text);
  }
}

function isText(document: vscode.TextDocument): boolean {
  return vscode.languages.match(specSelector, document) > 0;
}
