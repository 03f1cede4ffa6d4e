import nodePath from 'node:path';
import { Problem } from '../../text/problem.js';
import type { Script } from '../scriptStatements.js';
import { readSource } from './readSource.js';

/**
 * What stands before a migration in its folder, in the order in which it runs; empty where nobody knows.
 * @param migrations absolute; its own folder unless said.
 * @param folder absolute: where the git repository is looked for.
 */
export async function scriptsBefore(
  path: string,
  migrations: string = nodePath.dirname(path),
  folder: string = process.cwd(),
): Promise<readonly Script[]> {
  try {
    const source = await readSource([migrations], { folder, env: process.env });
    if (source.kind !== 'scripts') return [];
    const at = source.scripts.findIndex(script => script.path === path);
    return source.scripts.slice(0, Math.max(0, at));
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}
