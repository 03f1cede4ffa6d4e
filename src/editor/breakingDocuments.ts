import path from 'node:path';
import * as vscode from 'vscode';

const scheme = 'senior-backend-changes';

const mostKept = 10;

/** Reports on changes, and old versions of descriptions beside new ones: documents that cannot be edited. */
export class BreakingDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #parts: vscode.Disposable;

  constructor() {
    this.#parts = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? 'This is not kept: run _Senior Backend: Find Breaking Changes_ again.\n';
  }

  /** The address of a text about a spec. `name` with an ending: it decides the language. */
  keep(name: string, spec: vscode.Uri, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${name}`, query: spec.fsPath });
    // A preview reads its document again after VS Code has closed it, so that closing says nothing.
    this.#texts.delete(uri.toString());
    this.#texts.set(uri.toString(), text);
    for (const old of [...this.#texts.keys()].slice(0, -mostKept)) this.#texts.delete(old);
    this.#changed.fire(uri);
    return uri;
  }

  async showReport(report: vscode.Uri): Promise<void> {
    try {
      await vscode.commands.executeCommand('markdown.showPreview', report);
    } catch {
      // The extension that shows Markdown may be switched off.
      await vscode.window.showTextDocument(report, { preview: false });
    }
  }

  dispose(): void {
    this.#parts.dispose();
  }
}

/** `openapi` and `.yaml`. */
export function stemOf(spec: vscode.Uri): { readonly stem: string; readonly extension: string } {
  const { name, ext } = path.posix.parse(spec.path);
  return { stem: name, extension: ext };
}
