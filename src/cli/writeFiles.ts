/** Puts a batch of file changes on the disk: all of it, or none of it. */
import { randomBytes } from 'node:crypto';
import { access, constants, copyFile, mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileChange } from '../text/files.js';
import { Problem } from '../text/problem.js';
import { targetOf } from './outputPath.js';

/** Where one change goes. */
interface Target {
  readonly change: FileChange;
  /** Absolute; for a symbolic link what it points to. */
  readonly path: string;
  /** Permission bits of the file that is there; undefined when there is none. */
  readonly mode: number | undefined;
  readonly folder: string;
}

/**
 * Checks the whole batch before the first write. Every text is written to a temporary file beside its target and then
 * renamed over it, so that a reader sees the old file or the new one; removals come last. When a step fails, what has
 * been done is taken back.
 * @param root absolute; created when it does not exist.
 * @param signal cancels until the first rename; from then on the batch is finished.
 * @throws Problem that names the path. Nothing was changed then, unless it says so.
 */
export async function writeFiles(root: string, changes: readonly FileChange[], signal?: AbortSignal): Promise<void> {
  const targets = await check(root, changes);
  const writes = targets.filter(target => target.change.text !== undefined);
  const removals = targets.filter(target => target.change.text === undefined && target.mode !== undefined);
  const id = randomBytes(6).toString('hex');
  const fresh = (target: Target) => join(target.folder, `.${basename(target.path)}.${id}.new`);
  const saved = (target: Target) => join(target.folder, `.${basename(target.path)}.${id}.old`);
  const folders: string[] = [];
  const done: Target[] = [];
  let current: Target | undefined;
  try {
    for (const target of writes) {
      current = target;
      signal?.throwIfAborted();
      const first = await mkdir(target.folder, { recursive: true });
      if (first !== undefined) folders.push(...between(first, target.folder));
      await writeFile(fresh(target), target.change.text!, { flag: 'wx', mode: target.mode ?? 0o666 });
    }
    // A full disk shows here, before anything is replaced: renaming needs no space.
    for (const target of writes) {
      current = target;
      signal?.throwIfAborted();
      if (target.mode !== undefined) await copyFile(target.path, saved(target), constants.COPYFILE_EXCL);
    }
    signal?.throwIfAborted();
    for (const target of writes) {
      current = target;
      await replace(fresh(target), target.path);
      done.push(target);
    }
    for (const target of removals) {
      current = target;
      await replace(target.path, saved(target));
      done.push(target);
    }
  } catch (error) {
    const lost: string[] = [];
    for (const target of done.reverse()) {
      const back = target.mode === undefined ? rm(target.path) : replace(saved(target), target.path);
      await back.catch(() =>
        lost.push(target.mode === undefined ? target.path : `${target.path} (saved as ${saved(target)})`),
      );
    }
    await Promise.all(writes.map(target => rm(fresh(target), { force: true }).catch(() => undefined)));
    if (lost.length === 0) {
      await Promise.all(targets.map(target => rm(saved(target), { force: true }).catch(() => undefined)));
      for (const folder of folders.reverse()) await rmdir(folder).catch(() => undefined);
    }
    if (signal?.aborted && error === signal.reason) throw error;
    const path = current?.path ?? root;
    const outcome =
      lost.length === 0 ? 'Nothing was changed.' : `These could not be put back as they were: ${lost.join(', ')}.`;
    throw new Problem(`${path} cannot be written: ${reason(error)}. ${outcome}`, { path });
  }
  await Promise.all(done.map(target => rm(saved(target), { force: true }).catch(() => undefined)));
}

/** @throws Problem at the first path that cannot be written. */
async function check(root: string, changes: readonly FileChange[]): Promise<readonly Target[]> {
  const targets: Target[] = [];
  const seen = new Map<string, string>();
  for (const change of changes) {
    const path = await targetOf(root, change.path);
    // Two names that differ only in case are one file on most disks of macOS and Windows.
    const twin = seen.get(change.path.toLowerCase());
    if (twin !== undefined) {
      throw new Problem(`${twin} and ${change.path} would be one file. Nothing was changed.`, { path });
    }
    seen.set(change.path.toLowerCase(), change.path);
    const there = await stat(path).catch(missing);
    if (there?.isDirectory()) {
      throw new Problem(`${path} is a directory: a file has to go there. Nothing was changed; move it away.`, { path });
    }
    if (there && !there.isFile()) throw new Problem(`${path} is not a plain file. Nothing was changed.`, { path });
    const folder = dirname(path);
    await writable(there ? path : undefined, folder);
    targets.push({ change, path, mode: there ? there.mode & 0o777 : undefined, folder });
  }
  for (const change of changes) {
    for (let parent = dirname(change.path); parent !== '.'; parent = dirname(parent)) {
      if (!seen.has(parent.toLowerCase())) continue;
      throw new Problem(`${parent} cannot be both a file and the folder of ${change.path}. Nothing was changed.`);
    }
  }
  return targets;
}

/** Both the file, which its owner may have locked on purpose, and the folder, in which files are renamed. */
async function writable(file: string | undefined, folder: string): Promise<void> {
  let nearest = folder;
  while (!(await stat(nearest).catch(missing)) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  for (const path of file === undefined ? [nearest] : [file, nearest]) {
    await access(path, constants.W_OK).catch(() => {
      throw new Problem(`${path} is read-only. Nothing was changed; allow writing and run again.`, { path });
    });
  }
}

/** On Windows a virus scanner or an editor holds files for moments, and renaming over them fails meanwhile. */
async function replace(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const held = process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
      if (!held || attempt === 6) throw error;
      await new Promise(resolve => setTimeout(resolve, 10 * 2 ** attempt));
    }
  }
}

/** The folders from `first` down to `last`. */
function between(first: string, last: string): string[] {
  const all = [last];
  while (all[0] !== first && dirname(all[0]!) !== all[0]) all.unshift(dirname(all[0]!));
  return all;
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  return undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'it is not permitted, or another program holds it',
  EBUSY: 'another program holds it',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'its name is too long',
};

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && reasons[code]) || message;
}
