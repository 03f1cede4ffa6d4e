import path from 'node:path';
import * as vscode from 'vscode';
import type { SchemaGroup } from '../schema/project/project.js';
import type { SqlSchemas } from './sqlSchemas.js';

const scheme = 'senior-backend-schema';

/** Pictures of schemas as Markdown documents that cannot be edited, and that follow the schema while they are open. */
export class SchemaPictures implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #schemas: SqlSchemas;
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #parts: vscode.Disposable;

  constructor(schemas: SqlSchemas) {
    this.#schemas = schemas;
    this.#parts = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      schemas.onDidLint(() => this.#refresh()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#texts.delete(uri.toString());
      }),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Draws a group. */
  async open(group: SchemaGroup): Promise<vscode.TextDocument> {
    const name = path.basename(group.path).replace(/\.\w+$/, '');
    const title = /schema/i.test(name) ? name : `${name} schema`;
    const uri = vscode.Uri.from({ scheme, path: `/${title}.md`, query: group.path });
    await this.#draw(uri);
    return vscode.workspace.openTextDocument(uri);
  }

  dispose(): void {
    this.#parts.dispose();
  }

  #refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      // A schema that is gone for a moment, half-typed, leaves the picture as it was.
      if (uri.scheme === scheme) this.#draw(uri).catch(() => undefined);
    }
  }

  async #draw(uri: vscode.Uri): Promise<void> {
    const text = await this.#schemas.ask('diagram', { group: uri.query });
    const key = uri.toString();
    if (this.#texts.get(key) === text) return;
    this.#texts.set(key, text);
    this.#changed.fire(uri);
  }
}
