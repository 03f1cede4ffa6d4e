import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  headerLines,
  type MigrationHeader,
  readMigrationHeader,
} from '../../../../src/schema/migration/files/migrationHeader.js';

const words = { title: 'add column users email', hazards: ['up: locks: x'], proof: 'PostgreSQL 18' };
const hash = fc.stringMatching(/^[0-9a-f]{16}$/);
/** Anything, and more often what could break out of its place. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.constantFrom(
    'a\nDROP TABLE x;--',
    '*/',
    '--',
    'a, b',
    '"',
    '\\',
    '\u2028',
    'without',
    'only',
    'owners',
    'app.jobs',
    'a b',
    '\r\n',
    '…',
  ),
);
const header: fc.Arbitrary<MigrationHeader> = fc
  .record({
    from: hash,
    to: hash,
    owners: fc.boolean(),
    grants: fc.boolean(),
    onlySchemas: fc.option(fc.array(hostile, { minLength: 1, maxLength: 4 }), { nil: undefined }),
    without: fc.array(hostile, { maxLength: 4 }),
    extensions: fc.option(fc.array(fc.oneof(hostile, fc.constant('none')), { maxLength: 4 }), { nil: undefined }),
    rollback: fc.constantFrom(undefined, 'down.sql', 'down/1_a.sql', '20261121193000_a_rollback.sql'),
  })
  .map(({ from, to, owners, grants, onlySchemas, without, extensions, rollback }) => ({
    from,
    to,
    scope: { owners, grants, ...(onlySchemas && { onlySchemas }), without, ...(extensions && { extensions }) },
    ...(rollback !== undefined && { rollback }),
  }));

describe('header of a migration', () => {
  it('has the form that is documented', () => {
    const lines = headerLines(
      {
        from: '0123456789abcdef',
        to: 'fedcba9876543210',
        scope: {
          owners: true,
          grants: true,
          onlySchemas: ['shop'],
          without: ['app', 'public.jobs', 'odd, name'],
          extensions: ['none'],
        },
        rollback: '1_a_rollback.sql',
      },
      words,
    );
    assert.deepEqual(lines, [
      '-- Senior Backend: add column users email',
      '-- from schema 0123456789abcdef to fedcba9876543210',
      '-- compares: owners, grants, only shop, without app, public.jobs, "odd, name", extensions "none"',
      '-- rollback: 1_a_rollback.sql',
      '-- hazard, up: locks: x',
      '-- proof: PostgreSQL 18',
    ]);
  });

  it('is read as it was written, whatever the names are', () => {
    fc.assert(
      fc.property(header, hostile, hostile, fc.constantFrom('\n', '\r\n'), (given, title, reason, end) => {
        const lines = headerLines(given, { title, hazards: [reason], proof: reason });
        for (const line of lines) assert.match(line, /^-- [^\p{Cc}\u2028\u2029]*$/u);
        const text = `${lines.join(end)}${end}${end}ALTER TABLE a ADD b int;`;
        assert.deepEqual(readMigrationHeader(text), given);
        assert.deepEqual(readMigrationHeader(`\ufeff-- migrate:up\n${text}`), given);
      }),
    );
  });

  it('is only at the top', () => {
    const text = headerLines(
      { from: '0'.repeat(16), to: '1'.repeat(16), scope: { owners: false, grants: false, without: [] } },
      words,
    ).join('\n');
    assert.equal(readMigrationHeader(`SELECT 1;\n${text}`), undefined);
    assert.equal(readMigrationHeader(''), undefined);
    assert.equal(readMigrationHeader('-- from schema 1 to 2'), undefined);
  });

  it('never names a rollback outside of the folder', () => {
    for (const name of ['../x.sql', '/etc/passwd', 'C:\\x.sql', 'a/../../x', 'a\\b', ''])
      assert.equal(
        readMigrationHeader(`-- from schema ${'0'.repeat(16)} to ${'1'.repeat(16)}\n-- rollback: ${name}\n`)?.rollback,
        undefined,
      );
  });

  it('reads any text without harm', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const lines = `-- from schema ${'0'.repeat(16)} to ${'1'.repeat(16)}\n-- compares: ${text}\n-- rollback: ${text}\n`;
        assert.ok(readMigrationHeader(lines));
      }),
    );
  });
});
