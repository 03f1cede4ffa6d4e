// The page in Chromium, built from the sources, under its own policy. Skipped where there is no Chromium.
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { HostMessage } from '../../../src/panel/panelMessages.js';
import { emptyState, receive } from '../../../src/panel/panelState.js';
import { chromiumPath, launch } from '../../host/browser.mjs';
import { openPanel, type PanelPage, type PanelServer, servePanel } from '../../support/panelPage.js';
import { recordRun } from '../../support/panelRuns.js';
import { states, steady } from '../../support/panelStates.js';
import { type ThemeName, themes } from '../../support/panelThemes.js';

describe('the load-test page', () => {
  let browser: Browser;
  let server: PanelServer;
  let shown: PanelPage | undefined;

  before(async function () {
    if (!chromiumPath()) return this.skip();
    [browser, server] = await Promise.all([launch(), servePanel()]);
  });
  afterEach(async () => {
    assert.deepEqual(shown?.troubles ?? [], []);
    await shown?.page.context().close();
    shown = undefined;
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function open(state: string, options: Parameters<typeof openPanel>[2] = {}): Promise<PanelPage> {
    shown = await openPanel(browser, server, options);
    await shown.post(states[state]!);
    return shown;
  }

  it('says that it is ready, and how to start while there is no run', async () => {
    const { page, sent } = await open('empty');
    assert.deepEqual(await sent(), [{ kind: 'ready' }]);
    assert.match(await page.locator('main').innerText(), /No run yet[\s\S]*Load test this path/);
  });

  it('shows figures, charts, progress and a stop button while a run lasts', async () => {
    const { page, sent } = await open('live');
    const text = await page.locator('main').innerText();
    for (const part of [/Running\s*5 s left/, /p99 latency\s*22\.9 ms/, /200\s*OK/]) assert.match(text, part);
    assert.equal(await page.locator('.plot canvas').count(), 5);
    assert.ok(Math.abs(Number(await page.locator('progress').getAttribute('value')) - 0.56) < 0.01);
    await page.getByRole('button', { name: 'Stop' }).click();
    assert.deepEqual((await sent()).at(-1), { kind: 'stop', id: '1' });
  });

  it('draws however many snapshots came once, and the buttons under the pointer stay', async () => {
    const { page, post } = await open('starting');
    const stop = await page.getByRole('button', { name: 'Stop' }).elementHandle();
    const { snapshots } = recordRun([steady], 4);
    await post(snapshots.map(snapshot => ({ kind: 'snapshot', id: '1', snapshot })));
    assert.ok(await stop?.evaluate(button => button.isConnected));
    assert.match(await page.locator('.tiles').innerText(), /Throughput\s*4,8\d\d req\/s/);
  });

  it('asks the editor for all that can be done with a report', async () => {
    const { page, sent } = await open('done');
    for (const name of ['Run Again', 'Save as Baseline', 'Copy as Command']) {
      await page.getByRole('button', { name }).click();
    }
    await page.getByRole('button', { name: 'Export' }).press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Open the run of 4 Mar/ }).click();
    assert.deepEqual((await sent()).slice(1), [
      { kind: 'runAgain', id: '1' },
      { kind: 'saveBaseline', id: '1' },
      { kind: 'copyCommand', id: '1' },
      { kind: 'export', id: '1', format: 'csv' },
      { kind: 'openHistory', id: 'history-22' },
    ]);
    assert.equal(await page.evaluate('document.activeElement?.textContent'), 'Open');
  });

  it('shows thresholds, advice, banners and errors as text, whatever is in them', async () => {
    const { page } = await open('done-trouble');
    const text = await page.locator('main').innerText();
    for (const part of [
      'The client was the bottleneck',
      'Rate limited: 1,450 × 429',
      'Retry-After: 30',
      'p99 < 200 ms',
      '2 of 3 checks',
      '<script>alert(1)</script>',
    ]) {
      assert.ok(text.includes(part), part);
    }
    assert.equal(await page.locator('main script').count(), 0);
  });

  it('says what failed and what to do, and keeps the figures', async () => {
    const { page, sent } = await open('failed');
    const alert = page.getByRole('alert');
    assert.match(await alert.innerText(), /worker thread of the load test died[\s\S]*fewer connections/);
    assert.match(await page.locator('.tiles').innerText(), /27,340/);
    await alert.getByRole('button', { name: 'Show Log' }).click();
    assert.deepEqual((await sent()).at(-1), { kind: 'showLog' });
  });

  it('offers another token where the server refuses, and the settings where the engine is missing', async () => {
    const { page, sent, post } = await open('refused');
    const alert = page.getByRole('alert');
    await alert.getByRole('button', { name: 'Set Token…' }).click();
    await alert.getByRole('button', { name: 'Forget Token' }).click();
    await post(states['no-k6']!);
    await alert.getByRole('button', { name: 'Open Settings' }).click();
    assert.deepEqual((await sent()).slice(1), [
      { kind: 'setToken', id: '1' },
      { kind: 'forgetToken', id: '1' },
      { kind: 'openSettings', id: '1' },
    ]);
  });

  it('starts anew where another version saved something else', async () => {
    shown = await openPanel(browser, server, { state: { runs: [{ info: {} }] } });
    assert.match(await shown.page.locator('main').innerText(), /No run yet/);
  });

  it('compares in words, figures and intervals', async () => {
    const { page } = await open('compare');
    const text = await page.getByRole('region', { name: 'branch against main' }).first().innerText();
    assert.match(text, /branch’s p99 is 12–18 % slower/);
    assert.match(text, /throughput\s+less\s+−12 % to −7\.0 %\s+4,800 req\/s\s+4,350 req\/s/);
    assert.equal(await page.locator('.interval .range').count(), 5);
    const p50 = page.getByRole('button', { name: 'p50' });
    await p50.click();
    await page.locator('.choice [aria-pressed=true]', { hasText: 'p50' }).waitFor();
    assert.match((await page.locator('.chart .plot').first().getAttribute('aria-label')) ?? '', /^p50/);
  });

  it('moves between runs with the keyboard and closes those that have ended', async () => {
    const { page, sent, until } = await open('several');
    const heading = page.locator('h1').first();
    await page.getByRole('tab', { selected: true }).focus();
    await page.keyboard.press('Delete');
    await page.keyboard.press('Home');
    await page.getByRole('tab', { selected: true, name: /POST \/orders/ }).waitFor();
    assert.match(await heading.innerText(), /orders/);
    await page.locator('[role=tab][aria-selected=true]:focus').waitFor();
    await page.keyboard.press('Delete');
    await until('document.querySelectorAll("[role=tab]").length === 2');
    assert.deepEqual((await sent()).at(-1), { kind: 'close', id: '1' });
    assert.equal((await sent()).filter(({ kind }) => kind === 'close').length, 1);
  });

  it('knows all again after it was hidden, and what it missed once the editor says', async () => {
    const before = await open('live');
    await before.until('window.saved.runs.length === 1');
    const state = await before.saved();
    await before.page.context().close();
    shown = await openPanel(browser, server, { state });
    assert.match(await shown.page.locator('main').innerText(), /GET\s*\/books[\s\S]*p99 latency/);
    const messages: readonly HostMessage[] = states.done!;
    await shown.post([{ kind: 'state', state: messages.reduce(receive, emptyState) }]);
    assert.match(await shown.page.locator('.status').innerText(), /Passed/);
  });

  it('has a table in place of each chart', async () => {
    const { page } = await open('done');
    const latency = page.getByRole('region', { name: 'Latency', exact: true }).first();
    assert.match((await latency.getByRole('img').getAttribute('aria-label')) ?? '', /p99 at most 24\.\d ms/);
    await latency.getByRole('button', { name: 'Latency as a table' }).click();
    assert.equal(await latency.locator('tbody tr').count(), 10);
    assert.equal(await latency.locator('.plot').isVisible(), false);
  });

  it('stops the Tab key at a table only where there is something to scroll', async () => {
    const { page, until } = await open('done', { viewport: { width: 1100, height: 800 } });
    const stops = '[...document.querySelectorAll(".scroll[tabindex]")].map(each => each.getAttribute("aria-label"))';
    await until(`${stops}.join() === 'Runs of this path'`);
    await page.setViewportSize({ width: 360, height: 800 });
    await until(`${stops}.includes('All latencies')`);
  });

  it('closes its menu with Escape, back at the button that opened it', async () => {
    const { page, sent } = await open('done');
    const opener = page.getByRole('button', { name: 'Export' });
    await opener.press('Enter');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('menu').count(), 0);
    assert.equal(await opener.evaluate(button => button === button.ownerDocument.activeElement), true);
    await page.keyboard.press('Space');
    await page.keyboard.press('End');
    await page.keyboard.press('Space');
    assert.deepEqual((await sent()).at(-1), { kind: 'export', id: '1', format: 'markdown' });
  });

  it('reads out how a run goes, and not with each snapshot', async () => {
    const { page, post } = await open('starting');
    const live = page.locator('[aria-live=polite]');
    const first = await live.innerText();
    const { snapshots } = recordRun([steady], 2);
    await post(snapshots.map(snapshot => ({ kind: 'snapshot', id: '1', snapshot })));
    assert.equal(await live.innerText(), first);
    await post(states.done!.slice(1));
    assert.match(await live.innerText(), /Passed, 3 checks[\s\S]*p99 23\.0 milliseconds|p99 23\.0 ms/);
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`is wide enough for nothing to stick out at 320 and 1,600 pixels (${theme})`, async () => {
      const { page, setTheme, until } = await open('done-trouble', { viewport: { width: 320, height: 800 } });
      await setTheme(theme);
      for (const width of [320, 1600]) {
        await page.setViewportSize({ width, height: 800 });
        // Layout may give a plot part of a pixel.
        await until(`[...document.querySelectorAll('.plot')].every(
          plot => !plot.clientWidth || Math.abs(plot.clientWidth - plot.querySelector('.uplot').clientWidth) <= 1)`);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
      }
    });
  }

  it('draws with the colours of a new theme', async () => {
    const { page, setTheme } = await open('done', { theme: 'dark' });
    const pixels = () => page.evaluate("document.querySelector('.plot canvas').toDataURL()");
    const dark = await pixels();
    await setTheme('light');
    assert.notEqual(await pixels(), dark);
  });

  it('is small, and keeps no more than it needs when it is hidden', async () => {
    assert.ok(server.bytes['/panel.js']! < 110_000, `${server.bytes['/panel.js']}`);
    await open('done-trouble');
    const saved = JSON.stringify(await shown!.saved()).length;
    assert.ok(saved < 60_000, `${saved}`);
  });
});
