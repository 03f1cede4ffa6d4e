// The story of API descriptions in the editor: problems and their fixes, references across files, breaking changes, in each theme.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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
    await hover(ui, '"parts/books.yaml#/Book"', 'A title that is for sale');
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

/** With the keyboard: of a list that is still being filled a click can miss. */
async function open(ui, file) {
  const { workbench, page } = ui;
  const active = page.locator('.tab.active').filter({ hasText: path.posix.basename(file) });
  if (await active.count()) return;
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget .quick-input-box input').fill(file);
  // Before the list is that of this name, Enter would take another.
  await ui.until(async () => {
    const names = await workbench.picks.allTextContents();
    return names.length === 1 && names[0].includes(path.posix.basename(file));
  }, `one file ${file}`);
  await page.keyboard.press('Enter');
  await active.waitFor();
}

/** Keys go to the text only when the box is gone. */
async function goTo({ workbench, page }, place) {
  await workbench.goToLine(place);
  const box = page.locator('.quick-input-widget');
  // An Enter that comes before the line is understood does nothing.
  await box.waitFor({ state: 'hidden', timeout: 2000 }).catch(() => page.keyboard.press('Enter'));
  await box.waitFor({ state: 'hidden' });
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

/** Opens the menu of fixes at a place, until it has this one: findings come a moment after the text. */
async function fixes(ui, place, title) {
  const { page } = ui;
  const entry = page.locator('.action-widget .monaco-list-row').filter({ hasText: title });
  for (let attempt = 1; ; attempt++) {
    await goTo(ui, place);
    await page.keyboard.press('Control+.');
    const shown = await entry
      .first()
      .waitFor({ timeout: 3000 })
      .then(
        () => true,
        () => false,
      );
    if (shown) return;
    if (attempt === 8) throw new Error(`no fix at ${place}: ${title}`);
    await page.keyboard.press('Escape');
  }
}

async function choose({ page }, title) {
  await page.locator('.action-widget .monaco-list-row').filter({ hasText: title }).first().click();
}

/** A hover that comes while the layout still moves is closed again: then once more. */
async function hover(ui, at, says) {
  const shown = ui.page.locator('.monaco-hover:visible').filter({ hasText: says });
  for (let attempt = 1; ; attempt++) {
    await goTo(ui, `${lineOf(ui, at)}:40`);
    await ui.page.keyboard.press('Control+K');
    await ui.page.keyboard.press('Control+I');
    const seen = await shown.waitFor({ timeout: 4000 }).then(
      () => true,
      () => false,
    );
    if (seen) return;
    if (attempt === 4) throw new Error(`no hover: ${says}`);
    await ui.page.keyboard.press('Escape');
  }
}
