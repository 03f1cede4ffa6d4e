#!/usr/bin/env node
//   node test/run-host-tests.mjs [title of a suite…]
// Runs out/host (test/host/suite, built by esbuild.mjs) inside a real extension host, and writes its totals.
//   VSCODE_TEST_ROUTE=electron | server | auto (default)
// auto: desktop VS Code through @vscode/test-electron where there is a display and VS Code is cached or can be
// downloaded; otherwise the pinned code-server with a headless Chromium.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { cacheFolder } from './host/install.mjs';

const repo = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const tests = path.join(repo, 'out', 'host', 'index.js');
const outDir = path.join(repo, '.test-out');
const logFile = path.join(outDir, 'host.log');
const totalsFile = process.env.TEST_TOTALS ?? path.join(outDir, 'host.json');
const version = process.env.VSCODE_TEST_VERSION ?? '1.139.1';
const longest = Number(process.env.HOST_TEST_TIMEOUT ?? 300_000);

const suites = process.argv.slice(2).map(title => title.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
if (suites.length > 0) process.env.HOST_TEST_GREP = `^(?:${suites.join('|')}) `;

mkdirSync(outDir, { recursive: true });
rmSync(totalsFile, { force: true });
writeFileSync(logFile, '');

// A copy, because tests write; with a name that file names and URIs treat differently.
const temporary = mkdtempSync(path.join(os.tmpdir(), 'senior-backend-'));
const workspace = path.join(temporary, 'Büche r #1 100%');
cpSync(path.join(repo, 'test', 'fixtures', 'workspace'), workspace, { recursive: true });
// With a file of its own: a second folder comes to it without a restart of the host.
const workspaceFile = path.join(temporary, 'tests.code-workspace');
writeFileSync(workspaceFile, JSON.stringify({ folders: [{ path: path.basename(workspace) }] }));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));

const route = await pickRoute();
console.log(`VS Code by the ${route} route`);
const code = route === 'electron' ? await runInElectron() : await runInServer();
if (!existsSync(totalsFile)) {
  console.error(`The tests did not run to their end (${code}). Their log: ${path.relative(repo, logFile)}`);
  writeFileSync(totalsFile, JSON.stringify({ passed: 0, failed: 1 }));
}
const { passed, failed } = JSON.parse(readFileSync(totalsFile, 'utf8'));
console.log(`${passed} passing, ${failed} failing`);
process.exit(code || failed ? 1 : 0);

async function pickRoute() {
  const wanted = process.env.VSCODE_TEST_ROUTE ?? 'auto';
  if (wanted !== 'auto') return wanted;
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'server';
  if (process.env.VSCODE_EXECUTABLE) return 'electron';
  try {
    const answer = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      signal: AbortSignal.timeout(5000),
    });
    return answer.ok ? 'electron' : 'server';
  } catch {
    return 'server';
  }
}

async function runInElectron() {
  const { runTests } = await import('@vscode/test-electron');
  const flags = ['--disable-extensions', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'];
  // Chromium has no sandbox for root.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  return runTests({
    version,
    cachePath: path.join(cacheFolder(), 'desktop'),
    vscodeExecutablePath: process.env.VSCODE_EXECUTABLE,
    extensionDevelopmentPath: repo,
    extensionTestsPath: tests,
    launchArgs: [workspaceFile, ...flags, '--disable-telemetry', '--disable-updates'],
    extensionTestsEnv: { HOST_TEST_TOTALS: totalsFile },
  }).catch(error => {
    console.error(error);
    return 1;
  });
}

async function runInServer() {
  const { startServer } = await import('./host/server.mjs');
  const { launch, newPage, enableTestPayload } = await import('./host/browser.mjs');
  const server = await startServer({ testPayload: true, env: { HOST_TEST_TOTALS: totalsFile } });
  const browser = await launch();
  try {
    const page = await newPage(browser, server);
    if (!server.payloadByFlag) await enableTestPayload(page);
    let finish;
    const exited = new Promise(resolve => {
      finish = resolve;
    });
    // The workbench calls these two when it runs extension tests; they must be there before it loads.
    await page.exposeFunction('codeAutomationLog', (type, args) => {
      const text = format(...args);
      log(`${type} ${text}`);
      const line = /^\[test\] ?(.*)$/s.exec(text);
      if (line) console.log(line[1]);
    });
    await page.exposeFunction('codeAutomationExit', exitCode => finish(exitCode));
    page.on('console', message => log(`console.${message.type()} ${message.text()}`));
    page.on('pageerror', error => log(`pageerror ${error}`));
    await page.goto(
      server.url(workspaceFile, [
        ['extensionDevelopmentPath', server.uri(repo)],
        ['extensionTestsPath', server.uri(tests)],
        ['enableProposedApi', ''],
      ]),
    );
    const tooLong = new Promise(resolve => setTimeout(resolve, longest, 'timeout').unref());
    const outcome = await Promise.race([exited, tooLong]);
    if (outcome !== 0) await page.screenshot({ path: path.join(outDir, 'host-failure.png') }).catch(() => {});
    return outcome === 'timeout' ? 124 : outcome;
  } finally {
    await browser.close();
    await server.stop();
  }
}

function log(line) {
  writeFileSync(logFile, `${line}\n`, { flag: 'a' });
}
