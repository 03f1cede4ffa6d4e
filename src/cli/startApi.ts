/** Starts an API that was just made, and stays until it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import nodePath from 'node:path';
import { pathToFileURL } from 'node:url';
import { Problem } from '../text/problem.js';
import type { Printer } from './print.js';

/**
 * @param isOwn the package of the folder was just made, too: what it needs may be installed into it
 * @throws Problem when something is not installed, or the API ends by itself
 */
export async function startApi(folder: string, isOwn: boolean, printer: Printer, signal: AbortSignal): Promise<void> {
  if (isOwn && !(await isThere(nodePath.join(folder, 'node_modules')))) {
    printer.say('Installing what it needs (npm install)');
    // npm is a script of the shell on Windows; nothing of the user's is among these words.
    const npm = spawn('npm', ['install', '--no-audit', '--no-fund'], {
      ...{ cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
    });
    if ((await exitCode(npm, signal)) !== 0)
      throw new Problem('npm install failed, see above. Run it in this folder, then: npm start', { path: folder });
  }
  const tsx = runner(folder);
  const app = spawn(process.execPath, ['--import', tsx, 'app.ts'], { cwd: folder, stdio: 'inherit' });
  const code = await exitCode(app, signal);
  if (code !== 0 && !signal.aborted)
    throw new Problem(`The API ended with exit code ${code}, see above.`, { path: nodePath.join(folder, 'app.ts') });
}

/** tsx as the folder has it. */
function runner(folder: string): string {
  try {
    return pathToFileURL(createRequire(nodePath.join(folder, 'app.ts')).resolve('tsx')).href;
  } catch {
    throw new Problem(
      'The package of this folder has no tsx, which runs TypeScript: npm install --save-dev tsx, and what is listed above; then run this again.',
      { path: folder },
    );
  }
}

/** Ctrl-C reaches the child by itself; an abort from elsewhere is passed on. */
async function exitCode(child: ChildProcess, signal: AbortSignal): Promise<number | null> {
  const stop = () => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
