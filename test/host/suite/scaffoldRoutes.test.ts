import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  inFolder,
  names,
  problemsOf,
  readText,
  ruleOf,
  scaffoldAndApply,
  notes as spec,
  threads,
  unhurried,
  until,
  writeText,
} from './harness.js';

describe('Scaffold Routes', () => {
  const file = inFolder('scaffold/api & more.yaml');
  const handlers = inFolder('scaffold/out dir/notes.handlers.ts');

  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('writes what the preview shows, and returns what it wrote', async () => {
    await writeText(file, spec('first'));
    const written = await scaffoldAndApply(file, 'scaffold/out dir');
    assert.deepEqual([...written!].sort(), await names('scaffold/out dir'));
    assert.ok(written!.includes('notes.handlers.ts') && written!.includes('index.ts'));
    assert.match((await readText(handlers))!, /export const first:/);
  });

  it('opens the handlers', async () => {
    await until(() => vscode.window.activeTextEditor?.document.uri.toString() === handlers.toString(), 'the handlers');
  });

  it('changes nothing when there is nothing to change', async () => {
    assert.deepEqual(await scaffoldAndApply(file, 'scaffold/out dir'), []);
  });

  it('reads the spec as it stands in the editor, and appends to unsaved handlers', async () => {
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(handlers));
    const { document } = editor;
    await editor.edit(edit => edit.insert(document.lineAt(document.lineCount - 1).range.end, '\n// mine, unsaved\n'));
    const specEditor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
    const all = new vscode.Range(0, 0, specEditor.document.lineCount, 0);
    await specEditor.edit(edit => edit.replace(all, spec('first', 'second')));
    assert.ok(specEditor.document.isDirty);

    await scaffoldAndApply(file, 'scaffold/out dir');
    const text = (await readText(handlers))!;
    assert.ok(text.includes('// mine, unsaved') && text.includes('export const second:'), text);
    assert.ok(text.includes('export const first:'));
    await specEditor.document.save();
  });

  unhurried('keeps what is typed into a handler file while the run is under way', async () => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(handlers));
    await writeText(file, spec('first', 'second', 'late'));
    await until(async () => (await vscode.workspace.openTextDocument(file)).getText().includes('late'), 'the new text');
    const before = threads.length;
    const run = scaffoldAndApply(file, 'scaffold/out dir');
    await until(() => threads.length > before, 'the worker');
    // The worker has been given the texts by now, and answers later than this edit.
    const edit = new vscode.WorkspaceEdit();
    edit.insert(handlers, new vscode.Position(0, 0), '// typed meanwhile\n');
    await vscode.workspace.applyEdit(edit);
    await run;
    const text = (await readText(handlers))!;
    assert.ok(text.startsWith('// typed meanwhile\n'), text);
    assert.ok(text.includes('export const late:'), text);
    assert.ok(text.includes('export const first:') && text.includes('// mine, unsaved'), text);
    await writeText(file, spec('first', 'second'));
  });

  it('reports handlers without an operation at their place', async () => {
    await writeText(file, spec('second'));
    await until(
      async () => !(await vscode.workspace.openTextDocument(file)).getText().includes('first'),
      'the new text',
    );
    await scaffoldAndApply(file, 'scaffold/out dir');
    const [orphan] = await until(() => problemsOf(handlers).length > 0 && problemsOf(handlers), 'the orphan');
    assert.equal(ruleOf(orphan!), 'orphaned-handler');
    const document = await vscode.workspace.openTextDocument(handlers);
    assert.equal(document.getText(orphan!.range), 'first');
  });

  it('keeps the line ends of a file', async () => {
    const crlf = (await readText(handlers))!.replace(/\r?\n/g, '\r\n');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await writeText(handlers, crlf);
    await writeText(file, spec('second', 'third'));
    await until(
      async () => (await vscode.workspace.openTextDocument(file)).getText().includes('third'),
      'the new text',
    );
    await scaffoldAndApply(file, 'scaffold/out dir');
    const text = (await readText(handlers))!;
    assert.ok(text.includes('export const third:'));
    assert.ok(!/[^\r]\n/.test(text), 'only CRLF');
  });

  unhurried('writes for every framework, with app.ts when asked', async () => {
    for (const framework of ['fastify', 'koa', 'express']) {
      const written = await scaffoldAndApply(file, `scaffold/${framework}`, { framework, app: true });
      assert.ok(written?.includes('app.ts') && written.includes(`runtime/${framework}.ts`), `${framework}: ${written}`);
    }
  });

  it('answers a file that is no spec with nothing', async () => {
    assert.equal(await scaffoldAndApply(inFolder('notes.yaml'), 'scaffold/never'), undefined);
    assert.deepEqual(await names('scaffold/never'), []);
  });

  it('refuses an output folder that is a file', async () => {
    assert.equal(await scaffoldAndApply(file, 'notes.yaml'), undefined);
  });
});
