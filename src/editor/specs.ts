import * as vscode from 'vscode';
import { looksLikeApi } from '../openapi/detect.js';

/** What may be a spec; virtual file systems have no paths for `$ref`s to be resolved against. */
export const specSelector: readonly vscode.DocumentFilter[] = [
  { scheme: 'file', language: 'yaml' },
  { scheme: 'file', language: 'json' },
  { scheme: 'file', pattern: '**/*.{yaml,yml,json}' },
];

/** A search for specs opens every candidate; beyond this many the workspace is not one that is searched in a moment. */
const mostCandidates = 3000;
const headBytes = 64 * 1024;

/** So many lines are looked at before a whole text is put together, which takes long when it is large. */
const headLines = 200;

export function isSpec(document: vscode.TextDocument): boolean {
  if (vscode.languages.match(specSelector, document) === 0) return false;
  const head = document.getText(new vscode.Range(0, 0, headLines, 0));
  return looksLikeApi(head) || (document.lineCount > headLines && looksLikeApi(document.getText()));
}

/** Open documents answer with their unsaved text. @returns undefined when there is no such file. */
export async function isSpecFile(file: vscode.Uri): Promise<boolean | undefined> {
  const open = openDocument(file);
  if (open) return looksLikeApi(open.getText());
  try {
    const bytes = await vscode.workspace.fs.readFile(file);
    return looksLikeApi(new TextDecoder().decode(bytes.subarray(0, headBytes)));
  } catch {
    return undefined;
  }
}

/** Every spec of the workspace, sorted by path. */
export async function findSpecs(token: vscode.CancellationToken): Promise<readonly vscode.Uri[]> {
  const candidates = await specCandidates(token);
  const specs: vscode.Uri[] = [];
  // A few at a time: a workspace may hold thousands, and opening them all at once runs out of file handles.
  for (let i = 0; i < candidates.length && !token.isCancellationRequested; i += 16) {
    const some = candidates.slice(i, i + 16);
    const answers = await Promise.all(some.map(isSpecFile));
    specs.push(...some.filter((_, n) => answers[n]));
  }
  return specs.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The YAML and JSON files of the workspace; of thousands, some. */
export function specCandidates(token?: vscode.CancellationToken): Thenable<vscode.Uri[]> {
  const generated = '**/{node_modules,.git,dist,out,build,coverage}/**';
  return vscode.workspace.findFiles('**/*.{yaml,yml,json}', generated, mostCandidates, token);
}

export function openDocument(file: vscode.Uri): vscode.TextDocument | undefined {
  const key = file.toString();
  return vscode.workspace.textDocuments.find(document => document.uri.toString() === key);
}

/** The text of every unsaved file: what a user sees is what is read. */
export function unsavedTexts(): readonly { readonly path: string; readonly text: string }[] {
  return vscode.workspace.textDocuments
    .filter(document => document.isDirty && document.uri.scheme === 'file')
    .map(document => ({ path: document.uri.fsPath, text: document.getText() }));
}

/** The workspace folder that a spec's references must not leave; its own folder when it lies outside of all. */
export function rootOf(spec: vscode.Uri): vscode.Uri {
  return vscode.workspace.getWorkspaceFolder(spec)?.uri ?? vscode.Uri.joinPath(spec, '..');
}
