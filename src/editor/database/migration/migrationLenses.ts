import path from 'node:path';
import * as vscode from 'vscode';
import { downHalf, migrationName } from '../../../database/apply/migrationFiles.js';
import { plainMessage } from '../../plainMessage.js';
import { ago } from './ago.js';
import { showReportCommand } from './migrationReports.js';
import type { KeptRun } from './migrationRuns.js';

const top = new vscode.Range(0, 0, 0, 0);

/** What can be done with a migration, and what was done last. A file that takes one back has no Apply. */
export async function migrationLenses(
  document: vscode.TextDocument,
  runs: readonly KeptRun[],
  hasReport: boolean,
): Promise<vscode.CodeLens[]> {
  const { uri } = document;
  const siblings = await namesBeside(uri);
  const { name, direction } = migrationName(uri.fsPath, siblings);
  const isDown = direction === 'down';
  const act = (title: string, tooltip: string, command: string) =>
    new vscode.CodeLens(top, { title, tooltip, command: `seniorBackend.${command}`, arguments: [uri] });
  const wasApplied = runs.some(({ label }) => label.startsWith('Applied'));
  const hasWayBack = isDown || wasApplied || hasRollback(document, name, siblings);
  return [
    act(
      '$(verified) Prove',
      isDown
        ? 'Run the migration and this rollback on a fresh PostgreSQL of our own, with sample rows'
        : 'Run it up and down on a fresh PostgreSQL of our own, with sample rows',
      'proveMigration',
    ),
    act('$(debug-start) Dry-run', 'Run it on a database and undo it: times, rows, locks', 'dryRunMigration'),
    ...(isDown ? [] : [act('$(play) Apply', 'Run it on a database, and write that down there', 'applyMigration')]),
    ...(hasWayBack ? [act('$(discard) Roll back', 'Take it back on a database', 'rollBackMigration')] : []),
    ...runs.map(run => stateLens(uri, run, hasReport)),
  ];
}

function stateLens(uri: vscode.Uri, { label, at, isFine }: KeptRun, hasReport: boolean): vscode.CodeLens {
  const title = `$(${isFine ? 'pass' : 'error'}) ${plainMessage(label)}, ${ago(at, Date.now())}`;
  if (!hasReport) return new vscode.CodeLens(top, { title, command: '' });
  return new vscode.CodeLens(top, {
    title,
    tooltip: 'Show the report',
    command: showReportCommand,
    arguments: [uri.fsPath],
  });
}

function hasRollback(document: vscode.TextDocument, name: string, siblings: readonly string[]): boolean {
  const text = document.getText();
  if (/^-- rollback: ./m.test(text.slice(0, 4096)) || downHalf(text) !== undefined) return true;
  const folder = path.dirname(document.uri.fsPath);
  return siblings
    .filter(other => /\.sql$/i.test(other))
    .map(other => migrationName(path.join(folder, other), siblings))
    .some(other => other.direction === 'down' && other.name === name);
}

async function namesBeside(uri: vscode.Uri): Promise<readonly string[]> {
  const folder = vscode.Uri.joinPath(uri, '..');
  const entries = await vscode.workspace.fs.readDirectory(folder).then(undefined, () => []);
  return entries.map(([name]) => name);
}
