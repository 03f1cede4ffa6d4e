// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of other programs.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestPostgres } from '../../support/postgres.mjs';
import { id, inFolder, until, writeText } from './harness.js';
import { testPostgres } from './postgresHarness.js';

interface Summary {
  readonly sql: string;
  readonly connection: string;
  readonly analyzed: boolean;
  readonly generic: boolean;
  readonly time?: number;
  readonly findings: readonly { readonly kind: string; readonly sql?: string }[];
}

describe('the plan of a query', () => {
  let postgres: TestPostgres;
  const explain = (choice: object) =>
    vscode.commands.executeCommand<Summary | undefined>('seniorBackend.explainQuery', choice);
  const planTab = () =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('seniorBackend.plan'));
  const stages = { shop: 'development', live: 'production' };

  before(async () => {
    await vscode.extensions.getExtension(id)!.activate();
    postgres = await testPostgres();
    await postgres.execute(
      `create table orders (id bigint primary key, customer_id bigint, status text);
       insert into orders select g, g % 5000, case when g % 500 = 0 then 'open' else 'done' end from generate_series(1, 30000) g`,
    );
    await postgres.query('vacuum analyze orders');
    for (const [name, stage] of Object.entries(stages))
      await vscode.commands.executeCommand('seniorBackend.addConnection', {
        connectionString: postgres.url,
        name,
        stage,
      });
  });

  after(async () => {
    for (const name of Object.keys(stages))
      await vscode.commands.executeCommand('seniorBackend.removeConnection', { name });
    await postgres.execute('drop table orders');
    await vscode.workspace.saveAll();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(inFolder('plans'), { recursive: true });
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  async function open(name: string, text: string, cursor: number, end = cursor): Promise<vscode.TextDocument> {
    await writeText(inFolder(name), '');
    // As a user does: what an extension opens stays open for minutes, and its tables with it.
    await vscode.commands.executeCommand('vscode.open', inFolder(name), {
      preview: false,
      viewColumn: vscode.ViewColumn.One,
    });
    const editor = vscode.window.activeTextEditor!;
    // What the editor holds counts, saved or not.
    await editor.edit(builder => builder.insert(new vscode.Position(0, 0), text));
    editor.selection = new vscode.Selection(editor.document.positionAt(cursor), editor.document.positionAt(end));
    return editor.document;
  }

  it('is that of the statement at the cursor, and nothing is run', async () => {
    const text = 'select 1;\ndelete from orders where customer_id = 7;\nselect 2;';
    await open('plans/a.sql', text, text.indexOf('where'));
    const summary = await explain({ connection: 'shop', analyze: false });
    assert.equal(summary?.sql, 'delete from orders where customer_id = 7');
    assert.equal(summary.analyzed, false);
    assert.deepEqual(
      summary.findings.map(({ sql }) => sql),
      ['CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id);'],
    );
    await until(() => planTab()?.label === 'Plan: shop', 'the page');
  });

  it('is that of a literal, with interpolations as parameters', async () => {
    const text = 'const q = sql`select * from orders where id = ${order.id}`;';
    await open('plans/b.ts', text, text.indexOf('from'));
    const generic = await explain({ connection: 'shop', analyze: false });
    assert.equal(generic?.sql, 'select * from orders where id = $1');
    assert.equal(generic.generic, true);
    const run = await explain({ connection: 'shop', analyze: true, values: ['5'] });
    assert.equal(run?.generic, false);
    assert.ok(run.time! > 0);
  });

  it('is copied, opened and explained again', async () => {
    const query = 'select * from orders where customer_id = 7';
    assert.ok(await explain({ query, connection: 'shop', analyze: false }));
    await explain({ plan: 'copyMarkdown' });
    assert.match(await vscode.env.clipboard.readText(), /^# Plan\n/);
    await explain({ plan: { copySql: 0 } });
    assert.match(await vscode.env.clipboard.readText(), /^CREATE INDEX CONCURRENTLY orders_customer_id_idx/);
    await explain({ plan: 'copyJson' });
    assert.equal(JSON.parse(await vscode.env.clipboard.readText())[0].Plan['Node Type'], 'Seq Scan');
    await explain({ plan: 'openJson' });
    assert.equal(vscode.window.activeTextEditor?.document.languageId, 'json');
    assert.equal((await explain({ plan: 'again' }))?.analyzed, false);
    const analyzed = await explain({ plan: 'analyze' });
    assert.equal(analyzed?.analyzed, true);
  });

  it('takes back what it ran, and asks before it runs on production', async () => {
    const query = "update orders set status = 'gone'";
    assert.equal((await explain({ query, connection: 'shop', analyze: true }))?.analyzed, true);
    assert.equal((await explain({ query, connection: 'live', analyze: true, confirmed: 'live' }))?.analyzed, true);
    const asked = explain({ query: 'select 1', connection: 'live', analyze: true });
    await until(async () => {
      // The question takes Escape for a no.
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return Promise.race([
        Promise.resolve(asked).then(() => true),
        new Promise<false>(resolve => setTimeout(resolve, 50, false)),
      ]);
    }, 'the end of the question');
    assert.equal(await asked, undefined);
    assert.deepEqual(await postgres.query(`select count(*)::int as gone from orders where status = 'gone'`), [
      { gone: 0 },
    ]);
  });
});
