import * as vscode from 'vscode';
import type { SavedConnection, Stage } from './connections.js';

const icons: Record<Stage, vscode.ThemeIcon> = {
  development: new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor('charts.green')),
  staging: new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor('charts.yellow')),
  production: new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor('charts.red')),
};

export function stageIcon(stage: Stage): vscode.ThemeIcon {
  return icons[stage];
}

/** @returns undefined when it was closed. */
export async function askStage(name: string): Promise<Stage | undefined> {
  const item = (stage: Stage, label: string, detail: string) => ({ stage, label, detail, iconPath: stageIcon(stage) });
  const picked = await vscode.window.showQuickPick(
    [
      item('development', 'Development', 'A database of your own.'),
      item('staging', 'Staging', 'Shared with others: whatever changes it asks first.'),
      item('production', 'Production', 'Whatever changes it asks for its name to be typed.'),
    ],
    { title: `Add Connection: ${name}`, placeHolder: 'What is this database?', ignoreFocusOut: true },
  );
  return picked?.stage;
}

/**
 * Asks before something is changed: production for its name, staging for a yes, a development database for nothing.
 * @param act `Apply 20261121_add_email.sql`, as a button and a title say it.
 */
export async function confirmChange(connection: SavedConnection, act: string, detail: string): Promise<boolean> {
  const { name, stage, description } = connection;
  if (stage === 'development') return true;
  if (stage === 'staging') {
    const answer = await vscode.window.showWarningMessage(
      `${act} to ${name}?`,
      { modal: true, detail: `${description}\n\n${detail}` },
      act,
    );
    return answer === act;
  }
  const typed = await vscode.window.showInputBox({
    title: `${act} to PRODUCTION: ${name}`,
    prompt: `${detail} Type ${name} to go on: ${description}.`,
    placeHolder: name,
    ignoreFocusOut: true,
    validateInput: text => (text === '' || text === name ? undefined : `Type ${name}, or press Escape.`),
  });
  return typed === name;
}
