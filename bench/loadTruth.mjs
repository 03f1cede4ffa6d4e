// What load generators report, beside what the server did: 99 % of the answers after 5 ms and 1 % after 200 ms; a server that stands still
// for 1 s of every 5; bodies that drip for 50 ms; one request in twenty reset. A client in C that does nothing but send on time and ours
// take turns, so that a bad moment of the machine falls on both; tools with a closed loop beside them.
//   node bench/loadTruth.mjs [seconds, a multiple of 5] [rate…] [/path…] [open]
// Linux, cc, two idle cores (`chrt -f 10` before it where others work, and then with `open`: without closed loops, which take all of the
// machine); wrk is left out when it is not there.
// Each figure is the median of the turns. A percentile of ours holds when it is within 2 % or 0.5 ms of the truth, or (~) not by more than
// that further from it than what the client in C says: what the machine adds (a core that is taken away for some milliseconds) is not the
// client's. Arrivals hold within 1 ms of the schedule at p99, or (~) within 0.5 ms of what the client in C brings about.
// Fails when one of ours does not hold (✗), or resets are not all counted. Closed loops are shown for what they do not see.
import { spawn } from 'node:child_process';
import { autocannon, closed, engine, has, open, plan, program, row, server, target } from './loadBench.mjs';

const turnSeconds = 5;
const words = process.argv.slice(2);
const numbers = words.filter(word => /^\d/.test(word)).map(Number);
const seconds = Math.ceil((numbers[0] ?? 60) / turnSeconds) * turnSeconds;
const rates = numbers.length > 1 ? numbers.slice(1) : [1000, 5000];
const paths = words.filter(word => word.startsWith('/'));
const isOpenOnly = words.includes('open');
const connections = 50;
/** Of C and ours: what is written in JavaScript is compiled while it runs. Neither what is said nor the truth holds it. */
const warmupSeconds = 2;
const percents = [50, 95, 99, 99.9];

const start = await engine();
const cannon = autocannon();
const reference = program('loadTruthClient');
const { origin, startedAt, stop } = await server('loadTruthServer');
const failures = [];

/** The truth of a server that stands still supposes that all that is due in that second is sent. */
function mostConnections(path, rate) {
  return path === '/stall' ? Math.max(1000, rate * 1.2) : 1000;
}

/** By arithmetic: a server that stands still does not know who would have come. */
const stalled = percent => (percent <= 80 ? 0 : 1000 - (100 - percent) * 50);

console.log(`${seconds} s each, node ${process.version}; milliseconds, truth → said\n`);
row('server', 'client', 'requests', ...percents.map(percent => `p${percent}`), 'resets', 'arrival error p99');
row('---', '---', ...Array.from({ length: 7 }, () => '---:'));
for (const path of paths.length > 0 ? paths : ['/tail', '/stall', '/drip', '/reset']) {
  for (const rate of rates) {
    const [turnsOfC, turnsOfOurs] = [[], []];
    for (let turn = 0; turn < seconds / turnSeconds; turn++) {
      turnsOfC.push(await measure(path, () => fromC(path, rate), rate));
      turnsOfOurs.push(
        await measure(path, () => ours(path, open(rate, mostConnections(path, rate)), turnSeconds), rate),
      );
    }
    const inC = figuresOf(turnsOfC);
    tell(path, `C, open, ${rate}/s`, inC);
    judge(path, `ours, open, ${rate}/s`, figuresOf(turnsOfOurs), inC);
  }
  if (path === '/drip' || isOpenOnly) continue;
  const loop = kind => measure(path, () => ours(path, closed(connections), seconds, kind));
  tell(path, `ours, closed, ${connections}`, figuresOf([await loop('latency')]));
  if (path === '/stall') tell(path, 'ours, closed, corrected', figuresOf([await loop('corrected')]));
  tell(path, `autocannon -c ${connections}`, figuresOf([await measure(path, () => cannoned(path))]));
  if (has('wrk')) tell(path, `wrk -c ${connections}`, figuresOf([await measure(path, () => wrk(path))]));
}
stop();
console.log(failures.length === 0 ? '\nAll goals are held.' : `\nNot held:\n${failures.join('\n')}`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** What a client says of a turn, and what the server did in it. `rate`: at which requests were due; undefined: a closed loop. */
async function measure(path, tellAll, rate) {
  if (path === '/stall') await phase();
  await stats(0);
  const said = await tellAll();
  const { arrivals, waits, resets } = await stats(said.warmupSeconds * 1000);
  const truthAt = path === '/stall' ? stalled : percent => at(waits, percent);
  const figures = percents.map(percent => {
    const figure = said.percentiles ? said.percentiles[percent] : weighted(said.samples, percent);
    // The share of slow answers is one percentile's own: a request more or less decides on which side of the step it is.
    const near = (100 - percent) / 20;
    const [low, high] = [truthAt(percent - near), truthAt(percent + near)];
    return { truth: truthAt(percent), said: figure, off: Math.max(0, low - figure, figure - high) };
  });
  // Behind a reset a request may be lost or sent once more: it would shift all that follow.
  const late = rate && path !== '/stall' && path !== '/reset' ? arrivalError(arrivals, rate) : undefined;
  return { ...said, figures, late, count: waits.length + resets, resets };
}

/** Of all turns. */
function figuresOf(turns) {
  const sum = of => turns.reduce((total, turn) => total + of(turn), 0);
  return {
    turns: turns.length,
    count: sum(turn => turn.count),
    resets: sum(turn => turn.resets),
    saidResets: sum(turn => turn.saidResets),
    late: median(turns, turn => turn.late),
    figures: percents.map((percent, i) => ({
      percent,
      truth: median(turns, turn => turn.figures[i].truth),
      said: median(turns, turn => turn.figures[i].said),
      off: median(turns, turn => turn.figures[i].off),
    })),
  };
}

/** Undefined where a turn has no such figure. */
function median(turns, of) {
  const sorted = turns.map(of).sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2 || sorted[0];
}

/** `inC`: of the client in C at the same rate. */
function judge(path, client, own, inC) {
  const marks = own.figures.map(({ percent, truth, said, off }, i) => {
    const tolerance = Math.max(0.5, 0.02 * truth);
    if (off <= tolerance) return '';
    if (off <= inC.figures[i].off + tolerance) return ' ~';
    failures.push(`${path}, ${client}: p${percent} is ${shown(said)}, not ${shown(truth)}`);
    return ' ✗';
  });
  // What came in the last moment of a turn may have been reset when nobody counted any more.
  const missed = own.resets - own.saidResets;
  if (missed < -own.turns || missed > Math.max(2, own.resets / 50))
    failures.push(`${path}, ${client}: ${own.saidResets} resets, not ${own.resets}`);
  const isLate = own.late > 1;
  const isForgiven = isLate && own.late <= inC.late + 0.5;
  if (isLate && !isForgiven) failures.push(`${path}, ${client}: arrivals are ${own.late.toFixed(2)} ms late at p99`);
  tell(path, client, own, marks, isForgiven ? ' ~' : isLate ? ' ✗' : '');
}

function tell(path, client, { count, figures, resets, saidResets, late }, marks = [], lateMark = '') {
  const cells = figures.map(({ truth, said }, i) =>
    said === undefined ? '' : `${shown(truth)} → ${shown(said)}${marks[i] ?? ''}`,
  );
  const resetCell = resets + saidResets === 0 ? '' : `${resets} → ${saidResets}`;
  row(path, client, count, ...cells, resetCell, late === undefined ? '' : late.toFixed(2) + lateMark);
}

/** p99 of how far arrivals are from an even spacing, in milliseconds; connecting and the way to the server included. */
function arrivalError(arrivals, rate) {
  const offsets = arrivals.map((arrival, i) => arrival - (i * 1000) / rate).sort((a, b) => a - b);
  return at(offsets, 99) - offsets[0];
}

/** Until the server is half a second into its five, so that a turn has whole periods. */
function phase() {
  const into = (performance.now() - startedAt + warmupSeconds * 1000) % 5000;
  return new Promise(resolve => setTimeout(resolve, (5500 - into) % 5000));
}

/** What the server saw since the last time, without the first milliseconds. */
async function stats(skipped) {
  const seen = new Float64Array(await (await fetch(`${origin}/!stats`)).arrayBuffer());
  const each = Array.from({ length: seen.length / 2 }, (_, i) => [seen[2 * i], seen[2 * i + 1]]);
  const first = each.reduce((least, [came]) => Math.min(least, came), Infinity);
  const counted = each.filter(([came]) => came >= first + skipped);
  const answered = counted.filter(([, wait]) => wait >= 0);
  return {
    waits: answered.map(([, wait]) => wait).sort((a, b) => a - b),
    resets: counted.length - answered.length,
    arrivals: counted.map(([came]) => came).sort((a, b) => a - b),
  };
}

/** A rising list's. */
function at(sorted, percent) {
  return sorted[Math.max(0, Math.min(sorted.length, Math.ceil((percent / 100) * sorted.length)) - 1)];
}

/** Of milliseconds with how often they were measured, rising. */
function weighted(samples, percent) {
  const rank = (percent / 100) * samples.reduce((sum, [, times]) => sum + times, 0);
  let seen = 0;
  for (const [value, times] of samples) {
    seen += times;
    if (seen >= rank - 1e-6) return value;
  }
  return undefined;
}

async function fromC(path, rate) {
  const { stdout, stderr } = await output(reference, [
    new URL(origin).port,
    ...[path, rate, turnSeconds, mostConnections(path, rate)],
  ]);
  const latencies = new Float64Array(new Uint8Array(stdout).buffer);
  const saidResets = Number(/(\d+) resets/.exec(stderr)[1]);
  return { warmupSeconds, samples: Array.from(latencies.sort(), latency => [latency, 1]), saidResets };
}

async function ours(path, load, runSeconds, kind = 'latency') {
  const report = await start(plan([target(origin, path)], load, { seconds: runSeconds, warmupSeconds }));
  const [measured] = report.targets;
  const { values, counts } = measured[kind].distribution;
  const samples = values.map((value, i) => [value / 1000, counts[i]]);
  return { warmupSeconds, samples, saidResets: measured.errors.reset?.count ?? 0 };
}

async function cannoned(path) {
  const [command, ...args] = [...cannon, '-c', connections, '-d', seconds, '--no-progress', '--json', origin + path];
  const { latency, resets } = JSON.parse((await output(command, args)).stdout);
  return {
    warmupSeconds: 0,
    percentiles: { 50: latency.p50, 99: latency.p99, 99.9: latency.p99_9 },
    saidResets: resets,
  };
}

async function wrk(path) {
  const said = (await output('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', origin + path])).stdout;
  const milliseconds = percent => {
    const [, value, unit] = new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(said);
    return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  const saidResets = Number(/read (\d+)/.exec(said)?.[1] ?? 0);
  return { warmupSeconds: 0, percentiles: { 50: milliseconds(50), 99: milliseconds(99) }, saidResets };
}

function output(command, args) {
  return new Promise((resolve, reject) => {
    const [stdout, stderr] = [[], []];
    const child = spawn(command, args.map(String), { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', chunk => stdout.push(chunk));
    child.stderr.on('data', chunk => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', () => resolve({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }));
  });
}

function shown(figure) {
  return figure.toFixed(figure < 100 ? 2 : 0);
}
