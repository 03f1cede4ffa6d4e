/** Lints a migration that follows on others, and runs SQL as a tool without transactions would. */
import assert from 'node:assert/strict';
import type { PGlite } from '@electric-sql/pglite';
import { findingsOf } from '../../../src/schema/lint/lintFindings.js';
import { migrationCheck } from '../../../src/schema/lint/lintMigrations.js';
import type { MigrationTool } from '../../../src/schema/project/project.js';
import { createParseCache, loadParser, parseFile } from '../../../src/schema/reading/parse.js';
import { replay } from '../../../src/schema/replay.js';
import type { FileRole, NewMigration, SchemaFinding } from '../../../src/schema/rule.js';
import type { TextEdit } from '../../../src/text/finding.js';

/** The UTF-16 offset of a position. */
export function offsetOf(text: string, { line, character }: { line: number; character: number }): number {
  let offset = 0;
  for (let count = 0; count < line; count++) offset = text.indexOf('\n', offset) + 1;
  return offset + character;
}

/** A text with edits applied, from the last to the first. */
function applied(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => offsetOf(text, b.range.start) - offsetOf(text, a.range.start));
  return sorted.reduce(
    (result, { range, text: inserted }) =>
      result.slice(0, offsetOf(text, range.start)) + inserted + result.slice(offsetOf(text, range.end)),
    text,
  );
}

/** What is there before the migration. */
export const schema = `
CREATE SCHEMA archive;
CREATE TYPE order_status AS ENUM ('new', 'paid');
CREATE DOMAIN quantity AS integer CHECK (VALUE > 0);
CREATE DOMAIN plain_quantity AS integer;
CREATE TABLE customers (id bigint PRIMARY KEY, email text, name varchar(20) NOT NULL DEFAULT '');
CREATE TABLE orders (
  id bigint PRIMARY KEY,
  customer_id bigint,
  state text NOT NULL DEFAULT 'new',
  note varchar(50),
  total numeric(10, 2),
  status order_status,
  created_at timestamp,
  CONSTRAINT orders_note_check CHECK (note <> '')
);
CREATE INDEX orders_state_idx ON orders (state);
CREATE INDEX orders_created_idx ON orders (created_at);
CREATE INDEX orders_lower_idx ON orders (lower(note));
CREATE TABLE order_items (
  id bigint,
  order_id bigint NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  amount quantity,
  CONSTRAINT order_items_pkey PRIMARY KEY (id)
);
CREATE MATERIALIZED VIEW order_totals AS SELECT customer_id, count(*) AS orders FROM orders GROUP BY customer_id;
CREATE UNIQUE INDEX order_totals_customer_idx ON order_totals (customer_id);
CREATE MATERIALIZED VIEW order_states AS SELECT DISTINCT state FROM orders;
CREATE VIEW paid_orders AS SELECT id FROM orders WHERE state = 'paid';
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_2026 (id bigint NOT NULL, at date NOT NULL);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION next_code() RETURNS text LANGUAGE sql AS $$ SELECT random()::text $$;
CREATE FUNCTION home() RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'home' $$;
CREATE TRIGGER orders_touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
`;

export const rows = `
INSERT INTO customers (id, email) VALUES (1, 'a@example.com'), (2, 'b@example.com');
INSERT INTO orders (id, customer_id, note, total, status, created_at) VALUES (1, 1, 'x', 1, 'new', '2025-01-01'), (2, 2, 'y', 2, 'paid', '2025-02-01');
INSERT INTO order_items VALUES (1, 1, 1), (2, 2, 2);
INSERT INTO events VALUES (1, '2025-05-05');
INSERT INTO events_2026 VALUES (1, '2026-05-05');
REFRESH MATERIALIZED VIEW order_totals;
`;

export interface MigrationCase {
  readonly tool?: MigrationTool;
  /** The tool runs the file in a transaction. */
  readonly transaction?: boolean;
  readonly newest?: boolean;
  readonly newMigration?: NewMigration;
  /** Offset from which on the text is a Down half. */
  readonly downFrom?: number;
  /** Instead of the usual schema. */
  readonly before?: string;
  readonly path?: string;
}

const caches = { cache: createParseCache() };

/** Findings in a migration after the schema, of one rule or of all. */
export async function lintMigration(sql: string, rule?: string, given: MigrationCase = {}): Promise<SchemaFinding[]> {
  await loadParser('postgresql');
  const path = given.path ?? '/2.sql';
  const parsed = parseFile(path, sql, { dialect: 'postgresql', ...caches });
  const { downFrom } = given;
  const down = downFrom === undefined ? parsed.down : [{ start: downFrom, end: sql.length }];
  const earlier = parseFile('/1.sql', given.before ?? schema, { dialect: 'postgresql', ...caches });
  const role: FileRole = {
    file: { ...parsed, down },
    role: 'migration',
    newest: given.newest ?? true,
    ...(given.tool && { tool: given.tool }),
    ...(given.transaction !== undefined && { transaction: given.transaction }),
  };
  const roles: FileRole[] = [{ file: earlier, role: 'migration' }, role];
  const { newMigration } = given;
  const check = migrationCheck(roles, {}, { ...(newMigration && { newMigration }) });
  const files = new Map(roles.map(each => [each.file.path, each]));
  replay(
    [...files.values()].map(each => each.file),
    { order: 'sequence', onCommand: check.onCommand },
  );
  const findings = findingsOf({ found: check.found(), failures: check.failures(), files, levels: {} });
  return findings.filter(finding => finding.path === path && (rule === undefined || finding.rule === rule));
}

/** `«text under the range» message` for each finding of a rule. */
export async function said(sql: string, rule: string, given: MigrationCase = {}): Promise<string[]> {
  const findings = await lintMigration(sql, rule, given);
  return findings.map(
    ({ range, message }) => `«${sql.slice(offsetOf(sql, range.start), offsetOf(sql, range.end))}» ${message}`,
  );
}

/** Writes new migrations as /3.sql, as they are. */
export const nextFile: NewMigration = (name, sql, { transaction }) => ({
  path: '/3.sql',
  text: `-- ${name}${transaction ? '' : ', no transaction'}\n${sql}\n`,
});

/** The migration after a fix, and the new files that it makes. */
export function withEdits(sql: string, edits: readonly TextEdit[]): { text: string; files: Record<string, string> } {
  const files: Record<string, string> = {};
  for (const { path, text } of edits.filter(edit => edit.newFile)) files[path] = text;
  return {
    text: applied(
      sql,
      edits.filter(edit => !edit.newFile),
    ),
    files,
  };
}

/** Fixes other than those that turn the rule off. */
export function mending({ fixes }: SchemaFinding): SchemaFinding['fixes'] {
  return fixes.filter(({ title }) => !title.startsWith('Disable '));
}

/** Runs statement by statement, each its own transaction unless BEGIN opens one. */
export async function runEach(server: PGlite, sql: string): Promise<void> {
  await loadParser('postgresql');
  for (const { start, end } of parseFile('/run.sql', sql, { dialect: 'postgresql', ...caches }).statements) {
    await server.exec(sql.slice(start, end));
  }
}

/** An empty database with the usual schema and rows. */
export async function freshSchema(server: PGlite): Promise<void> {
  await server.exec('ROLLBACK; RESET ALL; SET client_min_messages = error;');
  await server.exec(
    'DROP SCHEMA IF EXISTS public CASCADE; DROP SCHEMA IF EXISTS archive CASCADE; CREATE SCHEMA public;',
  );
  await server.exec(schema);
  await server.exec(rows);
}

/** A suite of one rule each: SQL and what is said of it, as `said` writes it. */
export function describeRules(
  title: string,
  rules: Readonly<Record<string, readonly (readonly [sql: string, found: readonly string[]])[]>>,
): void {
  describe(title, () => {
    for (const [rule, cases] of Object.entries(rules)) {
      describe(rule, () => {
        for (const [sql, found] of cases) {
          it(sql.replace(/\s+/g, ' '), async () => assert.deepEqual(await said(sql, rule), found));
        }
      });
    }
  });
}
