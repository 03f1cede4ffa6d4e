// Thousands of equal things must not take a time that grows with their square: each of these took minutes once.
import assert from 'node:assert/strict';
import { replayAndLint } from '../../../src/schema/lint/lint.js';
import { loadParser, parseFile } from '../../../src/schema/reading/parse.js';
import { replay } from '../../../src/schema/replay.js';
import type { ParsedFile } from '../../../src/schema/statement.js';

const many = 5000;
const times = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join('\n');
const read = (...texts: readonly string[]): ParsedFile[] =>
  texts.map((text, i) => parseFile(`/${i}.sql`, text, { dialect: 'postgresql' }));

function rules(files: readonly ParsedFile[]): Map<string, number> {
  const { findings } = replayAndLint({
    kind: files.length > 1 ? 'folder' : 'file',
    roles: files.map(file => ({ file, role: 'schema' })),
    levels: {},
    conventions: { tableNames: 'snake_case', plural: true },
  });
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

describe('many of one kind', function () {
  this.timeout(60_000);
  before(() => loadParser('postgresql'));
  const table = 'CREATE TABLE t (id int PRIMARY KEY, b int, c int, d int);\n';

  it('equal indexes of one table', () => {
    const found = rules(read(table + times(many, i => `CREATE INDEX i${i} ON t (b);`)));
    assert.equal(found.get('duplicate-index'), many - 1);
    assert.equal(found.get('redundant-index'), undefined);
  });

  it('indexes of one table that begin alike', () => {
    const keys = ['b', 'b, c', 'b, c, d'];
    const found = rules(read(table + times(many, i => `CREATE INDEX i${i} ON t (${keys[i % 3]});`)));
    assert.equal(found.get('redundant-index'), 2 * Math.ceil(many / 3));
    assert.equal(found.get('duplicate-index'), many - 3);
  });

  it('commands that wait for one another, the last for a later file', () => {
    const chain = times(many, i => `CREATE TABLE c${many - i} () INHERITS (c${many - i - 1});`);
    const { catalog, conflicts } = replay(read(chain, 'CREATE TABLE c0 (id int);'), { order: 'any' });
    assert.deepEqual(conflicts, []);
    assert.equal(catalog.tables.length, many + 1);
    assert.ok(catalog.tables.every(({ columns }) => columns.length === 1));
  });

  it('foreign keys that wait for tables and find nothing unique there', () => {
    const keys = times(many, i => `ALTER TABLE t${i} ADD FOREIGN KEY (a) REFERENCES t${(i + 1) % many} (a);`);
    const tables = times(many, i => `CREATE TABLE t${i} (a int);`);
    const { catalog, conflicts } = replay(read(keys, tables), { order: 'any' });
    assert.equal(conflicts.length, many);
    assert.ok(catalog.tables.every(({ constraints }) => constraints.length === 1));
  });

  it('commands that wait for what never comes', () => {
    const orphans = times(many, i => `CREATE TABLE t${i} () INHERITS (gone${i});`);
    const { conflicts } = replay(read(orphans, 'SELECT 1;'), { order: 'any' });
    assert.equal(conflicts.length, many);
  });

  it('tables in a chain of foreign keys', () => {
    const chain = times(
      many,
      i => `CREATE TABLE t${i} (id int PRIMARY KEY${i ? `, p int REFERENCES t${i - 1}` : ''});`,
    );
    assert.equal(rules(read(chain)).get('unindexed-foreign-key'), many - 1);
  });
});
