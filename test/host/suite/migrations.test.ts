import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startPostgres } from '../../support/postgres.mjs';
import { id, inFolder, problemsOf, repository, until, writeText } from './harness.js';
import { close, open } from './sqlHarness.js';

interface Summary {
  readonly status: string;
  readonly isFine: boolean;
  readonly summary: string;
}

type Server = Awaited<ReturnType<typeof startPostgres>>;
type Act = 'prove' | 'dryRun' | 'apply' | 'rollBack';

const files = {
  'moves/migrations/001_users.up.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);\n',
  'moves/migrations/001_users.down.sql': 'DROP TABLE users;\n',
  'moves/migrations/002_age.up.sql': 'ALTER TABLE users ADD COLUMN age int;\n\nUPDATE users SET age = 18;\n',
  'moves/migrations/002_age.down.sql': 'ALTER TABLE users DROP COLUMN age;\n',
  'moves/migrations/003_bad.up.sql':
    'ALTER TABLE users ADD COLUMN city text;\n\nALTER TABLE users\n  DROP COLUMN nmae;\n',
  'moves/migrations/003_bad.down.sql': 'ALTER TABLE users DROP COLUMN city;\n',
};

describe('migrations', function () {
  this.timeout(60_000);
  let server: Server;
  const file = (name: string) => inFolder(`moves/migrations/${name}.sql`);
  const run = (act: Act, name: string, choice: object = {}) =>
    vscode.commands.executeCommand<Summary | undefined>(`seniorBackend.${act}Migration`, file(name), {
      ...{ connection: 'shop', confirm: 'shop' },
      ...choice,
    });

  /** Titles without their icons. */
  async function lenses(uri: vscode.Uri): Promise<string[]> {
    const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
    return all
      .filter(({ command }) => /Migration(?:Report)?$/.test(command?.command ?? ''))
      .map(({ command }) => command!.title.replace(/^\$\(.*?\) /, ''));
  }

  const marked = (name: string) =>
    problemsOf(file(name))
      .filter(({ code }) => code === 'migration')
      .map(({ range, message }) => ({ line: range.start.line, message }));

  before(async () => {
    for (const [path, text] of Object.entries(files)) await writeText(inFolder(path), text);
    await vscode.extensions.getExtension(id)!.activate();
    server = await startPostgres(repository);
    await vscode.commands.executeCommand('seniorBackend.addConnection', {
      ...{ connectionString: server.url, name: 'shop', stage: 'staging' },
    });
  });

  after(async () => {
    await vscode.commands.executeCommand('seniorBackend.removeConnection', { name: 'shop' });
    await server?.stop();
    await vscode.workspace.fs.delete(inFolder('moves'), { recursive: true });
  });

  it('have lenses: what takes back has no Apply', async () => {
    await open(file('002_age.up'));
    await until(async () => (await lenses(file('002_age.up'))).length > 0, 'lenses');
    assert.deepEqual(await lenses(file('002_age.up')), ['Prove', 'Dry-run', 'Apply', 'Roll back']);
    await open(file('002_age.down'));
    assert.deepEqual(await lenses(file('002_age.down')), ['Prove', 'Dry-run', 'Roll back']);
    const settings = vscode.workspace.getConfiguration('seniorBackend.codeLens');
    await settings.update('migrations', false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await lenses(file('002_age.down')), []);
    await settings.update('migrations', undefined, vscode.ConfigurationTarget.Global);
  });

  it('have the lenses of their tool', async () => {
    const table = 'CREATE TABLE t (id int PRIMARY KEY);\n';
    const all = ['Prove', 'Dry-run', 'Apply', 'Roll back'];
    const [up, down] = [all.slice(0, 3), [all[0]!, all[1]!, all[3]!]];
    const cases: readonly (readonly [name: string, text: string, lenses: readonly string[]])[] = [
      ['prisma/migrations/migration_lock.toml', 'provider = "postgresql"\n', []],
      ['prisma/migrations/20240101000000_t/migration.sql', table, up],
      ['flyway/sql/V1__t.sql', table, all],
      ['flyway/sql/U1__t.sql', 'DROP TABLE t;\n', down],
      ['dbmate/migrations/20240101000000_t.sql', `-- migrate:up\n${table}\n-- migrate:down\nDROP TABLE t;\n`, all],
      ['golang/migrations/000001_t.up.sql', table, all],
      ['golang/migrations/000001_t.down.sql', 'DROP TABLE t;\n', down],
      ['pg/migrations/1704067200000_t.sql', `-- Up Migration\n${table}\n-- Down Migration\nDROP TABLE t;\n`, all],
    ];
    for (const [name, text] of cases) await writeText(inFolder(`moves/tools/${name}`), text);
    for (const [name, , wanted] of cases.filter(([, , lenses]) => lenses.length > 0)) {
      const uri = inFolder(`moves/tools/${name}`);
      await open(uri);
      const found = await until(async () => {
        const titles = await lenses(uri);
        return titles.length > 0 && titles;
      }, name);
      assert.deepEqual(found, wanted, name);
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(inFolder('moves/tools'), { recursive: true });
  });

  it('are proven from what comes before them, and fail at their place until they are edited', async () => {
    const proven = await run('prove', '002_age.up');
    assert.equal(proven?.status, 'proven', proven?.summary);
    assert.match(proven?.summary ?? '', /Up runs, down comes back, \d+ sample rows in 1 table kept\./);
    assert.deepEqual((await lenses(file('002_age.up'))).slice(4), ['Proven: up and down, just now']);

    const failed = await run('prove', '003_bad.up');
    assert.equal(failed?.status, 'notProven');
    assert.deepEqual((await lenses(file('003_bad.up'))).slice(4), ['Not proven: up fails, just now']);
    const [problem, ...more] = marked('003_bad.up');
    assert.equal(problem?.line, 2);
    assert.match(problem?.message ?? '', /column "nmae" of relation "users" does not exist/);
    assert.deepEqual(more, []);
    const editor = await open(file('003_bad.up'));
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), ' '));
    assert.deepEqual(marked('003_bad.up'), []);
    await close();
  });

  it('are tried, applied and taken back, and the history knows', async () => {
    const first = await run('apply', '001_users.up');
    assert.equal(first?.status, 'applied', first?.summary);
    const tried = await run('dryRun', '002_age.up');
    assert.equal(tried?.status, 'fine', tried?.summary);
    assert.deepEqual(
      await server.query("select 1 from pg_attribute where attname = 'age' and attnum > 0 and attrelid > 16384"),
      [],
    );
    assert.equal((await run('apply', '002_age.up'))?.status, 'applied');
    assert.equal((await run('apply', '002_age.up'))?.status, 'alreadyApplied');
    const state = (await lenses(file('002_age.up'))).at(-1);
    assert.equal(state, 'Applied to shop, just now');
    const refused = await run('rollBack', '001_users.up');
    assert.equal(refused?.status, 'laterMigrations');
    assert.match(refused?.summary ?? '', /A migration was applied after 001_users: 002_age\. Nothing was done\./);
    assert.equal((await run('rollBack', '002_age.down'))?.status, 'rolledBack');
    assert.deepEqual(await server.query('select name, status from senior_backend.migrations order by id'), [
      { name: '001_users', status: 'applied' },
      { name: '002_age', status: 'rolled back' },
    ]);
  });

  it('leave nothing of a failure, and mark it', async () => {
    const failed = await run('apply', '003_bad.up');
    assert.equal(failed?.status, 'failed');
    assert.match(failed?.summary ?? '', /Line 3: .* Nothing of it is left in the database\./);
    assert.deepEqual(
      marked('003_bad.up').map(({ line }) => line),
      [2],
    );
  });

  it('are refused on another schema than the one they are for', async () => {
    const header = '-- Senior Backend: x\n-- from schema 0123456789abcdef to fedcba9876543210\n';
    const uri = inFolder('moves/other.sql');
    await writeText(uri, `${header}CREATE TABLE other (id int PRIMARY KEY);\n`);
    const apply = (choice: object) =>
      vscode.commands.executeCommand<Summary>('seniorBackend.applyMigration', uri, {
        ...{ connection: 'shop', confirm: 'shop' },
        ...choice,
      });
    const refused = await apply({});
    assert.equal(refused.status, 'otherSchema');
    assert.match(refused.summary, /^This migration was made for another schema .* Nothing was done\.$/);
    assert.deepEqual(await server.query("select to_regclass('other') as is"), [{ is: null }]);
    assert.equal((await apply({ anySchema: true })).status, 'applied');
  });
});
