import { readFile } from 'node:fs/promises';
import nodePath from 'node:path';
import { Problem } from '../text/problem.js';

/** What a person may have changed since it was written is not written again. @throws Problem */
export async function refuseOverwriting(
  folder: string,
  files: readonly { readonly path: string; readonly text: string }[],
): Promise<void> {
  for (const { path: name, text } of files) {
    const path = nodePath.join(folder, name);
    const there = await readFile(path, 'utf8').catch(() => undefined);
    if (there === undefined || there === text) continue;
    throw new Problem('This file is there already and would be overwritten. Move it away, or name another folder.', {
      path,
    });
  }
}
