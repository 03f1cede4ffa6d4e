import * as vscode from 'vscode';
import type { Profile } from '../../decision/profile.js';
import { type ProfileFile, readProfiles } from '../../decision/readProfiles.js';
import { plainMessage } from '../plainMessage.js';
import type { Session } from '../session.js';

/**
 * Ours, and those of the workspace folder's `.senior-backend/profiles`.
 * @throws Problem for the first one that is wrong; the others are in the log. A decision without them would be another one.
 */
export async function workspaceProfiles({ context, log }: Session, root: vscode.Uri): Promise<readonly Profile[]> {
  const builtIn = await filesOf(vscode.Uri.joinPath(context.extensionUri, 'dist', 'profiles'));
  const own = await filesOf(vscode.Uri.joinPath(root, '.senior-backend', 'profiles'));
  const { profiles, problems } = readProfiles(builtIn, own);
  for (const { message, place } of problems) log.error(plainMessage(`${place?.path ?? ''}: ${message}`));
  if (problems[0]) throw problems[0];
  return profiles;
}

async function filesOf(folder: vscode.Uri): Promise<readonly ProfileFile[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder).then(undefined, () => []);
  const names = entries.map(([name]) => name).filter(name => name.endsWith('.json') && !name.startsWith('.'));
  return Promise.all(
    names.map(async name => {
      const file = vscode.Uri.joinPath(folder, name);
      return { path: file.fsPath, text: new TextDecoder().decode(await vscode.workspace.fs.readFile(file)) };
    }),
  );
}
