import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Dialect } from '../../../src/schema/catalog.js';
import { createParseCache, loadParser, parseFile } from '../../../src/schema/reading/parse.js';
import { parsePostgres } from '../../../src/schema/reading/parsers.js';
import { dumpOf } from './parseDump.js';
import { parsed, shown } from './parseText.js';

const dialects: readonly Dialect[] = ['postgresql', 'mysql', 'mariadb', 'sqlite', 'transactsql'];

describe('parsing SQL', () => {
  before(async () => {
    for (const dialect of dialects) await loadParser(dialect);
  });

  it('gives commands, or says why not and exactly where', () => {
    assert.deepEqual(shown('create table a (id int);\ncreate tabl b;\n select 1 form;drop table a'), [
      'create table a (id int) → createTable',
      'create tabl b ✗ Syntax error at "tabl". «tabl»',
      'select 1 form → query',
      'drop table a → drop',
    ]);
    assert.deepEqual(shown("create table a (id int,);select 1 from ; select b'2x' + 1e5x; insert into t values (1"), [
      'create table a (id int,) ✗ Syntax error at ")". «)»',
      'select 1 from ✗ Syntax error: the statement is not complete. «from»',
      "select b'2x' + 1e5x ✗ Trailing junk after numeric literal. «1e5x»",
      'insert into t values (1 ✗ Syntax error: the statement is not complete. «1»',
    ]);
  });

  it('counts in UTF-16 units, whatever stands before', () => {
    for (const before of ['x', 'é', '漢字', '😀😀', '👩‍👩‍👧 漢', '\uD83D']) {
      const text = `/* ${before} */ select '${before}', "${before}x" from;\ncreate table "${before}" ("${before}id" int, b text);`;
      const [query, table] = parsed(text).statements;
      const { span } = query!.error!;
      assert.equal(text.slice(query!.start + span.start, query!.start + span.end), 'from', before);
      const [command] = table!.commands;
      assert.ok(command?.kind === 'createTable');
      const at = ({ start, end }: { start: number; end: number }) =>
        text.slice(table!.start + start, table!.start + end);
      assert.equal(at(command.name.span), `"${before}"`);
      assert.deepEqual(
        command.columns.map(column => [at(column.nameSpan), at(column.span), at(column.typeSpan)]),
        [
          [`"${before}id"`, `"${before}id" int`, 'int'],
          ['b', 'b text', 'text'],
        ],
      );
    }
  });

  it('takes the error at an emoji, and a long token, and a token of several lines', () => {
    assert.deepEqual(shown('select 1 as 😀 漢'), ['select 1 as 😀 漢 ✗ Syntax error at "漢". «漢»']);
    const long = `'${'x'.repeat(100)}'`;
    assert.deepEqual(shown(`drop ${long}`), [`drop ${long} ✗ Syntax error at "${long.slice(0, 39)}…". «${long}»`]);
    assert.deepEqual(shown("drop 'a\nb'"), ["drop 'a\nb' ✗ Syntax error at \"'a\". «'a»"]);
  });

  it('reads statements of thousands of brackets or operators, or says that they are too deep', () => {
    const nested = (n: number) => `select ${'('.repeat(n)}1${')'.repeat(n)}; select 2;`;
    const deep = [
      nested(10_000),
      nested(200_000),
      `select ${'1+'.repeat(50_000)}1; select 2;`,
      `select ${'(select '.repeat(5000)}1${')'.repeat(5000)}; select 2;`,
      `select ${'case when a then '.repeat(5000)}1${' end'.repeat(5000)}; select 2;`,
      `select 1 ${'union select 1, 2 '.repeat(50_000)}; select 2;`,
      `select ${'not '.repeat(50_000)}a; select 2;`,
    ];
    for (const text of deep) {
      const [first, second] = parsed(text).statements;
      assert.equal(first!.error?.message, 'This is nested too deeply to be read.', text.slice(0, 40));
      assert.equal(first!.error?.kind, 'unsupported');
      assert.equal(second?.error, undefined);
      assert.equal(second?.commands.length, 1);
    }
    const wide = `insert into t values ${'(1, 2, f(3)), '.repeat(20_000)}(1); select a from t where ${'a = 1 or b = 2 and '.repeat(5000)} c; select 1 ${'union all select a, b + 1 from t '.repeat(200)};`;
    assert.deepEqual(
      parsed(wide).statements.map(({ error }) => error),
      [undefined, undefined, undefined],
    );
  });

  it('has a new parser when a statement broke the old one', async () => {
    for (let n = 0; n < 3; n++) {
      assert.deepEqual(parsePostgres(`select ${'1+'.repeat(100_000)}1`), { kind: 'broke' });
      assert.deepEqual(shown('select 1'), [
        'select 1 ✗ Not read: the parser is starting again after a statement that was nested too deeply. «select»',
      ]);
      await loadParser('postgresql');
      assert.deepEqual(shown('select 1'), ['select 1 → query']);
    }
  });

  it('knows the names of queries', () => {
    const text = `-- name: GetUser :one
select 1;
/* @name ListUsers */
select 2;
-- :name find-users :? :*
-- :doc Finds them
select 3;
--name: get_all!
select 4;
-- the name of it
select 5; -- name: Next
select 6;`;
    assert.deepEqual(
      parsed(text).statements.map(({ queryName }) => queryName),
      ['GetUser', 'ListUsers', 'find-users', 'get_all', undefined, 'Next'],
    );
  });

  it('knows what comments turn off', () => {
    const { directives } =
      parsed(`-- senior-backend-disable-next-line missing-primary-key, unindexed-foreign-key: why not
create table a (
  -- senior-backend-disable-next-line
  id int, /* senior-backend-disable-next-line char-type */
  x text default '-- senior-backend-disable-next-line never'
);\r\n-- senior-backend-disable select-star -- all of them\r-- senior-backend-disabled nothing
select $$ -- senior-backend-disable $$;
-- senior-backend-disable limit-missing */`);
    assert.deepEqual(
      [...directives.disabledLines],
      [
        [1, ['missing-primary-key', 'unindexed-foreign-key']],
        [3, []],
        [4, ['char-type']],
      ],
    );
    assert.deepEqual(directives.disabledFile, ['select-star', 'limit-missing']);
    assert.deepEqual(
      parsed('-- senior-backend-disable a\n-- senior-backend-disable\nselect 1').directives.disabledFile,
      [],
    );
    assert.equal(parsed('select 1').directives.disabledFile, undefined);
    assert.equal(parsed('-- dialect: mysql\nselect 1').directives.dialect, 'mysql');
  });

  it('takes NUL characters and lone surrogates', () => {
    assert.deepEqual(shown('select\0 1; select 2'), ['select\0 1 → query', 'select 2 → query']);
    assert.deepEqual(shown("select '\uD800', '\uDC00'; select 2").length, 2);
  });

  const pieces = fc.constantFrom(
    ..."' \" $$ /* */ -- \n ; ( ) , { :a ? create table alter drop select insert into values from where index on t a int primary key function as begin end language sql do 1 'x' é 😀 \uD800 \0 \\ copy stdin".split(
      ' ',
    ),
    ' ',
    '\n',
    ';\n',
  );
  it('takes any text in any dialect', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), fc.constantFrom(...dialects), (words, dialect) => {
        const text = words.join(' ');
        let last = 0;
        for (const { start, end, error, commands } of parsed(text, dialect).statements) {
          assert.ok(last <= start && start < end && end <= text.length);
          last = end;
          for (const { span } of [...(error ? [error] : []), ...commands]) {
            assert.ok(span.start >= 0 && span.start <= span.end && start + span.end <= text.length);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('parsing again while somebody types', () => {
  before(() => loadParser('postgresql'));

  it('gives what reading the new text alone gives', () => {
    const piece = fc.constantFrom(
      "'",
      '$$',
      '(',
      ')',
      ';',
      '/*',
      '--',
      '\n',
      ' ',
      'x',
      '"',
      'create table y (a int);',
      '\\.',
      '😀',
    );
    const edit = fc.record({ at: fc.nat(999), drop: fc.nat(60), piece });
    const start = dumpOf(14);
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), edits => {
        const cache = createParseCache();
        let text = start;
        parseFile('/a.sql', text, { dialect: 'postgresql', cache });
        for (const { at, drop, piece } of edits) {
          const from = Math.floor((text.length * at) / 1000);
          text = text.slice(0, from) + piece + text.slice(from + (drop > 30 ? drop : 0));
          const again = parseFile('/a.sql', text, { dialect: 'postgresql', cache });
          assert.deepEqual(again, parseFile('/a.sql', text, { dialect: 'postgresql' }));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the commands of statements that did not change', () => {
    const cache = createParseCache();
    const text = dumpOf(30);
    const before = parseFile('/a.sql', text, { dialect: 'postgresql', cache });
    assert.equal(parseFile('/a.sql', `${text} `.slice(0, -1), { dialect: 'postgresql', cache }), before);
    const at = before.statements[15]!.end;
    const after = parseFile('/a.sql', `${text.slice(0, at)} ${text.slice(at)}`, { dialect: 'postgresql', cache });
    assert.equal(after.statements[3], before.statements[3]);
    for (const [n, { commands }] of after.statements.entries()) assert.equal(commands, before.statements[n]!.commands);
  });

  it('forgets old versions', () => {
    const cache = createParseCache();
    const text = dumpOf(20);
    for (let n = 0; n < 3000; n++) {
      parseFile('/a.sql', text.replace('customer_id bigint', `customer_id${n} bigint`), {
        dialect: 'postgresql',
        cache,
      });
    }
    assert.ok(cache.get('/a.sql')!.known.texts.size < 600);
  });
});

describe('parsing large files', () => {
  before(() => loadParser('postgresql'));

  const size = 1_400_000;
  const whole = dumpOf(9000).slice(0, size);
  const lines = (line: string) => `${line}\n`.repeat(Math.ceil(size / (line.length + 1)));
  const hostile: Readonly<Record<string, string>> = {
    'a quote at the beginning': `select '${whole}`,
    'a dollar quote at the beginning': `select $x$${whole}`,
    'a comment at the beginning': `select /* ${whole}`,
    'a quote in every line': lines("create table it's (id int);"),
    'a dollar quote of its own in every line': Array.from(
      { length: 40_000 },
      (_, n) => `create table a$b (x $q${n}$ int);`,
    ).join('\n'),
    'brackets that open': lines('create table a (('),
    'words and nothing else': lines('foo bar baz'),
    'broken statements': lines('creat table a;'),
    'queries without an end': lines('select 1'),
    'templates that never end': lines('select {{ a <% b {% c ${ d'),
    'one line': whole.replaceAll('\n', ' '),
    'one line of quotes': "'".repeat(size),
    'one line of brackets': '('.repeat(size),
    'one line of colons': ':a '.repeat(size / 3),
    'one line of small statements': 'select 1;'.repeat(size / 9),
    'one line of broken statements': 'selec 1;'.repeat(size / 8),
    'line ends of old Macs': whole.replaceAll('\n', '\r'),
  };
  for (const [what, text] of Object.entries(hostile)) {
    it(`is no quadratic work for ${what}`, function () {
      // Any of them takes minutes when something is read again for each line.
      this.timeout(20_000);
      parseFile('/a.sql', text, { dialect: 'postgresql' });
    });
  }
});
