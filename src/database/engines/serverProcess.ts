/** A PostgreSQL server of ours: private, fast because it may lose everything, and gone when we are. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import nodePath from 'node:path';
import { Problem } from '../../text/problem.js';
import { makeDataFolder } from './dataFolder.js';
import { giveTo, mustBeCopied, type Programs, preparePrograms } from './programs.js';
import { makeServerFolder, removeFolder, removeStaleFolders } from './serverFolder.js';
import { startWatchdog } from './watchdog.js';

export interface ServerProcess {
  /** Folder of the socket, or 127.0.0.1. */
  readonly host: string;
  readonly port: number;
  readonly password?: string;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly binFolder: string;
  readonly version: string;
  /** Where data directories are kept for the next time. */
  readonly cacheFolder: string;
  /** Of postgresql.conf, in place of ours: `shared_preload_libraries` → `pg_stat_statements`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Milliseconds for one statement in a scratch database. */
  readonly statementLimit?: number;
  readonly signal?: AbortSignal;
}

/** Nothing here has to survive: no fsync. Nothing runs beside the statements of the sessions: no autovacuum, no parallel workers, no JIT. */
const settings: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  jit: 'off',
  shared_buffers: '32MB',
  max_connections: '40',
  max_worker_processes: '2',
  max_parallel_workers_per_gather: '0',
  // A schema of thousands of objects is made and dropped in one transaction.
  max_locks_per_transaction: '1024',
  // A publication is made without a warning.
  wal_level: 'logical',
  max_wal_size: '256MB',
  min_wal_size: '2MB',
  logging_collector: 'off',
  log_destination: 'stderr',
  // Ready to accept connections is said at this level; errors of statements are below it.
  log_min_messages: 'log',
  log_checkpoints: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** @throws Problem when it does not start; the signal's reason when it is aborted. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const { binFolder, version, cacheFolder, settings: own = {}, signal } = options;
  await removeStaleFolders();
  signal?.throwIfAborted();
  const folder = await makeServerFolder({ holdsPrograms: await mustBeCopied(binFolder) });
  try {
    const programs = await preparePrograms(binFolder, folder);
    await giveTo(programs.identity, folder);
    const data = await makeDataFolder(programs, version, { folder, cacheFolder, ...(signal && { signal }) });
    signal?.throwIfAborted();
    const { password } = data;
    return { ...(await launch(programs, { folder, data: data.path, own, signal })), ...(password && { password }) };
  } catch (error) {
    await removeFolder(folder);
    throw error;
  }
}

interface Launch {
  readonly folder: string;
  readonly data: string;
  readonly own: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

async function launch({ bin, env, identity }: Programs, { folder, data, own, signal }: Launch): Promise<ServerProcess> {
  const isWindows = process.platform === 'win32';
  const port = isWindows ? await freePort() : 5432;
  const place = isWindows
    ? { listen_addresses: '127.0.0.1', port: String(port) }
    : { listen_addresses: '', port: String(port), unix_socket_directories: folder, unix_socket_permissions: '0700' };
  const args = Object.entries({ ...settings, ...own, ...place }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(nodePath.join(bin, isWindows ? 'postgres.exe' : 'postgres'), ['-D', data, ...args], {
    ...{ env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true, ...identity },
    // A group of its own: Ctrl-C in the terminal is for us, and we stop it then.
    detached: !isWindows,
  });
  const watchdog = startWatchdog(server.pid, folder);
  const errors = collect(server);
  const closed = new Promise<void>(resolve => {
    server.once('close', () => resolve());
    server.once('error', () => resolve());
  });
  const stop = async () => {
    // Or our process could end before it is gone.
    server.ref();
    (server.stderr as unknown as net.Socket | null)?.ref();
    // At once, without a checkpoint.
    server.kill('SIGQUIT');
    await closed;
    watchdog.release();
    await removeFolder(folder);
  };
  try {
    await ready(server, errors, closed, signal);
  } catch (error) {
    await stop();
    throw error;
  }
  server.unref();
  (server.stderr as unknown as net.Socket | null)?.unref();
  return { host: isWindows ? '127.0.0.1' : folder, port, stop };
}

interface Errors {
  tail(): string;
  /** Calls back for each piece that the server writes. */
  onText(listener: () => void): void;
}

function collect(server: ChildProcess): Errors {
  let text = '';
  const listeners: (() => void)[] = [];
  server.stderr?.on('data', data => {
    text = (text + data).slice(-4000);
    for (const listener of listeners) listener();
  });
  server.once('error', error => {
    text += error.message;
  });
  return { tail: () => text.trim(), onText: listener => listeners.push(listener) };
}

/** The server says so itself; its messages are in English because of our LC_ALL. */
async function ready(
  server: ChildProcess,
  errors: Errors,
  closed: Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const abort = new AbortController();
  const isReady = new Promise<void>((resolve, reject) => {
    errors.onText(() => /ready to accept connections/.test(errors.tail()) && resolve());
    closed.then(() =>
      reject(new Problem(`The PostgreSQL server did not start: ${errors.tail() || 'it ended without a word.'}`)),
    );
    signal?.addEventListener('abort', () => reject(signal.reason), { signal: abort.signal });
    if (signal?.aborted) reject(signal.reason);
  });
  try {
    await isReady;
  } finally {
    abort.abort();
  }
  if (server.exitCode !== null) throw new Problem(`The PostgreSQL server did not start: ${errors.tail()}`);
}

/** A port of this machine at which nobody listens. */
export async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as net.AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
