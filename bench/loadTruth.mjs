// What load generators report, beside what the server did: 99 % of the answers after 5 ms and 1 % after 200 ms; and a server that stands
// still for 1 s of every 5. Our open and closed model, wrk, and autocannon with and without a rate. Linux; wants two idle cores.
//   node bench/loadTruth.mjs [seconds] [rate…]        wrk is left out when it is not there
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const out = path.join(here, '.out');
const seconds = Number(process.argv[2] ?? 20);
const rates = process.argv.slice(3).map(Number);
if (rates.length === 0) rates.push(1000, 5000);
const connections = 50;

if (!existsSync(path.join(here, 'node_modules/autocannon')))
  must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], here);
must(
  path.join(root, 'node_modules/.bin/esbuild'),
  [
    'src/loadtest/run.ts',
    'src/loadtest/engine/worker.ts',
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--out-extension:.js=.mjs',
    `--outdir=${out}/load`,
    "--banner:js=import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  ],
  root,
);
const { run } = await import(pathToFileURL(path.join(out, 'load/run.mjs')).href);

const server = spawn(process.execPath, [path.join(root, 'test/support/loadServer.mjs')], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const [port] = await new Promise(resolve => createInterface(server.stdout).once('line', line => resolve([line])));
const origin = `http://127.0.0.1:${port}`;
const stats = async () => (await fetch(`${origin}/!stats`)).json();
const hasWrk = spawnSync('wrk', ['-v']).error === undefined;

console.log(`${seconds} s each, node ${process.version}; milliseconds\n`);
console.log(
  '| server | client | requests | truth p50 | said p50 | truth p99 | said p99 | truth p99.9 | said p99.9 | arrival error p99 |',
);
console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const rate of rates) {
  for (const [name, target, truth] of [
    ['99 % 5 ms, 1 % 200 ms', '/tail', undefined],
    // What evenly spaced arrivals see, by arithmetic: a server that stands still does not know who would have come.
    ['still for 1 s of every 5', '/stall/1000/5000', { 50: 0, 99: 950, 99.9: 995 }],
  ]) {
    await row(name, `ours, open, ${rate}/s`, truth, () => ours(target, open(rate)), rate);
    await row(name, `autocannon -R ${rate}`, truth, () => autocannon(target, ['-R', rate]));
    if (rate !== rates[0]) continue;
    await row(name, `ours, closed, ${connections}`, truth, () => ours(target, closed()));
    await row(name, `ours, closed, ${connections}, corrected`, truth, () => ours(target, closed(), 'corrected'));
    await row(name, `autocannon -c ${connections}`, truth, () => autocannon(target, []));
    if (hasWrk) await row(name, `wrk -c ${connections}`, truth, () => wrk(target));
  }
}
server.kill();

/** `truth`: undefined for what the server recorded in that run. */
async function row(name, client, truth, measure, rate) {
  await stats();
  const said = await measure();
  const { waits, arrivals, count } = await stats();
  waits.sort((a, b) => a - b);
  const at = percent =>
    truth?.[percent] ?? waits[Math.min(waits.length - 1, Math.ceil((percent / 100) * waits.length) - 1)];
  const figures = [50, 99, 99.9].flatMap(percent => [at(percent), said[percent]]);
  const shown = figures.map(figure => (figure === undefined ? '' : figure.toFixed(figure < 100 ? 2 : 0)));
  const error =
    rate && !truth ? `${said.late.toFixed(3)} (at the server ${arrivalError(arrivals, rate).toFixed(3)})` : '';
  console.log(`| ${name} | ${client} | ${count} | ${shown.join(' | ')} | ${error} |`);
}

/** p99 of how far arrivals are from an even spacing, in milliseconds; connecting and the way to the server included. */
function arrivalError(arrivals, rate) {
  const offsets = arrivals.map((arrival, i) => arrival - (i * 1000) / rate);
  const first = Math.min(...offsets);
  return offsets.map(offset => offset - first).sort((a, b) => a - b)[Math.floor(offsets.length * 0.99)];
}

async function ours(target, load, kind = 'latency') {
  const request = { name: 'GET', weight: 1, method: 'GET', captures: [], expect: [], stopOnFailure: false };
  const flow = {
    ...{ kind: 'oneOf', setup: [], teardown: [], cookies: false, redirects: 0, variables: {} },
    requests: [{ ...request, variants: [{ path: target, headers: [] }] }],
  };
  const connection = { http: '1.1', pipelining: 1, tls: { verify: true } };
  const limits = { seconds, warmupSeconds: 0, timeoutMilliseconds: 30_000, threads: 1, maxBodyBytes: 1e6 };
  const plan = { targets: [{ name: target, origin, connection, flow }], load, limits, seed: 1 };
  const report = await run(plan, { workerEntry: pathToFileURL(path.join(out, 'load/engine/worker.mjs')) });
  const { p50, p99, p999 } = report.targets[0][kind];
  return { 50: p50, 99: p99, 99.9: p999, late: report.client.late };
}

function open(rate) {
  return { model: 'open', stages: [{ target: rate, seconds: 0, holdSeconds: 0 }], maxConnections: 1000 };
}

function closed() {
  return { model: 'closed', stages: [{ target: connections, seconds: 0, holdSeconds: 0 }], thinkMilliseconds: 0 };
}

async function autocannon(target, more) {
  const program = path.join(here, 'node_modules/autocannon/autocannon.js');
  const args = [program, '-c', connections, '-d', seconds, ...more, '--no-progress', '--json', origin + target];
  const { latency } = JSON.parse(await output(process.execPath, args.map(String)));
  return { 50: latency.p50, 99: latency.p99, 99.9: latency.p99_9 };
}

async function wrk(target) {
  const said = await output('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', origin + target]);
  const milliseconds = percent => {
    const [, value, unit] = new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(said);
    return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  return { 50: milliseconds(50), 99: milliseconds(99), 99.9: undefined };
}

function output(command, args) {
  return new Promise((resolve, reject) => {
    let text = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.on('data', chunk => (text += chunk));
    child.on('error', reject);
    child.on('close', () => resolve(text));
  });
}

function must(command, args, cwd) {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
