// A workbench as a user meets it: what one sees and does, by the names that one would use.
import path from 'node:path';

export class Workbench {
  constructor(page) {
    this.page = page;
    this.lenses = page.locator('.codelens-decoration a');
    this.picks = page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
    this.preview = page.locator('.bulk-edit-panel');
    this.problems = page.locator('.markers-panel .monaco-list-row');
    this.toasts = page.locator('.notification-toast');
    this.explorer = page.locator('.explorer-folders-view .monaco-list-row');
  }

  async open(url) {
    await this.page.goto(url);
    const folder = this.explorer.first();
    // The web workbench now and then opens a workspace file as no folder at all: it is opened again.
    await this.page.getByText('No Folder Opened').or(folder).first().waitFor({ timeout: 90_000 });
    if (!(await folder.isVisible())) await this.page.goto(url);
    await folder.waitFor({ timeout: 90_000 });
  }

  async openFile(name) {
    const file = path.posix.basename(name);
    const active = this.page.locator('.tab.active').filter({ hasText: file });
    if (await active.count()) return;
    await this.page.keyboard.press('Control+P');
    await this.#typeQuickly(name);
    await this.pick(file);
    await active.waitFor();
  }

  /** Right-clicks a file in the explorer and waits for the entry of its menu. */
  async contextMenu(file, title) {
    await this.explorer.filter({ hasText: file }).click({ button: 'right' });
    const entry = this.page.locator('.monaco-menu .action-item').filter({ hasText: title });
    await entry.waitFor();
    // A menu that has just opened takes no click, so that the one that opened it does not count twice.
    await this.page.waitForTimeout(500);
    return entry;
  }

  async command(title) {
    await this.page.keyboard.press('F1');
    // What Enter takes: commands that were run lately stand above, whatever is typed next.
    const entry = this.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: title });
    // A palette that opens before the extensions are known does not learn of them.
    for (let i = 0; i < 20 && !(await entry.isVisible()); i++) {
      await this.#typeQuickly('>');
      await this.#typeQuickly(`>${title}`);
      await entry.waitFor({ timeout: 1000 }).catch(() => undefined);
    }
    await entry.waitFor();
    await this.page.keyboard.press('Enter');
  }

  async #typeQuickly(text) {
    const input = this.page.locator('.quick-input-widget .quick-input-box input');
    await input.waitFor();
    await input.fill(text);
  }

  /** Waits for a question of several. */
  async step(step, total) {
    await this.page
      .locator('.quick-input-title')
      .filter({ hasText: `(${step}/${total})` })
      .waitFor();
  }

  /** Takes the entry of the quick pick that is open, once it is there. */
  async pick(text) {
    const entry = this.picks.filter({ hasText: text }).first();
    await entry.waitFor();
    await entry.click();
  }

  /** All rows of the Refactor Preview by their text, and whether they are ticked: only those in view are in the page. */
  async previewRows() {
    const list = this.preview.locator('.monaco-list').first();
    await list.locator('.monaco-list-row').first().waitFor();
    await list.hover();
    const rows = new Map();
    for (let known = -1; known < rows.size; ) {
      known = rows.size;
      const seen = await list
        .locator('.monaco-list-row')
        .evaluateAll(elements =>
          elements
            .map(row => [row.textContent, row.querySelector('input[type=checkbox], .monaco-checkbox')])
            .map(([text, box]) => [
              text.replace(/\u00a0/g, ' ').trim(),
              box ? (box.checked ?? box.getAttribute('aria-checked') === 'true') : undefined,
            ]),
        );
      for (const [text, ticked] of seen) rows.set(text, ticked);
      await this.page.mouse.wheel(0, 100);
      await this.page.waitForTimeout(100);
    }
    // Not with a key, which would open the diff of a row.
    for (let i = 0; i < rows.size; i++) await this.page.mouse.wheel(0, -100);
    return [...rows].map(([text, ticked]) => ({ text, ticked }));
  }

  async applyPreview() {
    await this.page
      .locator('.bulk-edit-panel .monaco-button, .bulk-edit-panel a.monaco-button')
      .filter({ hasText: 'Apply' })
      .click();
    await this.preview.locator('.monaco-list-row').first().waitFor({ state: 'hidden' });
  }

  /** Focus goes to the text, where keystrokes count. */
  async focusEditor() {
    await this.page
      .locator('.editor-instance .monaco-editor .view-lines')
      .first()
      .click({ position: { x: 300, y: 5 } });
  }

  async undo() {
    await this.page.keyboard.press('Control+Z');
  }

  async goToLine(line) {
    await this.page.keyboard.press('Control+G');
    await this.#typeQuickly(`:${line}`);
    await this.page.keyboard.press('Enter');
  }

  async closeEditors() {
    await this.command('View: Close All Editors');
    await this.page.locator('.tab').first().waitFor({ state: 'hidden' });
  }

  async closeToasts() {
    await this.command('Notifications: Clear All Notifications');
    await this.toasts.first().waitFor({ state: 'hidden' });
  }
}
