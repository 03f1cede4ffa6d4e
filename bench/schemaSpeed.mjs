// A schema of 1.4 MB and 2,605 statements: from cold, a keystroke, and memory over 1,000 edits; against named peers in the same run.
//   node bench/schemaSpeed.mjs [schema.sql] [runs]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { largeSchema } from './schemaFixture.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const repo = path.dirname(here);
const runs = Number(process.argv[3] ?? 5);
const work = mkdtempSync(path.join(os.tmpdir(), 'bench-schema-'));
const file = process.argv[2] ? path.resolve(process.argv[2]) : path.join(work, 'schema.sql');
if (!process.argv[2]) writeFileSync(file, largeSchema());
const text = readFileSync(file, 'utf8');

const peers = path.join(here, 'node_modules');
if (!existsSync(peers)) must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], here);
must(process.execPath, ['esbuild.mjs'], repo);

const contenders = [
  [
    'senior-backend database (parse, replay, all rules)',
    [process.execPath, path.join(repo, 'dist/cli.mjs'), 'database', file, '--json'],
  ],
  ['squawk 2.66.0 (native; parse, rules about migrations)', [path.join(peers, '.bin/squawk'), file]],
  [
    'postgres-language-server 0.25.5 check (native)',
    [path.join(peers, '.bin/postgres-language-server'), 'check', '--max-diagnostics=none', file],
  ],
  ['node-sql-parser 5.4.0 (parses only, statement by statement)', parseOnly('node-sql-parser')],
  ['pgsql-ast-parser 12.0.2 (parses only, statement by statement)', parseOnly('pgsql-ast-parser')],
];
const samples = contenders.map(() => []);
for (let run = 0; run < runs; run++) {
  // Round by round, so that a slow minute of the machine falls on everybody.
  for (const [index, [, command]] of contenders.entries()) samples[index].push(cpuSeconds(command));
}
const median = list => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const kilobytes = (Buffer.byteLength(text) / 1024).toFixed(0);
console.log(`${path.basename(file)}, ${kilobytes} KiB, median of ${runs}, node ${process.version}\n`);
console.log('| from cold | CPU s | ours / theirs |');
console.log('| --- | ---: | ---: |');
const ours = median(samples[0]);
for (const [index, [name]] of contenders.entries()) {
  const theirs = median(samples[index]);
  console.log(`| ${name} | ${theirs.toFixed(2)} | ${index ? (ours / theirs).toFixed(2) : ''} |`);
}

await keystrokes();
rmSync(work, { recursive: true, force: true });

/** CPU of a process and its children, as the shell's `times` says: native programs cannot be asked from inside. */
function cpuSeconds(command) {
  const quoted = command.map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const { stdout } = spawnSync('bash', ['-c', `${quoted} >/dev/null 2>&1; times`], { encoding: 'utf8' });
  const [, children] = stdout.trim().split('\n');
  return children
    .split(/\s+/)
    .map(time => /(\d+)m([\d.]+)s/.exec(time))
    .reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

/** Parsers that stop at the first statement that they do not know get them one by one. */
function parseOnly(parser) {
  const script = path.join(work, `${parser}.cjs`);
  const parse =
    parser === 'node-sql-parser'
      ? `const { Parser } = require(${JSON.stringify(path.join(repo, 'node_modules/node-sql-parser/build/postgresql'))}); const p = new Parser(); const parse = s => p.astify(s, { database: 'postgresql' });`
      : `const { parse } = require(${JSON.stringify(path.join(peers, 'pgsql-ast-parser'))});`;
  writeFileSync(
    script,
    `${parse} let ok = 0, bad = 0; for (const s of require('node:fs').readFileSync(${JSON.stringify(file)}, 'utf8').split(/;\\n\\n/)) { try { parse(s); ok++; } catch { bad++; } } console.log(ok, bad);`,
  );
  return [process.execPath, script];
}

async function keystrokes() {
  const worker = new Worker(path.join(repo, 'dist/schemaWorker.mjs'));
  let id = 0;
  const call = (name, params) =>
    new Promise((resolve, reject) => {
      const own = ++id;
      const listen = reply => {
        if (reply.id !== own) return;
        worker.off('message', listen);
        if (reply.kind === 'done') resolve(reply.result);
        else reject(new Error(reply.message));
      };
      worker.on('message', listen);
      worker.postMessage({ id: own, call: name, params });
    });
  const options = { migrations: [], levels: {}, conventions: { tableNames: 'snake_case', plural: true } };
  await call('folder', { root: path.dirname(file), paths: [file], options });
  const cold = performance.now();
  const shown = { files: [file], folders: [] };
  await call('text', { path: file, text });
  await call('problems', shown);
  console.log(
    `\n| in the editor's worker | |\n| --- | ---: |\n| first answer | ${(performance.now() - cold).toFixed(0)} ms |`,
  );
  // The type of a column in the middle of the file; every edit takes the place of the one before.
  const at = text.indexOf('bigint', Math.floor(text.length / 2));
  let before = 'bigint';
  const loop = monitorEventLoopDelay({ resolution: 1 });
  const times = [];
  const sent = [];
  const memory = [];
  loop.enable();
  for (let edit = 0; edit < 1000; edit++) {
    const typed = `int${'x'.repeat(edit % 7)} -- ${edit}\n`;
    const start = performance.now();
    const changes = [{ start: at, length: before.length, text: typed }];
    const size = text.length - 'bigint'.length + typed.length;
    worker.postMessage({ id: ++id, call: 'edit', params: { path: file, changes, size } });
    sent.push(performance.now() - start);
    await call('problems', shown);
    times.push(performance.now() - start);
    before = typed;
    if (edit === 99 || edit === 999) memory.push(process.memoryUsage().rss / 1024 / 1024);
  }
  loop.disable();
  const sorted = times.toSorted((a, b) => a - b);
  const at95 = list => list.toSorted((a, b) => a - b)[Math.floor(list.length * 0.95)];
  console.log(`| a keystroke, median | ${sorted[500].toFixed(1)} ms |`);
  console.log(`| a keystroke, 95 % | ${sorted[950].toFixed(1)} ms |`);
  console.log(`| the sender's thread for it, 95 % | ${at95(sent).toFixed(1)} ms |`);
  console.log(`| longest delay of the sender's event loop | ${(loop.max / 1e6).toFixed(1)} ms |`);
  console.log(`| memory of the process after 100 edits | ${memory[0].toFixed(0)} MB |`);
  console.log(`| after 1,000 edits | ${memory[1].toFixed(0)} MB |`);
  await worker.terminate();
}

function must(command, args, cwd) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', cwd, shell: process.platform === 'win32' });
  if (status !== 0) process.exit(1);
}
