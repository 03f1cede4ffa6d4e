import * as vscode from 'vscode';
import { unpackLenses } from '../schema/service/packedLists.js';
import type { SchemaLens, ShownLens } from '../schema/service/schemaMessages.js';
import { toRange } from './findings.js';
import { section } from './settings.js';
import { sqlSelector } from './sqlDocuments.js';
import type { Linted, SqlSchemas } from './sqlSchemas.js';
import { readSqlSettings } from './sqlSettings.js';

const tooltips: Record<SchemaLens['kind'], string> = {
  columns: 'Show where the columns are defined',
  indexes: 'Show the indexes, those of keys among them',
  references: 'Show the foreign keys that refer to this table',
};

/** Behind the lenses, and for nobody else. */
const showPlaces = '_seniorBackend.showLensPlaces';

/** A large file has thousands: commands are made only for those that are in view. */
interface CountingLens extends vscode.CodeLens {
  readonly uri: vscode.Uri;
  readonly shown: ShownLens;
}

// Not looked up in the namespace, getter by getter, for each.
const { CodeLens } = vscode;

/** Above CREATE TABLE: what other statements and files add to the table. */
export class SqlLenses implements vscode.CodeLensProvider<CountingLens>, vscode.Disposable {
  readonly #schemas: SqlSchemas;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #parts: vscode.Disposable;
  /** Up to which revision of the schemas the lenses of a document were asked for last. */
  readonly #answered = new WeakMap<vscode.TextDocument, number>();

  constructor(schemas: SqlSchemas) {
    this.#schemas = schemas;
    this.#parts = vscode.Disposable.from(
      this.#changed,
      vscode.languages.registerCodeLensProvider(sqlSelector, this),
      vscode.commands.registerCommand(showPlaces, (uri, at, kind) => this.#showPlaces(uri, at, kind)),
      schemas.onDidLint(linted => this.#linted(linted)),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration(section)) this.#changed.fire();
      }),
    );
  }

  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<CountingLens[]> {
    const { enabled, lenses } = readSqlSettings(document.uri);
    if (!enabled || !Object.values(lenses).includes(true)) return [];
    this.#answered.set(document, this.#schemas.revision);
    const found = await this.#schemas.askQuietly('lenses', { path: document.uri.fsPath }, token);
    if (!found) return [];
    return unpackLenses(found)
      .filter(({ kind }) => lenses[kind])
      .map((shown): CountingLens => Object.assign(new CodeLens(toRange(shown.range)), { uri: document.uri, shown }));
  }

  resolveCodeLens(lens: CountingLens): CountingLens {
    lens.command = command(lens.uri, lens.range.start, lens.shown);
    return lens;
  }

  dispose(): void {
    this.#parts.dispose();
  }

  /** While somebody types, VS Code asks by itself; it has to be told of other files, and of answers that were too early. */
  #linted({ revision }: Linted): void {
    const isLate = (document: vscode.TextDocument) => (this.#answered.get(document) ?? revision) < revision;
    if (vscode.workspace.textDocuments.some(isLate)) this.#changed.fire();
  }

  async #showPlaces(uri: vscode.Uri, at: vscode.Position, kind: SchemaLens['kind']): Promise<void> {
    const position = { line: at.line, character: at.character };
    const locations = (await this.#schemas.askQuietly('lensLocations', { path: uri.fsPath, position, kind })) ?? [];
    const places = locations.map(({ path, range }) => new vscode.Location(vscode.Uri.file(path), toRange(range)));
    await vscode.commands.executeCommand('editor.action.showReferences', uri, at, places);
  }
}

function command(uri: vscode.Uri, at: vscode.Position, lens: ShownLens): vscode.Command {
  const { kind, title, hasLocations } = lens;
  // A lens with nothing behind it is no link.
  if (!hasLocations) return { title, command: '' };
  return { title, tooltip: tooltips[kind], command: showPlaces, arguments: [uri, at, kind] };
}
