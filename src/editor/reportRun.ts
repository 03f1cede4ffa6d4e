import * as vscode from 'vscode';
import type { Framework, ScaffoldResult } from '../scaffold/messages.js';
import type { Written } from './applyChanges.js';
import { frameworkNames } from './chooseTarget.js';
import type { ScaffoldScene } from './commands/scaffoldRoutes.js';
import { outputName } from './outputFolder.js';
import { installCommand } from './packageJson.js';
import { plainMessage } from './plainMessage.js';
import { readSettings } from './settings.js';

export interface Run {
  readonly spec: vscode.Uri;
  readonly output: vscode.Uri;
  readonly framework: Framework;
  readonly result: ScaffoldResult;
  readonly written: readonly Written[];
}

/** After a run: findings at their places, the whole story in the log, the next file to work in, and one message. */
export async function reportRun(scene: ScaffoldScene, run: Run): Promise<void> {
  const { spec, output, result, written } = run;
  const linted = readSettings(spec).lint.enabled;
  // What the linter shows while a spec is open is not said twice.
  const findings = [...(linted ? [] : result.specFindings), ...result.codeFindings];
  scene.findings.set(spec.toString(), findings);
  writeLog(scene.log, run);
  if (written.length) await openNext(output, result, written);
  void showSummary(scene, run, await installCommand(output, result.scaffolding.dependencies));
}

function writeLog(log: vscode.LogOutputChannel, { spec, output, framework, result, written }: Run): void {
  const { scaffolding, specFindings, codeFindings } = result;
  const from = vscode.workspace.asRelativePath(spec);
  log.info(`${from} → ${outputName(spec, output)} (${frameworkNames[framework]}): ${counts(result, written)}`);
  for (const { path } of written) log.info(`  wrote ${path}`);
  for (const path of scaffolding.kept) log.info(`  kept ${path}, which is yours`);
  for (const { severity, message, path, range } of [...specFindings, ...codeFindings]) {
    const place = `${vscode.workspace.asRelativePath(path)}:${range.start.line + 1}:${range.start.character + 1}`;
    const line = `  ${place} ${message}`;
    if (severity === 'error' || severity === 'warning') log.warn(line);
    else log.info(line);
  }
}

function counts({ scaffolding }: ScaffoldResult, written: readonly Written[]): string {
  return `${plural(written.length, 'file')} written for ${plural(scaffolding.routesCount, 'operation')}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * Opens what is the user's to write: the handlers, at the first stub that is new. It is also where one Ctrl+Z undoes
 * the run, because VS Code undoes in the active editor's file.
 */
async function openNext(
  output: vscode.Uri,
  { scaffolding }: ScaffoldResult,
  written: readonly Written[],
): Promise<void> {
  const there = scaffolding.changes.filter(
    ({ path, text }) => text !== undefined && written.some(w => w.path === path),
  );
  const handlers = there.find(({ path }) => path.endsWith('.handlers.ts'));
  const next = (handlers ?? there[0])?.path;
  if (next === undefined) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(output, next));
  const before = written.find(({ path }) => path === next)?.before ?? '';
  const stub = handlers && firstNewExport(document.getText(), before);
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  if (stub === undefined) return;
  const at = document.positionAt(stub);
  editor.selection = new vscode.Selection(at, at);
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Where in a handler file the first stub begins that was not there before. */
function firstNewExport(text: string, before: string): number | undefined {
  const stubs = [...text.matchAll(/^export const [^\s:]+:/gmu)];
  return stubs.find(([start]) => !before.includes(start))?.index;
}

async function showSummary(
  { log }: ScaffoldScene,
  { spec, output, result, written }: Run,
  install: Awaited<ReturnType<typeof installCommand>>,
): Promise<void> {
  const { orphans } = result.scaffolding;
  const name = outputName(spec, output);
  const count = result.codeFindings.length;
  const parts = [
    written.length ? `${counts(result, written)} in ${name}.` : `${name} is up to date.`,
    ...(count > orphans.length
      ? [`${plural(count - orphans.length, 'thing')} could not be expressed: see Problems.`]
      : []),
    ...(orphans.length ? [`${plural(orphans.length, 'handler')} without an operation: see Problems.`] : []),
  ];
  const openIndex = 'Open index.ts';
  const copy = install && `Copy ${install.manager} ${install.manager === 'npm' ? 'install' : 'add'}`;
  const showLog = 'Show Log';
  const actions = [
    ...(written.some(({ path }) => path === 'index.ts') ? [openIndex] : []),
    ...(copy ? [copy] : []),
    showLog,
  ];
  const answer = await vscode.window.showInformationMessage(plainMessage(parts.join(' ')), ...actions);
  if (answer === openIndex) await vscode.window.showTextDocument(vscode.Uri.joinPath(output, 'index.ts'));
  if (install && answer === copy) await vscode.env.clipboard.writeText(install.command);
  if (answer === showLog) log.show();
}
