import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './harness.js';

describe('Open Guide', () => {
  const open = (place: string) => vscode.commands.executeCommand<vscode.Uri>('seniorBackend.openGuide', place);
  const shown = () => vscode.window.tabGroups.activeTabGroup.activeTab;

  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('shows a guide in the preview, at a section', async () => {
    const uri = await open('backend-security#headers-cors-and-csrf');
    assert.match(uri.path, /\/docs\/guides\/backend-security\.md$/);
    assert.equal(uri.fragment, 'headers-cors-and-csrf');
    await until(() => /backend-security\.md/.test(shown()?.label ?? ''), 'the preview');
    assert.ok(shown()?.input instanceof vscode.TabInputWebview);
  });

  it('knows every guide', async () => {
    for (const name of ['api-design', 'database-optimisation', 'backend-security']) {
      const { path, fragment } = await open(name);
      assert.ok(path.endsWith(`/docs/guides/${name}.md`));
      assert.equal(fragment, '');
    }
  });

  it('asks for what it does not know', async () => {
    let ended = false;
    const asked = Promise.resolve(open('../../etc/passwd#x')).finally(() => {
      ended = true;
    });
    await until(async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return ended;
    }, 'the end of the question');
    assert.equal(await asked, undefined);
  });
});
