// The stories about load tests: lenses, the question, the live panel, the report, a comparison.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const themes = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
  ['high-contrast', 'Default High Contrast'],
];

export async function loadTestStories(ui) {
  // The steps are the same in each theme; CI takes the first, whoever changes the page looks at all (npm run test:ui).
  for (const [name, theme] of process.env.CI ? themes.slice(0, 1) : themes) {
    await ui.story(`load-test-${name}`, () => loadTest(ui, name, theme));
  }
  await ui.story('load-test-care', () => care(ui));
}

/** Answers after about so many milliseconds; now and then after ten times as many. */
async function startShop(milliseconds) {
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    request.resume();
    const slow = asked % 97 === 0 ? 10 : 1;
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('[]'), milliseconds * slow);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${server.address().port}`,
    asked: () => asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function loadTest(ui, name, theme) {
  const { it, shot, until } = ui;
  const shop = await startShop(3);
  const faster = await startShop(2);
  const panel = () => ui.page.frameLocator('iframe.webview').frameLocator('iframe');
  // Not the tabs, which say it too and are hidden while there is one run.
  const status = word => panel().locator('.status b').filter({ hasText: word });
  const button = name => panel().getByRole('button', { name });
  const input = () => ui.page.locator('.quick-input-widget .quick-input-box input');
  try {
    await it(`each operation has its lenses in ${theme}`, async () => {
      ui.setSettings({ 'workbench.colorTheme': theme });
      await ui.openWorkbench(`load-test-${name}`, folder => {
        const slo = { default: ['p99<500', 'success>99.5'], operations: { listBooks: ['p50<50'] } };
        mkdirSync(path.join(folder, '.senior-backend'));
        writeFileSync(path.join(folder, '.senior-backend/slo.json'), JSON.stringify(slo));
      });
      await ui.workbench.openFile('openapi.yaml');
      // Room for the panel.
      await ui.page.keyboard.press('Control+B');
      await ui.workbench.lenses.filter({ hasText: 'Load test this path' }).first().waitFor({ timeout: 60_000 });
      await shot(`${name}-load-test-lenses`, name === 'dark');
    });

    await it('one question asks for server and load, and takes typed ones', async () => {
      const { workbench, page } = ui;
      await workbench.lenses.filter({ hasText: 'Load test this path' }).first().click();
      await workbench.picks.filter({ hasText: '10 connections for 10 s' }).waitFor();
      await shot(`${name}-load-test-question`, name === 'dark');
      await input().fill(shop.address);
      await workbench.picks.filter({ hasText: 'send it there' }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-title').filter({ hasText: shop.address }).waitFor();
      await input().fill('10 x 8s');
      await workbench.picks.filter({ hasText: '10 connections for 8 s' }).waitFor();
      await page.keyboard.press('Enter');
    });

    await it('the panel shows the run while it goes on, the status bar too', async () => {
      await status('Running').waitFor();
      await ui.page.locator('.statusbar-item').filter({ hasText: 'GET /books' }).waitFor();
      await ui.page.waitForTimeout(2000);
      await shot(`${name}-load-test-live`, name === 'dark');
      assert.ok(shop.asked() > 100);
    });

    await it('and its report afterwards, judged by the thresholds of the project', async () => {
      await button('Run Again').waitFor();
      await status('Passed').waitFor();
      await ui.workbench.lenses.filter({ hasText: 'Run again' }).first().waitFor();
      await shot(`${name}-load-test-report`, name === 'dark');
      assert.equal(await ui.page.locator('.statusbar-item').filter({ hasText: 'GET /books' }).count(), 0);
    });

    await it('a baseline is saved, and the command copied', async () => {
      const { page } = ui;
      await button('Save as Baseline').click();
      const file = ui.inWorkspace('.senior-backend/baselines');
      await until(() => existsSync(file), 'the baseline');
      await button('Copy as Command').click();
      await until(async () => {
        const text = await page.evaluate(() => navigator.clipboard.readText());
        return (
          text ===
          `senior-backend load-test openapi.yaml --operation listBooks --server http://${shop.address} -c 10 -d 8`
        );
      }, 'the command on the clipboard');
    });

    await it('it runs again at once, and is compared with its baseline', async () => {
      const clicked = performance.now();
      await button('Run Again').click();
      await status('Running').waitFor();
      console.log(`    from the click to the first point: ${Math.round(performance.now() - clicked)} ms`);
      await button('Run Again').waitFor();
      await panel().getByText('baseline (').first().waitFor();
      await shot(`${name}-load-test-baseline`);
    });

    await it('a report is exported as one HTML file', async () => {
      const { page } = ui;
      await button('Export').click();
      await panel().getByRole('menuitem', { name: 'HTML' }).click();
      await input().waitFor();
      await page.keyboard.press('Enter');
      const file = ui.inWorkspace('load-test-get-books.html');
      // A file is there before it is written.
      const text = await until(() => existsSync(file) && readFileSync(file, 'utf8'), 'the report');
      assert.match(text, /^<!doctype html>/i);
    });

    await it('a page that was hidden comes back as it was', async () => {
      const { workbench, page } = ui;
      const tab = page.locator('.tab').filter({ hasText: 'Load Tests' });
      await tab.click();
      await workbench.openFile('notes.yaml');
      await tab.click();
      await button('Run Again').waitFor();
    });

    await it('two servers are compared, slice by slice', async () => {
      const { workbench, page } = ui;
      await workbench.openFile('openapi.yaml');
      await workbench.command('Senior Backend: Compare Load Tests');
      await workbench.pick('GET /books');
      await input().fill(shop.address);
      await workbench.picks.filter({ hasText: shop.address }).first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-title').filter({ hasText: 'and' }).waitFor();
      await input().fill(faster.address);
      await workbench.picks.filter({ hasText: 'send it there' }).waitFor();
      await page.keyboard.press('Enter');
      await page
        .locator('.quick-input-title')
        .filter({ hasText: `at http://${faster.address}` })
        .waitFor();
      await input().fill('10 x 5s');
      await workbench.picks.filter({ hasText: '10 connections for 5 s' }).waitFor();
      await page.keyboard.press('Enter');
      await button('Stop').waitFor();
      await button('Run Again').waitFor();
      await shot(`${name}-load-test-compare`, name === 'dark');
    });

    await it('closing the panel stops the load, and the log says so', async () => {
      const { workbench, page } = ui;
      await workbench.openFile('openapi.yaml');
      const before = shop.asked();
      await workbench.lenses.filter({ hasText: 'Run again' }).first().click();
      await until(() => shop.asked() > before + 50, 'requests');
      await page.locator('.tab').filter({ hasText: 'Load Tests' }).click({ button: 'middle' });
      let last;
      await until(async () => {
        const same = last === shop.asked();
        last = shop.asked();
        await page.waitForTimeout(300);
        return same;
      }, 'no more requests');
      await workbench.command('Senior Backend: Show Log');
      await page.getByText('The load-test panel was closed').first().waitFor();
    });
  } finally {
    shop.close();
    faster.close();
  }
}

const guarded = `openapi: 3.1.0
info: { title: Safe, version: "1" }
servers: [{ url: https://api.example.com }]
security: [{ door: [] }]
paths:
  /safe:
    get:
      operationId: openSafe
      responses: { "200": { description: ok } }
components:
  securitySchemes:
    door: { type: http, scheme: bearer }
`;

async function care(ui) {
  const { it, shot, until } = ui;
  const seen = new Set();
  const server = createServer((request, response) => {
    seen.add(request.headers.authorization);
    response.end('ok');
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${server.address().port}`;
  const input = () => ui.page.locator('.quick-input-widget .quick-input-box input');
  const writeSpec = folder => writeFileSync(path.join(folder, 'safe.yaml'), guarded);
  const secret = 'tell-nobody-4711';

  /** From the lens to the start: at another server, when one is given. */
  async function ask(other) {
    const { workbench, page } = ui;
    await workbench.lenses.filter({ hasText: 'Load test this path' }).first().click({ timeout: 60_000 });
    await workbench.picks.filter({ hasText: '10 connections' }).first().waitFor();
    if (other) {
      await input().fill(other);
      await workbench.picks.filter({ hasText: 'send it there' }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-title').filter({ hasText: other }).waitFor();
    }
    await input().fill('2 x 1s');
    await workbench.picks.filter({ hasText: '2 connections for 1 s' }).waitFor();
    await page.keyboard.press('Enter');
  }

  try {
    await it('another machine is asked about first, by name and rate', async () => {
      ui.setSettings({ 'workbench.colorTheme': 'Default Dark Modern' });
      await ui.openWorkbench('load-test-care', writeSpec);
      await ui.workbench.openFile('safe.yaml');
      await ask('https://api.example.com');
      const dialog = ui.page.locator('.monaco-dialog-box');
      await dialog.filter({ hasText: 'Load test api.example.com?' }).waitFor();
      await dialog.filter({ hasText: '2 connections, as fast as it answers, for 1 s' }).waitFor();
      await shot('load-test-confirm');
      await ui.page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      assert.equal(await ui.page.locator('.tab').filter({ hasText: 'Load Tests' }).count(), 0);
    });

    await it('a token is asked for once, sent, and in no file', async () => {
      const { workbench, page } = ui;
      await ask(address);
      await page.locator('.quick-input-widget input[type=password]').waitFor();
      await shot('load-test-token');
      await page.keyboard.type(secret);
      await page.keyboard.press('Enter');
      await workbench.lenses.filter({ hasText: 'Run again' }).first().waitFor();
      assert.deepEqual([...seen], [`Bearer ${secret}`]);
      seen.clear();
      await workbench.lenses.filter({ hasText: 'Run again' }).first().click();
      await until(() => seen.size > 0, 'requests without another question');
      assert.deepEqual([...seen], [`Bearer ${secret}`]);
      const panel = page.frameLocator('iframe.webview').frameLocator('iframe');
      await panel.getByRole('button', { name: 'Save as Baseline' }).click();
      const file = await until(() => {
        const folder = ui.inWorkspace('.senior-backend/baselines');
        return existsSync(folder) && readdirSync(folder)[0];
      }, 'the baseline');
      assert.ok(!readFileSync(path.join(ui.inWorkspace('.senior-backend/baselines'), file), 'utf8').includes(secret));
    });

    await it('and asked for again once it is forgotten', async () => {
      const { workbench, page } = ui;
      await workbench.command('Senior Backend: Forget Load Test Secrets');
      await workbench.toasts.filter({ hasText: 'One secret was forgotten' }).waitFor();
      await workbench.lenses.filter({ hasText: 'Run again' }).first().click();
      await page.locator('.quick-input-widget input[type=password]').waitFor();
      await page.keyboard.press('Escape');
    });

    await it('a workspace that is not trusted sends nothing', async () => {
      seen.clear();
      await ui.withTrustAsked(
        'load-test-untrusted',
        async () => {
          await ui.workbench.openFile('safe.yaml');
          await ui.workbench.lenses.filter({ hasText: 'Load test this path' }).first().click({ timeout: 60_000 });
          await ui.workbench.toasts.filter({ hasText: 'load tests are off' }).waitFor();
          assert.equal(seen.size, 0);
        },
        writeSpec,
      );
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
