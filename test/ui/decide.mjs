// Seven questions, with a way back and a way to go on, and the record beside its preview.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';

export async function decideStories(ui) {
  await ui.story('decide', () => decide(ui));
}

async function decide(ui) {
  const { it, shot, until, read } = ui;
  const box = () => ui.page.locator('.quick-input-widget .quick-input-box input');
  const title = text => ui.page.locator('.quick-input-title').filter({ hasText: text }).waitFor();
  const type = async (at, text) => {
    await box()
      .and(ui.page.locator(`[placeholder^="${at}"]`))
      .waitFor();
    await box().fill(text);
    await ui.page.keyboard.press('Enter');
  };
  const choose = async (at, text) => {
    await box()
      .and(ui.page.locator(`[placeholder^="${at}"]`))
      .waitFor();
    await ui.workbench.pick(text);
  };

  await it('Decide Architecture refuses what cannot be, while it is typed', async () => {
    await ui.openWorkbench('decide');
    await ui.workbench.command('Senior Backend: Decide Architecture');
    await title('1/7 How many reads for each write');
    await type('Reads for each write', '-3');
    await ui.page.locator('.quick-input-message').filter({ hasText: 'This is a number such as 20' }).waitFor();
    await shot('decide-refused');
    await type('Reads for each write', '20:1');
    await type('Requests per second', '10x2x2.5');
  });

  await it('goes back, and remembers what was said', async () => {
    await choose('Tenancy', 'isolated');
    await title('3/7 ');
    await ui.page.locator('.quick-input-titlebar .codicon-quick-input-back').click();
    await title('2/7 ');
    await shot('decide-tenancy');
    await choose('Tenancy', 'shared');
    await choose('How parts speak', 'event-driven');
  });

  await it('goes on where it was left', async () => {
    await box().and(ui.page.locator('[placeholder^="Most sensitive data"]')).waitFor();
    await ui.page.keyboard.press('Escape');
    await ui.workbench.command('Senior Backend: Decide Architecture');
    await ui.workbench.pick('Go On');
    await choose('Most sensitive data', /^\s*pii\s*$/);
    await choose('Pattern', 'modular-monolith');
    await type('Engineers', '8');
  });

  await it('stops at events for a small team, and leads back to that question', async () => {
    await answerTeam();
    const dialog = ui.page
      .locator('.monaco-dialog-box')
      .filter({ hasText: 'Event-driven everywhere needs 20 engineers' });
    await dialog.waitFor();
    await shot('decide-stop');
    await dialog.getByRole('button', { name: 'Change Answer' }).click();
    await choose('How parts speak', 'Not said');
  });

  await it('ends in a record beside its preview, and thresholds for load tests', async () => {
    await choose('Most sensitive data', /^\s*pii\s*$/);
    await choose('Pattern', 'modular-monolith');
    await type('Engineers', '8');
    await answerTeam();
    await type('Data of production', '');
    await type('Time until', '');
    await type('Service level objective', '');
    await ui.workbench.pick('Write the Record and its Targets');
    const folder = ui.inWorkspace('docs/adr');
    await until(() => existsSync(folder) && readdirSync(folder).length > 0, 'a record');
    assert.deepEqual(readdirSync(folder), ['0001-use-architecture-profile-node-express.md']);
    await ui.page.locator('.tab').filter({ hasText: 'Preview 0001' }).waitFor();
    assert.match(read('.senior-backend/slo.json'), /p99<600/);
    await shot('decide-record');
  });

  async function answerTeam() {
    await type('Language', 'TypeScript');
    await choose('An admin panel', 'no');
  }
}
