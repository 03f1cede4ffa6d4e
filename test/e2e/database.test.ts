import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { buildCommandLine, entry } from './builtCommandLine.js';

const schema = `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE
);
CREATE TABLE "Order Items" (note text);
`;

describe('the database command', () => {
  let folder: string;

  before(function () {
    this.timeout(180_000);
    buildCommandLine();
  });
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(nodePath.join(tmpdir(), 'database ü ')));
    writeFileSync(nodePath.join(folder, 'schema.sql'), schema);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function run(...words: string[]) {
    const env = { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '' };
    return spawnSync(process.execPath, [entry, ...words], { cwd: folder, encoding: 'utf8', env });
  }
  const detailOf = (out: string, rule: string) =>
    JSON.parse(out).issues_detail.filter((detail: { rule: string }) => detail.rule === rule);

  it('tells how it ended to a reader who went away, and that a full disk took nothing', function () {
    const findings = run('database', 'schema.sql').status;
    const words = `"${process.execPath}" "${entry}" database schema.sql`;
    const shell = (line: string) => spawnSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8' });
    if (!existsSync('/dev/full')) this.skip();
    assert.equal(shell(`${words} | head -c 1 > /dev/null; exit \${PIPESTATUS[0]}`).status, findings);
    const full = shell(`${words} > /dev/full`);
    assert.deepEqual([full.status, full.stderr.includes('is the disk full')], [2, true]);
    assert.doesNotMatch(full.stderr, / at /);
  });

  it('says what is wrong, with its place and the SQL that mends it', () => {
    const { stdout, stderr } = run('database', 'schema.sql', '--json');
    assert.equal(stderr, '');
    const report = JSON.parse(stdout);
    assert.equal(report.status, 'success');
    assert.equal(report.tables_count, 3);
    const [key] = detailOf(stdout, 'unindexed-foreign-key');
    assert.deepEqual(
      [key.table, key.column, key.objects, key.file, key.line],
      ['orders', 'customer_id', ['orders_customer_id_fkey'], 'schema.sql', 4],
    );
    assert.match(key.suggestion, /^CREATE INDEX orders_customer_id_idx ON orders \(customer_id\);$/);
    const [table] = detailOf(stdout, 'missing-primary-key');
    assert.deepEqual([table.table, table.line], ['Order Items', 6]);
    const { errors, warnings, suggestions } = report.issues;
    assert.equal(errors + warnings + suggestions, report.issues_detail.length);
  });

  it('reads several files as one schema', () => {
    writeFileSync(nodePath.join(folder, 'indexes.sql'), 'CREATE INDEX ON orders (customer_id)');
    const { stdout } = run('database', '.', '--json');
    assert.deepEqual(detailOf(stdout, 'unindexed-foreign-key'), []);
  });

  it('sets rules, and ends with 1 when something is an error', () => {
    assert.equal(run('database', 'schema.sql', '--rule', 'unindexed-foreign-key=error').status, 1);
    const quiet = run('database', 'schema.sql', '--rule', 'unindexed-foreign-key=off', '--json').stdout;
    assert.deepEqual(detailOf(quiet, 'unindexed-foreign-key'), []);
    const unknown = run('database', 'schema.sql', '--rule', 'unindexed-foreign-keys=off');
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /Did you mean unindexed-foreign-key\?/);
  });

  it('speaks to people, and writes the report where it is told to', () => {
    const { stdout } = run('database', 'schema.sql', '-o', 'report.json');
    assert.match(stdout, /^schema\.sql\n/);
    assert.match(stdout, /3 tables\./);
    assert.equal(JSON.parse(readFileSync(nodePath.join(folder, 'report.json'), 'utf8')).tables_count, 3);
    const nowhere = run('database', 'schema.sql', '-o', 'no/folder/report.json');
    assert.equal(nowhere.status, 2);
    assert.match(nowhere.stderr, /The report cannot be written: ENOENT/);
  });

  it('suggests indexes, and writes the migration with its rollback', () => {
    const { stdout, status } = run('database', 'schema.sql', '--suggest-indexes', '--json', '-o', 'migrations');
    assert.equal(status, 0);
    const { suggestions, suggestions_count: count, files } = JSON.parse(stdout);
    assert.equal(count, 1);
    const [{ table, columns, sql, rollback }] = suggestions;
    assert.deepEqual([table, columns], ['orders', ['customer_id']]);
    assert.match(sql, /^CREATE INDEX CONCURRENTLY \w+ ON orders \(customer_id\);$/);
    assert.match(rollback, /^DROP INDEX CONCURRENTLY/);
    const written = readdirSync(nodePath.join(folder, 'migrations'));
    assert.deepEqual(
      files,
      written.map(name => `migrations/${name}`),
    );
    assert.ok(written.some(name => readFileSync(nodePath.join(folder, 'migrations', name), 'utf8').includes(sql)));
    const edited = nodePath.join(folder, 'migrations', written[0]!);
    writeFileSync(edited, '-- mine\n');
    const refused = run('database', 'schema.sql', '--suggest-indexes', '-o', 'migrations');
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /is there already and would be overwritten/);
    assert.equal(readFileSync(edited, 'utf8'), '-- mine\n');
    writeFileSync(nodePath.join(folder, 'schema.sql'), `${schema}${sql}`);
    const again = run('database', 'schema.sql', '--suggest-indexes', '--json').stdout;
    assert.equal(JSON.parse(again).suggestions_count, 0);
  });

  it('is part of lint, in every format', () => {
    const { runs } = JSON.parse(run('lint', '.', '--format', 'sarif').stdout);
    const result = runs[0].results.find((one: { ruleId: string }) => one.ruleId === 'unindexed-foreign-key');
    assert.equal(result.locations[0].physicalLocation.artifactLocation.uri, 'schema.sql');
    assert.equal(result.locations[0].physicalLocation.region.startLine, 4);
    assert.match(run('lint', 'schema.sql').stdout, /4:\d+\s+\w+\s+.*unindexed-foreign-key/);
  });

  it('reports broken SQL where it is, and understands the rest', () => {
    writeFileSync(
      nodePath.join(folder, 'schema.sql'),
      `${schema}CREATE TABLE broken (id bigint,,);\nCREATE TABLE last (id bigint)`,
    );
    const { stdout, status } = run('database', 'schema.sql', '--json');
    const [error] = detailOf(stdout, 'syntax-error');
    assert.deepEqual([error.severity, error.line], ['error', 7]);
    assert.equal(status, 1);
    assert.ok(detailOf(stdout, 'missing-primary-key').some((one: { table: string }) => one.table === 'last'));
  });

  it('answers wrong arguments with one line', () => {
    for (const [words, said] of [
      [['database'], /Name at least one file/],
      [['database', 'nothing.sql'], /There is no such file or folder/],
      [['database', 'schema.sql', '--migrations', 'nowhere'], /None of the files is in this folder/],
      [['database', 'schema.sql', '--dialect', 'oracle'], /--dialect is postgresql/],
      [['database', 'schema.sql', '--analyze', '--suggest-indexes'], /exclude each other/],
    ] as const) {
      const { status, stderr } = run(...words);
      assert.equal(status, 2);
      assert.match(stderr, said);
    }
  });
});
