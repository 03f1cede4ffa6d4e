/** Single rows: read, made, changed and removed, with the version that each is in. */
import type { Columns } from './columns.js';
import type { Queryable } from './database.js';
import { badRequest, notFound } from './http.js';
import { type Sql, sql, where } from './sql.js';
import { etagOf, preconditionFailed, wantedVersions } from './versions.js';

export interface Versioned<Row> {
  readonly row: Row;
  readonly etag: string;
}

/** A row of `columns.select` with `xmin` behind it. */
export function versioned<Row extends object>(
  columns: Columns<Row>,
  values: readonly (string | null)[],
): Versioned<Row> {
  return { row: columns.read(values), etag: etagOf(values.at(-1)) };
}

/** The tag of a row that was just written: of a partitioned table the server does not tell it while writing. */
export async function versionOf(db: Queryable, table: Sql, key: readonly Sql[]): Promise<string> {
  const { rows } = await db.query(sql`select xmin from ${table}${where(key)}`);
  return etagOf(rows[0]?.[0]);
}

/** The condition that If-Match asks for; none when it does not. */
export function isWanted(ifMatch: string | undefined): Sql | undefined {
  const versions = wantedVersions(ifMatch);
  return versions && sql`xmin::text = any(${versions})`;
}

/** What a change sets. @throws HttpError 400 when that is nothing */
export function assignments<Row extends object>(columns: Columns<Row>, body: object): Sql {
  const assigned = columns.assigned(body);
  if (!assigned) throw badRequest('There is nothing to change.');
  return assigned;
}

/** Why no row was changed: it is not there (404), or is no longer as If-Match says (412). */
export async function whyUnchanged(
  db: Queryable,
  table: Sql,
  key: readonly Sql[],
  ifMatch: string | undefined,
): Promise<Error> {
  if (wantedVersions(ifMatch) === undefined) return notFound();
  return (await isThere(db, table, key)) ? preconditionFailed() : notFound();
}

/** What is to be related is not there. @throws HttpError 404 for a foreign key that refuses; anything else as it is */
export function orNotFound(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === '23503') throw notFound();
  throw error;
}

export async function isThere(db: Queryable, table: Sql, key: readonly Sql[]): Promise<boolean> {
  const { count } = await db.query(sql`select from ${table}${where(key)}`);
  return count > 0;
}
