// Queries of any shape, and shapes that nobody would write: read without an exception, every span within the text, in a time that
// grows with the text.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Span } from '../../../src/schema/commands.js';
import { readQuery } from '../../../src/schema/postgres/query.js';
import type { Query } from '../../../src/schema/query.js';
import { loadParser, parseFile } from '../../../src/schema/reading/parse.js';
import { lintQueries } from './queryHarness.js';

before(() => loadParser('postgresql'));

const name = fc.constantFrom('a', 'b', 't.a', 'u.id', '"Ä 🙂"', 'x.y.z', 'created_at');
const value = fc.constantFrom(
  '1',
  "'x'",
  '$1',
  ':p',
  'NULL',
  'true',
  '1.5',
  "'🙂%'",
  "E'\\\\n'",
  'now()',
  '(SELECT 1)',
  '$$q$$',
);
const operator = fc.constantFrom(
  '=',
  '<>',
  '<',
  '>=',
  'LIKE',
  'NOT LIKE',
  'ILIKE',
  '~',
  '@>',
  '||',
  '+',
  'IS DISTINCT FROM',
);
const table = fc.constantFrom(
  't',
  's.t AS u',
  '"漢字" x',
  'ONLY t',
  'f(1) g',
  '(SELECT * FROM t) d',
  'LATERAL (SELECT 1) l',
  'users',
);

const { condition, query } = fc.letrec<{ expression: string; condition: string; query: string }>(tie => ({
  expression: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    name,
    value,
    fc.tuple(fc.constantFrom('lower', 'date', 'coalesce', 'count'), tie('expression')).map(([f, e]) => `${f}(${e})`),
    tie('expression').map(e => `(${e})::date`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a} + ${b})`),
    tie('condition').map(c => `CASE WHEN ${c} THEN 1 ELSE 2 END`),
    tie('query').map(q => `(${q})`),
  ),
  condition: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.tuple(tie('expression'), operator, tie('expression')).map(parts => parts.join(' ')),
    fc.tuple(tie('expression'), fc.constantFrom('IS NULL', 'IS NOT NULL', 'IS TRUE')).map(parts => parts.join(' ')),
    fc.tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition')).map(([a, o, b]) => `(${a}) ${o} (${b})`),
    tie('condition').map(c => `NOT (${c})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('IN', 'NOT IN', '= ANY', '<> ALL'), tie('query'))
      .map(([e, o, q]) => `${e} ${o} (${q})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `${a} BETWEEN ${b} AND 5`),
    tie('query').map(q => `EXISTS (${q})`),
    name,
  ),
  query: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    fc.constant('SELECT 1'),
    fc
      .tuple(tie('expression'), fc.array(table, { minLength: 1, maxLength: 3 }), tie('condition'), tie('expression'))
      .map(
        ([e, from, c, s]) =>
          `SELECT ${e} AS e, *, t.* FROM ${from.join(', ')} WHERE ${c} ORDER BY ${s} DESC LIMIT 5 OFFSET 7`,
      ),
    fc
      .tuple(table, table, tie('condition'))
      .map(([a, b, c]) => `SELECT 1 FROM ${a} LEFT JOIN ${b} ON ${c} JOIN v USING (id)`),
    fc.tuple(tie('query'), tie('query')).map(([a, b]) => `(${a}) UNION ALL (${b})`),
    fc.tuple(tie('query'), tie('query')).map(([a, b]) => `WITH c AS (${a}) ${b}`),
  ),
}));
const statement = fc.oneof(
  query,
  fc.tuple(query).map(([q]) => `INSERT INTO t (a) ${q} ON CONFLICT DO NOTHING RETURNING *`),
  condition.map(c => `UPDATE t SET a = 1, (b, c) = (SELECT 1, 2) FROM u WHERE ${c} RETURNING a`),
  condition.map(c => `DELETE FROM t USING u WHERE ${c}`),
  condition.map(
    c => `MERGE INTO t USING u ON ${c} WHEN MATCHED AND ${c} THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (1)`,
  ),
  query.map(q => `CREATE VIEW v AS ${q}`),
);

function* spansOf(query: Query): Iterable<Span> {
  yield query.span;
  for (const { table: written } of query.relations) if (written) yield written.span;
  for (const { span, column, side, other } of query.filters) {
    yield span;
    yield column.span;
    if (side) yield side;
    if (other) yield other;
  }
  for (const { span, left, right } of query.joins) yield* [span, left.span, right.span];
  for (const { span } of [...query.sort, ...query.stars, ...query.groupBy]) yield span;
  for (const span of [query.where, query.limit, query.offset?.span, ...query.notInSubqueries]) if (span) yield span;
  for (const inner of query.inner) yield* spansOf(inner);
}

function queriesOf(text: string): { readonly query: Query; readonly length: number }[] {
  return parseFile('/q.sql', text, { dialect: 'postgresql' }).statements.flatMap(({ commands, start, end }) =>
    commands.flatMap(command =>
      (command.kind === 'query' || command.kind === 'createView') && command.query
        ? [{ query: command.query, length: end - start }]
        : [],
    ),
  );
}

describe('queries of any shape', () => {
  it('are read with spans in order and within the statement', () => {
    let read = 0;
    fc.assert(
      fc.property(statement, text => {
        for (const { query, length } of queriesOf(`/* 🙂 */ ${text};`)) {
          read++;
          for (const { start, end } of spansOf(query))
            assert.ok(0 <= start && start <= end && end <= length, `${start}–${end}`);
        }
      }),
      { numRuns: 400 },
    );
    assert.ok(read > 200, `only ${read} were SQL`);
  });

  it('are linted without a rule that fails', async () => {
    const schema = `CREATE TABLE t (a int, b text NOT NULL, id bigint PRIMARY KEY, created_at timestamptz, u_id int, d int, e int);
      CREATE INDEX ON t (a); CREATE TABLE users (id int PRIMARY KEY, a text, b text, c text, d text, e text, f text, created_at date);`;
    await fc.assert(
      fc.asyncProperty(statement, async text => {
        const findings = await lintQueries(schema, `${text};`);
        assert.deepEqual(
          findings.filter(({ rule }) => rule === 'lint-incomplete'),
          [],
        );
      }),
      { numRuns: 150 },
    );
  });

  it('are the same plain data after a message', () => {
    fc.assert(
      fc.property(query, text => {
        for (const { query: read } of queriesOf(text)) assert.deepEqual(structuredClone(read), read);
      }),
      { numRuns: 50 },
    );
  });
});

describe('nodes that nobody knows', () => {
  const later = {
    NodeOfALaterVersion: { location: 7, args: [{ ColumnRef: { fields: [{ String: { sval: 'a' } }], location: 8 } }] },
  };
  const trees: Record<string, object> = {
    statement: later,
    output: { SelectStmt: { targetList: [{ ResTarget: { val: later } }, later, { ResTarget: {} }] } },
    from: {
      SelectStmt: {
        fromClause: [
          later,
          { JoinExpr: { larg: later, rarg: later, quals: later } },
          { RangeSubselect: { subquery: later } },
        ],
      },
    },
    where: {
      SelectStmt: {
        whereClause: { BoolExpr: { boolop: 'AND_EXPR', args: [later, { A_Expr: { lexpr: later, rexpr: later } }] } },
      },
    },
    bounds: {
      SelectStmt: {
        sortClause: [later, { SortBy: { node: later } }, { SortBy: {} }],
        limitCount: later,
        limitOffset: later,
      },
    },
    ctes: { SelectStmt: { withClause: { ctes: [later, { CommonTableExpr: { ctename: 'x', ctequery: later } }] } } },
    writes: { UpdateStmt: { targetList: [later], whereClause: { CurrentOfExpr: {} } } },
    insert: { InsertStmt: { selectStmt: later, onConflictClause: {} } },
    merge: { MergeStmt: { sourceRelation: later, mergeWhenClauses: [later] } },
    empty: {},
  };
  for (const [place, tree] of Object.entries(trees)) {
    it(`are left out: ${place}`, () => {
      const query = readQuery(tree as never, 'SELECT 1 FROM t', byte => byte);
      assert.deepEqual([query.filters, query.joins], [[], []]);
    });
  }
});

describe('queries that are deep or long', () => {
  const quick = (text: string): Query => {
    const begin = process.cpuUsage();
    const [found] = queriesOf(text);
    const { user, system } = process.cpuUsage(begin);
    assert.ok((user + system) / 1000 < 3000, `${(user + system) / 1000} ms`);
    assert.ok(found, 'it is read');
    return found.query;
  };

  it('subqueries within subqueries', () => {
    const text = `${'SELECT * FROM (SELECT a FROM t WHERE a = ('.repeat(100)}SELECT 1${') AND b = 2) x'.repeat(100)}`;
    assert.equal(quick(text).relations.length, 1);
  });
  it('a UNION of hundreds', () => {
    const query = quick(
      `${Array.from({ length: 500 }, (_, at) => `SELECT ${at} AS n`).join(' UNION ALL ')} ORDER BY n LIMIT 1`,
    );
    assert.deepEqual([query.inner.length, query.output[0]?.name], [500, 'n']);
  });
  it('a condition of thousands', () => {
    const conjuncts = Array.from({ length: 3000 }, (_, at) => `c${at} = ${at}`);
    assert.equal(quick(`SELECT 1 FROM t WHERE ${conjuncts.join(' AND ')}`).filters.length, 3000);
    assert.equal(quick(`SELECT 1 FROM t WHERE ${conjuncts.join(' OR ')}`).otherConditions, true);
  });
  it('a list of tens of thousands', () => {
    assert.equal(
      quick(`SELECT 1 FROM t WHERE a IN (${Array.from({ length: 30_000 }, (_, at) => at).join(', ')})`).filters.length,
      1,
    );
  });
  it('a chain of operators', () => {
    const chain = Array.from({ length: 800 }, () => 'x').join(' || ');
    assert.equal(quick(`SELECT ${chain} FROM t WHERE a = ${chain}`).filters.length, 0);
  });
  it('a hundred joins', () => {
    const joins = Array.from({ length: 100 }, (_, at) => `JOIN t${at} ON t${at}.id = t.x${at}`);
    assert.equal(quick(`SELECT 1 FROM t ${joins.join(' ')}`).joins.length, 100);
  });
});
