// The story of a comparison: which two, what was renamed, the diff editor, the message, the saved migration.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { themes } from './themes.mjs';

export async function compareStories(ui) {
  // The steps are the same in each theme; CI takes the first, whoever changes the looks takes all (npm run test:ui).
  for (const [name, theme] of process.env.CI ? themes.slice(0, 1) : themes) {
    await ui.story(`compare-${name}`, () => compare(ui, name, theme));
  }
  await ui.story('compare-untrusted', () => untrusted(ui));
}

/** What was committed, and what somebody has made of it since. */
function repository(folder) {
  const git = (...args) => {
    const who = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', '-c', 'commit.gpgsign=false'];
    const done = spawnSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', 'db/schema.sql');
  git('commit', '--quiet', '--message=The book store');
  const file = path.join(folder, 'db/schema.sql');
  const text = readFileSync(file, 'utf8')
    .replace('  email text NOT NULL UNIQUE', '  mail text NOT NULL UNIQUE')
    .replace('  published_at timestamptz\n', '  published_at timestamptz,\n  pages integer\n')
    .replace('  quantity integer NOT NULL DEFAULT 1,\n', '');
  writeFileSync(file, `${text}\nCREATE INDEX books_author_id_idx ON books (author_id);\n`);
}

async function compare(ui, name, theme) {
  const { it, shot, until } = ui;
  const list = () => ui.page.locator('.quick-input-widget');
  // Not with the pointer, whose hover would cover the next one.
  const press = button =>
    list()
      .locator(button)
      .evaluate(element => element.click());
  await it(`a file is what it should become, and its last commit is offered first, in ${theme}`, async () => {
    ui.setSettings({ 'workbench.colorTheme': theme });
    await ui.openWorkbench(`compare-${name}`, folder => void repository(folder));
    const { workbench } = ui;
    await workbench.openFile('schema.sql');
    await workbench.command('Senior Backend: Compare Schemas');
    await workbench.picks.filter({ hasText: 'db/schema.sql at HEAD' }).waitFor({ timeout: 60_000 });
    const placeholder = await list().locator('.quick-input-box input').getAttribute('placeholder');
    assert.equal(placeholder, 'db/schema.sql is what it should become. What is there now?');
    await shot(`${name}-compare-pick`);
  });

  await it('the sides are swapped and the options kept without losing the question', async () => {
    const { workbench, page } = ui;
    await press('.codicon-arrow-swap');
    await list().locator('input[placeholder^="db/schema.sql is what is there now."]').waitFor();
    await press('.codicon-arrow-swap');
    await list().locator('input[placeholder^="db/schema.sql is what it should become."]').waitFor();
    await press('.codicon-settings-gear');
    await workbench.picks.filter({ hasText: 'Copy first' }).waitFor();
    await shot(`${name}-compare-options`);
    await page.keyboard.press('Enter');
    await workbench.pick('db/schema.sql at HEAD');
  });

  await it('what looks like a rename is asked about, with nothing ticked', async () => {
    const { workbench, page } = ui;
    const row = workbench.picks.filter({ hasText: 'customers.email → mail' });
    await row.waitFor({ timeout: 60_000 });
    assert.equal(
      await row.locator('input[type=checkbox], .monaco-checkbox').first().getAttribute('aria-checked'),
      'false',
    );
    await shot(`${name}-compare-renames`);
    await row.click();
    await page.keyboard.press('Enter');
  });

  await it('the diff editor shows what it comes to, the new files and the two schemas', async () => {
    const { workbench, page } = ui;
    const toast = workbench.toasts.filter({ hasText: 'proven on PostgreSQL 18' });
    await toast
      .filter({ hasText: 'deletes data: The values of public.order_items.quantity are lost' })
      .waitFor({ timeout: 60_000 });
    await page.locator('.tab.active').filter({ hasText: 'schema.sql: Proven, 2 dangers' }).waitFor();
    await page.keyboard.press('Control+B');
    await page.getByText('-- proof: PostgreSQL 18').first().waitFor();
    await shot(`${name}-compare-result`);
  });

  await it('it is saved from the title bar, and opens', async () => {
    const { workbench, page } = ui;
    await workbench.closeToasts();
    await shot(`${name}-compare-view`);
    await page.locator('.editor-actions .codicon-save').click();
    await workbench.picks.filter({ hasText: 'db/migrations' }).waitFor();
    await shot(`${name}-compare-save`);
    await page.keyboard.press('Enter');
    const files = await until(() => {
      const found = readdirSync(ui.inWorkspace('db'), { recursive: true }).filter(file => /\d{14}_.*\.sql$/.test(file));
      return found.length === 2 && found;
    }, 'the migration');
    const text = ui.read(
      path.join(
        'db',
        files.find(file => !file.includes('rollback')),
      ),
    );
    assert.match(text, /RENAME COLUMN email TO mail/);
    assert.match(text, /^-- proof: PostgreSQL 18/m);
    await page
      .locator('.tab.active')
      .filter({ hasText: /\d{14}_/ })
      .waitFor();
    await shot(`${name}-compare-saved`);
  });
}

async function untrusted(ui) {
  await ui.it('a workspace that is not trusted runs no SQL', async () => {
    await ui.withTrustAsked('compare-untrusted', async () => {
      await ui.workbench.openFile('schema.sql');
      await ui.workbench.command('Senior Backend: Compare Schemas');
      await ui.workbench.toasts.filter({ hasText: 'its schemas are not compared' }).waitFor();
    });
  });
}
