import { readdir, readFile } from 'node:fs/promises';
import type { OutputFolder } from '../scaffold/scaffold.js';
import { Problem } from '../text/problem.js';
import { isInside, targetOf } from './outputPath.js';

/**
 * The output folder as it is on the disk; it need not exist. Paths that lead outside are nothing to `read`: undefined.
 * @throws Problem, from both functions, for what is there and cannot be read. A file that is not UTF-8 is one of these:
 * written back as text it would not be the same bytes.
 */
export function readFolder(root: string): OutputFolder {
  return {
    async read(path) {
      if (!isInside(path)) return undefined;
      const place = await targetOf(root, path);
      const bytes = await readFile(place).catch(unreadable(place));
      if (bytes === undefined) return undefined;
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        throw new Problem(`${place} is not UTF-8. Nothing was changed; save it as UTF-8 and run again.`, {
          path: place,
        });
      }
    },
    async list() {
      const entries = (await readdir(root, { withFileTypes: true }).catch(unreadable(root))) ?? [];
      return entries.filter(entry => entry.isFile() || entry.isSymbolicLink()).map(entry => entry.name);
    },
  };
}

function unreadable(path: string) {
  return (error: NodeJS.ErrnoException): undefined => {
    if (error.code === 'ENOENT') return undefined;
    const reasons: Readonly<Record<string, string>> = {
      EISDIR: 'it is a directory',
      ENOTDIR: 'it is not a folder',
      EACCES: 'permission denied',
      EPERM: 'permission denied',
    };
    throw new Problem(`${path} cannot be read: ${reasons[error.code ?? ''] ?? error.message}. Nothing was changed.`, {
      path,
    });
  };
}
