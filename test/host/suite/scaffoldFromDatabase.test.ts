import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { applyingPreview, inFolder, names, readText, unhurried, until, writeText } from './harness.js';
import { testPostgres } from './postgresHarness.js';
import { open } from './sqlHarness.js';

interface Summary {
  readonly output: string;
  readonly written: readonly string[];
  readonly resources: readonly { readonly path: string; readonly relation: string }[];
  readonly notes: readonly { readonly rule: string; readonly relation: string; readonly column?: string }[];
}

const source = inFolder('tables/shop.sql');
const output = 'tables/api';
const description = inFolder(`${output}/openapi.yaml`);
const shop = `CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE
);
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers (id)
);
CREATE TABLE log (line text);
`;
const choice = { source: 'tables/shop.sql', framework: 'express', output, auth: 'bearer' };

function command(given: object): Thenable<Summary | undefined> {
  return vscode.commands.executeCommand<Summary | undefined>('seniorBackend.scaffoldFromDatabase', undefined, given);
}

function scaffold(given: object = {}): Promise<Summary | undefined> {
  return applyingPreview(command({ ...choice, ...given }));
}

describe('Scaffold API from Database', () => {
  before(() => writeText(source, shop));
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(inFolder('tables'), { recursive: true });
  });

  it('writes what the preview shows: a description, and handlers that ask the database', async () => {
    const summary = await scaffold();
    assert.ok(summary);
    assert.deepEqual([...summary.written].sort(), await names(output));
    assert.deepEqual(
      summary.resources.map(({ path, relation }) => [path, relation]),
      [
        ['/customers', 'public.customers'],
        ['/logs', 'public.log'],
        ['/orders', 'public.orders'],
      ],
    );
    const rules = summary.notes.map(({ rule, relation }) => `${rule} ${relation}`).sort();
    assert.deepEqual(rules, ['no-key public.log', 'unindexed-foreign-key public.orders']);
    assert.match((await readText(description)) ?? '', /operationId: listCustomers/);
    assert.match((await readText(inFolder(`${output}/orders.queries.ts`))) ?? '', /select/i);
    // The workspace has a package.
    assert.ok(!summary.written.includes('package.json'));
    await until(() => vscode.window.activeTextEditor?.document.uri.fsPath === description.fsPath, 'the description');
  });

  it('changes nothing when nothing has changed', async () => {
    assert.deepEqual((await scaffold())?.written, []);
  });

  it('reads what is typed, and writes only what a new column changes; what was written in the description stays', async () => {
    const described = await open(description);
    await described.edit(edit => edit.insert(new vscode.Position(0, 0), '# Kept by hand\n'));
    const editor = await open(source);
    await editor.edit(edit => edit.insert(new vscode.Position(2, 0), '  nickname text,\n'));
    assert.ok(described.document.isDirty && editor.document.isDirty);
    const written = [...((await scaffold())?.written ?? [])].sort();
    assert.ok(written.includes('openapi.yaml') && written.includes('customers.queries.ts'), written.join());
    assert.ok(!written.some(name => /^(?:orders|log)\.|handlers|^database\.ts$|^app\.ts$/.test(name)), written.join());
    const text = (await vscode.workspace.openTextDocument(description)).getText();
    assert.match(text, /^# Kept by hand\n/);
    // What is answered, and the bodies of POST and PATCH.
    assert.equal(text.match(/ nickname:/g)?.length, 3);
    await editor.document.save();
  });

  unhurried('writes a package where there is none, for the tables that are asked for', async () => {
    const own = inFolder('package.json');
    const before = (await readText(own))!;
    await vscode.workspace.fs.delete(own);
    try {
      const given = { output: 'tables/alone', tables: ['customers'], auth: 'none', framework: 'koa' };
      const summary = await scaffold(given);
      assert.ok(summary);
      assert.ok(summary.written.includes('package.json') && summary.written.includes('tsconfig.json'));
      assert.deepEqual(
        summary.resources.map(({ path }) => path),
        ['/customers'],
      );
      assert.match((await readText(inFolder('tables/alone/package.json'))) ?? '', /"name": "alone"[\s\S]*"koa"/);
      assert.doesNotMatch((await readText(inFolder('tables/alone/openapi.yaml'))) ?? '', /bearer|orders/);
    } finally {
      await writeText(own, before);
    }
  });

  unhurried('takes a connection, and only reads there', async () => {
    const server = await testPostgres();
    await server.execute('CREATE SCHEMA scaffolded; CREATE TABLE scaffolded.things (id uuid PRIMARY KEY)');
    const name = 'scaffolded';
    await vscode.commands.executeCommand('seniorBackend.addConnection', {
      ...{ connectionString: server.url, name, stage: 'production' },
    });
    try {
      const summary = await scaffold({
        ...{ source: { connection: name }, schemas: ['scaffolded'], output: 'tables/live', framework: 'fastify' },
      });
      assert.deepEqual(summary?.resources, [{ path: '/things', relation: 'scaffolded.things' }]);
      assert.match((await readText(inFolder('tables/live/openapi.yaml'))) ?? '', /title: scaffolded/);
    } finally {
      await vscode.commands.executeCommand('seniorBackend.removeConnection', { name });
      await server.execute('DROP SCHEMA scaffolded CASCADE');
    }
  });

  it('writes nothing for SQL that is broken, a source without tables, and choices that are none', async () => {
    await writeText(inFolder('tables/broken.sql'), `${shop}CREATE TABLE broken (\n  id no_such_type\n);\n`);
    await writeText(inFolder('tables/empty.sql'), "CREATE TYPE mood AS ENUM ('good');\n");
    const never = { output: 'tables/never' };
    assert.equal(await scaffold({ ...never, source: 'tables/broken.sql' }), undefined);
    assert.equal(await scaffold({ ...never, source: 'tables/empty.sql' }), undefined);
    assert.equal(await scaffold({ ...never, source: 'tables/none.sql' }), undefined);
    assert.equal(await scaffold({ ...never, source: { connection: 'none' } }), undefined);
    assert.equal(await scaffold({ ...never, tables: ['none'] }), undefined);
    assert.equal(await scaffold({ ...never, nonsense: 1 }), undefined);
    assert.equal(await scaffold({ output: 'tables/shop.sql' }), undefined);
    assert.deepEqual(await names('tables/never'), []);
  });

  it('is cancelled with its notification', async () => {
    const tables = Array.from({ length: 300 }, (_, at) => `CREATE TABLE t${at} (id bigint PRIMARY KEY, note text);\n`);
    await writeText(inFolder('tables/large.sql'), tables.join(''));
    let ended = false;
    const run = Promise.resolve(command({ ...choice, source: 'tables/large.sql', output: 'tables/never' })).finally(
      () => {
        ended = true;
      },
    );
    while (!ended) {
      // Its button.
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      await Promise.race([run, new Promise(resolve => setTimeout(resolve, 50))]);
    }
    assert.equal(await run, undefined);
    assert.deepEqual(await names('tables/never'), []);
  });
});
