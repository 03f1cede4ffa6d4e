// Comparisons as a user runs them, on the embedded PostgreSQL of the built product.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { readMigrationHeader } from '../../src/schema/migration/files/migrationHeader.js';
import { buildCommandLine, entry } from './builtCommandLine.js';

const old = `CREATE TABLE users (id bigint PRIMARY KEY, mail text NOT NULL);
CREATE TABLE gone (id int PRIMARY KEY);
CREATE VIEW mails AS SELECT mail FROM users;
INSERT INTO users VALUES (1, 'a');
COPY gone (id) FROM stdin;
1
\\.
`;
const wanted = `CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, age int);
CREATE TABLE carts (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users);
CREATE INDEX ON carts (user_id);
CREATE VIEW mails AS SELECT email FROM users;
`;

describe('the database command with --compare', function () {
  this.timeout(180_000);
  let folder: string;
  let cache: string;

  before(() => {
    cache = mkdtempSync(nodePath.join(tmpdir(), 'compare-cache-'));
    buildCommandLine();
  });
  after(() => rmSync(cache, { recursive: true, force: true }));
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(nodePath.join(tmpdir(), 'compare ü ')));
    writeFileSync(nodePath.join(folder, 'old.sql'), old);
    writeFileSync(nodePath.join(folder, 'new.sql'), wanted);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const environment = () => ({
    ...process.env,
    ...{ NODE_OPTIONS: '', FORCE_COLOR: '', XDG_CACHE_HOME: cache, LOCALAPPDATA: cache },
  });
  function run(...words: string[]) {
    const options = { cwd: folder, encoding: 'utf8', env: environment() } as const;
    return spawnSync(process.execPath, [entry, 'database', ...words], options);
  }
  function compare(...words: string[]) {
    const { stdout, status, stderr } = run(...words, '--json');
    assert.notEqual(stdout, '', stderr);
    return { ...JSON.parse(stdout), code: status };
  }
  const read = (path: string) => readFileSync(nodePath.join(folder, path), 'utf8');

  it('writes a migration that leads to the other schema, with a rollback that leads back', () => {
    const rename = ['--rename', 'public.users.mail=email'];
    const first = compare('old.sql', '--compare', 'new.sql', ...rename, '-o', 'a', '--exit-code');
    assert.deepEqual([first.status, first.code, first.is_equal], ['success', 1, false]);
    assert.deepEqual([first.added_tables, first.removed_tables], [['carts'], ['gone']]);
    assert.deepEqual([first.proof.up, first.proof.down], [true, true]);
    assert.match(first.proof.engine, /^PostgreSQL 18\.\d+ \(embedded\)$/);
    const [up = '', down = ''] = first.files;
    assert.deepEqual(readdirSync(nodePath.join(folder, 'a')).sort(), [up, down].map(path => path.slice(2)).sort());
    assert.ok(read(up).endsWith(first.up_sql) && read(down).endsWith(first.down_sql));
    const header = readMigrationHeader(read(up));
    assert.deepEqual([header?.from, header?.to], [first.from.hash, first.to.hash]);
    assert.equal(header?.rollback, down.slice(2));
    // What was written runs, and is what was asked for.
    assert.equal(compare('old.sql', up, '--compare', 'new.sql', '--exit-code').is_equal, true);
    assert.equal(compare('old.sql', up, down, '--compare', 'old.sql').is_equal, true);
    const again = run('old.sql', '--compare', 'new.sql', ...rename);
    assert.match(again.stdout, /✔ PostgreSQL 18\.\d+ \(embedded\): up reaches the target, down comes back/);
    assert.equal(again.status, 0);
  });

  it('goes on from the migrations of a tool, in its manner', () => {
    const base = 'prisma/migrations';
    mkdirSync(nodePath.join(folder, base, '20240101000000_a'), { recursive: true });
    writeFileSync(
      nodePath.join(folder, base, '20240101000000_a/migration.sql'),
      'CREATE TABLE t (id int PRIMARY KEY);\n',
    );
    writeFileSync(nodePath.join(folder, 'new.sql'), 'CREATE TABLE t (id int PRIMARY KEY, n int);');
    const { files } = compare(base, '--compare', 'new.sql', '-o', base);
    assert.match(files[0], /^prisma\/migrations\/\d{14}_add_column_t_n\/migration\.sql$/);
    assert.equal(files[1], files[0].replace('migration.sql', 'down.sql'));
    assert.doesNotMatch(read(files[0]), /^BEGIN/m);
    assert.equal(compare(base, '--compare', 'new.sql').is_equal, true);
  });

  it('compares with what git has, and asks about renames', () => {
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false', ...words], {
        cwd: folder,
      });
    git('init', '-q');
    git('add', 'old.sql');
    git('commit', '-q', '-m', 'x');
    writeFileSync(
      nodePath.join(folder, 'old.sql'),
      old.replaceAll('mail ', 'email ').replace('SELECT mail', 'SELECT email'),
    );
    const { stdout, status } = run('HEAD:old.sql', '--compare', 'old.sql');
    assert.equal(status, 0);
    assert.match(stdout, /^HEAD:old\.sql → old\.sql /);
    assert.match(stdout, /--rename public\.users\.mail=email/);
    assert.match(stdout, /danger +up +deletes data: /);
  });

  it('says where a schema is wrong', () => {
    writeFileSync(nodePath.join(folder, 'new.sql'), 'CREATE TABLE a (id int);\nCREATE TABLE b (a nothing);\n');
    const { stderr, status } = run('old.sql', '--compare', 'new.sql');
    assert.equal(status, 2);
    assert.match(stderr, /^error: new\.sql:2:\d+ PostgreSQL refuses this statement: type "nothing" does not exist/);
    assert.doesNotMatch(stderr, /\n.* at /);
  });

  it('ends on Ctrl-C, and writes nothing', async function () {
    if (process.platform === 'win32') this.skip();
    const own = mkdtempSync(nodePath.join(tmpdir(), 'compare-cache-'));
    const child = spawn(process.execPath, [entry, 'database', 'old.sql', '--compare', 'new.sql', '-o', 'out'], {
      cwd: folder,
      env: { ...environment(), XDG_CACHE_HOME: own },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', text => {
      err += text;
    });
    const ended = new Promise<number | null>(resolve => child.once('close', resolve));
    // Its cache is made while the engine starts.
    const started = nodePath.join(own, 'senior-backend');
    while (child.exitCode === null && !existsSync(started)) await new Promise(resolve => setTimeout(resolve, 20));
    child.kill('SIGINT');
    assert.equal(await ended, 130);
    assert.match(err, /Stopped; nothing was changed\./);
    assert.equal(existsSync(nodePath.join(folder, 'out')), false);
    rmSync(own, { recursive: true, force: true });
  });
});
