import { strict as assert } from 'node:assert';
import type { Expression, TypeRef } from '../../../src/schema/catalog.js';
import type { CommandOf } from '../../../src/schema/commands.js';
import { assertHas, commandsOf, loadPostgres } from './postgresReading.js';

function expression(sql: string): Expression {
  const [command] = commandsOf(`CREATE INDEX i ON t (a) WHERE ${sql}`) as CommandOf<'createIndex'>[];
  return command!.index.predicate!;
}

function typeOf(sql: string): TypeRef {
  const [command] = commandsOf(`CREATE TABLE t (a ${sql})`) as CommandOf<'createTable'>[];
  return command!.columns[0]!.type;
}

describe('PostgreSQL: expressions', () => {
  before(loadPostgres);

  describe('equal ones have equal keys', () => {
    for (const forms of [
      ['a > 1', '(((A)  >\n1))', 't.a > 1', 'app.t.a /* x */ > 1', 'a OPERATOR(pg_catalog.>) 1'],
      [
        "status = 'x'",
        "(status)::text = 'x'::text",
        "(status)::text = ('x'::character varying)::text",
        "cast(status as text) = 'x'",
      ],
      [
        "status IN ('a', 'b')",
        "status = ANY (ARRAY['a', 'b'])",
        "(status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])",
        "status = ANY (ARRAY['a'::text, 'b'::text])",
      ],
      ["status NOT IN ('a')", "status <> ALL (ARRAY['a'::text])"],
      ['a BETWEEN 1 AND 2', '(a >= 1) AND (a <= 2)', 'a >= 1 AND a <= 2'],
      ['a NOT BETWEEN 1 AND 2', '(a < 1) OR (a > 2)'],
      ["a LIKE 'x%'", "a ~~ 'x%'", "(a)::text ~~ 'x%'::text"],
      ["a NOT ILIKE 'x'", "a !~~* 'x'"],
      ['a <> 1', 'a != 1'],
      ['a AND b AND c', 'a AND (b AND c)', '((a) AND b) AND c'],
      ['a IS NOT NULL', 'a NOTNULL'],
      ['lower(a) = b', 'LOWER(t.a) = b', 'pg_catalog.lower(a) = b'],
      ['a = true', "a = 't'::boolean", "a = 'TRUE'::bool", 'a = TRUE'],
      ['a::int4 = 1', 'CAST(a AS integer) = 1', 'a::pg_catalog.int4 = 1'],
      ['"A" = 1', '"A"  =  1'],
      ['extract(year from a) = 1', "EXTRACT('year' FROM a) = 1"],
      ['CASE WHEN a THEN 1 ELSE 2 END = 1', 'case when (a) then 1 else 2 end = (1)'],
    ]) {
      it(forms[0]!, () => {
        assert.deepEqual(
          new Set(forms.map(form => expression(form).key)).size,
          1,
          forms.map(f => expression(f).key).join('\n'),
        );
      });
    }
  });

  it('different ones have different keys', () => {
    const forms = [
      'a > 1',
      'a >= 1',
      'b > 1',
      'u.a > 1',
      '"A" > 1',
      "a > '1'",
      'a > 1.0',
      'a > -1',
      'a AND b',
      'a OR b',
      'a AND (b OR c)',
      '(a AND b) OR c',
      'NOT a',
      'a IS NULL',
      'a IS NOT NULL',
      'a IS TRUE',
      'a IS NOT TRUE',
      'a IS DISTINCT FROM b',
      'a IS NOT DISTINCT FROM b',
      'a = ANY (b)',
      'a = ALL (b)',
      'a = b',
      'b = a',
      "a = 'x'",
      "a = 'X'",
      "a = 'x '",
      "a::date = 'x'",
      "a::timestamp = 'x'",
      "a::timestamp(3) = 'x'",
      "a::text[] = 'x'",
      "a LIKE 'x'",
      "a ILIKE 'x'",
      'lower(a) = b',
      'upper(a) = b',
      'app.lower(a) = b',
      'lower(a, b) = b',
      'lower(DISTINCT a) = b',
      'a[1] = b',
      'a[1:2] = b',
      '(a).b = b',
      'a COLLATE "C" = b',
      'a COLLATE "D" = b',
      'CASE a WHEN b THEN c END',
      'CASE WHEN b THEN c END',
      'coalesce(a, b)',
      'greatest(a, b)',
      'least(a, b)',
      'nullif(a, b)',
      'current_date = a',
      'current_timestamp = a',
      'ROW(a, b) = c',
      "a -> 'x' = b",
      "a ->> 'x' = b",
      "a = b'1'",
      'a = null',
      'a = true',
      'a = false',
    ];
    const byKey = new Map<string, string>();
    for (const form of forms) {
      const { key } = expression(form);
      assert.equal(byKey.get(key), undefined, `${form} has the key ${key}`);
      byKey.set(key, form);
    }
  });

  it('tells columns, functions and columns that must not be null', () => {
    assertHas(expression('a.b = c AND lower(D) = pg_catalog.upper("E e") OR t.f > now()'), {
      columns: ['b', 'c', 'd', 'E e', 'f'],
      functions: ['lower', 'upper', 'now'],
      notNullOf: undefined,
      constant: undefined,
    });
    assertHas(expression('a < CURRENT_TIMESTAMP(3) AND b::text IS NULL'), {
      columns: ['a', 'b'],
      functions: ['current_timestamp'],
    });
    assert.deepEqual(expression('(a IS NOT NULL) AND (t.b NOTNULL AND a IS NOT NULL)').notNullOf, ['a', 'b']);
    assert.equal(expression('a IS NOT NULL OR b IS NOT NULL').notNullOf, undefined);
    assert.equal(expression('a IS NOT NULL AND b > 1').notNullOf, undefined);
    assert.equal(expression('lower(a) IS NOT NULL').notNullOf, undefined);
  });

  it('tells constants, with their casts', () => {
    const constants: readonly (readonly [string, Expression['constant']])[] = [
      ['true', true],
      ['FALSE', false],
      ["'t'::boolean", true],
      ["bool 'off'", false],
      ['NULL', null],
      ['NULL::text', null],
      ['0', 0],
      ['-5', -5],
      ['1.50', 1.5],
      ["'5'::int", 5],
      ["(('x'::text))::app.status", 'x'],
      ["''", ''],
      ["'{}'::jsonb", '{}'],
      ["'1'::int[]", '1'],
      ['12345678901234567890', '12345678901234567890'],
      ['1 + 1', undefined],
      ['a', undefined],
      ['now()', undefined],
      ['(SELECT 1)', undefined],
    ];
    for (const [sql, value] of constants) {
      const [command] = commandsOf(`CREATE POLICY p ON t USING (${sql})`) as CommandOf<
        'createPolicy' | 'alterPolicy'
      >[];
      assert.strictEqual(command?.using?.constant, value, sql);
    }
  });

  it('is not stopped by a long chain of operators', () => {
    const chain = Array.from({ length: 300 }, (_, at) => `c${at} = ${at}`).join(' OR ');
    assert.equal(expression(chain).columns.length, 300);
  });
});

describe('PostgreSQL: types', () => {
  before(loadPostgres);

  const plain: Readonly<Record<string, string>> = {
    int: 'integer',
    INTEGER: 'integer',
    int4: 'integer',
    'pg_catalog.int4': 'integer',
    smallint: 'smallint',
    int2: 'smallint',
    bigint: 'bigint',
    int8: 'bigint',
    real: 'real',
    float4: 'real',
    float: 'double precision',
    'float(24)': 'real',
    'float(25)': 'double precision',
    'double precision': 'double precision',
    float8: 'double precision',
    decimal: 'numeric',
    dec: 'numeric',
    numeric: 'numeric',
    bool: 'boolean',
    boolean: 'boolean',
    text: 'text',
    varchar: 'character varying',
    'character varying': 'character varying',
    bpchar: 'bpchar',
    '"char"': '"char"',
    timestamp: 'timestamp without time zone',
    'timestamp without time zone': 'timestamp without time zone',
    timestamptz: 'timestamp with time zone',
    'TIMESTAMP WITH TIME ZONE': 'timestamp with time zone',
    time: 'time without time zone',
    timetz: 'time with time zone',
    date: 'date',
    interval: 'interval',
    'interval year to month': 'interval',
    'bit varying': 'bit varying',
    varbit: 'bit varying',
    uuid: 'uuid',
    jsonb: 'jsonb',
    bytea: 'bytea',
    money: 'money',
    name: 'name',
    serial: 'serial',
    serial4: 'serial',
    bigserial: 'bigserial',
    serial8: 'bigserial',
    smallserial: 'smallserial',
    serial2: 'smallserial',
    status: 'status',
    '"Status"': 'Status',
    'public."Status"': 'Status',
    'app.status': 'app.status',
    'app."My status"': 'app.My status',
    citext: 'citext',
  };
  for (const [written, name] of Object.entries(plain)) {
    it(written, () => assertHas(typeOf(written), { name, modifiers: [], array: false }));
  }

  const modified: Readonly<Record<string, TypeRef>> = {
    'varchar(20)': { name: 'character varying', modifiers: [20], array: false },
    'character varying (20) []': { name: 'character varying', modifiers: [20], array: true },
    char: { name: 'character', modifiers: [1], array: false },
    'character(3)': { name: 'character', modifiers: [3], array: false },
    'national char varying(3)': { name: 'character varying', modifiers: [3], array: false },
    'nchar(3)': { name: 'character', modifiers: [3], array: false },
    'numeric(10, 2)': { name: 'numeric', modifiers: [10, 2], array: false },
    'numeric(3, -2)': { name: 'numeric', modifiers: [3, -2], array: false },
    'timestamp(3)': { name: 'timestamp without time zone', modifiers: [3], array: false },
    'timestamp(0) with time zone': { name: 'timestamp with time zone', modifiers: [0], array: false },
    'timestamptz(6)': { name: 'timestamp with time zone', modifiers: [6], array: false },
    'time(3) with time zone': { name: 'time with time zone', modifiers: [3], array: false },
    'interval(3)': { name: 'interval', modifiers: [3], array: false },
    'interval day to second(3)': { name: 'interval', modifiers: [3], array: false },
    bit: { name: 'bit', modifiers: [1], array: false },
    'bit varying(5)': { name: 'bit varying', modifiers: [5], array: false },
    'text[]': { name: 'text', modifiers: [], array: true },
    'integer[3][]': { name: 'integer', modifiers: [], array: true },
    'integer ARRAY': { name: 'integer', modifiers: [], array: true },
    'integer array[4]': { name: 'integer', modifiers: [], array: true },
    _int4: { name: 'integer', modifiers: [], array: true },
    'pg_catalog._text': { name: 'text', modifiers: [], array: true },
    'app.status[]': { name: 'app.status', modifiers: [], array: true, schema: 'app' },
    'public.citext': { name: 'citext', modifiers: [], array: false, schema: 'public' },
    'public.geometry(Point, 4326)': { name: 'geometry', modifiers: [4326], array: false, schema: 'public' },
    'vector(3)': { name: 'vector', modifiers: [3], array: false },
  };
  for (const [written, type] of Object.entries(modified)) {
    it(written, () => assert.deepEqual(typeOf(written), type));
  }
});
