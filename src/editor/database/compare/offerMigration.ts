import * as vscode from 'vscode';
import { plainMessage } from '../../plainMessage.js';
import type { ShownComparison } from './compareView.js';
import { messageText } from './comparisonText.js';

const [save, saveAnyway, copy, again] = ['Save Migration', 'Save Anyway…', 'Copy SQL', 'Compare Again'] as const;

/** What it comes to, and what can be done with it. Ends when the message is closed; what it leads to are commands of their own. */
export async function offerMigration(comparison: ShownComparison): Promise<void> {
  const { compared, title, again: choice } = comparison;
  const answer = await say(comparison);
  if (answer === save || answer === saveAnyway)
    await vscode.commands.executeCommand('seniorBackend.saveMigration', { title });
  else if (answer === again) await vscode.commands.executeCommand('seniorBackend.compareSchemas', undefined, choice);
  else if (answer === copy) {
    await vscode.env.clipboard.writeText(compared.upSql);
    vscode.window.setStatusBarMessage('$(check) The SQL of the migration is on the clipboard.', 4000);
  }
}

function say({ compared }: ShownComparison): Thenable<string | undefined> {
  const { isEqual, isProven, unmodelled, hazards } = compared;
  const text = messageText(compared);
  if (!isEqual && !isProven) return vscode.window.showErrorMessage(plainMessage(text), saveAnyway, again);
  const { showInformationMessage: inform, showWarningMessage: warn } = vscode.window;
  if (isEqual) return (unmodelled.length > 0 ? warn : inform)(plainMessage(text), again);
  const isDangerous = hazards.some(({ direction, severity }) => direction === 'up' && severity === 'danger');
  return (isDangerous ? warn : inform)(plainMessage(text), save, copy, again);
}
