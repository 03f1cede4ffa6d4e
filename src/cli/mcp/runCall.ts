/** Runs a command in a process of its own: what it prints, where it stands and how it ends touch neither the protocol nor other calls. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { callWord } from './callWords.js';

export interface Outcome {
  /** Null: killed. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Why it was stopped before it had ended. */
  readonly stopped?: 'time' | 'size';
}

interface Call {
  readonly words: readonly string[];
  /** Absolute: its working directory. */
  readonly folder: string;
  readonly mostSeconds: number;
  /** Asks it to end; a load test still tells what it measured. */
  readonly signal: AbortSignal;
}

/** Beside the bundle, whose chunks are all in one folder. */
const entry = fileURLToPath(new URL('./cli.mjs', import.meta.url));
const mostBytes = 128 * 1024 * 1024;
const graceSeconds = 10;

/** @throws the system's error when no process can be started. */
export function runCall({ words, folder, mostSeconds, signal }: Call): Promise<Outcome> {
  const { FORCE_COLOR: _, ...environment } = process.env;
  const child = fork(entry, [callWord], {
    cwd: folder,
    env: { ...environment, NO_COLOR: '1' },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said = { out: [] as Buffer[], err: [] as Buffer[] };
  let bytes = 0;
  let stopped: Outcome['stopped'];
  let kill: NodeJS.Timeout | undefined;
  const stop = () => {
    if (kill) return;
    if (child.connected) child.send('stop', () => {});
    kill = setTimeout(() => child.kill('SIGKILL'), graceSeconds * 1000);
  };
  const gather = (parts: Buffer[]) => (part: Buffer) => {
    bytes += part.length;
    if (bytes <= mostBytes) parts.push(part);
    else {
      stopped = 'size';
      child.kill('SIGKILL');
    }
  };
  child.stdout!.on('data', gather(said.out));
  child.stderr!.on('data', gather(said.err));
  const late = setTimeout(() => {
    stopped = 'time';
    stop();
  }, mostSeconds * 1000);
  signal.addEventListener('abort', stop, { once: true });
  return new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => {
      const [out, err] = [said.out, said.err].map(parts => Buffer.concat(parts).toString('utf8')) as [string, string];
      resolve({ code, out, err, ...(stopped && { stopped }) });
    });
    // A process that could not be started says so by its error.
    child.send({ words }, () => {});
    if (signal.aborted) stop();
  }).finally(() => {
    clearTimeout(late);
    clearTimeout(kill);
    signal.removeEventListener('abort', stop);
  });
}
