// What a change of type costs, against a real PostgreSQL: it is rewritten when the server gives the table another file.
import assert from 'node:assert/strict';
import { PGlite } from '@electric-sql/pglite';
import { citext } from '@electric-sql/pglite/contrib/citext';
import type { Table, Type, TypeRef } from '../../../src/schema/catalog.js';
import type { SchemaView } from '../../../src/schema/replay.js';
import { type SetType, typeChange } from '../../../src/schema/rules/migration/change/typeChange.js';
import { indexOf, tableOf } from './handMade.js';

const types = [
  'smallint',
  'integer',
  'bigint',
  'oid',
  'numeric',
  'numeric(10,2)',
  'numeric(12,2)',
  'numeric(12,4)',
  'numeric(8,2)',
  'numeric(10)',
  'real',
  'double precision',
  'text',
  'character varying',
  'character varying(20)',
  'character varying(30)',
  'character(5)',
  'character(10)',
  'citext',
  'timestamp without time zone',
  'timestamp(3) without time zone',
  'timestamp(6) without time zone',
  'timestamp with time zone',
  'timestamp(3) with time zone',
  'timestamp(6) with time zone',
  'date',
  'time without time zone',
  'time(3) without time zone',
  'interval',
  'interval(3)',
  'interval(6)',
  'cidr',
  'inet',
  'bit(4)',
  'bit(8)',
  'bit varying',
  'bit varying(4)',
  'bit varying(8)',
  'json',
  'jsonb',
  'xml',
  'uuid',
  'bytea',
  'character varying(10)[]',
  'character varying(20)[]',
  'character varying[]',
  'text[]',
  'mood',
  'free_text',
  'short_text',
  'checked_text',
];

const base = {
  place: { path: '/1.sql', start: 0, end: 0 },
  definition: { path: '/1.sql', start: 0, end: 0 },
  schema: 'public',
};
const domains: readonly Type[] = [
  { ...base, kind: 'domain', name: 'free_text', base: typeRef('text'), notNull: false, checks: [] },
  { ...base, kind: 'domain', name: 'short_text', base: typeRef('character varying(20)'), notNull: false, checks: [] },
  {
    ...base,
    kind: 'domain',
    name: 'checked_text',
    base: typeRef('text'),
    notNull: false,
    checks: [{ text: "VALUE <> 'no'", key: "value <> 'no'", columns: [], functions: [] }],
  },
];
const view: SchemaView = {
  table: () => undefined,
  view: () => undefined,
  index: () => undefined,
  enumValues: () => undefined,
  type: name => domains.find(type => type.name === name.name),
};

function typeRef(written: string): TypeRef {
  const [, first = '', list, rest = '', array] = /^([a-z_ ]+?)(?:\(([\d,]+)\))?( with.*)?(\[\])?$/.exec(written) ?? [];
  return { name: `${first}${rest}`, modifiers: list?.split(',').map(Number) ?? [], array: array !== undefined };
}

function change(table: Table, type: string, more: Partial<SetType> = {}): SetType {
  const span = { start: 0, end: 10 };
  return { action: 'setType', column: table.columns[1]!.name, type: typeRef(type), span, typeSpan: span, ...more };
}

function tableWith(type: string): Table {
  const table = tableOf('t', { columns: { id: 'bigint', x: 'text' } });
  return { ...table, columns: [table.columns[0]!, { ...table.columns[1]!, type: typeRef(type) }] };
}

describe('changes of type', () => {
  let server: PGlite;
  before(async () => {
    server = await PGlite.create({ extensions: { citext } });
    await server.exec(`
      CREATE EXTENSION citext;
      CREATE TYPE mood AS ENUM ('a');
      CREATE DOMAIN free_text AS text;
      CREATE DOMAIN short_text AS varchar(20);
      CREATE DOMAIN checked_text AS text CHECK (VALUE <> 'no');
    `);
  });
  after(() => server.close());

  const file = async (name: string) => {
    const { rows } = await server.query<{ file: number }>(`SELECT pg_relation_filenode('${name}') AS file`);
    return rows[0]!.file;
  };

  /** Undefined: the server wants a USING. */
  async function isRewritten(from: string, to: string, zone: string): Promise<boolean | undefined> {
    await server.exec(
      `DROP TABLE IF EXISTS t; SET timezone = '${zone}'; CREATE TABLE t (id bigint, x ${from}); INSERT INTO t VALUES (1, NULL);`,
    );
    const before = await file('t');
    try {
      await server.exec(`ALTER TABLE t ALTER COLUMN x TYPE ${to};`);
    } catch {
      return undefined;
    }
    return (await file('t')) !== before;
  }

  for (const from of types) {
    it(`from ${from}`, async () => {
      const table = tableWith(from);
      for (const to of types) {
        const utc = await isRewritten(from, to, 'UTC');
        if (utc === undefined) continue;
        const { effect } = typeChange(view, table, change(table, to));
        const berlin = effect === 'session' ? await isRewritten(from, to, 'Europe/Berlin') : utc;
        const expected = utc ? 'rewrite' : berlin ? 'session' : 'none';
        assert.equal(effect, expected, `to ${to}`);
      }
    });
  }

  it('knows the indexes that are built anew', async () => {
    const indexes = {
      plain: ['t (x)', indexOf('plain', ['x'])],
      expression: ['t (lower(x))', { ...indexOf('expression', []), keys: [expressionKey('lower(x)', ['x'])] }],
      partial: ["t (id) WHERE x <> ''", { ...indexOf('partial', ['id']), predicate: expressionOf("x <> ''", ['x']) }],
      partial_of_other: [
        't (x) WHERE id > 3',
        { ...indexOf('partial_of_other', ['x']), predicate: expressionOf('id > 3', ['id']) },
      ],
      other: ['t (id)', indexOf('other', ['id'])],
      includes: ['t (id) INCLUDE (x)', { ...indexOf('includes', ['id']), include: ['x'] }],
    } as const;
    for (const [to, more] of [
      ['character varying(30)', {}],
      ['text', {}],
      ['text', { collation: 'C' }],
      ['citext', {}],
    ] as const) {
      await server.exec('DROP TABLE IF EXISTS t; CREATE TABLE t (id bigint, x varchar(20));');
      for (const [name, [sql]] of Object.entries(indexes)) await server.exec(`CREATE INDEX ${name} ON ${sql}`);
      const before = new Map<string, number>();
      for (const name of Object.keys(indexes)) before.set(name, await file(name));
      const collation = 'collation' in more ? ` COLLATE "${more.collation}"` : '';
      await server.exec(`ALTER TABLE t ALTER COLUMN x TYPE ${to}${collation}`);
      const rebuilt: string[] = [];
      for (const name of Object.keys(indexes)) if ((await file(name)) !== before.get(name)) rebuilt.push(name);
      const table = {
        ...tableWith('character varying(20)'),
        indexes: Object.values(indexes).map(([, index]) => index),
      };
      assert.deepEqual([...typeChange(view, table, change(table, to, more)).rebuilt], rebuilt, `${to}${collation}`);
    }
  });

  it('knows the USING that changes nothing', async () => {
    const table = tableWith('character varying(20)');
    const effect = (to: string, text: string) =>
      typeChange(view, table, change(table, to, { using: expressionOf(text, ['x']) })).effect;
    for (const [to, using] of [
      ['text', 'x'],
      ['text', 'x::text'],
      ['text', '(x)::text'],
      ['text', '"x"'],
      ['character varying(30)', 'x::varchar(30)'],
      ['character varying(30)', 'CAST(x AS varchar(30))'],
      ['text', 'trim(x)'],
      ['text', "x || ''"],
      ['character varying(30)', "x::varchar(30) || 'x'"],
    ] as const) {
      await server.exec('DROP TABLE IF EXISTS t; CREATE TABLE t (id bigint, x varchar(20));');
      const before = await file('t');
      await server.exec(`ALTER TABLE t ALTER COLUMN x TYPE ${to} USING ${using}`);
      assert.equal(effect(to, using), (await file('t')) === before ? 'none' : 'rewrite', `${to} USING ${using}`);
    }
  });

  it('does not know a type that it has not seen', () => {
    const table = tableWith('text');
    assert.equal(typeChange(view, undefined, change(table, 'text')).effect, 'unknown');
  });
});

function expressionOf(text: string, columns: readonly string[]) {
  return { text, key: text, columns, functions: [] };
}

function expressionKey(text: string, columns: readonly string[]) {
  return { expression: expressionOf(text, columns), order: 'asc' as const, nulls: 'last' as const };
}
