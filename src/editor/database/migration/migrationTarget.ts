/** Which migration a command is about, ready to be run: saved, read, and of PostgreSQL. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../text/problem.js';
import { plainMessage } from '../../plainMessage.js';
import { isSql } from '../../sqlDocuments.js';
import { offerTrust } from '../../trust.js';
import type { Databases } from '../databases.js';
import type { DescribedMigration } from './migrationCalls.js';
import type { MigrationChoice } from './migrationChoice.js';

export interface MigrationTarget {
  readonly uri: vscode.Uri;
  readonly described: DescribedMigration;
  /** Absolute: the folder of migrations that it is one of. */
  readonly migrations?: string;
  /** Absolute: of the workspace, or the file's own. */
  readonly folder: string;
}

/**
 * @param given what a lens, a menu, a keybinding or another extension passed; else the active editor's file.
 * @returns undefined when the workspace is not trusted, or the user does not want the files saved.
 * @throws Problem for what is no migration, and for SQL that cannot be run as it stands.
 */
export async function openTarget(
  { desk, thread }: Databases,
  given: unknown,
  choice: MigrationChoice,
): Promise<MigrationTarget | undefined> {
  const uri = given instanceof vscode.Uri ? given : activeSql();
  if (!uri) throw new Problem('Open a migration first: an .sql file of a folder of migrations.');
  if (!vscode.workspace.isTrusted) {
    void offerTrust('This workspace is not trusted, so its SQL is not run.');
    return undefined;
  }
  await vscode.workspace.openTextDocument(uri);
  const [group] = await desk.schemas.ask('groups', { path: uri.fsPath });
  if (group && group.dialect !== 'postgresql')
    throw new Problem(`Only migrations of PostgreSQL can be run: this one is for ${group.dialect}.`, {
      path: uri.fsPath,
    });
  const files = new Set(group?.kind === 'migrations' ? group.files : []);
  if (!(await areSaved(uri, files, choice))) return undefined;
  const described = await thread.call('describeMigration', { path: uri.fsPath });
  const workspace = vscode.workspace.getWorkspaceFolder(uri);
  return {
    ...{ uri, described },
    ...(group?.kind === 'migrations' && { migrations: group.path }),
    folder: workspace?.uri.fsPath ?? path.dirname(uri.fsPath),
  };
}

/** What is run is what is on the disk: of this file, its other half, and those before it. */
async function areSaved(uri: vscode.Uri, files: ReadonlySet<string>, { save }: MigrationChoice): Promise<boolean> {
  const folder = path.dirname(uri.fsPath);
  const dirty = vscode.workspace.textDocuments.filter(
    document =>
      document.isDirty &&
      isSql(document) &&
      (files.has(document.uri.fsPath) || path.dirname(document.uri.fsPath) === folder),
  );
  if (dirty.length === 0) return true;
  if (!save) {
    const names = dirty.map(document => path.basename(document.uri.fsPath));
    const is = names.length === 1 ? `${names[0]} is` : `${names.slice(0, 5).join(', ')} are`;
    const act = 'Save and Go On';
    const answer = await vscode.window.showWarningMessage(
      plainMessage(`${is} not saved.`),
      { modal: true, detail: 'What runs is what is on the disk.' },
      act,
    );
    if (answer !== act) return false;
  }
  for (const document of dirty) {
    if (!(await document.save())) throw new Problem('This file cannot be saved.', { path: document.uri.fsPath });
  }
  return true;
}

function activeSql(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && isSql(document) ? document.uri : undefined;
}
