// Load generators: CPU for each request, and how many requests a second one thread brings about. Closed loop, 50 connections, a C server
// on loopback. Linux, two idle cores.
//   node bench/loadClient.mjs [requests] [rounds]        needs cc; wrk, k6, oha and hey are left out when they are not there
// Fails when our whole engine takes more than 1.7 times the CPU of wrk, or is not ahead of every other tool of Node in both.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { autocannon, bundle, has, here, row, server } from './loadBench.mjs';

const requests = Number(process.argv[2] ?? 400_000);
const rounds = Number(process.argv[3] ?? 5);
const connections = 50;

bundle('src/loadtest/transport/open.ts', 'transport');
bundle('src/loadtest/run.ts', 'loadRun');
bundle('src/loadtest/engine/worker.ts', 'loadWorker');
const cannon = autocannon();
const k6Script = path.join(here, '.out/loadClient.k6.js');
writeFileSync(k6Script, "import http from 'k6/http';\nexport default () => http.get(__ENV.URL);\n");

/** `said`: what its output says: requests, and requests a second. */
const contenders = [
  {
    name: 'wrk',
    needs: 'wrk',
    // Knows no number of requests: a few seconds of it.
    command: url => ['wrk', '-t1', `-c${connections}`, `-d${Math.ceil(requests / 100_000)}s`, url],
    said: output => [/(\d+) requests in/, /Requests\/sec: +([\d.]+)/].map(each => Number(each.exec(output)[1])),
  },
  { name: 'ours, transport alone', command: url => client('transport', url) },
  { name: 'ours, whole engine', command: url => client('engine', url) },
  { name: 'undici dispatch', isNode: true, command: url => client('undici', url) },
  {
    name: 'autocannon',
    isNode: true,
    command: url => [...cannon, '-c', connections, '-a', requests, '--no-progress', '--json', url],
    said: output => [JSON.parse(output)['2xx'], JSON.parse(output).requests.average],
  },
  {
    name: 'hey',
    needs: 'hey',
    command: url => ['hey', '-cpus', 1, '-c', connections, '-n', requests, url],
    said: output => [requests, Number(/Requests\/sec:\s+([\d.]+)/.exec(output)[1])],
  },
  {
    name: 'oha',
    needs: 'oha',
    command: url => ['oha', '--no-tui', '-j', '-c', connections, '-n', requests, url],
    said: output => [requests, JSON.parse(output).summary.requestsPerSec],
  },
  {
    name: 'k6',
    needs: 'k6',
    command: url => ['k6', 'run', '-u', connections, '-i', requests, '-e', `URL=${url}`, k6Script],
    said: output => [requests, Number(/http_reqs\.*: \d+ +([\d.]+)\/s/.exec(output)[1])],
  },
].filter(({ needs }) => !needs || has(needs));

const { origin, stop } = await server('loadServer');
const samples = new Map(contenders.map(contender => [contender, []]));
for (let round = 0; round < rounds; round++) {
  // Round by round, so that a slow minute of the machine falls on everybody.
  for (const [contender, measured] of samples) measured.push(measure(contender));
}
stop();

const figures = contenders.map(contender => {
  const median = of =>
    samples
      .get(contender)
      .map(of)
      .sort((a, b) => a - b)[Math.floor(rounds / 2)];
  const [user, system, rate] = [median(each => each.user), median(each => each.system), median(each => each.rate)];
  return { ...contender, user, system, cpu: median(each => each.user + each.system), rate };
});
const base = figures[0];
console.log(
  `${requests} requests, ${connections} connections, one thread, median of ${rounds}, node ${process.version}\n`,
);
row('client', 'CPU s / 100,000 requests', 'user', 'system', `× ${base.name}`, 'requests a second', `× ${base.name}`);
row('---', '---:', '---:', '---:', '---:', '---:', '---:');
for (const { name, user, system, cpu, rate } of figures) {
  row(name, ...[cpu, user, system, cpu / base.cpu].map(fixed), Math.round(rate), fixed(rate / base.rate));
}

const ours = figures.find(({ name }) => name === 'ours, whole engine');
const failures = figures.flatMap(({ name, isNode, cpu, rate }) => [
  ...(name === 'wrk' && ours.cpu > 1.7 * cpu ? [`${fixed(ours.cpu / cpu)} times the CPU of wrk`] : []),
  ...(isNode && ours.cpu >= cpu ? [`as much CPU as ${name}`] : []),
  ...(isNode && ours.rate <= rate ? [`no faster than ${name}`] : []),
]);
console.log(failures.length === 0 ? '\nAll goals are held.' : `\nNot held:\n${failures.join('\n')}`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** CPU seconds for 100,000 requests, the start of the process included, and requests a second. */
function measure({ name, command, said = output => JSON.parse(output) }) {
  const quoted = command(`${origin}/`)
    .map(word => `'${word}'`)
    .join(' ');
  // What the shell's `times` says of its children: native programs cannot be asked from inside.
  const { stdout, stderr } = spawnSync('bash', ['-c', `${quoted} 2>/dev/null; times >&2`], { encoding: 'utf8' });
  const [, children] = stderr.trim().split('\n');
  const [user, system] = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => minutes * 60 + +seconds,
  );
  const [count, rate] = said(stdout);
  if (!(count > 0)) throw new Error(`${name} sent nothing: ${stdout}`);
  return { user: (user / count) * 1e5, system: (system / count) * 1e5, rate };
}

function client(kind, url) {
  return [process.execPath, path.join(here, 'loadClientRun.mjs'), kind, url, connections, requests];
}

function fixed(figure) {
  return figure.toFixed(2);
}
