import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { inFolder, names, readText, unhurried, until, writeText } from './harness.js';
import { testPostgres } from './postgresHarness.js';
import { open } from './sqlHarness.js';

interface Summary {
  readonly isEqual: boolean;
  readonly isProven: boolean;
  readonly from: string;
  readonly to: string;
  readonly proofs: readonly string[];
  readonly hazards: readonly { readonly severity: string; readonly direction: string; readonly text: string }[];
  readonly possibleRenames: readonly string[];
  readonly upSql: string;
  readonly downSql: string;
  readonly files: readonly string[];
}

const users = 'CREATE TABLE users (\n  id bigint PRIMARY KEY,\n  mail text NOT NULL\n);\n';
const renamed = users.replace('mail text NOT NULL', 'email text NOT NULL');
const old = inFolder('compare/old.sql');
const next = inFolder('compare/new.sql');

function compare(choice: object, file?: vscode.Uri): Thenable<Summary | undefined> {
  return vscode.commands.executeCommand<Summary | undefined>('seniorBackend.compareSchemas', file, choice);
}
const pair = { now: 'compare/old.sql', become: 'compare/new.sql', renames: [] as string[] };

describe('comparing schemas', () => {
  before(async () => {
    await writeText(old, users);
    await writeText(next, renamed);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(inFolder('compare'), { recursive: true });
  });

  it('finds the way there and back, proves both and shows them, without writing anything', async () => {
    const summary = await compare(pair);
    assert.ok(summary);
    const { isEqual, isProven, from, to, proofs, upSql, downSql, possibleRenames, files } = summary;
    assert.deepEqual([isEqual, isProven, from, to], [false, true, 'compare/old.sql', 'compare/new.sql']);
    assert.match(
      proofs.join(),
      /^PostgreSQL 18\.\d+ \(embedded\): up reaches the target, down comes back, .*rows? in 1 table/,
    );
    assert.match(upSql, /DROP COLUMN mail/);
    assert.match(downSql, /ADD COLUMN mail/);
    assert.deepEqual(possibleRenames, ['public.users.mail=email']);
    assert.ok(summary.hazards.some(({ severity, text }) => severity === 'danger' && /^deletes data: /.test(text)));
    assert.deepEqual(files, []);
    assert.deepEqual(await names('compare'), ['new.sql', 'old.sql']);
    const title = 'old.sql → new.sql: Proven, ';
    await until(() => vscode.window.tabGroups.activeTabGroup.activeTab?.label.startsWith(title), 'the diff editor');
  });

  it('keeps the data of what is renamed, and saves what it has found in the manner of the folder', async () => {
    await writeText(
      inFolder('compare/migrations/20200101000000_users.sql'),
      `-- migrate:up\n${users}\n-- migrate:down\nDROP TABLE users;\n`,
    );
    const summary = await compare({ ...pair, renames: ['public.users.mail=email'], save: 'compare/migrations' });
    const [file, ...more] = summary?.files ?? [];
    assert.ok(file && more.length === 0);
    assert.match(file, /[\\/]compare[\\/]migrations[\\/]\d{14}_rename_column_users_mail_to_email_and_1_more\.sql$/);
    const text = await readText(vscode.Uri.file(file));
    assert.match(
      text ?? '',
      /-- migrate:up[\s\S]*RENAME COLUMN mail TO email;[\s\S]*-- migrate:down[\s\S]*RENAME COLUMN email TO mail;/,
    );
    assert.match(text ?? '', /^-- proof: PostgreSQL 18/m);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, file);
  });

  it('says what is equal, with the migrations that have just been saved', async () => {
    const summary = await compare({ ...pair, now: 'compare/migrations', save: 'compare/migrations' });
    assert.deepEqual([summary?.isEqual, summary?.upSql, summary?.files], [true, '', []]);
  });

  it('compares what is typed and not what was saved', async () => {
    const editor = await open(next);
    await editor.edit(edit => edit.insert(new vscode.Position(2, 0), '  age integer,\n'));
    const summary = await compare({ ...pair, renames: ['public.users.mail=email'] });
    assert.match(summary?.upSql ?? '', /ADD COLUMN age integer/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.openTextDocument(next);
  });

  it('saves the comparison that was shown last, once: nothing is overwritten', async () => {
    const save = () =>
      vscode.commands.executeCommand<readonly string[]>('seniorBackend.saveMigration', { folder: 'compare/out' });
    const written = await save();
    assert.equal(written?.length, 2, 'the migration and its rollback');
    const before = await names('compare/out');
    assert.equal(await save(), undefined);
    assert.deepEqual(await names('compare/out'), before);
    assert.match(before[0] ?? '', /^\d{14}_.*\.sql$/);
    assert.match(before[1] ?? '', /_rollback\.sql$/);
  });

  unhurried(
    'takes a connection for a side, and makes several migrations where old and new code are to work between them',
    async () => {
      const server = await testPostgres();
      const users = (column: string) =>
        `CREATE SCHEMA compared; CREATE TABLE compared.users (id bigint PRIMARY KEY, ${column} text)`;
      await server.execute(users('mail'));
      const name = '$(shop)';
      await vscode.commands.executeCommand('seniorBackend.addConnection', {
        ...{ connectionString: server.url, name, stage: 'development' },
      });
      try {
        await writeText(inFolder('compare/wanted.sql'), users('email'));
        const sides = { now: { connection: name }, become: 'compare/wanted.sql', schemas: ['compared'] };
        const summary = await compare({
          ...{ ...sides, renames: ['compared.users.mail=email'], expandContract: true, rows: false },
        });
        assert.deepEqual([summary?.from, summary?.isProven], ['$ (shop)', true]);
        assert.ok((summary?.proofs.length ?? 0) > 1, summary?.proofs.join());
      } finally {
        await vscode.commands.executeCommand('seniorBackend.removeConnection', { name });
        await server.execute('DROP SCHEMA compared CASCADE');
      }
    },
  );

  it('saves what is not proven only for those who say so', async () => {
    await writeText(inFolder('compare/plain.sql'), 'CREATE TABLE t (id bigint PRIMARY KEY);\n');
    await writeText(
      inFolder('compare/unproven.sql'),
      "CREATE TABLE t (id bigint PRIMARY KEY, code int GENERATED ALWAYS AS (('x' || id)::int) STORED);\n",
    );
    const choice = { now: 'compare/plain.sql', become: 'compare/unproven.sql', renames: [] };
    assert.equal(await compare({ ...choice, save: 'compare/kept' }), undefined);
    assert.deepEqual(await names('compare/kept'), []);
    const folder = 'compare/kept';
    assert.equal(await vscode.commands.executeCommand('seniorBackend.saveMigration', { folder }), undefined);
    const written = await vscode.commands.executeCommand<readonly string[]>('seniorBackend.saveMigration', {
      ...{ folder, unproven: true },
    });
    const text = await readText(vscode.Uri.file(written![0]!));
    assert.match(text ?? '', /^-- proof: PostgreSQL 18.*a statement fails/m);
  });

  it('tells a broken file by its place, and choices that are none', async () => {
    await writeText(inFolder('compare/broken.sql'), `${users}CREATE TABLE broken (\n  id no_such_type\n);\n`);
    assert.equal(await compare({ ...pair, become: 'compare/broken.sql' }), undefined);
    assert.equal(await compare({ ...pair, become: 'compare/none.sql' }), undefined);
    assert.equal(await compare({ ...pair, become: { connection: 'none' } }), undefined);
    assert.equal(await compare({ ...pair, nonsense: 1 }), undefined);
  });

  it('is cancelled with its notification', async () => {
    const tables = Array.from({ length: 300 }, (_, at) => `CREATE TABLE t${at} (id bigint PRIMARY KEY, note text);\n`);
    await writeText(inFolder('compare/large.sql'), tables.join(''));
    let ended = false;
    const run = Promise.resolve(compare({ ...pair, become: 'compare/large.sql' })).finally(() => {
      ended = true;
    });
    const started = Date.now();
    while (!ended) {
      // Its button.
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      await Promise.race([run, new Promise(resolve => setTimeout(resolve, 50))]);
    }
    assert.equal(await run, undefined);
    assert.ok(Date.now() - started < 10_000);
  });
});
