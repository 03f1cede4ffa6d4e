import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { inFolder, names, notes, scaffoldAndApply, unhurried, until, writeText } from './harness.js';

const output = 'undo/deep/api';
const types = inFolder(`${output}/types.ts`);
const handlers = inFolder(`${output}/notes.handlers.ts`);

describe('a run of Scaffold Routes', () => {
  const spec = inFolder('undo.yaml');
  const disk = (file: vscode.Uri) => (existsSync(file.fsPath) ? readFileSync(file.fsPath, 'utf8') : '');
  /** Every text of the output, by path. */
  const texts = async () =>
    Object.fromEntries((await names(output)).map(name => [name, disk(inFolder(`${output}/${name}`))]));
  const cursorLine = () => {
    const { document, selection } = vscode.window.activeTextEditor!;
    return document.lineAt(selection.active.line).text;
  };

  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('opens the handlers at the first stub', async () => {
    await writeText(spec, notes('one', 'two'));
    await scaffoldAndApply(spec, output);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, handlers.fsPath);
    assert.match(cursorLine(), /^export const one:/);
  });

  it('is taken back by one undo, with the folders that were made for it', async () => {
    await vscode.commands.executeCommand('undo');
    await until(() => !existsSync(inFolder('undo').fsPath), 'no folder');
  });

  unhurried('leaves a folder in which something else has appeared', async () => {
    await scaffoldAndApply(spec, output);
    const mine = inFolder(`${output}/mine.txt`);
    await writeText(mine, 'mine');
    await vscode.commands.executeCommand('undo');
    await until(() => !existsSync(inFolder(`${output}/runtime`).fsPath), 'no runtime folder');
    assert.deepEqual(await names('undo'), ['deep/api/mine.txt']);
    await vscode.workspace.fs.delete(inFolder('undo'), { recursive: true });
  });

  it('opens the handlers at the first stub that is new', async () => {
    await scaffoldAndApply(spec, output);
    await writeText(spec, notes('zero', 'one', 'two', 'three', 'four'));
    await fresh(spec, 'three');
    await scaffoldAndApply(spec, output);
    assert.match(cursorLine(), /^export const zero:/);
  });

  it('is undone and redone on the disk, however quickly the keys are pressed', async () => {
    const done = await texts();
    await vscode.commands.executeCommand('undo');
    const isBefore = (file: vscode.Uri, added: string) => disk(file) !== '' && !disk(file).includes(added);
    await until(() => isBefore(types, 'Three') && isBefore(handlers, 'three'), 'both as before');
    const undone = await texts();
    assert.notDeepEqual(undone, done);
    const settled = (wanted: typeof done) => async () =>
      same(await texts(), wanted) && !vscode.workspace.textDocuments.some(({ isDirty }) => isDirty);
    // How many of redo, undo, redo are pressed without waiting for anything between them.
    for (const presses of [1, 3, 1, 3]) {
      for (let i = 0; i < presses; i++) await vscode.commands.executeCommand(i % 2 ? 'undo' : 'redo');
      await until(async () => (await settled(done)()) || (await settled(undone)()), `all of it done, ${presses}`);
      // The editor takes no key while it is still at work for the one before, so that one may have been lost: for all files together.
      if (await settled(undone)()) await vscode.commands.executeCommand('redo');
      await until(settled(done), `all redone, ${presses}`);
      await vscode.commands.executeCommand('undo');
      await until(settled(undone), `all undone, ${presses}`);
    }
  });
});

describe('a file that changed on the disk unnoticed', () => {
  const spec = inFolder('unwatched.yaml');
  const file = inFolder('unwatched/types.ts');
  const settings = () => vscode.workspace.getConfiguration('files');

  before(async () => {
    await settings().update('watcherExclude', { '**/unwatched/**': true }, vscode.ConfigurationTarget.Workspace);
  });
  after(async () => {
    await settings().update('watcherExclude', undefined, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is brought up to date by a run', async () => {
    await writeText(spec, notes('one', 'two'));
    await scaffoldAndApply(spec, 'unwatched');
    const older = readFileSync(file.fsPath, 'utf8');
    await writeText(spec, notes('one'));
    await scaffoldAndApply(spec, 'unwatched');
    const newer = readFileSync(file.fsPath, 'utf8');
    assert.notEqual(newer, older);
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
    const { encoding } = editor.document;
    // As `git checkout` does, and not through VS Code, which would know.
    writeFileSync(file.fsPath, older);
    assert.equal(editor.document.getText(), newer);
    assert.deepEqual(await scaffoldAndApply(spec, 'unwatched'), ['types.ts']);
    assert.equal(readFileSync(file.fsPath, 'utf8'), newer);
    assert.equal(editor.document.getText(), newer);
    assert.ok(!editor.document.isDirty);
    assert.equal(editor.document.encoding, encoding);
  });
});

function same(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Waits until an editor that may have the file open shows what is on the disk. */
async function fresh(file: vscode.Uri, word: string): Promise<void> {
  await until(async () => (await vscode.workspace.openTextDocument(file)).getText().includes(word), 'the new text');
}
