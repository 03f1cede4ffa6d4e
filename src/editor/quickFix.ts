import * as vscode from 'vscode';
import type { Fix, TextEdit } from '../text/finding.js';
import { toRange } from './findings.js';

export function quickFix({ title, edits }: Fix, diagnostic: vscode.Diagnostic, preferred: boolean): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.isPreferred = preferred;
  action.edit = workspaceEdit(edits);
  return action;
}

/** @param caution why the edits are shown before they are made. */
export function workspaceEdit(edits: readonly TextEdit[], caution?: string): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const metadata = caution === undefined ? undefined : { label: caution, needsConfirmation: true };
  for (const { path, range, text, newFile } of edits) {
    const file = vscode.Uri.file(path);
    if (newFile) edit.createFile(file, { contents: new TextEncoder().encode(text) });
    else edit.replace(file, toRange(range), text, metadata);
  }
  return edit;
}
