// Starts a throw-away code-server on 127.0.0.1 with everything it writes kept in one temporary folder.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { ensureHost } from './install.mjs';

export const freePort = () =>
  new Promise((res, rej) => {
    const s = createServer();
    s.on('error', rej);
    s.listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => res(port));
    });
  });

const SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'git.openRepositoryInParentFolders': 'never',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'editor.codeLens': true,
};

export async function startServer({
  settings = {},
  vsix = [],
  unpacked = [],
  testPayload = false,
  env: extraEnv = {},
  args: extraArgs = [],
  /** Ask which folders are trusted, as VS Code does unless told not to. */
  trust = false,
  keep = false,
} = {}) {
  const h = ensureHost();
  const tmp = mkdtempSync(path.join(os.tmpdir(), 'vscode-host-'));
  const ud = path.join(tmp, 'user-data'),
    ext = path.join(tmp, 'extensions'),
    home = path.join(tmp, 'home');
  mkdirSync(path.join(ud, 'User'), { recursive: true });
  mkdirSync(ext);
  mkdirSync(home);
  /** The user's settings, also while the workbench runs. */
  const setSettings = more =>
    writeFileSync(
      path.join(ud, 'User', 'settings.json'),
      JSON.stringify({ ...SETTINGS, ...settings, ...more }, null, 2),
    );
  setSettings({});
  writeFileSync(path.join(tmp, 'config.yaml'), 'auth: none\ncert: false\n');
  const env = {
    ...process.env,
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_DATA_HOME: path.join(home, '.local/share'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    ...extraEnv,
  };
  for (const k of Object.keys(env)) {
    if (/^(VSCODE_|CODE_SERVER_|ELECTRON_RUN_AS_NODE$|PORT$|PASSWORD$|NODE_OPTIONS$)/.test(k) && !(k in extraEnv)) {
      delete env[k];
    }
  }
  const dirs = ['--config', path.join(tmp, 'config.yaml'), '--user-data-dir', ud, '--extensions-dir', ext];
  // an unpacked extension only needs to lie in the extensions folder before the first start
  for (const u of unpacked) {
    const m = JSON.parse(readFileSync(path.join(u, 'package.json'), 'utf8'));
    cpSync(u, path.join(ext, `${m.publisher}.${m.name}-${m.version}`), { recursive: true });
  }
  for (const v of vsix) {
    const r = spawnSync(h.node, [h.codeServer, ...dirs, '--install-extension', path.resolve(v), '--force'], {
      env,
      encoding: 'utf8',
    });
    if (r.status !== 0 || /Failed|Error:/.test(r.stderr)) {
      throw new Error(`installing ${v}: ${r.stdout}${r.stderr}`);
    }
  }
  // A built workbench ignores extensionDevelopmentPath/extensionTestsPath in the URL's payload unless the smoke-test driver is on
  const payloadByFlag = readFileSync(path.join(path.dirname(h.codeServer), 'cli.js'), 'utf8').includes('vscode-option');
  if (testPayload && payloadByFlag) {
    extraArgs = [...extraArgs, '--vscode-option', 'enable-smoke-test-driver'];
  }
  const port = await freePort();
  const logFile = path.join(tmp, 'server.log');
  const fd = openSync(logFile, 'a');
  const t0 = Date.now();
  const child = spawn(
    h.node,
    [
      h.codeServer,
      ...dirs,
      '--auth',
      'none',
      '--bind-addr',
      `127.0.0.1:${port}`,
      '--disable-telemetry',
      '--disable-update-check',
      ...(trust ? [] : ['--disable-workspace-trust']),
      '--disable-getting-started-override',
      '--disable-proxy',
      '--ignore-last-opened',
      ...extraArgs,
    ],
    { env, stdio: ['ignore', fd, fd], detached: process.platform !== 'win32' },
  );
  let exited = false;
  child.on('exit', () => {
    exited = true;
  });
  const stop = async () => {
    if (!exited) {
      try {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGTERM');
      } catch {
        /* gone */
      }
      for (let i = 0; i < 50 && !exited; i++) {
        await new Promise(r => setTimeout(r, 100));
      }
      try {
        process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
      } catch {
        /* gone */
      }
    }
    if (!keep) {
      for (let i = 0; i < 5; i++) {
        try {
          rmSync(tmp, { recursive: true, force: true });
          break;
        } catch {
          await new Promise(r => setTimeout(r, 200));
        }
      }
    }
  };
  for (;;) {
    if (exited || Date.now() - t0 > 60_000) {
      const log = readFileSync(logFile, 'utf8');
      await stop();
      throw new Error(`code-server did not start:\n${log}`);
    }
    try {
      if ((await fetch(`http://127.0.0.1:${port}/healthz`)).ok) {
        break;
      }
    } catch {
      /* not yet */
    }
    await new Promise(r => setTimeout(r, 50));
  }
  const authority = `127.0.0.1:${port}`;
  const uri = p => `vscode-remote://${authority}${encodeURI(path.resolve(p))}`;
  const url = (folder, payload = []) => {
    const u = new URL(`http://${authority}/`);
    u.searchParams.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', path.resolve(folder));
    u.searchParams.set('payload', JSON.stringify([['skipWelcome', 'true'], ['skipReleaseNotes', 'true'], ...payload]));
    return u.href;
  };
  return {
    payloadByFlag,
    setSettings,
    port,
    url,
    uri,
    stop,
    tmp,
    userData: ud,
    extensions: ext,
    logFile,
    bootMs: Date.now() - t0,
    pid: child.pid,
  };
}
