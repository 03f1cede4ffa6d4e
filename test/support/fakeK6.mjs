// A stand-in for k6: understands the words that it is started with, runs the script that it is given, truly sends its requests, and
// prints the lines that k6 prints. The first word says how it misbehaves; see runK6.test.ts.
//   node fakeK6.mjs good run … script.js
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import http from 'node:http';

const [manner, command, ...words] = process.argv.slice(2);
const delay = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const log = (level, msg) => process.stderr.write(`${JSON.stringify({ level, msg, time: new Date().toISOString() })}\n`);
let isStopped = false;

if (command === 'version') {
  const versions = {
    old: 'k6 v0.38.2 (go1.18, linux/amd64)',
    other: 'kubectl 1.30',
    two: 'k6 2.2.0 (go1.25, linux/amd64)',
  };
  process.stdout.write(`${versions[manner] ?? 'k6 v1.2.3 (commit/abcdef, go1.24, linux/amd64)'}\n`);
} else await misbehave();

async function misbehave() {
  if (manner !== 'deaf') process.on('SIGINT', () => (isStopped = true));
  else process.on('SIGINT', () => undefined);
  switch (manner) {
    case 'garbage':
      process.stdout.write('Usage: something else entirely\n');
      return delay(60_000);
    case 'endless':
      for (;;) if (!process.stdout.write('x'.repeat(65_536))) await new Promise(go => process.stdout.once('drain', go));
    case 'dead':
      process.stderr.write('panic: runtime error: index out of range\n\ngoroutine 1 [running]:\n');
      return process.exit(2);
    case 'refuses':
      log('info', 'loading');
      log('error', `TypeError: no such token ${process.env.SENIOR_BACKEND_VARIABLE_TOKEN} at /users?key=abc`);
      return process.exit(107);
    case 'silent':
      log('error', 'ReferenceError: nothing works');
      return;
    case 'words': {
      const foreign = Object.keys(process.env).filter(name => /^K6_|^(?:https?|all|no)_proxy$/i.test(name));
      const told = Object.values(process.env).filter(value => value.includes('s3cret')).length;
      log('error', `told ${told} secret, ${foreign.length} settings, words ${words.join(' ')}`);
      return process.exit(1);
    }
    case 'flood':
      await flood();
      return;
    default:
      await run();
  }
}

function point(metric, value, tags, time = new Date()) {
  process.stdout.write(
    `${JSON.stringify({ metric, type: 'Point', data: { time: time.toISOString(), value, tags } })}\n`,
  );
}

async function flood() {
  const tags = { name: '0', scenario: 'load', group: '', status: '200', expected_response: 'true' };
  point('load_begun', Date.now(), tags);
  while (!isStopped) {
    for (let i = 0; i < 500; i++) point('http_req_duration', 1, { ...tags, url: 'x'.repeat(200) });
    await delay(1);
  }
  process.exit(105);
}

/** The script with k6's modules in place of its imports: what a turn sends is noted, and sent when the turn is over. */
function load() {
  const text = readFileSync(words.at(-1), 'utf8')
    .replace(/^import .*$/gm, '')
    .replace('export const options', 'const options')
    .replace(/export (default )?function (\w*) ?\(/g, (_, isMain, name) => `function ${isMain ? 'main' : name}(`);
  const noted = [];
  const exec = { scenario: { iterationInTest: 0, startTime: 0 }, vu: { idInTest: 1, iterationInScenario: 0 } };
  const parts = {
    http: {
      request: (method, url, body, { tags, headers }) => {
        noted.push({ method, url, body, name: tags.name, headers });
        return { status: 200, headers: {}, json: () => ({}) };
      },
      expectedStatuses: () => undefined,
      CookieJar: class {},
    },
    check: () => true,
    sleep: () => undefined,
    Gauge: class {
      add(value) {
        point('load_begun', value, { scenario: exec.scenario.name, group: '' });
      }
    },
    b64encode: value => Buffer.from(value).toString('base64'),
    ...{ exec, __ENV: process.env, open: file => readFileSync(file, 'utf8') },
  };
  const tail =
    ';return { options, main, ...(typeof setup === "function" && { setup }), ...(typeof teardown === "function" && { teardown }) };';
  const script = new Function(...Object.keys(parts), text + tail)(...Object.values(parts));
  const take = turn => {
    turn();
    return noted.splice(0);
  };
  return { script, exec, take };
}

async function run() {
  const { script, exec, take } = load();
  const agent = new http.Agent({ keepAlive: true });
  process.stdout.write(
    '{"type":"Metric","data":{"name":"http_reqs","type":"counter","contains":"default","thresholds":[],"submetrics":null},"metric":"http_reqs"}\n',
  );
  const send = async ({ method, url, body, name, headers }, tags) => {
    const at = performance.now();
    const status = await new Promise(resolve => {
      const request = http.request(url, { method, headers, agent }, answer =>
        answer.resume().on('end', () => resolve(answer.statusCode)),
      );
      request.on('error', () => resolve(0)).end(body ?? undefined);
    });
    if (isStopped) return;
    const value = performance.now() - at;
    const failed = status === 0 ? { error: 'read: connection reset by peer', error_code: '1220' } : {};
    const all = {
      ...tags,
      ...failed,
      name,
      status: String(status),
      expected_response: String(status > 0 && status < 400),
    };
    const now = new Date();
    for (const metric of [
      'http_reqs',
      'http_req_duration',
      'http_req_blocked',
      'http_req_connecting',
      'http_req_waiting',
      'http_req_failed',
    ])
      point(metric, metric === 'http_reqs' ? 1 : /duration|waiting/.test(metric) ? value : 0, all, now);
  };
  if (script.setup) for (const one of take(script.setup)) await send(one, { group: '::setup' });
  await Promise.all(
    Object.entries(script.options.scenarios).map(async ([name, scenario]) => {
      const { vus = 1, duration, iterations = Infinity, startTime = '0s', rate, timeUnit = '1s' } = scenario;
      const tags = { scenario: name, group: '' };
      await delay(Number.parseFloat(startTime) * 1000);
      const startTimeNow = Date.now();
      const end = duration
        ? startTimeNow + Number.parseFloat(duration) * (duration.endsWith('ms') ? 1 : 1000)
        : Infinity;
      let turns = 0;
      const turn = () => {
        Object.assign(exec.scenario, { name, iterationInTest: turns, startTime: startTimeNow });
        exec.vu.iterationInScenario = turns++;
        return take(() => script.main([]));
      };
      if (rate !== undefined) {
        const every = (Number.parseFloat(timeUnit) * 1000) / rate;
        const all = [];
        for (let due = startTimeNow; due < end && !isStopped; due += every) {
          await delay(due - Date.now());
          all.push(...turn().map(one => send(one, tags)));
        }
        point('dropped_iterations', 3, tags);
        await Promise.all(all);
        return;
      }
      await Promise.all(
        Array.from({ length: vus }, async () => {
          while (Date.now() < end && turns < iterations && !isStopped) for (const one of turn()) await send(one, tags);
        }),
      );
    }),
  );
  point('vus', 0, null);
  point('data_sent', 70, { group: '', scenario: 'load' });
  const wasStopped = isStopped;
  isStopped = false;
  if (script.teardown) for (const one of take(() => script.teardown([]))) await send(one, { group: '::teardown' });
  agent.destroy();
  process.exitCode = wasStopped ? 105 : 0;
}
