import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fillSql, hostileNames, hostileSql, schemaSql, workloadSql } from '../../support/liveShop.mjs';
import { startPostgres } from '../../support/postgres.mjs';
import { id, inFolder, readText, repository, until, writeText } from './harness.js';
import { open } from './sqlHarness.js';

interface Analysis {
  readonly connection: string;
  readonly database: string;
  readonly tables: number;
  readonly errors: number;
  readonly warnings: number;
  readonly unseen: readonly string[];
}

type Server = Awaited<ReturnType<typeof startPostgres>>;

describe('analysis of a database', function () {
  this.timeout(60_000);
  let server: Server;
  const file = () => inFolder('shop/schema.sql');
  const run = <Result = Analysis>(command: string, choice?: object) =>
    vscode.commands.executeCommand<Result | undefined>(`seniorBackend.${command}`, choice);
  const analyze = (connection = 'shop', more: object = {}) => run('analyzeDatabase', { connection, ...more });
  const add = (name: string, user: string) =>
    run('addConnection', { connectionString: server.url.replace('//ann', `//${user}`), name, stage: 'development' });

  const panel = (name: string) =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .find(
        ({ input, label }) =>
          input instanceof vscode.TabInputWebview &&
          input.viewType.endsWith('seniorBackend.databaseReport') &&
          label === `Database: ${name}`,
      );

  async function figures(uri = file()): Promise<[string, string][]> {
    const document = await vscode.workspace.openTextDocument(uri);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 1000);
    return lenses
      .filter(({ command }) => command?.command === '_seniorBackend.databaseReport')
      .map(({ range, command }) => [document.lineAt(range.start.line).text, command!.title]);
  }

  async function hoverOn(uri: vscode.Uri, text: string): Promise<string> {
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.positionAt(document.getText().indexOf(text) + 1);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
    const ours = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]);
    for (const { isTrusted, supportHtml } of ours) assert.ok(!isTrusted && !supportHtml);
    return ours
      .map(({ value }) => value)
      .filter(value => value.startsWith('**'))
      .join('\n');
  }

  before(async () => {
    await vscode.extensions.getExtension(id)!.activate();
    server = await startPostgres(repository, true);
    await server.execute(fillSql);
    for (const sql of workloadSql) await server.query(sql);
    await writeText(file(), schemaSql);
    await add('shop', 'ann');
  });

  after(async () => {
    for (const { name } of [{ name: 'shop' }, { name: 'visitor' }]) await run('removeConnection', { name });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(inFolder('shop'), { recursive: true });
    await vscode.commands.executeCommand('notifications.clearAll');
    await server.stop();
  });

  it('shows nothing beside tables of which it knows nothing', async () => {
    await open(file());
    assert.deepEqual(await figures(), []);
  });

  it('opens a report, and gives its figures', async () => {
    const found = await analyze();
    assert.equal(found?.connection, 'shop');
    assert.equal(found?.database, 'shop');
    assert.equal(found?.tables, 3 + hostileNames.length);
    assert.ok(found!.warnings > 0, JSON.stringify(found));
    assert.deepEqual(found?.unseen, []);
    await until(() => panel('shop'), 'a panel');
  });

  it('leaves its figures above the tables, and above no other one', async () => {
    const found = await figures();
    assert.deepEqual(
      found.map(([line]) => line),
      [
        'CREATE TABLE users (',
        'CREATE TABLE orders (',
        'CREATE TABLE audit.orders (at timestamptz NOT NULL, order_id bigint NOT NULL);',
      ],
    );
    assert.match(found[1]![1], /^~60 k rows, [\d.]+ MB, \d+ sequential scans · shop, just now$/);
    assert.match(found[2]![1], /^~0 rows, /);
  });

  it('counts rows when it is asked to', async () => {
    await server.query('insert into audit.orders values (now(), 1) returning 1');
    await analyze('shop', { exactRows: true });
    const found = await figures();
    assert.match(found[1]![1], /^60 k rows, /);
    assert.match(found[2]![1], /^1 row, /);
  });

  it('tells of tables, columns and indexes where they are spoken of', async () => {
    const table = await hoverOn(file(), 'orders (\n');
    assert.match(table, /^\*\*shop\*\*, just now:\n\n60,000 rows · /);
    assert.match(table, /- `orders_state_idx` used \d+ times? · /);
    const column = await hoverOn(file(), 'state text');
    assert.match(column, /- `orders_state_created_idx` used/);
    assert.match(await hoverOn(file(), 'orders_state_idx'), /^\*\*shop\*\*, just now:\n\nused \d+ times? · /);
    const query = inFolder('shop/queries.sql');
    await writeText(query, 'select u.email from users u;\n');
    assert.match(await hoverOn(query, 'users'), /5,000 rows/);
    assert.equal(await hoverOn(file(), 'only_here'), '');
  });

  it('shows nothing where names without a schema belong somewhere else', async () => {
    const other = inFolder('shop/other.sql');
    await writeText(
      other,
      'SET search_path TO app;\nCREATE TABLE orders (id int);\nCREATE TABLE audit.orders (id int);\n',
    );
    assert.deepEqual(
      (await figures(other)).map(([line]) => line),
      ['CREATE TABLE audit.orders (id int);'],
    );
    await vscode.workspace.fs.delete(other);
  });

  it('takes names for names, whatever they want to be', async () => {
    const uri = inFolder('shop/hostile.sql');
    await writeText(uri, hostileSql);
    assert.equal((await figures(uri)).length, hostileNames.length);
    for (const name of hostileNames) {
      const hover = await hoverOn(uri, `"${name}" (`);
      assert.match(hover, /^\*\*shop\*\*/);
      assert.doesNotMatch(hover.replace(/(`+)(?!`)(?:(?!\1).)*\1/g, ''), /[^\\]<|[^\\]\]\(/, hover);
    }
    await vscode.workspace.fs.delete(uri);
  });

  it('has lenses that can be turned off', async () => {
    const settings = vscode.workspace.getConfiguration('seniorBackend');
    await settings.update('codeLens.liveTables', false, vscode.ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await figures(), []);
      assert.equal(await hoverOn(file(), 'orders (\n'), '');
    } finally {
      await settings.update('codeLens.liveTables', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('copies and opens SQL for what it shows, and nothing for what it does not', async () => {
    const link = (
      await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', file(), 1000)
    )
      .map(({ command }) => command!)
      .find(({ command }) => command === '_seniorBackend.databaseReport')!;
    const [connection] = link.arguments as [string];
    const act = (...given: unknown[]) => vscode.commands.executeCommand('_seniorBackend.databaseReport', ...given);
    await act(connection, 'copy', 0);
    const copied = await vscode.env.clipboard.readText();
    assert.match(copied, /;$/);
    await act(connection, 'open', 0);
    const document = vscode.window.activeTextEditor!.document;
    assert.ok(document.isUntitled && document.getText().includes(copied), document.getText());
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.env.clipboard.writeText('mine');
    for (const given of [
      [connection, 'copy', 9999],
      [connection, 'copy', -1],
      [connection, 'quit'],
      ['../x', 'copy', 0],
      [],
    ])
      await act(...given);
    assert.equal(await vscode.env.clipboard.readText(), 'mine');
    await act(connection, 'show');
    await until(() => panel('shop')?.isActive, 'the panel in front');
  });

  it('says what a role with few rights could not see', async () => {
    await add('visitor', 'visitor');
    const found = await analyze('visitor');
    assert.ok(found!.unseen.length > 0, JSON.stringify(found));
    assert.equal(found!.tables, 3 + hostileNames.length);
    assert.match((await figures()).map(([, title]) => title).join('\n'), /· visitor, just now/);
  });

  it('says so when the server does not answer, and keeps what it knew', async () => {
    const before = await figures();
    await server.execute('alter role visitor nologin');
    assert.equal(await analyze('visitor'), undefined);
    assert.equal(await analyze('nobody'), undefined);
    assert.deepEqual(await figures(), before);
    await server.execute('alter role visitor login');
  });

  it('forgets figures with their connection', async () => {
    await run('removeConnection', { name: 'visitor' });
    await until(async () => !(await figures()).some(([, title]) => title.includes('visitor')), 'no figures');
    assert.equal((await figures()).length, 3);
    assert.ok(await readText(file()));
  });
});
