// What several stories do in a text: open a file, go to a place, ask for its fixes and its hover.
import path from 'node:path';

/** With the keyboard: of a list that is still being filled a click can miss. */
export async function open(ui, file) {
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
export async function goTo({ workbench, page }, place) {
  await workbench.goToLine(place);
  const box = page.locator('.quick-input-widget');
  // An Enter that comes before the line is understood does nothing.
  await box.waitFor({ state: 'hidden', timeout: 2000 }).catch(() => page.keyboard.press('Enter'));
  await box.waitFor({ state: 'hidden' });
}

/** Opens the menu of fixes at a place, until it has this one: findings come a moment after the text. */
export async function fixes(ui, place, title) {
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

/** Takes an entry of the menu of fixes. */
export async function choose({ page }, title) {
  await page.locator('.action-widget .monaco-list-row').filter({ hasText: title }).first().click();
}

/** A hover that comes while the layout still moves is closed again: then once more. */
export async function hover(ui, place, says) {
  const shown = ui.page.locator('.monaco-hover:visible').filter({ hasText: says });
  for (let attempt = 1; ; attempt++) {
    await goTo(ui, place);
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
