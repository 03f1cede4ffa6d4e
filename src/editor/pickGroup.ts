import * as vscode from 'vscode';
import type { SchemaGroup } from '../schema/project/project.js';
import { Problem } from '../text/problem.js';
import { plainMessage } from './plainMessage.js';
import { isSql } from './sqlDocuments.js';
import { type SqlSchemas, sqlName } from './sqlSchemas.js';

const icons: Record<SchemaGroup['kind'], string> = { file: 'database', folder: 'folder', migrations: 'versions' };

/**
 * The schema that a command is about: the one of the file it was called with or of the active editor, the only one of the workspace,
 * or one that the user picks.
 * @param given what a menu, a keybinding or another extension passed.
 * @returns undefined when the user picked none.
 * @throws Problem when there is no schema.
 */
export async function pickGroup(schemas: SqlSchemas, given: unknown, title: string): Promise<SchemaGroup | undefined> {
  const file = given instanceof vscode.Uri ? given : activeSql();
  if (file) {
    // The active file may stand outside of what was found, or be a file of queries.
    await vscode.workspace.openTextDocument(file);
    const [own, ...more] = await schemas.ask('groups', { path: file.fsPath });
    if (own && more.length === 0) return own;
    if (given && !own) throw new Problem(`${sqlName(file.fsPath)} belongs to no schema.`, { path: file.fsPath });
  }
  const groups = await schemas.ask('groups', {});
  if (groups.length === 0) {
    throw new Problem(
      'There is no SQL schema in this workspace. Create one: a file schema.sql with CREATE TABLE statements.',
    );
  }
  if (groups.length === 1) return groups[0];
  const items = groups.map(group => ({ ...groupItem(group), group }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Which schema?',
    matchOnDescription: true,
  });
  return picked?.group;
}

function activeSql(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && isSql(document) ? document.uri : undefined;
}

/** How a group is listed in a quick pick. */
export function groupItem(group: SchemaGroup): vscode.QuickPickItem {
  return { label: `$(${icons[group.kind]}) ${plainMessage(sqlName(group.path))}`, description: describe(group) };
}

function describe({ kind, tool, files }: SchemaGroup): string {
  const count = `${files.length} ${files.length === 1 ? 'file' : 'files'}`;
  if (kind === 'file') return '';
  if (kind === 'folder') return count;
  return `${tool && tool !== 'plain' ? `${tool} ` : ''}migrations, ${count}`;
}
