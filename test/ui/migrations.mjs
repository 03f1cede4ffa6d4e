// The story of a migration: lenses, proof, the question before production, progress with a cancel that counts, report.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../support/postgres.mjs';
import { refusedRuns } from './refusedRuns.mjs';
import { themes } from './themes.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const files = {
  '001_customers.up.sql': `CREATE TABLE customers (
  id bigint PRIMARY KEY,
  email text NOT NULL,
  country text
);
`,
  '001_customers.down.sql': 'DROP TABLE customers;\n',
  '002_birthday.up.sql': `-- Customers get a birthday, and their addresses an end.
SET lock_timeout = '300s';

ALTER TABLE customers ADD COLUMN birthday date;

CREATE INDEX customers_country_idx ON customers (country);

ALTER TABLE customers
  ALTER COLUMN email TYPE varchar(320);
`,
  '002_birthday.down.sql': `ALTER TABLE customers
  ALTER COLUMN email TYPE text;

DROP INDEX customers_country_idx;

ALTER TABLE customers DROP COLUMN birthday;
`,
  '003_city.up.sql': `ALTER TABLE customers ADD COLUMN city text;

UPDATE customers
SET city = 'Riga'
WHERE contry = 'LV';

ALTER TABLE customers DROP COLUMN country;
`,
  '003_city.down.sql': 'ALTER TABLE customers DROP COLUMN city;\n',
};

export async function migrationStories(ui) {
  for (const [name, theme] of process.env.CI ? themes.slice(0, 1) : themes) {
    await ui.story(`migrations-${name}`, () => withServer(server => migrations(ui, server, name, theme)));
  }
  // Whoever changes what is offered plays it (npm run test:ui).
  if (!process.env.CI) await ui.story('migrations-refused', () => withServer(server => refusedRuns(ui, server)));
}

async function withServer(tell) {
  const server = await startPostgres(repository);
  try {
    await tell(server);
  } finally {
    await server.stop();
  }
}

async function migrations(ui, server, name, theme) {
  const { it, shot } = ui;
  const box = () => ui.page.locator('.quick-input-widget .quick-input-box input');
  const said = text => ui.page.locator('.quick-input-widget .quick-input-message').filter({ hasText: text });
  const lens = text => ui.workbench.lenses.filter({ hasText: text });
  const toast = text => ui.workbench.toasts.filter({ hasText: text });

  await it(`a migration has its lenses on the first line in ${theme}`, async () => {
    ui.setSettings({ 'workbench.colorTheme': theme });
    await ui.openWorkbench(`migrations-${name}`, folder => {
      mkdirSync(path.join(folder, 'db/migrations'), { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, 'db/migrations', file), text);
    });
    await ui.workbench.openFile('002_birthday.up.sql');
    await lens('Apply').waitFor({ timeout: 60_000 });
    assert.equal(await lens('Roll back').count(), 1);
    await shot(`${name}-migration-lenses`);
  });

  await it('it is proven, and says behind each statement what it locks', async () => {
    await lens('Prove').first().click();
    await toast('Proven: 002_birthday').waitFor({ timeout: 60_000 });
    await lens('Proven: up and down').waitFor();
    await shot(`${name}-migration-proven`);
    await toast('Proven').getByRole('button', { name: 'Show Report' }).click();
    const preview = () => ui.page.frameLocator('iframe.webview').frameLocator('iframe');
    await preview().getByText('Down comes back').waitFor();
    await shot(`${name}-migration-report`);
    await ui.workbench.closeToasts();
  });

  await it('one that fails is marked at its statement', async () => {
    await ui.workbench.openFile('003_city.up.sql');
    await lens('Prove').first().waitFor();
    await lens('Prove').first().click();
    await toast('Not proven: 003_city').waitFor({ timeout: 60_000 });
    await ui.page.locator('.squiggly-error').first().waitFor();
    await lens('Not proven: up fails, just now').waitFor();
    await ui.workbench.closeToasts();
    await ui.workbench.command('Problems: Focus on Problems View');
    await ui.workbench.problems.filter({ hasText: 'contry' }).waitFor();
    await shot(`${name}-migration-problem`);
    await ui.page.keyboard.press('Control+J');
  });

  await it('production asks for its name', async () => {
    const { workbench } = ui;
    await addConnection();
    await server.execute(files['001_customers.up.sql']);
    await workbench.openFile('002_birthday.up.sql');
    await lens('Apply').first().click();
    await workbench.pick('shop');
    await said('4 statements.').waitFor();
    await shot(`${name}-migration-production`);
    await box().fill('shp');
    await said('Type shop, or press Escape.').waitFor();
  });

  await it('the progress names the statement and who is in its way, and a cancel ends it on the server', async () => {
    const waiting = async () => {
      const [{ n }] = await server.query(`select count(*)::int as n from pg_stat_clear_snapshot(), pg_stat_activity
        where wait_event_type = 'Lock' and query like 'ALTER TABLE customers%'`);
      return n;
    };
    await server.execute('BEGIN; LOCK TABLE customers');
    await box().fill('shop');
    await ui.page.keyboard.press('Enter');
    await toast('2/4, line 4: ALTER TABLE customers').filter({ hasText: 'waits for process' }).waitFor();
    await shot(`${name}-migration-progress`);
    assert.equal(await waiting(), 1);
    await toast('Applying').getByRole('button', { name: 'Cancel' }).click();
    await toast('was cancelled on shop').waitFor();
    assert.equal(await waiting(), 0);
    await server.execute('ROLLBACK');
    await ui.workbench.closeToasts();
  });

  await it('then it is applied, and the lens says where and when', async () => {
    const { page, workbench } = ui;
    await lens('Apply').first().click();
    await workbench.pick('shop');
    await said('4 statements.').waitFor();
    await box().fill('shop');
    await page.keyboard.press('Enter');
    await lens('Applied to shop, just now').waitFor();
    await shot(`${name}-migration-applied`);
    assert.deepEqual(await server.query('select name, status from senior_backend.migrations'), [
      { name: '002_birthday', status: 'applied' },
    ]);
  });

  await it('its lens takes it back', async () => {
    const { page, workbench } = ui;
    await workbench.closeToasts();
    await lens('Roll back').first().click();
    await workbench.pick('shop');
    await said('3 statements.').waitFor();
    await box().fill('shop');
    await page.keyboard.press('Enter');
    await lens('Rolled back on shop, just now').waitFor();
    assert.deepEqual(await server.query('select name, status from senior_backend.migrations'), [
      { name: '002_birthday', status: 'rolled back' },
    ]);
  });

  async function addConnection() {
    const { page, workbench } = ui;
    await workbench.command('Senior Backend: Add Connection');
    await box().fill(server.url);
    await said('as ann').waitFor();
    await page.keyboard.press('Enter');
    await said('What do you call it').waitFor();
    await box().fill('shop');
    await page.keyboard.press('Enter');
    await workbench.pick('Production');
  }
}
