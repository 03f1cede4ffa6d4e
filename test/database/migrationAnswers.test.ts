// What the thread answers the editor about migrations, on a real server.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import nodePath from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cancelJob } from '../../src/editor/database/jobs.js';
import { migrationAnswers } from '../../src/editor/database/migration/migrationAnswers.js';
import type { MigrationCalls } from '../../src/editor/database/migration/migrationCalls.js';
import { startPostgres } from '../support/postgres.mjs';
import { cacheFolder } from './engine.js';

const engine = { kind: 'native', packageFolders: [__dirname], cacheFolder } as const;

describe('the thread of the editor, asked about migrations', function () {
  this.timeout(60_000);
  let folder: string;
  let server: Awaited<ReturnType<typeof startPostgres>>;

  before(async () => {
    server = await startPostgres(nodePath.resolve(__dirname, '../..'));
    await server.execute('CREATE TABLE users (id int PRIMARY KEY)');
  });
  after(() => server.stop());
  beforeEach(async () => {
    folder = await mkdtemp(nodePath.join(os.tmpdir(), 'senior-backend-answers-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(name: string, text: string): Promise<string> {
    const path = nodePath.join(folder, name);
    await writeFile(path, text);
    return path;
  }

  const run = (path: string, more: Partial<MigrationCalls['runMigration']['params']> = {}) =>
    migrationAnswers.runMigration({
      ...{ job: path, act: 'apply', engine, path, connectionString: server.url, options: {}, folder },
      ...more,
    });

  it('ends what waits on the server when the job is cancelled', async () => {
    const path = await write('1_wait.sql', 'ALTER TABLE users ADD COLUMN age int;\n');
    await server.execute('BEGIN; LOCK TABLE users');
    const waiting = async () => {
      const [row] = (await server.query(`select count(*)::int as n from pg_stat_clear_snapshot(), pg_stat_activity
        where wait_event_type = 'Lock' and query like 'ALTER TABLE users%'`)) as { n: number }[];
      return row?.n;
    };
    try {
      const running = run(path, { options: { lockTimeout: 600_000 } });
      while ((await waiting()) !== 1) await wait(20);
      cancelJob(path);
      const answer = await running;
      assert.equal(answer.kind === 'done' ? answer.shown.status : answer.kind, 'cancelled');
      assert.equal(await waiting(), 0);
    } finally {
      await server.execute('ROLLBACK');
    }
  });

  it('says why it is refused, without words of the command line', async () => {
    const header = '-- Senior Backend: x\n-- from schema 0123456789abcdef to fedcba9876543210\n';
    const path = await write('2_other.sql', `${header}CREATE TABLE other (id int);\n`);
    const answer = await run(path);
    assert.ok(answer.kind === 'refused');
    assert.equal(answer.reason, 'otherSchema');
    assert.match(answer.said, /made for another schema/);
    assert.doesNotMatch(answer.said, /--/);
    const tried = await run(path, { act: 'dryRun' });
    assert.match(tried.kind === 'done' ? tried.shown.summary : '', /it would be refused\.$/);
  });

  it('describes both halves of a migration, from either of them', async () => {
    const up = await write(
      '3_a.up.sql',
      '-- hazard, up: locks: x\nCREATE TABLE a (id int);\nCREATE TABLE b (id int);\n',
    );
    const down = await write('3_a.down.sql', 'DROP TABLE a, b;\n');
    const described = await migrationAnswers.describeMigration({ path: down });
    assert.deepEqual(described, {
      ...{ name: '3_a', direction: 'down', up, down },
      ...{ statements: { up: 2, down: 1 }, hazards: { up: ['x'], down: [] } },
    });
    assert.deepEqual(await migrationAnswers.describeMigration({ path: up }), { ...described, direction: 'up' });
  });

  it('asks where a file starts that no folder of migrations holds', async () => {
    const path = await write('lonely.sql', 'CREATE TABLE a (id int PRIMARY KEY);\n');
    const prove = (start: MigrationCalls['proveMigration']['params']['start']) =>
      migrationAnswers.proveMigration({ job: path, engine, path, start, folder });
    const asked = await prove({ kind: 'find', candidates: [] });
    assert.match(asked.kind === 'startWanted' ? asked.missing : '', /Nobody knows which schema this file starts from/);
    const proven = await prove({ kind: 'server', connectionString: server.url });
    assert.equal(proven.kind === 'done' ? proven.shown.label : '', 'Proven: up');
  });
});
