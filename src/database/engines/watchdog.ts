/** A small process that outlives us, should we be killed, just long enough to stop our server and remove its files. */
import { spawn } from 'node:child_process';

export interface Watchdog {
  /** There is nothing left to watch. */
  release(): void;
}

/** The pipe to its standard input closes when we end, however we end. The folder's postmaster.pid says whether the number is still the server's. */
const shellScript = `cat >/dev/null
if [ "$(head -n 1 "$2/data/postmaster.pid" 2>/dev/null)" = "$1" ]; then
  kill -QUIT "$1"
  sleep 1
fi
rm -rf "$2"`;

const nodeScript = `
const fs = require('node:fs');
const [, pid, folder] = process.argv;
process.stdin.resume().on('end', stop).on('error', stop);
function stop() {
  try {
    if (fs.readFileSync(folder + '/data/postmaster.pid', 'utf8').split('\\n')[0].trim() === pid) process.kill(Number(pid));
  } catch {}
  setTimeout(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }), 500);
}`;

/** A shell on POSIX, which costs 1 MB; on Windows another one of our own programs. */
export function startWatchdog(server: number | undefined, folder: string): Watchdog {
  if (server === undefined) return { release: () => undefined };
  const words = [String(server), folder];
  const isWindows = process.platform === 'win32';
  const [program, args] = isWindows
    ? [process.execPath, ['-e', nodeScript, ...words]]
    : ['/bin/sh', ['-c', shellScript, 'sh', ...words]];
  const child = spawn(program, args, {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    windowsHide: true,
  });
  // Without it, a server may be left behind when we are killed: the next start clears up.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  (child.stdin as unknown as { unref?(): void }).unref?.();
  return { release: () => void child.kill('SIGKILL') };
}
