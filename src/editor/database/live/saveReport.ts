import path from 'node:path';
import * as vscode from 'vscode';
import { plainMessage } from '../../plainMessage.js';
import type { SavedConnection } from '../connections.js';
import type { Databases } from '../databases.js';
import type { ReportFormat, ReportPlace } from './liveCalls.js';

const formats: Readonly<Record<string, ReportFormat>> = { '.html': 'html', '.md': 'markdown', '.json': 'json' };

/** Asks where; the ending says in which form. @returns what was written; undefined when the user stopped on the way. */
export async function saveReport(
  { thread }: Databases,
  { name }: SavedConnection,
  place: ReportPlace,
): Promise<vscode.Uri | undefined> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  // A name of a connection is anything; one of a file is not.
  const base = `database-${name.replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 60)}.html`;
  const uri = await vscode.window.showSaveDialog({
    title: `Save the Report of ${name}`,
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, base) }),
    filters: { HTML: ['html'], Markdown: ['md'], JSON: ['json'] },
  });
  if (!uri) return undefined;
  const format = formats[path.extname(uri.path).toLowerCase()] ?? 'html';
  const text = await thread.call('reportText', { place, format });
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const open = 'Open';
  // Not awaited: a command ends when its work does, not when somebody closes the message.
  void vscode.window
    .showInformationMessage(plainMessage(`The report of ${name} is saved.`), open)
    .then(async answer => {
      if (answer !== open) return;
      if (format === 'html') await vscode.env.openExternal(uri);
      else await vscode.window.showTextDocument(uri);
    });
  return uri;
}
