// The story of an API over a database: the questions, the preview, the message, the notes; then what goes wrong. In each theme.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { themes } from './themes.mjs';

const title = 'Senior Backend: Scaffold API from Database';

export async function tableStories(ui) {
  for (const [name, theme] of themes) await ui.story(`tables-${name}`, () => tables(ui, name, theme));
  await ui.story('tables-untrusted', () => untrusted(ui));
}

async function tables(ui, name, theme) {
  const { it, shot, until } = ui;
  const rewrite = (file, change) => writeFileSync(ui.inWorkspace(file), change(ui.read(file)));
  await it(`asks for the source, the folder, the framework and the tables, with a way back, in ${theme}`, async () => {
    ui.setSettings({ 'workbench.colorTheme': theme, 'typescript.validate.enable': false });
    await ui.openWorkbench(`tables-${name}`);
    const { workbench, page } = ui;
    await workbench.openFile('schema.sql');
    await workbench.command(title);
    await workbench.step(1, 4);
    await workbench.picks.filter({ hasText: 'the active editor' }).waitFor({ timeout: 60_000 });
    await shot(`${name}-tables-source`);
    await workbench.pick('db/schema.sql');
    await workbench.step(2, 4);
    await shot(`${name}-tables-folder`);
    await workbench.pick('db/generated');
    await workbench.step(3, 4);
    await page.locator('.quick-input-titlebar .codicon-quick-input-back').click();
    await workbench.step(2, 4);
    await workbench.pick('src/api');
    await workbench.step(3, 4);
    assert.match(await workbench.picks.filter({ hasText: 'Fastify' }).textContent(), /in your package\.json/);
    await shot(`${name}-tables-framework`);
    await workbench.pick('Fastify');
    await workbench.step(4, 4);
    await workbench.picks.filter({ hasText: 'Bearer tokens' }).waitFor();
    await shot(`${name}-tables-choose`);
    await page.keyboard.press('Enter');
  });

  await it('shows every file before it is written', async () => {
    const { workbench } = ui;
    await workbench.preview.locator('.monaco-list-row').first().waitFor({ timeout: 60_000 });
    await shot(`${name}-tables-preview`);
    assert.ok(!existsSync(ui.inWorkspace('src/api')));
    await workbench.applyPreview();
    await until(() => ui.generated().includes('books.queries.ts'), 'the code');
  });

  await it('says what to do next, and shows the notes', async () => {
    const { workbench, page } = ui;
    const toast = workbench.toasts.filter({ hasText: 'over 5 resources' });
    await toast.waitFor();
    await page.locator('.tab.active').filter({ hasText: 'openapi.yaml' }).waitFor();
    await shot(`${name}-tables-done`);
    await toast.getByRole('button', { name: 'Show Notes' }).click();
    await page.locator('.tab.active').filter({ hasText: 'API notes' }).waitFor();
    // The preview is a page in a page in a page.
    const isShown = frame =>
      frame
        .locator('h1', { hasText: 'API from db/schema.sql' })
        .isVisible()
        .catch(() => false);
    await until(async () => (await Promise.all(page.frames().map(isShown))).includes(true), 'the notes');
    await shot(`${name}-tables-notes`);
  });

  await it('a second run on the file shows only what a new column changes', async () => {
    const { workbench, page } = ui;
    rewrite('db/schema.sql', text => text.replace('  price numeric', '  pages integer,\n  price numeric'));
    await workbench.closeEditors();
    const entry = await openMenu(ui);
    await shot(`${name}-tables-menu`, false, true);
    await entry.click();
    await workbench.step(1, 3);
    await workbench.picks.filter({ hasText: 'used last' }).waitFor({ timeout: 60_000 });
    await page.keyboard.press('Enter');
    await workbench.step(2, 3);
    await page.keyboard.press('Enter');
    await workbench.step(3, 3);
    await page.keyboard.press('Enter');
    await workbench.preview.locator('.monaco-list-row').first().waitFor({ timeout: 60_000 });
    await shot(`${name}-tables-again`);
    const rows = await workbench.previewRows();
    assert.ok(!rows.some(({ text }) => /handlers|orders\.queries/.test(text)), JSON.stringify(rows));
    await workbench.applyPreview();
    await until(() => ui.read('src/api/openapi.yaml').includes('pages:'), 'the column');
    await workbench.toasts.filter({ hasText: 'files written in src/api' }).waitFor();
    await workbench.closeToasts();
  });

  await it('a generated file that was edited by hand is asked about', async () => {
    const { workbench } = ui;
    rewrite('src/api/books.queries.ts', text => `${text}\nexport const mine = 1;\n`);
    await again(ui);
    await workbench.toasts.filter({ hasText: 'Edited by hand since the last run: books.queries.ts' }).waitFor();
    await shot(`${name}-tables-edited`);
    await workbench.toasts.getByRole('button', { name: 'Overwrite' }).click();
    await workbench.preview.locator('.monaco-list-row').first().waitFor({ timeout: 60_000 });
    await workbench.applyPreview();
    await until(() => !ui.read('src/api/books.queries.ts').includes('mine'), 'the file as it was');
    await workbench.toasts.filter({ hasText: '1 file written in src/api' }).waitFor();
    await workbench.closeToasts();
  });

  await it('a statement that the server refuses is told with its place, and opened there', async () => {
    const { workbench, page } = ui;
    const text = readFileSync(ui.inWorkspace('db/schema.sql'), 'utf8');
    rewrite('db/schema.sql', before => before.replace('  title text', '  title no_such_type'));
    await workbench.closeEditors();
    await (await openMenu(ui)).click();
    const toast = workbench.toasts.filter({ hasText: 'no_such_type' });
    await toast.filter({ hasText: 'db/schema.sql:11:9' }).waitFor({ timeout: 60_000 });
    await shot(`${name}-tables-broken`);
    await toast.getByRole('button', { name: 'Open File' }).click();
    await page.locator('.statusbar-item').filter({ hasText: 'Ln 11, Col 9' }).waitFor();
    writeFileSync(ui.inWorkspace('db/schema.sql'), text);
    await workbench.closeToasts();
  });

  await it('a schema without tables says so', async () => {
    const { workbench } = ui;
    rewrite('db/schema.sql', () => "CREATE TYPE mood AS ENUM ('good');\n");
    await workbench.closeEditors();
    await (await openMenu(ui)).click();
    await workbench.toasts.filter({ hasText: 'makes no tables or views' }).waitFor({ timeout: 60_000 });
    await shot(`${name}-tables-none`);
  });
}

/** The entry of the explorer's menu for the schema. */
async function openMenu({ workbench }) {
  if (!(await workbench.explorer.filter({ hasText: 'schema.sql' }).isVisible()))
    await workbench.explorer.filter({ hasText: /^db$/ }).click();
  return workbench.contextMenu('schema.sql', 'Scaffold API from Database');
}

/** The same answers as the last time. */
async function again(ui) {
  const { workbench, page } = ui;
  await workbench.closeEditors();
  await (await openMenu(ui)).click();
  for (const step of [1, 2, 3]) {
    await workbench.step(step, 3);
    await workbench.picks.first().waitFor();
    await page.keyboard.press('Enter');
  }
}

async function untrusted(ui) {
  await ui.it('a workspace that is not trusted runs no SQL', async () => {
    await ui.withTrustAsked('tables-untrusted', async () => {
      await ui.workbench.openFile('schema.sql');
      await ui.workbench.command(title);
      await ui.workbench.toasts.filter({ hasText: 'its SQL is not run, and no database is read' }).waitFor();
    });
  });
}
