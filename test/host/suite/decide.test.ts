import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { id, inFolder, names, readText, until, writeText } from './harness.js';

const answers = {
  readWriteRatio: 20,
  requestsPerSecond: 50,
  tenancy: 'shared',
  sensitivity: 'pii',
  pattern: 'modular-monolith',
  teamSize: 8,
  language: 'typescript',
};
const record = 'use-architecture-profile-node-express.md';

describe('a decision on an architecture', () => {
  const decide = (choice: object) =>
    vscode.commands.executeCommand<readonly string[] | undefined>('seniorBackend.decideArchitecture', choice);
  const remove = (name: string) =>
    vscode.workspace.fs.delete(inFolder(name), { recursive: true }).then(undefined, () => undefined);

  before(() => vscode.extensions.getExtension(id)!.activate());
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
    await Promise.all(['docs/adr', '.senior-backend/profiles', '.senior-backend/slo.json'].map(remove));
  });

  it('becomes a record under the next number, opened beside its preview', async () => {
    await writeText(inFolder('docs/adr/0004-use-tabs.md'), 'mine');
    const written = await decide({ answers });
    assert.deepEqual(written, [inFolder(`docs/adr/0005-${record}`).fsPath]);
    assert.match((await readText(inFolder(`docs/adr/0005-${record}`)))!, /^---\nstatus: proposed\n[\s\S]*node-express/);
    assert.equal(await readText(inFolder('docs/adr/0004-use-tabs.md')), 'mine');
    const labels = () => vscode.window.tabGroups.all.map(group => group.tabs.map(({ label }) => label).join());
    await until(() => labels().some(label => label.startsWith('Preview')), `a preview beside it: ${labels()}`);
    assert.ok(labels().some(label => label.includes(`0005-${record}`)));
    assert.deepEqual(await decide({ answers }), [inFolder(`docs/adr/0006-${record}`).fsPath]);
  });

  it('gives load tests their thresholds, beside those that are there', async () => {
    await decide({ answers, slo: true });
    const slo = async () => JSON.parse((await readText(inFolder('.senior-backend/slo.json')))!);
    assert.deepEqual(await slo(), { default: ['p50<80', 'p95<250', 'p99<600', 'success>=99.5%'] });
    await writeText(inFolder('.senior-backend/slo.json'), '{ "default": ["p99<5", "rps>1"] }');
    // A document that is open takes a moment to see that.
    const file = await vscode.workspace.openTextDocument(inFolder('.senior-backend/slo.json'));
    await until(() => file.getText().includes('rps>1'), 'the text of the disk');
    await decide({ answers, slo: true });
    assert.deepEqual((await slo()).default, ['p50<80', 'p95<250', 'p99<600', 'success>=99.5%', 'rps>1']);
  });

  it('writes nothing where it must stop, for answers that are none, and beside a profile that is wrong', async () => {
    assert.equal(await decide({ answers: { ...answers, pattern: 'microservices' } }), undefined);
    assert.equal(await decide({ answers: { ...answers, requestsPerSecond: -1 } }), undefined);
    assert.equal(await decide({ answers: { ...answers, language: undefined } }), undefined, 'a tie');
    assert.equal(await decide({ answer: {} }), undefined);
    await writeText(inFolder('.senior-backend/profiles/ours.json'), '{ "name": "ours" }');
    assert.equal(await decide({ answers }), undefined);
    assert.deepEqual(await names('docs/adr'), []);
  });

  it('checks and completes a profile while it is typed', async () => {
    const file = inFolder('.senior-backend/profiles/ours.json');
    await writeText(file, '{ "name": "ours", "tenency": ["shared"] }');
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    const messages = () => vscode.languages.getDiagnostics(file).map(({ message }) => message);
    await until(() => messages().some(message => /tenency/.test(message)), `a warning: ${messages()}`);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      file,
      new vscode.Position(0, 2),
    );
    assert.ok(items.some(({ label }) => String(typeof label === 'string' ? label : label.label) === 'antiPatterns'));
  });
});
