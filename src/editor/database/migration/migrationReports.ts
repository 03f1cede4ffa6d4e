import path from 'node:path';
import * as vscode from 'vscode';

/** Behind the lens that tells the state. */
export const showReportCommand = '_seniorBackend.showMigrationReport';
const scheme = 'senior-backend-migration';
const mostKept = 50;

/** The last report of each migration: Markdown that cannot be edited, shown as VS Code shows Markdown. */
export class MigrationReports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  /** By the file that it is about. */
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #parts = vscode.Disposable.from(
    this.#changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, this),
  );

  provideTextDocumentContent({ query }: vscode.Uri): string {
    return this.#texts.get(query) ?? 'This report was not kept. Run the migration again.\n';
  }

  keep(file: string, markdown: string): void {
    this.#texts.delete(file);
    this.#texts.set(file, markdown);
    for (const old of [...this.#texts.keys()].slice(0, -mostKept)) this.#texts.delete(old);
    this.#changed.fire(uriOf(file));
  }

  has(file: string): boolean {
    return this.#texts.has(file);
  }

  async show(file: string): Promise<void> {
    const uri = uriOf(file);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // The extension that shows Markdown may be switched off.
      await vscode.window.showTextDocument(uri);
    }
  }

  dispose(): void {
    this.#parts.dispose();
  }
}

function uriOf(file: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/Report of ${path.basename(file, '.sql')}.md`, query: file });
}
