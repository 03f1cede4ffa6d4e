import * as vscode from 'vscode';
import { pickSpec } from '../pickSpec.js';
import { plainMessage } from '../plainMessage.js';
import { offerTrust } from '../trust.js';
import { chooseRequest, type GivenAnswers, readGivenAnswers } from './chooseRequest.js';
import type { FinishedRun, LoadTests } from './loadTests.js';
import { isOperation, type LoadTestKind, type OperationName } from './request.js';
import { routesOf, specNameOf, specOf } from './routeFiles.js';
import type { DescribedOperation } from './runnerMessages.js';
import { specSource } from './specSource.js';

/**
 * Description → operation → one question for server and load → the panel.
 * @param given the description, and the operation; lenses pass both. What is not given is asked for.
 * @returns the run's figures once it has ended; undefined when the user stopped on the way to it.
 */
export async function loadTestPath(
  tests: LoadTests,
  kind: Exclude<LoadTestKind, 'api'>,
  given: unknown,
  operation: unknown,
  answers: unknown,
  compare = false,
): Promise<FinishedRun | undefined> {
  if (!(await isTrusted())) return undefined;
  const chosen = isOperation(operation)
    ? { spec: await pickSpec(given, 'Load Test'), operation }
    : await pickOperation(tests, given);
  if (!chosen?.spec) return undefined;
  const subject = { kind, spec: chosen.spec.fsPath, operation: nameOf(chosen.operation) };
  const request = await chooseRequest(tests, subject, readGivenAnswers(answers), compare);
  return request && tests.start(request);
}

/** As above, for all operations of a description by weight. */
export async function loadTestApi(
  tests: LoadTests,
  given: unknown,
  answers: unknown,
): Promise<FinishedRun | undefined> {
  if (!(await isTrusted())) return undefined;
  const spec = await pickSpec(given, 'Load Test API');
  if (!spec) return undefined;
  const wanted: GivenAnswers = readGivenAnswers(answers);
  const request = await chooseRequest(tests, { kind: 'api', spec: spec.fsPath }, wanted);
  return request && tests.start(request);
}

export async function forgetLoadTestSecrets({ secrets }: LoadTests): Promise<void> {
  const count = await secrets.forget();
  const what =
    count === 0 ? 'No secrets were kept' : `${count === 1 ? 'One secret was' : `${count} secrets were`} forgotten`;
  void vscode.window.showInformationMessage(plainMessage(`${what} for load tests of this workspace.`));
}

async function isTrusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  void offerTrust('This workspace is not trusted, so nothing is sent to any server: load tests are off.');
  return false;
}

function nameOf({ method, path, id }: OperationName): OperationName {
  return { method, path, ...(id !== undefined && { id }) };
}

interface Chosen {
  readonly spec: vscode.Uri;
  readonly operation: OperationName;
}

/** In a generated route file the routes of that file, else all operations; the one at the cursor is preselected. */
async function pickOperation(tests: LoadTests, given: unknown): Promise<Chosen | undefined> {
  const editor = vscode.window.activeTextEditor;
  const line = editor?.selection.active.line ?? 0;
  // Menus pass the file that they belong to.
  const isActive = given === undefined || String(given) === editor?.document.uri.toString();
  const name = isActive && editor ? specNameOf(editor.document) : undefined;
  if (editor && name !== undefined) {
    const spec = await specOf(tests.session, editor.document.uri, name);
    const here = routesOf(editor.document);
    if (spec && here.length > 0) return pickFrom(spec, here, line);
  }
  const spec = await pickSpec(given, 'Load Test');
  if (!spec) return undefined;
  const { operations } = await tests.runner.call('describe', specSource(spec));
  const isHere = editor?.document.uri.toString() === spec.toString();
  return pickFrom(spec, operations, isHere ? line : -1);
}

async function pickFrom(
  spec: vscode.Uri,
  operations: readonly Omit<DescribedOperation, 'character'>[],
  line: number,
): Promise<Chosen | undefined> {
  const atCursor = operations.findLast(operation => operation.line <= line);
  const sorted = atCursor ? [atCursor, ...operations.filter(each => each !== atCursor)] : operations;
  const items = sorted.map(operation => ({
    label: plainMessage(`${operation.method.toUpperCase()} ${operation.path}`),
    description: plainMessage(operation.summary ?? ''),
    operation,
  }));
  const title = plainMessage(`Load Test ${vscode.workspace.asRelativePath(spec)}`);
  const item = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Which path?',
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return item && { spec, operation: nameOf(item.operation) };
}
