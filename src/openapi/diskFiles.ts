import { readFile } from 'node:fs/promises';
import type { ReadFile } from '../text/files.js';
import { Problem } from '../text/problem.js';

const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'This is a folder, not a file.',
  EACCES: 'There is no permission to read this file.',
  EPERM: 'There is no permission to read this file.',
  ENAMETOOLONG: 'This name is too long for a file.',
  ELOOP: 'This symbolic link leads back to itself.',
  ERR_FS_FILE_TOO_LARGE: 'This file is too large to be read.',
};

/** Reads from the disk, as UTF-8; bytes that are not UTF-8 become U+FFFD. */
export const readDiskFile: ReadFile = async path => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Problem(reasons[code] ?? `This file cannot be read (${code || String(error)}).`, { path });
  }
};
