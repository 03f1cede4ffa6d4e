// Files of migrations → the pieces that succeed or fail together, and what is refused before anything runs.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import nodePath from 'node:path';
import fc from 'fast-check';
import { openMigrationFile } from '../../../src/database/apply/migrationFiles.js';
import { readScript } from '../../../src/database/apply/readScript.js';
import { Problem } from '../../../src/text/problem.js';

/** `[a; b] c`: transactions in brackets, what stands alone without. */
async function pieces(text: string, half: 'up' | 'down' = 'up'): Promise<string> {
  const { segments } = await readScript('/m/1.sql', text, { half });
  return segments
    .map(({ inTransaction, statements }) => {
      const sql = statements.map(one => one.head).join('; ');
      return inTransaction ? `[${sql}]` : sql;
    })
    .join(' ');
}

async function problem(text: string): Promise<string> {
  try {
    await readScript('/m/1.sql', text);
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    const { line = -1, character = -1 } = error.place?.position ?? {};
    return `${line + 1}:${character + 1} ${error.message}`;
  }
  throw new assert.AssertionError({ message: 'It was read.' });
}

describe('the script of a migration', () => {
  const cases: readonly (readonly [name: string, text: string, expected: string])[] = [
    ['is one transaction', 'select 1; select 2;', '[select 1; select 2]'],
    ['has comments and blanks left out of heads', 'select /* a */ 1 -- b\n  , 2;', '[select 1 , 2]'],
    [
      'keeps what cannot be in a transaction apart',
      'select 1; vacuum; select 2; select 3',
      '[select 1] vacuum [select 2; select 3]',
    ],
    [
      'takes BEGIN and COMMIT by their word',
      'begin; select 1; select 2; commit; select 3; select 4;',
      '[select 1; select 2] [select 3] [select 4]',
    ],
    [
      'takes all words for them',
      'START TRANSACTION; select 1; END; begin work; select 2; commit work',
      '[select 1] [select 2]',
    ],
    [
      'keeps settings with what follows',
      'set a.b = 1; begin; select 1; commit; set a.b = 2; select 2',
      '[set a.b = 1] [select 1] [set a.b = 2; select 2]',
    ],
    ['leaves an empty block out', 'begin; commit; select 1', '[select 1]'],
    [
      'closes before a new value of an enum is used',
      `alter type e add value 'x'; alter type e add value 'y'; insert into t values ('x')`,
      `[alter type e add value 'x'] [alter type e add value 'y'; insert into t values ('x')]`,
    ],
    [
      'does not, where nobody uses it',
      `alter type e add value 'x'; select 1`,
      `[alter type e add value 'x'; select 1]`,
    ],
    [
      'lets a procedure commit, where statements run one by one',
      'begin; select 1; commit; call p();',
      '[select 1] call p()',
    ],
    ['holds a CALL in its one transaction', 'select 1; call p();', '[select 1; call p()]'],
    [
      'lets a DO block commit',
      'do $$ begin perform 1; commit; end $$; select 1',
      'do $$ begin perform 1; commit; end $$ [select 1]',
    ],
    [
      'does not take COMMIT in a string for one',
      `do $$ begin perform 'commit'; end $$`,
      `[do $$ begin perform 'commit'; end $$]`,
    ],
    [
      'keeps savepoints',
      'begin; savepoint a; select 1; rollback to a; release a; commit',
      '[savepoint a; select 1; rollback to a; release a]',
    ],
    ['reads only the up half of dbmate', '-- migrate:up\nselect 1;\n-- migrate:down\nselect 2;', '[select 1]'],
    [
      'heeds that dbmate wants no transaction',
      '-- migrate:up transaction:false\nselect 1; select 2;\n-- migrate:down\nselect 3;',
      '[select 1] [select 2]',
    ],
    [
      'reads only the up half of goose',
      '-- +goose Up\n-- +goose StatementBegin\nselect 1;\n-- +goose StatementEnd\n-- +goose Down\nselect 2;',
      '[select 1]',
    ],
    [
      'passes over what psql is told about its output',
      '\\set ON_ERROR_STOP on\n\\echo hello\nselect 1;\n\\unrestrict x\n',
      '[select 1]',
    ],
    [
      'takes operators for operators',
      `select '{}'::jsonb ? 'a', (array[1,2])[1:2], @ -1, 5 % 2, 'a' ~ ':b'`,
      `[select '{}'::jsonb ? 'a', (array[1,2])[1:2], @ -1, 5 % 2, 'a' ~ ':b']`,
    ],
    [
      'knows grammar of today',
      'alter table t add column b int generated always as (a) virtual, add constraint c check (a > 0) not enforced',
      '[alter table t add column b int generated always as (a) virtual, add constraint …]',
    ],
  ];
  for (const [name, text, expected] of cases) it(name, async () => assert.equal(await pieces(text), expected));

  for (const sql of [
    ...[
      'create index concurrently on t (a)',
      'drop index concurrently i',
      'reindex table concurrently t',
      'reindex (verbose) database d',
      'reindex schema s',
    ],
    ...[
      'vacuum full t',
      'cluster',
      'create database d',
      'drop database d',
      'alter database d set tablespace x',
      'alter system set work_mem = 1',
    ],
    ...[
      "create tablespace x location '/x'",
      'drop tablespace x',
      "create subscription s connection '' publication p",
      'drop subscription s',
    ],
    'alter table t detach partition p concurrently',
  ])
    it(`runs alone: ${sql}`, async () =>
      assert.equal(await pieces(`select 1; ${sql}; select 2`), `[select 1] ${sql} [select 2]`));

  for (const sql of [
    'refresh materialized view concurrently m',
    'cluster t',
    'reindex table t',
    'alter database d set work_mem = 1',
    'analyze',
  ])
    it(`runs with others: ${sql}`, async () => assert.equal(await pieces(`${sql}; select 2`), `[${sql}; select 2]`));

  const refused: readonly (readonly [text: string, expected: RegExp])[] = [
    ['select 1;\nselec 2;', /^2:1 .*selec.* Nothing was run\.$/],
    ["select 'open", /^1:8 /],
    ['begin; select 1;', /^1:1 This transaction is never committed/],
    ['select 1; commit;', /^1:11 There is no transaction to commit/],
    ['begin;\nbegin;', /^2:1 A transaction is open already, since line 1/],
    ['begin; select 1; commit and chain; commit', /^1:18 COMMIT AND CHAIN/],
    ['begin; select 1; rollback;', /^1:18 A migration that undoes/],
    ["begin; select 1; prepare transaction 'x';", /^1:18 prepare transaction 'x' cannot be used/],
    ['savepoint x;', /^1:1 savepoint x cannot be used outside/],
    ['begin; vacuum; commit', /^1:8 PostgreSQL does not take this inside of a transaction: vacuum/],
    ['\\connect other\nselect 1', /^1:1 \\connect is a command of psql/],
    ['select 1;\n  \\i other.sql\n', /^2:3 \\i is a command of psql/],
    ['select 1 \\gexec\n', /\\gexec is a command of psql/],
    ['copy t from stdin;\n1\n2\n\\.\nselect 1', /^1:1 COPY with data in the file/],
    ['create table :schema.t ()', /^1:14 ":schema" stands for a value/],
    ['create table \u0024{schema}.t ()', /^1:14 "\$\{schema\}" stands for a value/],
  ];
  for (const [text, expected] of refused)
    it(`refuses ${JSON.stringify(text)}`, async () => assert.match(await problem(text), expected));

  it('has a checksum of statements, not of comments and line ends', async () => {
    const sum = async (text: string) => (await readScript('/m/1.sql', text)).checksum;
    const one = await sum('select 1;\nselect\n 2;');
    assert.match(one, /^[0-9a-f]{64}$/);
    assert.equal(await sum('\ufeff-- a\r\nselect 1 ;\r\n\r\nselect\r\n 2'), one);
    assert.notEqual(await sum('select 1; select 2;'), one);
    assert.notEqual(await sum(`select '1;\nselect 2'`), await sum(`select '1'; select '2'`));
  });

  it('reads whatever it is given, with the place of each statement', async () => {
    const words = fc.constantFrom(
      ...[
        'select 1',
        'begin',
        'commit',
        ';',
        '\n',
        '-- x\n',
        '/* y */',
        "'a;b'",
        '$$',
        '\\x',
        '\\i',
        'vacuum',
        '(',
        ')',
        '"',
        ':a',
        'é😀',
        '\0',
        'rollback',
      ],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 12 }), async parts => {
        const text = parts.join(' ');
        try {
          const { segments } = await readScript('/m/1.sql', text);
          for (const { statements } of segments)
            for (const { sql, start } of statements) assert.equal(text.slice(start, start + sql.length), sql);
        } catch (error) {
          assert.ok(error instanceof Problem, String(error));
        }
      }),
    );
  });
});

describe('the files of a migration', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(nodePath.join(os.tmpdir(), 'senior-backend-test-apply-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const write = async (files: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(files)) {
      const path = nodePath.join(folder, name);
      await mkdir(nodePath.dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  };
  const open = async (name: string) => {
    const { name: called, direction, file } = await openMigrationFile(nodePath.join(folder, name));
    return [called, direction, file.rollback && nodePath.relative(folder, file.rollback.path)];
  };
  const header = '-- from schema 0123456789abcdef to fedcba9876543210\n';

  const layouts: readonly (readonly [up: string, name: string, down: string])[] = [
    ['1_a.sql', '1_a', '1_a_rollback.sql'],
    ['1_a.up.sql', '1_a', '1_a.down.sql'],
    ['V1__a.sql', 'V1__a', 'U1__a.sql'],
    ['1_a/up.sql', '1_a', '1_a/down.sql'],
    ['1_a/migration.sql', '1_a', '1_a/down.sql'],
  ];
  for (const [up, name, down] of layouts) {
    it(`belong together: ${up} and ${down}`, async () => {
      await write({ [up]: 'select 1', [down]: 'select 2', '2_b.sql': '' });
      assert.deepEqual(await open(up), [name, 'up', nodePath.normalize(down)]);
      assert.deepEqual(await open(down), [name, 'down', undefined]);
    });
  }

  it('are named by the header', async () => {
    await write({
      '1_a.sql': `${header}-- rollback: back.sql\nselect 1`,
      'back.sql': 'select 2',
      '1_a_rollback.sql': '',
    });
    assert.deepEqual(await open('1_a.sql'), ['1_a', 'up', 'back.sql']);
    await write({ '1_a.sql': `${header}-- rollback: none.sql\nselect 1` });
    await assert.rejects(open('1_a.sql'), Problem);
  });

  it('do not lead out of the folder', async () => {
    await write({ 'inner/1_a.sql': `${header}-- rollback: ../out.sql\nselect 1`, 'out.sql': 'secret' });
    assert.deepEqual(await open('inner/1_a.sql'), ['1_a', 'up', undefined]);
    if (process.platform === 'win32') return;
    await write({ 'inner/1_a.sql': `${header}-- rollback: link.sql\nselect 1` });
    await symlink(nodePath.join(folder, 'out.sql'), nodePath.join(folder, 'inner/link.sql'));
    await assert.rejects(open('inner/1_a.sql'), /a link to a file outside of its folder/);
  });

  it('are read, or it is said why not', async () => {
    await assert.rejects(open('none.sql'), /There is no such file/);
    await assert.rejects(openMigrationFile(folder), /cannot be read: EISDIR/);
  });
});
