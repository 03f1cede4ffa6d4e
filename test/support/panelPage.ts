/** The load-test page as VS Code shows it: built from the sources, served with its own policy, in Chromium. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { panelHtml } from '../../src/panel/panelHtml.js';
import type { HostMessage, PageMessage, PanelState } from '../../src/panel/panelMessages.js';
import { type ThemeName, themes } from './panelThemes.js';

const repo = path.resolve(import.meta.dirname, '../..');

export interface PanelServer {
  readonly url: string;
  readonly bytes: Readonly<Record<string, number>>;
  readonly stop: () => Promise<void>;
}

/** The page, and what it did. Scripts for it are text, since what runs there is no code of these tests’ platform. */
export interface PanelPage {
  readonly page: Page;
  readonly sent: () => Promise<PageMessage[]>;
  /** Until the script, an expression, is true. */
  readonly until: (script: string) => Promise<void>;
  /** What it would have again after it was hidden. */
  readonly saved: () => Promise<PanelState>;
  readonly post: (messages: readonly HostMessage[]) => Promise<void>;
  readonly setTheme: (name: ThemeName) => Promise<void>;
  /** Breaches of the policy, uncaught errors, lines on the console. */
  readonly troubles: string[];
}

export async function servePanel(): Promise<PanelServer> {
  const { outputFiles } = await build({
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    entryPoints: [
      { in: path.join(repo, 'src/panel/main.ts'), out: 'panel' },
      { in: path.join(repo, 'media/panel.css'), out: 'panel' },
    ],
    outdir: 'dist',
    write: false,
    logLevel: 'silent',
  });
  const files = new Map(outputFiles.map(file => [`/${path.basename(file.path)}`, file.text]));
  const server: Server = createServer(({ url = '/' }, response) => {
    const text = url === '/' ? html() : files.get(url);
    const type = url.endsWith('.js') ? 'text/javascript' : url.endsWith('.css') ? 'text/css' : 'text/html';
    response.writeHead(text === undefined ? 204 : 200, { 'content-type': `${type}; charset=utf-8` }).end(text);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const html = () =>
    panelHtml({ script: `${origin}/panel.js`, style: `${origin}/panel.css`, source: origin, nonce: 'abc123' });
  return {
    url: origin,
    bytes: Object.fromEntries([...files].map(([name, text]) => [name, text.length])),
    stop: () => new Promise(resolve => server.close(() => resolve())),
  };
}

/** `state`: what the page saved before it was hidden. */
export async function openPanel(
  browser: Browser,
  { url }: PanelServer,
  options: BrowserContextOptions & { readonly theme?: ThemeName; readonly state?: unknown } = {},
): Promise<PanelPage> {
  const { theme = 'dark', state, ...rest } = options;
  const context = await browser.newContext({
    viewport: { width: 1100, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...rest,
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', error => troubles.push(String(error)));
  page.on('console', message => troubles.push(message.text()));
  await page.addInitScript({ content: webview(state, theme) });
  await page.goto(url);
  return {
    page,
    troubles,
    until: async script => {
      // Not `waitForFunction`: it makes a function of text within the page, which the policy forbids.
      const end = Date.now() + 15_000;
      while (!(await page.evaluate(script))) {
        if (Date.now() > end) throw new Error(`not within 15 s: ${script}`);
        await page.waitForTimeout(20);
      }
    },
    sent: () => page.evaluate('window.sent'),
    saved: () => page.evaluate('window.saved'),
    post: messages =>
      page.evaluate(`{
        for (const data of ${JSON.stringify(messages)}) window.dispatchEvent(new MessageEvent('message', { data }));
        new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }`),
    setTheme: name =>
      page.evaluate(`{
        document.documentElement.removeAttribute('style');
        ${themed(name)}
        new Promise(resolve => requestAnimationFrame(resolve));
      }`),
  };
}

/** What VS Code puts into a webview before the page's own script runs. As text: functions of ours would name helpers of the compiler. */
function webview(state: unknown, theme: ThemeName): string {
  return `{
    window.sent = [];
    window.saved = ${JSON.stringify(state) ?? 'undefined'};
    window.acquireVsCodeApi = () => ({
      postMessage: message => window.sent.push(structuredClone(message)),
      getState: () => window.saved,
      setState: next => { window.saved = JSON.parse(JSON.stringify(next)); },
    });
    document.addEventListener('readystatechange', () => {
      if (document.readyState !== 'interactive') return;
      ${themed(theme)}
    });
  }`;
}

function themed(name: ThemeName): string {
  return `{
    const { kind, variables } = ${JSON.stringify(themes[name])};
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.className = kind;
  }`;
}
