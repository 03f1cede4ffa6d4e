/** A comparison becomes files: where, in whose manner, and never over others. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../text/problem.js';
import { exists } from '../../outputFolder.js';
import { plainMessage } from '../../plainMessage.js';
import { sqlName } from '../../sqlSchemas.js';
import type { Databases } from '../databases.js';
import type { NewFiles } from './compareCalls.js';
import { inWorkspace, type SaveChoice } from './compareChoice.js';
import { recallOutput, rememberOutput } from './compareMemory.js';
import type { ShownComparison } from './compareView.js';
import { messageText } from './comparisonText.js';
import { schemaGroups } from './sideItems.js';
import { rootFolder, type Side } from './sides.js';

interface Place extends vscode.QuickPickItem {
  /** Absolute; undefined: by dialog. */
  readonly folder: string | undefined;
}

/**
 * @returns absolute paths of what was written; undefined when the user stopped on the way.
 * @throws Problem when the proof does not hold and nobody can be asked, for a file that is there, and for what cannot be written.
 */
export async function saveMigration(
  databases: Databases,
  comparison: ShownComparison,
  { folder: chosen, unproven }: SaveChoice,
): Promise<readonly string[] | undefined> {
  const { compared } = comparison;
  if (compared.isEqual) throw new Problem('The schemas are equal: there is no migration to save.');
  if (!compared.isProven && !unproven) {
    if (chosen !== undefined) throw new Problem(`${messageText(compared)} Nothing was saved.`);
    if (!(await confirmUnproven(comparison))) return undefined;
  }
  const folder = chosen === undefined ? await askFolder(databases, comparison) : inWorkspace(chosen);
  if (folder === undefined) return undefined;
  const { files, warning, already } = await newFiles(databases, comparison, folder);
  if (already !== undefined)
    throw new Problem('This migration is in the folder already. Move it away, or save to another folder.', {
      path: already,
    });
  const written = await write(folder, files);
  await rememberOutput(databases.desk.context.workspaceState, folder);
  if (warning !== undefined) void vscode.window.showWarningMessage(plainMessage(warning));
  await vscode.window.showTextDocument(vscode.Uri.file(written[0]!), { preview: false });
  return written;
}

async function confirmUnproven({ compared }: ShownComparison): Promise<boolean> {
  const save = 'Save Anyway';
  const answer = await vscode.window.showWarningMessage(
    'Save a migration whose proof does not hold?',
    { modal: true, detail: [...compared.failures, ...compared.proofs].map(plainMessage).join('\n\n') },
    save,
  );
  return answer === save;
}

/** As they would be written to the folder that is offered first: what is shown is what is saved. */
export async function previewFiles(
  databases: Databases,
  comparison: ShownComparison,
): Promise<Pick<NewFiles, 'files'> & { readonly folder: string }> {
  const [first] = await placesFor(databases, comparison);
  const folder = first?.folder ?? inWorkspace('migrations');
  const { files } = await newFiles(databases, comparison, folder);
  return { folder: sqlName(folder), files };
}

function newFiles({ thread }: Databases, { compared, now }: ShownComparison, folder: string): Promise<NewFiles> {
  const root = rootFolder(folder) ?? folder;
  return thread.call('newMigrationFiles', { written: compared.written, root, folder, now });
}

async function askFolder(databases: Databases, comparison: ShownComparison): Promise<string | undefined> {
  const places = await placesFor(databases, comparison);
  const browse: Place = { label: '$(folder-opened) Another folder…', folder: undefined };
  const picked = await vscode.window.showQuickPick([...places, browse], {
    title: 'Save Migration',
    placeHolder: 'Where to? It is written in the manner of the folder’s tool.',
    matchOnDescription: true,
  });
  if (!picked || picked.folder !== undefined) return picked?.folder;
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: 'Save Migration',
      openLabel: 'Save Here',
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return folder?.fsPath;
}

/** The likeliest first: where the last one went, the migrations that were compared, those of the workspace, a folder of its own. */
async function placesFor(databases: Databases, { pair: { now, become } }: ShownComparison): Promise<readonly Place[]> {
  const migrations = (await schemaGroups(databases)).filter(({ kind }) => kind === 'migrations');
  const last = recallOutput(databases.desk.context.workspaceState);
  const compared = [now, become].flatMap(side => migrations.filter(group => isOf(side, group.path)));
  const places = new Map<string, string>();
  const add = (folder: string, description: string) => {
    if (!places.has(folder)) places.set(folder, description);
  };
  const toolOf = (folder: string) => {
    const tool = migrations.find(group => group.path === folder)?.tool;
    return tool === undefined || tool === 'plain' ? 'migrations' : `${tool} migrations`;
  };
  for (const { path: folder } of compared) add(folder, toolOf(folder));
  if (last !== undefined) add(last, 'as last time');
  for (const { path: folder } of migrations) add(folder, toolOf(folder));
  const beside = [become, now].flatMap(side => (side.kind === 'connection' ? [] : [side.path]))[0];
  const root = beside === undefined ? undefined : path.dirname(beside);
  if (places.size === 0)
    add(root === undefined ? inWorkspace('migrations') : path.join(root, 'migrations'), 'a new folder');
  return [...places].map(([folder, description]) => ({
    ...{ label: `$(versions) ${plainMessage(sqlName(folder))}`, description, folder },
  }));
}

function isOf(side: Side, folder: string): boolean {
  return side.kind === 'folder' && side.path === folder;
}

/** All of them, or none. */
async function write(folder: string, files: NewFiles['files']): Promise<readonly string[]> {
  const targets = files.map(file => ({ ...file, uri: vscode.Uri.file(path.join(folder, ...file.path.split('/'))) }));
  for (const { uri } of targets)
    if (await exists(uri))
      throw new Problem('This file is there already and is not overwritten. Move it away, or save to another folder.', {
        path: uri.fsPath,
      });
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, text } of targets) edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new Problem(`The migration cannot be written to ${folder}. Is the folder read-only?`, { path: folder });
  return targets.map(({ uri }) => uri.fsPath);
}
