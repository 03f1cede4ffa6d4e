import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sideOf } from '../../../src/schema/diff/side.js';
import { splitList } from '../../../src/schema/migration/dataSteps/splitList.js';
import { backfillStatement } from '../../../src/schema/migration/online/backfill.js';
import { isVolatile } from '../../../src/schema/migration/online/volatile.js';
import { segmentsOf } from '../../../src/schema/migration/segments.js';

describe('segments', () => {
  it('keep what wants its own transaction apart', () => {
    const statements = [
      { sql: 'a' },
      { sql: 'b', transaction: 'ownTransaction' },
      { sql: 'c', transaction: 'ownTransaction' },
      { sql: 'd' },
      { sql: 'e' },
      { sql: 'f', transaction: 'alone' },
    ] as const;
    const found = segmentsOf(statements).map(
      one => `${one.inTransaction ? 'BEGIN ' : ''}${one.statements.map(({ sql }) => sql).join('')}`,
    );
    assert.deepEqual(found, ['BEGIN a', 'BEGIN b', 'BEGIN c', 'BEGIN de', 'f']);
  });
});

describe('defaults that are another value in each row', () => {
  const side = sideOf({
    version: 180000,
    objects: ['IMMUTABLE', 'VOLATILE'].map(word => ({
      ...{
        id: `function app.${word.toLowerCase()}(integer)`,
        kind: 'function',
        schema: 'app',
        name: word.toLowerCase(),
        needs: [],
      },
      address: `app.${word.toLowerCase()}(integer)`,
      is: {
        create: `CREATE OR REPLACE FUNCTION app.x(integer)\n LANGUAGE sql\n ${word}\nAS $$…$$`,
        signature: '',
        defaults: 0,
        language: 'sql',
      },
    })) as never,
    unmodelled: [],
  });
  for (const [expression, expected] of [
    ["'x'::character varying(10)", false],
    ['now()', false],
    ["'random()'::text", false],
    ["lower('A'::text)", false],
    ['gen_random_uuid()', true],
    ["nextval('public.s'::regclass)", true],
    ['app.immutable(1)', false],
    ['app.volatile(1)', true],
    ['public.uuid_generate_v4()', true],
    ['(random() * (10)::double precision)', true],
  ] as const) {
    it(`${expression}: ${expected}`, () => assert.equal(isVolatile(expression, side), expected));
  }
});

describe('texts of steps', () => {
  it('are never ended by what they hold', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[$a-z']{0,30}$/), text => {
        const { sql } = backfillStatement({
          table: 'public.t',
          set: `a = '${text.replaceAll("'", "''")}'`,
          where: 'a IS NULL',
        });
        const [, tag = ''] = /^DO (\$\w*\$)/.exec(sql)!;
        assert.equal(sql.split(tag).length, 3);
      }),
    );
  });

  it('are lists, whatever stands in them', () => {
    assert.deepEqual(splitList('a, "b,c", (d || \',\'), f(e, g) DESC) INCLUDE (h)'), [
      'a',
      '"b,c"',
      "(d || ',')",
      'f(e, g) DESC',
    ]);
    fc.assert(fc.property(fc.string(), text => assert.ok(splitList(text).length <= text.length)));
  });
});
