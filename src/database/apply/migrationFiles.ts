/** Finds on the disk what belongs to a migration: its name, and the file that takes it back. */
import { readdir, readFile, realpath } from 'node:fs/promises';
import nodePath from 'node:path';
import { readMigrationMarks } from '../../schema/project/migrationMarks.js';
import { readMigrationName } from '../../schema/project/migrationNames.js';
import { Problem } from '../../text/problem.js';
import { readHeader } from './header.js';
import type { MigrationFile } from './script.js';

export interface NamedFile {
  /** What the history calls it: `20261121193000_add_users`. The same for both halves. */
  readonly name: string;
  readonly direction: 'up' | 'down';
  readonly file: MigrationFile;
}

/**
 * A file that somebody named, with the file that takes it back: the one that its header names, or the one whose name says so
 * (`…_rollback.sql`, `….down.sql`, Flyway's `U…`, `down.sql` in its folder).
 * @throws Problem when it cannot be read, or leads out of the folder.
 */
export async function openMigrationFile(path: string): Promise<NamedFile> {
  const text = await read(path);
  const folder = nodePath.dirname(path);
  const siblings = await readdir(folder).catch(() => [] as string[]);
  const { name, direction } = migrationName(path, siblings);
  if (direction === 'down') return { name, direction, file: { path, text } };
  const said = readHeader(text)?.rollback;
  const rollback = said ?? siblings.find(other => takesBack(path, other, siblings));
  if (rollback === undefined) return { name, direction, file: { path, text } };
  const at = nodePath.join(folder, rollback);
  await refuseLink(at, path);
  const back = { path: at, text: await read(at) };
  if (said !== undefined) refuseForward(back, path);
  return { name, direction, file: { path, text, rollback: back } };
}

/** @param siblings names of all files in its folder. */
export function migrationName(
  path: string,
  siblings: readonly string[],
): { readonly name: string; readonly direction: 'up' | 'down' } {
  const file = nodePath.basename(path);
  const [, half] = /^(migration|up|down)\.sql$/i.exec(file) ?? [];
  if (half !== undefined) {
    const direction = half.toLowerCase() === 'down' ? 'down' : 'up';
    return { name: nodePath.basename(nodePath.dirname(path)), direction };
  }
  // Flyway's undo migrations: `U1__x.sql` beside `V1__x.sql`.
  const [, version] = /^U(\d.*)\.sql$/.exec(file) ?? [];
  if (version !== undefined && siblings.includes(`V${version}.sql`)) return { name: `V${version}`, direction: 'down' };
  const { stem, direction = 'up' } = readMigrationName(path, new Set(siblings.map(other => other.toLowerCase())));
  return { name: stem, direction };
}

/** The half of the text that goes back, where the file has both. */
export function downHalf(text: string): string | undefined {
  const { down } = readMigrationMarks(text);
  return down.length === 0 ? undefined : down.map(({ start, end }) => text.slice(start, end)).join('\n');
}

function takesBack(path: string, other: string, siblings: readonly string[]): boolean {
  if (!/\.sql$/i.test(other)) return false;
  const [up, down] = [path, nodePath.join(nodePath.dirname(path), other)].map(one => migrationName(one, siblings));
  return down!.direction === 'down' && down!.name === up!.name;
}

/** A header is text like any other: not even by a link does it lead out of the folder. */
async function refuseLink(rollback: string, path: string): Promise<void> {
  const folder = await realpath(nodePath.dirname(path));
  const real = await realpath(rollback).catch(() => nodePath.join(folder, 'none.sql'));
  if (real.startsWith(folder + nodePath.sep)) return;
  throw new Problem('The rollback is a link to a file outside of its folder. Put the file itself there.', {
    path: rollback,
  });
}

/** Taken back with a migration, it would be applied once more, or another one would. */
function refuseForward({ path: back, text }: { readonly path: string; readonly text: string }, path: string): void {
  if (back !== path && readHeader(text)?.rollback === undefined) return;
  const what =
    back === path ? 'itself' : `${nodePath.basename(back)}, which is a migration with a rollback of its own,`;
  throw new Problem(`The header names ${what} as the rollback. Name the file that takes this migration back.`, {
    path,
  });
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Problem(code === 'ENOENT' ? 'There is no such file.' : `The file cannot be read: ${code}.`, { path });
  }
}
