import { readdir, stat } from 'node:fs/promises';
import nodePath from 'node:path';
import { Problem } from '../text/problem.js';

const skipped = new Set(['node_modules', '.git', 'dist']);

/** The .sql files below a folder, in the order of their paths. Symbolic links are not followed. */
export async function findSql(folder: string): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = nodePath.join(folder, entry.name);
    if (entry.isDirectory() && !skipped.has(entry.name)) found.push(...(await findSql(path)));
    if (entry.isFile() && /\.sql$/i.test(entry.name)) found.push(path);
  }
  return found;
}

/** Absolute files, and the folder that they are all below: where a schema is looked for. */
export interface SqlTargets {
  readonly root: string;
  readonly paths: readonly string[];
}

/** @throws Problem for a name that is not there, and for a folder without SQL. */
export async function sqlTargets(names: readonly string[]): Promise<SqlTargets> {
  const paths = new Set<string>();
  const folders: string[] = [];
  for (const name of names) {
    const path = nodePath.resolve(name);
    const there = await stat(path).catch(() => undefined);
    if (!there) throw new Problem('There is no such file or folder.', { path });
    if (!there.isDirectory()) {
      paths.add(path);
      folders.push(nodePath.dirname(path));
      continue;
    }
    const found = await findSql(path);
    if (found.length === 0) throw new Problem('There is no .sql file in this folder.', { path });
    for (const file of found) paths.add(file);
    folders.push(path);
  }
  return { root: folders.reduce(commonFolder), paths: [...paths] };
}

/** The deepest folder that both are in; absolute paths. */
export function commonFolder(one: string, other: string): string {
  let folder = one;
  while (other !== folder && !other.startsWith(folder.endsWith(nodePath.sep) ? folder : folder + nodePath.sep)) {
    const up = nodePath.dirname(folder);
    if (up === folder) return folder;
    folder = up;
  }
  return folder;
}
