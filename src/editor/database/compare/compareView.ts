/** Comparisons in VS Code's diff editor: documents that are shown and never written. */
import * as vscode from 'vscode';
import type { Compared, NewFiles } from './compareCalls.js';
import type { CompareChoice } from './compareChoice.js';
import { comparisonText, oneLine, verdictText } from './comparisonText.js';
import type { Pair } from './sides.js';

const scheme = 'senior-backend-comparison';
/** True while a comparison is what one looks at: for the buttons of its editor. */
const contextKey = 'seniorBackend.comparisonIsActive';
/** Comparisons that are kept for editors that still show them. */
const mostKept = 10;

/** A comparison that was shown. */
export interface ShownComparison {
  readonly title: string;
  readonly pair: Pair;
  readonly compared: Compared;
  /** Asks for the same once more; renames are asked about anew. */
  readonly again: CompareChoice;
  /** Milliseconds since 1970: names the files. */
  readonly now: number;
}

export class CompareView implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  #shown: { readonly comparison: ShownComparison; readonly id: string }[] = [];
  #count = 0;
  readonly #parts = vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    vscode.window.tabGroups.onDidChangeTabs(() => this.#tellActive()),
    vscode.window.tabGroups.onDidChangeTabGroups(() => this.#tellActive()),
  );

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** The last one of this title; without a title the one in the active editor, else the last. */
  find(title?: string): ShownComparison | undefined {
    return (this.#find(title) ?? this.#active() ?? this.#shown.at(-1))?.comparison;
  }

  /**
   * One editor with all of it: the new files, which begin with their hazards and their proof, and the two schemas side by side.
   * @param folder what the new files are shown in: `db/migrations`.
   */
  async show(comparison: ShownComparison, folder: string, files: NewFiles['files']): Promise<void> {
    const { compared, title } = comparison;
    const id = String(++this.#count);
    const text = (name: string, content: string) => {
      // A folder outside of the workspace is called by its whole path.
      const path = `/${name.replaceAll('\\', '/').replace(/^\/+/, '')}`;
      const uri = vscode.Uri.from({ scheme, path, query: id });
      this.#texts.set(uri.toString(), content);
      return uri;
    };
    type Row = [label: vscode.Uri, before: vscode.Uri | undefined, after: vscode.Uri];
    const added = (uri: vscode.Uri): Row => [uri, undefined, uri];
    const rows = files.map(file => added(text(`${folder}/${file.path}`, file.text)));
    // What the files do not say.
    const { isProven, isEqual, unmodelled, warnings, schemas: [before, after] = [], from, to } = compared;
    if (!isProven || isEqual || unmodelled.length > 0 || warnings.length > 0)
      rows.unshift(added(text(fileName(verdictText(compared)), comparisonText(compared))));
    if (before !== undefined && after !== undefined && before !== after) {
      const old = text(`There is now/${schemaName(from.label)}`, before);
      const now = text(`It should become/${schemaName(to.label)}`, after);
      rows.push([now, old, now]);
    }
    this.#shown.push({ comparison, id });
    this.#forget();
    await vscode.commands.executeCommand('vscode.changes', title, rows);
    this.#tellActive();
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #forget(): void {
    for (const { id } of this.#shown.slice(0, -mostKept))
      for (const uri of this.#texts.keys()) if (uri.endsWith(`?${id}`)) this.#texts.delete(uri);
    this.#shown = this.#shown.slice(-mostKept);
  }

  #active() {
    // VS Code adds how many files there are.
    const label = vscode.window.tabGroups.activeTabGroup.activeTab?.label;
    return this.#shown.findLast(({ comparison }) => label?.startsWith(comparison.title));
  }

  #find(title: string | undefined) {
    return this.#shown.findLast(({ comparison }) => comparison.title === title);
  }

  #tellActive(): void {
    void vscode.commands.executeCommand('setContext', contextKey, this.#active() !== undefined);
  }
}

/** With the end that makes it SQL. */
function schemaName(label: string): string {
  const name = fileName(label);
  return name.endsWith('.sql') ? name : `${name}.sql`;
}

/** What a virtual file can be called: one part of a path. */
function fileName(text: string): string {
  return oneLine(text).replaceAll(/[/\\]/g, '∕') || 'schema';
}
