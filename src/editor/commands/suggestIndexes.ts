import path from 'node:path';
import * as vscode from 'vscode';
import type { SchemaGroup } from '../../schema/project/project.js';
import type { SchemaCalls, SuggestedFile } from '../../schema/service/schemaMessages.js';
import type { FileChange } from '../../text/files.js';
import { commonFolder } from '../../text/folders.js';
import { applyChanges, type UndoCare } from '../applyChanges.js';
import { pickGroup } from '../pickGroup.js';
import { plainMessage } from '../plainMessage.js';
import type { Session } from '../session.js';
import type { ChangesView } from '../showChanges.js';
import { type SqlSchemas, sqlName } from '../sqlSchemas.js';
import { offerTrust } from '../trust.js';

type Suggested = SchemaCalls['suggestIndexes']['result'];

/** What the command shows its results in. */
export interface SuggestScene extends Session {
  readonly schemas: SqlSchemas;
  readonly changesView: ChangesView;
  readonly undo: UndoCare;
}

/**
 * Schema → worker thread → a migration and its rollback, or indexes at the end of the schema's own files, in the Refactor Preview →
 * files. Nothing is written before the user applies the preview.
 * @param given the SQL file whose schema is meant; menus pass it.
 * @returns absolute paths of what was written; undefined when the user stopped on the way.
 */
export async function suggestIndexes(scene: SuggestScene, given: unknown): Promise<readonly string[] | undefined> {
  const group = await pickGroup(scene.schemas, given, 'Suggest Indexes');
  if (!group) return undefined;
  const suggested = await withProgress(scene.schemas, group);
  const files = await wholeFiles(suggested);
  const name = sqlName(group.path);
  if (files.length === 0) {
    void vscode.window.showInformationMessage(
      plainMessage(`Nothing to suggest for ${name}: its foreign keys and its queries have their indexes.`),
    );
    return [];
  }
  writeLog(scene.log, name, suggested);
  const folder = commonFolder(files.map(file => path.dirname(file.path)));
  const output = vscode.Uri.file(folder);
  const changes = files.map((file): FileChange => {
    return { path: path.relative(folder, file.path).split(path.sep).join('/'), text: file.text, owner: 'you' };
  });
  if (!vscode.workspace.isTrusted) {
    await scene.changesView.show(`Preview: indexes for ${name}`, output, changes);
    void offerTrust('This workspace is not trusted, so the indexes are shown but not written.');
    return undefined;
  }
  const existing = vscode.Uri.file(group.files[0] ?? group.path);
  const written = await applyChanges(output, changes, { replaceable: [] }, existing, scene.undo);
  if (!written?.length) return written && [];
  const paths = written.map(file => path.join(folder, file.path));
  await vscode.window.showTextDocument(vscode.Uri.file(paths[0]!), { preview: false });
  return paths;
}

async function withProgress(schemas: SqlSchemas, group: SchemaGroup): Promise<Suggested> {
  const title = `Looking for missing indexes in ${sqlName(group.path)}`;
  const progress = { location: vscode.ProgressLocation.Notification, cancellable: true, title: plainMessage(title) };
  return vscode.window.withProgress(progress, (_, token) => {
    const cancelled = new AbortController();
    token.onCancellationRequested(() => cancelled.abort(new vscode.CancellationError()));
    return schemas.ask('suggestIndexes', { group: group.path }, cancelled.signal);
  });
}

/** New files, and those of the schema as they are to be, unsaved changes in them. */
async function wholeFiles({ files, appended }: Suggested): Promise<readonly SuggestedFile[]> {
  if (appended.length === 0) return files;
  return Promise.all(
    appended.map(async ({ path: file, text }) => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
      return { path: file, text: document.getText().replaceAll('\r\n', '\n') + text };
    }),
  );
}

function writeLog(log: vscode.LogOutputChannel, name: string, { suggestions }: Suggested): void {
  log.info(`${name}: ${suggestions.length} ${suggestions.length === 1 ? 'index' : 'indexes'} suggested`);
  for (const { table, columns, reason, sql } of suggestions) {
    log.info(`  ${table} (${columns.join(', ')}): ${reason}`);
    log.info(`    ${sql}`);
  }
}
