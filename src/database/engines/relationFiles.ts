/**
 * Files of a scratch database's relations as large as those of another server, without anything in them. The planner asks the file for
 * its pages (estimate_rel_size in src/backend/optimizer/util/plancat.c), so that statistics alone leave an empty table small. Holes take
 * no room, and nothing ever reads them: plans are made here, never run.
 */
import { open, stat, truncate } from 'node:fs/promises';
import nodePath from 'node:path';
import type { Session, SizedRelation } from '../session.js';

const page = 8192;
/** Pages of one file: a larger relation goes on in the next one (RELSEG_SIZE). */
const segment = 131_072;

export interface SizedFile {
  /** As the server has it. */
  readonly path: string;
  readonly bytes: number;
  /** Set: the file goes on from this one, and need not be there yet. */
  readonly after?: string;
}

/** Where the files are and how large they become; what has no file is left out. */
export async function filesToGrow(
  session: Session,
  relations: readonly SizedRelation[],
): Promise<readonly SizedFile[]> {
  const found = await session.query<{ oid: string; path: string | null }>(
    `select o::text as oid, current_setting('data_directory') || '/' || pg_catalog.pg_relation_filepath(o) as path
     from unnest($1::oid[]) as o`,
    [relations.map(({ oid }) => oid)],
  );
  const paths = new Map(found.map(({ oid, path }) => [Number(oid), path]));
  return relations.flatMap(({ oid, pages }) => {
    const path = paths.get(oid);
    if (!path) return [];
    return Array.from({ length: Math.ceil(pages / segment) }, (_, at) => {
      const bytes = Math.min(segment, pages - at * segment) * page;
      return at === 0 ? { path, bytes } : { path: `${path}.${at}`, bytes, after: path };
    });
  });
}

/** On this machine's disk. @throws Error of the file system. */
export async function growOnDisk(files: readonly SizedFile[]): Promise<void> {
  for (const { path: given, bytes, after } of files) {
    const path = nodePath.normalize(given);
    if (after !== undefined) await makeLike(path, nodePath.normalize(after));
    const { size } = await stat(path);
    if (size < bytes) await truncate(path, bytes);
  }
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
