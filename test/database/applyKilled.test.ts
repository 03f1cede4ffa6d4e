// A server that is killed while a migration is applied, at several points, and started again.
import assert from 'node:assert/strict';
import { applyMigration } from '../../src/database/apply/applyMigration.js';
import type { ApplyProgress, Outcome } from '../../src/database/apply/outcome.js';
import { states } from './applyHarness.js';
import { type KillableServer, killableServer } from './applyServer.js';

const text = `begin; create table a (n int); insert into a values (1); commit;
create index concurrently t_a on t (a);
begin; insert into a values (2); create table c (n int); commit;`;

describe('applying a migration to a server that is killed', function () {
  this.timeout(120_000);
  let server: KillableServer;
  before(async () => {
    server = await killableServer();
  });
  after(() => server.remove());
  beforeEach(async () => {
    await server.start();
    const session = await server.connect();
    await session.execute(
      'drop schema public cascade; create schema public; drop schema if exists senior_backend cascade; create table t (a int); insert into t select generate_series(1, 100)',
    );
    await session.close();
  });
  afterEach(() => server.kill());

  const apply = (onProgress?: (event: ApplyProgress) => void): Promise<Outcome> =>
    applyMigration(
      server.connect,
      { name: '1_first', file: { path: '/m/1_first.sql', text } },
      {},
      { ...(onProgress && { onProgress }) },
    );

  /** The n-th event of a kind. */
  const points: readonly (readonly [kind: ApplyProgress['kind'], nth: number])[] = [
    ['statement', 1],
    ['statement', 2],
    ['committing', 1],
    ['statement', 3],
    ['statement', 4],
    ['committing', 2],
  ];
  for (const [kind, nth] of points) {
    it(`at ${kind} ${nth}`, async () => {
      let seen = 0;
      let killed: Promise<void> | undefined;
      const failed = await apply(event => {
        if (event.kind === kind && ++seen === nth) killed = server.kill();
      });
      await killed;
      assert.equal(failed.failure?.kind, 'connectionLost', JSON.stringify(failed.failure));
      if (kind === 'committing') assert.match(failed.failure.message, /Whether the last piece was done is not known/);
      await server.start();
      const rest = await apply();
      assert.ok(['applied', 'alreadyApplied'].includes(rest.status), rest.failure?.message);
      assert.match(states(rest), /^(?:(?:done|doneBefore) ?){5}$/);
      const session = await server.connect();
      const [row] = await session.query(
        `select (select count(*)::int from a) as rows, to_regclass('c') is not null as c,
          array(select indexrelid::regclass::text || indisvalid from pg_index where indrelid = 't'::regclass) as indexes,
          (select status from senior_backend.migrations) as status`,
      );
      await session.close();
      assert.deepEqual(row, { rows: 2, c: true, indexes: ['t_atrue'], status: 'applied' });
    });
  }
});
