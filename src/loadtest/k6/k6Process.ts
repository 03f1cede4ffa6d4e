/** k6 as a child process: what it prints, how it is stopped, how it ended. */
import { spawn } from 'node:child_process';

export interface K6ProcessOptions {
  readonly k6: string;
  readonly words: readonly string[];
  /** Empty but for what k6 is to read. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What it throws ends k6, and is what `ended` rejects with. */
  readonly onOutput: (bytes: Uint8Array) => void;
}

export interface K6Ended {
  /** Null: by a signal. */
  readonly code: number | null;
  /** The end of what it wrote to stderr. */
  readonly lastWords: string;
}

/** Of stderr: k6 writes a line for each request that fails. */
const mostWords = 16 * 1024;
/** Milliseconds for the pipes to close once k6 is gone: a child of its own may hold them. */
const afterglow = 500;

export interface K6Process {
  readonly ended: Promise<K6Ended>;
  /** Asks it to end, and does not ask any more after so many milliseconds. */
  stop(patience: number): void;
}

/**
 * Starts without a shell. Where there are process groups k6 is in one of its own: Ctrl-C in a terminal reaches this process alone, since
 * a second signal would make k6 give up its last figures. It ends with this process, whatever ends that.
 */
export function startK6({ k6, words, folder, environment, onOutput }: K6ProcessOptions): K6Process {
  const isGroup = process.platform !== 'win32';
  const child = spawn(k6, words, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: isGroup,
    windowsHide: true,
  });
  let lastWords = '';
  let failure: unknown;
  let deadline: NodeJS.Timeout | undefined;
  const kill = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      if (isGroup) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // It is gone already.
    }
  };
  const killNow = () => kill('SIGKILL');
  process.on('exit', killNow);
  child.stdout.on('data', (bytes: Uint8Array) => {
    if (failure !== undefined) return;
    try {
      onOutput(bytes);
    } catch (error) {
      failure = error;
      killNow();
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-mostWords);
  });
  const ended = new Promise<K6Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => {
      clearTimeout(deadline);
      deadline = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, afterglow);
    });
    child.on('close', code => {
      if (failure === undefined) resolve({ code, lastWords });
      else reject(failure);
    });
  }).finally(() => {
    clearTimeout(deadline);
    process.off('exit', killNow);
  });
  // Nobody may be waiting for it at the moment.
  ended.catch(() => undefined);
  return {
    ended,
    stop(patience) {
      kill('SIGINT');
      deadline ??= setTimeout(killNow, patience);
    },
  };
}
