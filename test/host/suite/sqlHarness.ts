import * as vscode from 'vscode';
import { problemsOf, ruleOf } from './harness.js';

/** As a user opens it: a document that an extension opened stays open for minutes. */
export async function open(file: vscode.Uri): Promise<vscode.TextEditor> {
  await vscode.commands.executeCommand('vscode.open', file, { preview: false });
  return vscode.window.activeTextEditor!;
}

/** Closes what a test has typed. */
export async function close(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

export function withRule(file: vscode.Uri, rule: string): vscode.Diagnostic[] {
  return problemsOf(file).filter(problem => ruleOf(problem) === rule);
}
