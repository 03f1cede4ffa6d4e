/** Whether a tool runs a migration inside a transaction, so that CREATE INDEX CONCURRENTLY fails in it. */
import path from 'node:path';
import type { ParsedFile, Statement } from '../statement.js';
import { refusesTransaction } from '../transactionBlock.js';
import { dieselTransaction, flywayTransaction } from './migrationConfig.js';
import type { MigrationMarks } from './migrationMarks.js';
import type { MigrationTool } from './project.js';

/** Undefined: nobody knows what runs the file. */
export function runsInTransaction(
  root: string,
  tool: MigrationTool,
  file: ParsedFile,
  marks: MigrationMarks,
  readText: (path: string) => string | undefined,
): boolean | undefined {
  if (marks.transaction !== undefined) return marks.transaction;
  const up = file.statements.filter(({ start }) => !file.down.some(span => start >= span.start && start < span.end));
  switch (tool) {
    // drizzle-orm's PgDialect.migrate: all pending migrations in one transaction (drizzle-orm issue 860).
    case 'drizzle':
    // https://knexjs.org/guide/migrations.html#transactions-in-migrations: each one, by default.
    case 'knex':
    // https://salsita.github.io/node-pg-migrate/cli: one for all of a run; SQL files cannot leave it.
    case 'node-pg-migrate':
    // https://github.com/amacneil/dbmate#migration-options: unless `transaction:false`.
    case 'dbmate':
    // https://pressly.github.io/goose/documentation/annotations: unless `NO TRANSACTION`.
    case 'goose':
    // sqlx-core/src/migrate/source.rs: unless the file starts with `-- no-transaction`.
    case 'sqlx':
      return true;
    // https://docs.rs/diesel_migrations: unless metadata.toml says otherwise.
    case 'diesel':
      return dieselTransaction(file.path, readText);
    // golang-migrate's database/postgres/README.md: the file is one simple query, which PostgreSQL runs as one transaction when it has
    // more than one statement (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT).
    case 'golang-migrate':
      return up.length > 1;
    // The same simple query; from 7.4 on the statements are sent one by one (prisma-engines pull request 5767).
    case 'prisma':
      return up.length > 1 && !prismaSplits(root, path.dirname(file.path), readText);
    // One batch; what cannot run in it is sent alone (supabase/cli pull request 6009).
    case 'supabase':
      return !up.some(isOutsideTransaction);
    // PostgreSQLParser.detectCanExecuteInTransaction: without one only when no statement wants one; a mixture is refused.
    case 'flyway':
      return flywayTransaction(file.path, readText) ?? !(up.length > 0 && up.every(isOutsideTransaction));
    case 'rails':
    case 'plain':
      return undefined;
  }
}

function isOutsideTransaction({ commands }: Statement): boolean {
  return commands.some(refusesTransaction);
}

/** The version in the nearest package.json that names Prisma. */
function prismaSplits(root: string, folder: string, readText: (path: string) => string | undefined): boolean {
  for (let at = folder; at.startsWith(root); at = path.dirname(at)) {
    const manifest = readText(path.join(at, 'package.json'));
    const version = manifest && /"prisma"\s*:\s*"[^\d"]*(\d+)\.(\d+)/.exec(manifest);
    if (version) return Number(version[1]) > 7 || (Number(version[1]) === 7 && Number(version[2]) >= 4);
    if (at === path.dirname(at)) break;
  }
  return false;
}
