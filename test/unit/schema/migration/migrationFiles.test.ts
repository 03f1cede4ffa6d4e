import assert from 'node:assert/strict';
import nodePath from 'node:path';
import fc from 'fast-check';
import type { Statement } from '../../../../src/schema/diff/statement.js';
import {
  type LayoutName,
  layoutNames,
  migrationFiles,
  migrationSql,
} from '../../../../src/schema/migration/files/migrationFiles.js';
import { readMigrationHeader } from '../../../../src/schema/migration/files/migrationHeader.js';
import { piecesOf } from '../../../../src/schema/migration/files/pieces.js';
import type { LocatedHazard, Migration } from '../../../../src/schema/migration/migration.js';
import type { Proof } from '../../../../src/schema/migration/proof.js';
import { segmentsOf } from '../../../../src/schema/migration/segments.js';
import { readMigrationMarks } from '../../../../src/schema/project/migrationMarks.js';
import { Problem } from '../../../../src/text/problem.js';

const proof: Proof = {
  engine: { kind: 'embedded', version: '18.4' },
  up: { isReached: true, missing: [] },
  down: { isReached: true, missing: [] },
  rows: { tables: 2, rows: 12, without: [], lost: [] },
  statements: [],
};
const scope = { owners: false, grants: true, without: ['jobs'] };
const now = new Date('2026-11-21T19:30:00.500Z');
const [from, to] = ['0123456789abcdef', 'fedcba9876543210'];
const add: Statement = { sql: 'ALTER TABLE public.users ADD COLUMN email text' };
const index: Statement = { sql: 'CREATE INDEX CONCURRENTLY i ON public.users (email)', transaction: 'alone' };
const dropIndex: Statement = { sql: 'DROP INDEX CONCURRENTLY public.i', transaction: 'alone' };
const drop: Statement = { sql: 'ALTER TABLE public.users DROP COLUMN email' };
const hazard: LocatedHazard = {
  kind: 'locks',
  reason: 'ACCESS EXCLUSIVE on public.users: nobody\nreads it.',
  direction: 'up',
  sql: add.sql,
};
const lost: LocatedHazard = { kind: 'deletesData', reason: 'Values are lost.', direction: 'down', sql: drop.sql };

function migration(up: readonly Statement[], down: readonly Statement[], slug = 'add_column_users_email'): Migration {
  return { slug, from, to, up: segmentsOf(up), down: segmentsOf(down), hazards: [hazard, lost] };
}
const simple = migration([add], [drop]);
const concurrent = migration([add, index], [dropIndex, drop]);

function filesOf(name: LayoutName, one: Migration, newest?: string, isRunByOthers = false): Record<string, string> {
  const folder = nodePath.resolve('/work/db');
  const layout = {
    name,
    folder,
    isRunByOthers,
    ...(newest !== undefined && { newest: nodePath.join(folder, newest) }),
  };
  const files = migrationFiles({ proven: [{ migration: one, proof }], scope, layout, now });
  assert.equal(new Set(files.map(({ path }) => path)).size, files.length);
  return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}
const namesOf = (...given: Parameters<typeof filesOf>) => Object.keys(filesOf(...given));

describe('files of a migration', () => {
  it('our own: a script that psql runs, and its rollback', () => {
    const files = filesOf('plain', concurrent);
    assert.deepEqual(Object.keys(files), [
      '20261121193000_add_column_users_email.sql',
      '20261121193000_add_column_users_email_rollback.sql',
    ]);
    const [up, down] = Object.values(files);
    assert.equal(
      up,
      `-- Senior Backend: add column users email
-- from schema 0123456789abcdef to fedcba9876543210
-- compares: grants, without jobs
-- rollback: 20261121193000_add_column_users_email_rollback.sql
-- hazard, up: locks: ACCESS EXCLUSIVE on public.users: nobody reads it.
-- hazard, down: deletesData: Values are lost.
-- proof: PostgreSQL 18.4 (embedded): up reaches the target, down comes back, 12 rows in 2 tables kept

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '5min';

-- locks: ACCESS EXCLUSIVE on public.users: nobody reads it.
ALTER TABLE public.users ADD COLUMN email text;

COMMIT;

SET statement_timeout = 0;
CREATE INDEX CONCURRENTLY i ON public.users (email);
RESET statement_timeout;
`,
    );
    assert.equal(
      down,
      `-- Senior Backend: roll back: add column users email
-- from schema fedcba9876543210 to 0123456789abcdef
-- compares: grants, without jobs
-- hazard, down: deletesData: Values are lost.
-- proof: PostgreSQL 18.4 (embedded): up reaches the target, down comes back, 12 rows in 2 tables kept

SET statement_timeout = 0;
DROP INDEX CONCURRENTLY public.i;
RESET statement_timeout;

BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '5min';

-- deletesData: Values are lost.
ALTER TABLE public.users DROP COLUMN email;

COMMIT;
`,
    );
    assert.deepEqual(readMigrationHeader(up!), {
      from,
      to,
      scope,
      rollback: '20261121193000_add_column_users_email_rollback.sql',
    });
  });

  for (const [name, begin] of [
    ['plain', 'BEGIN;\n'],
    ['flyway', ''],
  ] as const) {
    it(`${name}: a scan that holds up nobody may take its time, and does not wait long for its lock`, () => {
      const sql = 'ALTER TABLE public.users VALIDATE CONSTRAINT c';
      const texts = Object.values(filesOf(name, migration([add, { sql, transaction: 'ownTransaction' }], [])));
      const limits = (time: string) =>
        `${begin}SET LOCAL lock_timeout = '5s';\nSET LOCAL statement_timeout = ${time};\n\n`;
      assert.ok(texts.some(text => text.includes(`${limits('0')}${sql};`)));
      assert.ok(texts.some(text => text.includes(limits("'5min'"))));
    });
  }

  it('several, one after the other', () => {
    const proven = [simple, concurrent].map(one => ({ migration: one, proof }));
    const layout = { name: 'plain', folder: nodePath.resolve('/work') } as const;
    assert.deepEqual(
      migrationFiles({ proven, scope, layout, now }).map(({ path }) => path.slice(0, 14)),
      ['20261121193000', '20261121193000', '20261121193001', '20261121193001'],
    );
  });

  for (const [name, newest, expected] of [
    [
      'prisma',
      undefined,
      ['20261121193000_add_column_users_email/migration.sql', '20261121193000_add_column_users_email/down.sql'],
    ],
    ['flyway', 'V1_9__a.sql', ['V1_10__add_column_users_email.sql', 'U1_10__add_column_users_email.sql']],
    ['dbmate', undefined, ['20261121193000_add_column_users_email.sql']],
    ['goose', '00009_a.sql', ['00010_add_column_users_email.sql']],
    [
      'golang-migrate',
      '000009_a.up.sql',
      ['000010_add_column_users_email.up.sql', '000010_add_column_users_email.down.sql'],
    ],
    [
      'sqlx',
      undefined,
      ['20261121193000_add_column_users_email.up.sql', '20261121193000_add_column_users_email.down.sql'],
    ],
    ['sqlx', '1_a.sql', ['2_add_column_users_email.sql', 'down/2_add_column_users_email.sql']],
    [
      'diesel',
      undefined,
      ['2026-11-21-193000_add_column_users_email/up.sql', '2026-11-21-193000_add_column_users_email/down.sql'],
    ],
    [
      'supabase',
      '20300101000000_a.sql',
      ['20300101000001_add_column_users_email.sql', 'down/20300101000001_add_column_users_email.sql'],
    ],
    ['node-pg-migrate', undefined, ['1795289400500_add_column_users_email.sql']],
    ['plain', '009-a.sql', ['010-add-column-users-email.sql', '010-add-column-users-email-rollback.sql']],
  ] as const) {
    it(`${name}${newest === undefined ? '' : `, after ${newest}`}`, () => {
      assert.deepEqual(namesOf(name, simple, newest), expected);
      for (const text of Object.values(filesOf(name, simple, newest)).slice(0, 1)) {
        assert.match(text, /SET LOCAL lock_timeout = '5s';/);
        // Who runs the file opens the transaction.
        assert.equal(/^BEGIN;$/m.test(text), name === 'plain');
        const header = readMigrationHeader(text);
        assert.deepEqual([header?.from, header?.to], [from, to]);
      }
    });
  }

  it('keeps a rollback away from who runs all files of a folder', () => {
    assert.deepEqual(namesOf('plain', simple, '1_a.sql', true), [
      '2_add_column_users_email.sql',
      'down/2_add_column_users_email.sql',
    ]);
  });

  it('names the way back from where the file is', () => {
    const [prisma] = Object.values(filesOf('prisma', simple));
    assert.equal(readMigrationHeader(prisma!)?.rollback, 'down.sql');
    const [supabase] = Object.values(filesOf('supabase', simple));
    assert.equal(readMigrationHeader(supabase!)?.rollback, 'down/20261121193000_add_column_users_email.sql');
  });

  for (const [name, alone] of [
    [
      'dbmate',
      /^-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY [^;]*;\n\n-- migrate:down transaction:false\nDROP INDEX[^;]*;\n$/m,
    ],
    ['goose', /^-- \+goose NO TRANSACTION\n[\s\S]*-- \+goose Up\nCREATE INDEX CONCURRENTLY/],
    ['sqlx', /^-- no-transaction\n-- Senior Backend/],
    ['prisma', /\n\nCREATE INDEX CONCURRENTLY [^;]*;\n$/],
    ['golang-migrate', /\n\nCREATE INDEX CONCURRENTLY [^;]*;\n$/],
  ] as const) {
    it(`${name}: what stands alone is a version of its own, and says of which part of the way it is`, () => {
      const files = Object.entries(filesOf(name, concurrent)).filter(([path]) => !/down/.test(path));
      assert.deepEqual(
        files.map(([path]) => /^(\d+)_.*_part_(\d)/.exec(path)?.slice(1)),
        [
          ['20261121193000', '1'],
          ['20261121193001', '2'],
        ],
      );
      const [first = '', second = ''] = files.map(([, text]) => text);
      assert.match(first, /part 1 of 2 of the way from schema 0123456789abcdef/);
      assert.equal(readMigrationHeader(first), undefined);
      assert.match(first, /ADD COLUMN email/);
      assert.match(second, alone);
    });
  }

  it('diesel, flyway: files that say it', () => {
    assert.ok(namesOf('diesel', concurrent).some(path => /_part_2\/metadata\.toml$/.test(path)));
    const detach = { sql: 'ALTER TABLE a DETACH PARTITION b CONCURRENTLY', transaction: 'alone' } as const;
    assert.deepEqual(
      Object.entries(filesOf('flyway', migration([detach], [{ sql: 'SELECT 1', transaction: 'alone' }])))
        .filter(([path]) => path.endsWith('.conf'))
        .map(([, text]) => text),
      ['executeInTransaction=false\n', 'executeInTransaction=false\n'],
    );
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what Flyway fills in
    const body = { sql: "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'select ''${x}'''" };
    assert.equal(
      filesOf('flyway', migration([body], [drop]))['V20261121193000__add_column_users_email.sql.conf'],
      'placeholderReplacement=false\n',
    );
  });

  it('node-pg-migrate: a Problem, since SQL cannot leave the transaction', () => {
    assert.throws(() => filesOf('node-pg-migrate', concurrent), /--offline/);
  });

  it('goose: a statement with semicolons inside is told where it ends', () => {
    const body = { sql: 'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1;\nEND\n$$' };
    const [text = ''] = Object.values(filesOf('goose', migration([body, add], [drop])));
    assert.match(text, /SET LOCAL check_function_bodies = off;/);
    assert.match(text, /-- \+goose StatementBegin\nCREATE FUNCTION[\s\S]*\$\$;\n-- \+goose StatementEnd\n\n-- locks/);
    assert.equal(text.match(/StatementBegin/g)?.length, 1);
  });

  for (const name of layoutNames) {
    it(`${name}: a body that has the marks of a tool is refused, not misread`, () => {
      const body = { sql: 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\n-- migrate:down\nselect 1\n$$' };
      assert.throws(() => filesOf(name, migration([body], [drop])), Problem);
    });
  }

  for (const [name, tool] of [
    ['dbmate', 'dbmate'],
    ['goose', 'goose'],
    ['node-pg-migrate', 'node-pg-migrate'],
  ] as const) {
    it(`${name}: its halves are found again`, () => {
      const [text = ''] = Object.values(filesOf(name, simple));
      const { tool: read, down } = readMigrationMarks(text);
      assert.equal(read, tool);
      assert.equal(text.slice(down[0]!.start, down[0]!.end).includes('DROP COLUMN'), true);
      assert.equal(text.slice(0, down[0]!.start).includes('ADD COLUMN'), true);
    });
  }

  it('a statement that ends in a comment still ends', () => {
    const [segment] = segmentsOf([{ sql: 'CREATE VIEW v AS SELECT 1 -- one' }]);
    assert.match(migrationSql([segment!], [], 'up'), /-- one\n;\n/);
  });
});

describe('pieces of a migration for tools', () => {
  const statements = fc.array(
    fc.tuple(fc.integer(), fc.boolean()).map(
      ([number, isAlone]): Statement => ({
        sql: `SELECT ${number}`,
        ...(isAlone && { transaction: 'alone' as const }),
      }),
    ),
    { maxLength: 8 },
  );

  it('hold all segments, up in order and down from the last piece on, of one kind each', () => {
    fc.assert(
      fc.property(statements, statements, (there, back) => {
        const [up, down] = [segmentsOf(there), segmentsOf(back)];
        const pieces = piecesOf(up, down);
        assert.deepEqual(
          pieces.flatMap(piece => piece.up ?? []),
          up,
        );
        assert.deepEqual(
          [...pieces].reverse().flatMap(piece => piece.down ?? []),
          down,
        );
        for (const piece of pieces) {
          assert.ok(piece.up ?? piece.down);
          if (piece.up && piece.down) assert.equal(piece.up.inTransaction, piece.down.inTransaction);
        }
      }),
    );
  });
});
