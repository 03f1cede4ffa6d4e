import { open, readdir } from 'node:fs/promises';
import nodePath from 'node:path';
import { looksLikeApi } from '../openapi/detect.js';

const skipped = new Set(['node_modules', '.git', 'dist']);
const headBytes = 64 * 1024;

/** The API descriptions below a folder, in the order of their paths. Symbolic links are not followed. */
export async function findSpecs(folder: string): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = nodePath.join(folder, entry.name);
    if (entry.isDirectory() && !skipped.has(entry.name)) found.push(...(await findSpecs(path)));
    if (entry.isFile() && /\.(?:ya?ml|json|jsonc)$/i.test(entry.name) && looksLikeApi(await head(path)))
      found.push(path);
  }
  return found;
}

async function head(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (!file) return '';
  try {
    const buffer = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(buffer, 0, headBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
