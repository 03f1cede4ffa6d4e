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
let told;
parentPort.on('message', ({ kind, path, given, text }) => {
  if (kind === 'text') return void (told = text);
  served++;
  if (path === 'told') return parentPort.postMessage({ kind: 'done', outcome: { findings: [], rules: [], files: [String(told)] } });
  if (path === 'stale') return parentPort.postMessage({ kind: 'stale', path: '/y' });
  if (path === 'yields') {
    const timer = setInterval(() => {
      if (Atomics.load(given, 0) === 0) return;
      clearInterval(timer);
      parentPort.postMessage({ kind: 'aborted' });
    }, 1);
    return;
  }
  if (path === 'exit') process.exit(3);
  if (path === 'throw') throw new Error('boom');
  if (path === 'memory') { const all = []; for (;;) all.push(new Array(100000).fill({})); }
  if (path === 'hang') return;
  if (path === 'problem') return parentPort.postMessage({ kind: 'problem', message: 'no', place: { path: '/x' } });
  if (path === 'failure') return parentPort.postMessage({ kind: 'failure', message: 'bug', stack: 'at x' });
  parentPort.postMessage({ kind: 'done', outcome: { findings: [], rules: [], files: [path, String(served)] } });
});
`;

describe('LintRunner', () => {
  let folder: string;
  let runner: LintRunner;
  const lint = async (path: string, signal?: AbortSignal) => {
    const outcome = await runner.lint({ path, root: '/' }, signal);
    return typeof outcome === 'string' ? { files: [`stale ${outcome}`], findings: [], unfinished: undefined } : outcome;
  };

  before(async () => {
    folder = await mkdtemp(nodePath.join(tmpdir(), 'lint-runner-'));
    await writeFile(nodePath.join(folder, 'worker.mjs'), stand);
  });
  beforeEach(() => {
    runner = new LintRunner(nodePath.join(folder, 'worker.mjs'), { heapMegabytes: 32, patience: 0.05 });
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

  it('keeps a thread that ends by itself what nobody waits for', async () => {
    await lint('a');
    const running = new AbortController();
    const first = lint('yields', running.signal);
    const second = lint('b');
    running.abort();
    await assert.rejects(first, { name: 'AbortError' });
    assert.deepEqual((await second).files, ['b', '3']);
    assert.equal(runner.thread, 1);
  });

  it('ends what takes too long, says so, and starts another thread', async () => {
    const impatient = new LintRunner(nodePath.join(folder, 'worker.mjs'), { seconds: 0.2 });
    try {
      const late = await impatient.lint({ path: 'hang', root: '/' });
      assert.ok(typeof late !== 'string');
      assert.equal(late.unfinished, true);
      assert.deepEqual(
        late.findings.map(({ rule, severity, path }) => [rule, severity, path]),
        [['lint-incomplete', 'info', 'hang']],
      );
      assert.equal(impatient.thread, 2);
    } finally {
      impatient.dispose();
    }
  });

  it('tells what editors hold, and says which text is missing', async () => {
    runner.tell({ kind: 'text', path: '/x', text: 'hello' });
    assert.deepEqual((await lint('told')).files, ['hello']);
    assert.deepEqual((await lint('stale')).files, ['stale /y']);
  });

  it('aborts everything when it is disposed of', async () => {
    const first = lint('hang');
    const second = lint('b');
    runner.dispose();
    await assert.rejects(first, { name: 'AbortError' });
    await assert.rejects(second, { name: 'AbortError' });
  });
});
