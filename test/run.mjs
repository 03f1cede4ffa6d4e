// `npm test`: installs what is missing, then checks and runs everything. The last line is `N passed, N failed`.
//   node test/run.mjs [unit] [database] [e2e] [load] [host] [ui]     only these
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repo = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(repo);
const started = Date.now();
const only = process.argv.slice(2);
const totals = { passed: 0, failed: 0 };

function say(step) {
  console.log(`\n### ${step} (${Math.round((Date.now() - started) / 1000)} s)`);
}

function run(command, args, options = {}) {
  // npm is a .cmd file on Windows, which only a shell starts; every argument here is a constant of ours.
  return spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32', ...options }).status ?? 1;
}

function finish(failure) {
  if (failure) console.error(failure);
  console.log(`\n${totals.passed} passed, ${totals.failed + (failure ? 1 : 0)} failed`);
  process.exit(failure || totals.failed > 0 || totals.passed === 0 ? 1 : 0);
}

function must(step, command, args) {
  say(step);
  if (run(command, args) !== 0) finish(`${step}: failed`);
}

/** The first has a core of its own, the others one after the other the second one. */
async function mustAll(step, [first, ...others]) {
  say(step);
  const alone = new Promise(resolve => {
    spawn(...first, { stdio: 'inherit', shell: process.platform === 'win32' }).on('close', resolve);
  });
  for (const command of others) if (run(...command) !== 0) finish(`${command.flat().join(' ')}: failed`);
  if ((await alone) !== 0) finish(`${first.flat().join(' ')}: failed`);
}

/**
 * Runs one suite; it writes its own totals, and a suite that ends without them has failed. `attempts`: a whole workbench on a
 * busy machine may miss a deadline, so the suites that drive one may be run twice, of which the last counts; both are shown.
 * A suite that tells which of its stories failed has only these run again.
 */
function suite(name, args, attempts = 1, passedBefore = 0) {
  if (only.length && !only.includes(name)) return;
  say(name);
  const file = path.join(repo, '.test-out', `${name}.json`);
  rmSync(file, { force: true });
  const status = run(process.execPath, args, { env: { ...process.env, TEST_TOTALS: file } });
  const { passed, failed, again } = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { passed: 0, failed: 1 };
  console.log(`${name}: ${passed} passed, ${failed} failed`);
  if ((failed > 0 || status !== 0) && attempts > 1) {
    return again?.stories.length
      ? suite(name, [args[0], ...again.stories], attempts - 1, again.passedElsewhere)
      : suite(name, args, attempts - 1);
  }
  totals.passed += passed + passedBefore;
  totals.failed += failed || (status !== 0 || passed === 0 ? 1 : 0);
}

function ensureModules() {
  // What npm wrote at the end of its last install, against what the lock file wants.
  const installed = 'node_modules/.package-lock.json';
  if (existsSync(installed)) {
    const have = JSON.parse(readFileSync(installed, 'utf8')).packages;
    const want = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
    const missing = Object.entries(want).some(
      ([p, { version, optional }]) => p && !optional && have[p]?.version !== version,
    );
    if (!missing) return;
  }
  must('npm ci', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
}

async function ensureChromium() {
  const { chromiumPath } = await import('./host/browser.mjs');
  if (chromiumPath()) return;
  if (process.platform === 'linux' && process.getuid() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    say('apt-get install chromium');
    if (
      run('apt-get', ['update', '-qq'], { env }) === 0 &&
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
        env,
        stdio: ['ignore', 'ignore', 'inherit'],
      }) === 0
    )
      return;
  }
  finish('The editor tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.');
}

const mocha = globs => ['node_modules/mocha/bin/mocha.js', '--reporter', 'test/support/reporter.cjs', ...globs];

ensureModules();
mkdirSync('.test-out', { recursive: true });
if (!only.length || only.includes('host') || only.includes('ui')) await ensureChromium();
if (!only.length) {
  await mustAll('lint and format, types, build', [
    ['npx', ['tsc', '--noEmit', '-p', '.']],
    ['npx', ['biome', 'ci', '.']],
    ['npx', ['tsc', '--noEmit', '-p', 'src/panel']],
    [process.execPath, ['esbuild.mjs']],
  ]);
} else must('build', process.execPath, ['esbuild.mjs']);
// What measures time has the machine to itself; the rest shares it.
const measuring = ['test/unit/loadtest/engine*.test.ts', 'test/e2e/loadTest*.test.ts'];
const sharing = ['--parallel', '--jobs', '2', ...measuring.flatMap(glob => ['--ignore', glob])];
suite('unit', mocha([...sharing, 'test/*.test.ts', 'test/unit/**/*.test.ts']));
suite('database', mocha([...sharing, 'test/database/**/*.test.ts']));
suite('e2e', mocha([...sharing, 'test/e2e/**/*.test.ts']));
suite('load', mocha(measuring));
suite('host', ['test/run-host-tests.mjs'], 2);
suite('ui', ['test/ui/run.mjs'], 2);
finish();
