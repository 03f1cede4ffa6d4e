import assert from 'node:assert/strict';
import nodePath from 'node:path';
import { findSchema } from '../../src/database/apply/schemaCheck.js';
import { compareSchemas } from '../../src/database/compare/compareSchemas.js';
import type { CompareProgress, CompareRequest, CompareStage } from '../../src/database/compare/comparison.js';
import { readSource } from '../../src/database/compare/readSource.js';
import { connect } from '../../src/database/connection/connect.js';
import { startPostgres } from '../support/postgres.mjs';
import { testEngine } from './engine.js';

function request(from: string, to: string, more: Partial<CompareRequest> = {}): CompareRequest {
  const side = (label: string, text: string) =>
    ({ kind: 'scripts', label, scripts: [{ path: `/${label}.sql`, text }] }) as const;
  return {
    ...{ from: side('old', from), to: side('new', to), scope: { without: [] }, renames: [] },
    ...{ online: false, expandContract: false, copyFirst: false, rows: true },
    ...more,
  };
}

describe('progress of a comparison', () => {
  const from = 'create table users (id int primary key, mail text); create table jobs (id int primary key);';
  const to = 'create table users (id int primary key, mail text not null, age int); create table carts (id int);';

  async function told(given: CompareRequest): Promise<readonly [CompareStage, CompareProgress | undefined][]> {
    const all: [CompareStage, CompareProgress | undefined][] = [];
    await compareSchemas(given, await testEngine('embedded'), { onProgress: (stage, more) => all.push([stage, more]) });
    return all;
  }

  it('tells each statement of the proof, of how many, in both directions', async () => {
    const all = await told(request(from, to.replace(' not null', '')));
    const stages = [...new Set(all.map(([stage]) => stage))];
    assert.deepEqual(stages, ['target', 'source', 'plan', 'proveUp', 'proveDown']);
    const steps = all.flatMap(([, more]) => (more ? [more] : []));
    assert.deepEqual([...new Set(steps.map(({ step }) => step))], ['prepare', 'rows', 'up', 'down']);
    for (const step of ['rows', 'up', 'down'] as const) {
      const own = steps.filter(one => one.step === step);
      const last = own.at(-1)!;
      assert.equal(last.done, last.of);
      assert.ok(own.every(({ done, of }, at) => done <= of && of === last.of && done >= (own[at - 1]?.done ?? 0)));
    }
    for (const [stage, more] of all) if (more) assert.equal(stage, more.step === 'down' ? 'proveDown' : 'proveUp');
    assert.ok(steps.every(({ migration, migrations }) => migration === 1 && migrations === 1));
  });

  it('tells which of several migrations is proven', async () => {
    const all = await told(request(from, to, { expandContract: true }));
    const count = new Set(all.map(([, more]) => more?.migrations).filter(Boolean));
    const numbers = new Set(all.flatMap(([, more]) => (more ? [more.migration] : [])));
    assert.deepEqual(
      [...numbers],
      Array.from({ length: [...count][0]! }, (_, at) => at + 1),
    );
    assert.ok(numbers.size > 1);
  });
});

describe('a server that has extensions of which no file speaks', function () {
  this.timeout(60_000);
  let server: Awaited<ReturnType<typeof startPostgres>>;

  before(async () => {
    server = await startPostgres(nodePath.resolve(__dirname, '../..'));
    await server.execute('create extension citext; create extension pg_stat_statements');
    await server.execute('create table users (id int primary key, mail citext, was citext)');
  });
  after(() => server.stop());

  async function compared(to: string) {
    const signal = new AbortController().signal;
    const from = await readSource([server.url], { folder: __dirname, env: {}, signal });
    if (from.kind !== 'server') throw new assert.AssertionError({ message: 'It is no server.' });
    const session = await connect(from.settings, {});
    try {
      const comparison = await compareSchemas({ ...request('', to), from }, await testEngine('native'));
      const found = await findSchema(session, [comparison.from.hash], {
        ...{ scope: comparison.scope, madeBy: undefined, openEngine: () => testEngine('native') },
      });
      assert.equal(found.hash, comparison.from.hash, 'the migration is for the database it was made from');
      return comparison.migrations.flatMap(({ migration }) =>
        migration.up.flatMap(segment => segment.statements.map(({ sql }) => sql)),
      );
    } finally {
      await session.close();
    }
  }

  it('keeps them, and is the schema that the migration is for', async () => {
    const steps = await compared('create table users (id int primary key, mail text)');
    assert.ok(
      steps.some(sql => /DROP COLUMN was/.test(sql)),
      steps.join('\n'),
    );
    assert.ok(!steps.some(sql => /EXTENSION/.test(sql)), steps.join('\n'));
  });

  it('gets those that the file has', async () => {
    const steps = await compared('create extension pgcrypto; create table users (id int primary key, mail text)');
    assert.deepEqual(
      steps.filter(sql => /EXTENSION/.test(sql)).map(sql => sql.replace(/ (?:WITH )?SCHEMA.*/, '')),
      ['CREATE EXTENSION pgcrypto'],
    );
  });
});
