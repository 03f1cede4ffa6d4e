import assert from 'node:assert/strict';
import { readLive, rebuild } from '../../src/database/compare/rebuild.js';
import { readInventory } from '../../src/database/introspect/readInventory.js';
import { loadScript } from '../../src/database/loadScript.js';
import { DatabaseError, type Session } from '../../src/database/session.js';
import { inventoryHash } from '../../src/schema/migration/inventoryHash.js';
import { testEngine } from './engine.js';

const schema = `
  create role rebuild_app;
  create table a (id int primary key, b text not null);
  grant maintain, select on a to rebuild_app;
  alter default privileges for role rebuild_app grant maintain, insert on tables to public;
`;

/** What a server is that has no privilege of that name: PostgreSQL before 17, which call a column of a catalog otherwise, too. */
function older(session: Session, version: number): Session {
  const execute = async (sql: string) => {
    if (/\bMAINTAIN\b/i.test(sql))
      throw new DatabaseError({ severity: 'ERROR', code: '42601', message: 'unrecognized privilege type "maintain"' });
    await session.execute(sql);
  };
  const query: Session['query'] = async (sql, parameters) =>
    JSON.parse(
      JSON.stringify(await session.query(sql.replaceAll('colliculocale', 'colllocale'), parameters)),
      (_, value) => (Array.isArray(value) ? value.filter(one => one !== 'MAINTAIN') : value),
    );
  return { ...session, version, execute, query };
}

describe('a live schema in another engine', () => {
  it('is made again without what an older server does not know', async () => {
    const engine = await testEngine('native');
    const [live, there] = [await engine.scratch(), await engine.scratch()];
    try {
      await loadScript(live.session, { path: '/a.sql', text: schema });
      const inventory = await readLive(live.session);
      assert.match(JSON.stringify(inventory), /"MAINTAIN"/);
      await rebuild(older(there.session, 160_000), inventory, '');
      const made = (await readInventory(there.session)).objects.find(({ id }) => id === 'table public.a');
      assert.deepEqual(made?.grants?.find(({ to }) => to === 'rebuild_app')?.privileges, ['SELECT']);
    } finally {
      await Promise.all([live.drop(), there.drop()]);
    }
  });

  it('has of the system only what somebody granted or revoked', async () => {
    const engine = await testEngine('native');
    const [live, there] = [await engine.scratch(), await engine.scratch()];
    const isOfSystem = ({ kind }: { readonly kind: string }) => kind === 'systemGrants';
    try {
      assert.deepEqual((await readLive(live.session)).objects.filter(isOfSystem), []);
      await live.session.execute(`
        revoke select on information_schema.tables from public;
        grant select on information_schema.transforms to public;
        grant execute on function pg_catalog.pg_ls_waldir() to pg_monitor, public`);
      const inventory = await readLive(live.session);
      assert.deepEqual(
        inventory.objects
          .filter(isOfSystem)
          .map(({ name }) => name)
          .sort(),
        [
          'FUNCTION pg_catalog.pg_ls_waldir()',
          'TABLE information_schema.tables',
          'TABLE information_schema.transforms',
        ],
      );
      await rebuild(there.session, inventory, '');
      assert.equal(inventoryHash(await readInventory(there.session)), inventoryHash(inventory));
    } finally {
      await Promise.all([live.drop(), there.drop()]);
    }
  });

  it('is made again whole in one that is as new', async () => {
    const engine = await testEngine('native');
    const [live, there] = [await engine.scratch(), await engine.scratch()];
    try {
      await loadScript(live.session, { path: '/a.sql', text: schema });
      const inventory = await readLive(live.session);
      await rebuild(there.session, inventory, '');
      assert.equal(inventoryHash(await readInventory(there.session)), inventoryHash(inventory));
    } finally {
      await Promise.all([live.drop(), there.drop()]);
    }
  });
});
