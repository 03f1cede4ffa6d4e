import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import nodePath from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { openEngine } from '../../src/database/engines/openEngine.js';
import type { Engine, ScratchDatabase } from '../../src/database/session.js';
import { engineOptions } from './engine.js';

describe('plans and index advice on the command line', function () {
  this.timeout(180_000);
  let engine: Engine;
  let live: ScratchDatabase;
  let connection: string;
  let folder: string;
  const bundle = nodePath.resolve(__dirname, `../.out/adviseCli-${process.pid}`);

  before(async () => {
    await build({
      entryPoints: [nodePath.resolve(__dirname, '../../src/cli/main.ts')],
      ...{
        outdir: nodePath.join(bundle, 'dist'),
        outExtension: { '.js': '.mjs' },
        bundle: true,
        splitting: true,
        packages: 'external',
      },
      ...{ platform: 'node', format: 'esm', logLevel: 'error' },
    });
    await copyFile(nodePath.resolve(__dirname, '../../package.json'), nodePath.join(bundle, 'package.json'));
    folder = await mkdtemp(nodePath.join(os.tmpdir(), 'advise-cli-'));
    engine = await openEngine({
      ...(await engineOptions('native')),
      settings: { shared_preload_libraries: 'pg_stat_statements' },
    });
    live = await engine.scratch();
    const { session } = live;
    await session.execute(`
      create table users (id int primary key, email text);
      create table orders (id bigint primary key, user_id int not null references users, kind text not null, at timestamptz not null);
      insert into users select g, 'u' || g from generate_series(1, 5000) g;
      insert into orders select g, 1 + (g * 31) % 5000, 'k' || g % 20, '2025-01-01'::timestamptz + g * interval '1 second' from generate_series(1, 50000) g;
      create extension pg_stat_statements`);
    await session.execute('vacuum analyze');
    await session.execute('select pg_stat_statements_reset()');
    for (let page = 0; page < 10; page++) {
      const users = await session.query<{ id: number }>('select * from users order by id limit 12 offset $1', [
        page * 12,
      ]);
      for (const { id } of users) await session.query('select * from orders where user_id = $1 order by at desc', [id]);
    }
    await session.query(
      `select * from orders where at > '2025-01-01'::timestamptz + interval '50000 seconds' and kind = $1`,
      ['k1'],
    );
    const [place] = await session.query<{ host: string; port: string; database: string }>(
      `select current_setting('unix_socket_directories') as host, current_setting('port') as port, current_database() as database`,
    );
    connection = `host=${place?.host || '127.0.0.1'} port=${place?.port} dbname=${place?.database} user=postgres`;
    await writeFile(
      nodePath.join(folder, 'query.sql'),
      'select * from orders where user_id = $1 and kind = :kind order by at;\n',
    );
  });

  after(async () => {
    await live?.drop();
    await engine?.close();
    await rm(folder, { recursive: true, force: true });
    await rm(bundle, { recursive: true, force: true });
  });

  const run = async (...words: readonly string[]) => {
    const args = [nodePath.join(bundle, 'dist', 'main.mjs'), 'database', '--connection', connection, ...words];
    const answer = await promisify(execFile)(process.execPath, args, { cwd: folder }).catch(error => error);
    return { code: Number(answer.code ?? 0), out: String(answer.stdout), err: String(answer.stderr) };
  };

  it('shows plans as trees, runs them with values, and writes them as Markdown', async () => {
    const generic = await run('--explain', 'query.sql');
    assert.equal(generic.code, 0, generic.err);
    assert.match(generic.out, /a generic plan, made without values[\s\S]*\$2 is :kind[\s\S]*Seq Scan on orders/);
    const custom = await run('--explain', 'query.sql', '--run', '--value', '5', '--value', 'k3', '-o', 'plan.md');
    assert.equal(custom.code, 0, custom.err);
    assert.match(custom.out, /planned in [\d.]+ ms/);
    assert.match(await readFile(nodePath.join(folder, 'plan.md'), 'utf8'), /^# Plan\n[\s\S]*Seq Scan on orders/);
    const json = JSON.parse((await run('--explain', 'query.sql', '--json')).out);
    assert.deepEqual([json.status, json.generic, json.plan.root.type], ['success', true, 'Sort']);
    const missing = await run('--explain', 'query.sql', '--run');
    assert.equal(missing.code, 2);
    assert.match(missing.err, /Nothing can be run without values/);
  });

  it('suggests indexes for what the server counted, and names what is read in loops', async () => {
    const { out, err, code } = await run('--suggest-indexes', '--engine', 'native', '--json', '-o', 'out');
    assert.equal(code, 0, err);
    const advice = JSON.parse(out);
    assert.equal(advice.status, 'success');
    assert.equal(advice.suggestions_count, advice.suggestions.length);
    assert.ok(
      advice.suggestions.some(({ columns }: { columns: string[] }) => columns[0] === 'user_id'),
      out,
    );
    assert.deepEqual(
      advice.repeated_queries.map(({ table, related, certainty }: Record<string, string>) => [
        table,
        related,
        certainty,
      ]),
      [['orders', 'users', 'likely']],
    );
    assert.match(await readFile(nodePath.join(folder, 'out', 'add_indexes.sql'), 'utf8'), /CREATE INDEX CONCURRENTLY/);
    const files = await run('--suggest-indexes', '--engine', 'native', 'query.sql');
    assert.equal(files.code, 0, files.err);
    assert.match(files.out, /orders \(user_id/);
  });

  it('says what does not go together', async () => {
    assert.match((await run('--suggest-indexes', '--watch', '0')).err, /--watch takes seconds/);
    assert.match((await run('--suggest-indexes', '--watch', '2', 'query.sql')).err, /one or the other/);
    assert.match((await run('--suggest-indexes', '--dialect', 'sqlite')).err, /files of a schema/);
    assert.match((await run('--explain', 'missing.sql')).err, /cannot be read: ENOENT/);
  });
});
