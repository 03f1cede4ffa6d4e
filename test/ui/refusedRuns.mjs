// What is offered where something was refused or did not end: each button, to where it leads.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const files = {
  'other.sql':
    '-- Senior Backend: other\n-- from schema 0123456789abcdef to fedcba9876543210\nCREATE TABLE other (id int PRIMARY KEY);\n',
  'wait.sql': "SET lock_timeout = '200ms';\nALTER TABLE customers ADD COLUMN wait int;\n",
  'turn.sql': 'CREATE TABLE turn (id int PRIMARY KEY);\n',
};
const plain = 'CREATE TABLE t (id bigint PRIMARY KEY);\n';
const unproven = "CREATE TABLE t (id bigint PRIMARY KEY, code int GENERATED ALWAYS AS (('x' || id)::int) STORED);\n";

/** Of the runs in a database: src/database/apply/runLock.ts. */
const lock = '1396862313, 1735549300';

/** On a server that has customers, and no schema of a migration. */
export async function refusedRuns(ui, server) {
  const { it, shot, until } = ui;
  const toast = text => ui.workbench.toasts.filter({ hasText: text });
  const button = (text, name) => toast(text).getByRole('button', { name, exact: true });
  const dialog = () => ui.page.locator('.monaco-dialog-box');
  const exists = async table => (await server.query(`select to_regclass('${table}') as is`))[0].is !== null;
  const apply = async file => {
    await ui.workbench.openFile(file);
    await ui.workbench.command('Senior Backend: Apply Migration');
    await ui.workbench.pick('shop');
  };

  await it('a migration for another schema is refused, and Compare Again leads to a comparison', async () => {
    ui.setSettings({ 'workbench.colorTheme': 'Default Dark Modern' });
    await ui.openWorkbench('migrations-refused', folder => {
      mkdirSync(path.join(folder, 'db/migrations'), { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, 'db/migrations', file), text);
      writeFileSync(path.join(folder, 'plain.sql'), plain);
      writeFileSync(path.join(folder, 'unproven.sql'), unproven);
    });
    await server.execute('CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL)');
    await addConnection();
    await apply('other.sql');
    await toast('was made for another schema').waitFor({ timeout: 60_000 });
    await shot('dark-migration-refused');
    await button('was made for another schema', 'Compare Again').click();
    await ui.page.locator('.quick-input-box input[placeholder^="shop is what is there now."]').waitFor();
    await shot('dark-migration-compare-again');
    await ui.page.keyboard.press('Escape');
  });

  await it('Apply Anyway asks once more, and applies it', async () => {
    await ui.workbench.command('Notifications: Clear All Notifications');
    await apply('other.sql');
    await button('was made for another schema', 'Apply Anyway…').click();
    await dialog().filter({ hasText: 'to shop anyway?' }).waitFor();
    await shot('dark-migration-anyway');
    assert.equal(await exists('other'), false);
    await dialog().getByRole('button', { name: 'Apply Anyway' }).click();
    await toast('applied').waitFor();
    assert.equal(await exists('other'), true);
    await ui.workbench.closeToasts();
  });

  await it('a lock that was not to be had is tried for again', async () => {
    await server.execute('BEGIN; LOCK TABLE customers');
    await apply('wait.sql');
    // The file itself says how long to wait.
    const again = ui.workbench.toasts.getByRole('button', { name: 'Try Again', exact: true });
    await again.waitFor({ timeout: 60_000 });
    await shot('dark-migration-locked');
    await again.click();
    await toast('Applying wait').waitFor();
    await server.execute('ROLLBACK');
    await toast('applied').waitFor();
    await ui.workbench.closeToasts();
  });

  await it('Wait for It runs when the other run has ended', async () => {
    await server.execute(`SELECT pg_advisory_lock(${lock})`);
    await apply('turn.sql');
    await button('Another run has the lock', 'Wait for It').click();
    await toast('Applying turn').waitFor();
    assert.equal(await exists('turn'), false);
    await server.execute(`SELECT pg_advisory_unlock(${lock})`);
    await toast('applied').waitFor();
    assert.equal(await exists('turn'), true);
    await ui.workbench.closeToasts();
  });

  await it('what is not proven is saved by those who say so twice', async () => {
    const { workbench, page } = ui;
    await workbench.openFile('unproven.sql');
    await workbench.command('Senior Backend: Compare Schemas');
    await workbench.pick('plain.sql');
    await toast('The proof does not hold').waitFor({ timeout: 60_000 });
    await shot('dark-compare-unproven');
    await button('The proof does not hold', 'Save Anyway…').click();
    await dialog().filter({ hasText: 'Save a migration whose proof does not hold?' }).waitFor();
    await shot('dark-compare-save-anyway');
    await dialog().getByRole('button', { name: 'Save Anyway' }).click();
    await workbench.picks.filter({ hasText: 'a new folder' }).waitFor();
    await page.keyboard.press('Enter');
    await until(
      () =>
        existsSync(ui.inWorkspace('migrations')) &&
        readdirSync(ui.inWorkspace('migrations')).some(file => /add_column_t_code.*\.sql$/.test(file)),
      'the migration',
    );
  });

  async function addConnection() {
    const { page, workbench } = ui;
    const box = page.locator('.quick-input-widget .quick-input-box input');
    const said = text => page.locator('.quick-input-widget .quick-input-message').filter({ hasText: text });
    await workbench.command('Senior Backend: Add Connection');
    await box.fill(server.url);
    await said('as ann').waitFor();
    await page.keyboard.press('Enter');
    await said('What do you call it').waitFor();
    await box.fill('shop');
    await page.keyboard.press('Enter');
    await workbench.pick('Development');
  }
}
