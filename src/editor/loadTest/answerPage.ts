import path from 'node:path';
import * as vscode from 'vscode';
import type { ExportFormat, PageMessage } from '../../panel/panelMessages.js';
import { Problem } from '../../text/problem.js';
import { rootOf } from '../specs.js';
import { commandLine } from './commandLine.js';
import type { PastRun } from './history.js';
import type { LoadTests } from './loadTests.js';

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
    if (error instanceof vscode.CancellationError) return;
    const text = error instanceof Error ? (error instanceof Problem ? error.message : error.stack) : String(error);
    tests.session.log.error(text ?? 'The load test failed.');
    const shown = error instanceof Problem ? error.message : 'The load test ran into an error of its own.';
    void vscode.window.showErrorMessage(shown);
  }
}

async function act(tests: LoadTests, message: PageMessage): Promise<void> {
  switch (message.kind) {
    case 'stop':
      return tests.stop(message.id);
    case 'openHistory':
      return tests.open(message.id);
    case 'showLog':
      return tests.session.log.show();
    case 'runAgain': {
      const request = tests.requestOf(message.id);
      if (!request) throw gone();
      await tests.start(request);
      return;
    }
    case 'saveBaseline':
      return saveBaseline(tests, pastRun(tests, message.id));
    case 'copyCommand': {
      const { request, schemes } = pastRun(tests, message.id);
      const spec = vscode.workspace.asRelativePath(request.spec, false);
      await vscode.env.clipboard.writeText(commandLine(request, spec, schemes, vscode.env.shell));
      return tests.panel.post({ kind: 'notice', text: 'Copied. Paste it into a terminal at the workspace folder.' });
    }
    case 'export':
      return exportRun(tests, pastRun(tests, message.id), message.format);
    case 'ready':
    case 'close':
      return;
  }
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
