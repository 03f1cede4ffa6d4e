import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { unpackSymbols } from '../../../src/schema/service/packedLists.js';
import type { SchemaOptions } from '../../../src/schema/service/schemaMessages.js';
import { SchemaService } from '../../../src/schema/service/schemaService.js';

const options: SchemaOptions = { migrations: [], levels: {}, conventions: { tableNames: 'snake_case', plural: true } };
const tables = `CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE
);
`;
const index = 'CREATE INDEX orders_user_id ON orders (user_id);\n';

describe('service', () => {
  let root: string;
  let service: SchemaService;
  beforeEach(() => {
    root = mkdtempSync(nodePath.join(tmpdir(), 'schema-service-'));
    service = new SchemaService(() => new Date('2026-03-04'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const at = (name: string) => nodePath.join(root, name);
  function write(files: Readonly<Record<string, string>>): string[] {
    return Object.entries(files).map(([name, text]) => {
      mkdirSync(nodePath.dirname(at(name)), { recursive: true });
      writeFileSync(at(name), text);
      return at(name);
    });
  }
  const open = (paths: readonly string[], more: Partial<SchemaOptions> = {}) =>
    service.call('folder', { root, paths, options: { ...options, ...more } });
  const type = (name: string, text: string | undefined) => service.call('text', { path: at(name), text });
  /** File → rules that were broken in it, of the files that changed. */
  async function lint(...rules: string[]): Promise<Record<string, string[]>> {
    const changed = await service.call('lint', {});
    return Object.fromEntries(
      changed.map(({ path, findings }) => {
        const found = findings.map(({ rule }) => rule).filter(rule => rules.includes(rule));
        return [nodePath.relative(root, path), found];
      }),
    );
  }
  const unindexed = 'unindexed-foreign-key';

  it('sees the index of another file, and tells only what changed', async () => {
    await open(write({ 'tables.sql': tables, 'indexes.sql': '' }));
    assert.deepEqual((await lint(unindexed))['tables.sql'], [unindexed]);
    assert.deepEqual(await lint(unindexed), {});
    await type('indexes.sql', index);
    assert.deepEqual((await lint(unindexed))['tables.sql'], []);
    await type('indexes.sql', undefined);
    assert.deepEqual((await lint(unindexed))['tables.sql'], [unindexed]);
  });

  it('takes in what changed on the disk', async () => {
    await open(write({ 'tables.sql': tables }));
    await lint();
    writeFileSync(at('tables.sql'), tables + index);
    assert.deepEqual(await lint(unindexed), {});
    await service.call('disk', { path: at('tables.sql') });
    assert.deepEqual((await lint(unindexed))['tables.sql'], []);
    unlinkSync(at('tables.sql'));
    await service.call('disk', { path: at('tables.sql') });
    await lint();
    assert.deepEqual(await service.call('groups', {}), []);
  });

  it('clears what it said of files that are gone', async () => {
    const paths = write({ 'a.sql': tables, 'b.sql': 'CREATE TABLE (;' });
    await open(paths);
    assert.deepEqual(Object.keys(await lint()).sort(), ['a.sql', 'b.sql']);
    await open(paths.slice(0, 1));
    assert.deepEqual(await lint('syntax-error'), { 'b.sql': [] });
    await service.call('removeFolder', { root });
    assert.deepEqual(await lint(), { 'a.sql': [] });
  });

  it('replays migrations in order, and leaves Down halves out', async () => {
    const paths = write({
      'migrations/1_a.up.sql': tables,
      'migrations/1_a.down.sql': 'DROP TABLE orders;\nDROP TABLE users;\n',
      'migrations/2_b.up.sql': index,
      'migrations/2_b.down.sql': 'DROP INDEX orders_user_id;\n',
    });
    await open(paths);
    assert.equal((await lint(unindexed))['migrations/1_a.up.sql']?.includes(unindexed) ?? false, false);
    const [group] = await service.call('groups', { path: at('migrations/2_b.down.sql') });
    assert.equal(group?.kind, 'migrations');
    assert.equal(group?.files.length, 4);
    const diagram = await service.call('diagram', { group: group!.path });
    assert.match(diagram, /orders/);
  });

  it('keeps dialects apart', async () => {
    const mysql =
      'CREATE TABLE `users` (`id` int unsigned NOT NULL AUTO_INCREMENT, PRIMARY KEY (`id`)) ENGINE=InnoDB;\n';
    await open(
      write({ 'pg/a.sql': tables, 'my/a.sql': mysql, 'my/b.sql': 'CREATE TABLE things (id int PRIMARY KEY);' }),
    );
    const groups = await service.call('groups', {});
    assert.deepEqual(
      groups.map(({ dialect, files }) => [dialect, ...files.map(file => nodePath.relative(root, file))]),
      [
        ['mysql', 'my/a.sql', 'my/b.sql'],
        ['postgresql', 'pg/a.sql'],
      ],
    );
    await type('my/b.sql', '-- dialect: sqlite\nCREATE TABLE things (id int PRIMARY KEY);');
    assert.equal((await service.call('groups', { path: at('my/b.sql') }))[0]?.dialect, 'sqlite');
    await lint();
  });

  it('heeds levels and new settings', async () => {
    const paths = write({ 'a.sql': tables });
    await open(paths);
    assert.deepEqual((await lint(unindexed))['a.sql'], [unindexed]);
    await open(paths, { levels: { [unindexed]: 'off' } });
    assert.deepEqual((await lint(unindexed))['a.sql'], []);
    await open(paths, { levels: { [unindexed]: 'error' } });
    const [changed] = await service.call('lint', {});
    assert.equal(changed?.findings.find(({ rule }) => rule === unindexed)?.severity, 'error');
  });

  it('gives a file that two folders list to the inner one', async () => {
    const paths = write({ 'a.sql': 'CREATE TABLE a (id int);', 'inner/b.sql': 'CREATE TABLE b (id int);' });
    await open(paths);
    assert.equal((await service.call('groups', {})).length, 1);
    await service.call('folder', { root: at('inner'), paths: [at('inner/b.sql')], options });
    assert.deepEqual(
      (await service.call('groups', {})).map(({ path }) => path),
      [at('a.sql'), at('inner/b.sql')],
    );
    await service.call('removeFolder', { root: at('inner') });
    assert.equal((await service.call('groups', {})).length, 1);
  });

  it('answers every question about a place', async () => {
    await open(write({ 'a.sql': tables, 'q.sql': 'SELECT user_id FROM orders;\n' }));
    const path = at('q.sql');
    const position = { line: 0, character: 23 };
    assert.match((await service.call('hover', { path, position }))?.markdown ?? '', /orders/);
    assert.equal((await service.call('definition', { path, position }))[0]?.path, at('a.sql'));
    const references = await service.call('references', { path, position, declaration: true });
    assert.deepEqual(new Set(references.map(one => one.path)), new Set([path, at('a.sql')]));
    assert.ok((await service.call('completion', { path, position })).some(({ label }) => label === 'orders'));
    assert.ok((await service.call('lenses', { path: at('a.sql') })).texts.length > 0);
    assert.deepEqual(
      unpackSymbols(await service.call('symbols', { path: at('a.sql') })).map(({ name }) => name),
      ['users', 'orders'],
    );
    const [group] = await service.call('groups', { path });
    assert.ok((await service.call('suggestIndexes', { group: group!.path })).suggestions.length > 0);
  });

  it('answers with nothing for files that it does not know', async () => {
    const [path, position] = [at('missing.sql'), { line: 0, character: 0 }];
    assert.equal(await service.call('hover', { path, position }), undefined);
    assert.deepEqual(await service.call('completion', { path, position }), []);
    assert.deepEqual(unpackSymbols(await service.call('symbols', { path })), []);
    assert.deepEqual(await service.call('groups', { path }), []);
    assert.deepEqual(await service.call('fixAll', { path, rule: unindexed }), []);
    await assert.rejects(service.call('diagram', { group: path }), { name: 'Problem' });
    await type('missing.sql', 'x');
    await service.call('disk', { path });
    assert.deepEqual(await lint(), {});
  });

  it('is not hurt by what lies about', async () => {
    const paths = write({ 'a.sql': tables, 'binary.sql': 'PGDMP\0\0', 'empty.sql': '', 'nonsense.sql': '((((\'"$$' });
    mkdirSync(at('folder.sql'));
    symlinkSync(at('loop.sql'), at('loop.sql'));
    await open([...paths, at('folder.sql'), at('loop.sql'), at('vanished.sql'), at('a.sql/below.sql')]);
    const found = await lint('unread-file', unindexed);
    assert.deepEqual(found['binary.sql'], ['unread-file']);
    assert.deepEqual(found['loop.sql'], ['unread-file']);
    assert.deepEqual(found['a.sql'], [unindexed]);
    assert.equal(found['folder.sql'] ?? found['vanished.sql'], undefined);
  });

  it('leaves files out when they are too much together', async () => {
    const paths = [1, 2, 3, 4, 5, 6, 7].map(i => at(`${i}.sql`));
    await open(paths);
    for (const path of paths) await service.call('text', { path, text: `-- ${'x'.repeat(19_000_000)}` });
    assert.deepEqual(await lint('unread-file'), { '6.sql': ['unread-file'], '7.sql': ['unread-file'] });
    await open(paths.slice(3));
    assert.deepEqual(await lint('unread-file'), { '6.sql': [], '7.sql': [] });
  });

  it('mends all of a rule at once', async () => {
    const more = tables.replaceAll('users', 'people').replaceAll('orders', 'things');
    await open(write({ 'a.sql': tables + more }));
    await lint();
    const edits = await service.call('fixAll', { path: at('a.sql'), rule: unindexed });
    assert.equal(edits.length, 2);
    const lines = (tables + more).split('\n');
    const offset = ({ line, character }: { line: number; character: number }) =>
      lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, character);
    let text = tables + more;
    for (const edit of [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start))) {
      text = text.slice(0, offset(edit.range.start)) + edit.text + text.slice(offset(edit.range.end));
    }
    await type('a.sql', text);
    assert.deepEqual((await lint(unindexed))['a.sql'], []);
  });

  it('answers in the order of the calls', async () => {
    const paths = write({ 'a.sql': tables });
    const answers = [open(paths), service.call('lint', {}), type('a.sql', tables + index), service.call('lint', {})];
    const [, before, , after] = (await Promise.all(answers)) as unknown as { findings: { rule: string }[] }[][];
    const has = (all: typeof before) => all?.[0]?.findings.some(({ rule }) => rule === unindexed);
    assert.deepEqual([has(before), has(after)], [true, false]);
  });
});

describe('service: memory', () => {
  it('is bounded over 1,000 edits', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heap = () => {
      collect();
      return process.memoryUsage().heapUsed / 1024 / 1024;
    };
    const table = (i: number) =>
      `CREATE TABLE things_${i} (id bigint PRIMARY KEY, name text NOT NULL, made_at timestamptz);\n`;
    const text = Array.from({ length: 50 }, (_, i) => table(i)).join('');
    const service = new SchemaService();
    const path = '/nowhere/a.sql';
    await service.call('folder', { root: '/nowhere', paths: [path], options });
    const edit = async (i: number) => {
      const at = text.indexOf('\n', (i * 37) % (text.length - 100)) + 1;
      const typed = `${text.slice(0, at)}CREATE TABLE typed_${i} (id bigint PRIMARY KEY, other text);\n${text.slice(at)}`;
      await service.call('text', { path, text: typed });
      await service.call('lint', {});
      await service.call('hover', { path, position: { line: 3, character: 15 } });
    };
    for (let i = 0; i < 200; i++) await edit(i);
    const before = heap();
    for (let i = 200; i < 1000; i++) await edit(i);
    const grown = heap() - before;
    assert.ok(grown < 5, `${grown.toFixed(1)} MB more`);
  });
});
