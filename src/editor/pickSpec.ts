import * as vscode from 'vscode';
import { Problem } from '../text/problem.js';
import { plainMessage } from './plainMessage.js';
import { findSpecs, isSpec, isSpecFile } from './specs.js';

/**
 * The spec that a command is about: the one it was called with, the active editor's, or one that the user picks.
 * @param title of the question: the command's.
 * @returns undefined when the user picked none.
 * @throws Problem when the file is no spec, or the workspace has none.
 */
export async function pickSpec(given: unknown, title = 'Scaffold Routes'): Promise<vscode.Uri | undefined> {
  if (given instanceof vscode.Uri) {
    await refuseOther(given);
    return given;
  }
  const active = vscode.window.activeTextEditor?.document;
  if (active?.uri.scheme === 'file' && isSpec(active)) return active.uri;
  return pickFromWorkspace(title);
}

async function refuseOther(file: vscode.Uri): Promise<void> {
  const name = vscode.workspace.asRelativePath(file);
  if (file.scheme !== 'file') throw new Problem(`${name} is not a file on disk. Save it first.`);
  const answer = await isSpecFile(file);
  if (answer === undefined) throw new Problem(`${name} cannot be read.`, { path: file.fsPath });
  if (!answer) {
    throw new Problem(`${name} is not an API description: it has no openapi or swagger version at its top level.`, {
      path: file.fsPath,
    });
  }
}

async function pickFromWorkspace(title: string): Promise<vscode.Uri | undefined> {
  if (!vscode.workspace.workspaceFolders?.length) {
    throw new Problem('There is no folder open. Open the folder of your project, or an OpenAPI file in it.');
  }
  const cancelled = new vscode.CancellationTokenSource();
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly uri: vscode.Uri }>();
  pick.title = title;
  pick.placeholder = 'Which API description?';
  pick.matchOnDescription = true;
  pick.busy = true;
  pick.show();
  const picked = new Promise<vscode.Uri | undefined>(resolve => {
    pick.onDidAccept(() => {
      if (pick.activeItems[0]) resolve(pick.activeItems[0].uri);
    });
    pick.onDidHide(() => resolve(undefined));
  });
  try {
    const specs = await Promise.race([findSpecs(cancelled.token), picked.then(() => undefined)]);
    if (!specs) return undefined;
    if (specs.length === 0) {
      throw new Problem(
        'There is no OpenAPI or Swagger file in this workspace. Create one: a file openapi.yaml that begins with the line openapi: 3.1.0',
      );
    }
    if (specs.length === 1) return specs[0];
    pick.items = specs.map(uri => {
      const name = plainMessage(vscode.workspace.asRelativePath(uri));
      const slash = name.lastIndexOf('/');
      return {
        label: `$(symbol-interface) ${name.slice(slash + 1)}`,
        description: name.slice(0, Math.max(slash, 0)),
        uri,
      };
    });
    pick.busy = false;
    return await picked;
  } finally {
    cancelled.cancel();
    cancelled.dispose();
    pick.dispose();
  }
}
