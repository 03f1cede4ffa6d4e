/** Relative paths of generated files → places on the disk that are inside the output folder. */
import { lstat, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { Problem } from '../text/problem.js';

/** Relative, with forward slashes, going nowhere but down; no drive, stream or device name of Windows. */
export function isInside(path: string): boolean {
  return (
    path !== '' && !/[\\:\0]/.test(path) && path.split('/').every(part => part !== '' && part !== '.' && part !== '..')
  );
}

/**
 * The absolute path to read or write for `path`; what a symbolic link points to. It need not exist.
 * @throws Problem when it is, or leads, outside `root`, when a file stands where a folder must be, or a link is dangling.
 */
export async function targetOf(root: string, path: string): Promise<string> {
  if (!isInside(path)) {
    throw new Problem(`${JSON.stringify(path)} is not a path below ${root}. Nothing was changed.`, { path: root });
  }
  const base = await realpath(root).catch(missing);
  if (base === undefined) {
    await noFileAbove(root);
    return join(root, ...path.split('/'));
  }
  await mustBeFolder(base);
  let place = base;
  const parts = path.split('/');
  for (const [i, part] of parts.entries()) {
    const next = join(place, part);
    const found = await lstat(next).catch(missing);
    if (!found) return join(next, ...parts.slice(i + 1));
    place = found.isSymbolicLink() ? await followed(next, base) : next;
    if (i < parts.length - 1) await mustBeFolder(place);
  }
  return place;
}

async function followed(link: string, base: string): Promise<string> {
  const real = await realpath(link).catch(missing);
  if (real === undefined) {
    throw new Problem(`${link} is a symbolic link to nothing. Nothing was changed; remove it.`, { path: link });
  }
  const way = relative(base, real);
  if (isAbsolute(way) || way === '..' || way.startsWith(`..${sep}`)) {
    throw new Problem(`${link} is a symbolic link out of ${base}. Nothing was changed.`, { path: link });
  }
  return real;
}

async function mustBeFolder(path: string): Promise<void> {
  if ((await stat(path)).isDirectory()) return;
  throw new Problem(`${path} is a file: a folder has to be there. Nothing was changed; move it away.`, { path });
}

/** The root does not exist yet; the nearest thing above it that does must be a folder. */
async function noFileAbove(root: string): Promise<void> {
  for (let above = root; join(above, '..') !== above; above = join(above, '..')) {
    if (await stat(above).catch(missing)) return mustBeFolder(above);
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  return undefined;
}
