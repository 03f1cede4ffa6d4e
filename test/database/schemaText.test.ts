import assert from 'node:assert/strict';
import { compareSchemas } from '../../src/database/compare/compareSchemas.js';
import { schemaText } from '../../src/database/compare/output/schemaText.js';
import type { Inventory } from '../../src/schema/inventory.js';
import { testEngine } from './engine.js';

const scripts = (text: string) => ({ kind: 'scripts', label: 'a', scripts: [{ path: '/a.sql', text }] }) as const;

/** Both sides as texts. */
async function texts(from: string, to: string): Promise<readonly (string | undefined)[]> {
  const seen: Inventory[] = [];
  const request = { from: scripts(from), to: scripts(to), scope: { without: [] }, renames: [], rows: false };
  await compareSchemas(
    { ...request, online: false, expandContract: false, copyFirst: false },
    await testEngine('embedded'),
    { onSchemas: (...both) => seen.push(...both) },
  );
  return seen.map(schemaText);
}

describe('a schema as text', () => {
  it('differs only where the schemas do, whatever the order of the statements was', async () => {
    const tables = [
      'create table b (id int primary key, a_id int references a);',
      "comment on table b is 'B';",
      'create index b_a on b (a_id);',
    ];
    const [one, other] = await texts(
      `create type mood as enum ('sad', 'ok'); create table a (id int primary key, m mood); ${tables.join(' ')}`,
      `create table a (id int primary key); create type mood as enum ('sad', 'ok'); ${tables.join(' ')}
       alter table a add m mood; create view v as select id from b; create function f() returns int language sql as 'select 1';`,
    );
    assert.ok(one && other);
    assert.ok(other.startsWith(one), `${one}\n\n---\n\n${other}`);
    assert.match(
      other.slice(one.length),
      /^\nCREATE (?:OR REPLACE )?VIEW public\.v [\s\S]*\n\nCREATE OR REPLACE FUNCTION public\.f\(\)/,
    );
    assert.match(one, /^CREATE TYPE public\.mood[\s\S]*\n\nCREATE TABLE public\.a [\s\S]*\n\nCREATE TABLE public\.b /);
    assert.match(one, /COMMENT ON TABLE public\.b IS 'B';/);
    assert.doesNotMatch(one, /CREATE SCHEMA public/);
  });

  it('of nothing is nothing', async () => {
    assert.deepEqual(await texts('', 'create table a (id int);').then(([one]) => one), '');
  });
});
