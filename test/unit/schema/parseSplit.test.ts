import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Dialect } from '../../../src/schema/catalog.js';
import { loadParser } from '../../../src/schema/reading/parse.js';
import { nextChunk } from '../../../src/schema/reading/split.js';
import { parsed, shown, split } from './parseText.js';

const dialects: readonly Dialect[] = ['postgresql', 'mysql', 'mariadb', 'sqlite', 'transactsql'];

describe('splitting SQL into statements', () => {
  before(async () => {
    for (const dialect of dialects) await loadParser(dialect);
  });

  const wholes: Readonly<Record<string, readonly string[]>> = {
    'no final ;': ['select 1'],
    'quotes that hold a ;': [`select 'a;b', 'it''s;', E'\\';', "x;""y", U&'\\0041;', B'1'`, 'select 2'],
    'dollar quotes': ['select $$a;$b$;$$, $b$ $$; $b$', 'select 2'],
    'a dollar sign in a name': ['select a$b$c, x$1', 'select 2'],
    'comments that hold a ;': ['select /* a; /* b; */ ; */ 1 -- ; x\n + 2', 'select 2'],
    'a comment at the end of a line': ['select 1 + -- it is; not\r\n 2', 'select 2'],
    'rules with several actions': [
      'create rule r as on insert to t do instead (insert into a values (1); insert into b values (2))',
      'select 2',
    ],
    'bodies of standard SQL': [
      'create function f(a int) returns int language sql begin atomic select case when a > 0 then 1 end; select 2; end',
      'select 2',
    ],
    'operators that hold comments': ['select 1 */* x; */ 2, 3 -- ;\n', 'select 2'],
  };
  for (const [what, statements] of Object.entries(wholes)) {
    it(`keeps ${what} whole`, () => {
      const text = statements.join(';\n');
      assert.deepEqual(
        split(text),
        statements.map(statement => statement.replace(/ -- ;\n$/, '')),
      );
      assert.deepEqual(
        parsed(text).statements.filter(({ error }) => error),
        [],
      );
    });
  }

  it('ends statements at ; in one line, and skips empty ones', () => {
    assert.deepEqual(split(';; select 1;select 2 ; ;\t\n;'), ['select 1', 'select 2']);
    assert.deepEqual(split(''), []);
    assert.deepEqual(split('-- nothing\n/* here */'), []);
    assert.deepEqual(split('\uFEFFselect 1;'), ['select 1']);
  });

  it('steps over psql commands and the data of COPY', () => {
    const text = [
      "\\restrict it's",
      "\\set name 'x",
      'copy t (a, b) from stdin;',
      "1\tit's; create table no (id int);",
      '\\\\.\t2',
      '\\.',
      '\\connect shop',
      'select 1 \\gexec',
      'select 2;',
      'copy t from stdin;',
      'the rest',
    ].join('\n');
    assert.deepEqual(split(text), ['copy t (a, b) from stdin', 'select 1', 'select 2', 'copy t from stdin']);
    assert.deepEqual(split(text.replaceAll('\n', '\r\n')).length, 4);
  });

  it("reads MySQL's quotes, comments and delimiters", () => {
    const text =
      "insert into a values ('it\\'s; x', \"y\\\";\"); # don't;\nselect `a;b`;\nDELIMITER $$\ncreate trigger t before insert on a for each row begin set new.a = 1; end$$\nselect 1$$\ndelimiter ;\nselect 2;";
    assert.deepEqual(split(text, 'mysql'), [
      'insert into a values (\'it\\\'s; x\', "y\\";")',
      'select `a;b`',
      'create trigger t before insert on a for each row begin set new.a = 1; end',
      'select 1',
      'select 2',
    ]);
    assert.deepEqual(
      split(
        'create procedure p() begin if a then select 1; end if; loop select 2; end loop; end; select 3;',
        'mariadb',
      ),
      ['create procedure p() begin if a then select 1; end if; loop select 2; end loop; end', 'select 3'],
    );
  });

  it("keeps SQLite's triggers whole", () => {
    assert.deepEqual(
      split(
        "create trigger t after insert on [a;b] begin update a set b = case when 1 then ';' end; end; select 2;",
        'sqlite',
      ),
      ["create trigger t after insert on [a;b] begin update a set b = case when 1 then ';' end; end", 'select 2'],
    );
  });

  it("ends SQL Server's batches at GO", () => {
    const text =
      "select [a;]]b]\nGO\ncreate procedure p as begin select 1; select 'GO\n'; end\n  go 5\nselect go from t;\n";
    assert.deepEqual(split(text, 'transactsql'), [
      'select [a;]]b]',
      "create procedure p as begin select 1; select 'GO\n'; end",
      'select go from t',
    ]);
  });

  it('says what is never closed', () => {
    assert.deepEqual(
      ["select 'a\nb", 'select "a', 'select $x$ a $y$', 'select 1 /* a /* b */', '/* a'].map(text => shown(text)[0]),
      [
        "select 'a\nb ✗ The string that begins here is never closed. «'a»",
        'select "a ✗ The quoted name that begins here is never closed. «"a»',
        'select $x$ a $y$ ✗ The dollar quote that begins here is never closed. «$x$ a $y$»',
        'select 1 /* a /* b */ ✗ The comment that begins here is never closed. «/* a /* b */»',
        '/* a ✗ The comment that begins here is never closed. «/* a»',
      ],
    );
  });

  const pieces = fc.constantFrom(
    ..."' \" ` $$ $a$ /* */ -- \n \r\n ; ( ) [ ] { } {{ }} ${ <% %> : :: := :a @a ? % \\ \\. # E' U&\" N' begin atomic case end go delimiter copy from stdin create rule function trigger select 1 1.5e-3 1..2 a é 漢 😀 \uD800 \0 \uFEFF".split(
      ' ',
    ),
    ' ',
  );
  it('goes through any text from its beginning to its end', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), fc.constantFrom(...dialects), (words, dialect) => {
        const text = words.join('');
        let delimiter = ';';
        for (let at = 0; ; ) {
          const chunk = nextChunk(text, at, dialect, delimiter);
          if (!chunk) return;
          assert.ok(chunk.from === at && at <= chunk.start && chunk.start < chunk.end && chunk.end <= chunk.next);
          assert.ok(chunk.next <= text.length && chunk.next <= chunk.seen);
          at = chunk.next;
          delimiter = chunk.delimiter;
        }
      }),
      { numRuns: 500 },
    );
  });
});
