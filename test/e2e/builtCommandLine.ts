/** The command line as it is shipped: built once, where it is not there yet. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import nodePath from 'node:path';

export const repository = nodePath.resolve(import.meta.dirname ?? __dirname, '../..');
export const entry = nodePath.join(repository, 'dist/cli.mjs');

export function buildCommandLine(): void {
  if (existsSync(entry)) return;
  const built = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: repository, encoding: 'utf8' });
  assert.equal(built.status, 0, built.stderr);
}
