import { readdir } from 'node:fs/promises';
import nodePath from 'node:path';

/** Folders whose SQL is not the user's. */
export const skippedFolders: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist']);

/** The .sql files below a folder, in the order of their paths. Symbolic links are not followed. */
export async function findSql(folder: string): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = nodePath.join(folder, entry.name);
    if (entry.isDirectory() && !skippedFolders.has(entry.name)) found.push(...(await findSql(path)));
    if (entry.isFile() && /\.sql$/i.test(entry.name)) found.push(path);
  }
  return found;
}
