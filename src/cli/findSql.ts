import { stat } from 'node:fs/promises';
import nodePath from 'node:path';
import { findSql } from '../schema/project/findSql.js';
import { commonFolder } from '../text/folders.js';
import { Problem } from '../text/problem.js';

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
  return { root: commonFolder(folders), paths: [...paths] };
}
