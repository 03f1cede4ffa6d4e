// Routes → OpenAPI on applications that come with a description that people wrote, beside named peers on the same code.
//   node bench/routes.mjs <folder of clones> [--why] [application…]
// The applications and their commits are in bench/routes/apps.mjs, which says how to get them. `--why` lists each difference.
// Parameters, fields and statuses: what is found of those that are described, and after a plus how many more a contender says,
// which may be wrong or missing in the description. Required and types: of what both have.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import nodePath from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { apps } from './routes/apps.mjs';

const here = nodePath.dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const why = words.includes('--why');
const [folder, ...names] = words.filter(word => !word.startsWith('--'));
if (!folder) throw new Error('Name the folder of the clones; bench/routes/apps.mjs says which.');
const clones = nodePath.resolve(folder);
if (!existsSync(nodePath.join(here, 'node_modules/swagger-jsdoc'))) {
  spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
}
const { answerOf, bodyOf, detailsRight, namesRight, operationsOf, parametersOf, statusesRight } = await import(
  './routes/compare.mjs'
);
const { truthOf } = await import('./routes/truth.mjs');
const temporary = mkdtempSync(nodePath.join(os.tmpdir(), 'routes-'));

/** Other than the built one: for those who work on it, as in `SENIOR_BACKEND='--import tsx src/cli/main.ts'`. */
const cli = (process.env.SENIOR_BACKEND ?? nodePath.join(here, '../dist/cli.mjs')).split(' ');
const peer = nodePath.join(here, 'routes/peer.mjs');
const contenders = [
  {
    name: 'senior-backend',
    runs: (_app, program, out) => [[...cli, 'scaffold', program, '--generate-spec', '-o', out, '--json']],
  },
  ...[
    ['swagger-autogen', () => true],
    ['swagger-autogen-ast', app => app.framework === 'Express'],
    ['@fastify/swagger', app => app.framework === 'Fastify'],
  ].map(([name, can]) => ({
    name,
    runs: (app, program, out) => (can(app) ? app.entries.map(entry => [peer, name, program, entry, out]) : []),
  })),
];

/** Of each way to run it. */
function describe(contender, app) {
  const program = programOf(app);
  return contender.runs(app, program, nodePath.join(temporary, 'out.json')).map(run);
}

/** Where the description is in comments, the program without them: those who read them would only say them again. */
function programOf(app) {
  const program = nodePath.join(clones, app.name, app.program);
  if (!('blocks' in app.truth)) return program;
  const bare = nodePath.join(temporary, app.name);
  cpSync(program, bare, { recursive: true });
  for (const name of readdirSync(bare, { recursive: true })) {
    const file = nodePath.join(bare, name);
    if (/\.[jt]s$/.test(name)) {
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/@(?:swagger|openapi)\b/g, 'none'));
    }
  }
  return bare;
}

function run(args) {
  const [out, measured] = ['out.json', 'measured'].map(name => nodePath.join(temporary, name));
  for (const file of [out, measured]) rmSync(file, { force: true });
  const { stderr, error, signal } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 300_000,
    cwd: nodePath.dirname(here),
    env: {
      ...process.env,
      NODE_OPTIONS: `--import=${pathToFileURL(nodePath.join(here, 'measure.mjs')).href}`,
      MEASURE_OUT: measured,
    },
  });
  if (!existsSync(out)) return { error: (stderr || String(error ?? signal)).trim().split('\n').at(-1) };
  return {
    document: JSON.parse(readFileSync(out, 'utf8')),
    ...JSON.parse(readFileSync(measured, 'utf8').split('\n')[0]),
  };
}

function score(app, document, truth) {
  const there = operationsOf(truth, app.prefix);
  for (const key of app.gone ?? []) there.delete(key);
  const said = inPlace(document, there, app.prefix);
  const served = app.served.map(one => new RegExp(`^${one.split('*').map(escaped).join('.*')}$`));
  const found = [...there.keys()].filter(key => said.has(key));
  const more = [...said.keys()].filter(key => !there.has(key));
  const wrong = more.filter(key => !served.some(pattern => pattern.test(key)));
  const sums = {};
  const add = (what, key, { right, all, more: others = 0, wrong: list }) => {
    sums[what] ??= { right: 0, all: 0, more: 0, wrong: [] };
    sums[what].more += others;
    sums[what].right += right;
    sums[what].all += all;
    sums[what].wrong.push(...list.map(one => `${key}  ${one}`));
  };
  for (const key of app.onlyOperations ? [] : found) {
    const [a, b] = [there.get(key), said.get(key)];
    const parts = [
      ['parameters', parametersOf(a), parametersOf(b), true],
      ['body fields', bodyOf(a), bodyOf(b), false],
      ['answer fields', answerOf(a), answerOf(b), false],
    ];
    for (const [what, one, other, isText] of parts) {
      add(what, key, namesRight(one, other));
      const { required, types } = detailsRight(one, other, isText);
      if (what === 'answer fields') continue;
      add('required', key, required);
      add('types', key, types);
    }
    add('statuses', key, statusesRight(a, b));
  }
  const missing = [...there.keys()].filter(key => !said.has(key));
  return { all: there.size, found: found.length, missing, wrong, sums };
}

function escaped(text) {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** A peer that does not know where its entry is mounted leaves the prefix out: then it is put before its paths. */
function inPlace(document, there, prefix) {
  const [plain, longer] = [operationsOf(document), operationsOf(document, prefix)];
  const fits = one => [...there.keys()].filter(key => one.has(key)).length;
  return fits(longer) > fits(plain) ? longer : plain;
}

const percent = sum => {
  if (!sum || sum.all + sum.more === 0) return '–';
  const found = sum.all === 0 ? '–' : `${Math.round((100 * sum.right) / sum.all)} %`;
  return sum.more > 0 ? `${found} +${sum.more}` : found;
};
const columns = ['parameters', 'body fields', 'required', 'types', 'statuses', 'answer fields'];
const row = cells => console.log(`| ${cells.join(' | ')} |`);
row(['application', 'by', 'operations', 'wrong', ...columns, 'CPU s']);
row(['---', '---', ...columns.map(() => '---:'), '---:', '---:', '---:']);
for (const app of apps) {
  if (names.length > 0 && !names.includes(app.name)) continue;
  if (!existsSync(nodePath.join(clones, app.name))) {
    console.error(`${app.name} is not there.`);
    continue;
  }
  const truth = truthOf(app, clones);
  for (const contender of contenders) {
    if (why && contender.name !== 'senior-backend') continue;
    const runs = describe(contender, app);
    if (runs.length === 0) continue;
    const title = contender.name === 'senior-backend' ? `${app.name} (${app.framework})` : '';
    const scores = runs.filter(one => one.document).map(one => ({ ...score(app, one.document, truth), cpu: one.cpu }));
    const [best] = scores.sort((a, b) => b.found - a.found || a.wrong.length - b.wrong.length);
    if (!best) {
      row([title, contender.name, `fails: ${runs[0].error.slice(0, 80)}`, '', ...columns.map(() => ''), '']);
      continue;
    }
    const { all, found, missing, wrong, sums, cpu } = best;
    const figures = columns.map(column => percent(sums[column]));
    row([title, contender.name, `${found}/${all}`, wrong.length, ...figures, cpu.toFixed(1)]);
    if (!why) continue;
    for (const key of missing) console.log(`    missing    ${key}`);
    for (const key of wrong) console.log(`    wrong      ${key}`);
    for (const column of columns)
      for (const one of sums[column]?.wrong ?? []) console.log(`    ${column.padEnd(13)} ${one}`);
  }
}
rmSync(temporary, { recursive: true });
