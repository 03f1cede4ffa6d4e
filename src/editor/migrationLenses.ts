import * as vscode from 'vscode';
import type { DatabaseRoom } from './databaseRoom.js';
import { section } from './settings.js';
import { sqlSelector } from './sqlDocuments.js';
import type { SqlSchemas } from './sqlSchemas.js';

/** On the first line of a migration: prove, dry-run, apply, roll back. Until one is opened, nothing is loaded. */
export function registerMigrationLenses(schemas: SqlSchemas, room: DatabaseRoom): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  /** Up to which revision of the schemas it was asked last whether a document is a migration. */
  const asked = new WeakMap<vscode.TextDocument, number>();
  const isMigration = async (document: vscode.TextDocument): Promise<boolean> => {
    if (document.lineAt(0).text.startsWith('-- Senior Backend: ')) return true;
    asked.set(document, schemas.revision);
    const [group] = (await schemas.askQuietly('groups', { path: document.uri.fsPath })) ?? [];
    return group?.kind === 'migrations' && group.dialect === 'postgresql';
  };
  room.onDidOpen(({ migrations }) => migrations.onDidChangeLenses(() => changed.fire()));
  return vscode.Disposable.from(
    changed,
    vscode.languages.registerCodeLensProvider(sqlSelector, {
      onDidChangeCodeLenses: changed.event,
      async provideCodeLenses(document, token) {
        const settings = vscode.workspace.getConfiguration(section, document.uri);
        if (settings.get<unknown>('codeLens.migrations') === false || !(await isMigration(document))) return [];
        return token.isCancellationRequested ? [] : room.open().migrations.lenses(document);
      },
    }),
    schemas.onDidLint(({ revision }) => {
      const isLate = (document: vscode.TextDocument) => (asked.get(document) ?? revision) < revision;
      if (vscode.workspace.textDocuments.some(isLate)) changed.fire();
    }),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(`${section}.codeLens.migrations`)) changed.fire();
    }),
  );
}
