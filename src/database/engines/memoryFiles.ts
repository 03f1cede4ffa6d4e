/** PGlite's files, which are in the memory of its process. */
import type { PGlite } from '@electric-sql/pglite';
import type { SizedFile } from './relationFiles.js';

/** What the typings leave out of a file of Emscripten's MEMFS: how large it says it is, whatever its contents take. */
interface MemoryFile {
  usedBytes: number;
}

/** @throws Error for a file that is not there. */
export function growInMemory(fs: PGlite['Module']['FS'], files: readonly SizedFile[]): void {
  for (const { path, bytes, after } of files) {
    if (after !== undefined && !fs.analyzePath(path).exists) fs.writeFile(path, new Uint8Array(0));
    const file = fs.lookupPath(path, {}).node as unknown as MemoryFile;
    if (!(file.usedBytes <= bytes)) continue;
    file.usedBytes = bytes;
  }
}
