// What the load test's benchmarks share: our engine as built, servers in C, plans, and other programs.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const out = path.join(here, '.out');
mkdirSync(out, { recursive: true });

/** Bundles TypeScript of ours. @returns the file. */
export function bundle(source, name) {
  const file = path.join(out, `${name}.mjs`);
  const requireBanner =
    "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";
  const options = ['--bundle', '--platform=node', '--format=esm', '--log-level=error', `--banner:js=${requireBanner}`];
  must(path.join(root, 'node_modules/.bin/esbuild'), [source, ...options, `--outfile=${file}`], root);
  return file;
}

/** @returns `start(plan, more)`, which leads to a report: our whole engine, in worker threads. */
export async function engine() {
  const workerEntry = pathToFileURL(bundle('src/loadtest/engine/worker.ts', 'loadWorker'));
  const { run } = await import(pathToFileURL(bundle('src/loadtest/run.ts', 'loadRun')).href);
  return (plan, more) => run(plan, { workerEntry, ...more });
}

/** Compiles a program of bench/. @returns the file. */
export function program(name) {
  const file = path.join(out, name);
  must('cc', ['-O2', '-o', file, path.join(here, `${name}.c`)], here);
  return file;
}

/** Compiles and starts a server of bench/. */
export async function server(name) {
  const child = spawn(program(name), { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise(resolve => createInterface(child.stdout).once('line', resolve));
  return { origin: `http://127.0.0.1:${port}`, startedAt: performance.now(), stop: () => child.kill() };
}

export function target(origin, requestPath) {
  const request = { name: 'GET', weight: 1, method: 'GET', captures: [], expect: [], stopOnFailure: false };
  const flow = {
    ...{ kind: 'oneOf', setup: [], teardown: [], cookies: false, redirects: 0, variables: {} },
    requests: [{ ...request, variants: [{ path: requestPath, headers: [] }] }],
  };
  return { name: requestPath, origin, connection: { http: '1.1', pipelining: 1, tls: { verify: true } }, flow };
}

export function plan(targets, load, limits, seed = 1) {
  const usual = { warmupSeconds: 0, timeoutMilliseconds: 30_000, threads: 1, maxBodyBytes: 1e6 };
  return { targets, load, limits: { ...usual, ...limits }, seed };
}

export const open = (rate, maxConnections = 1000) => ({
  model: 'open',
  stages: [{ target: rate, seconds: 0, holdSeconds: 0 }],
  maxConnections,
});

export const closed = users => ({
  model: 'closed',
  stages: [{ target: users, seconds: 0, holdSeconds: 0 }],
  thinkMilliseconds: 0,
});

/** Installs the peers that bench/package.json names. @returns how autocannon is called. */
export function autocannon() {
  const program = path.join(here, 'node_modules/autocannon/autocannon.js');
  if (!existsSync(program)) must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], here);
  return [process.execPath, program];
}

/** Whether a program can be called. */
export function has(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

export function must(command, args, cwd) {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

export function row(...cells) {
  console.log(`| ${cells.join(' | ')} |`);
}
