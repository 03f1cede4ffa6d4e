import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import type { SchemaOptions } from '../../../src/schema/service/schemaMessages.js';
import { SchemaRunner } from '../../../src/schema/service/schemaRunner.js';
import { Problem } from '../../../src/text/problem.js';

/** Stands in for the real worker: what it does is in the path it is asked about; it answers with all that it was told. */
const stand = `
import { parentPort } from 'node:worker_threads';
const told = [];
parentPort.on('message', ({ id, call, params }) => {
  const path = params.path ?? params.root ?? '';
  told.push(call + ' ' + path);
  if (call === 'symbols' && path === 'exit') process.exit(3);
  if (call === 'symbols' && path === 'throw') throw new Error('boom');
  if (call === 'symbols' && path === 'memory') { const all = []; for (;;) all.push(new Array(100000).fill({})); }
  if (path === 'hang') return;
  if (path === 'problem') return parentPort.postMessage({ id, kind: 'problem', message: 'no', place: { path: '/x' } });
  if (path === 'failure') return parentPort.postMessage({ id, kind: 'failure', message: 'bug', stack: 'at x' });
  parentPort.postMessage({ id, kind: 'done', result: [...told] });
});
`;

const options: SchemaOptions = { migrations: [], levels: {}, conventions: { tableNames: 'snake_case', plural: true } };

describe('SchemaRunner', () => {
  let folder: string;
  let runner: SchemaRunner;
  /** The stand answers with the calls that it has had. */
  const symbols = async (path: string, signal?: AbortSignal) =>
    (await runner.call('symbols', { path }, signal)) as unknown as string[];
  const text = (path: string, value: string | undefined) => runner.call('text', { path, text: value });

  before(async () => {
    folder = await mkdtemp(nodePath.join(tmpdir(), 'schema-runner-'));
    await writeFile(nodePath.join(folder, 'worker.mjs'), stand);
  });
  beforeEach(() => {
    runner = new SchemaRunner(nodePath.join(folder, 'worker.mjs'), 32);
  });
  afterEach(() => runner.dispose());
  after(() => rm(folder, { recursive: true }));

  it('answers in order, from one thread', async () => {
    const told = await Promise.all(['a', 'b', 'c'].map(path => symbols(path)));
    assert.deepEqual(told[2], ['symbols a', 'symbols b', 'symbols c']);
  });

  it('passes Problems on as Problems', async () => {
    await assert.rejects(symbols('problem'), error => error instanceof Problem && error.place?.path === '/x');
  });

  it('passes bugs on with their stack', async () => {
    await assert.rejects(symbols('failure'), error => !(error instanceof Problem) && (error as Error).stack === 'at x');
  });

  for (const death of ['exit', 'throw', 'memory']) {
    it(`reports a thread that dies (${death}) once, and tells the next one all that was said`, async () => {
      await runner.call('folder', { root: '/r', paths: [], options });
      await runner.call('folder', { root: '/gone', paths: [], options });
      await runner.call('removeFolder', { root: '/gone' });
      await text('/r/a', 'A');
      await text('/r/b', 'B');
      await text('/r/b', undefined);
      const first = symbols(death);
      const second = symbols('next');
      await assert.rejects(first, Problem);
      assert.deepEqual(await second, ['folder /r', 'text /r/a', 'symbols next']);
    });
  }

  it('tells the next thread a text and its changes, each once', async () => {
    const edit = () => runner.call('edit', { path: '/a', changes: [{ start: 0, length: 0, text: 'x' }], size: 2 });
    await text('/a', 'A');
    await edit();
    const culprit = symbols('exit');
    const pending = edit();
    await assert.rejects(culprit, Problem);
    assert.equal(await pending, true);
    assert.deepEqual(await symbols('x'), ['text /a', 'edit /a', 'edit /a', 'symbols x']);
    await text('/a', 'B');
    await assert.rejects(symbols('exit'), Problem);
    assert.deepEqual(await symbols('x'), ['text /a', 'symbols x']);
  });

  it('does not blame a call that only says what changed', async () => {
    const [news, culprit] = [text('/a', 'A'), symbols('exit')];
    await assert.rejects(culprit, Problem);
    await news;
    assert.deepEqual(await symbols('x'), ['text /a', 'symbols x']);
  });

  it('gives up on files that kill every thread, until there are others', async () => {
    for (let i = 0; i < 3; i++) await assert.rejects(symbols('exit'), Problem);
    await assert.rejects(symbols('fine'), /stopped unexpectedly/);
    await assert.rejects(text('/a', 'A'), /stopped unexpectedly/);
    await runner.call('folder', { root: '/r', paths: [], options });
    assert.deepEqual(await symbols('fine'), ['folder /r', 'text /a', 'folder /r', 'symbols fine']);
  });

  it('says that memory was the reason', async () => {
    await assert.rejects(symbols('memory'), /more than 32 MB of memory/);
  });

  it('drops the answer of a call that is aborted', async () => {
    const abort = new AbortController();
    const first = symbols('a', abort.signal);
    const second = symbols('b');
    abort.abort();
    await assert.rejects(first, { name: 'AbortError' });
    assert.deepEqual(await second, ['symbols a', 'symbols b']);
    await assert.rejects(symbols('c', AbortSignal.abort()), { name: 'AbortError' });
  });

  it('aborts everything when it is disposed of', async () => {
    const [first, second] = [symbols('hang'), symbols('b')];
    const both = Promise.all([
      assert.rejects(first, { name: 'AbortError' }),
      assert.rejects(second, { name: 'AbortError' }),
    ]);
    runner.dispose();
    await both;
  });
});
