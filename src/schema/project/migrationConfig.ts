/** The files that migration tools keep beside the SQL. */
import path from 'node:path';
import type { Dialect } from '../catalog.js';
import type { MigrationTool } from './project.js';

type ReadText = (path: string) => string | undefined;

const dialects: Readonly<Record<string, Dialect>> = {
  postgresql: 'postgresql',
  cockroachdb: 'postgresql',
  cockroach: 'postgresql',
  gel: 'postgresql',
  mysql: 'mysql',
  singlestore: 'mysql',
  sqlite: 'sqlite',
  turso: 'sqlite',
  sqlserver: 'transactsql',
  mssql: 'transactsql',
};

/** `provider` of Prisma's migration_lock.toml. */
export function prismaDialect(folder: string, readText: ReadText): Dialect | undefined {
  const lock = readText(path.join(folder, 'migration_lock.toml'));
  const provider = lock === undefined ? undefined : /^\s*provider\s*=\s*"(\w+)"/m.exec(lock)?.[1];
  return provider === undefined ? undefined : dialectCalled(provider);
}

export interface DrizzleJournal {
  /** Names of the files that run, without `.sql`, in order. Undefined: the journal cannot be read; then by name. */
  readonly tags?: readonly string[];
  readonly dialect?: Dialect;
}

/** Drizzle's meta/_journal.json: only the files that it names run (drizzle-orm/src/migrator.ts). Undefined: there is none. */
export function drizzleJournal(folder: string, readText: ReadText): DrizzleJournal | undefined {
  const text = readText(path.join(folder, 'meta', '_journal.json'));
  if (text === undefined) return undefined;
  let journal: { dialect?: unknown; entries?: unknown };
  try {
    journal = Object(JSON.parse(text));
  } catch {
    return {};
  }
  const dialect = typeof journal.dialect === 'string' ? dialectCalled(journal.dialect) : undefined;
  const entries: readonly unknown[] = Array.isArray(journal.entries) ? journal.entries : [];
  const tags = entries.map(entry => Object(entry).tag).filter(tag => typeof tag === 'string');
  return { ...(tags.length > 0 && { tags }), ...(dialect && { dialect }) };
}

/** Diesel's metadata.toml beside up.sql: https://docs.rs/diesel_migrations (`run_in_transaction = false`). */
export function dieselTransaction(file: string, readText: ReadText): boolean {
  const metadata = readText(path.join(path.dirname(file), 'metadata.toml'));
  return metadata === undefined || !/^\s*run_in_transaction\s*=\s*false/m.test(metadata);
}

/** Flyway's script configuration, `V1__x.sql.conf`: https://documentation.red-gate.com/fd/flyway-execute-in-transaction-setting-277578997.html */
export function flywayTransaction(file: string, readText: ReadText): boolean | undefined {
  const conf = readText(`${file}.conf`);
  const value = conf === undefined ? undefined : /^\s*executeInTransaction\s*=\s*(true|false)/m.exec(conf)?.[1];
  return value === undefined ? undefined : value === 'true';
}

/** Tools that write nothing of their own into the folder are known by the project around it, the nearest first. */
export function toolNearby(root: string, folder: string, halves: boolean, readText: ReadText): MigrationTool {
  for (let at = folder; ; at = path.dirname(at)) {
    const has = (name: string) => readText(path.join(at, name)) !== undefined;
    if (has('knexfile.js') || has('knexfile.ts') || has('knexfile.mjs') || has('knexfile.cjs')) return 'knex';
    if (has('Cargo.toml')) return 'sqlx';
    if (has('go.mod')) return halves ? 'golang-migrate' : 'plain';
    const manifest = readText(path.join(at, 'package.json'));
    if (manifest?.includes('"node-pg-migrate"')) return 'node-pg-migrate';
    if (at === root || path.dirname(at) === at || !isInside(root, at)) break;
  }
  return halves ? 'golang-migrate' : 'plain';
}

function isInside(root: string, folder: string): boolean {
  const relative = path.relative(root, folder);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function dialectCalled(name: string): Dialect | undefined {
  return Object.hasOwn(dialects, name) ? dialects[name] : undefined;
}
