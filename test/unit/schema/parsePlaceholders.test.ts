// biome-ignore-all lint/suspicious/noTemplateCurlyInString: marks of template engines are what is tested.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadParser } from '../../../src/schema/reading/parse.js';
import { fillPlaceholders } from '../../../src/schema/reading/placeholders.js';
import { nextChunk } from '../../../src/schema/reading/split.js';
import { parsed } from './parseText.js';

/** The first statement as the parser gets it. */
function filled(text: string): string {
  const { start, end, placeholders } = nextChunk(text, 0, 'postgresql')!;
  return fillPlaceholders(text.slice(start, end), placeholders, start, 'asFound');
}

describe('what is in SQL files and is no SQL', () => {
  before(() => loadParser('postgresql'));

  const cases: readonly (readonly [string, string])[] = [
    ['select :id, :name::text', 'select $1 , $1   ::text'],
    ['select :\'name\', :"col" from :schema.t', 'select \'_name\', "_col" from _schema.t'],
    ['select * from ${schema}.users where id = ${ id }', 'select * from __schema_.users where id = $1     '],
    ['create table tbl_${env}_users (id int)', 'create table tbl___env__users (id int)'],
    ['select * from {{ ref("orders") }} where a = {{ b }}', 'select * from ___ref__orders_____ where a = $1     '],
    ['{% if x %} select 1 {# why #} {% endif %}', '           select 1                     '.trimEnd()],
    ['select <%= name %> from t <% if x %>', 'select $1          from t            '.trimEnd()],
    ['select * from t where a = ? and b in (?, ?2)', 'select * from t where a = ¿ and b in (¿, $1)'],
    ['select * from t where a =? limit ?', 'select * from t where a =¿ limit ¿'],
    ['select * from t where a = @id and b=@b', 'select * from t where a = $1  and b=$1'],
    ['select * from t where a = %s and b = %(name)s', 'select * from t where a = $1 and b = $1      '],
    ["select sqlc.arg(id), sqlc.narg('x')", 'select $1          , $1            '],
    ['grant select on t to @user@', 'grant select on t to _user_'],
    ['alter table {table} add x int', 'alter table _table_ add x int'],
    ['select {{ a\n}} from t', 'select $1  \n   from t'],
  ];
  for (const [text, expected] of cases) {
    it(`fills ${JSON.stringify(text)}`, () => {
      const statement = filled(text);
      assert.equal(statement.trimEnd(), expected.trimEnd());
      assert.equal(parsed(text).statements[0]?.error, undefined);
    });
  }

  const untouched = [
    "select ':a', '${b}', '{{ c }}', $$ :d ? $$, \":e\" -- :f {{ g }}\n /* :h ? */",
    'select a::text, b[1:2], b[x:y], b[:2], c := 1',
    "select j ? 'a', j ?| array['a'], j ?& k, j @> k, j <@ k, a @@ b, j @? '$.x', j -> 'a' ? 'b'",
    'select @ -5, @ a, 5 % 3, a % b, a %s, (a) ? b, x <% y, x %> y',
    "select json_object('a': b, c:d)",
    'select $1, $2::int',
    "update t set a = e'\\':b'",
  ];
  for (const text of untouched) {
    it(`leaves ${JSON.stringify(text)} alone`, () => {
      assert.deepEqual(nextChunk(text, 0, 'postgresql')!.placeholders, []);
    });
  }

  it('tries another filling when the first does not parse', () => {
    for (const text of [
      'create index :name on t (a)',
      'alter sequence s restart with :n',
      'alter table ? add column a int',
      'create role ${role} login',
      'drop table :t, :u',
      "comment on table t is :'words'",
    ]) {
      assert.equal(parsed(text).statements[0]?.error, undefined, text);
    }
  });

  it('keeps the error of what is broken beside them', () => {
    const { error } = parsed('selec :a').statements[0]!;
    assert.deepEqual(error, { message: 'Syntax error at "selec".', span: { start: 0, end: 5 }, kind: 'syntax' });
  });

  it('keeps lengths and line breaks', () => {
    const pieces = fc.constantFrom(
      ...":a ${b} {{c}} {{ d\n}} {%e%} <%= f %> ? @g %s :'h' , ( ) = select from 1 \r\n { } < % é 😀".split(' '),
      ' ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), words => {
        const text = words.join('');
        const chunk = nextChunk(text, 0, 'postgresql');
        if (!chunk) return;
        for (const filling of ['asFound', 'names', 'numbers'] as const) {
          const original = text.slice(chunk.start, chunk.end);
          const result = fillPlaceholders(original, chunk.placeholders, chunk.start, filling);
          assert.equal(result.length, original.length);
          assert.equal(result.replace(/[^\r\n]/g, ' '), original.replace(/[^\r\n]/g, ' '));
        }
      }),
    );
  });
});
