// The story of API descriptions in the editor: problems and their fixes, references across files, breaking changes, in each theme.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { choose, fixes, goTo, hover, open } from './editing.mjs';
import { themes } from './themes.mjs';

const fixture = path.join(path.dirname(fileURLToPath(import.meta.url)), '../fixtures/bookShop');

export async function apiEditingStories(ui) {
  for (const [name, theme] of themes) {
    await ui.story(`api-editing-${name}`, () => apiEditing(ui, name, theme));
  }
}

async function apiEditing(ui, name, theme) {
  const { it } = ui;
  await it('problems stand in Problems, each with a page about its rule', async () => {
    ui.setSettings({ 'workbench.colorTheme': theme });
    await ui.openWorkbench(`api-editing-${name}`, folder => {
      cpSync(fixture, path.join(folder, 'shop'), { recursive: true });
      git(folder, 'init', '-q', '-b', 'main');
      git(folder, 'add', '.');
      git(folder, 'commit', '-q', '-m', 'one');
    });
    const { workbench, page } = ui;
    await open(ui, 'shop/openapi.yaml');
    await page.keyboard.press('Control+B');
    await page.keyboard.press('Control+Shift+M');
    const row = workbench.problems.filter({ hasText: 'operation-operationId' });
    await row.waitFor({ timeout: 60_000 });
    for (const rule of ['missing-path-parameter', 'missing-client-error']) {
      await workbench.problems.filter({ hasText: rule }).first().waitFor();
    }
    assert.match(
      await row.locator('a.monaco-link').getAttribute('href'),
      /^https:\/\/.*\/docs\/rules\.md#operation-operationId$/,
    );
    await ui.shot(`${name}-api-problems`);
    await page.keyboard.press('Control+J');
  });

  await it('the next problem is a key away, and so are its fixes', async () => {
    const { page } = ui;
    await goTo(ui, '15:1');
    await page.keyboard.press('F8');
    await page.locator('.marker-widget').filter({ hasText: 'missing-path-parameter' }).waitFor();
    await ui.shot(`${name}-api-next-problem`);
    await page.keyboard.press('Escape');
    await fixes(ui, '16:6', 'Add operationId: getBooks');
    await ui.shot(`${name}-api-fixes`);
    await page.keyboard.press('Enter');
    await page.locator('.view-line').filter({ hasText: 'operationId: getBooks' }).waitFor();
  });

  await it('what was typed takes its problem away', async () => {
    const { workbench, page } = ui;
    await page.keyboard.press('Control+S');
    await ui.until(() => ui.read('shop/openapi.yaml').includes('operationId: getBooks'), 'the operationId on the disk');
    await fixes(ui, `${lineOf(ui, '"201":') - 1}:8`, 'Add a 4XX response');
    await page.keyboard.press('Enter');
    await page.locator('.view-line').filter({ hasText: '4XX' }).waitFor();
    await page.keyboard.press('Control+S');
    await ui.until(() => ui.read('shop/openapi.yaml').includes('4XX'), 'the response on the disk');
    await fixes(ui, `${lineOf(ui, '/books/{bookId}:') + 1}:6`, 'Describe the path parameter bookId');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+S');
    await ui.until(() => ui.read('shop/openapi.yaml').includes('name: bookId'), 'the parameter on the disk');
    await workbench.goToLine(`${lineOf(ui, '/books/{bookId}:')}:1`);
    await ui.shot(`${name}-api-fixed`);
  });

  await it('all of one kind are mended at once, in one step that is undone at once', async () => {
    const { page } = ui;
    await open(ui, 'shop/parts/books.yaml');
    await fixes(ui, '11:8', 'Fix all unbounded-string in this file (2)');
    await ui.shot(`${name}-api-fix-all`);
    await choose(ui, 'Fix all unbounded-string');
    await page.keyboard.press('Control+S');
    await ui.until(() => ui.read('shop/parts/books.yaml').match(/maxLength: 255/g)?.length === 2, 'both limits');
    await page.keyboard.press('Control+Z');
    await page.keyboard.press('Control+S');
    await ui.until(() => !ui.read('shop/parts/books.yaml').includes('maxLength'), 'no limit');
  });

  await it('a hover says what a reference means', async () => {
    await open(ui, 'shop/openapi.yaml');
    await hover(ui, `${lineOf(ui, '"parts/books.yaml#/Book"')}:40`, 'A title that is for sale');
    await ui.shot(`${name}-api-hover`, false, true);
    await ui.page.keyboard.press('Escape');
  });

  await it('F12 goes there, and Shift+F12 tells who refers to it', async () => {
    const { page } = ui;
    await goTo(ui, `${lineOf(ui, '"parts/books.yaml#/Book"')}:40`);
    await page.keyboard.press('F12');
    await page.locator('.tab.active').filter({ hasText: 'books.yaml' }).waitFor();
    await page.keyboard.press('Shift+F12');
    await page.locator('.reference-zone-widget .monaco-list-row').filter({ hasText: 'openapi.yaml' }).first().waitFor();
    await ui.shot(`${name}-api-references`);
    await page.keyboard.press('Escape');
  });

  await it('only what fits is offered behind $ref', async () => {
    const { page } = ui;
    await open(ui, 'shop/openapi.yaml');
    await goTo(ui, `${lineOf(ui, 'responses/NotFound"')}:1`);
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('default:');
    // Else Enter takes what the editor offers for the word.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('$ref: ');
    await page.keyboard.press('Control+Space');
    const offers = page.locator('.suggest-widget .monaco-list-row');
    await offers.filter({ hasText: 'NotFound' }).first().waitFor();
    assert.equal(await offers.filter({ hasText: 'Cursor' }).count(), 0);
    await ui.shot(`${name}-api-completion`);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+S');
    await ui.until(
      () => /default:\s+\$ref: ["']#\/components\/responses\/NotFound["']/.test(ui.read('shop/openapi.yaml')),
      'it',
    );
  });

  await it('a rename reaches every file', async () => {
    const { workbench, page } = ui;
    await open(ui, 'shop/parts/books.yaml');
    await goTo(ui, '1:2');
    await page.keyboard.press('F2');
    await page.locator('.rename-box input:focus').waitFor();
    await page.keyboard.type('Title');
    await ui.shot(`${name}-api-rename`);
    await page.keyboard.press('Enter');
    await page
      .locator('.view-line')
      .filter({ hasText: /^Title:/ })
      .waitFor();
    await workbench.command('File: Save All');
    await ui.until(() => ui.read('shop/openapi.yaml').match(/books\.yaml#\/Title"/g)?.length === 3, 'three references');
    assert.match(ui.read('shop/parts/books.yaml'), /\$ref: "#\/Title"/);
  });

  await it('what breaks clients is a problem at its line when it is saved', async () => {
    const { workbench, page } = ui;
    replace(ui, 'shop/parts/books.yaml', '    language:\n      type: string\n      enum: [en, de, ja]\n', '');
    replace(
      ui,
      'shop/openapi.yaml',
      '      description: Where the page before this one ended.\n',
      '      description: Where the page before this one ended.\n      required: true\n',
    );
    await open(ui, 'shop/openapi.yaml');
    await page.keyboard.press('Control+Shift+M');
    await workbench.command('File: Revert File');
    await page.keyboard.press('Control+S');
    await workbench.problems.filter({ hasText: 'response-property-removed' }).first().waitFor();
    const row = workbench.problems.filter({ hasText: 'parameter-became-required' });
    await row.waitFor();
    assert.match(
      await row.locator('a.monaco-link').getAttribute('href'),
      /breaking-changes\.md#parameter-became-required$/,
    );
    // Not in its middle, where the link is.
    await row.click({ position: { x: 60, y: 10 } });
    await page.locator('.view-line').filter({ hasText: 'required: true' }).first().waitFor();
    await ui.shot(`${name}-api-breaking`);
  });

  await it('Find Breaking Changes asks for the version, and reports', async () => {
    const { workbench, page } = ui;
    await page.keyboard.press('Control+J');
    await workbench.command('Senior Backend: Find Breaking Changes');
    await workbench.picks.first().waitFor();
    await ui.shot(`${name}-api-breaking-version`);
    await page.keyboard.press('Enter');
    await page.locator('.tab.active').filter({ hasText: 'Changes of openapi.md' }).waitFor();
    // A frame in a frame: that is how VS Code shows a preview.
    const report = page.frameLocator('iframe.webview').frameLocator('iframe');
    await report.getByRole('heading', { name: 'Breaking (3)', exact: true }).waitFor();
    await report.getByText('The query parameter "cursor" is required now.').waitFor();
    await ui.shot(`${name}-api-breaking-report`);
  });
}

function git(folder, ...words) {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...words], { cwd: folder, stdio: 'pipe' });
}

/** Counted from one, of what is on the disk. */
function lineOf(ui, text) {
  const line = ui
    .read('shop/openapi.yaml')
    .split('\n')
    .findIndex(one => one.includes(text));
  assert.ok(line >= 0, text);
  return line + 1;
}

function replace(ui, file, from, to) {
  const text = readFileSync(ui.inWorkspace(file), 'utf8');
  assert.ok(text.includes(from), from);
  writeFileSync(ui.inWorkspace(file), text.replace(from, to));
}
