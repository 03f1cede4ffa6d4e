import * as vscode from 'vscode';
import { isSql } from '../../sqlDocuments.js';
import type { Databases } from '../databases.js';
import { kindOf } from './compareChoice.js';
import { sideOfGroup } from './sideItems.js';
import type { Pair } from './sides.js';

/**
 * What the command was called on: a file stands for the schema that it belongs to. Migrations are what is there now; what people write
 * by hand is what it should become. Both can be swapped.
 * @param given what a menu passed; without it the active editor counts.
 */
export async function givenSide(databases: Databases, given: unknown): Promise<Partial<Pair>> {
  const file = given instanceof vscode.Uri ? given : activeSql();
  if (file?.scheme !== 'file') return {};
  const path = file.fsPath;
  const kind = (await kindOf(path)) ?? 'file';
  // A file outside of what was found is known once it is open.
  if (kind === 'file') await vscode.workspace.openTextDocument(file);
  const groups = await databases.desk.schemas.ask('groups', kind === 'file' ? { path } : {});
  const group = kind === 'file' ? groups[0] : groups.find(one => one.path === path);
  const isWhole = kind === 'folder' || groups.length === 1;
  if (!group || !isWhole) return { become: { kind, path } };
  const side = sideOfGroup(group);
  return group.kind === 'migrations' ? { now: side } : { become: side };
}

function activeSql(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && isSql(document) ? document.uri : undefined;
}
