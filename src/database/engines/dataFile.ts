/** PGlite from its files, and the data directory it starts from: making one takes four times as long as starting. Runs in the child process only. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import nodePath from 'node:path';
import { pathToFileURL } from 'node:url';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';

/** Missing among the typings of Node. */
const { compile } = (
  globalThis as unknown as { WebAssembly: { compile(bytes: Uint8Array): Promise<WebAssembly.Module> } }
).WebAssembly;

/** As PGlite has them, without two that make it unlike a server: a search_path of its own, and system tables open to changes. */
const startParams = [
  ...['--single', '-F', '-j'],
  ...[
    'exit_on_error=false',
    'log_checkpoints=false',
    'max_worker_processes=0',
    'max_parallel_workers=0',
    'max_parallel_workers_per_gather=0',
    'max_parallel_maintenance_workers=0',
    'io_method=sync',
    'max_locks_per_transaction=512',
    // A publication is made without a warning.
    'wal_level=logical',
    'jit=off',
  ].flatMap(setting => ['-c', setting]),
];

/** Bundles that hold no extension but hooks: nobody makes them with CREATE EXTENSION. */
const hooks = new Set(['auto_explain', 'passwordcheck', 'pg_overexplain']);

/**
 * Starts from the file, or makes it first.
 * @param assetFolder where pglite.wasm, pglite.data, initdb.wasm and the extensions' archives are.
 */
export async function startPglite(dataFile: string, assetFolder: string): Promise<PGlite> {
  const options = await optionsFor(assetFolder);
  const saved = await readFile(dataFile).catch(() => undefined);
  if (saved) {
    try {
      return await PGlite.create({ ...options, loadDataDir: new Blob([saved]) });
    } catch {
      // Damaged, or of another version.
      await rm(dataFile, { force: true });
    }
  }
  return PGlite.create({ ...options, loadDataDir: await makeDataFile(dataFile, assetFolder) });
}

/** Runs initdb and keeps what it makes. Also a build step: the file can be shipped. */
export async function makeDataFile(dataFile: string, assetFolder: string): Promise<Blob> {
  const { extensions: _, ...options } = await optionsFor(assetFolder);
  const db = await PGlite.create(options);
  const made = await db.dumpDataDir('gzip');
  await db.close();
  await mkdir(nodePath.dirname(dataFile), { recursive: true });
  // Another process may be making it, too.
  const beside = `${dataFile}.${randomBytes(6).toString('hex')}`;
  await writeFile(beside, Buffer.from(await made.arrayBuffer()));
  await rename(beside, dataFile);
  return made;
}

/**
 * All contrib extensions are registered: PGlite takes them only when it starts. Measured on two busy cores: 1.2 s of CPU and 380 MB
 * without, 1.6 s and 425 MB with them.
 */
async function optionsFor(assetFolder: string): Promise<PGliteOptions> {
  const file = (name: string) => readFile(nodePath.join(assetFolder, name));
  const [pglite, initdb, bundle, names] = await Promise.all([
    file('pglite.wasm').then(compile),
    file('initdb.wasm').then(compile),
    file('pglite.data'),
    readdir(assetFolder),
  ]);
  const extensions = names
    .filter(name => name.endsWith('.tar.gz') && !hooks.has(name.slice(0, -'.tar.gz'.length)))
    .map(name => [name.slice(0, -'.tar.gz'.length), pathToFileURL(nodePath.join(assetFolder, name))] as const);
  return {
    pgliteWasmModule: pglite,
    initdbWasmModule: initdb,
    fsBundle: new Blob([bundle]),
    extensions: Object.fromEntries(extensions),
    startParams,
  };
}
