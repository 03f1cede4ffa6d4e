// SQL → Query: what the model says of statements, with the text under each span.
import assert from 'node:assert/strict';
import type { Span } from '../../../src/schema/commands.js';
import type { ColumnRef, Query } from '../../../src/schema/query.js';
import { loadParser, parseFile } from '../../../src/schema/reading/parse.js';

before(() => loadParser('postgresql'));

function read(sql: string): { readonly query: Query; readonly at: (span: Span | undefined) => string | undefined } {
  const [statement] = parseFile('/q.sql', sql, { dialect: 'postgresql' }).statements;
  assert.ok(statement);
  assert.equal(statement.error, undefined);
  const [command] = statement.commands;
  const query = command?.kind === 'query' || command?.kind === 'createView' ? command.query : undefined;
  assert.ok(query, `no query: ${sql}`);
  const text = sql.slice(statement.start, statement.end);
  return { query, at: span => span && text.slice(span.start, span.end) };
}

const named = (ref: ColumnRef): string => (ref.relation === undefined ? ref.column : `${ref.relation}.${ref.column}`);

/** `equality email [lower] 'x' «lower(email) = 'x'»` */
function filtersOf(sql: string): string[] {
  const { query, at } = read(sql);
  return query.filters.map(filter => {
    const words = [filter.operator, filter.row ? `(${filter.row.map(named).join(', ')})` : named(filter.column)];
    if (filter.wrappedIn.length > 0) words.push(`[${filter.wrappedIn.join(' ')}]`);
    if (filter.constant) words.push(`${filter.constant.kind}:${filter.constant.text}`);
    if (filter.castTo !== undefined) words.push(`::${filter.castTo}`);
    for (const mark of ['list', 'parameter', 'outer', 'leadingWildcard'] as const) if (filter[mark]) words.push(mark);
    return `${words.join(' ')} «${at(filter.span)}»`;
  });
}

const where = (condition: string) => filtersOf(`SELECT 1 FROM t WHERE ${condition}`);

describe('filters of a query', () => {
  const cases: Record<string, readonly string[]> = {
    "a = 'x'": ["equality a string:x «a = 'x'»"],
    "'x' = a": ["equality a string:x «'x' = a»"],
    'a = -5': ['equality a integer:-5 «a = -5»'],
    'a = 1.50': ['equality a number:1.50 «a = 1.50»'],
    'a = 99999999999': ['equality a integer:99999999999 «a = 99999999999»'],
    'a = 0': ['equality a integer:0 «a = 0»'],
    "a = ''": ["equality a string: «a = ''»"],
    'a = false': ['equality a boolean:false «a = false»'],
    'a = NULL': ['equality a null:NULL «a = NULL»'],
    'a = $1': ['equality a parameter «a = $1»'],
    'a = $1::int': ['equality a ::integer parameter «a = $1::int»'],
    "a = CAST('1' AS bigint)": ["equality a string:1 ::bigint «a = CAST('1' AS bigint)»"],
    'a = (1 + 2) * 3': ['equality a «a = (1 + 2) * 3»'],
    'a IN (1, 2)': ['equality a integer:1 list «a IN (1, 2)»'],
    'a IN ($1)': ['equality a «a IN ($1)»'],
    'a = ANY ($1)': ['equality a list «a = ANY ($1)»'],
    'a NOT IN (1, 2)': ['inequality a integer:1 list «a NOT IN (1, 2)»'],
    'a <> 1': ['inequality a integer:1 «a <> 1»'],
    'a > 5 AND 10 > a': ['range a integer:5 «a > 5»', 'range a integer:10 «10 > a»'],
    'a BETWEEN 1 AND 2 AND b': ['range a integer:1 «a BETWEEN 1 AND 2»', 'boolean b «b»'],
    '(a, b) > ($1, 2)': ['range (a, b) «(a, b) > ($1, 2)»'],
    "a LIKE 'x%'": ["prefix a string:x% «a LIKE 'x%'»"],
    "a LIKE '%x'": ["pattern a string:%x leadingWildcard «a LIKE '%x'»"],
    "a ILIKE 'x%'": ["pattern a string:x% «a ILIKE 'x%'»"],
    "a LIKE '%' || $1 || '%'": ["pattern a leadingWildcard «a LIKE '%' || $1 || '%'»"],
    "a LIKE concat('%', $1)": ["pattern a leadingWildcard «a LIKE concat('%', $1)»"],
    'a LIKE $1': ['pattern a parameter «a LIKE $1»'],
    "a NOT LIKE '%x'": ["inequality a string:%x «a NOT LIKE '%x'»"],
    "a ~ '^x'": ["prefix a string:^x «a ~ '^x'»"],
    "a ~* 'x'": ["pattern a string:x «a ~* 'x'»"],
    'a IS NULL AND b IS NOT NULL': ['isNull a «a IS NULL»', 'isNotNull b «b IS NOT NULL»'],
    'NOT a AND b IS TRUE': ['boolean a «NOT a»', 'boolean b «b IS TRUE»'],
    "a @> '{}' AND b ?| $1": ["containment a string:{} «a @> '{}'»", 'containment b parameter «b ?| $1»'],
    'lower(a) = $1': ['equality a [lower] parameter «lower(a) = $1»'],
    '(lower(trim(a))) = $1': ['equality a [lower btrim] parameter «(lower(trim(a))) = $1»'],
    "a::date = '2024-01-01'": ["equality a [::date] string:2024-01-01 «a::date = '2024-01-01'»"],
    "(a AT TIME ZONE 'UTC')::timestamp with time zone < now()": [
      "range a [::timestamp with time zone timezone] «(a AT TIME ZONE 'UTC')::timestamp with time zone < now()»",
    ],
    "coalesce(a, 0) + 1 = 2 AND a ->> 'k' = 'v'": [
      'equality a [+ coalesce] integer:2 «coalesce(a, 0) + 1 = 2»',
      "equality a [->>] string:v «a ->> 'k' = 'v'»",
    ],
    'a COLLATE "C" = $1': ['equality a [collate] parameter «a COLLATE "C" = $1»'],
    'true AND a = 1': ['equality a integer:1 «a = 1»'],
    'a = (SELECT max(b) FROM u)': ['equality a «a = (SELECT max(b) FROM u)»'],
    // What has no words in the model is left out.
    'a = 1 OR b = 2': [],
    'a IS DISTINCT FROM 1': ['inequality a «a IS DISTINCT FROM 1»'],
    'a IN (SELECT b FROM u)': [],
    '$1 = ANY (tags)': [],
    'a + b = 3': [],
    't.a = t.b': [],
    'CASE WHEN a THEN 1 END = 1': [],
  };
  for (const [condition, expected] of Object.entries(cases)) {
    it(condition, () => assert.deepEqual(where(condition), expected));
  }

  it('are the same in inner joins, not in outer ones', () => {
    assert.deepEqual(filtersOf("SELECT 1 FROM t JOIN u ON t.a = u.a AND u.b = 'x'"), [
      "equality u.b string:x «u.b = 'x'»",
    ]);
    assert.deepEqual(filtersOf("SELECT 1 FROM t LEFT JOIN u ON t.a = u.a AND u.b = 'x'"), []);
  });

  it('have keys that are equal for equal conditions', () => {
    const keyOf = (condition: string) => read(`SELECT 1 FROM t AS x WHERE ${condition}`).query.filters[0]?.key;
    assert.equal(keyOf('(x.deleted_at) IS NULL'), keyOf('deleted_at is null'));
    assert.equal(keyOf("status::text = 'a'::text"), keyOf("x.status = 'a'"));
    assert.notEqual(keyOf("status = 'a'"), keyOf("status = 'b'"));
    assert.equal(keyOf('a = $1'), undefined);
  });

  it('know both sides of an operator', () => {
    const { query, at } = read("SELECT 1 FROM t WHERE (lower(t.a)) = ('x' || $1) AND $2::int < b");
    assert.deepEqual(
      query.filters.map(({ side, other, sign, sideKey }) => [at(side), sign, at(other), sideKey]),
      [
        ['lower(t.a)', '=', "('x' || $1)", 'lower(a)'],
        ['b', '>', '$2::int', 'b'],
      ],
    );
  });

  it("know columns of an outer query's", () => {
    const { query } = read('SELECT (SELECT max(c) FROM u WHERE u.b = t.a) FROM t');
    const [filter] = query.inner[0]!.filters;
    assert.equal(filter?.column.column, 'b');
    assert.equal(filter?.outer, true);
  });
});

describe('relations and joins of a query', () => {
  const relations = (sql: string) =>
    read(sql).query.relations.map(({ table, alias, join, lateral, inner }) =>
      [
        join,
        table ? `${table.schema ? `${table.schema}.` : ''}${table.name}` : `#${inner ?? ''}`,
        alias,
        lateral && 'lateral',
      ]
        .filter(Boolean)
        .join(' '),
    );

  it('come in the order in which they are written', () => {
    assert.deepEqual(relations('SELECT 1 FROM a, s.b AS x CROSS JOIN c LEFT JOIN d ON true, LATERAL (SELECT 1) e'), [
      'from a',
      'from s.b x',
      'cross c',
      'left d',
      'from #0 e lateral',
    ]);
    assert.deepEqual(relations('SELECT 1 FROM a JOIN (b FULL JOIN c USING (x)) ON a.x = b.x NATURAL JOIN d'), [
      'from a',
      'inner b',
      'full c',
      'inner d',
    ]);
    assert.deepEqual(relations('UPDATE a SET x = 1 FROM b WHERE a.i = b.i'), ['target a', 'from b']);
    assert.deepEqual(relations('DELETE FROM ONLY a USING b'), ['target a', 'from b']);
    assert.deepEqual(relations('INSERT INTO a SELECT * FROM b'), ['target a']);
    assert.deepEqual(relations('MERGE INTO a USING b ON a.i = b.i WHEN MATCHED THEN DELETE'), ['target a', 'from b']);
    assert.deepEqual(relations('SELECT 1 FROM generate_series(1, 2) g, a TABLESAMPLE system (1)'), [
      'from # g',
      'from a',
    ]);
    assert.deepEqual(relations('TABLE a'), ['from a']);
  });

  it('are joined by equalities of their columns', () => {
    const joins = (sql: string) => {
      const { query, at } = read(sql);
      return query.joins.map(({ left, right, span }) => `${named(left)} = ${named(right)} «${at(span)}»`);
    };
    assert.deepEqual(joins('SELECT 1 FROM a JOIN b ON (a.x = b.y)'), ['a.x = b.y «a.x = b.y»']);
    assert.deepEqual(joins('SELECT 1 FROM a LEFT JOIN b ON a.x = b.y'), ['a.x = b.y «a.x = b.y»']);
    assert.deepEqual(joins('SELECT 1 FROM a, b WHERE a.x = b.y AND a.z > b.z'), ['a.x = b.y «a.x = b.y»']);
    assert.deepEqual(joins('SELECT 1 FROM a JOIN b bb USING (x)'), ['a.x = bb.x «b»']);
    assert.deepEqual(joins('SELECT 1 FROM a JOIN b ON (a.x, a.y) = (b.x, b.y)'), [
      'a.x = b.x «(a.x, a.y) = (b.x, b.y)»',
      'a.y = b.y «(a.x, a.y) = (b.x, b.y)»',
    ]);
    assert.deepEqual(joins('DELETE FROM a USING b WHERE a.x = b.x'), ['a.x = b.x «a.x = b.x»']);
  });

  it('have columns whose values come from elsewhere in the query', () => {
    const lookups = (condition: string) =>
      read(`SELECT 1 FROM t, u WHERE ${condition}`).query.lookups?.map(columns => columns.map(named).join(', '));
    assert.deepEqual(lookups('t.a IN (SELECT 1)'), ['t.a']);
    assert.deepEqual(lookups('(t.a, b) IN (SELECT 1, 2)'), ['t.a, b']);
    assert.deepEqual(lookups('(t.a, t.b) IN ((1, 2), (3, 4))'), ['t.a, t.b']);
    assert.deepEqual(lookups('t.a = lower(u.b)'), ['t.a']);
    assert.deepEqual(lookups('(t.a, t.b) = (u.a, $1)'), ['t.b']);
    assert.deepEqual(lookups('t.a NOT IN (SELECT 1) AND t.b = u.b AND t.c = 1'), undefined);
  });

  it('say where names stand, also behind emoji and CJK', () => {
    const { query, at } = read(
      '/* 🙂 */ SELECT "ünï", \'漢字🙂\' FROM "漢字"."表 x" AS t WHERE t."名" = \'🙂\' AND b IS NULL',
    );
    assert.equal(at(query.relations[0]?.table?.span), '"漢字"."表 x"');
    assert.deepEqual(
      query.filters.map(({ span, column }) => [column.column, at(column.span), at(span)]),
      [
        ['名', 't."名"', `t."名" = '🙂'`],
        ['b', 'b', 'b IS NULL'],
      ],
    );
    assert.equal(at(query.where), `t."名" = '🙂' AND b IS NULL`);
  });
});

describe('what a query gives', () => {
  it('has names, columns and stars', () => {
    const { query, at } = read("SELECT t.*, a, u.b AS c, lower(d), e::int, 'x', *, count(*) FROM t, u");
    assert.deepEqual(
      query.stars.map(({ relation, span }) => [relation, at(span)]),
      [
        ['t', 't.*'],
        [undefined, '*'],
      ],
    );
    assert.deepEqual(
      query.output.map(({ name, column }) => [name, column && named(column)]),
      [
        ['a', 'a'],
        ['c', 'u.b'],
        ['lower', undefined],
        ['e', undefined],
        [undefined, undefined],
        ['count', undefined],
      ],
    );
    assert.equal(query.aggregates, true);
  });

  const aggregates: Record<string, boolean> = {
    'SELECT sum(a) FROM t': true,
    'SELECT 1 + max(a) FROM t': true,
    'SELECT my_agg(DISTINCT a) FROM t': true,
    'SELECT a FROM t GROUP BY a': true,
    'SELECT sum(a) OVER () FROM t': false,
    'SELECT (SELECT max(b) FROM u) FROM t': false,
    'SELECT lower(a) FROM t WHERE b = (SELECT max(c) FROM u)': false,
  };
  for (const [sql, expected] of Object.entries(aggregates)) {
    it(`${sql}: ${expected ? 'an aggregate' : 'none'}`, () => assert.equal(read(sql).query.aggregates, expected));
  }

  it('has a sort, by names of the output first and by position', () => {
    const { query, at } = read(
      'SELECT a, b AS x, c + 1 AS y FROM t ORDER BY x DESC NULLS LAST, 1, y, t.d, 3, lower(e)',
    );
    assert.deepEqual(
      query.sort.map(({ column, descending, nulls, span }) => [column && named(column), descending, nulls, at(span)]),
      [
        ['b', true, 'last', 'x DESC NULLS LAST'],
        ['a', false, undefined, '1'],
        [undefined, false, undefined, 'y'],
        ['t.d', false, undefined, 't.d'],
        [undefined, false, undefined, '3'],
        [undefined, false, undefined, 'lower(e)'],
      ],
    );
    assert.equal(read('SELECT *, a FROM t ORDER BY 1').query.sort[0]?.column, undefined);
  });

  it('has groups', () => {
    const { query } = read('SELECT a, count(*) FROM t GROUP BY 1, t.b, lower(c)');
    assert.deepEqual(query.groupBy.map(named), ['a', 't.b']);
  });

  it('has bounds', () => {
    const { query, at } = read('SELECT 1 FROM t LIMIT $1 + 1 OFFSET 5000 FOR UPDATE SKIP LOCKED');
    assert.deepEqual(
      [at(query.limit), at(query.offset?.span), query.offset?.value, query.locking],
      ['$1 + 1', '5000', 5000, true],
    );
    assert.equal(read('SELECT 1 FROM t LIMIT ALL').query.limit, undefined);
    assert.equal(read('SELECT 1 FROM t OFFSET $1').query.offset?.value, undefined);
    const fetch = read('SELECT 1 FROM t OFFSET 3 ROWS FETCH FIRST 2 ROWS ONLY');
    assert.deepEqual([fetch.at(fetch.query.limit), fetch.query.offset?.value], ['2', 3]);
  });

  it('comes back from writes', () => {
    const { query } = read('UPDATE t SET a = 1 RETURNING id, *');
    assert.deepEqual([query.verb, query.output.map(({ name }) => name), query.stars.length], ['update', ['id'], 1]);
  });
});

describe('queries inside of a query', () => {
  const shown = (query: Query): string =>
    [query.use ?? 'all', query.cte ?? '', query.verb, `[${query.inner.map(shown).join(' ')}]`]
      .filter(Boolean)
      .join(' ');

  const cases: Record<string, string> = {
    'SELECT 1': 'all select []',
    'WITH a AS (SELECT 1), b AS (DELETE FROM t RETURNING x) SELECT * FROM a, b':
      'all select [cte a select [] cte b delete []]',
    'SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3': 'all select [half select [] half select [] half select []]',
    '(SELECT 1 LIMIT 1) EXCEPT (SELECT 2 UNION SELECT 3)':
      'all select [half select [] half select [half select [] half select []]]',
    'INSERT INTO t SELECT 1': 'all insert [insert select []]',
    'INSERT INTO t VALUES ((SELECT 1))': 'all insert [value select []]',
    'VALUES (1), (2)': 'all values []',
    'SELECT EXISTS (SELECT 1), ARRAY (SELECT 2), (SELECT 3) FROM (SELECT 4) x WHERE a IN (SELECT 5)':
      'all select [from select [] exists select [] value select [] value select [] in select []]',
    'SELECT 1 FROM t GROUP BY a HAVING count(*) > (SELECT 2) ORDER BY (SELECT 3) LIMIT (SELECT 4)':
      'all select [value select [] value select [] value select []]',
    'UPDATE t SET a = (SELECT 1), (b, c) = (SELECT 2, 3)': 'all update [value select [] value select []]',
    'INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET b = (SELECT 2)': 'all insert [value select []]',
  };
  for (const [sql, expected] of Object.entries(cases)) {
    it(sql, () => assert.equal(shown(read(sql).query), expected));
  }

  it('stand where they are written, also in a view', () => {
    const sql = 'CREATE VIEW v AS WITH c AS (SELECT a FROM t) SELECT x FROM (SELECT * FROM c) AS s';
    const { query, at } = read(sql);
    assert.equal(at(query.span), 'WITH c AS (SELECT a FROM t) SELECT x FROM (SELECT * FROM c) AS s');
    assert.deepEqual(
      query.inner.map(({ span }) => at(span)),
      ['SELECT a FROM t', 'SELECT * FROM c'],
    );
    assert.deepEqual(query.ctes, ['c']);
  });

  it('are found behind NOT IN, however it is written', () => {
    const notIns = (sql: string) => {
      const { query, at } = read(sql);
      assert.deepEqual(
        query.notInSubqueries,
        query.notIns?.map(({ span }) => span),
      );
      return query.notIns?.map(({ span, column, inner }) => [
        at(span),
        column && named(column),
        query.inner[inner]?.use,
      ]);
    };
    const sub = '(SELECT b FROM u)';
    assert.deepEqual(notIns(`SELECT 1 FROM t WHERE t.a NOT IN ${sub} AND c = 1`), [[`t.a NOT IN ${sub}`, 't.a', 'in']]);
    assert.deepEqual(notIns(`SELECT 1 FROM t WHERE c OR NOT (a IN ${sub})`), [[`NOT (a IN ${sub})`, 'a', 'in']]);
    assert.deepEqual(notIns(`SELECT 1 FROM t WHERE a <> ALL ${sub}`), [[`a <> ALL ${sub}`, 'a', 'in']]);
    assert.deepEqual(notIns(`SELECT 1 FROM t WHERE a IN ${sub} AND b NOT IN (1, 2)`), []);
  });

  it('knows what WHERE says beside the filters', () => {
    const others = (condition: string) => read(`SELECT 1 FROM t WHERE ${condition}`).query.otherConditions;
    for (const condition of ['a = 1 OR b = 2', 'EXISTS (SELECT 1)', 'a IN (SELECT 1)', 'a = 1 AND a + b > 2'])
      assert.equal(others(condition), true, condition);
    for (const condition of ['a = 1 AND b > 2', 'true', 'a IS NULL']) assert.equal(others(condition), false, condition);
  });
});
