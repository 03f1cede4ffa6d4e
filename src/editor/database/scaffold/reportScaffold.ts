/** After a run: problems at their places, all of it in the log, the next file to look at, and one message. */
import * as vscode from 'vscode';
import { counted } from '../../../text/sentence.js';
import type { Written } from '../../applyChanges.js';
import { frameworkNames } from '../../chooseTarget.js';
import type { DatabaseDesk } from '../../databaseRoom.js';
import { installCommand } from '../../packageJson.js';
import { plainMessage } from '../../plainMessage.js';
import { readSettings } from '../../settings.js';
import { outputLabel, type ScaffoldTarget } from './askScaffold.js';
import { notesText } from './notesText.js';
import type { NotesView } from './notesView.js';
import type { TablesResult } from './scaffoldCalls.js';

export async function reportScaffold(
  desk: DatabaseDesk,
  view: NotesView,
  target: ScaffoldTarget,
  result: TablesResult,
  written: readonly Written[],
): Promise<void> {
  const { output } = target;
  const description = vscode.Uri.joinPath(output, 'openapi.yaml');
  // What the linter shows of the description while it is open is not said twice.
  const isLinted = readSettings(description).lint.enabled;
  const findings = result.findings.filter(({ path }) => !(isLinted && path === description.fsPath));
  desk.findings.set(description.toString(), findings);
  writeLog(desk.log, target, result, written);
  await openNext(output, result, written);
  const install = await installLines(output, result, written);
  void showSummary(desk, view, target, result, written, install);
}

function writeLog(
  log: vscode.LogOutputChannel,
  target: ScaffoldTarget,
  { notes, left, scaffolding, findings }: TablesResult,
  written: readonly Written[],
): void {
  const { label, framework } = target;
  const files = counted(written.length, 'file');
  log.info(`${label} → ${outputLabel(target)} (${frameworkNames[framework]}): ${files} written`);
  for (const { path } of written) log.info(`  wrote ${path}`);
  for (const path of scaffolding.kept) log.info(`  kept ${path}, which is yours`);
  for (const { severity, relation, column, message } of notes) {
    const line = `  ${column === undefined ? relation : `${relation}.${column}`}: ${message}`;
    if (severity === 'warning') log.warn(line);
    else log.info(line);
  }
  for (const { message } of left) log.info(`  left to you: ${message}`);
  for (const { path, range, message } of findings)
    log.info(`  ${vscode.workspace.asRelativePath(path)}:${range.start.line + 1} ${message}`);
}

/** The description says it all; of later runs, what is new for you. It is also where one Ctrl+Z undoes the run. */
async function openNext(output: vscode.Uri, { scaffolding }: TablesResult, written: readonly Written[]): Promise<void> {
  const there = scaffolding.changes.filter(
    ({ path, text }) => text !== undefined && written.some(one => one.path === path),
  );
  const next = there.find(({ owner }) => owner === 'you') ?? there[0];
  if (!next) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(output, next.path));
  await vscode.window.showTextDocument(document, { preview: false });
}

interface Install {
  readonly lines: readonly string[];
  /** For the package.json of ours, or for one that was there. */
  readonly isNew: boolean;
}

/** A package.json of ours names all that is needed. */
async function installLines(
  output: vscode.Uri,
  { scaffolding, isNewPackage }: TablesResult,
  written: readonly Written[],
): Promise<Install | undefined> {
  if (isNewPackage && written.some(({ path }) => path === 'package.json'))
    return { lines: ['npm install', 'npm start'], isNew: true };
  const install = await installCommand(output, scaffolding.dependencies);
  return install && { lines: install.command.split('\n'), isNew: false };
}

async function showSummary(
  { log }: DatabaseDesk,
  view: NotesView,
  target: ScaffoldTarget,
  result: TablesResult,
  written: readonly Written[],
  install: Install | undefined,
): Promise<void> {
  const { label, framework, relations } = target;
  const { resources, scaffolding, notes, left } = result;
  const output = outputLabel(target);
  const warnings = notes.filter(({ severity }) => severity === 'warning').length;
  const orphans = scaffolding.orphans.length;
  const isFirst = written.some(({ path }) => path === 'app.ts');
  const made = `${counted(scaffolding.routesCount, 'operation')} over ${counted(resources.length, 'resource')}`;
  const message = [
    written.length ? `${counted(written.length, 'file')} written in ${output}: ${made}.` : `${output} is up to date.`,
    ...(warnings ? [`${counted(warnings, 'thing')} to do in the database: see the notes.`] : []),
    ...(left.length ? [`${counted(left.length, 'difference')} of the description left to you.`] : []),
    ...(orphans ? [`${counted(orphans, 'handler')} without an operation: see Problems.`] : []),
    ...(isFirst && install ? [nextWords(install, output)] : []),
  ].join(' ');
  const notesButton = 'Show Notes';
  const copy = install && `Copy ${firstWords(install.lines[0]!)}`;
  const showLog = 'Show Log';
  const answer = await vscode.window.showInformationMessage(
    plainMessage(message),
    notesButton,
    ...(copy ? [copy] : []),
    showLog,
  );
  if (answer === showLog) log.show();
  if (install && answer === copy) await vscode.env.clipboard.writeText(install.lines.join('\n'));
  if (answer !== notesButton) return;
  const about = { label, output, framework: frameworkNames[framework], relations, result };
  await view.show(target.output, notesText({ ...about, ...(install && { install }) }));
}

function nextWords({ lines, isNew }: Install, output: string): string {
  return isNew
    ? `Next: ${lines.join(', then ')} in ${output}.`
    : 'Your package lacks some of what it needs: the notes and the button have the line.';
}

/** `npm install "pg@^8.20.1" …` → `npm install` */
function firstWords(line: string): string {
  return line.split(' ').slice(0, 2).join(' ');
}
