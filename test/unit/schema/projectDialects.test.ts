import assert from 'node:assert/strict';
import type { Dialect } from '../../../src/schema/catalog.js';
import { chooseDialects } from '../../../src/schema/project/projectDialects.js';

interface Case {
  readonly what: string;
  /** `=mysql`: its comment says so; `mysql`: its words are of it; empty: nothing is known. */
  readonly files: Readonly<Record<string, string>>;
  /** Dialect that the tool's own files say, for /p/migrations. */
  readonly tool?: Dialect;
  readonly setting?: Dialect;
  readonly expect: Readonly<Record<string, Dialect>>;
}

const cases: readonly Case[] = [
  { what: 'nothing is known', files: { 'a.sql': '' }, expect: { 'a.sql': 'postgresql' } },
  {
    what: 'a file goes with those around it',
    files: { 'my/a.sql': 'mysql', 'my/b.sql': '', 'my/deep/c.sql': '', 'pg/a.sql': 'postgresql', 'pg/b.sql': '' },
    expect: {
      'my/a.sql': 'mysql',
      'my/b.sql': 'mysql',
      'my/deep/c.sql': 'mysql',
      'pg/a.sql': 'postgresql',
      'pg/b.sql': 'postgresql',
    },
  },
  {
    what: 'the setting counts before words, a comment before the setting',
    files: { 'a.sql': 'mysql', 'b.sql': '=sqlite', 'c.sql': '' },
    setting: 'postgresql',
    expect: { 'a.sql': 'postgresql', 'b.sql': 'sqlite', 'c.sql': 'postgresql' },
  },
  {
    what: 'migrations are of one dialect',
    files: {
      'migrations/1.sql': '',
      'migrations/2.sql': 'mysql',
      'migrations/3.sql': 'postgresql',
      'migrations/4.sql': 'mysql',
    },
    expect: {
      'migrations/1.sql': 'mysql',
      'migrations/2.sql': 'mysql',
      'migrations/3.sql': 'mysql',
      'migrations/4.sql': 'mysql',
    },
  },
  {
    what: 'what the tool says counts before words',
    files: { 'migrations/1.sql': 'mysql', 'migrations/2.sql': '' },
    tool: 'sqlite',
    expect: { 'migrations/1.sql': 'sqlite', 'migrations/2.sql': 'sqlite' },
  },
];

describe('project: dialects', () => {
  for (const { what, files, tool, setting, expect } of cases) {
    it(what, () => {
      const hints = Object.entries(files).map(([name, word]) => ({
        path: `/p/${name}`,
        ...(word.startsWith('=') && { said: word.slice(1) as Dialect }),
        ...(/^\w/.test(word) && { likely: word as Dialect }),
      }));
      const migrations = hints.filter(({ path }) => path.startsWith('/p/migrations/'));
      const entries = migrations.map(({ path }) => ({ path, down: false, repeatable: false }));
      const folder = { path: '/p/migrations', tool: 'plain', files: entries, ...(tool && { dialect: tool }) } as const;
      const chosen = chooseDialects(hints, entries.length ? [folder] : [], setting);
      assert.deepEqual(Object.fromEntries([...chosen].map(([path, dialect]) => [path.slice(3), dialect])), expect);
    });
  }
});
