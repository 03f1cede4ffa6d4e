#!/usr/bin/env node
// What a user sees: the packaged VSIX, installed, driven with mouse and keyboard in a real workbench.
//   node test/ui/run.mjs [story…]   only these
//   --update-media   also renews media/screenshots, which the README shows
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, newPage } from '../host/browser.mjs';
import { startServer } from '../host/server.mjs';
import { scenarios } from './scenarios.mjs';
import { Workbench } from './workbench.mjs';

const repo = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const outDir = path.join(repo, '.test-out');
const shots = path.join(outDir, 'screenshots');
const media = process.argv.includes('--update-media') ? path.join(repo, 'media', 'screenshots') : undefined;
const totalsFile = process.env.TEST_TOTALS ?? path.join(outDir, 'ui.json');
for (const folder of [shots, media]) if (folder) mkdirSync(folder, { recursive: true });

const vsix = path.join(outDir, 'senior-backend.vsix');
const vsce = path.join(repo, 'node_modules', '@vscode', 'vsce', 'vsce');
const packed = spawnSync(process.execPath, [vsce, 'package', '--no-dependencies', '-o', vsix], {
  cwd: repo,
  encoding: 'utf8',
});
if (packed.status !== 0) throw new Error(`vsce package: ${packed.stdout}${packed.stderr}`);

const temporary = mkdtempSync(path.join(os.tmpdir(), 'senior-backend-ui-'));
/** `again`: the stories that failed, and what passed outside them. */
const totals = { passed: 0, failed: 0, again: { stories: [], passedElsewhere: 0 } };
const options = {
  vsix: [vsix],
  settings: {
    'files.simpleDialog.enable': true,
    'editor.minimap.enabled': false,
    'workbench.colorTheme': 'Default Dark Modern',
    'security.workspace.trust.startupPrompt': 'never',
  },
};
const server = await startServer(options);
const browser = await launch();
const only = process.argv.slice(2).filter(arg => !arg.startsWith('-'));
let broken = false;
let page;
let workbench;
let workspace;

function freshWorkspace(name) {
  workspace = path.join(temporary, name, 'book-store');
  cpSync(path.join(repo, 'test', 'fixtures', 'workspace'), workspace, { recursive: true });
  return workspace;
}

/**
 * @param prepare gets the folder before it is opened, and may name a workspace file to open in its place
 * @param on another server
 */
async function openWorkbench(name, prepare = () => undefined, on = server) {
  await page?.context().close();
  page = await newPage(browser, on, {
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  page.setDefaultTimeout(20_000);
  workbench = new Workbench(page);
  const folder = freshWorkspace(name);
  await workbench.open(on.url(prepare(folder) ?? folder));
}

/** As openWorkbench, where nothing is trusted that the user has not said so of. */
async function withTrustAsked(name, tell, prepare) {
  const asking = await startServer({ ...options, trust: true });
  try {
    await openWorkbench(name, prepare, asking);
    await tell();
  } finally {
    await asking.stop();
  }
}

/** Each `it` of a story continues where the one before it stopped, so the first failure ends the story. */
async function story(name, tell) {
  if (only.length && !only.includes(name)) return;
  console.log(name);
  broken = false;
  const before = totals.passed;
  await tell();
  if (broken) totals.again.stories.push(name);
  else totals.again.passedElsewhere += totals.passed - before;
}

async function it(name, check) {
  if (broken) {
    totals.failed++;
    console.log(`  - ${name} (not reached)`);
    return;
  }
  const started = Date.now();
  try {
    await check();
    totals.passed++;
    console.log(`  ✔ ${name} (${Date.now() - started} ms)`);
  } catch (error) {
    totals.failed++;
    broken = true;
    console.log(`  ${totals.failed}) ${name}\n${error.stack}`);
    await page.screenshot({ path: path.join(shots, `failed-${totals.failed}.png`) }).catch(() => {});
  }
}

async function shot(name, forReadme = false, keepPointer = false) {
  // Hovers and toasts slide in; the pointer must not colour what it rests on, unless that is what is shown.
  if (!keepPointer) await page.mouse.move(640, 795);
  await page.waitForTimeout(600);
  const file = path.join(shots, `${name}.png`);
  await page.screenshot({ path: file });
  if (media && forReadme) cpSync(file, path.join(media, `${name}.png`));
}

/** Waits for something on the disk. */
async function until(check, what) {
  const end = Date.now() + 15_000;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within 15 s: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

const inWorkspace = file => path.join(workspace, file);
const read = file => readFileSync(inWorkspace(file), 'utf8');

/** The files below src/api. */
function generated() {
  if (!existsSync(inWorkspace('src/api'))) return [];
  const entries = readdirSync(inWorkspace('src/api'), { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(({ name }) => name);
}

function addOperation() {
  const spec = read('openapi.yaml').replace(
    '  /orders:\n',
    `  /books/{bookId}/reviews:
    get:
      operationId: listReviews
      summary: List the reviews of a book
      tags: [books]
      parameters:
        - name: bookId
          in: path
          required: true
          schema:
            type: string
      responses:
        "200":
          description: The reviews
  /orders:
`,
  );
  writeFileSync(inWorkspace('openapi.yaml'), spec);
}

try {
  await scenarios({
    story,
    it,
    shot,
    until,
    read,
    generated,
    addOperation,
    openWorkbench,
    withTrustAsked,
    setSettings: server.setSettings,
    inWorkspace,
    get page() {
      return page;
    },
    get workbench() {
      return workbench;
    },
  });
} finally {
  await browser.close();
  await server.stop();
  rmSync(temporary, { recursive: true, force: true });
}
writeFileSync(totalsFile, JSON.stringify(totals));
console.log(`${totals.passed} passing, ${totals.failed} failing`);
process.exit(totals.failed ? 1 : 0);
