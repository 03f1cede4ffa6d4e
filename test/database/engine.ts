/** Real servers for tests: one engine of each kind in a process, closed after its last test. */
import { rmSync } from 'node:fs';
import os from 'node:os';
import nodePath from 'node:path';
import { build } from 'esbuild';
import { openEngine } from '../../src/database/engines/openEngine.js';
import type { Engine } from '../../src/database/session.js';

export type EngineKind = 'embedded' | 'native';

/** Below the project, for the packages that stay outside of the bundle. */
const childEntry = nodePath.resolve(__dirname, `../.out/pgliteChild-${process.pid}.mjs`);
const engines = new Map<EngineKind, Promise<Engine>>();
let built: Promise<unknown> | undefined;

/** Data directories are kept there from one run to the next. */
export const cacheFolder = nodePath.join(os.tmpdir(), `senior-backend-test-cache-${process.getuid?.() ?? ''}`);

/** All that an engine of this kind is opened with. */
export async function engineOptions(kind: EngineKind) {
  built ??= build({
    entryPoints: [nodePath.resolve(__dirname, '../../src/database/engines/pgliteChild.ts')],
    outfile: childEntry,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  await built;
  const assetFolder = nodePath.dirname(require.resolve('@electric-sql/pglite'));
  return { prefer: kind, childEntry, assetFolder, cacheFolder, packageFolders: [__dirname] } as const;
}

/** The same one at each call. */
export function testEngine(kind: EngineKind): Promise<Engine> {
  const engine = engines.get(kind) ?? engineOptions(kind).then(openEngine);
  engines.set(kind, engine);
  return engine;
}

/** For scripts; mocha does it by itself (`test/support/engineHooks.cjs`). */
export async function closeTestEngines(): Promise<void> {
  const open = [...engines.values()];
  engines.clear();
  await Promise.all(open.map(engine => engine.then(e => e.close())));
}

Object.assign(globalThis, { closeTestEngines });
process.once('exit', () => rmSync(childEntry, { force: true }));
