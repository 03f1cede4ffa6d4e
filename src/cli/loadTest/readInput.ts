/** Files that flags name. */
import { readFile } from 'node:fs/promises';
import nodePath from 'node:path';
import { Problem } from '../../text/problem.js';

const most = 256 * 1024 * 1024;

/** @returns undefined when there is no such file. @throws Problem for what cannot be read. */
export async function readBytes(path: string): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > most) throw new Problem('This file is larger than 256 MiB.', { path });
    return bytes;
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Problem(code === 'EISDIR' ? 'This is a folder, not a file.' : `This file cannot be read (${code}).`, {
      path,
    });
  }
}

/** @param flag that names the file: for the message. @throws Problem, also when there is none. */
export async function readNamed(flag: string, name: string): Promise<Uint8Array> {
  const path = nodePath.resolve(name);
  const bytes = await readBytes(path);
  if (bytes) return bytes;
  throw new Problem(`There is no file ${JSON.stringify(name)}, which ${flag} names.`, { path });
}

export async function readNamedText(flag: string, name: string): Promise<string> {
  return Buffer.from(await readNamed(flag, name)).toString('utf8');
}

export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** Each `.senior-backend/<name>` at the working directory and above it, the nearest first. */
export async function findProjectFiles(name: string): Promise<readonly ProjectFile[]> {
  const files: ProjectFile[] = [];
  for (let folder = process.cwd(); ; folder = nodePath.dirname(folder)) {
    const path = nodePath.join(folder, '.senior-backend', name);
    const bytes = await readBytes(path);
    if (bytes) files.push({ path, text: Buffer.from(bytes).toString('utf8') });
    if (nodePath.dirname(folder) === folder) return files;
  }
}
