import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../text/problem.js';
import { exists, outputName } from '../outputFolder.js';
import { plainMessage } from '../plainMessage.js';
import { isSpec, isSpecFile, rootOf } from '../specs.js';
import type { AppFolder, AppFolders } from './appFolders.js';
import type { SpecChoice } from './specFromRoutes.js';

const title = 'Generate Spec from Routes';

/** Where routes are read, and the description that they become. */
export interface SpecTarget {
  readonly folder: vscode.Uri;
  readonly without: readonly string[];
  readonly output: vscode.Uri;
  readonly isThere: boolean;
  /** Of a new file. */
  readonly version: '3.0' | '3.1';
}

/**
 * The application: the folder or the description that was given, that of the active file, the only one, or one that is picked; then the
 * description: what was given, the one that it has, or one that is picked.
 * @param given what a menu, a keybinding or another extension passed
 * @returns undefined when the user picked none
 * @throws Problem when there is no application, or it is not on a disk
 */
export async function chooseTarget(
  apps: AppFolders,
  given: vscode.Uri | undefined,
  choice: Partial<SpecChoice>,
): Promise<SpecTarget | undefined> {
  if (given && given.scheme !== 'file') throw notOnDisk();
  const kind = given && (await vscode.workspace.fs.stat(given).then(undefined, () => undefined))?.type;
  if (given && kind === undefined) {
    throw new Problem(`${vscode.workspace.asRelativePath(given)} is not there.`, { path: given.fsPath });
  }
  const isFolder = kind !== undefined && (kind & vscode.FileType.Directory) !== 0;
  const spec = given && !isFolder && (await isSpecFile(given)) ? given : isFolder ? undefined : activeSpec(given);
  const app = given && isFolder ? await folderAsApp(apps, given) : await chooseApp(apps, spec ?? given);
  if (!app) return undefined;
  const output = choice.output ? vscode.Uri.file(path.resolve(rootOf(app.folder).fsPath, choice.output)) : spec;
  const version = choice.version === '3.0' ? '3.0' : '3.1';
  const target: Pick<SpecTarget, 'output' | 'version'> | undefined = output
    ? { output, version }
    : await chooseOutput(app);
  if (!target) return undefined;
  const isThere = await exists(target.output);
  return { folder: app.folder, without: app.without, isThere, ...target };
}

type App = Pick<AppFolder, 'folder' | 'without' | 'description' | 'candidates'>;

/** Any folder: who names one means it. */
async function folderAsApp(apps: AppFolders, folder: vscode.Uri): Promise<App> {
  const known = (await apps.all()).find(app => app.folder.toString() === folder.toString());
  return known ?? { folder, without: [], description: undefined, candidates: [] };
}

async function chooseApp(apps: AppFolders, near: vscode.Uri | undefined): Promise<App | undefined> {
  const all = await apps.all();
  const file = near ?? vscode.window.activeTextEditor?.document.uri;
  if (file && file.scheme !== 'file' && all.length === 0) throw notOnDisk();
  const own = file && (await apps.of(file));
  if (own) return own;
  if (all.length === 0) {
    throw new Problem(
      vscode.workspace.workspaceFolders?.length
        ? 'No package.json of this workspace has express, fastify or koa among its dependencies. Open the folder of your application, or run this on a folder in the Explorer.'
        : 'There is no folder open. Open the folder of your application.',
    );
  }
  if (all.length === 1) return all[0];
  const items = all.map(app => ({
    label: `$(folder) ${plainMessage(vscode.workspace.asRelativePath(app.folder))}`,
    description: app.frameworks.join(', '),
    app,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: 'The routes of which application?' });
  return picked?.app;
}

interface OutputItem extends vscode.QuickPickItem {
  /** Undefined: ask with the dialog. */
  readonly output?: vscode.Uri;
  readonly version?: '3.0' | '3.1';
}

async function chooseOutput({
  folder,
  description,
  candidates,
}: App): Promise<Pick<SpecTarget, 'output' | 'version'> | undefined> {
  if (description) return { output: description, version: '3.1' };
  const name = (file: vscode.Uri) => plainMessage(outputName(folder, file));
  const there: OutputItem[] = candidates.map(output => ({
    label: `$(symbol-interface) ${name(output)}`,
    description: 'is there: gets what it lacks',
    output,
  }));
  const fresh = [
    { file: 'openapi.yaml', version: '3.1' },
    { file: 'openapi.json', version: '3.1' },
    { file: 'openapi.yaml', version: '3.0' },
  ] as const;
  const news = fresh.flatMap(({ file, version }): OutputItem[] => {
    const output = vscode.Uri.joinPath(folder, file);
    if (candidates.some(one => one.toString() === output.toString())) return [];
    return [{ label: `$(new-file) ${name(output)}`, description: `new, OpenAPI ${version}`, output, version }];
  });
  const items: OutputItem[] = [...there, ...news, { label: '$(folder-opened) Browse…', description: 'choose a file' }];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Which API description should it be?',
  });
  if (!picked) return undefined;
  if (picked.output) return { output: picked.output, version: picked.version ?? '3.1' };
  const chosen = await vscode.window.showSaveDialog({
    title,
    saveLabel: 'Describe Here',
    defaultUri: vscode.Uri.joinPath(folder, 'openapi.yaml'),
    filters: { 'API descriptions': ['yaml', 'yml', 'json'] },
  });
  if (chosen && chosen.scheme !== 'file') throw notOnDisk();
  return chosen && { output: chosen, version: '3.1' };
}

function activeSpec(given: vscode.Uri | undefined): vscode.Uri | undefined {
  const active = vscode.window.activeTextEditor?.document;
  return !given && active?.uri.scheme === 'file' && isSpec(active) ? active.uri : undefined;
}

function notOnDisk(): Problem {
  return new Problem(
    'Routes are read from files on a disk, and this is none. Open a folder of this machine, or one of a remote machine over SSH, WSL or a container.',
  );
}
