// What typing in a schema of 1.4 MB costs the extension host of a real editor: its thread's CPU, and how long it was blocked, with SQL
// turned on and off. The difference is ours; the rest is what VS Code itself does for a keystroke in a file of that size.
//   node bench/schemaHost.mjs [schema.sql]
// HOST_BENCH_PROFILES names a folder for the profiles that it takes.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { enableTestPayload, launch, newPage } from '../test/host/browser.mjs';
import { startServer } from '../test/host/server.mjs';
import { largeSchema } from './schemaFixture.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const repo = path.dirname(here);
const longest = 180_000;

if (
  !process.env.BENCH_NO_BUILD &&
  spawnSync(process.execPath, ['esbuild.mjs'], { cwd: repo, stdio: 'inherit' }).status !== 0
) {
  process.exit(1);
}
const work = mkdtempSync(path.join(os.tmpdir(), 'bench-host-'));
const out = path.join(work, 'results.json');
const workspace = path.join(work, 'workspace');
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
mkdirSync(workspace);
const text = process.argv[2] ? readFileSync(process.argv[2], 'utf8') : largeSchema();
writeFileSync(path.join(workspace, 'schema.sql'), text);

const env = { HOST_BENCH_OUT: out };
const server = await startServer({ testPayload: true, env, settings: { 'files.autoSave': 'off' } });
const browser = await launch();
try {
  const page = await newPage(browser, server);
  if (!server.payloadByFlag) await enableTestPayload(page);
  let finish;
  const ended = new Promise(resolve => {
    finish = resolve;
  });
  await page.exposeFunction('codeAutomationLog', (type, args) => type === 'error' && console.error(...args));
  await page.exposeFunction('codeAutomationExit', code => finish(code));
  await page.goto(
    server.url(workspace, [
      ['extensionDevelopmentPath', server.uri(repo)],
      ['extensionTestsPath', server.uri(path.join(here, 'schemaHostTyping.cjs'))],
      ['enableProposedApi', ''],
    ]),
  );
  const timer = setTimeout(() => finish('timeout'), longest);
  const code = await ended;
  clearTimeout(timer);
  if (code !== 0) throw new Error(`the typing did not run to its end (${code})`);
} finally {
  await browser.close();
  await server.stop();
}
const { off, on } = JSON.parse(readFileSync(out, 'utf8'));
console.log(
  `${on.keystrokes} keystrokes in ${(text.length / 1e6).toFixed(1)} MB of SQL, ${on.findings} findings shown\n`,
);
console.log('| the extension host | SQL off | SQL on |\n| --- | ---: | ---: |');
const row = (name, of) => console.log(`| ${name} | ${of(off)} | ${of(on)} |`);
const ms = value => `${value.toFixed(1)} ms`;
row('CPU for a keystroke', r => ms(r.cpu / r.keystrokes));
row('of it with our code on the stack', r => ms(r.own / r.keystrokes));
row('longest delay of the event loop', r => ms(r.maxDelay));
row('delay of the event loop, 99 %', r => ms(r.p99Delay));
row('longest stretches without a pause', r => r.longestBlocks.map(block => block.toFixed(0)).join(', '));
row('of them with our code on the stack', r => r.longestOwn.map(block => block.toFixed(0)).join(', '));
