/** Migrations that are written once for each database, as pop and many Go and Java projects have them: `1_a.mysql.up.sql`. */
import path from 'node:path';
import type { Dialect } from '../catalog.js';
import type { MigrationFile } from './migrationFile.js';

const words: Readonly<Record<string, Dialect>> = {
  postgres: 'postgresql',
  postgresql: 'postgresql',
  pgsql: 'postgresql',
  pg: 'postgresql',
  cockroach: 'postgresql',
  cockroachdb: 'postgresql',
  crdb: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mariadb',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
  mssql: 'transactsql',
  sqlserver: 'transactsql',
};
const variant = new RegExp(`\\.(${Object.keys(words).join('|')})(?=\\.)`, 'i');

/** The dialect that a file's name says: `schema.mysql.sql`. */
export function namedDialect(file: string): Dialect | undefined {
  const word = variantOf(file);
  return word === undefined ? undefined : words[word];
}

/**
 * Marks the files that do not run where the others do: those run that name PostgreSQL when there are such, else those that name no
 * database, else those of the database that most of them name. A file that names none is spare beside one of its version that does.
 */
export function markSpares(files: readonly MigrationFile[]): readonly MigrationFile[] {
  const named = files.filter(({ path: file }) => variantOf(file) !== undefined);
  if (named.length === 0) return files;
  const chosen = chosenVariant(files, named);
  const replaced = new Set(files.filter(({ path: file }) => variantOf(file) === chosen).map(versionKey));
  return files.map(file => {
    const variant = variantOf(file.path);
    const runs = variant === chosen || (variant === undefined && !replaced.has(versionKey(file)));
    return runs ? file : { ...file, spare: true };
  });
}

function chosenVariant(files: readonly MigrationFile[], named: readonly MigrationFile[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { path: file } of named) counts.set(variantOf(file)!, (counts.get(variantOf(file)!) ?? 0) + 1);
  const postgres = [...counts.keys()].find(word => /^(?:postgres|pg)/.test(word));
  if (postgres !== undefined || named.length < files.length) return postgres;
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))[0]?.[0];
}

function versionKey({ name }: MigrationFile): string {
  return `${name.version.join('.')} ${name.direction ?? ''}`;
}

function variantOf(file: string): string | undefined {
  return variant.exec(path.basename(file))?.[1]?.toLowerCase();
}
