import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { inFolder, problemsOf, until, writeText } from './harness.js';
import { close, open, withRule } from './sqlHarness.js';

const place = inFolder('sql-workspace');
const file = (name: string) => vscode.Uri.joinPath(place, name);
const keyless = 'CREATE TABLE things (name text NOT NULL);\n';
const none = (uri: vscode.Uri) => until(() => problemsOf(uri).length === 0, `nothing in ${uri.path}`);
const some = (uri: vscode.Uri, rule: string) => until(() => withRule(uri, rule).length > 0, `${rule} in ${uri.path}`);

describe('SQL in a workspace', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(place, { recursive: true }).then(undefined, () => undefined);
  });

  it('has problems of files that are not open when a setting says so', async () => {
    const settings = vscode.workspace.getConfiguration('seniorBackend');
    await open(inFolder('db/schema.sql'));
    await writeText(file('a.sql'), keyless);
    await settings.update('sql.diagnostics', 'workspace', vscode.ConfigurationTarget.Workspace);
    await some(file('a.sql'), 'missing-primary-key');
    await vscode.workspace.fs.rename(file('a.sql'), file('b.sql'));
    await some(file('b.sql'), 'missing-primary-key');
    await none(file('a.sql'));
    await settings.update('sql.diagnostics', undefined, vscode.ConfigurationTarget.Workspace);
    await none(file('b.sql'));
  });

  it('moves the problems of an open file with its name, and drops them with the file', async () => {
    await writeText(file('a.sql'), keyless);
    await open(file('a.sql'));
    await some(file('a.sql'), 'missing-primary-key');
    const rename = new vscode.WorkspaceEdit();
    rename.renameFile(file('a.sql'), file('b.sql'));
    await vscode.workspace.applyEdit(rename);
    await some(file('b.sql'), 'missing-primary-key');
    await none(file('a.sql'));
    const remove = new vscode.WorkspaceEdit();
    remove.deleteFile(file('b.sql'));
    await vscode.workspace.applyEdit(remove);
    await none(file('b.sql'));
  });

  it('sees in one editor what is typed in another', async () => {
    const [tables, indexes] = [file('tables.sql'), file('indexes.sql')];
    await writeText(
      tables,
      'CREATE TABLE a (id int8 PRIMARY KEY);\nCREATE TABLE b (id int8 PRIMARY KEY, a_id int8 NOT NULL REFERENCES a ON DELETE CASCADE);\n',
    );
    await writeText(indexes, '-- Indexes of b\n');
    await open(tables);
    await some(tables, 'unindexed-foreign-key');
    const editor = await open(indexes);
    await editor.edit(edit => edit.insert(new vscode.Position(1, 0), 'CREATE INDEX ON b (a_id);\n'));
    await until(() => withRule(tables, 'unindexed-foreign-key').length === 0, 'the index');
    await editor.edit(edit => edit.delete(new vscode.Range(1, 0, 2, 0)));
    await some(tables, 'unindexed-foreign-key');
    await close();
  });

  it('reads MySQL as MySQL', async () => {
    const shop = file('shop.sql');
    await writeText(
      shop,
      'CREATE TABLE `carts` (`id` int unsigned NOT NULL AUTO_INCREMENT, `note` tinytext, KEY `note` (`note`(10)), KEY `id` (`id`)) ENGINE=InnoDB;\n',
    );
    await open(shop);
    await some(shop, 'missing-primary-key');
    await until(() => withRule(shop, 'syntax-error').length === 0, 'no syntax error');
  });

  it('keeps the schemas of two folders apart', async () => {
    const root = vscode.Uri.file(mkdtempSync(path.join(os.tmpdir(), 'senior-backend-second-')));
    const [first, second] = [file('a.sql'), vscode.Uri.joinPath(root, 'a.sql')];
    const table = 'CREATE TABLE a (id int8 PRIMARY KEY, b_id int8 NOT NULL REFERENCES a ON DELETE CASCADE);\n';
    await writeText(first, table);
    await writeText(second, `${table}CREATE INDEX ON a (b_id);\nCREATE TABLE c (x int8);\n`);
    await open(first);
    vscode.workspace.updateWorkspaceFolders(vscode.workspace.workspaceFolders!.length, 0, { uri: root });
    await until(() => vscode.workspace.workspaceFolders!.length === 2, 'the second folder');
    try {
      const editor = await open(second);
      await some(first, 'unindexed-foreign-key');
      await until(
        () => problemsOf(second).length > 0 && withRule(second, 'unindexed-foreign-key').length === 0,
        'index',
      );
      await editor.edit(edit => edit.delete(new vscode.Range(1, 0, 2, 0)));
      await some(second, 'unindexed-foreign-key');
      await close();
      await none(second);
    } finally {
      // Refused as long as the workbench has not confirmed the change before.
      await until(() => vscode.workspace.updateWorkspaceFolders(1, 1), 'the change');
      await until(() => vscode.workspace.workspaceFolders!.length === 1, 'one folder');
      rmSync(root.fsPath, { recursive: true });
    }
  });
});
