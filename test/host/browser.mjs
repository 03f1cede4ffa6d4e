// Chromium through playwright-core: the system's browser, never a download.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const CANDIDATES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
export const chromiumPath = () => CANDIDATES.find(p => p && existsSync(p));
export async function launch() {
  const executablePath = chromiumPath();
  if (!executablePath) {
    throw new Error('no Chromium found: apt-get install -y chromium, or set CHROMIUM_PATH');
  }
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  });
}
/** A page that cannot leave this machine: every non-loopback request is aborted. */
export async function newPage(browser, _server, opts = {}) {
  const ctx = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...opts });
  await ctx.route(
    u => !['127.0.0.1', 'localhost'].includes(u.hostname) && /^(https?|wss?):$/.test(u.protocol),
    r => r.abort(),
  );
  return ctx.newPage();
}

/**
 * For a code-server without --vscode-option: switches the same thing on in the page's own configuration, after parsing and
 * before the (deferred) workbench module runs. Not by fulfilling the document from page.route: Chromium takes such a page
 * for a public one and then refuses its web sockets to 127.0.0.1 (local network access checks).
 */
export function enableTestPayload(page) {
  return page.addInitScript(() => {
    document.addEventListener('readystatechange', () => {
      const meta = document.getElementById('vscode-workbench-web-configuration');
      if (document.readyState !== 'interactive' || !meta) {
        return;
      }
      const c = JSON.parse(meta.getAttribute('data-settings'));
      c.developmentOptions = { ...c.developmentOptions, enableSmokeTestDriver: true };
      meta.setAttribute('data-settings', JSON.stringify(c));
    });
  });
}
