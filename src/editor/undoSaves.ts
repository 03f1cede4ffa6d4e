import * as vscode from 'vscode';
import { differsFromDisk, plain, reload } from './diskText.js';

/** Texts that are remembered for one file; older runs are undone without a save. */
const mostTexts = 20;
/** Milliseconds without another undo or redo of a file, after which it is saved: somebody may hold the keys down. */
const quiet = 250;

/** VS Code's own setting about this very question. */
export function savesRefactorings(): boolean {
  return vscode.workspace.getConfiguration('files').get<boolean>('refactoring.autoSave') !== false;
}

/**
 * A run saves what it changed, so its undo and redo must too: otherwise Ctrl+Z would leave the disk, and with it the
 * type checker, the test runner and git, with half of a run. Only a text that stood before or after a run is saved:
 * what a user types and undoes in between is theirs to save.
 */
export class UndoSaves implements vscode.Disposable {
  readonly #texts = new Map<string, readonly string[]>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #saving = new Set<string>();
  readonly #listener = vscode.workspace.onDidChangeTextDocument(({ document, reason }) => {
    if (reason !== undefined && this.#texts.has(document.uri.toString())) this.#saveSoon(document);
  });

  /** Notes what a file held before and after a run, with `\n` line ends. */
  expect(file: vscode.Uri, texts: readonly string[]): void {
    const key = file.toString();
    this.#texts.set(key, [...(this.#texts.get(key) ?? []), ...texts].slice(-mostTexts));
  }

  dispose(): void {
    this.#listener.dispose();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #saveSoon(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => void this.#save(key, document), quiet),
    );
  }

  async #save(key: string, document: vscode.TextDocument): Promise<void> {
    this.#timers.delete(key);
    if (!savesRefactorings() || !this.#texts.get(key)?.includes(plain(document.getText()))) return;
    // One at a time: who comes meanwhile waits again.
    if (this.#saving.has(key)) return this.#saveSoon(document);
    this.#saving.add(key);
    try {
      if (document.isDirty) await document.save();
      else if (await differsFromDisk(document)) await saveAnyway(document);
    } finally {
      this.#saving.delete(key);
    }
  }
}

/**
 * VS Code takes a document for saved that comes back, while a save of its other text is under way, to the text saved
 * last (TextFileEditorModel.onModelContentChanged): it is not dirty, and the disk keeps the other. Saving an editor,
 * unlike saving a document, writes in any case; without an editor the disk is written, and VS Code told to look.
 */
async function saveAnyway(document: vscode.TextDocument): Promise<void> {
  if (await vscode.workspace.save(document.uri)) return;
  const bytes = await vscode.workspace.encode(document.getText(), { encoding: document.encoding });
  await vscode.workspace.fs.writeFile(document.uri, bytes);
  // Already changed again: it is saved in its turn.
  if (!document.isDirty) await reload(document);
}
