#!/usr/bin/env node
// Installs the pinned code-server (real Code-OSS server, real Node extension host) from the npm
// registry alone: no GitHub, no compiler required. Prints the install directory.
//   VSCODE_TEST_HOST_DIR  where to keep it (default: the user's cache folder, one folder a pin, shared by checkouts)
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));

/** Outside the checkout: clones share it, and no tool of the project walks through it. */
export function cacheFolder() {
  const base =
    process.env.XDG_CACHE_HOME ??
    (process.platform === 'win32'
      ? (process.env.LOCALAPPDATA ?? path.join(os.homedir(), 'AppData', 'Local'))
      : path.join(os.homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache'));
  return path.join(base, 'senior-backend-test-host');
}

export function hostPaths(dir) {
  const cs = path.join(dir, 'node_modules', 'code-server');
  const own = ownNode(dir);
  return {
    dir,
    node: own,
    codeServer: path.join(cs, 'out', 'node', 'entry.js'),
    vscode: path.join(cs, 'lib', 'vscode'),
  };
}
function nodePackage() {
  const plat = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${plat}-${process.arch}`;
}
function ownNode(dir) {
  const p = path.join(dir, 'node_modules', nodePackage(), process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');
  return existsSync(p) ? p : process.execPath;
}

export function ensureHost({ log = (...a) => console.error('[host]', ...a) } = {}) {
  // CODE_SERVER_VERSION / CODE_SERVER_NODE try another release (say, the oldest VS Code that engines.vscode admits)
  const wantedPin = JSON.parse(readFileSync(path.join(here, 'package.json'), 'utf8'));
  const other = process.env.CODE_SERVER_VERSION;
  if (other) {
    wantedPin.dependencies['code-server'] = other;
    wantedPin.config.node = process.env.CODE_SERVER_NODE ?? wantedPin.config.node;
  }
  const pin = JSON.stringify(wantedPin, null, 2);
  const lock = path.join(here, other ? 'no-lock' : 'package-lock.json');
  const hash = createHash('sha256')
    .update(pin)
    .update(existsSync(lock) ? readFileSync(lock) : '')
    .update(`${process.platform}-${process.arch}-${process.env.VSCODE_TEST_HOST_NATIVE ?? ''}-2`)
    .digest('hex')
    .slice(0, 12);
  const dir = process.env.VSCODE_TEST_HOST_DIR ?? path.join(cacheFolder(), hash);
  const stamp = path.join(dir, '.complete');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) {
    return hostPaths(dir);
  }

  const t0 = Date.now();
  const tmp = `${dir}.partial-${process.pid}`;
  rmSync(tmp, { recursive: true, force: true });
  mkdirSync(tmp, { recursive: true });
  writeFileSync(path.join(tmp, 'package.json'), pin);
  if (existsSync(lock)) {
    cpSync(lock, path.join(tmp, 'package-lock.json'));
  }
  const wanted = JSON.parse(pin).config.node;
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const npm = (args, cwd, env = process.env) => {
    const s = Date.now();
    const r = spawnSync('npm', [...args, ...quiet], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    log(`npm ${args.join(' ')} (${((Date.now() - s) / 1000).toFixed(1)}s) rc=${r.status}`);
    return r;
  };
  const must = r => {
    if (r.status !== 0) {
      throw new Error(`npm failed:\n${r.stdout}\n${r.stderr}`);
    }
  };

  // 1. code-server itself + its own dependencies (pinned by the npm-shrinkwrap inside the package),
  //    without its postinstall, which would compile eight native modules (2 min) most of which we never load.
  must(npm([existsSync(path.join(tmp, 'package-lock.json')) ? 'ci' : 'install', '--ignore-scripts'], tmp));
  // 2. a Node of the major code-server is built for, if the current one is another
  if (process.versions.node.split('.')[0] !== wanted.split('.')[0]) {
    must(npm(['install', '--no-save', '--ignore-scripts', `${nodePackage()}@${wanted}`], tmp));
  }
  const h = hostPaths(tmp);
  const env = { ...process.env, PATH: path.dirname(h.node) + path.delimiter + process.env.PATH };
  // 3. what postinstall.sh does, minus the native builds. `install`, not `ci`: the shipped shrinkwrap
  //    lacks one transitive entry (tslib) and `npm ci` refuses it.
  must(npm(['install', '--omit=dev', '--ignore-scripts'], h.vscode, env));
  must(npm(['install', '--omit=dev', '--ignore-scripts'], path.join(h.vscode, 'extensions'), env));
  // 4. the only native modules the extension host loads: native-watchdog (the host does not start without it) and
  //    spdlog (log files, output channels). Small JavaScript stand-ins do the same for tests and need no compiler;
  //    VSCODE_TEST_HOST_NATIVE=1 builds the real ones (python3, make, g++; about 20 s of CPU).
  const mod = (m, ...f) => path.join(h.vscode, 'node_modules', '@vscode', m, ...f);
  let native = false;
  if (process.env.VSCODE_TEST_HOST_NATIVE) {
    const headers = path.dirname(path.dirname(h.node)); // the node-<platform> packages carry include/node
    const gyp = {
      ...env,
      JOBS: 'max',
      ...(existsSync(path.join(headers, 'include', 'node', 'node_api.h')) ? { npm_config_nodedir: headers } : {}),
    };
    native =
      npm(['rebuild', '@vscode/native-watchdog', '@vscode/spdlog', '--foreground-scripts'], h.vscode, gyp).status === 0;
  }
  if (!native) {
    mkdirSync(mod('native-watchdog', 'build', 'Release'), { recursive: true });
    cpSync(path.join(here, 'stubs', 'watchdog.js'), mod('native-watchdog', 'build', 'Release', 'watchdog.js'));
    cpSync(path.join(here, 'stubs', 'spdlog.js'), mod('spdlog', 'index.js'));
  }

  // 5. older releases only: argon2 (password hashing, unused with --auth none) without prebuilds, ripgrep without its download
  const argon = path.join(tmp, 'node_modules', 'argon2');
  if (!existsSync(path.join(argon, 'prebuilds'))) {
    writeFileSync(
      path.join(argon, 'argon2.js'),
      'module.exports = {};\nmodule.exports.hash = module.exports.verify = async () => { throw new Error("stub"); };\n',
    );
  }
  const rg = path.join(h.vscode, 'node_modules', '@vscode', 'ripgrep');
  if (existsSync(rg) && !existsSync(path.join(rg, 'bin', 'rg'))) {
    must(
      npm(
        ['install', '--no-save', '--ignore-scripts', '@vscode/ripgrep-universal@1.18.0', `${nodePackage()}@${wanted}`],
        tmp,
      ),
    ); // both: a second --no-save install prunes the first
    mkdirSync(path.join(rg, 'bin'), { recursive: true });
    const from = path.join(tmp, 'node_modules/@vscode/ripgrep-universal/bin', `${process.platform}-${process.arch}`);
    cpSync(from, path.join(rg, 'bin'), { recursive: true });
  }

  writeFileSync(path.join(tmp, '.complete'), hash);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(path.dirname(dir), { recursive: true });
  renameSync(tmp, dir);
  log(`ready in ${((Date.now() - t0) / 1000).toFixed(1)}s: ${dir}`);
  return hostPaths(dir);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const h = ensureHost();
  console.log(h.dir);
  const v = spawnSync(h.node, [h.codeServer, '--version'], {
    encoding: 'utf8',
    env: { ...process.env, XDG_CONFIG_HOME: path.join(h.dir, '.xdg') },
  });
  console.log(v.stdout.trim().split('\n').at(-1));
}
