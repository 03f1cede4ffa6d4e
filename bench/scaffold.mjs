// OpenAPI → code, end to end, against named peers on the same file in one run: CPU seconds and peak memory as ratios, and what
// tsc takes to check the output, since users pay that on every build.
//   node bench/scaffold.mjs [spec…] [runs]
// openapi-typescript reads OpenAPI 3 only: it has no row for Swagger 2.0.
// @nahkies/openapi-code-generator takes part when NAHKIES_CLI names its cli.mjs (it is not on every registry).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const repo = path.dirname(here);
const runs = Number(process.argv.slice(2).find(argument => /^\d+$/.test(argument)) ?? 3);
const given = process.argv.slice(2).filter(argument => !/^\d+$/.test(argument));
const github = path.join(repo, 'node_modules/@octokit/openapi/generated/api.github.com.json');
const specs = (given.length > 0 ? given : [github]).map(spec => path.resolve(spec));
const peers = path.join(here, 'node_modules');

if (!existsSync(peers)) must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here });
must(process.execPath, ['esbuild.mjs'], { cwd: repo });

const hey = path.join(peers, '@hey-api/openapi-ts/bin/run.js');
const contendersOf = spec => [
  {
    name: 'senior-backend (types + Zod + Express routes + handlers)',
    args: out => [path.join(repo, 'dist/cli.mjs'), 'scaffold', spec, '-f', 'express', '-o', out, '--json'],
  },
  {
    name: 'senior-backend --types-only',
    args: out => [path.join(repo, 'dist/cli.mjs'), 'scaffold', spec, '--types-only', '-o', out, '--json'],
  },
  {
    name: 'openapi-typescript 7.13.0 (types)',
    isMissing: isSwagger2(spec),
    args: out => [path.join(peers, 'openapi-typescript/bin/cli.js'), spec, '-o', path.join(out, 'types.ts')],
  },
  {
    name: '@hey-api/openapi-ts 0.99.0 (types + zod)',
    args: out => [hey, '-i', spec, '-o', out, '-p', '@hey-api/typescript', 'zod', '--no-log-file'],
  },
  {
    name: '@nahkies/openapi-code-generator (types + zod + express)',
    isMissing: !process.env.NAHKIES_CLI,
    args: out => [process.env.NAHKIES_CLI, '-i', spec, '-o', out, '-t', 'typescript-express', '-s', 'zod-v4'],
  },
];

function isSwagger2(spec) {
  return /["']?swagger["']?\s*:\s*["']?2/.test(readFileSync(spec, 'utf8').slice(0, 4096));
}

const work = mkdtempSync(path.join(os.tmpdir(), 'bench-scaffold-'));
symlinkSync(path.join(repo, 'node_modules'), path.join(work, 'node_modules'), 'junction');
const tsc = [
  path.join(repo, 'node_modules/typescript/bin/tsc'),
  ...['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--types', 'node'],
  ...['--module', 'esnext', '--moduleResolution', 'bundler'],
];
for (const spec of specs) compare(spec);
rmSync(work, { recursive: true, force: true });

/** CPU seconds and peak memory in MB of one program, all its threads and processes of node. Ends the benchmark when it fails. */
function measured(name, args, cwd) {
  const log = path.join(work, 'measured.jsonl');
  rmSync(log, { force: true });
  const preload = `--import=${pathToFileURL(path.join(here, 'measure.mjs'))}`;
  const env = { ...process.env, MEASURE_OUT: log, NODE_OPTIONS: preload };
  const run = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28, env });
  if (run.status !== 0) {
    console.error(`${name} failed (${run.status}):\n${run.stdout.slice(-2000)}\n${run.stderr.slice(-2000)}`);
    process.exit(1);
  }
  const lines = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  return { cpu: lines.reduce((sum, line) => sum + line.cpu, 0), rss: Math.max(...lines.map(line => line.rss)) };
}

function compare(spec) {
  const results = contendersOf(spec)
    .filter(c => !c.isMissing)
    .map(c => ({ ...c, samples: [], checks: [], bytes: 0 }));
  // Round by round, so that a slow minute of the machine falls on everybody.
  for (let round = 0; round < runs; round++) {
    for (const [i, result] of results.entries()) {
      const out = path.join(work, `${i}-${round}`);
      mkdirSync(out, { recursive: true });
      result.samples.push(measured(result.name, result.args(out), out));
      result.bytes = sizeOf(out);
      const files = readdirSync(out, { recursive: true }).filter(file => file.endsWith('.ts'));
      result.checks.push(measured(`tsc on ${result.name}`, [...tsc, ...files], out).cpu);
      rmSync(out, { recursive: true, force: true });
    }
  }
  const rows = results.map(r => ({
    name: r.name,
    cpu: median(r.samples.map(s => s.cpu)),
    rss: median(r.samples.map(s => s.rss)),
    check: median(r.checks),
    bytes: r.bytes,
  }));
  console.log(
    `\n${path.basename(spec)} (${(statSync(spec).size / 1e6).toFixed(1)} MB), median of ${runs}, node ${process.version}\n`,
  );
  console.log('| | CPU s | ours / theirs | peak MB | ours / theirs | output KB | tsc CPU s |');
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const r of rows) {
    const cpu = r === rows[0] ? '' : (rows[0].cpu / r.cpu).toFixed(2);
    const rss = r === rows[0] ? '' : (rows[0].rss / r.rss).toFixed(2);
    console.log(
      `| ${r.name} | ${r.cpu.toFixed(2)} | ${cpu} | ${r.rss.toFixed(0)} | ${rss} | ${(r.bytes / 1024).toFixed(0)} | ${r.check.toFixed(2)} |`,
    );
  }
}

function median(list) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
}

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(e => e.isFile())
    .reduce((sum, e) => sum + statSync(path.join(e.parentPath ?? e.path, e.name)).size, 0);
}

function must(command, args, options) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32', ...options });
  if (status !== 0) process.exit(1);
}
