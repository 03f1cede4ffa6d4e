/** What a connection depends on that is not in its URL: the environment, files, who we are. */
import { access, readFile, stat } from 'node:fs/promises';
import os from 'node:os';

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** Name of the operating system's user. */
  readonly user: string;
  /** undefined when there is no such file. @throws what the file system says otherwise. */
  read(path: string): Promise<string | undefined>;
  exists(path: string): Promise<boolean>;
  /** Permission bits and owner; undefined when there is no such file. */
  permissions(path: string): Promise<{ readonly mode: number; readonly owner: number } | undefined>;
}

/** Of this process. */
export function ownSurroundings(env: NodeJS.ProcessEnv = process.env): Surroundings {
  return {
    env,
    platform: process.platform,
    home: os.homedir(),
    user: userName(env),
    read: path => readFile(path, 'utf8').catch(absent),
    exists: path =>
      access(path).then(
        () => true,
        () => false,
      ),
    permissions: path => stat(path).then(({ mode, uid }) => ({ mode: mode & 0o777, owner: uid }), absent),
  };
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}

/** A container's user may have no name. */
function userName(env: NodeJS.ProcessEnv): string {
  try {
    return os.userInfo().username;
  } catch {
    return env.USER ?? env.USERNAME ?? '';
  }
}
