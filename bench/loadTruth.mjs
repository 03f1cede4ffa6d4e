// What load generators report, beside what the server did: 99 % of the answers after 5 ms and 1 % after 200 ms; a server that stands still
// for 1 s of every 5; bodies that drip for 50 ms; one request in twenty reset. Ours at each rate, and tools with a closed loop beside it.
//   node bench/loadTruth.mjs [seconds, a multiple of 5] [rate…]        Linux, cc, two idle cores; wrk is left out when it is not there
// Fails when a percentile of ours is off by more than 2 % and 0.5 ms, resets are not all counted, or arrivals are late by over 1 ms at p99.
import { spawn } from 'node:child_process';
import { autocannon, closed, engine, has, open, plan, row, server, target } from './loadBench.mjs';

const seconds = Math.ceil(Number(process.argv[2] ?? 20) / 5) * 5;
const rates = process.argv.length > 3 ? process.argv.slice(3).map(Number) : [1000, 5000];
const connections = 50;
/** Of ours: what is written in JavaScript is compiled while it runs. Neither the report nor the truth holds it. */
const warmupSeconds = 2;
const percents = [50, 95, 99, 99.9];
const names = { 50: 'p50', 95: 'p95', 99: 'p99', 99.9: 'p999' };

const start = await engine();
const cannon = autocannon();
const { origin, startedAt, stop } = await server('loadTruthServer');
const failures = [];

/** By arithmetic: a server that stands still does not know who would have come. */
const stalled = percent => (percent <= 80 ? 0 : 1000 - (100 - percent) * 50);

console.log(`${seconds} s each, node ${process.version}; milliseconds, truth → said\n`);
row('server', 'client', 'requests', ...percents.map(percent => `p${percent}`), 'resets', 'arrival error p99');
row('---', '---', ...Array.from({ length: 7 }, () => '---:'));
for (const path of ['/tail', '/stall', '/drip', '/reset']) {
  for (const rate of rates) await measure(path, `ours, open, ${rate}/s`, () => ours(path, open(rate)), { rate });
  if (path === '/drip') continue;
  await measure(path, `ours, closed, ${connections}`, () => ours(path, closed(connections)), {
    isShown: path === '/stall',
  });
  if (path === '/stall') {
    await measure(path, 'ours, closed, corrected', () => ours(path, closed(connections), 'corrected'), {
      isShown: true,
    });
  }
  await measure(path, `autocannon -c ${connections}`, () => cannoned(path), { isShown: true });
  if (has('wrk')) await measure(path, `wrk -c ${connections}`, () => wrk(path), { isShown: true });
}
stop();
console.log(failures.length === 0 ? '\nAll goals are held.' : `\nNot held:\n${failures.join('\n')}`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** `isShown`: without goals. */
async function measure(path, client, tell, { rate, isShown = false }) {
  await phase();
  await stats();
  const said = await tell();
  const { count, waits, resets, arrivals } = await stats(client.startsWith('ours') ? warmupSeconds * 1000 : 0);
  const at = percent => waits[Math.max(0, Math.min(waits.length, Math.ceil((percent / 100) * waits.length)) - 1)];
  const cells = percents.map(percent => {
    // The share of slow answers is one percentile's own: a request more or less decides on which side of the step it is.
    const near = (100 - percent) / 20;
    const [low, truth, high] = [percent - near, percent, percent + near].map(path === '/stall' ? stalled : at);
    const off = Math.max(low - said[percent], said[percent] - high);
    if (said[percent] === undefined) return '';
    const holds = isShown || off <= Math.max(0.5, 0.02 * (said[percent] > high ? high : low));
    if (!holds) failures.push(`${path}, ${client}: p${percent} is ${shown(said[percent])}, not ${shown(truth)}`);
    return `${shown(truth)} → ${shown(said[percent])}${holds ? '' : ' ✗'}`;
  });
  // What came in the last moment may have been reset when nobody counted any more.
  if (!isShown && said.resets > resets + 1) failures.push(`${path}, ${client}: ${said.resets} resets, not ${resets}`);
  if (!isShown && said.resets < resets - Math.max(2, resets / 50))
    failures.push(`${path}, ${client}: ${said.resets} resets, not ${resets}`);
  const late = rate && path !== '/stall' ? arrivalError(arrivals, rate) : undefined;
  if (late > 1) failures.push(`${path}, ${client}: arrivals are ${late.toFixed(2)} ms from even at p99`);
  row(path, client, count, ...cells, `${resets} → ${said.resets ?? ''}`, late === undefined ? '' : late.toFixed(3));
}

/** p99 of how far arrivals are from an even spacing, in milliseconds; connecting and the way to the server included. */
function arrivalError(arrivals, rate) {
  const offsets = arrivals.map((arrival, i) => arrival - (i * 1000) / rate);
  const first = Math.min(...offsets.slice(0, 1e5));
  return offsets.map(offset => offset - first).sort((a, b) => a - b)[Math.floor(offsets.length * 0.99)];
}

/** Until the server is half a second into its five, so that a run has whole periods. */
function phase() {
  const into = (performance.now() - startedAt + warmupSeconds * 1000) % 5000;
  return new Promise(resolve => setTimeout(resolve, (5500 - into) % 5000));
}

/** What the server saw since the last time, without the first milliseconds. */
async function stats(skipped = 0) {
  const seen = new Float64Array(await (await fetch(`${origin}/!stats`)).arrayBuffer());
  const each = Array.from({ length: seen.length / 2 }, (_, i) => [seen[2 * i], seen[2 * i + 1]]);
  const first = each.reduce((least, [came]) => Math.min(least, came), Infinity);
  const counted = each.filter(([came]) => came >= first + skipped);
  const answered = counted.filter(([, wait]) => wait >= 0);
  return {
    count: counted.length,
    waits: answered.map(([, wait]) => wait).sort((a, b) => a - b),
    resets: counted.length - answered.length,
    arrivals: counted.map(([came]) => came).sort((a, b) => a - b),
  };
}

async function ours(path, load, kind = 'latency') {
  const report = await start(plan([target(origin, path)], load, { seconds, warmupSeconds }));
  const [measured] = report.targets;
  const resets = measured.errors.reset?.count ?? 0;
  return { ...Object.fromEntries(percents.map(percent => [percent, measured[kind][names[percent]]])), resets };
}

async function cannoned(path) {
  const [program, ...args] = [...cannon, '-c', connections, '-d', seconds, '--no-progress', '--json', origin + path];
  const { latency, resets } = JSON.parse(await output(program, args.map(String)));
  return { 50: latency.p50, 99: latency.p99, 99.9: latency.p99_9, resets };
}

async function wrk(path) {
  const said = await output('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', origin + path]);
  const milliseconds = percent => {
    const [, value, unit] = new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(said);
    return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  return { 50: milliseconds(50), 99: milliseconds(99), resets: Number(/read (\d+)/.exec(said)?.[1] ?? 0) };
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

function shown(figure) {
  return figure.toFixed(figure < 100 ? 2 : 0);
}
