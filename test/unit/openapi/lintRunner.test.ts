import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { LintRunner } from '../../../src/openapi/lint/runner.js';
import { Problem } from '../../../src/text/problem.js';

/** Stands in for the real worker: what it does is in the path it is asked to lint. */
const stand = `
import { parentPort } from 'node:worker_threads';
let served = 0;
parentPort.on('message', ({ path }) => {
  served++;
  if (path === 'exit') process.exit(3);
  if (path === 'throw') throw new Error('boom');
  if (path === 'memory') { const all = []; for (;;) all.push(new Array(100000).fill({})); }
  if (path === 'hang') return;
  if (path === 'problem') return parentPort.postMessage({ kind: 'problem', message: 'no', place: { path: '/x' } });
  if (path === 'failure') return parentPort.postMessage({ kind: 'failure', message: 'bug', stack: 'at x' });
  parentPort.postMessage({ kind: 'done', outcome: { findings: [], files: [path, String(served)] } });
});
`;

describe('LintRunner', () => {
  let folder: string;
  let runner: LintRunner;
  const lint = (path: string, signal?: AbortSignal) => runner.lint({ path, root: '/' }, signal);

  before(async () => {
    folder = await mkdtemp(nodePath.join(tmpdir(), 'lint-runner-'));
    await writeFile(nodePath.join(folder, 'worker.mjs'), stand);
  });
  beforeEach(() => {
    runner = new LintRunner(nodePath.join(folder, 'worker.mjs'), 32);
  });
  afterEach(() => runner.dispose());
  after(() => rm(folder, { recursive: true }));

  it('answers in order, from one thread', async () => {
    const outcomes = await Promise.all(['a', 'b', 'c'].map(path => lint(path)));
    assert.deepEqual(
      outcomes.map(({ files }) => files),
      [
        ['a', '1'],
        ['b', '2'],
        ['c', '3'],
      ],
    );
  });

  it('passes Problems on as Problems', async () => {
    await assert.rejects(lint('problem'), error => error instanceof Problem && error.place?.path === '/x');
  });

  it('passes bugs on with their stack', async () => {
    await assert.rejects(lint('failure'), error => !(error instanceof Problem) && (error as Error).stack === 'at x');
  });

  for (const death of ['exit', 'throw', 'memory']) {
    it(`reports a thread that dies (${death}), and starts another`, async () => {
      const first = lint(death);
      const second = lint('next');
      await assert.rejects(first, error => error instanceof Problem && error.place?.path === death);
      assert.deepEqual((await second).files, ['next', '1']);
    });
  }

  it('says that memory was the reason', async () => {
    await assert.rejects(lint('memory'), /more than 32 MB of memory/);
  });

  it('aborts what runs, and what waits', async () => {
    const running = new AbortController();
    const waiting = new AbortController();
    const first = lint('hang', running.signal);
    const second = lint('b', waiting.signal);
    const third = lint('c');
    waiting.abort();
    await assert.rejects(second, { name: 'AbortError' });
    running.abort();
    await assert.rejects(first, { name: 'AbortError' });
    assert.deepEqual((await third).files, ['c', '1']);
    await assert.rejects(lint('d', AbortSignal.abort()), { name: 'AbortError' });
  });

  it('aborts everything when it is disposed of', async () => {
    const first = lint('hang');
    const second = lint('b');
    runner.dispose();
    await assert.rejects(first, { name: 'AbortError' });
    await assert.rejects(second, { name: 'AbortError' });
  });
});
