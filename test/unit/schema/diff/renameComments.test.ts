import assert from 'node:assert/strict';
import fc from 'fast-check';
import { renameComments } from '../../../../src/schema/diff/renameComments.js';
import { loadParser } from '../../../../src/schema/reading/parse.js';

describe('comments that ask for renames', () => {
  before(() => loadParser('postgresql'));

  const cases: readonly (readonly [name: string, sql: string, expected: readonly string[]])[] = [
    ['above a table', '-- renamed from: users\ncreate table customers (id int);', ['public.users=customers']],
    [
      'on the line of a table',
      'create table customers ( -- renamed from: users\n id int);',
      ['public.users=customers'],
    ],
    [
      'behind a column',
      'create table c (\n mail text, -- x\n email text, -- renamed from: mail\n b int);',
      ['public.c.mail=email'],
    ],
    ['above a column', 'create table c (\n a int,\n -- renamed from: mail\n email text);', ['public.c.mail=email']],
    [
      'behind the last line of a column',
      'create table c (\n a text\n   not null -- renamed from: b\n);',
      ['public.c.b=a'],
    ],
    [
      'before a leading comma',
      'create table c (\n a text -- renamed from: b\n , d int -- renamed from: e\n);',
      ['public.c.b=a', 'public.c.e=d'],
    ],
    ['above a leading comma', 'create table c (\n a text\n -- renamed from: b\n , d int\n);', ['public.c.b=d']],
    [
      'of a column with a constraint',
      'create table c (\n a text constraint u unique, -- renamed from: b\n d int);',
      ['public.c.b=a'],
    ],
    [
      'of a constraint',
      'create table c (\n a text,\n constraint u unique (a) -- renamed from: v\n);',
      ['public.c.v=u'],
    ],
    ['of an index', 'create index i on app.t (a); -- renamed from: j', ['app.j=i']],
    [
      'of values',
      "create type s as enum (\n 'open', -- renamed from: opn\n -- renamed from: 'all done'\n 'done'\n);",
      ['public.s.opn=open', 'public.s."all done"=done'],
    ],
    ['of a type', '-- renamed from: "State"\ncreate type s as enum (\'a\');', ['public."State"=s']],
    ['in a block comment', '/* renamed from: users */ create table c (id int);', ['public.users=c']],
    ['in a block comment above', '/* renamed from: users */\ncreate table c (id int);', ['public.users=c']],
    ['without a colon, in capitals', '-- Renamed from users (2024)\ncreate table c (id int);', ['public.users=c']],
    [
      'with a whole name',
      '-- renamed from: public.users\ncreate table c (a int, -- renamed from: users.b\n d int);',
      ['public.users=c', 'public.users.b=a'],
    ],
    [
      'in another schema',
      'set search_path = app, public;\n-- renamed from: users\ncreate table c (id int);',
      ['app.users=c'],
    ],
    [
      'of an added column',
      'alter table app.t\n add column a int, -- renamed from: b\n add constraint k unique (a); -- renamed from: l',
      ['app.t.b=a', 'app.t.l=k'],
    ],
    ['of names in quotes', 'create table "C" (\n "a.b" int -- renamed from: "x""y"\n);', ['public."C"."x""y"="a.b"']],
    ['about nothing', '-- renamed from: users\n\nselect 1;\n-- renamed from: b', []],
    ['in a string', "create table c (a text default '\n-- renamed from: b\n');", []],
    ['in a body', 'create function f() returns int language sql as $$\n-- renamed from: g\nselect 1$$;', []],
    ['without a name', '-- renamed from:\ncreate table c (id int);', []],
    ['with too many names', '-- renamed from: a.b.c.d\ncreate table c (id int);', []],
    ['in a broken script', '-- renamed from: users\ncreate table c (id int);\ncreate tabel x (', ['public.users=c']],
  ];
  for (const [name, sql, expected] of cases) it(name, () => assert.deepEqual(renameComments(sql), expected));

  it('never fail, and say only what resolveRenames reads', () => {
    const piece = fc.constantFrom(
      '-- renamed from: ',
      '/* renamed from: ',
      ' */',
      '\n',
      'a',
      '"b""',
      '"b"',
      '.',
      "'",
      "'x'",
      'create table t (',
      'id int',
      ', ',
      ')',
      ';',
      "create type s as enum ('a', ",
      '$$',
      '=',
      'é',
      '\u0000',
      '🐘',
      '\r',
      'create index i on t (a)',
      '--',
      '(',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        for (const text of renameComments(pieces.join(''))) assert.match(text, /^[^=]+=[^=]+$|"/);
      }),
    );
  });

  it('take time in proportion to the script', () => {
    const columns = Array.from({ length: 4000 }, (_, at) => `c${at} int -- renamed from: d${at}`).join('\n, ');
    const before = process.cpuUsage();
    assert.equal(renameComments(`create table t (${columns}\n)`).length, 4000);
    const { user } = process.cpuUsage(before);
    assert.ok(user < 4_000_000, `${user} µs`);
  });
});
