/** Tables → questions → the thread → Refactor Preview → files. */
import path from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../text/problem.js';
import { applyChanges, StaleRun, type Written } from '../../applyChanges.js';
import { remember } from '../../memory.js';
import { outputName } from '../../outputFolder.js';
import { mayOverwrite, refuseFile } from '../../overwriting.js';
import { unsavedTexts } from '../../specs.js';
import { offerTrust } from '../../trust.js';
import { chosenSide } from '../compare/compareChoice.js';
import { type Side, sideRequest } from '../compare/sides.js';
import type { Databases } from '../databases.js';
import { askScaffold, labelOf, outputLabel, type ScaffoldTarget, type SourceRead } from './askScaffold.js';
import { commandTitle, sourceOfFile } from './askSource.js';
import type { NotesView } from './notesView.js';
import { reportScaffold } from './reportScaffold.js';
import type { TablesResult } from './scaffoldCalls.js';
import { readScaffoldChoice } from './scaffoldChoice.js';
import { rememberAnswers } from './scaffoldMemory.js';

/** What the command gives: plain data. */
export interface ScaffoldSummary extends Pick<TablesResult, 'resources' | 'notes'> {
  /** Absolute. */
  readonly output: string;
  /** Relative to the output folder. */
  readonly written: readonly string[];
}

const description = 'openapi.yaml';

/**
 * Nothing is written before the user applies the preview; of the source nothing is ever changed.
 * @param file what a menu passed: a file, or a folder.
 * @param choice see `scaffoldChoice.ts`.
 * @returns undefined when the user stopped on the way.
 * @throws Problem for what cannot be read, or is in the way.
 */
export async function scaffoldFromDatabase(
  databases: Databases,
  view: NotesView,
  file: unknown,
  choice: unknown,
): Promise<ScaffoldSummary | undefined> {
  const chosen = readScaffoldChoice(choice);
  if (!vscode.workspace.isTrusted) {
    void offerTrust('This workspace is not trusted, so its SQL is not run, and no database is read.');
    return undefined;
  }
  const given =
    chosen.source === undefined
      ? await sourceOfFile(databases, file)
      : await chosenSide(chosen.source, databases.connections);
  const target = await askScaffold(databases, given, chosen, side => readSource(databases, side));
  if (!target) return undefined;
  await refuseFile(target.output, outputLabel(target), commandTitle);
  for (let attempt = 1; ; attempt++) {
    const result = await scaffold(databases, target);
    await keep(databases, target);
    const { refused, scaffolding } = result;
    if (refused && !(await mayOverwrite(databases.desk, target.output, { ...refused, scaffolding }))) return undefined;
    try {
      return await finish(databases, view, target, result);
    } catch (error) {
      if (!(error instanceof StaleRun)) throw error;
      if (attempt === 3)
        throw new Problem(`Files in ${outputLabel(target)} keep changing. Nothing was written; try again.`);
    }
  }
}

async function readSource(databases: Databases, side: Side): Promise<SourceRead> {
  const label = labelOf(side, databases);
  const source = await sideRequest(side, databases.connections);
  const engine = databases.engine();
  const tables = await databases.run(`Reading the tables of ${label}`, job =>
    databases.thread.call('readTables', { job, source, engine, unsaved: unsavedTexts() }),
  );
  for (const warning of tables.warnings) databases.desk.log.warn(`${label}: ${warning}`);
  return { side, label, tables };
}

function scaffold(databases: Databases, target: ScaffoldTarget): Promise<TablesResult> {
  const { side, label, tables, relations, framework, options, output } = target;
  const { schemaSql, extensions } = tables;
  const { auth, numbers } = options;
  return databases.run(`Scaffolding an API from ${label}`, job =>
    databases.thread.call('scaffoldTables', {
      job,
      tables: { relations, schemaSql, extensions },
      title: side.kind === 'connection' ? label : path.basename(label).replace(/\.sql$/i, ''),
      ...{ framework, auth, numbers, output: output.fsPath, unsaved: unsavedTexts() },
    }),
  );
}

async function keep({ desk }: Databases, target: ScaffoldTarget): Promise<void> {
  const { side, framework, options } = target;
  const answers = { ...options, framework, output: outputLabel(target) };
  await rememberAnswers(desk.context.workspaceState, side, answers);
}

async function finish(
  databases: Databases,
  view: NotesView,
  target: ScaffoldTarget,
  result: TablesResult,
): Promise<ScaffoldSummary | undefined> {
  const { desk } = databases;
  const { output, framework } = target;
  const written = await write(databases, target, result);
  if (!written) return undefined;
  const spec = vscode.Uri.joinPath(output, description);
  // Scaffold Routes on the description means the same folder.
  await remember(desk.context.workspaceState, spec, { framework, output: outputName(spec, output), app: true });
  await reportScaffold(desk, view, target, result, written);
  const { resources, notes } = result;
  return { output: output.fsPath, written: written.map(one => one.path), resources, notes };
}

async function write(
  { desk }: Databases,
  { output }: ScaffoldTarget,
  { scaffolding, refused, before }: TablesResult,
): Promise<readonly Written[] | undefined> {
  const { changes } = scaffolding;
  if (changes.length === 0) return [];
  const standing = {
    replaceable: refused?.files.map(({ path }) => path) ?? [],
    ...(before !== undefined && { mended: new Map([[description, before]]) }),
  };
  // A file that is there whatever the source and the folder are.
  const existing = vscode.Uri.joinPath(desk.context.extensionUri, 'package.json');
  return applyChanges(output, changes, standing, existing, desk.undo);
}
