// Each page of a rule about migrations is true: its wrong example is found, its right one is not, both do on a real PostgreSQL what the
// page says, and suggestions and fixes run on a schema with rows and leave nothing to find.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import nodePath from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { migrationRules } from '../../../src/schema/rules/migrationRules.js';
import { freshSchema, lintMigration, mending, nextFile, runEach, withEdits } from './migrationHarness.js';

function example(id: string, heading: 'Wrong' | 'Right'): string {
  const page = readFileSync(nodePath.resolve(__dirname, '../../../docs/rules', `${id}.md`), 'utf8');
  const found = new RegExp(`^## ${heading}\\n\\n\`\`\`sql\\n([\\s\\S]*?)\n\`\`\`$`, 'm').exec(page);
  assert.ok(found, `no example "${heading}"`);
  return `${found[1]!}\n`;
}

/** Wrong examples that PostgreSQL refuses. */
const refused: Readonly<Record<string, RegExp>> = {
  'concurrently-in-transaction': /CREATE INDEX CONCURRENTLY cannot run inside a transaction block/,
  'command-in-transaction': /VACUUM cannot run inside a transaction block/,
  'add-column-not-null-without-default': /column "currency" of relation "orders" contains null values/,
  'enum-value-in-transaction': /unsafe use of new value "refunded" of enum type order_status/,
};

/** The SQL that a suggestion makes of the wrong example; without an entry it takes its place. */
const followed: Readonly<Record<string, (wrong: string, suggestion: string) => string>> = {
  'missing-lock-timeout': (wrong, suggestion) => `${suggestion}\n${wrong}`,
  'missing-statement-timeout': (wrong, suggestion) => `${suggestion}\n${wrong}`,
  'foreign-key-lock': (wrong, suggestion) => `${suggestion}\n${wrong}`,
  'uncommitted-transaction': (wrong, suggestion) => `${wrong}${suggestion}\n`,
  'validate-in-same-transaction': (wrong, suggestion) =>
    `${wrong.replace(/^.*VALIDATE CONSTRAINT.*\n/m, '')}${suggestion}\n`,
  'enum-value-in-transaction': (wrong, suggestion) => `${wrong.replace(/^UPDATE.*\n/m, '')}${suggestion}\n`,
  'missing-if-exists': (wrong, suggestion) => wrong.replace(/^.*\n/, `${suggestion}\n`),
};

describe('pages of rules about migrations', () => {
  let server: PGlite;
  before(async () => {
    server = await PGlite.create();
  });
  after(() => server.close());

  for (const { id } of migrationRules) {
    it(id, async () => {
      const [wrong, right] = [example(id, 'Wrong'), example(id, 'Right')];
      await freshSchema(server);
      await runEach(server, right);
      assert.deepEqual(await lintMigration(right, id), []);

      await freshSchema(server);
      if (refused[id]) await assert.rejects(runEach(server, wrong), refused[id]);
      else await runEach(server, wrong);

      const [finding, ...others] = await lintMigration(wrong, id, { newMigration: nextFile });
      assert.ok(finding, 'nothing was found');
      assert.equal(others.length, 0);
      if (finding.suggestion !== undefined) {
        const sql = followed[id]?.(wrong, finding.suggestion) ?? `${finding.suggestion}\n`;
        await freshSchema(server);
        await runEach(server, sql);
        assert.deepEqual(await lintMigration(sql, id), [], sql);
      }
      for (const fix of mending(finding)) {
        const { text, files } = withEdits(wrong, fix.edits);
        await freshSchema(server);
        for (const sql of [text, ...Object.values(files)]) await runEach(server, sql);
        assert.deepEqual(await lintMigration(text, id), [], text);
      }
    });
  }
});
