import * as vscode from 'vscode';
import type { LintRunner } from '../openapi/lint/runner.js';
import { sizeOf, UnsentChanges } from './unsentChanges.js';

/**
 * Keeps the lint thread told of what editors hold and the disk does not: a text once, and then what is typed into it, because a large one
 * takes long to put together and to send.
 */
export class LintTexts implements vscode.Disposable {
  readonly #runner: LintRunner;
  readonly #unsent = new UnsentChanges();
  /** Paths of the texts that the thread has. */
  readonly #sent = new Set<string>();
  readonly #parts: vscode.Disposable;
  #thread = 0;

  constructor(runner: LintRunner) {
    this.#runner = runner;
    this.#parts = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(event => {
        if (event.contentChanges.length && this.#sent.has(event.document.uri.fsPath)) this.#unsent.typed(event);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri.fsPath)),
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }

  /** Before `document` is looked at, and all that it may refer to. */
  tell(document: vscode.TextDocument): void {
    if (this.#thread !== this.#runner.thread) {
      this.#thread = this.#runner.thread;
      for (const path of this.#sent) this.#unsent.forget(path);
      this.#sent.clear();
    }
    for (const open of vscode.workspace.textDocuments) {
      const { scheme, fsPath } = open.uri;
      if (this.#sent.has(fsPath) || scheme !== 'file' || !(open === document || open.isDirty)) continue;
      this.#sent.add(fsPath);
      this.#unsent.whole(open);
    }
    for (const { document: open, changes } of this.#unsent.take()) {
      const path = open.uri.fsPath;
      if (changes) this.#runner.tell({ kind: 'typing', path, changes, size: sizeOf(open) });
      else this.#runner.tell({ kind: 'text', path, text: open.getText() });
    }
  }

  /** The thread does not have this text as it is: the next time all of it is sent. */
  isStale(path: string): void {
    this.#forget(path);
  }

  #forget(path: string): void {
    this.#unsent.forget(path);
    if (this.#sent.delete(path)) this.#runner.tell({ kind: 'text', path, text: undefined });
  }
}
