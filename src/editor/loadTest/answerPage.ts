import path from 'node:path';
import * as vscode from 'vscode';
import type { ExportFormat, PageMessage } from '../../panel/panelMessages.js';
import { Problem } from '../../text/problem.js';
import { plainMessage } from '../plainMessage.js';
import { rootOf } from '../specs.js';
import { commandLine } from './commandLine.js';
import type { LoadTests } from './loadTests.js';
import type { PastRun } from './pastRuns.js';
import type { LoadTestRequest } from './request.js';
import { forgetToken, setToken } from './tokens.js';

const endings: Record<ExportFormat, readonly [name: string, ending: string]> = {
  json: ['JSON', 'json'],
  csv: ['CSV', 'csv'],
  html: ['HTML', 'html'],
  markdown: ['Markdown', 'md'],
};

/** Does what a button of the page asks for. What goes wrong is shown as for a command. */
export async function answerPage(tests: LoadTests, message: PageMessage): Promise<void> {
  try {
    await act(tests, message);
  } catch (error) {
    if (!(error instanceof vscode.CancellationError)) void showProblem(tests, error);
  }
}

async function showProblem({ session: { log } }: LoadTests, error: unknown): Promise<void> {
  if (!(error instanceof Problem)) {
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const showLog = 'Show Log';
    const answer = await vscode.window.showErrorMessage('The load test ran into an error of its own.', showLog);
    if (answer === showLog) log.show();
    return;
  }
  const { message, place } = error;
  const shown = place ? `${message} (${vscode.workspace.asRelativePath(vscode.Uri.file(place.path))})` : message;
  log.error(shown);
  const open = 'Open File';
  const answer = await vscode.window.showErrorMessage(plainMessage(shown), ...(place ? [open] : []));
  if (answer === open && place) await vscode.window.showTextDocument(vscode.Uri.file(place.path));
}

async function act(tests: LoadTests, message: PageMessage): Promise<void> {
  switch (message.kind) {
    case 'stop':
      return tests.stop(message.id);
    case 'openHistory':
      return tests.open(message.id);
    case 'showLog':
      return tests.session.log.show();
    case 'runAgain':
      await tests.start(requestOf(tests, message.id));
      return;
    case 'openSettings': {
      const run = tests.panel.state.runs.find(({ info }) => info.id === message.id);
      const ids = run?.failure?.settings?.map(name => `@id:${name}`).join(' ');
      if (ids) await vscode.commands.executeCommand('workbench.action.openSettings', ids);
      return;
    }
    case 'setToken':
      return setToken(tests, requestOf(tests, message.id));
    case 'forgetToken':
      return forgetToken(tests, requestOf(tests, message.id));
    case 'saveBaseline':
      return saveBaseline(tests, pastRun(tests, message.id));
    case 'copyCommand': {
      const { request, schemes, k6 } = pastRun(tests, message.id);
      const spec = vscode.workspace.asRelativePath(request.spec, false);
      await vscode.env.clipboard.writeText(commandLine(request, spec, schemes, vscode.env.shell, k6));
      return tests.panel.post({ kind: 'notice', text: 'Copied. Paste it into a terminal at the workspace folder.' });
    }
    case 'export':
      return exportRun(tests, pastRun(tests, message.id), message.format);
    case 'ready':
    case 'close':
      return;
  }
}

function requestOf(tests: LoadTests, id: string): LoadTestRequest {
  const request = tests.requestOf(id);
  if (!request) throw gone();
  return request;
}

function pastRun(tests: LoadTests, id: string): PastRun {
  const past = tests.history.find(id);
  if (!past) throw gone();
  return past;
}

function gone(): Problem {
  return new Problem('This run is not in the history any more.');
}

async function saveBaseline(tests: LoadTests, { entry, title, request }: PastRun): Promise<void> {
  const { path: file, text } = await tests.runner.call('baseline', tests.filesOf(entry.id, request));
  const uri = vscode.Uri.file(file);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await tests.history.markBaseline(entry.id);
  tests.panel.post({ kind: 'history', id: entry.id, entries: tests.history.entries(request) });
  const where = vscode.workspace.asRelativePath(uri);
  tests.session.log.info(`${where}: the baseline of ${title}`);
  tests.panel.post({ kind: 'notice', text: `Saved as the baseline of ${title}: ${where}` });
}

async function exportRun(tests: LoadTests, { entry, title, request }: PastRun, format: ExportFormat): Promise<void> {
  const [name, ending] = endings[format];
  const text = await tests.runner.call('export', { files: tests.filesOf(entry.id, request), format });
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  const defaultUri = vscode.Uri.joinPath(rootOf(vscode.Uri.file(request.spec)), `load-test-${slug}.${ending}`);
  const file = await vscode.window.showSaveDialog({
    defaultUri,
    filters: { [name]: [ending] },
    title: 'Export Load Test',
  });
  if (!file) return;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  tests.panel.post({ kind: 'notice', text: `Exported to ${path.basename(file.fsPath)}` });
}
