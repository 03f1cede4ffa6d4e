/** Data directories: made once by initdb, kept in a cache folder, copied for each server. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import nodePath from 'node:path';
import { giveTo, type Programs, runProgram } from './programs.js';

/** Of all that is decided below; another number makes new ones. */
const layout = 1;

export interface DataFolder {
  readonly path: string;
  /** Of the role postgres; needed where the server is reached by TCP, which is on Windows. */
  readonly password?: string;
}

/** A fresh data directory in `folder`. It is private to whoever runs the server. */
export async function makeDataFolder(
  programs: Programs,
  version: string,
  {
    folder,
    cacheFolder,
    signal,
  }: { readonly folder: string; readonly cacheFolder: string; readonly signal?: AbortSignal },
): Promise<DataFolder> {
  const cached = nodePath.join(cacheFolder, `postgres-${version}-${process.platform}-${process.arch}-${layout}`);
  const path = nodePath.join(folder, 'data');
  const passwordFile = `${cached}/password`;
  if (!(await exists(nodePath.join(cached, 'data', 'PG_VERSION'))))
    await makeTemplate(programs, Number.parseInt(version, 10), { folder, cached, ...(signal && { signal }) });
  signal?.throwIfAborted();
  await cp(nodePath.join(cached, 'data'), path, { recursive: true, mode: constants.COPYFILE_FICLONE });
  await giveTo(programs.identity, path);
  if (process.platform !== 'win32') return { path };
  return { path, password: (await readFile(passwordFile, 'utf8')).trim() };
}

async function makeTemplate(
  programs: Programs,
  major: number,
  { folder, cached, signal }: { readonly folder: string; readonly cached: string; readonly signal?: AbortSignal },
): Promise<void> {
  const making = nodePath.join(folder, 'template');
  await mkdir(making, { mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  const isWindows = process.platform === 'win32';
  await writeFile(nodePath.join(making, 'password'), password, { mode: 0o600 });
  await giveTo(programs.identity, making);
  const args = [
    ...[
      '-D',
      nodePath.join(making, 'data'),
      '--username=postgres',
      '--encoding=UTF8',
      '--no-sync',
      '--no-instructions',
    ],
    // The same order of text on every machine, with letters beyond ASCII known where the server has its own tables of them.
    ...['--locale=C', ...(major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [])],
    // Each segment of the log is a file that is copied.
    '--wal-segsize=1',
    ...(isWindows
      ? ['--auth=scram-sha-256', `--pwfile=${nodePath.join(making, 'password')}`]
      : // Nobody else can reach the socket's folder, and there is no TCP.
        ['--auth-local=trust', '--auth-host=reject']),
  ];
  await runProgram(programs, 'initdb', args, signal);
  await mkdir(nodePath.dirname(cached), { recursive: true });
  // Another process may make the same one now: each makes its own, and one of them gets the name.
  const beside = `${cached}.${randomBytes(6).toString('hex')}`;
  await cp(making, beside, { recursive: true });
  await rename(beside, cached).catch(async error => {
    await rm(beside, { recursive: true, force: true });
    if (!(await exists(nodePath.join(cached, 'data', 'PG_VERSION')))) throw error;
  });
  await rm(making, { recursive: true, force: true });
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
