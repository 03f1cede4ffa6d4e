/** In the runner's thread: hosts that the project forbids, read anew for each run. */
import nodePath from 'node:path';
import { projectRulesPath, readForbiddenHosts } from '../../loadtest/requests/projectRules.js';
import { readDiskFile } from '../../openapi/diskFiles.js';
import type { SpecSource } from './runnerMessages.js';

/**
 * Of every `.senior-backend/load-test.json` at the description's folder or above it, as an editor shows it: they add up.
 * @throws Problem for a broken one.
 */
export async function projectForbiddenHosts({
  path,
  unsaved,
}: Pick<SpecSource, 'path' | 'unsaved'>): Promise<readonly string[]> {
  const hosts: string[] = [];
  for (let folder = nodePath.dirname(path); ; folder = nodePath.dirname(folder)) {
    const file = nodePath.join(folder, projectRulesPath);
    const text = Object.hasOwn(unsaved, file) ? unsaved[file] : await readDiskFile(file);
    if (text !== undefined) hosts.push(...readForbiddenHosts(file, text));
    if (nodePath.dirname(folder) === folder) return hosts;
  }
}
