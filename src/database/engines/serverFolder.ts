/** Where a server of ours keeps its files for as long as it runs. */
import { access, constants, mkdtemp, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import os from 'node:os';
import nodePath from 'node:path';

const folderName = 'senior-backend-pg-';

/** Linux: a file system without a disk. */
const inMemory = '/dev/shm';
/** statfs(2). */
const tmpfsType = 0x01021994;
/** Bytes that have to be free there and in memory: a schema of thousands of tables and its rows take a tenth of it. */
const muchRoom = 2 * 1024 ** 3;

/**
 * An empty folder that nobody else can read. In memory where there is a lot of it: each table is a dozen of files, and making those on
 * a disk takes as long as all else that the server does with them (measured on ext4 with 500 tables: 3 of 5 s of CPU).
 * @param holdsPrograms they can often not be run from there.
 */
export async function makeServerFolder({ holdsPrograms }: { readonly holdsPrograms: boolean }): Promise<string> {
  const parent = !holdsPrograms && (await hasRoomInMemory()) ? inMemory : os.tmpdir();
  const folder = await mkdtemp(nodePath.join(parent, folderName));
  await writeFile(nodePath.join(folder, 'owner'), owner(process.pid));
  return folder;
}

async function hasRoomInMemory(): Promise<boolean> {
  if (process.platform !== 'linux' || os.freemem() < 2 * muchRoom) return false;
  try {
    await access(inMemory, constants.W_OK | constants.X_OK);
    const { type, bavail, bsize } = await statfs(inMemory);
    return type === tmpfsType && bavail * bsize >= muchRoom;
  } catch {
    return false;
  }
}

/** What processes left behind that were killed together with their watchdogs. A server that still runs there stops by itself within a minute once its lock file is gone. */
export async function removeStaleFolders(): Promise<void> {
  for (const parent of [os.tmpdir(), inMemory]) await removeStaleIn(parent);
}

async function removeStaleIn(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => [] as string[]);
  for (const name of names.filter(n => n.startsWith(folderName))) {
    const folder = nodePath.join(parent, name);
    const text = await readFile(nodePath.join(folder, 'owner'), 'utf8').catch(() => '');
    const number = Number(/\d+$/.exec(text)?.[0] ?? 0);
    // Otherwise: another user's folder, one that is being made, or one of another container that has the same /tmp.
    if (number > 0 && text === owner(number) && !isAlive(number)) await removeFolder(folder);
  }
}

/** Process numbers mean something on one machine only. */
function owner(number: number): string {
  return `${os.hostname()} ${number}`;
}

function isAlive(number: number): boolean {
  try {
    process.kill(number, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Windows keeps files of a process locked for a moment after its end. */
export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }).catch(() => undefined);
}
