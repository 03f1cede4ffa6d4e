import type * as vscode from 'vscode';
import type { TextChange } from '../schema/service/schemaMessages.js';

/** Together they may be kept until the whole text is sent again. */
const mostMessages = 500;

/** What has been typed into a document since its text was sent. */
export interface Typed {
  readonly document: vscode.TextDocument;
  /** Undefined: all of the text has to be sent. */
  readonly changes: readonly TextChange[] | undefined;
}

/**
 * Which documents the worker does not have as their editors show them, and what has to be said of each: the changes alone, for a large
 * text takes long to send.
 */
export class UnsentChanges {
  readonly #unsent = new Map<string, Typed>();
  /** Messages since the last whole text, by path. */
  readonly #messages = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#unsent.size === 0;
  }

  whole(document: vscode.TextDocument): void {
    this.#unsent.set(document.uri.fsPath, { document, changes: undefined });
  }

  typed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const path = document.uri.fsPath;
    const before = this.#unsent.get(path);
    if (before && !before.changes) return;
    const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => {
      return { start: rangeOffset, length: rangeLength, text };
    });
    this.#unsent.set(path, { document, changes: [...(before?.changes ?? []), ...changes] });
  }

  forget(path: string): void {
    this.#unsent.delete(path);
    this.#messages.delete(path);
  }

  /** All of it, once. */
  take(): readonly Typed[] {
    const all = [...this.#unsent.values()].map(({ document, changes }): Typed => {
      const path = document.uri.fsPath;
      const messages = changes ? (this.#messages.get(path) ?? 0) + 1 : 0;
      const isWhole = !changes || messages > mostMessages;
      this.#messages.set(path, isWhole ? 0 : messages);
      return { document, changes: isWhole ? undefined : changes };
    });
    this.#unsent.clear();
    return all;
  }
}

/** Its length in UTF-16 units, without joining its lines. */
export function sizeOf(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}
