import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { inFolder, notes, problemsOf, ruleOf, until, writeText } from './harness.js';

describe('breaking changes of a spec', () => {
  const spec = inFolder('breaking/notes.yaml');
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false', ...words], {
      cwd: inFolder('breaking').fsPath,
      stdio: 'pipe',
    });
  const found = () =>
    problemsOf(spec)
      .map(ruleOf)
      .filter(rule => rule === 'operation-removed');
  let document: vscode.TextDocument;

  before(async () => {
    await writeText(spec, notes('first', 'second'));
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'one');
    document = await vscode.workspace.openTextDocument(spec);
    await vscode.window.showTextDocument(document);
  });

  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('come when it is saved, and go with a commit', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(spec, new vscode.Range(0, 0, document.lineCount, 0), notes('first'));
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await until(() => found().length === 1, 'the removed operation');
    const diagnostic = problemsOf(spec).find(one => ruleOf(one) === 'operation-removed')!;
    assert.match(diagnostic.message, /GET \/second was removed/);
    assert.equal(diagnostic.severity, vscode.DiagnosticSeverity.Error);
    git('commit', '-q', '-a', '-m', 'two');
    await until(() => found().length === 0, 'nothing after the commit');
  });

  it('are found against any version, with a report', async () => {
    const report = await vscode.commands.executeCommand<vscode.Uri>('seniorBackend.findBreakingChanges', spec, {
      revision: 'HEAD~1',
    });
    assert.deepEqual(found(), ['operation-removed']);
    const text = (await vscode.workspace.openTextDocument(report)).getText();
    assert.match(text, /^# Changes of notes\.yaml since HEAD\\~1\n\n1 breaking change/);
    await until(
      () => /Changes of notes\.md/.test(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? ''),
      'the page',
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
});
