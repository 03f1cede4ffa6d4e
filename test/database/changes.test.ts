/**
 * From one database to another and back on real servers; each way ends with a reading that finds no difference. Every third case, which
 * is a minute; all of them with CASES=all.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readInventory } from '../../src/database/introspect/readInventory.js';
import { loadScript } from '../../src/database/loadScript.js';
import { reach } from '../../src/database/reach.js';
import type { ScratchDatabase } from '../../src/database/session.js';
import { unreachableDifferences } from '../../src/schema/diff/unreachable.js';
import type { Inventory } from '../../src/schema/inventory.js';
import { inventoryHash } from '../../src/schema/migration/inventoryHash.js';
import { migrationOf } from '../../src/schema/migration/migration.js';
import { type EngineKind, testEngine } from './engine.js';

interface Case {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

function casesOf(file: string): readonly Case[] {
  const [, ...texts] = readFileSync(path.join(__dirname, file), 'utf8').split(/^-- case: /m);
  const ends = new Map<string, string>();
  return texts.map(text => {
    const [, name, from, to] = /^(.*)\n([\s\S]*?)^-- becomes\n([\s\S]*)$/m.exec(text)!;
    ends.set(name!, to!);
    const [, before] = /^-- from what (.*) becomes$/m.exec(from!) ?? [];
    return { name: name!, from: before === undefined ? from! : ends.get(before)!, to: to! };
  });
}

const relations = casesOf('relations.sql');
const others = casesOf('otherKinds.sql');
/** WebAssembly has no ICU and no logical decoding, and each of its databases costs a wipe: there a few. */
const onBoth = new Set([
  'table-with-everything',
  'type-under-a-view',
  'enum-shrinks-and-turns',
  'partitions',
  'tables-that-refer-to-each-other',
  'view-chain-type',
  'policy-function',
  'agg-view',
]);

/** Both sides have them: a comparison is of databases, and roles belong to the server. */
const roles = 'CREATE ROLE reporting; CREATE ROLE "Kb 2"; CREATE ROLE kb2;\n';

async function withScratch<Answer>(kind: EngineKind, sql: string, use: (db: ScratchDatabase) => Promise<Answer>) {
  const engine = await testEngine(kind);
  const db = await engine.scratch();
  try {
    await loadScript(db.session, { path: '/schema.sql', text: `${roles}${sql}` });
    return await use(db);
  } finally {
    await db.drop();
  }
}

const inventoryOf = (kind: EngineKind, sql: string) => withScratch(kind, sql, ({ session }) => readInventory(session));

for (const kind of ['native', 'embedded'] as const) {
  describe(`a database becomes another and comes back (${kind})`, function () {
    this.timeout(60_000);

    for (const [at, { name, from, to }] of [...relations, ...others].entries()) {
      if (kind === 'embedded' && !onBoth.has(name)) continue;
      if (kind === 'native' && at % 3 > 0 && process.env.CASES !== 'all') continue;
      it(name, async () => {
        const target = await inventoryOf(kind, to);
        await withScratch(kind, from, async ({ session }) => {
          const source = await readInventory(session);
          const up = await reach(session, target, readInventory, source);
          assert.deepEqual(up.missing, []);
          const down = await reach(session, source, readInventory, up.reached);
          assert.deepEqual(down.missing, []);
          assert.equal(inventoryHash(down.reached), inventoryHash(source));
          const migration = migrationOf(source, target, {
            renamed: source,
            renames: [],
            up: up.steps,
            down: down.steps,
          });
          assert.match(migration.slug, /^[a-z][a-z0-9_]{2,59}$/);
        });
      });
    }
  });
}

describe('what a table holds when something below it is made anew', function () {
  this.timeout(60_000);

  const rowsOf = async ({ session }: ScratchDatabase) => {
    const tables = await session.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace order by 1`,
    );
    const rows: string[] = [];
    for (const { name } of tables) {
      const found = await session.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t order by 1`);
      rows.push(...found.map(({ row }) => `${name} ${row}`));
    }
    return rows;
  };

  for (const name of [
    'partitions-by-another-key',
    'table-becomes-partitioned',
    'range-of-another-type',
    'table-of-a-type-that-changes',
    'child-takes-another-parent',
    'extension-in-an-older-version',
    'partition-key-of-another-type',
    'domains-inside-of-other-types',
    'attributes-at-other-places',
  ]) {
    it(`is the same after ${name}, and after the way back`, async () => {
      const { from, to } = [...relations, ...others].find(one => one.name === name)!;
      const target = await inventoryOf('native', to);
      await withScratch('native', from, async scratch => {
        const source = await readInventory(scratch.session);
        const before = await rowsOf(scratch);
        assert.notDeepEqual(before, []);
        const { steps } = await reach(scratch.session, target);
        await reach(scratch.session, source);
        assert.deepEqual(await rowsOf(scratch), before);
        const hazards = steps.flatMap(({ statements }) => statements.flatMap(one => one.hazards ?? []));
        const lost = hazards.filter(({ kind }) => kind === 'deletesData').map(({ reason }) => reason);
        if (name.includes('partition')) assert.deepEqual(lost, []);
      });
    });
  }
});

describe('a comparison', function () {
  this.timeout(60_000);
  let same: Inventory;

  before(async () => {
    same = await inventoryOf('native', relations.find(({ name }) => name === 'table-with-everything')!.to);
  });

  it('finds nothing between equal databases, however they are written', async () => {
    const { from, to } = relations.find(({ name }) => name === 'same-types-by-other-names')!;
    assert.equal(inventoryHash(await inventoryOf('native', from)), inventoryHash(await inventoryOf('native', to)));
  });

  it('is the same each time', async () => {
    const ways = [];
    for (let i = 0; i < 2; i++) {
      const way = await withScratch('native', '', ({ session }) => reach(session, same));
      ways.push(way.steps.flatMap(({ statements }) => statements.map(({ sql }) => sql)));
    }
    assert.deepEqual(ways[0], ways[1]);
  });

  it('gives a partition the names that it would have from its parent', async () => {
    const to =
      'CREATE TABLE p (a int NOT NULL) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);';
    const from = 'CREATE TABLE p (a int NOT NULL) PARTITION BY LIST (a); CREATE TABLE p1 (a int NOT NULL);';
    const target = await inventoryOf('native', to);
    const nameOf = ({ objects }: Inventory) =>
      objects.flatMap(one => (one.id === 'column public.p1.a' && one.kind === 'column' ? [one.is.notNull?.name] : []));
    assert.deepEqual(nameOf(target), ['p_a_not_null']);
    for (const start of ['', from]) {
      const way = await withScratch('native', start, ({ session }) => reach(session, target));
      assert.deepEqual(nameOf(way.reached), ['p_a_not_null']);
    }
  });

  it('leaves an index of a partition alone that is only like one of the parent', async () => {
    const table =
      'CREATE TABLE p (a int, b int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);';
    const schema = (name: string) =>
      `${table} CREATE UNIQUE INDEX ${name} ON p (a, b); CREATE UNIQUE INDEX twin ON p1 (a, b);`;
    const target = await inventoryOf('native', schema('other'));
    const way = await withScratch('native', schema('one'), ({ session }) => reach(session, target));
    assert.deepEqual(way.missing, []);
    assert.doesNotMatch(JSON.stringify(way.steps.map(({ statements }) => statements)), /twin/);
  });

  it('gives a partition the name of a NOT NULL that its parent comes to have', async () => {
    const [p, q] = [
      'CREATE TABLE p (a int, b int) PARTITION BY LIST (a);',
      'CREATE TABLE q PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (b);',
    ];
    const r = 'CREATE TABLE r PARTITION OF q';
    const namesOf = ({ objects }: Inventory) =>
      objects.flatMap(one => (one.kind === 'column' && one.is.notNull ? [`${one.id} ${one.is.notNull.name}`] : []));
    const target = await inventoryOf('native', `${p.replace('a int', 'a int NOT NULL')} ${q} ${r} FOR VALUES IN (1);`);
    const wanted = ['column public.p.a undefined', 'column public.q.a p_a_not_null', 'column public.r.a p_a_not_null'];
    assert.deepEqual(namesOf(target).sort(), wanted);
    for (const own of ['a NOT NULL', 'PRIMARY KEY (a, b)']) {
      await withScratch('native', `${p} ${q} ${r} (${own}) FOR VALUES IN (1);`, async ({ session }) => {
        const source = await readInventory(session);
        const up = await reach(session, target);
        assert.deepEqual(up.missing, []);
        assert.deepEqual(namesOf(up.reached).sort(), wanted);
        const down = await reach(session, source);
        assert.deepEqual(down.missing, []);
        assert.equal(inventoryHash(down.reached), inventoryHash(source));
      });
    }
    const kept = `${p} ${q} ${r} (PRIMARY KEY (a, b)) FOR VALUES IN (1);`;
    const attached =
      'CREATE TABLE r (a int CONSTRAINT n NOT NULL, b int, PRIMARY KEY (a, b)); ALTER TABLE q ATTACH PARTITION r';
    const named = p.replace('a int', 'a int CONSTRAINT n NOT NULL');
    const keyed = await inventoryOf('native', `${named} ${q} ${attached} FOR VALUES IN (1);`);
    await withScratch('native', kept, async ({ session }) => {
      const source = await readInventory(session);
      assert.deepEqual(unreachableDifferences(source, keyed), ['name of the inherited NOT NULL of public.r.a']);
      assert.deepEqual((await reach(session, keyed)).missing, []);
    });
  });

  it('tells what no statement can change', async () => {
    const parent = 'CREATE TABLE p (a int, b int CHECK (b > 0)); CREATE TYPE c AS (x int, y int);';
    const source = await inventoryOf('native', `${parent} CREATE TABLE own (a int, b int) INHERITS (p);`);
    const to = parent.replace('x int, y int', 'y int, x int');
    const target = await inventoryOf('native', `${to} CREATE TABLE own (b int) INHERITS (p);`);
    assert.equal(inventoryHash(source), inventoryHash(target));
    assert.deepEqual(unreachableDifferences(source, target), [
      'declaration of the inherited column public.own.a',
      'order of the attributes of public.c',
    ]);
    assert.deepEqual(unreachableDifferences(source, source), []);
  });

  it('says what is lost', async () => {
    const { from, to } = relations.find(({ name }) => name === 'columns-come-and-go')!;
    const source = await inventoryOf('native', from);
    const target = await inventoryOf('native', to);
    const way = await withScratch('native', from, ({ session }) => reach(session, target));
    const { hazards } = migrationOf(source, target, { renamed: source, renames: [], up: way.steps, down: [] });
    const losses = hazards.filter(hazard => hazard.kind === 'deletesData').map(({ sql }) => sql);
    assert.deepEqual(losses, ['ALTER TABLE public.t DROP COLUMN a']);
  });
});
