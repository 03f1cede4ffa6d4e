import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { build } from 'esbuild';
import { unpackSymbols } from '../../../src/schema/service/packedLists.js';
import type { SchemaOptions } from '../../../src/schema/service/schemaMessages.js';
import { SchemaRunner } from '../../../src/schema/service/schemaRunner.js';
import { Problem } from '../../../src/text/problem.js';

const options: SchemaOptions = { migrations: [], levels: {}, conventions: { tableNames: 'snake_case', plural: true } };

describe('schema worker', () => {
  const entry = nodePath.resolve(__dirname, '../../.out/schemaWorkerTest.mjs');
  let root: string;
  let runner: SchemaRunner;
  before(async () => {
    root = await mkdtemp(nodePath.join(tmpdir(), 'schema-worker-'));
    // Below the project, for the packages that stay outside of the bundle.
    await build({
      entryPoints: [nodePath.resolve(__dirname, '../../../src/schema/service/schemaWorker.ts')],
      outfile: entry,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    runner = new SchemaRunner(entry);
  });
  after(async () => {
    runner.dispose();
    await rm(root, { recursive: true });
    await rm(entry);
  });

  it('answers from its own thread, with the text as it was typed last', async () => {
    const path = nodePath.join(root, 'a.sql');
    await writeFile(path, 'CREATE TABLE users (id bigint);');
    const text = (value: string) => runner.call('text', { path, text: value });
    void runner.call('folder', { root, paths: [path], options });
    const [first] = await runner.call('lint', {});
    assert.ok(first?.findings.some(({ rule }) => rule === 'missing-primary-key'));
    const [, , second] = await Promise.all([
      text('CREATE TABLE'),
      text('CREATE TABLE users (id bigint PRIMARY KEY);'),
      runner.call('lint', {}),
    ]);
    assert.ok(second[0]!.findings.every(({ rule }) => rule !== 'missing-primary-key' && rule !== 'syntax-error'));
    const symbols = await runner.call('symbols', { path });
    assert.deepEqual(
      unpackSymbols(symbols).map(({ name }) => name),
      ['users'],
    );
    await assert.rejects(runner.call('diagram', { group: root }), Problem);
  });
});
