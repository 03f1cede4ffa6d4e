import path from 'node:path';
import * as vscode from 'vscode';
import type { Unclarity } from '../../app/readApp.js';
import type { FileChange } from '../../text/files.js';
import { Problem } from '../../text/problem.js';
import { counted } from '../../text/sentence.js';
import { plain } from '../diskText.js';
import { plainMessage } from '../plainMessage.js';
import { previewedEdit } from '../previewedEdit.js';
import type { RoutesDesk } from '../routesRoom.js';
import { readSettings } from '../settings.js';
import { openDocument, rootOf, unsavedTexts } from '../specs.js';
import { offerTrust } from '../trust.js';
import { savesRefactorings } from '../undoSaves.js';
import type { GeneratedSpec, SpecAsked } from './appCalls.js';
import type { AppFolders } from './appFolders.js';
import { appThread } from './appThreadStart.js';
import { chooseTarget, type SpecTarget } from './chooseApp.js';
import { readRouteSettings } from './settings.js';
import type { UnreadBoard } from './unreadProblems.js';

/** What a menu, a keybinding or another extension may say, in place of a question. */
export interface SpecChoice {
  /** Absolute, or relative to the workspace folder. */
  readonly output: string;
  /** Of a new file. */
  readonly version: '3.0' | '3.1';
}

export interface SpecScene extends RoutesDesk {
  readonly apps: AppFolders;
  readonly unread: UnreadBoard;
}

/**
 * Routes → worker thread → Refactor Preview → the description. Nothing is written before the user applies the preview.
 * @param given a folder, a description, or from a keybinding, which has one argument, the choice
 * @returns absolute paths of what was written; undefined when the user stopped on the way
 * @throws Problem when there are no routes, or the description cannot be read or changed
 */
export async function specFromRoutes(
  scene: SpecScene,
  given: unknown,
  givenChoice: unknown,
): Promise<readonly string[] | undefined> {
  const choice = { ...checkedChoice(given), ...checkedChoice(givenChoice) };
  const target = await chooseTarget(scene.apps, given instanceof vscode.Uri ? given : undefined, choice);
  if (!target) return undefined;
  for (let attempt = 1; ; attempt++) {
    const versions = new Map(vscode.workspace.textDocuments.map(({ uri, version }) => [uri.fsPath, version]));
    const found = await generate(scene, target);
    if (found.operations === 0) throw nothingFound(target, found);
    scene.unread.show(target.folder, found.unclear);
    refuseOutside(target, found);
    const isStale = found.files.some(({ path: file }) => {
      const open = openDocument(vscode.Uri.file(file));
      return open && versions.has(file) && open.version !== versions.get(file);
    });
    if (!isStale) return finish(scene, target, found);
    if (attempt === 3) {
      throw new Problem(`${nameOf(target.output)} keeps changing. Nothing was written; try again.`);
    }
  }
}

async function generate(scene: SpecScene, { folder, without, output, version }: SpecTarget): Promise<GeneratedSpec> {
  const asked: SpecAsked = {
    folder: folder.fsPath,
    without,
    guards: readRouteSettings(folder).drift.guards,
    open: unsavedTexts(),
    description: {
      path: output.fsPath,
      root: rootOf(output).fsPath,
      allowOutside: readSettings(output).references.allowOutside,
    },
    version,
  };
  const title = plainMessage(`Reading the routes of ${vscode.workspace.asRelativePath(folder)}`);
  const progress = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  return vscode.window.withProgress(progress, async (_, token) => {
    const thread = appThread(scene);
    const cancelled = new Promise<never>((_resolve, reject) => {
      token.onCancellationRequested(() => reject(new vscode.CancellationError()));
    });
    const generated = thread.call('generate', asked);
    try {
      return await Promise.race([generated, cancelled]);
    } finally {
      generated.catch(() => undefined);
      thread.dispose();
    }
  });
}

async function finish(
  scene: SpecScene,
  target: SpecTarget,
  found: GeneratedSpec,
): Promise<readonly string[] | undefined> {
  const { output, folder } = target;
  const root = rootOf(output);
  const changes = found.files.map(({ path: file, text }): FileChange => {
    return { path: path.relative(root.fsPath, file).split(path.sep).join('/'), text, owner: 'you' };
  });
  if (!vscode.workspace.isTrusted && changes.length > 0) {
    await scene.changesView.show(`Preview: ${nameOf(output)}`, root, changes);
    void offerTrust('This workspace is not trusted, so the API description is shown but not written.');
    return undefined;
  }
  const written = changes.length > 0 ? await apply(scene, target, found.files) : [];
  if (!written) return undefined;
  await scene.apps.remember(folder, output);
  if (written.length > 0) await vscode.window.showTextDocument(output, { preview: false });
  void report(scene, target, found, written.length);
  return written;
}

async function apply(
  { undo }: SpecScene,
  { output, isThere, folder }: SpecTarget,
  files: GeneratedSpec['files'],
): Promise<readonly string[] | undefined> {
  const targets = await Promise.all(
    files.map(async ({ path: name, text }) => {
      const file = vscode.Uri.file(name);
      const document = isThere ? await vscode.workspace.openTextDocument(file) : undefined;
      const metadata = { label: 'What the routes do', needsConfirmation: false };
      const before = plain(document?.getText() ?? '');
      return { file, document, text: plain(text), metadata, before, wasDirty: document?.isDirty ?? false };
    }),
  );
  const existing = isThere ? output : vscode.Uri.joinPath(folder, 'package.json');
  const edit = previewedEdit('Generate Spec from Routes', targets, existing);
  if (!(await vscode.workspace.applyEdit(edit, { isRefactoring: true }))) return undefined;
  const written: string[] = [];
  for (const { file, document, text, before, wasDirty } of targets) {
    const now = openDocument(file);
    if (document && now && plain(now.getText()) !== text) continue;
    written.push(file.fsPath);
    // What somebody has not saved themselves stays theirs to save.
    if (document && !wasDirty && savesRefactorings()) {
      undo.saves.expect(file, [before, text]);
      await now?.save();
    }
  }
  return written;
}

async function report(
  { log }: SpecScene,
  { output, isThere }: SpecTarget,
  { operations, mended, left, unclear }: GeneratedSpec,
  written: number,
): Promise<void> {
  const name = nameOf(output);
  const counts = isThere
    ? written > 0
      ? `${counted(mended, 'difference')} mended in ${name}.`
      : `${name} says what the routes do, as far as they can be read.`
    : `${counted(operations, 'operation')} described in ${name}.`;
  const parts = [
    counts,
    ...(left.length > 0 ? [`${counted(left.length, 'difference')} left to you.`] : []),
    ...(unclear.length > 0 ? [`${counted(unclear.length, 'place')} could not be read.`] : []),
  ];
  log.info(`${name}: ${parts.join(' ')}`);
  for (const { message, route, described } of left) log.info(`  ${placeOf(described ?? route)} ${message}`);
  for (const { message, place } of unclear) log.info(`  ${placeOf(place)} ${message}`);
  const problems = 'Show Problems';
  const answer = await vscode.window.showInformationMessage(
    plainMessage(parts.join(' ')),
    ...(left.length + unclear.length > 0 ? [problems] : []),
  );
  if (answer === problems) await vscode.commands.executeCommand('workbench.actions.view.problems');
}

function placeOf(place: Unclarity['place'] | undefined): string {
  return place ? `${vscode.workspace.asRelativePath(place.path)}:${place.range.start.line + 1}` : '';
}

function nameOf(file: vscode.Uri): string {
  return vscode.workspace.asRelativePath(file);
}

function nothingFound({ folder }: SpecTarget, { sources, unclear }: GeneratedSpec): Problem {
  const name = nameOf(folder);
  if (sources === 0) {
    return new Problem(
      `There are no JavaScript or TypeScript files in ${name}; node_modules, tests and built folders are not looked at. Choose the folder with the source of your application.`,
      { path: folder.fsPath },
    );
  }
  const first = unclear[0];
  const why = first ? ` What could not be read: ${placeOf(first.place)} ${first.message}` : '';
  return new Problem(
    `No routes of Express, Fastify or Koa were found in ${counted(sources, 'source file')} of ${name}: no app.get(…), router.use(…) or fastify.route(…) that an application reaches.${why} Choose the folder of the application that makes them.`,
    { path: folder.fsPath },
  );
}

/** A description may refer to files anywhere; only those of its workspace folder are changed. */
function refuseOutside({ output }: SpecTarget, { files }: GeneratedSpec): void {
  const root = rootOf(output).fsPath;
  for (const { path: file } of files) {
    const relative = path.relative(root, file);
    if (relative.startsWith('..') || path.isAbsolute(relative)) {
      throw new Problem('This file would have to change, but stands outside of the workspace folder.', { path: file });
    }
  }
}

function checkedChoice(given: unknown): Partial<SpecChoice> {
  if (typeof given !== 'object' || given === null || given instanceof vscode.Uri) return {};
  const { output, version } = given as Partial<Record<keyof SpecChoice, unknown>>;
  return {
    ...(typeof output === 'string' && output !== '' && { output }),
    ...((version === '3.0' || version === '3.1') && { version }),
  };
}
