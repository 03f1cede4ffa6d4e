import nodePath from 'node:path';

/**
 * Where this system keeps what programs can make again, for this user.
 * https://specifications.freedesktop.org/basedir-spec/latest/ ; Apple's "File System Basics"; %LOCALAPPDATA% on Windows.
 */
export function cacheFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  const path = platform === 'win32' ? nodePath.win32 : nodePath.posix;
  const absolute = (folder: string | undefined) => (folder && path.isAbsolute(folder) ? folder : undefined);
  if (platform === 'win32')
    return path.join(absolute(env['LOCALAPPDATA']) ?? path.join(home, 'AppData', 'Local'), 'senior-backend', 'cache');
  const xdg = absolute(env['XDG_CACHE_HOME']);
  if (xdg !== undefined) return path.join(xdg, 'senior-backend');
  return path.join(home, platform === 'darwin' ? 'Library/Caches' : '.cache', 'senior-backend');
}
