// CPU of load generators for each request: closed loop, 50 connections, one thread, a C server on loopback. Linux.
//   node bench/loadClient.mjs [requests] [rounds]          needs cc; wrk is left out when it is not there
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(here, '.out');
const requests = Number(process.argv[2] ?? 400_000);
const rounds = Number(process.argv[3] ?? 5);
const connections = 50;

mkdirSync(out, { recursive: true });
if (!existsSync(path.join(here, 'node_modules/autocannon')))
  must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], here);
must('cc', ['-O2', '-o', path.join(out, 'loadServer'), path.join(here, 'loadServer.c')], here);
must(
  path.join(here, '../node_modules/.bin/esbuild'),
  [
    'src/loadtest/transport/open.ts',
    '--bundle',
    '--platform=node',
    '--format=esm',
    `--outfile=${path.join(out, 'transport.mjs')}`,
  ],
  path.dirname(here),
);

/** The first is what the others are compared with. `sent`: how many requests its output says it sent; absent: `requests`. */
const contenders = [
  {
    name: 'wrk 4',
    // Knows no number of requests: a few seconds of it.
    command: url => ['wrk', '-t1', `-c${connections}`, '-d4s', url],
    sent: output => Number(/(\d+) requests in/.exec(output)[1]),
  },
  { name: 'ours, transport', command: url => client('transport', url) },
  { name: 'undici 7 Client.dispatch', command: url => client('undici', url) },
  {
    name: 'autocannon 9',
    command: url => [
      process.execPath,
      path.join(here, 'node_modules/autocannon/autocannon.js'),
      ...['-c', connections, '-a', requests, '--no-progress', '--json', url].map(String),
    ],
    sent: output => JSON.parse(output)['2xx'],
  },
].filter(({ command }) => command('')[0] !== 'wrk' || spawnSync('wrk', ['-v']).error === undefined);

const server = spawn(path.join(out, 'loadServer'), { stdio: ['ignore', 'pipe', 'inherit'] });
const [port] = await new Promise(resolve => createInterface(server.stdout).once('line', line => resolve([line])));
const samples = contenders.map(() => []);
for (let round = 0; round < rounds; round++) {
  // Round by round, so that a slow minute of the machine falls on everybody.
  for (const [index, contender] of contenders.entries()) samples[index].push(measure(contender));
}
server.kill();

const median = (list, of) => list.map(of).toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
console.log(
  `${requests} requests, ${connections} connections, one thread, median of ${rounds}, node ${process.version}\n`,
);
console.log(`| client | CPU s / 100,000 requests | user | system | × ${contenders[0].name} |`);
console.log('| --- | ---: | ---: | ---: | ---: |');
const base = median(samples[0], ({ user, system }) => user + system);
for (const [index, { name }] of contenders.entries()) {
  const figures = [({ user, system }) => user + system, ({ user }) => user, ({ system }) => system];
  const [total, user, system] = figures.map(of => median(samples[index], of));
  console.log(`| ${name} | ${[total, user, system, total / base].map(figure => figure.toFixed(2)).join(' | ')} |`);
}

/** Seconds for 100,000 requests, the start of the process included. */
function measure({ name, command, sent }) {
  const quoted = command(`http://127.0.0.1:${port}/`)
    .map(word => `'${word}'`)
    .join(' ');
  // What the shell's `times` says of its children: native programs cannot be asked from inside.
  const { stdout, stderr } = spawnSync('bash', ['-c', `${quoted} 2>/dev/null; times >&2`], { encoding: 'utf8' });
  const [, children] = stderr.trim().split('\n');
  const [user, system] = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => minutes * 60 + +seconds,
  );
  const count = sent ? sent(stdout) : Number(stdout);
  if (!(count > 0)) throw new Error(`${name} sent nothing: ${stdout}`);
  return { user: (user / count) * 1e5, system: (system / count) * 1e5 };
}

function client(kind, url) {
  return [process.execPath, path.join(here, 'loadClientRun.mjs'), kind, url, connections, requests].map(String);
}

function must(command, args, cwd) {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
