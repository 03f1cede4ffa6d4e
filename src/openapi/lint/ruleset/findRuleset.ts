import nodePath from 'node:path';
import type { ReadFile } from '../../../text/files.js';
import { isBelow } from '../../../text/folders.js';

/** As Spectral's command line looks for them. */
const names = ['yaml', 'yml', 'json', 'js', 'mjs', 'cjs'].map(ending => `.spectral.${ending}`);

/**
 * The ruleset that holds for a description: the nearest from its folder upwards, at most in `root`. Absolute; undefined
 * when there is none.
 */
export async function findRuleset(spec: string, root: string, readFile: ReadFile): Promise<string | undefined> {
  let folder = nodePath.dirname(spec);
  const top = isBelow(root, folder) ? root : folder;
  for (;;) {
    for (const name of names) {
      const path = nodePath.join(folder, name);
      // What cannot be read is found all the same: reading it says why.
      const text = await readFile(path).catch(() => '');
      if (text !== undefined) return path;
    }
    const above = nodePath.dirname(folder);
    if (folder === top || above === folder) return undefined;
    folder = above;
  }
}
