import nodePath from 'node:path';
import * as vscode from 'vscode';

/** What VS Code's `git.path` says, which only a user can set, not a workspace. Absolute paths, in order. */
export function gitPrograms(): readonly string[] {
  const found = vscode.workspace.getConfiguration('git').inspect<unknown>('path');
  const written = found?.globalValue;
  return [written].flat().filter((one): one is string => typeof one === 'string' && nodePath.isAbsolute(one));
}
