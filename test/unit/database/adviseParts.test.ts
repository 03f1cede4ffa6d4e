import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { conjunctsOf } from '../../../src/database/advise/demands.js';
import { workloadOfFiles } from '../../../src/database/advise/queryFiles.js';
import { isOfUsers, type Workload, workloadBetween } from '../../../src/database/advise/workload.js';

describe('conditions of plans', () => {
  it('fall apart at AND, outside of brackets and quotes', () => {
    assert.deepEqual(conjunctsOf(`((a = 1) AND (b = 'x AND y') AND ((c = 2) AND (d > 3)))`), [
      '(a = 1)',
      `(b = 'x AND y')`,
      '(c = 2)',
      '(d > 3)',
    ]);
    assert.deepEqual(conjunctsOf('((a = 1) OR (b = 2))'), ['((a = 1) OR (b = 2))']);
    assert.deepEqual(conjunctsOf('(a = 1)'), ['(a = 1)']);
  });

  it('never throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => void conjunctsOf(text)));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('(', ')', ' AND ', ' OR ', 'a', "'", '"', '$$', '[', ']')),
        parts => void conjunctsOf(parts.join('')),
      ),
    );
  });
});

describe('a workload', () => {
  const query = (sql: string, calls: number, meanTime: number, rowsPerCall: number) => ({
    ...{ sql, calls, meanTime, rowsPerCall },
    source: { kind: 'statistics' as const, id: sql },
  });
  const of = (...queries: Workload['queries']): Workload => ({ queries, notes: [] });

  it('between two readings is what came since', () => {
    const between = workloadBetween(
      of(query('a', 10, 2, 1), query('b', 5, 1, 1)),
      of(query('a', 30, 3, 2), query('b', 5, 1, 1), query('c', 1, 9, 0)),
      10,
    );
    assert.deepEqual(
      between.queries.map(({ sql, calls, meanTime, rowsPerCall }) => [sql, calls, meanTime, rowsPerCall]),
      [
        ['a', 20, 3.5, 2.5],
        ['c', 1, 9, 0],
      ],
    );
    assert.equal(between.seconds, 10);
    // Reset in between.
    assert.deepEqual(workloadBetween(of(query('a', 10, 2, 1)), of(query('a', 3, 2, 1)), 10).queries, []);
  });

  it('leaves out what we or drivers ask of a server', () => {
    for (const sql of [
      'select current_setting($1) as path',
      'select set_config($1, $2, $3)',
      'select extract(epoch from now())',
      'SELECT pg_advisory_xact_lock($1)',
      'select name from pg_settings where name = $1',
      'select count(*)::float8 as count from only public.users',
      'select * from pgstattuple($1)',
      '/* x */ begin',
      'select from pg_catalog.pg_roles',
    ])
      assert.equal(isOfUsers(sql), false, sql);
    for (const sql of [
      'select * from users where id = $1',
      'select * from orders where tenant = current_setting($1)::uuid',
      '-- name: X\nupdate users set at = now()',
      'insert into t values ($1)',
      'select count(*) from only public.users',
      'select extract(epoch from at) from users',
    ])
      assert.equal(isOfUsers(sql), true, sql);
  });

  it('of files has their queries with names and lines', async () => {
    const { queries, notes } = await workloadOfFiles([
      {
        path: '/q.sql',
        text: 'create table t (id int);\n-- name: GetOne :one\nselect * from t where id = $1;\nselect from where;\n',
      },
    ]);
    assert.deepEqual(queries, [
      {
        sql: 'select * from t where id = $1',
        source: { kind: 'file', path: '/q.sql', line: 2, name: 'GetOne' },
        calls: 1,
      },
    ]);
    assert.deepEqual(notes, ['1 statements do not parse and were left out.']);
  });
});
