// The stories about load tests: lenses, the question, the live panel, the report, a comparison.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

const themes = [
  ['dark', 'Default Dark Modern'],
  ['light', 'Default Light Modern'],
  ['high-contrast', 'Default High Contrast'],
  ['high-contrast-light', 'Default High Contrast Light'],
];

export async function loadTestStories(ui) {
  // The steps are the same in each theme; CI takes the first, whoever changes the page looks at all (npm run test:ui).
  for (const [name, theme] of process.env.CI ? themes.slice(0, 1) : themes) {
    await ui.story(`load-test-${name}`, () => loadTest(ui, name, theme));
  }
  // What it does without the editor's pages is in test/host, too.
  if (!process.env.CI) await ui.story('load-test-care', () => care(ui));
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

/** Lets in who knows its token. */
async function startDoor(token) {
  const seen = new Set();
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    seen.add(authorization);
    response.writeHead(authorization === `Bearer ${token}` ? 200 : 401).end('ok');
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    seen,
    address: `127.0.0.1:${server.address().port}`,
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

    await it('a window that is reloaded shows its reports again, and says what it stopped', async () => {
      const { workbench, page } = ui;
      await workbench.openFile('openapi.yaml');
      await workbench.lenses.filter({ hasText: 'Load test this path' }).first().click();
      await workbench.picks.filter({ hasText: 'used last' }).first().waitFor();
      await input().fill('4 x 300s');
      await workbench.picks.filter({ hasText: '4 connections for 300 s' }).waitFor();
      const before = shop.asked() + faster.asked();
      await page.keyboard.press('Enter');
      await status('Running').waitFor();
      await until(() => shop.asked() + faster.asked() > before + 100, 'requests');
      await page.reload();
      await status('Interrupted').waitFor({ timeout: 60_000 });
      await panel().locator('.banners').getByText('The window was closed or reloaded').waitFor();
      await shot(`${name}-load-test-reloaded`);
      await panel()
        .getByRole('tab', { name: /GET \/books/ })
        .first()
        .click();
      await status('Passed').waitFor();
      assert.match(await panel().locator('.history').innerText(), /10 connections for 8 s/);
      const after = shop.asked() + faster.asked();
      await page.waitForTimeout(1000);
      assert.equal(shop.asked() + faster.asked(), after);
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

const secret = 'tell-nobody-4711';

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
  const { seen, address, close } = await startDoor(secret);
  const other = await startDoor('another-4712');
  const input = () => ui.page.locator('.quick-input-widget .quick-input-box input');
  const writeSpec = folder => writeFileSync(path.join(folder, 'safe.yaml'), guarded);

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

    await it('another server is not told, and asked about by its name', async () => {
      const { page } = ui;
      await ask(other.address);
      await page
        .locator('.quick-input-widget')
        .filter({ hasText: `Sent to http://${other.address}` })
        .waitFor();
      await page.keyboard.type('wrong');
      await page.keyboard.press('Enter');
      const panel = page.frameLocator('iframe.webview').frameLocator('iframe');
      await panel.getByText('100 % of the answers are 401').waitFor();
      assert.deepEqual([...other.seen], ['Bearer wrong']);
      await shot('load-test-refused');
    });

    await it('and a wrong token is replaced from the report', async () => {
      const { page } = ui;
      const panel = page.frameLocator('iframe.webview').frameLocator('iframe');
      await panel.getByRole('button', { name: 'Set Token…' }).click();
      await page.locator('.quick-input-widget input[type=password]').waitFor();
      await page.keyboard.type('another-4712');
      await page.keyboard.press('Enter');
      await panel.getByText('Kept. Run Again sends it.').waitFor();
      other.seen.clear();
      await panel.getByRole('button', { name: 'Run Again' }).click();
      await until(() => other.seen.size > 0, 'requests');
      assert.deepEqual([...other.seen], ['Bearer another-4712']);
      assert.ok(!seen.has('Bearer another-4712') && !seen.has('Bearer wrong'));
      await panel.getByRole('button', { name: 'Run Again' }).waitFor();
    });

    await it('and asked for again once it is forgotten', async () => {
      const { workbench, page } = ui;
      await workbench.command('Senior Backend: Forget Load Test Secrets');
      await workbench.toasts.filter({ hasText: '2 secrets were forgotten' }).waitFor();
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
    close();
    other.close();
  }
}
