import path from 'node:path';
import * as vscode from 'vscode';

const scheme = 'senior-backend-changes';

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
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#texts.delete(uri.toString());
      }),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** The address of a text about a spec. `name` with an ending: it decides the language. */
  keep(name: string, spec: vscode.Uri, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${name}`, query: spec.fsPath });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
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
