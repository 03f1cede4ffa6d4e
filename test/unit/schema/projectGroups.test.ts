import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Dialect } from '../../../src/schema/catalog.js';
import type { FileFacts } from '../../../src/schema/project/fileFacts.js';
import { groupFiles } from '../../../src/schema/project/groupFiles.js';
import { findMigrations } from '../../../src/schema/project/migrationFolders.js';
import { readMigrationMarks } from '../../../src/schema/project/migrationMarks.js';
import type { ParsedFile } from '../../../src/schema/statement.js';

/** `+users` makes it, `~users` builds on it, `!users` drops it, `?users` queries it, `@mysql` is the dialect; `+` alone: other DDL. */
type Sketch = string;

interface Case {
  readonly what: string;
  readonly files: Readonly<Record<string, Sketch>>;
  /** `path kind` → files; `?` before queries, `-` before what is not replayed. */
  readonly expect: Readonly<Record<string, readonly string[]>>;
}

const cases: readonly Case[] = [
  {
    what: 'one schema in parts',
    files: { 'db/tables.sql': '+users +orders', 'db/indexes.sql': '~users', 'keys/orders.sql': '~orders ~users' },
    expect: { ' folder': ['db/indexes.sql', 'db/tables.sql', 'keys/orders.sql'] },
  },
  {
    what: 'parts in natural order',
    files: { 'sql/10_c.sql': '+c', 'sql/2_b.sql': '+b', 'sql/1_a.sql': '+a' },
    expect: { 'sql folder': ['sql/1_a.sql', 'sql/2_b.sql', 'sql/10_c.sql'] },
  },
  {
    what: 'one file',
    files: { 'schema.sql': '+users' },
    expect: { 'schema.sql file': ['schema.sql'] },
  },
  {
    what: 'a dump beside the schema',
    files: { 'schema.sql': '+users +orders', 'dump.sql': '+users +orders' },
    expect: { 'dump.sql file': ['dump.sql'], 'schema.sql file': ['schema.sql'] },
  },
  {
    what: 'fixtures of several databases beside a schema',
    files: {
      'db/tables.sql': '+users',
      'db/indexes.sql': '~users',
      'test/fixtures/a.sql': '+users',
      'test/fixtures/b.sql': '+users +posts',
    },
    expect: {
      'db folder': ['db/indexes.sql', 'db/tables.sql'],
      'test/fixtures/a.sql file': ['test/fixtures/a.sql'],
      'test/fixtures/b.sql file': ['test/fixtures/b.sql'],
    },
  },
  {
    what: 'examples, a folder each',
    files: {
      'examples/blog/schema.sql': '+users +posts',
      'examples/blog/indexes.sql': '~posts',
      'examples/shop/schema.sql': '+users +orders',
      'examples/shop/indexes.sql': '~orders',
    },
    expect: {
      'examples/blog folder': ['examples/blog/indexes.sql', 'examples/blog/schema.sql'],
      'examples/shop folder': ['examples/shop/indexes.sql', 'examples/shop/schema.sql'],
    },
  },
  {
    what: 'indexes in a folder of their own, beside examples that disagree',
    files: {
      'tables/users.sql': '+users',
      'indexes/users.sql': '~users',
      'examples/a.sql': '+things',
      'examples/b.sql': '+things',
    },
    expect: {
      ' folder': ['indexes/users.sql', 'tables/users.sql'],
      'examples/a.sql file': ['examples/a.sql'],
      'examples/b.sql file': ['examples/b.sql'],
    },
  },
  {
    what: 'an index file between a schema and a dump of part of it goes to the one that makes more of its tables',
    files: { 'a_dump.sql': '+users', 'schema.sql': '+users +orders', 'indexes.sql': '~users ~orders' },
    expect: { 'a_dump.sql file': ['a_dump.sql'], ' folder': ['indexes.sql', 'schema.sql'] },
  },
  {
    what: 'what drops the tables of the others is understood, but not replayed',
    files: { 'create.sql': '+users +orders', 'drop.sql': '!users !orders' },
    expect: { ' folder': ['create.sql', '-drop.sql'] },
  },
  {
    what: 'two dialects',
    files: { 'pg.sql': '+users', 'pg_more.sql': '+orders', 'my.sql': '+users @mysql', 'my_more.sql': '+orders @mysql' },
    expect: { ' folder': ['my.sql', 'my_more.sql'], 'pg.sql folder': ['pg.sql', 'pg_more.sql'] },
  },
  {
    what: 'queries go to the tables that they name',
    files: {
      'a/schema.sql': '+users +orders',
      'b/schema.sql': '+users +posts',
      'queries/orders.sql': '?orders ?users',
      'queries/posts.sql': '?posts ?users',
      'seed.sql': '?orders',
    },
    expect: {
      'a/schema.sql file': ['a/schema.sql', '?queries/orders.sql', '?seed.sql'],
      'b/schema.sql file': ['b/schema.sql', '?queries/posts.sql'],
    },
  },
  {
    what: 'queries go to the nearest of two schemas that have their tables',
    files: {
      'a/schema.sql': '+users',
      'a/queries/x.sql': '?users',
      'b/schema.sql': '+users',
      'b/queries/x.sql': '?users',
    },
    expect: {
      'a/schema.sql file': ['a/schema.sql', '?a/queries/x.sql'],
      'b/schema.sql file': ['b/schema.sql', '?b/queries/x.sql'],
    },
  },
  {
    what: 'a new file takes the nearest schema',
    files: { 'a/schema.sql': '+users', 'b/schema.sql': '+users', 'b/queries/new.sql': '' },
    expect: { 'a/schema.sql file': ['a/schema.sql'], 'b/schema.sql file': ['b/schema.sql', '?b/queries/new.sql'] },
  },
  {
    what: 'queries of another dialect stay alone',
    files: { 'schema.sql': '+users', 'q.sql': '?users @mysql' },
    expect: { 'q.sql file': ['?q.sql'], 'schema.sql file': ['schema.sql'] },
  },
  {
    what: 'migrations beside the structure that they come to',
    files: {
      'db/migrations/1_a.sql': '+users',
      'db/migrations/2_b.sql': '~users',
      'db/structure.sql': '+users',
      'queries/q.sql': '?users',
    },
    expect: {
      'db/migrations migrations': ['db/migrations/1_a.sql', 'db/migrations/2_b.sql', '?queries/q.sql'],
      'db/structure.sql file': ['db/structure.sql'],
    },
  },
  {
    what: 'migrations that go down',
    files: { 'migrations/1_a.up.sql': '+users', 'migrations/1_a.down.sql': '!users' },
    expect: { 'migrations migrations': ['migrations/1_a.up.sql', '-migrations/1_a.down.sql'] },
  },
  {
    what: 'numbered queries',
    files: { 'answers/001_a.sql': '?users', 'answers/002_b.sql': '?users', 'schema.sql': '+users' },
    expect: { 'schema.sql file': ['schema.sql', '?answers/001_a.sql', '?answers/002_b.sql'] },
  },
  {
    what: 'numbered exercises that all make the same table',
    files: { 'day/001_a.sql': '+users', 'day/002_b.sql': '+users +posts' },
    expect: { 'day/001_a.sql file': ['day/001_a.sql'], 'day/002_b.sql file': ['day/002_b.sql'] },
  },
  {
    what: 'numbered files that make a table anew',
    files: { 'sql/001_a.sql': '+users', 'sql/002_b.sql': '!users', 'sql/003_c.sql': '+users' },
    expect: { 'sql migrations': ['sql/001_a.sql', 'sql/002_b.sql', 'sql/003_c.sql'] },
  },
  {
    what: 'a whole schema for each version, and the latest',
    files: {
      'store/migration/0.1/00__schema.sql': '+users +memos',
      'store/migration/0.2/00__schema.sql': '+users +memos +tags',
      'store/migration/0.3/00__schema.sql': '+users +memos +tags +keys',
      'store/migration/LATEST.sql': '+users +memos +tags +keys',
    },
    expect: {
      'store/migration/0.1/00__schema.sql file': ['store/migration/0.1/00__schema.sql'],
      'store/migration/0.2/00__schema.sql file': ['store/migration/0.2/00__schema.sql'],
      'store/migration/0.3/00__schema.sql file': ['store/migration/0.3/00__schema.sql'],
      'store/migration/LATEST.sql file': ['store/migration/LATEST.sql'],
    },
  },
  {
    what: 'changes for each version, and the latest',
    files: {
      'migration/0.1/00__schema.sql': '+users +memos',
      'migration/0.2/00__tags.sql': '~memos +tags',
      'migration/0.2/01__tags.sql': '~tags',
      'migration/LATEST.sql': '+users +memos +tags',
    },
    expect: {
      'migration migrations': [
        'migration/0.1/00__schema.sql',
        'migration/0.2/00__tags.sql',
        'migration/0.2/01__tags.sql',
      ],
      'migration/LATEST.sql file': ['migration/LATEST.sql'],
    },
  },
  { what: 'nothing', files: {}, expect: {} },
];

const root = '/project';

function sketch(path: string, words: Sketch): { file: ParsedFile; facts: FileFacts } {
  const names = (mark: string) =>
    new Set(
      [...words.matchAll(/(\S)(\w*)/g)]
        .filter(([, m, name]) => m === mark && name)
        .map(([, , name]) => `public.${name}`),
    );
  const dialect = (/@(\w+)/.exec(words)?.[1] ?? 'postgresql') as Dialect;
  const sets = { creates: names('+'), needs: names('~'), drops: names('!'), uses: names('?') };
  const directives = { disabledLines: new Map<number, string[]>() };
  return {
    file: { path, text: words, dialect, statements: [], directives, down: [] },
    facts: { path, dialect, ...sets, ddl: /[+~!]/.test(words) },
  };
}

function group(files: Readonly<Record<string, Sketch>>): Record<string, string[]> {
  const sketches = Object.entries(files).map(([name, words]) => sketch(`${root}/${name}`, words));
  const byPath = new Map(sketches.map(one => [one.file.path, one]));
  const marksOf = (path: string) => readMigrationMarks(byPath.get(path)!.file.text);
  const readText = () => undefined;
  const sources = sketches.map(({ file: { path } }) => ({ path, marks: marksOf(path) }));
  const layout = findMigrations(root, sources, { readText, migrations: [] });
  const entries = new Map(layout.flatMap(folder => folder.files.map(file => [file.path, file])));
  const parsed = sketches.map(({ file }) => ({
    ...file,
    ...(entries.get(file.path)?.down && { down: [{ start: 0, end: 9 }] }),
  }));
  const groups = groupFiles(root, parsed, layout, {
    readText,
    marksOf,
    factsOf: ({ path }) => byPath.get(path)!.facts,
  });
  for (const { group, roles } of groups)
    assert.deepEqual(
      roles.map(({ file }) => file.path),
      group.files,
    );
  return Object.fromEntries(
    groups.map(({ group: { path, kind }, roles }) => [
      `${path.slice(root.length + 1)} ${kind}`,
      roles.map(
        ({ role, file }) => (role === 'query' ? '?' : file.down.length ? '-' : '') + file.path.slice(root.length + 1),
      ),
    ]),
  );
}

describe('project: groups', () => {
  for (const { what, files, expect } of cases) it(what, () => assert.deepEqual(group(files), expect));

  it('groups the same whatever the order of the files', () => {
    for (const { files, expect } of cases) {
      const entries = Object.entries(files);
      fc.assert(
        fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), shuffled => {
          assert.deepEqual(group(Object.fromEntries(shuffled)), expect);
        }),
        { numRuns: 20 },
      );
    }
  });

  const folder = fc.constantFrom('', 'a/', 'a/b/', 'c/', 'migrations/', 'c/migrations/');
  const name = fc.constantFrom('1_x.sql', '2_y.sql', 'z.sql', '3_w.up.sql', '3_w.down.sql', 'q.sql');
  const word = fc.constantFrom('+t', '+u', '+v', '~t', '~u', '!t', '?t', '?u', '@mysql');
  const project = fc.dictionary(
    fc.tuple(folder, name).map(parts => parts.join('')),
    fc.uniqueArray(word).map(words => words.join(' ')),
  );

  it('puts every file into one group, never makes a table twice in a group, and calls no two alike', () => {
    fc.assert(
      fc.property(project, files => {
        const groups = Object.entries(group(files));
        const all = groups.flatMap(([, members]) => members.map(member => member.replace(/^[?-]/, '')));
        assert.deepEqual([...all].sort(), Object.keys(files).sort());
        for (const [path, members] of groups) {
          if (path.endsWith('migrations')) continue;
          const made = members.flatMap(member => files[member]?.match(/\+\w+/g) ?? []);
          assert.equal(new Set(made).size, made.length, path);
        }
      }),
    );
  });

  it('is quick with 5,000 files that all make the same tables', () => {
    const files: Record<string, Sketch> = {};
    for (let i = 0; i < 5000; i++) files[`f${i % 70}/x${i}.sql`] = i % 2 ? '+users +posts' : '~users ?posts';
    const before = process.cpuUsage();
    assert.ok(Object.keys(group(files)).length > 2000);
    const { user } = process.cpuUsage(before);
    assert.ok(user < 3_000_000, `${user / 1000} ms`);
  });
});
