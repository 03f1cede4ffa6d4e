import * as vscode from 'vscode';
import { plainMessage } from './plainMessage.js';

/** Says why nothing was written, and leads to where trust is given. */
export async function offerTrust(text: string): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const answer = await vscode.window.showInformationMessage(plainMessage(text), manage);
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
