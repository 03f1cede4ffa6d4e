// `senior-backend database --analyze --connection`, from its words to its exit code.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import nodePath from 'node:path';
import { parseWords } from '../../src/cli/args.js';
import { databaseForm, runDatabase } from '../../src/cli/commands/database.js';
import { createPrinter } from '../../src/cli/print.js';
import { Problem } from '../../src/text/problem.js';
import { type LiveServer, startLiveServer } from './liveServer.js';

/** Of the test server, which is fast because it may lose everything. */
const serverRules = ['fsync', 'autovacuum'].flatMap(name => ['--rule', `setting-${name}=off`]);

describe('database --analyze --connection', function () {
  this.timeout(60_000);
  let server: LiveServer;
  let folder: string;
  let url: string;
  before(async () => {
    server = await startLiveServer();
    folder = await mkdtemp(nodePath.join(os.tmpdir(), 'senior-backend-test-live-'));
    const { name, session } = await server.database();
    url = server.url(name);
    await session.execute(
      'create table orders (id bigint primary key, note text); create index one on orders (note); create index two on orders (note);',
    );
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function run(...args: readonly string[]) {
    const [out, err]: [string[], string[]] = [[], []];
    const streams = {
      out: { write: (text: string) => out.push(text) },
      err: { write: (text: string) => err.push(text) },
    };
    const printer = createPrinter({ json: args.includes('--json'), verbose: false }, streams, {});
    const code = await runDatabase(parseWords(args, databaseForm), printer);
    return { code, out: out.join(''), err: err.join('') };
  }

  it('tells findings as text, and ends with 1 for errors only', async () => {
    const fine = await run('--analyze', '--connection', url, ...serverRules);
    assert.equal(fine.code, 0, fine.out);
    assert.match(fine.out, /warning {2}`two` of `orders` is the same index as `one`/);
    const dangerous = await run('--connection', url);
    assert.equal(dangerous.code, 1);
    assert.match(dangerous.out, /error {4}`fsync` is off/);
  });

  it('writes only JSON with --json', async () => {
    const { out, err } = await run(
      '--connection',
      url,
      '--json',
      '--exact-rows',
      '--schema',
      'public',
      '--without',
      'other',
    );
    const report = JSON.parse(out);
    assert.deepEqual(
      [report.status, report.tables_count, report.tables[0].rows, report.tables[0].rows_are_exact],
      ['success', 1, 0, true],
    );
    assert.equal(err, '');
  });

  it('writes a file in the format of its name, or the one that is asked for', async () => {
    const beginnings = {
      'report.html': /^<!doctype html>/,
      'report.md': /^# Database/,
      'report.json': /^\{/,
      'report.txt': /^Database/,
      report: /^\{/,
    };
    for (const [name, beginning] of Object.entries(beginnings)) {
      const path = nodePath.join(folder, name);
      const { out } = await run('--connection', url, '-o', path);
      assert.match(await readFile(path, 'utf8'), beginning, name);
      assert.match(out, /Written: /);
    }
    const path = nodePath.join(folder, 'other.txt');
    await run('--connection', url, '--format', 'markdown', '-o', path);
    assert.match(await readFile(path, 'utf8'), /^# Database/);
    assert.match((await run('--connection', url, '--format', 'html')).out, /^<!doctype html>/);
  });

  it('says what is wrong with the words, and that a server cannot be reached', async () => {
    const refused = async (message: RegExp, ...args: readonly string[]) =>
      assert.rejects(run(...args), error => error instanceof Problem && message.test(error.message));
    await refused(/named twice/, 'schema.sql', '--connection', url);
    await refused(/--dialect is for files/, '--connection', url, '--dialect', 'mysql');
    await refused(/--exact-rows is for a database that lives/, 'schema.sql', '--exact-rows');
    await refused(/--format is text, json, markdown or html/, '--connection', url, '--format', 'htm');
    await refused(/Did you mean setting-fsync/, '--connection', url, '--rule', 'setting-fsinc=off');
    await refused(/cannot be written/, '--connection', url, '-o', nodePath.join(folder, 'none', 'report.html'));
    await refused(/no_such/, '--connection', server.url('no_such'));
  });
});
