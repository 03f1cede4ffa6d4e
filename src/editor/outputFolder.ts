import path from 'node:path';
import * as vscode from 'vscode';
import { rootOf } from './specs.js';

/** The folder that a choice names. Relative ones start at the spec's workspace folder. */
export function outputUri(spec: vscode.Uri, output: string): vscode.Uri {
  return vscode.Uri.file(path.resolve(rootOf(spec).fsPath, output));
}

/** How a folder is shown and remembered: relative with forward slashes inside the workspace folder, else absolute. */
export function outputName(spec: vscode.Uri, folder: vscode.Uri): string {
  const relative = path.relative(rootOf(spec).fsPath, folder.fsPath);
  if (relative === '') return '.';
  if (relative.startsWith('..') || path.isAbsolute(relative)) return folder.fsPath;
  return relative.split(path.sep).join('/');
}

export async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}
