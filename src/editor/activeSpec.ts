import * as vscode from 'vscode';
import { isSpec } from './specs.js';

const key = 'seniorBackend.activeEditorIsSpec';

/** Keeps the context key by which editor menus know a spec. */
export function trackActiveSpec(): vscode.Disposable {
  let last: boolean | undefined;
  const update = () => {
    const document = vscode.window.activeTextEditor?.document;
    const now = document !== undefined && isSpec(document);
    if (now !== last) void vscode.commands.executeCommand('setContext', key, now);
    last = now;
  };
  update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) update();
    }),
  );
}
