// What an API over tables is made of: code that compiles, names of any kind, runs one after the other, the command line.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fillTables } from '../../src/database/prove/sampleRows/fillTables.js';
import { readRelations } from '../../src/database/relations/readRelations.js';
import type { Session } from '../../src/database/session.js';
import { scaffoldTables } from '../../src/resources/scaffoldTables.js';
import type { Queryable } from '../../src/scaffold/runtime/database.js';
import { type LiveServer, startLiveServer } from '../database/liveServer.js';
import { buildCommandLine, entry, repository } from './builtCommandLine.js';
import { exerciseTables } from './exerciseTables.js';
import { compile, folderAt, frameworks, root, send, strictest } from './harness.js';
import { makeTableApi, type TableApi, type TableApiOptions, writeTables } from './tableApi.js';

const shopFile = path.join(root, 'test/fixtures/tables/shop.sql');

describe('the code of an API over tables', function () {
  this.timeout(300_000);
  let server: LiveServer;
  const open: TableApi[] = [];
  before(async () => {
    server = await startLiveServer();
  });
  afterEach(async () => {
    for (const api of open.splice(0)) await api.close();
  });
  after(() => server.stop());

  const make = async (options: TableApiOptions) => {
    const api = await makeTableApi(server, options);
    open.push(api);
    return api;
  };

  // Each costs a whole compilation: one in CI.
  for (const framework of process.env['CI'] ? frameworks.slice(0, 1) : frameworks) {
    it(`compiles under the strictest options: ${framework}`, async () => {
      const { folder } = await make({ name: 'compiled', sql: await readFile(shopFile, 'utf8'), framework });
      assert.equal(await compile(folder, strictest), '');
    });
  }

  it('takes any name for what it is', async () => {
    const hostile = [
      'a"; drop table safe; --',
      'b`${process.exit(3)}`',
      "c'*/ */",
      'd\\',
      '__proto__',
      'constructor',
      '用户',
      'order',
    ];
    const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
    const tables = hostile.map(
      (
        name,
        index,
      ) => `create table ${quoted(name)} (${quoted(`k${name}`)} integer generated always as identity primary key,
        ${quoted(name)} text not null, ${quoted(`e ${name}`)} ${quoted(`mood ${name}`)}, parent integer references safe);
        create index on ${quoted(name)} (${quoted(name)}); create index on ${quoted(name)} (parent);
        comment on table ${quoted(name)} is '*/ process.exit(${index}) /* \${x}';`,
    );
    const types = hostile.map(
      name => `create type ${quoted(`mood ${name}`)} as enum ('a"b', 'c\\d', '*/ x', '\`\${1}\`');`,
    );
    const sql = `create table safe (id integer primary key, name text not null); ${types.join('\n')} ${tables.join('\n')}`;
    const api = await make({ name: 'hostile', sql, framework: 'koa' });
    assert.equal(await compile(api.folder, strictest), '');
    assert.deepEqual((await fillTables(api.session, { isPlain: false })).without, []);
    const { statuses } = await exerciseTables(api);
    const creates = [...statuses].filter(([id]) => id.startsWith('create'));
    assert.equal(creates.length, hostile.length + 1);
    // Keys that are not the server's: a row like one that is there is refused. No request's `__proto__` reaches a handler.
    const refused = creates.filter(([id, all]) => !/^create(?:Safe|Proto)$/.test(id) && !all.has(201));
    assert.deepEqual(refused, []);
  });

  it('passes on who asks, for row-level security', async () => {
    const sql = `create table notes (id bigint generated always as identity primary key, owner text not null, title text not null);
      alter table notes enable row level security;
      create policy own on notes using (owner = current_setting('app.user_id', true));`;
    const api = await make({ name: 'policies', sql, framework: 'express' });
    const made = await api.call('POST', '/notes', { body: { owner: 'ann', title: 'hers' }, user: 'ann' });
    assert.equal(made.status, 201, String(api.logged.at(-1)));
    assert.equal(
      (await api.call('POST', '/notes', { body: { owner: 'ann', title: 'forged' }, user: 'bob' })).status,
      403,
    );
    const target = `/notes/${made.body.id}`;
    assert.equal((await api.call('GET', target, { user: 'ann' })).status, 200);
    assert.equal((await api.call('GET', target, { user: 'bob' })).status, 404);
    assert.equal((await api.call('PATCH', target, { body: { title: 'x' }, user: 'bob' })).status, 404);
    assert.equal((await api.call('DELETE', target, { user: 'bob' })).status, 404);
    assert.deepEqual((await api.call('GET', '/notes', { user: 'bob' })).body.data, []);
    assert.equal((await api.call('GET', '/notes', { user: '' })).status, 401);
    // A connection that served Ann knows nothing of her afterwards.
    for (let index = 0; index < 8; index++) {
      assert.equal((await api.call('GET', '/notes', { user: index % 2 ? 'ann' : 'bob' })).body.data.length, index % 2);
    }
    assert.ok(api.made.notes.some(({ rule }) => rule === 'row-security'));
    assert.ok('403' in api.document.paths['/notes'].post.responses);
    // Without a subject it is '' from the first: PostgreSQL has NULL for a setting only until somebody was there.
    const load = (file: string) => import(pathToFileURL(path.join(api.folder, file)).href);
    const [{ database }, { sql: piece }] = await Promise.all([load('database.ts'), load('runtime/sql.ts')]);
    const said = () =>
      database.read({ auth: {} }, (db: Queryable) => db.query(piece`select current_setting('app.user_id', true)`));
    await database.close();
    assert.deepEqual((await said()).rows, [['']]);
  });

  it('gives numbers where they are asked for, and needs no token where none is wanted', async () => {
    const sql = `create table points (id bigint generated always as identity primary key, value numeric(6, 2) not null check (value >= 0), tags bigint[]);`;
    const api = await make({ name: 'numbers', sql, framework: 'fastify', numbers: true, auth: 'none' });
    const made = await api.call('POST', '/points', { body: { value: 1.25, tags: [1, 2] }, user: '' });
    assert.deepEqual([made.status, made.body], [201, { id: 1, value: 1.25, tags: [1, 2] }], String(api.logged.at(-1)));
    assert.equal((await api.call('POST', '/points', { body: { value: -1 }, user: '' })).status, 400);
    assert.deepEqual((await api.call('GET', '/points/1', { user: '' })).body, made.body);
  });

  it('never loses a change when two write at once, and serves what waits for each other in the end', async () => {
    const sql = 'create table counters (id integer primary key, value integer not null);';
    const api = await make({ name: 'concurrent', sql, framework: 'fastify' });
    await api.call('POST', '/counters', { body: { id: 1, value: 0 } });
    const add = async (): Promise<void> => {
      const { body, headers } = await api.call('GET', '/counters/1');
      const more = { body: { value: body.value + 1 }, headers: { 'if-match': String(headers['etag']) } };
      const { status } = await api.call('PATCH', '/counters/1', more);
      assert.ok(status === 200 || status === 412, String(status));
      if (status === 412) await add();
    };
    await Promise.all(Array.from({ length: 12 }, add));
    assert.equal((await api.call('GET', '/counters/1')).body.value, 12);
    const post = () =>
      api.call('POST', '/counters', { body: { id: 2, value: 1 }, headers: { 'idempotency-key': 'k' } });
    const all = await Promise.all(Array.from({ length: 8 }, post));
    assert.deepEqual([...new Set(all.map(({ status }) => status))], [201]);
  });

  it('answers 503 with Retry-After while the database cannot be reached', async () => {
    const api = await make({ name: 'away', sql: 'create table notes (id integer primary key);', framework: 'express' });
    assert.equal((await api.call('GET', '/notes')).status, 200);
    const [{ name }] = (await api.session.query<{ name: string }>('select current_database() as name')) as [
      { name: string },
    ];
    const admin = await server.connect('postgres');
    await admin.execute(`alter database ${name} allow_connections false`);
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'table_api'`,
      [name],
    );
    const answer = await api.call('GET', '/notes');
    const second = await api.call('GET', '/notes');
    assert.equal(answer.status, 503);
    await admin.execute(`alter database ${name} allow_connections true`);
    assert.equal(second.status, 503, JSON.stringify(second.body));
    assert.equal(second.headers['retry-after'], '1');
    assert.equal((await api.call('GET', '/notes')).status, 200);
  });

  it('keeps what people wrote when the tables change', async () => {
    const api = await make({
      name: 'again',
      schemaSql: '',
      sql: 'create table notes (id integer primary key, title text);',
      framework: 'express',
    });
    const { folder, session } = api;
    const file = (name: string) => path.join(folder, name);
    const edit = async (name: string, from: string | RegExp, to: string) =>
      writeFile(file(name), (await readFile(file(name), 'utf8')).replace(from, to));
    await edit('openapi.yaml', /^(openapi: .*)$/m, '$1 # ours');
    await edit('notes.handlers.ts', 'status: 204 }', 'status: 204 } /* by hand */');
    await edit('database.ts', 'default(10)', 'default(20)');
    const texts = () =>
      Promise.all(['openapi.yaml', 'notes.handlers.ts', 'database.ts'].map(name => readFile(file(name), 'utf8')));
    const before = await texts();
    const same = await again(session, folder);
    assert.deepEqual(same.scaffolding.changes, []);
    await session.execute(
      'alter table notes add owner text not null; create table tags (id integer primary key, name text not null unique)',
    );
    const changed = await again(session, folder);
    await writeTables(folder, changed);
    const [description, handlers, database] = await texts();
    assert.ok(description!.startsWith(before[0]!.split('\n')[0]!) && description!.includes('# ours'));
    assert.match(description!, /\n {2}\/tags:\n/);
    assert.match(description!, /owner/);
    assert.equal(handlers, before[1]);
    assert.equal(database, before[2]);
    assert.match(await readFile(file('tags.handlers.ts'), 'utf8'), /listTags/);
    assert.equal(await compile(folder, strictest), '');
    assert.deepEqual((await again(session, folder)).scaffolding.changes, []);
  });
});

async function again(session: Session, folder: string) {
  const request = { schemaSql: '', extensions: [], title: 'again', auth: 'bearer', numbers: false } as const;
  const more = { framework: 'express', app: true, force: false } as const;
  return scaffoldTables({ relations: await readRelations(session), ...request, ...more }, folder, folderAt(folder));
}

describe('scaffold --from-db', function () {
  this.timeout(180_000);
  const folder = path.join(repository, 'test/.out/tables-cli');
  before(async () => {
    buildCommandLine();
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }\n');
    await writeFile(path.join(folder, 'schema.sql'), await readFile(shopFile, 'utf8'));
  });

  const run = (...words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [entry, 'scaffold', ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { code: status, out: stdout, err: stderr };
  };

  it('makes an API of a file and answers requests, with one command and no server', async () => {
    const words = ['scaffold', '--from-db', 'schema.sql', '-o', 'api', '-f', 'koa', '--start'];
    const env = { ...process.env, PORT: '0', DATABASE_URL: '', NODE_ENV: '' };
    const child = spawn(process.execPath, [entry, ...words], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      const port = await listening(child);
      const token = { authorization: 'Bearer ann', 'content-type': 'application/json' };
      const made = await send(port, 'POST', '/categories', token, JSON.stringify({ name: 'Tea' }));
      assert.equal(made.status, 201, made.text);
      const list = await send(port, 'GET', '/categories', token);
      assert.deepEqual(JSON.parse(list.text).data, [{ id: 1, parent_id: null, name: 'Tea' }]);
      assert.equal((await send(port, 'GET', '/categories')).status, 401);
      assert.equal((await send(port, 'GET', '/ready')).status, 200);
    } finally {
      child.kill('SIGINT');
      await once(child, 'exit');
    }
  });

  it('says what is wrong, and writes nothing', async () => {
    await writeFile(
      path.join(folder, 'broken.sql'),
      'create table a (id int primary key);\ncreate table b (a_id int references nowhere);\n',
    );
    await writeFile(path.join(folder, 'empty.sql'), '-- nothing\n');
    const cases: readonly [words: readonly string[], message: RegExp][] = [
      [['--from-db', 'broken.sql', '-o', 'x'], /broken\.sql:2:1 .*nowhere/],
      [['--from-db', 'empty.sql', '-o', 'x'], /no tables or views/],
      [['--from-db', 'missing.sql', '-o', 'x'], /no such file/],
      [['--from-db', 'postgres://127.0.0.1:1/x', '-o', 'x'], /127\.0\.0\.1/],
      [['--from-db', 'schema.sql', '--tables', 'nothing', '-o', 'x'], /--tables/],
      [['--from-db', '-o', 'x'], /--from-db needs a value/],
      [['--numbers', 'openapi.yaml'], /--numbers goes with --from-db/],
      [['--from-db', 'schema.sql', '--types-only'], /exclude each other/],
    ];
    for (const [words, message] of cases) {
      const { code, err } = run(...words);
      assert.notEqual(code, 0, words.join(' '));
      assert.match(err, message, words.join(' '));
    }
    assert.equal(await readFile(path.join(folder, 'x', 'openapi.yaml'), 'utf8').catch(() => undefined), undefined);
  });
});

/** The port that the API says it listens on. */
async function listening(child: ChildProcess): Promise<number> {
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (piece: Buffer) => {
      said += piece.toString();
      const [, port] = /Listening on.*port: (\d+)/s.exec(said) ?? [];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    child.once('exit', code => reject(new Error(`It ended with ${code}: ${said}`)));
  });
}
