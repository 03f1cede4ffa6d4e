// The story of an analysed database: report, advice, figures beside the SQL, in each theme.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fillSql, hostileSql, schemaSql, workloadSql } from '../support/liveShop.mjs';
import { startPostgres } from '../support/postgres.mjs';
import { themes } from './themes.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export async function analyzeDatabaseStories(ui) {
  await ui.story('analyze-database', async () => {
    const server = await startPostgres(repository, true);
    try {
      await server.execute(fillSql);
      for (const sql of workloadSql) await server.query(sql);
      await analyzed(ui, server);
    } finally {
      await server.stop();
    }
  });
}

async function analyzed(ui, server) {
  const { it, shot, until } = ui;
  const page = () => ui.page.frameLocator('iframe.webview').frameLocator('iframe');
  const link = name => page().getByRole('link', { name, exact: true });
  const input = () => ui.page.locator('.quick-input-widget .quick-input-box input');
  const figures = () => ui.workbench.lenses.filter({ hasText: '· shop,' });

  await it('a first analysis asks for a connection, and opens a report', async () => {
    ui.setSettings({ 'workbench.colorTheme': 'Default Dark Modern' });
    await ui.openWorkbench('analyze-database', folder => {
      mkdirSync(path.join(folder, 'shop'));
      writeFileSync(path.join(folder, 'shop/schema.sql'), schemaSql);
      writeFileSync(path.join(folder, 'shop/hostile.sql'), hostileSql);
    });
    await ui.workbench.openFile('shop/schema.sql');
    await ui.page.keyboard.press('Control+B');
    await ui.workbench.command('Senior Backend: Analyze Database');
    await input().waitFor();
    await ui.page.locator('.quick-input-widget').filter({ hasText: 'Add Connection' }).waitFor();
    await input().fill(server.url);
    await ui.page.keyboard.press('Enter');
    await ui.page.locator('.quick-input-widget').filter({ hasText: 'What do you call it' }).waitFor();
    await input().fill('shop');
    await ui.page.keyboard.press('Enter');
    await ui.workbench.pick('Production');
    await page().getByRole('heading', { name: 'Look at this first' }).waitFor();
    await shot('dark-analyze-report', true);
  });

  await it('no name of the database is more than a name', async () => {
    await page().getByText('<img src=x onerror=alert(1)>').first().waitFor({ state: 'attached' });
    assert.equal(await page().locator('img, script').count(), 0);
    const targets = await page()
      .locator('a')
      .evaluateAll(links => links.map(one => one.getAttribute('href')));
    assert.ok(targets.length > 20);
    for (const target of targets)
      assert.match(target, /^(?:#[\w-]+|https:\/\/|command:_seniorBackend\.databaseReport\?)/);
  });

  await it('indexes are tried out, and those that pay are on the page', async () => {
    await link('Suggest Indexes').first().click();
    await page().getByRole('heading', { name: 'Suggested indexes' }).waitFor({ timeout: 60_000 });
    await page().getByRole('navigation').getByRole('link', { name: 'Suggested indexes' }).click();
    await page().getByText('CREATE INDEX CONCURRENTLY orders_user_id_idx').first().waitFor();
    // It has no HypoPG.
    await page().getByText("On a copy with the server's statistics").first().waitFor();
    await shot('dark-analyze-advice', true);
  });

  await it('SQL of a fix is copied', async () => {
    await page().getByRole('link', { name: 'Copy', exact: true }).first().click();
    await until(async () => {
      const text = await ui.page.evaluate(() => navigator.clipboard.readText());
      return /^(?:CREATE|DROP|ALTER|ANALYZE)\b.*;$/ms.test(text);
    }, 'SQL on the clipboard');
  });

  await it('a report is saved as a file of its own', async () => {
    await link('Save As…').click();
    await input().waitFor();
    await ui.page.keyboard.press('Enter');
    const file = ui.inWorkspace('database-shop.html');
    const text = await until(() => existsSync(file) && readFileSync(file, 'utf8'), 'the report');
    assert.match(text, /^<!doctype html>/i);
    assert.doesNotMatch(text, /command:_|<img|s3cret-w0rd/);
  });

  await it('the figures stand above the tables, and where they are spoken of', async () => {
    const { workbench, page: window } = ui;
    await page().locator('#tables').getByRole('link', { name: 'orders', exact: true }).click();
    // Another folder of the workspace has one of that name.
    await workbench.pick('shop/schema.sql');
    await window.locator('.tab.active').filter({ hasText: 'schema.sql' }).waitFor();
    await figures().first().waitFor();
    assert.equal(await figures().count(), 3);
    await window.locator('.view-line').filter({ hasText: 'CREATE TABLE orders' }).getByText('orders').hover();
    await window
      .locator('.monaco-hover')
      .filter({ hasText: /just now|ago:/ })
      .first()
      .waitFor();
    await shot('dark-analyze-figures', true, true);
    await figures().first().click();
    await page().getByRole('heading', { name: 'Look at this first' }).waitFor();
    await workbench.closeToasts().catch(() => undefined);
  });

  for (const [name, theme] of themes.slice(1)) {
    await it(`a window that is reloaded shows its report again, as ${name} as the editor`, async () => {
      ui.setSettings({ 'workbench.colorTheme': theme });
      await ui.page.reload();
      // Which tab was in front is kept with a delay.
      await ui.page.locator('.tab').filter({ hasText: 'Database: shop' }).click({ timeout: 60_000 });
      await page().locator(`body.vscode-${name}`).waitFor({ timeout: 60_000 });
      await page().getByRole('heading', { name: 'Look at this first' }).waitFor();
      await shot(`${name}-analyze-report`);
    });
  }

  await it('and fits a narrow window', async () => {
    await ui.page.setViewportSize({ width: 480, height: 800 });
    await shot('high-contrast-light-analyze-narrow');
    const overflow = await page()
      .locator('html')
      .evaluate(html => html.scrollWidth - html.clientWidth);
    assert.ok(overflow <= 0, `${overflow} px too wide`);
    await ui.page.setViewportSize({ width: 1280, height: 800 });
  });

  await it('counting rows of production is asked about, and can be cancelled', async () => {
    const { workbench, page: window } = ui;
    const tables = await server.query(
      "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
    );
    await server.execute(`begin; lock table ${tables.map(({ name }) => name).join(', ')} in access exclusive mode`);
    await link('Count Rows Exactly').click();
    const dialog = window.locator('.monaco-dialog-box');
    await dialog.filter({ hasText: 'Count all rows of shop?' }).waitFor();
    await dialog.getByRole('button', { name: 'Count' }).click();
    const toast = workbench.toasts.filter({ hasText: 'Analyzing shop' });
    await toast.filter({ hasText: 'looking at' }).waitFor();
    await shot('high-contrast-light-analyze-progress');
    await toast.getByRole('button', { name: 'Cancel' }).click();
    await toast.waitFor({ state: 'hidden' });
    await server.execute('rollback');
    await until(async () => {
      const [{ left }] = await server.query(
        "select count(*)::int as left from pg_stat_activity where application_name like 'senior-backend%'",
      );
      return left === 0;
    }, 'the end of its session on the server');
  });

  await it('figures are forgotten when one says so', async () => {
    await link('Forget Figures').click();
    await page().locator('body').waitFor({ state: 'detached' });
    await ui.workbench.openFile('shop/schema.sql');
    await ui.workbench.lenses.filter({ hasText: 'columns' }).first().waitFor();
    await until(async () => (await figures().count()) === 0, 'no figures');
  });
}
