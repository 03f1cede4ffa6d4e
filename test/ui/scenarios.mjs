// The stories that test/ui/run.mjs plays. Each `it` continues where the one before it stopped.
import assert from 'node:assert/strict';
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { analyzeDatabaseStories } from './analyzeDatabase.mjs';
import { apiEditingStories } from './apiEditing.mjs';
import { compareStories } from './compareSchemas.mjs';
import { decideStories } from './decide.mjs';
import { explainStories, refusedWithoutTrust } from './explainQuery.mjs';
import { loadTestStories } from './loadTest.mjs';
import { migrationStories } from './migrations.mjs';
import { routeStories } from './routes.mjs';
import { tableStories } from './scaffoldFromDatabase.mjs';

/** `type: integer` of the first parameter. */
const mistakeLine = 27;
const operations = ['listBooks', 'createBook', 'getBook', 'placeOrder'];

export async function scenarios(ui) {
  await ui.story('scaffold', async () => {
    await scaffoldAndUndo(ui);
    await regenerate(ui);
  });
  await ui.story('untrusted', () => untrusted(ui));
  // CI has 20 minutes, and test/host does the same without looking; whoever changes them looks (npm run test:ui).
  if (!process.env.CI) {
    await ui.story('problems', () => problems(ui));
    await ui.story('menus', () => menus(ui));
    await ui.story('pick-spec', () => pickSpec(ui));
    await ui.story('multi-root', () => multiRoot(ui));
    await ui.story('sql', () => sql(ui));
    await loadTestStories(ui);
    await migrationStories(ui);
    await apiEditingStories(ui);
    await routeStories(ui);
    await tableStories(ui);
    await analyzeDatabaseStories(ui);
    await compareStories(ui);
    await explainStories(ui);
    await decideStories(ui);
  }
  // The steps are those of the stories above; CI leaves the looks to whoever changes them (npm run test:ui).
  for (const [name, theme] of process.env.CI ? [] : themes) {
    await ui.story(name, () => themed(ui, name, theme));
    await ui.story(`sql-${name}`, () => themedSql(ui, name, theme));
  }
}

async function scaffoldAndUndo(ui) {
  const { it, shot, until, generated, read } = ui;
  await it('a spec has a lens on its first line', async () => {
    await ui.openWorkbench('scaffold');
    await ui.workbench.openFile('openapi.yaml');
    await ui.workbench.lenses.filter({ hasText: 'Scaffold routes' }).waitFor({ timeout: 60_000 });
    await shot('code-lens', true);
  });

  await it('Scaffold Routes asks for framework, folder and application, with a way back', async () => {
    const { workbench, page } = ui;
    await workbench.command('Senior Backend: Scaffold Routes');
    await workbench.picks.filter({ hasText: 'Koa' }).waitFor();
    assert.match(await workbench.picks.filter({ hasText: 'Fastify' }).textContent(), /in your package\.json/);
    await shot('framework', true);
    await workbench.pick('Fastify');
    await workbench.picks.filter({ hasText: 'Browse' }).waitFor();
    await shot('folder');
    await page.locator('.quick-input-titlebar .codicon-quick-input-back').click();
    await workbench.step(1, 3);
    await page.keyboard.press('Enter');
    await workbench.step(2, 3);
    await page.keyboard.type('src/api');
    await page.keyboard.press('Enter');
    await workbench.pick('for an application that you have');
  });

  await it('the Refactor Preview lists every file, ticked, before anything is written', async () => {
    const { workbench } = ui;
    const rows = await workbench.previewRows();
    assert.deepEqual(generated(), []);
    for (const file of [
      'types.ts',
      'validators.ts',
      'books.routes.ts',
      'orders.routes.ts',
      'index.ts',
      'books.handlers.ts',
    ]) {
      assert.ok(
        rows.some(row => row.text.includes(file)),
        `${file} is not in the preview: ${JSON.stringify(rows)}`,
      );
    }
    assert.deepEqual(
      rows.filter(row => row.ticked === false),
      [],
    );
    await workbench.preview.locator('.monaco-list-row').filter({ hasText: 'books.handlers.ts' }).first().dblclick();
    await ui.page.locator('.monaco-diff-editor').first().waitFor();
    await shot('refactor-preview', true);
  });

  await it('applying writes the files and opens the handlers', async () => {
    const { workbench } = ui;
    await workbench.applyPreview();
    await handlersOpen(ui);
    await until(() => generated().includes('index.ts'), 'index.ts on the disk');
    for (const name of operations) assert.ok(handlersText(ui).includes(`export const ${name}:`), name);
    await workbench.explorer.filter({ hasText: 'index.ts' }).waitFor();
    await workbench.toasts.filter({ hasText: 'files written for 4 operations in src/api' }).waitFor();
    await shot('applied', true);
  });

  await it('Copy npm install copies what the code needs and package.json lacks', async () => {
    const { workbench, page } = ui;
    await workbench.toasts.locator('.monaco-button').filter({ hasText: 'Copy npm install' }).click();
    await until(async () => {
      const text = await page.evaluate(() => navigator.clipboard.readText());
      return /^npm install -D "@types\/node@.*"typescript@/.test(text) && !/"(?:fastify|zod)@/.test(text);
    }, 'the command on the clipboard');
  });

  await it('one Ctrl+Z takes everything back', async () => {
    const { workbench, page } = ui;
    await workbench.closeToasts();
    await workbench.focusEditor();
    await workbench.undo();
    await until(() => generated().length === 0, `an empty folder, not ${generated()}`);
    assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
  });

  await it('the lens remembers framework and folder, and runs without a question', async () => {
    const { workbench } = ui;
    await workbench.openFile('openapi.yaml');
    await workbench.lenses.filter({ hasText: 'Scaffold routes (Fastify → src/api)' }).click();
    await workbench.previewRows();
    await workbench.applyPreview();
    await handlersOpen(ui);
    await until(() => generated().includes('index.ts'), 'index.ts on the disk');
    assert.match(read('src/api/index.ts'), /^\/\/ Generated by senior-backend from openapi\.yaml/);
  });

  await it('a second run has nothing to change and says so', async () => {
    const { workbench } = ui;
    await workbench.openFile('openapi.yaml');
    await workbench.closeToasts();
    await workbench.lenses.filter({ hasText: 'Scaffold routes (Fastify → src/api)' }).click();
    await workbench.toasts.filter({ hasText: 'src/api is up to date' }).waitFor();
    await workbench.closeToasts();
  });
}

async function regenerate(ui) {
  const { it, shot, until, read } = ui;
  const mine = '\n// Written by hand.\nexport const discount = (price: number) => price * 0.9;\n';
  let before;

  await it('a new operation is appended, and hand-written code stays', async () => {
    const { workbench } = ui;
    writeFileSync(ui.inWorkspace('src/api/books.handlers.ts'), read('src/api/books.handlers.ts') + mine);
    before = read('src/api/books.handlers.ts');
    ui.addOperation();
    await workbench.openFile('openapi.yaml');
    await workbench.lenses.filter({ hasText: 'Scaffold routes (Fastify → src/api)' }).click();
    const rows = await workbench.previewRows();
    assert.ok(!rows.some(row => row.text.includes('orders.handlers.ts')), JSON.stringify(rows));
    await workbench.preview.locator('.monaco-list-row').filter({ hasText: 'books.handlers.ts' }).first().dblclick();
    await ui.page.locator('.monaco-diff-editor').first().waitFor();
    await shot('regenerate', true);
    await workbench.applyPreview();
    await handlersOpen(ui);
    await until(() => read('src/api/books.handlers.ts').includes('export const listReviews:'), 'the new stub');
    assert.ok(read('src/api/books.handlers.ts').startsWith(before.trimEnd()), 'nothing that was there has changed');
  });

  await it('one Ctrl+Z undoes changed files too, on the disk and without a question', async () => {
    const { workbench, page } = ui;
    await workbench.focusEditor();
    await workbench.undo();
    await until(() => read('src/api/books.handlers.ts') === before, 'the handlers as they were');
    await until(() => !read('src/api/types.ts').includes('ListReviews'), 'types.ts as it was');
    assert.equal(await page.locator('.monaco-dialog-box').count(), 0);
    await page.keyboard.press('Control+Shift+Z');
    await until(() => read('src/api/types.ts').includes('ListReviews'), 'types.ts again');
    await until(() => read('src/api/books.handlers.ts').includes('listReviews'), 'the stub again');
  });

  await it('an edited generated file stops the run, and is overwritten only when asked', async () => {
    const { workbench } = ui;
    writeFileSync(ui.inWorkspace('src/api/types.ts'), `${read('src/api/types.ts')}\nexport type Mine = string;\n`);
    await workbench.openFile('openapi.yaml');
    await workbench.closeToasts();
    await workbench.lenses.filter({ hasText: 'Scaffold routes (Fastify → src/api)' }).click();
    const toast = workbench.toasts.filter({ hasText: 'Edited by hand since the last run: types.ts' });
    await toast.waitFor();
    await shot('edited-file');
    await toast.locator('.monaco-button').filter({ hasText: 'Show Changes' }).click();
    await ui.page.locator('.tab.active').filter({ hasText: 'What overwriting would change' }).waitFor();
    await ui.page.locator('.monaco-diff-editor').first().waitFor();
    await shot('show-changes');
    await workbench.openFile('openapi.yaml');
    await workbench.lenses.filter({ hasText: 'Scaffold routes (Fastify → src/api)' }).click();
    await toast.waitFor();
    await toast.locator('.monaco-button').filter({ hasText: 'Overwrite' }).click();
    await workbench.previewRows();
    await workbench.applyPreview();
    await until(() => !read('src/api/types.ts').includes('Mine'), 'types.ts as generated');
  });
}

async function problems(ui) {
  const { it, shot } = ui;
  await it('problems appear while one types, and go when they are mended', async () => {
    await ui.openWorkbench('problems');
    const { workbench, page } = ui;
    await workbench.openFile('openapi.yaml');
    await workbench.lenses.first().waitFor({ timeout: 60_000 });
    await page.keyboard.press('Control+Shift+M');
    await workbench.goToLine(mistakeLine);
    await page.keyboard.press('End');
    await page.keyboard.type('s');
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
    await workbench.problems.filter({ hasText: 'Senior Backend' }).first().waitFor();
    await page.keyboard.press('Escape');
    await shot('problems', true);
    await page.keyboard.press('Control+Z');
    await page.locator('.monaco-editor .squiggly-error').first().waitFor({ state: 'hidden' });
  });
}

async function menus(ui) {
  const { it, shot } = ui;
  await it('the explorer offers it on a spec, and another file gets an answer', async () => {
    await ui.openWorkbench('menus');
    const { workbench, page } = ui;
    await workbench.openFile('openapi.yaml');
    await workbench.lenses.first().waitFor({ timeout: 60_000 });
    const entry = await workbench.contextMenu('openapi.yaml', 'Scaffold Routes');
    await shot('context-menu');
    await entry.click();
    await workbench.picks.filter({ hasText: 'Koa' }).waitFor();
    await page.keyboard.press('Escape');
    await (await workbench.contextMenu('notes.yaml', 'Scaffold Routes')).click();
    await workbench.toasts.filter({ hasText: 'notes.yaml is not an API description' }).waitFor();
    await shot('not-a-spec');
    assert.ok(!existsSync(ui.inWorkspace('src/api')));
  });
}

async function pickSpec(ui) {
  const { it, shot } = ui;
  await it('without a spec in the editor one is picked, and having none is answered', async () => {
    await ui.openWorkbench('pick-spec', folder => {
      cpSync(path.join(folder, 'openapi.yaml'), path.join(folder, 'shared', 'admin.yaml'));
    });
    const { workbench, page } = ui;
    await workbench.command('Senior Backend: Scaffold Routes');
    await workbench.picks.filter({ hasText: 'admin.yaml' }).waitFor();
    assert.equal(await workbench.picks.count(), 2);
    await shot('pick-spec');
    await workbench.pick('admin.yaml');
    await workbench.picks.filter({ hasText: 'Koa' }).waitFor();
    await page.keyboard.press('Escape');
    rmSync(ui.inWorkspace('openapi.yaml'));
    rmSync(ui.inWorkspace('shared/admin.yaml'));
    await workbench.explorer.filter({ hasText: 'openapi.yaml' }).waitFor({ state: 'hidden' });
    await workbench.command('Senior Backend: Scaffold Routes');
    await workbench.toasts.filter({ hasText: 'There is no OpenAPI or Swagger file in this workspace' }).waitFor();
    await shot('no-spec');
  });
}

async function multiRoot(ui) {
  const { it, shot, until } = ui;
  await it('each folder of a workspace has its own target', async () => {
    let other;
    await ui.openWorkbench('multi-root', folder => {
      other = path.join(folder, '..', 'second');
      cpSync(folder, other, { recursive: true });
      const file = path.join(folder, '..', 'shops.code-workspace');
      writeFileSync(file, JSON.stringify({ folders: [{ path: 'book-store' }, { path: 'second' }] }));
      return file;
    });
    const { workbench, page } = ui;
    await workbench.command('Senior Backend: Scaffold Routes');
    await workbench.picks.filter({ hasText: 'second' }).waitFor();
    await shot('multi-root-pick');
    await workbench.pick('second');
    await workbench.pick('Koa');
    await workbench.step(2, 3);
    await page.keyboard.type('lib/api');
    await page.keyboard.press('Enter');
    await workbench.pick('for an application that you have');
    await workbench.previewRows();
    await workbench.applyPreview();
    await until(() => existsSync(path.join(other, 'lib/api/index.ts')), 'index.ts in the second folder');
    await handlersOpen(ui);
    assert.ok(!existsSync(ui.inWorkspace('lib')));
    // Two files of one name: the explorer tells them apart, in the order of the folders.
    const specs = workbench.explorer.filter({ hasText: 'openapi.yaml' });
    await specs.nth(1).dblclick();
    await workbench.lenses.filter({ hasText: 'Scaffold routes (Koa → lib/api)' }).waitFor();
    await workbench.closeEditors();
    await specs.first().dblclick();
    await workbench.lenses.filter({ hasText: /Scaffold routes$/ }).waitFor();
    await shot('multi-root-lens');
  });
}

async function untrusted(ui) {
  const { it, shot, generated } = ui;
  await it('in a workspace that is not trusted the code is shown, and not written', () =>
    ui.withTrustAsked('untrusted', async () => {
      const { workbench, page } = ui;
      await workbench.openFile('openapi.yaml');
      await page.locator('.statusbar-item').filter({ hasText: 'Restricted Mode' }).waitFor();
      await workbench.lenses.filter({ hasText: 'Scaffold routes' }).click({ timeout: 60_000 });
      await workbench.pick('Express');
      await workbench.pick('src/api');
      await workbench.pick('for an application that you have');
      await page.locator('.tab.active').filter({ hasText: 'Preview: src/api' }).waitFor();
      await workbench.toasts.filter({ hasText: 'This workspace is not trusted' }).waitFor();
      await shot('untrusted');
      assert.deepEqual(generated(), []);
      await workbench.openFile('schema.sql');
      await workbench.lenses.filter({ hasText: '6 columns' }).waitFor({ timeout: 60_000 });
      await workbench.command('Senior Backend: Suggest Indexes');
      await page.locator('.tab.active').filter({ hasText: 'Preview: indexes for' }).waitFor();
      await shot('untrusted-sql');
      assert.doesNotMatch(ui.read('db/schema.sql'), /books_author_id/);
      await refusedWithoutTrust(ui);
    }));
}

async function sql(ui) {
  const { it, shot, until, read } = ui;
  await it('a table has its columns, indexes and references above it', async () => {
    await ui.openWorkbench('sql');
    const { workbench } = ui;
    await workbench.openFile('schema.sql');
    await workbench.lenses.filter({ hasText: '6 columns' }).waitFor({ timeout: 60_000 });
    await workbench.lenses.filter({ hasText: 'referenced by 1' }).first().waitFor();
    await shot('sql-lenses');
  });

  await it('a lens shows the places that it counts', async () => {
    const { workbench, page } = ui;
    await workbench.lenses.filter({ hasText: 'referenced by 1' }).first().click();
    await page.locator('.peekview-widget, .reference-zone-widget').first().waitFor();
    await shot('sql-references');
    await page.keyboard.press('Escape');
  });

  await it('problems appear while one types SQL', async () => {
    const { workbench, page } = ui;
    await page.keyboard.press('Control+Shift+M');
    await workbench.goToLine(42);
    await page.keyboard.type('\nCREATE TABLE carts (customer_id bigint NOT NULL REFERENCES customers (id));');
    await workbench.problems.filter({ hasText: 'missing-primary-key' }).waitFor();
    await shot('sql-problems', true);
  });

  await it('a quick fix writes the index that is missing', async () => {
    const { workbench, page } = ui;
    await workbench.goToLine('9:33');
    await page.keyboard.press('Control+.');
    const menu = page.locator('.action-widget .monaco-list-row');
    await menu.filter({ hasText: 'index' }).first().waitFor();
    await shot('sql-quick-fix', true);
    await menu.filter({ hasText: 'index' }).first().click();
    await page.keyboard.press('Control+S');
    await until(() => /CREATE INDEX \S+ ON books \(author_id\);/.test(read('db/schema.sql')), 'the index on the disk');
  });

  await it('a hover says what a table is', async () => {
    const { page } = ui;
    await page.keyboard.press('Control+J');
    // The index has moved it down by a line.
    await hoverOverCustomers(ui, 27);
    await shot('sql-hover', false, true);
    await page.keyboard.press('Escape');
  });

  await it('columns are completed behind an alias', async () => {
    const { workbench, page } = ui;
    await workbench.goToLine(200);
    await page.keyboard.type('\nSELECT o. FROM orders o;');
    for (let i = 0; i < ' FROM orders o;'.length; i++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget .monaco-list-row').filter({ hasText: 'placed_at' }).waitFor();
    await shot('sql-completion');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });

  await it('Show Schema draws it', async () => {
    const { workbench, page } = ui;
    await workbench.command('Senior Backend: Show Schema');
    await page.locator('.tab').filter({ hasText: 'Preview schema.md' }).waitFor();
    // A frame in a frame in a frame: that is how VS Code shows a preview.
    await page.waitForTimeout(5000);
    await shot('show-schema', true);
  });

  await it('Suggest Indexes previews a migration, and writes it when it is applied', async () => {
    const { workbench } = ui;
    await workbench.closeEditors();
    await workbench.openFile('schema.sql');
    await workbench.command('Senior Backend: Suggest Indexes');
    const rows = await workbench.previewRows();
    assert.ok(
      rows.some(({ text }) => text.includes('.sql')),
      JSON.stringify(rows),
    );
    await workbench.preview.locator('.monaco-list-row').filter({ hasText: '.sql' }).first().dblclick();
    await shot('suggest-indexes');
    await workbench.applyPreview();
    await ui.page.locator('.tab.active').filter({ hasText: '.sql' }).waitFor();
    await shot('suggest-indexes-applied');
  });
}

/** `customers` in the foreign key of orders. A hover that comes while the layout still moves is closed again: then once more. */
async function hoverOverCustomers({ workbench, page }, line) {
  const hover = page.locator('.monaco-hover:visible').filter({ hasText: 'table customers' });
  for (let attempt = 1; ; attempt++) {
    await workbench.goToLine(`${line}:48`);
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    const shown = await hover.waitFor({ timeout: 8000 }).then(
      () => true,
      () => false,
    );
    if (shown) return;
    if (attempt === 4) throw new Error('no hover over customers');
    await page.keyboard.press('Escape');
  }
}

async function themedSql(ui, name, theme) {
  await ui.it(`SQL reads well in ${theme}`, async () => {
    ui.setSettings({ 'workbench.colorTheme': theme });
    await ui.openWorkbench(`sql-${name}`);
    const { workbench, page } = ui;
    await workbench.openFile('schema.sql');
    await workbench.lenses.filter({ hasText: '6 columns' }).waitFor({ timeout: 60_000 });
    await page.keyboard.press('Control+Shift+M');
    await workbench.problems.filter({ hasText: 'unindexed-foreign-key' }).first().waitFor();
    await ui.shot(`${name}-sql-problems`);
    await page.keyboard.press('Control+J');
    await hoverOverCustomers(ui, 26);
    await ui.shot(`${name}-sql-hover`, false, true);
    await page.keyboard.press('Escape');
    await workbench.command('Senior Backend: Show Schema');
    await page.locator('.tab').filter({ hasText: 'Preview schema.md' }).waitFor();
    // A frame in a frame in a frame: that is how VS Code shows a preview.
    await page.waitForTimeout(5000);
    await ui.shot(`${name}-show-schema`);
  });
}

const themes = [
  ['light', 'Default Light Modern'],
  ['high-contrast', 'Default High Contrast'],
];

async function themed(ui, name, theme) {
  await ui.it(`it reads well in ${theme}`, async () => {
    ui.setSettings({ 'workbench.colorTheme': theme });
    await ui.openWorkbench(name);
    const { workbench, page } = ui;
    await workbench.openFile('openapi.yaml');
    await workbench.lenses.first().waitFor({ timeout: 60_000 });
    await page.keyboard.press('Control+Shift+M');
    await workbench.goToLine(mistakeLine);
    await page.keyboard.press('End');
    await page.keyboard.type('s');
    await workbench.problems.filter({ hasText: 'Senior Backend' }).first().waitFor();
    await ui.shot(`${name}-problems`);
    await workbench.command('Senior Backend: Scaffold Routes');
    await workbench.picks.filter({ hasText: 'Koa' }).waitFor();
    await ui.shot(`${name}-framework`);
    await workbench.pick('Fastify');
    await workbench.pick('src/api');
    await workbench.pick('for an application that you have');
    await workbench.previewRows();
    await workbench.preview.locator('.monaco-list-row').filter({ hasText: 'books.handlers.ts' }).first().dblclick();
    await page.locator('.monaco-diff-editor').first().waitFor();
    await ui.shot(`${name}-refactor-preview`);
  });
}

/** The last thing that a run does, save for its message. */
async function handlersOpen({ page }) {
  await page.locator('.tab.active').filter({ hasText: '.handlers.ts' }).waitFor();
}

function handlersText(ui) {
  return ['books', 'orders'].map(tag => ui.read(`src/api/${tag}.handlers.ts`)).join('\n');
}
