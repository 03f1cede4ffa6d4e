// The proof begins in the database in which the way was planned: that must be as it was loaded.
import assert from 'node:assert/strict';
import { compareSchemas } from '../../src/database/compare/compareSchemas.js';
import { planWays, type Wanted } from '../../src/database/compare/planWays.js';
import { inScratch } from '../../src/database/inScratch.js';
import { readInventory } from '../../src/database/introspect/readInventory.js';
import { loadScript } from '../../src/database/loadScript.js';
import { emptyTables } from '../../src/database/prove/sampleRows/emptyTables.js';
import type { Session } from '../../src/database/session.js';
import type { Inventory } from '../../src/schema/inventory.js';
import { testEngine } from './engine.js';

const options = { renames: [], renameComments: [], online: false, copyFirst: false, expandContract: false };

for (const kind of ['native', 'embedded'] as const)
  describe(`a plan (${kind})`, function () {
    this.timeout(60_000);

    async function inventoryOf(text: string): Promise<Inventory> {
      return inScratch(await testEngine(kind), undefined, async ({ session }) => {
        await loadScript(session, { path: '/x.sql', text });
        return readInventory(session);
      });
    }

    async function planned<Answer>(
      from: string,
      to: string,
      look: (session: Session, wanted: Wanted) => Promise<Answer>,
    ) {
      const target = await inventoryOf(to);
      return inScratch(await testEngine(kind), undefined, async ({ session }) => {
        await loadScript(session, { path: '/x.sql', text: from });
        return look(session, { ...options, target, read: readInventory });
      });
    }

    const from = `create table a (id int generated always as identity primary key, n text, gone int);
      create table b (id int references a); create table part (d int) partition by range (d);
      create table part_1 partition of part for values from (0) to (10);
      insert into a (n) values ('x'), (null); insert into b values (1); insert into part values (5);
      create function refuse() returns trigger language plpgsql as $$ begin raise 'never'; end $$;
      create trigger stays before truncate on a for each statement execute function refuse();`;
    const to = `create table a (id int generated always as identity primary key, n varchar(3) not null, c int not null);
      create table b (id int references a on delete cascade); create index on b (id);
      create table part (d bigint) partition by range (d); create table part_1 partition of part for values from (0) to (10);`;
    const rowsSql = `select (select json_agg(a order by id) from a)::text || (select json_agg(b) from b)::text || (select json_agg(part) from part)::text as rows`;

    it('leaves the database as it was, to the last row', () =>
      planned(from, to, async (session, wanted) => {
        const look = async () => ({ is: await readInventory(session), rows: await session.query(rowsSql) });
        const before = await look();
        const plan = await planWays(session, wanted);
        assert.equal(plan.isUndone, true);
        assert.equal(plan.stages.length, 1);
        assert.ok(plan.stages[0]!.up.length > 3);
        assert.deepEqual(await look(), before);
      }));

    it('that PostgreSQL takes only in several transactions is found all the same', async () => {
      const enumFrom = `create type e as enum ('a'); create table t (x e); insert into t values ('a');`;
      const enumTo = `create type e as enum ('a', 'b'); create table t (x e not null default 'b');`;
      await planned(enumFrom, enumTo, async (session, wanted) => {
        const plan = await planWays(session, wanted);
        assert.equal(plan.isUndone, false);
        assert.equal(plan.stages.length, 1);
      });
      const side = (text: string) => ({ kind: 'scripts', label: 'x', scripts: [{ path: '/x.sql', text }] }) as const;
      const request = { ...options, scope: { without: [] }, rows: true, from: side(enumFrom), to: side(enumTo) };
      const { migrations } = await compareSchemas(request, await testEngine(kind));
      const [{ proof }] = migrations as [(typeof migrations)[number]];
      assert.deepEqual([proof.up.isReached, proof.down.isReached], [true, true]);
    });

    it('of equal schemas has nothing to do', () =>
      planned(from, from, async (session, wanted) => {
        const { stages, isUndone } = await planWays(session, wanted);
        assert.deepEqual([stages.length, isUndone], [0, true]);
      }));

    it('is made without rows', () =>
      planned(from, from, async session => {
        await session.execute('begin');
        await emptyTables(session);
        const [row] = await session.query<{ count: number }>(
          'select ((select count(*) from a) + (select count(*) from b) + (select count(*) from part))::int as count',
        );
        await session.execute('rollback');
        assert.equal(row?.count, 0);
      }));
  });
