import * as vscode from 'vscode';

const scheme = 'senior-backend-notes';
const mostKept = 10;

/** Reports of runs, as Markdown that cannot be edited. */
export class NotesView implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #parts = vscode.Disposable.from(
    this.#changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, this),
  );

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? 'This is not kept: run _Scaffold API from Database_ again.\n';
  }

  /** @param output the folder that it is about: one report for each. */
  async show(output: vscode.Uri, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: '/API notes.md', query: output.fsPath });
    // A preview reads its document again after VS Code has closed it, so that closing says nothing.
    this.#texts.delete(uri.toString());
    this.#texts.set(uri.toString(), text);
    for (const old of [...this.#texts.keys()].slice(0, -mostKept)) this.#texts.delete(old);
    this.#changed.fire(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // The extension that shows Markdown may be switched off.
      await vscode.window.showTextDocument(uri, { preview: false });
    }
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
