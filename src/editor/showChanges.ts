import * as vscode from 'vscode';
import type { FileChange } from '../text/files.js';
import { exists } from './outputFolder.js';

const scheme = 'senior-backend-change';

/** Shows changes side by side without making them: in workspaces that are not trusted, and before overwriting edits. */
export class ChangesView implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Opens all changes in one editor. */
  async show(title: string, output: vscode.Uri, changes: readonly FileChange[]): Promise<void> {
    const rows: [label: vscode.Uri, before: vscode.Uri | undefined, after: vscode.Uri | undefined][] = [];
    for (const { path, text } of changes) {
      const file = vscode.Uri.joinPath(output, path);
      const after = vscode.Uri.from({ scheme, path: file.path });
      this.#texts.set(after.toString(), text ?? '');
      this.#changed.fire(after);
      rows.push([file, (await exists(file)) ? file : undefined, text === undefined ? undefined : after]);
    }
    await vscode.commands.executeCommand('vscode.changes', title, rows);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
