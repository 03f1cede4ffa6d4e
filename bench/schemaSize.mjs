// Two schemas of many tables, compared, planned and proven with rows by the command line: seconds from start to end.
//   node bench/schemaSize.mjs [tables…]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const repo = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const counts = process.argv.slice(2).map(Number);
spawnSync(process.execPath, ['esbuild.mjs'], { cwd: repo, stdio: 'ignore' });
const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-schema-size-'));

/** Every table with keys, checks, an index and a reference to the one before; one in twenty-five changes. */
function schema(tables, isChanged) {
  const lines = ["CREATE TYPE state AS ENUM ('open', 'paid', 'gone');"];
  for (let i = 0; i < tables; i++) {
    const changes = isChanged && i % 25 === 0;
    lines.push(
      `CREATE TABLE t${i} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, email varchar(200) UNIQUE,`,
      `  total numeric(10, 2) CHECK (total >= 0), state state NOT NULL DEFAULT 'open', at timestamptz NOT NULL DEFAULT now(),`,
      `  ${changes ? 'note text, ' : ''}parent_id bigint${i > 0 ? ` REFERENCES t${i - 1} (id)` : ''});`,
      `CREATE INDEX t${i}_parent ON t${i} (parent_id${changes ? ', at' : ''});`,
    );
  }
  return lines.join('\n');
}

console.log('| tables | engine | seconds |\n| ---: | --- | ---: |');
for (const tables of counts.length > 0 ? counts : [100, 500]) {
  const [old, changed] = [false, true].map(isChanged => {
    const file = path.join(folder, `${tables}-${isChanged ? 'new' : 'old'}.sql`);
    writeFileSync(file, schema(tables, isChanged));
    return file;
  });
  for (const engine of ['embedded', 'native']) {
    const start = performance.now();
    const args = ['dist/cli.mjs', 'database', old, '--compare', changed, '--engine', engine, '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: repo,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const seconds = (performance.now() - start) / 1000;
    const proof = status === 0 ? JSON.parse(stdout).proof : undefined;
    if (!(proof?.up && proof.down)) throw new Error(`${status}: ${stdout.slice(-500)} ${stderr.slice(-500)}`);
    console.log(`| ${tables} | ${engine} | ${seconds.toFixed(1)} |`);
  }
}
rmSync(folder, { recursive: true, force: true });
