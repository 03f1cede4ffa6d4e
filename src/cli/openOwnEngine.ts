/** The PostgreSQL that the command line starts for itself: PGlite as it was built beside this file, or programs of this machine. */
import os from 'node:os';
import nodePath from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../database/session.js';
import { cacheFolder } from './cacheFolder.js';

/** In the built product all chunks lie in one folder. */
const childEntry = new URL('./pglite/pgliteChild.mjs', import.meta.url);

/**
 * @param wanted `embedded` (the default), `native`, or the folder of `postgres` and `initdb`.
 * @throws Problem when it does not start; the signal's reason.
 */
export async function openOwnEngine(wanted: string | undefined, signal: AbortSignal): Promise<Engine> {
  const { openEngine } = await import('../database/engines/openEngine.js');
  const isFolder = wanted !== undefined && wanted !== 'embedded' && wanted !== 'native';
  return openEngine({
    childEntry,
    cacheFolder: cacheFolder(process.platform, process.env, os.homedir()),
    packageFolders: [process.cwd(), nodePath.dirname(fileURLToPath(import.meta.url))],
    signal,
    ...(isFolder ? { binFolder: nodePath.resolve(wanted) } : { prefer: wanted === 'native' ? 'native' : 'embedded' }),
  });
}
