/** What a `$ref`'s text cannot tell: whether a link on the disk leads out of the folder that it must not leave. */
import { realpath } from 'node:fs/promises';
import { isInside, type Leaving, leaving, type RefPolicy } from './targets.js';

/**
 * Says of absolute paths inside the root by their names why they must not be read; undefined: they may, or nothing is
 * there. The root may be reached by a link itself: real paths are compared.
 */
export function linkGuard({ root, allowOutside }: RefPolicy): (path: string) => Promise<Leaving | undefined> {
  if (allowOutside) return async () => undefined;
  let realRoot: Promise<string | undefined> | undefined;
  return async path => {
    const real = await realPath(path);
    if (real === undefined || real === path) return undefined;
    realRoot ??= realPath(root);
    const inside = (await realRoot) ?? root;
    return isInside(inside, real)
      ? undefined
      : leaving(`${path} is a symbolic link that leads to ${real}, which`, root);
  };
}

/** Undefined for what only an editor has, and on disks that cannot tell. */
async function realPath(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    return undefined;
  }
}
