/** Files that flags name. */
import { isUtf8 } from 'node:buffer';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import nodePath from 'node:path';
import { Problem } from '../../text/problem.js';

const mebibyte = 1024 * 1024;
const most = 256 * mebibyte;

/**
 * @param limit in bytes: a larger file is refused by its size, before it is read.
 * @returns undefined when there is no such file. @throws Problem for what cannot be read.
 */
export async function readBytes(path: string, limit = most): Promise<Uint8Array | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const found = await file.stat();
    const bytes = found.size > limit ? undefined : await readUpTo(file, limit);
    if (bytes) return bytes;
    throw new Problem(`This file is larger than ${limit / mebibyte} MiB. Use a part of it.`, { path });
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Problem(code === 'EISDIR' ? 'This is a folder, not a file.' : `This file cannot be read (${code}).`, {
      path,
    });
  } finally {
    await file?.close();
  }
}

/** Pipes and devices do not say how much there is. @returns undefined when it is more than `limit` bytes. */
async function readUpTo(file: FileHandle, limit: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of file.createReadStream({ autoClose: false, highWaterMark: mebibyte })) {
    parts.push(part as Uint8Array);
    length += (part as Uint8Array).length;
    if (length > limit) return undefined;
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts, length);
}

/** As `readBytes`, unless the file is, through a link, not in the folder or below it. @throws Problem then, too. */
export async function readBytesInside(folder: string, path: string): Promise<Uint8Array | undefined> {
  const [base, real] = await Promise.all([folder, path].map(each => realpath(each).catch(() => undefined)));
  if (base !== undefined && real !== undefined) {
    const way = nodePath.relative(base, real);
    if (nodePath.isAbsolute(way) || way.split(nodePath.sep)[0] === '..') {
      throw new Problem('This is a link out of the folder of the scenario. Copy the file there.', { path });
    }
  }
  return readBytes(path);
}

/** @param flag that names the file: for the message. @throws Problem, also when there is none. */
export async function readNamed(flag: string, name: string, limit?: number): Promise<Uint8Array> {
  const path = nodePath.resolve(name);
  const bytes = await readBytes(path, limit);
  if (bytes) return bytes;
  throw new Problem(`There is no file ${JSON.stringify(name)}, which ${flag} names.`, { path });
}

/** @throws Problem for what is not UTF-8: other letters would be sent than those in the file. */
export async function readNamedText(flag: string, name: string, limit?: number): Promise<string> {
  const bytes = await readNamed(flag, name, limit);
  if (isUtf8(bytes)) return Buffer.from(bytes).toString('utf8');
  throw new Problem(`${flag} is a text file, and this is not UTF-8. Save it as UTF-8.`, {
    path: nodePath.resolve(name),
  });
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
