// Builds dist/: the extension (one small CommonJS file, since an extension host loads that fastest), and the rooms
// behind it as ES modules that share their chunks: three worker threads and the command line.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { thirdPartyNotices } from './thirdPartyNotices.mjs';

const ACTIVATION_BYTES = 80 * 1024;
/** A bundle takes 7 ms. What goes wrong, as a parser that slips in, costs ten times that; a busy machine costs twice. */
const ACTIVATION_CPU_MS = 30;
const release = process.argv.includes('--release');

rmSync('dist', { recursive: true, force: true });
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: true,
  keepNames: true,
  sourcemap: release ? false : 'linked',
  legalComments: 'linked',
  logLevel: 'warning',
};

const extension = await build({
  ...common,
  keepNames: false,
  entryPoints: ['src/editor/extension.ts'],
  outfile: 'dist/extension.js',
  format: 'cjs',
  external: ['vscode'],
  metafile: true,
});

// All of the load tests that needs VS Code: loaded with the first lens or command of theirs.
const loadTest = await build({
  ...common,
  keepNames: false,
  metafile: true,
  entryPoints: ['src/editor/loadTest/room.ts'],
  outfile: 'dist/loadTest.js',
  format: 'cjs',
  external: ['vscode'],
});

// And all that speaks to databases.
const database = await build({
  ...common,
  keepNames: false,
  metafile: true,
  entryPoints: ['src/editor/database/room.ts'],
  outfile: 'dist/database.js',
  format: 'cjs',
  external: ['vscode'],
});

// And all that leads between routes and API descriptions.
const routes = await build({
  ...common,
  keepNames: false,
  metafile: true,
  entryPoints: ['src/editor/routes/room.ts'],
  outfile: 'dist/routes.js',
  format: 'cjs',
  external: ['vscode'],
});

// And decisions.
const decision = await build({
  ...common,
  keepNames: false,
  metafile: true,
  entryPoints: ['src/editor/decision/room.ts'],
  outfile: 'dist/decision.js',
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: ['vscode'],
});

// And the list of the guides, which has no packages in it.
await build({
  ...common,
  keepNames: false,
  entryPoints: ['src/editor/commands/openGuide.ts'],
  outfile: 'dist/openGuide.js',
  format: 'cjs',
  external: ['vscode'],
});

const rooms = await build({
  ...common,
  // Names stay as they are: `keepNames` would cost a call for each function that is made, 5 % of what reading a schema takes.
  minify: false,
  minifyWhitespace: true,
  minifySyntax: true,
  keepNames: false,
  entryPoints: {
    cli: 'src/cli/main.ts',
    scaffoldWorker: 'src/scaffold/worker.ts',
    lintWorker: 'src/openapi/lint/worker.ts',
    specThread: 'src/editor/specThread.ts',
    breakingThread: 'src/editor/breakingThread.ts',
    appThread: 'src/editor/routes/appThread.ts',
    schemaWorker: 'src/schema/service/schemaWorker.ts',
    loadWorker: 'src/loadtest/engine/worker.ts',
    loadRunner: 'src/editor/loadTest/runnerThread.ts',
    databaseThread: 'src/editor/database/databaseThread.ts',
  },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  // Flat, because the rooms find their worker entries and `runtime/` beside themselves.
  chunkNames: '[name]-[hash]',
  format: 'esm',
  splitting: true,
  // jsonc-parser's UMD build, which 'main' alone would pick, cannot be bundled.
  mainFields: ['module', 'main'],
  // CommonJS packages in there still ask for these two; libpg-query looks for its .wasm file in `__dirname`.
  define: { __dirname: '__bundleFolder' },
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      "import { fileURLToPath as __fileURLToPath } from 'node:url';",
      'const require = __createRequire(import.meta.url);',
      "const __bundleFolder = __fileURLToPath(new URL('.', import.meta.url));",
    ].join(' '),
  },
  metafile: true,
});

const panel = await build({
  ...common,
  platform: 'browser',
  metafile: true,
  target: 'es2022',
  keepNames: false,
  entryPoints: [
    { in: 'src/panel/main.ts', out: 'panel' },
    { in: 'media/panel.css', out: 'panel' },
  ],
  outdir: 'dist',
  format: 'iife',
});

// The process that PGlite runs in, beside PGlite's own files.
const pgliteProcess = await build({
  ...common,
  keepNames: false,
  metafile: true,
  entryPoints: ['src/database/engines/pgliteChild.ts'],
  outfile: 'dist/pglite/pgliteChild.mjs',
  format: 'esm',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
const pglite = 'node_modules/@electric-sql/pglite/dist';
for (const name of readdirSync(pglite).filter(f => /^(?:pglite\.wasm|pglite\.data|initdb\.wasm|.+\.tar\.gz)$/.test(f)))
  cpSync(`${pglite}/${name}`, `dist/pglite/${name}`);

cpSync('src/scaffold/runtime', 'dist/runtime', { recursive: true });
cpSync('profiles', 'dist/profiles', { recursive: true });
cpSync('node_modules/libpg-query/wasm/libpg-query.wasm', 'dist/libpg-query.wasm');
writeFileSync(
  'dist/meta.json',
  JSON.stringify({ ...rooms.metafile, outputs: { ...rooms.metafile.outputs, ...extension.metafile.outputs } }),
);
const metafiles = [extension, loadTest, database, routes, decision, rooms, pgliteProcess, panel].map(
  ({ metafile }) => metafile,
);
writeFileSync('dist/third-party-notices.txt', thirdPartyNotices(metafiles));
holdActivationBudget();

/** The promise of a light activation, held at every build: size by the metafile, time as the best of fresh processes, since all that a busy machine does is add. */
function holdActivationBudget() {
  const { bytes } = Object.values(extension.metafile.outputs).find(o => o.entryPoint === 'src/editor/extension.ts');
  const probe = `
    const Module = require('node:module');
    const stub = new Proxy(function () {}, { get: (_, k) => k === Symbol.toPrimitive ? () => '' : stub, construct: () => ({}), apply: () => stub });
    const load = Module._load;
    Module._load = (name, ...rest) => name === 'vscode' ? stub : load(name, ...rest);
    const before = process.cpuUsage();
    require(${JSON.stringify(`${process.cwd()}/dist/extension.js`)});
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);`;
  const times = Array.from({ length: 15 }, () => {
    const run = spawnSync(process.execPath, ['-e', probe], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`dist/extension.js does not load:\n${run.stderr}`);
    return Number(run.stdout);
  });
  const cpu = Math.min(...times);
  console.log(`dist/extension.js: ${(bytes / 1024).toFixed(1)} KiB, loads in ${cpu.toFixed(1)} ms of CPU`);
  if (bytes > ACTIVATION_BYTES)
    throw new Error(`dist/extension.js is ${bytes} bytes, more than ${ACTIVATION_BYTES}: make a room lazy`);
  if (cpu > ACTIVATION_CPU_MS)
    throw new Error(`dist/extension.js takes ${cpu} ms of CPU to load, more than ${ACTIVATION_CPU_MS}`);
}

if (existsSync('test/host/suite')) {
  const suite = readdirSync('test/host/suite').filter(f => f.endsWith('.ts'));
  await build({
    ...common,
    minify: false,
    entryPoints: suite.map(f => `test/host/suite/${f}`),
    outdir: 'out/host',
    format: 'cjs',
    external: ['vscode', 'mocha'],
  });
}
