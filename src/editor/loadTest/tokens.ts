/** What the page offers when a server refuses a run: another secret, or none. */
import * as vscode from 'vscode';
import { Problem } from '../../text/problem.js';
import { rootOf } from '../specs.js';
import type { LoadTests } from './loadTests.js';
import { type LoadTestRequest, originOf } from './request.js';
import { isText } from './secrets.js';
import { specSource } from './specSource.js';

/** Asks for what the servers of a run want to know, whether or not they were told before. @throws Problem when it is nothing. */
export async function setToken(tests: LoadTests, request: LoadTestRequest): Promise<void> {
  const spec = vscode.Uri.file(request.spec);
  const needs = (await tests.runner.call('needs', { source: specSource(spec), request })).filter(isText);
  if (needs.length === 0) {
    const text =
      'The API description asks for no token here, so none is sent. Describe it under securitySchemes and security.';
    throw new Problem(text, { path: request.spec });
  }
  for (const need of needs) {
    if ((await tests.secrets.ask(rootOf(spec).fsPath, need)) === undefined) return;
  }
  tests.panel.post({ kind: 'notice', text: 'Kept. Run Again sends it.' });
}

/** The next run asks for it. */
export async function forgetToken(tests: LoadTests, { spec, servers }: LoadTestRequest): Promise<void> {
  const origins = servers.map(originOf);
  const count = await tests.secrets.forget({ root: rootOf(vscode.Uri.file(spec)).fsPath, origins });
  const where = origins.join(' and ');
  const text = count > 0 ? `Forgotten for ${where}. The next run asks for it.` : `Nothing was kept for ${where}.`;
  tests.panel.post({ kind: 'notice', text });
}
