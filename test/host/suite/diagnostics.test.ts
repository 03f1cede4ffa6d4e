import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { inFolder, problemsOf, ruleOf, threadFiles, threads, unhurried, until, writeText } from './harness.js';

const good = `openapi: 3.1.0
info:
  title: Notes
  version: "1"
paths:
  /notes:
    get:
      operationId: listNotes
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                $ref: "./shared.yaml#/Note"
`;

describe('problems of a spec', () => {
  const spec = inFolder('lint/notes api.yaml');
  const shared = inFolder('lint/shared.yaml');
  const errors = (file: vscode.Uri) =>
    problemsOf(file).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
  let editor: vscode.TextEditor;

  before(async () => {
    await writeText(shared, 'Note:\n  type: object\n');
    await writeText(spec, good);
    editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(spec));
    await until(() => problemsOf(spec).length > 0, 'the first findings');
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('come from the linter, with the rule and where to read about it', () => {
    assert.deepEqual(errors(spec), []);
    const [first] = problemsOf(spec);
    assert.match(ruleOf(first!), /^[a-z0-9-]+$/);
    assert.ok(typeof first!.code === 'object' && first!.code.target.scheme === 'https');
  });

  it('follow what is typed, and stand where it is', async () => {
    const line = good.split('\n').findIndex(text => text.includes('listNotes'));
    const at = new vscode.Position(line, 6);
    await editor.edit(edit => edit.insert(at, 'operationId: again\n      '));
    const [found] = await until(() => errors(spec).length > 0 && errors(spec), 'the duplicate key');
    assert.ok(Math.abs(found!.range.start.line - line) <= 1, JSON.stringify(found));
    await vscode.commands.executeCommand('undo');
    await until(() => errors(spec).length === 0, 'no errors');
  });

  it('are mended by lightbulbs, one by one and all of a kind', async () => {
    const unnamed = good.replace('      operationId: listNotes\n', '');
    const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
    await editor.edit(edit => edit.replace(all, unnamed));
    const isUnnamed = (problem: vscode.Diagnostic) => ruleOf(problem) === 'operation-operationId';
    const problem = await until(() => problemsOf(spec).find(isUnnamed), 'the missing operationId');
    const kind = vscode.CodeActionKind.QuickFix.value;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      spec,
      problem.range,
      kind,
      20,
    );
    const fix = actions.find(({ title }) => title === 'Add operationId: getNotes');
    assert.ok(fix?.edit, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(editor.document.getText(), unnamed.replace('    get:\n', '    get:\n      operationId: getNotes\n'));
    await until(() => !problemsOf(spec).some(isUnnamed), 'the operationId');
    await editor.edit(edit => edit.replace(new vscode.Range(0, 0, editor.document.lineCount, 0), good));
    await until(() => errors(spec).length === 0, 'no errors');
  });

  it('only ever show the newest text, however fast one types', async () => {
    const end = () => editor.document.lineAt(editor.document.lineCount - 1).range.end;
    for (const letter of '  /other: [') await editor.edit(edit => edit.insert(end(), letter));
    await until(() => errors(spec).length > 0, 'the open bracket');
    await editor.edit(edit => edit.insert(end(), ']'));
    await editor.edit(edit =>
      edit.delete(new vscode.Range(editor.document.lineCount - 1, 0, editor.document.lineCount, 0)),
    );
    await until(() => errors(spec).length === 0, 'no errors');
  });

  it('follow the files that it refers to, unsaved or on disk', async () => {
    const other = await vscode.workspace.openTextDocument(shared);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(shared, new vscode.Range(0, 0, 0, 4), 'Nota');
    await vscode.workspace.applyEdit(edit);
    assert.ok(other.isDirty);
    const [found] = await until(() => errors(spec).length > 0 && errors(spec), 'the missing target');
    assert.match(found!.message, /Note/);
    await vscode.window.showTextDocument(other);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until(() => errors(spec).length === 0, 'no errors');
    editor = await vscode.window.showTextDocument(editor.document);
  });

  it('are mended in a part that was opened after the check', async () => {
    const note = inFolder('lint/parts/note.yaml');
    const user = inFolder('lint/parts/api.yaml');
    await writeText(note, 'Note:\n  type: object\n  properties:\n    title:\n      type: string\n');
    const text = good.replace(
      '      responses:',
      '      requestBody: { content: { application/json: { schema: { $ref: "note.yaml#/Note" } } } }\n      responses:',
    );
    await writeText(user, text.replace('get:', 'put:').replace('./shared.yaml', 'note.yaml'));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(user));
    const problem = await until(() => problemsOf(note)[0], 'the string without a maxLength');
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(note));
    await until(async () => {
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        note,
        problem.range,
        vscode.CodeActionKind.QuickFix.value,
        20,
      );
      return actions.some(({ title }) => title === 'Add maxLength: 255');
    }, 'its fix');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    editor = await vscode.window.showTextDocument(editor.document);
  });

  it('can be turned off, and on again', async () => {
    const settings = vscode.workspace.getConfiguration('seniorBackend');
    await settings.update('lint.enabled', false, vscode.ConfigurationTarget.Workspace);
    await until(() => problemsOf(spec).length === 0, 'nothing');
    await settings.update('lint.enabled', undefined, vscode.ConfigurationTarget.Workspace);
    await until(() => problemsOf(spec).length > 0, 'findings again');
  });

  it('can be set rule by rule', async () => {
    const rules = Object.fromEntries(problemsOf(spec).map(problem => [ruleOf(problem), 'off']));
    const settings = vscode.workspace.getConfiguration('seniorBackend');
    await settings.update('lint.rules', rules, vscode.ConfigurationTarget.Workspace);
    await until(() => problemsOf(spec).length === 0, 'nothing');
    await settings.update('lint.rules', undefined, vscode.ConfigurationTarget.Workspace);
    await until(() => problemsOf(spec).length > 0, 'findings again');
  });

  unhurried('come from the OWASP rules too, as soon as a setting asks for them', async () => {
    const settings = vscode.workspace.getConfiguration('seniorBackend', spec);
    const owasp = () => problemsOf(spec).filter(problem => ruleOf(problem).startsWith('owasp:'));
    assert.deepEqual(owasp(), []);
    await settings.update('lint.rulesets', ['owasp'], vscode.ConfigurationTarget.Workspace);
    await until(() => owasp().length > 0, 'findings of OWASP rules');
    await settings.update('lint.rulesets', undefined, vscode.ConfigurationTarget.Workspace);
    await until(() => owasp().length === 0, 'none of them');
  });

  it('say once that their thread died, and come from a new one after the next keystroke', async () => {
    const before = problemsOf(spec).map(ruleOf);
    const thread = () => threads.findLast(one => one.threadId > 0 && threadFiles.get(one)?.endsWith('lintWorker.mjs'));
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '# one\n'));
    const dying = await until(thread, 'the linter');
    const post = dying.postMessage;
    dying.postMessage = () => void dying.terminate();
    const [told, ...more] = await until(() => {
      const found = problemsOf(spec);
      return ruleOf(found[0]!) === 'unreadable-description' && found;
    }, 'that it died');
    dying.postMessage = post;
    assert.match(told!.message, /stopped unexpectedly/);
    assert.deepEqual(more, []);
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '# two\n'));
    await until(() => problemsOf(spec).map(ruleOf).join() === before.join(), 'findings again');
    assert.notEqual(thread(), dying);
  });

  unhurried('cost the extension host next to nothing, however large the spec', async () => {
    const large = inFolder('lint/large.yaml');
    const operation = (i: number) =>
      `  /things/${i}:\n    get:\n      operationId: getThing${i}\n      responses:\n        "200":\n          description: ok\n`;
    const paths = Array.from({ length: 2200 }, (_, i) => operation(i)).join('');
    await writeText(large, `openapi: 3.1.0\ninfo: { title: x, version: "1" }\npaths:\n${paths}`);
    await vscode.commands.executeCommand('vscode.open', large);
    await until(() => problemsOf(large).length > 1000, 'the findings of a large spec', 50_000);
    const { document } = vscode.window.activeTextEditor!;
    const before = performance.eventLoopUtilization();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(large, new vscode.Position(0, 0), '# a comment\n');
    const first = problemsOf(large)[0]!.range.start.line;
    // Not by asking again and again, which would be most of the work.
    const moved = new Promise<void>(resolve => {
      const listener = vscode.languages.onDidChangeDiagnostics(() => {
        if (problemsOf(large)[0]?.range.start.line !== first + 1) return;
        listener.dispose();
        resolve();
      });
    });
    await vscode.workspace.applyEdit(edit);
    await moved;
    const { active } = performance.eventLoopUtilization(before);
    console.log(`[test] linting ${document.lineCount} lines kept the host busy for ${active.toFixed(0)} ms`);
    assert.ok(active < 1000, `${active} ms`);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('say what is wrong with a file that is no spec at all any more', async () => {
    const empty = inFolder('lint/broken.json');
    await writeText(empty, '{ "openapi": "3.1.0", ');
    // As a user opens it: a document that an extension opened stays open for minutes.
    await vscode.commands.executeCommand('vscode.open', empty);
    await until(() => errors(empty).length > 0, 'a syntax error');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await until(() => problemsOf(empty).length === 0, 'nothing once it is closed');
  });
});
