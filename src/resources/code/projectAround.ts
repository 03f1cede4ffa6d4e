import nodePath from 'node:path';
import type { Dependency } from '../../scaffold/dependencies.js';
import type { Source } from '../../scaffold/tableCode.js';
import { projectFiles } from './projectFiles.js';

/**
 * What a folder needs around generated code: nothing when there is a package.json in it or above it.
 * @param output absolute
 * @param isFile whether there is a file, by absolute path
 */
export async function projectAround(
  output: string,
  dependencies: readonly Dependency[],
  isFile: (path: string) => Promise<boolean>,
): Promise<readonly Source[]> {
  for (let at = output; ; at = nodePath.dirname(at)) {
    if (await isFile(nodePath.join(at, 'package.json'))) return [];
    if (nodePath.dirname(at) === at) break;
  }
  const files = projectFiles(nodePath.basename(output), dependencies);
  const areThere = await Promise.all(files.map(({ path }) => isFile(nodePath.join(output, path))));
  return files.filter((_, at) => !areThere[at]);
}
