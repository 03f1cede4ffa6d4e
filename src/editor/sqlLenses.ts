import * as vscode from 'vscode';
import type { SchemaLens } from '../schema/service/schemaMessages.js';
import { toRange } from './findings.js';
import { section } from './settings.js';
import { sqlSelector } from './sqlDocuments.js';
import type { SqlSchemas } from './sqlSchemas.js';
import { readSqlSettings } from './sqlSettings.js';

const tooltips: Record<SchemaLens['kind'], string> = {
  columns: 'Show where the columns are defined',
  indexes: 'Show the indexes, those of keys among them',
  references: 'Show the foreign keys that refer to this table',
};

/** Above CREATE TABLE: what other statements and files add to the table. */
export class SqlLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #schemas: SqlSchemas;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #parts: vscode.Disposable;
  /** A large file has thousands, each with its places: commands are made only for those that are in view. */
  readonly #facts = new WeakMap<vscode.CodeLens, { readonly uri: vscode.Uri; readonly lens: SchemaLens }>();

  constructor(schemas: SqlSchemas) {
    this.#schemas = schemas;
    this.#parts = vscode.Disposable.from(
      this.#changed,
      vscode.languages.registerCodeLensProvider(sqlSelector, this),
      schemas.onDidLint(() => this.#changed.fire()),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration(section)) this.#changed.fire();
      }),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    const { enabled, lenses } = readSqlSettings(document.uri);
    if (!enabled || !Object.values(lenses).includes(true)) return [];
    const found = (await this.#schemas.askQuietly('lenses', { path: document.uri.fsPath }, token)) ?? [];
    return found
      .filter(({ kind }) => lenses[kind])
      .map(lens => {
        const made = new vscode.CodeLens(toRange(lens.range));
        this.#facts.set(made, { uri: document.uri, lens });
        return made;
      });
  }

  resolveCodeLens(lens: vscode.CodeLens): vscode.CodeLens {
    const facts = this.#facts.get(lens);
    if (facts) lens.command = command(facts.uri, lens.range.start, facts.lens);
    return lens;
  }

  dispose(): void {
    this.#parts.dispose();
  }
}

function command(uri: vscode.Uri, at: vscode.Position, { kind, title, locations }: SchemaLens): vscode.Command {
  // A lens with nothing behind it is no link.
  if (locations.length === 0) return { title, command: '' };
  const places = locations.map(({ path, range }) => new vscode.Location(vscode.Uri.file(path), toRange(range)));
  return { title, tooltip: tooltips[kind], command: 'editor.action.showReferences', arguments: [uri, at, places] };
}
