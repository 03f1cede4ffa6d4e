import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareVersions, versionNumbers } from '../../../src/schema/project/migrationNames.js';
import { draftMigration, newMigrationOf } from '../../../src/schema/project/newMigration.js';
import { nextVersion } from '../../../src/schema/project/nextVersion.js';
import type { MigrationTool, SchemaGroup } from '../../../src/schema/project/project.js';
import type { FileRole } from '../../../src/schema/rule.js';

const today = new Date('2026-03-04T15:16:17Z');
const up = 'CREATE INDEX a_b ON a (b);';
const down = 'DROP INDEX a_b;';

function groupWith(tool: MigrationTool, newest: string): [SchemaGroup, FileRole[]] {
  const directives = { disabledLines: new Map<number, string[]>() };
  const file = { path: newest, text: '', dialect: 'postgresql', statements: [], directives, down: [] } as const;
  const group: SchemaGroup = { path: '/m', kind: 'migrations', tool, dialect: 'postgresql', files: [newest] };
  return [group, [{ file, role: 'migration', tool, newest: true }]];
}

function draft(tool: MigrationTool, newest: string, transaction = true): Record<string, string> | undefined {
  const files = draftMigration(...groupWith(tool, newest), today, { name: 'index_a_b', up, down, transaction });
  return files && Object.fromEntries(files.map(({ path, text }) => [path, text]));
}

describe('project: new migrations', () => {
  for (const [newest, expected] of [
    ['0009', '0010'],
    ['000001', '000002'],
    ['1', '2'],
    ['9', '10'],
    ['1.9', '1.10'],
    ['1_2_003', '1_2_004'],
    ['20240102000000', '20260304000000'],
    ['20260304101112', '20260304101113'],
    ['20300101235959', '20300102000000'],
    ['2024-01-02-120000', '2026-03-04-000000'],
    ['2027_01_02_120000', '2027_01_02_120001'],
    ['1700000000000', '1772582400000'],
    ['1800000000', '1800000001'],
    ['20240102', '20260304'],
    ['20300102', '20300103'],
    ['20200513070724505', '20260304000000000'],
    ['99999999999999', '100000000000000'],
  ] as const) {
    it(`${newest} → ${expected}`, () => assert.equal(nextVersion(newest, today), expected));
  }

  it('always comes after the newest', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{1,14}([._-]\d{1,6}){0,3}$/), version => {
        const next = nextVersion(version, today);
        assert.ok(compareVersions(versionNumbers(next), versionNumbers(version)) > 0, `${version} → ${next}`);
      }),
    );
  });

  for (const [tool, newest, expected] of [
    [
      'prisma',
      '/m/20240102000000_a/migration.sql',
      { '/m/20260304000000_index_a_b/migration.sql': `${up}\n\n-- Rollback:\n-- ${down}\n` },
    ],
    ['flyway', '/m/V1_9__a.sql', { '/m/V1_10__index_a_b.sql': `${up}\n\n-- Rollback:\n-- ${down}\n` }],
    [
      'dbmate',
      '/m/20240102000000_a.sql',
      { '/m/20260304000000_index_a_b.sql': `-- migrate:up\n${up}\n\n-- migrate:down\n${down}\n` },
    ],
    ['goose', '/m/00009_a.sql', { '/m/00010_index_a_b.sql': `-- +goose Up\n${up}\n\n-- +goose Down\n${down}\n` }],
    [
      'golang-migrate',
      '/m/000009_a.up.sql',
      { '/m/000010_index_a_b.up.sql': `${up}\n`, '/m/000010_index_a_b.down.sql': `${down}\n` },
    ],
    [
      'diesel',
      '/m/2024-01-02-120000_a/up.sql',
      { '/m/2026-03-04-000000_index_a_b/up.sql': `${up}\n`, '/m/2026-03-04-000000_index_a_b/down.sql': `${down}\n` },
    ],
    ['plain', '/m/009-a.sql', { '/m/010-index-a-b.sql': `${up}\n\n-- Rollback:\n-- ${down}\n` }],
    ['plain', '/m/9.sql', { '/m/10_index_a_b.sql': `${up}\n\n-- Rollback:\n-- ${down}\n` }],
    ['plain', '/m/init.sql', undefined],
    ['drizzle', '/m/0001_a.sql', undefined],
    ['knex', '/m/0001_a.sql', undefined],
  ] as const) {
    it(`${tool}: after ${newest}`, () => assert.deepEqual(draft(tool, newest), expected));
  }

  for (const [tool, newest, expected] of [
    ['dbmate', '/m/1_a.sql', /^-- migrate:up transaction:false\n/],
    ['goose', '/m/1_a.sql', /^-- \+goose NO TRANSACTION\n-- \+goose Up\n/],
    ['sqlx', '/m/1_a.sql', /^-- no-transaction\nCREATE/],
  ] as const) {
    it(`${tool}: outside of a transaction`, () =>
      assert.match(Object.values(draft(tool, newest, false)!)[0]!, expected));
  }
  it('diesel: outside of a transaction', () => {
    assert.equal(
      draft('diesel', '/m/1_a/up.sql', false)!['/m/2_index_a_b/metadata.toml'],
      'run_in_transaction = false\n',
    );
  });
  it('node-pg-migrate: SQL cannot leave the transaction', () => {
    assert.equal(draft('node-pg-migrate', '/m/1700000000000_a.sql', false), undefined);
  });

  it('never lets a name out of the folder', () => {
    const make = newMigrationOf(...groupWith('plain', '/m/1_a.sql'), today);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), name => {
        assert.match(make(name, up, { transaction: true })!.path, /^\/m\/2_[a-z0-9_]{1,80}\.sql$/);
      }),
    );
  });
});
