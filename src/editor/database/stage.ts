import * as vscode from 'vscode';
import { plainMessage } from '../plainMessage.js';
import type { SavedConnection, Stage } from './connections.js';

/**
 * A form as well as a colour for each, told apart on light and on dark: lists of VS Code do not heed the colour of a theme's icon, so these
 * are pictures.
 */
const icons: Record<Stage, vscode.Uri> = {
  development: picture('<circle cx="8" cy="8" r="4.5" fill="#2ea35a"/>'),
  staging: picture('<path d="M8 2.5 14 13H2z" fill="#d18f00"/>'),
  production: picture(
    '<rect x="2.5" y="2.5" width="11" height="11" rx="2" fill="#e5484d"/><path d="M7.2 4.8h1.6v4H7.2zM7.2 9.8h1.6v1.5H7.2z" fill="#fff"/>',
  ),
};

function picture(shapes: string): vscode.Uri {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">${shapes}</svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}

export function stageIcon(stage: Stage): vscode.Uri {
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
    { title: `Add Connection: ${plainMessage(name)}`, placeHolder: 'What is this database?', ignoreFocusOut: true },
  );
  return picked?.stage;
}

/**
 * Asks before something is changed: production for its name, staging for a yes, a development database for nothing.
 * @param act `Apply 20261121_add_email.sql`, as a button and a title say it.
 * @param toOrOn what stands between the act and the database's name.
 */
export async function confirmChange(
  connection: SavedConnection,
  act: string,
  detail: string,
  toOrOn: 'to' | 'on' = 'to',
): Promise<boolean> {
  const { name, stage, description } = connection;
  if (stage === 'development') return true;
  const [does, warns] = [plainMessage(act), plainMessage(detail)];
  if (stage === 'staging') {
    const answer = await vscode.window.showWarningMessage(
      plainMessage(`${does} ${toOrOn} ${name}?`),
      { modal: true, detail: `${description}\n\n${warns}` },
      does,
    );
    return answer === does;
  }
  const typed = await vscode.window.showInputBox({
    title: `${does} ${toOrOn} PRODUCTION: ${name}`,
    prompt: `${warns} Type ${name} to go on: ${description}.`,
    placeHolder: name,
    ignoreFocusOut: true,
    validateInput: text => (text === '' || text === name ? undefined : `Type ${name}, or press Escape.`),
  });
  return typed === name;
}
