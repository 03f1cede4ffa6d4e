// Proofs of migration files as they are written.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import nodePath from 'node:path';
import { openMigrationFile } from '../../src/database/apply/migrationFiles.js';
import { type FileProof, isProven } from '../../src/database/prove/file/fileProof.js';
import { proofLabel, proofMarkdown, proofSentence } from '../../src/database/prove/file/proofWords.js';
import { proveFile } from '../../src/database/prove/file/proveFile.js';
import { findStart } from '../../src/database/prove/file/startSchema.js';
import { testEngine } from './engine.js';

const { signal } = new AbortController();
const base = 'CREATE TABLE users (id bigint PRIMARY KEY, email text, name text NOT NULL);\n';

describe('the proof of a migration file', function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(nodePath.join(os.tmpdir(), 'senior-backend-prove-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function prove(files: Readonly<Record<string, string>>, which: string): Promise<FileProof> {
    for (const [name, text] of Object.entries(files)) await writeFile(nodePath.join(folder, name), text);
    const migration = await openMigrationFile(nodePath.join(folder, which));
    const engine = await testEngine('native');
    const { path, text } = migration.file;
    const start = await findStart(engine, { path, text, folder, migrations: folder, candidates: [] }, signal);
    if ('missing' in start) throw new Error(start.missing);
    return proveFile(engine, migration, start, { signal });
  }

  it('says that it goes up and comes back, keeps rows, and what it locks', async () => {
    const proof = await prove(
      {
        '001_users.sql': base,
        '002_age.up.sql':
          'ALTER TABLE users ADD COLUMN age int;\nCREATE INDEX CONCURRENTLY users_age ON users (age);\n',
        '002_age.down.sql': 'DROP INDEX users_age;\nALTER TABLE users DROP COLUMN age;\n',
      },
      '002_age.up.sql',
    );
    assert.equal(proofLabel(proof), 'Proven: up and down', proofMarkdown(proof));
    assert.match(proofSentence(proof), /^Up runs, down comes back, \d+ sample rows in 1 table kept\.$/);
    assert.equal(proof.start.label, 'the migration before it');
    assert.deepEqual(
      proof.up.statements.map(({ position, locks }) => [position.line, locks]),
      [
        [0, [{ relation: 'public.users', mode: 'ACCESS EXCLUSIVE' }]],
        [1, [{ relation: 'public.users', mode: 'SHARE UPDATE EXCLUSIVE' }]],
      ],
    );
  });

  it('has the place, the words and the hint of a statement that fails', async () => {
    const proof = await prove(
      {
        '001_users.sql': base,
        '002_bad.sql': 'CREATE TABLE a (id int PRIMARY KEY);\n\nALTER TABLE users\n  DROP COLUMN emial;\n',
      },
      '002_bad.sql',
    );
    assert.equal(isProven(proof), false);
    const { failure, statements } = proof.up;
    assert.deepEqual(failure?.position, { line: 2, character: 0 });
    assert.match(failure?.message ?? '', /column "emial" of relation "users" does not exist/);
    assert.deepEqual(
      statements.map(({ state }) => state),
      ['undone', 'failed'],
    );
    assert.equal(proofSentence(proof), 'Fails at line 3.');
  });

  it('sees what does not come back, and values that are lost', async () => {
    const proof = await prove(
      {
        '001_users.sql': base,
        '002_drop.sql': 'ALTER TABLE users DROP COLUMN email;\n',
        '002_drop_rollback.sql': 'ALTER TABLE users ADD COLUMN email varchar(50);\n',
      },
      '002_drop.sql',
    );
    assert.equal(proofLabel(proof), 'Not proven: does not come back');
    assert.deepEqual(proof.down?.differences, ['column public.users.email differs']);
    const [lost] = proof.rows?.lost ?? [];
    assert.deepEqual(
      [lost?.direction, lost?.table, lost?.column, lost?.isExpected],
      ['up', 'public.users', 'email', false],
    );
  });

  it('sees what only empty tables take', async () => {
    const proof = await prove(
      { '001_users.sql': base, '002_not_null.sql': 'ALTER TABLE users ALTER COLUMN email SET NOT NULL;\n' },
      '002_not_null.sql',
    );
    assert.equal(proofLabel(proof), 'Not proven: fails with rows');
    assert.match(proof.rows?.refused?.message ?? '', /contains null values/);
  });

  it('makes the roles that it speaks of, forgets what it has set, and takes both halves of one file', async () => {
    const proof = await prove(
      {
        '001_users.sql': `-- migrate:up\n${base}\n-- migrate:down\nDROP TABLE users;\n`,
        '002_grant.sql':
          '-- migrate:up\nSET search_path = pg_catalog;\nGRANT SELECT ON public.users TO reader;\n\n-- migrate:down\nREVOKE SELECT ON users FROM reader;\n',
      },
      '002_grant.sql',
    );
    assert.equal(proofLabel(proof), 'Proven: up and down', proofMarkdown(proof));
    assert.deepEqual(proof.notes, ['Roles that it speaks of were made for the proof: reader.']);
  });

  it('holds a header to its word', async () => {
    const header = '-- Senior Backend: x\n-- from schema 0123456789abcdef to 0123456789abcdef\n';
    const engine = await testEngine('native');
    const text = `${header}CREATE TABLE a (id int PRIMARY KEY);\n`;
    const path = nodePath.join(folder, '001_a.sql');
    await writeFile(path, text);
    const request = { path, text, folder, migrations: folder, candidates: ['schema.sql'] };
    const start = await findStart(engine, request, signal);
    assert.match(
      'missing' in start ? start.missing : '',
      /0123456789abcdef\) was not found\. It is not that of an empty database, schema\.sql\./,
    );
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    const engine = await testEngine('native');
    const file = { path: nodePath.join(folder, '1_a.sql'), text: 'SELECT pg_sleep(60);\n' };
    const start = { label: 'nothing', fill: async () => undefined };
    const proving = proveFile(engine, { name: '1_a', file }, start, {
      signal: controller.signal,
      onProgress: () => setTimeout(() => controller.abort(new Error('enough')), 50),
    });
    await assert.rejects(proving, /enough/);
  });
});
