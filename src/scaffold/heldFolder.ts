/** The output folder as an editor has it: what is typed counts, whether it is saved or not. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Problem } from '../text/problem.js';
import type { OutputFolder } from './scaffold.js';

/**
 * @param output absolute; it need not exist
 * @param unsaved texts that count in place of what is on the disk, by absolute path
 * @throws Problem, from both functions, for what is there and cannot be read
 */
export function heldFolder(output: string, unsaved: ReadonlyMap<string, string>): OutputFolder {
  return {
    read: async file => unsaved.get(path.join(output, file)) ?? readExactly(path.join(output, file)),
    list: async () => {
      try {
        const entries = await readdir(output, { withFileTypes: true });
        return entries.filter(entry => !entry.isDirectory()).map(entry => entry.name);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT') return [];
        if (code === 'ENOTDIR') {
          throw new Problem('The output folder is a file. Choose another folder.', { path: output });
        }
        throw error;
      }
    },
  };
}

/** Text that is written back must be the same bytes again. */
async function readExactly(file: string): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (error instanceof TypeError) {
      throw new Problem('This file is not UTF-8, so nothing was changed. Save it as UTF-8 and run again.', {
        path: file,
      });
    }
    throw new Problem(`This file cannot be read (${code}), so nothing was changed.`, { path: file });
  }
}
