/**
 * Files of a scratch server's relations as large as those of another server, without anything in them. The planner asks the file for its
 * pages (estimate_rel_size in src/backend/optimizer/util/plancat.c), so that statistics alone leave an empty table small. Holes take no
 * room on the disk, and nothing ever reads them: plans are made here, never run.
 */
import { open, stat, truncate } from 'node:fs/promises';
import nodePath from 'node:path';
import type { Session } from '../session.js';

const page = 8192;
/** Pages of one file: a larger relation goes on in the next one (RELSEG_SIZE). */
const segment = 131_072;

export interface SizedRelation {
  readonly oid: number;
  readonly pages: number;
}

/** The server must be one of ours, on this machine. @throws Error of the file system. */
export async function growFiles(session: Session, relations: readonly SizedRelation[]): Promise<void> {
  const found = await session.query<{ oid: string; path: string | null }>(
    `select o::text as oid, current_setting('data_directory') || '/' || pg_catalog.pg_relation_filepath(o) as path
     from unnest($1::oid[]) as o`,
    [relations.map(({ oid }) => oid)],
  );
  const paths = new Map(found.map(({ oid, path }) => [Number(oid), path]));
  for (const { oid, pages } of relations) {
    const path = paths.get(oid);
    if (!path) continue;
    for (let at = 0; at * segment < pages; at++) {
      const bytes = Math.min(segment, pages - at * segment) * page;
      await growFile(at === 0 ? nodePath.normalize(path) : `${nodePath.normalize(path)}.${at}`, bytes, at > 0);
    }
  }
}

async function growFile(path: string, bytes: number, isNew: boolean): Promise<void> {
  if (isNew) await makeLike(path, path.replace(/\.\d+$/, ''));
  const { size } = await stat(path);
  if (size < bytes) await truncate(path, bytes);
}

/** The server may run as another user than we do. */
async function makeLike(path: string, first: string): Promise<void> {
  const { uid, gid, mode } = await stat(first);
  const file = await open(path, 'a', mode & 0o777);
  try {
    const made = await file.stat();
    if (made.uid !== uid || made.gid !== gid) await file.chown(uid, gid);
  } finally {
    await file.close();
  }
}
