// The story of routes and their description: where they differ, the fixes, the ways between them, the command, in each theme.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { choose, fixes, goTo, hover, open } from './editing.mjs';
import { themes } from './themes.mjs';

const fixture = path.join(path.dirname(fileURLToPath(import.meta.url)), '../fixtures/routeShop');

export async function routeStories(ui) {
  for (const [name, theme] of themes) await ui.story(`routes-${name}`, () => routes(ui, name, theme));
}

async function routes(ui, name, theme) {
  const { it } = ui;
  await it('a route that is not described is a problem in its source, and a described one has a lens', async () => {
    // Its packages are not installed.
    ui.setSettings({ 'workbench.colorTheme': theme, 'typescript.validate.enable': false });
    await ui.openWorkbench(`routes-${name}`, folder => cpSync(fixture, path.join(folder, 'shop'), { recursive: true }));
    const { workbench, page } = ui;
    await open(ui, 'shop/src/routes/books.ts');
    await page.keyboard.press('Control+B');
    await workbench.lenses.filter({ hasText: 'GET /books/{id} — openapi.yaml' }).waitFor({ timeout: 60_000 });
    await page.keyboard.press('Control+Shift+M');
    await workbench.problems.filter({ hasText: 'undescribed-route' }).first().waitFor();
    await ui.shot(`${name}-routes-source`, name === 'dark');
    await page.keyboard.press('Control+J');
  });

  await it('a hover on the path tells of the operation, and F12 leads to it', async () => {
    const { page } = ui;
    await hover(ui, '13:14', 'One book by its id');
    await ui.shot(`${name}-routes-hover`, false, true);
    await page.keyboard.press('Escape');
    await goTo(ui, '13:14');
    await page.keyboard.press('F12');
    await page.locator('.tab.active').filter({ hasText: 'openapi.yaml' }).waitFor();
  });

  await it('the operation has lenses too, and leads back', async () => {
    const { workbench, page } = ui;
    await workbench.lenses.filter({ hasText: 'shelf.ts:10' }).waitFor();
    await hover(ui, '39:7', 'Handled in');
    await ui.shot(`${name}-routes-description`, false, true);
    await page.keyboard.press('Escape');
    await goTo(ui, '40:22');
    await page.keyboard.press('F12');
    await page.locator('.tab.active').filter({ hasText: 'shelf.ts' }).waitFor();
  });

  await it('an operation that no route serves gets a handler', async () => {
    const { workbench, page } = ui;
    await open(ui, 'shop/openapi.yaml');
    await fixes(ui, '50:7', 'Add a handler for DELETE /books/{id}');
    await ui.shot(`${name}-routes-fixes`);
    await page.keyboard.press('Enter');
    await open(ui, 'shop/src/routes/books.ts');
    await page.locator('.view-line').filter({ hasText: 'status(501)' }).waitFor();
    await workbench.lenses.filter({ hasText: 'DELETE /books/{id}' }).waitFor();
    await ui.shot(`${name}-routes-handler`);
    await workbench.command('File: Save All');
    await ui.until(() => ui.read('shop/src/routes/books.ts').includes("books.delete('/:id'"), 'the handler');
  });

  await it('a path that is misspelt is renamed', async () => {
    const { page } = ui;
    await open(ui, 'shop/openapi.yaml');
    await fixes(ui, '58:7', 'Rename the path to /orders/{id}');
    await choose(ui, 'Rename the path');
    await page.keyboard.press('Control+S');
    await ui.until(() => ui.read('shop/openapi.yaml').includes('/orders/{id}:'), 'the path');
  });

  await it('Generate Spec from Routes shows what it would change, and changes it', async () => {
    const { workbench } = ui;
    await workbench.command('Senior Backend: Generate Spec from Routes');
    await workbench.preview.locator('.monaco-list-row').first().waitFor({ timeout: 60_000 });
    await ui.shot(`${name}-routes-preview`);
    await workbench.applyPreview();
    await ui.until(() => ui.read('shop/openapi.yaml').includes('/reviews:'), 'the description');
    assert.match(ui.read('shop/openapi.yaml'), /# Kept by hand/);
    await workbench.toasts.filter({ hasText: 'mended in shop/openapi.yaml' }).waitFor();
    await ui.shot(`${name}-routes-done`);
  });
}
