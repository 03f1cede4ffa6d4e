// Every flag of `database` is read, helped with and documented; flags of one mode are refused in another.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import nodePath from 'node:path';
import { type Flag, parseWords } from '../../../src/cli/args.js';
import { readCompareOptions } from '../../../src/cli/commands/database/compareOptions.js';
import { databaseForm, modeOf, modes } from '../../../src/cli/commands/database/form.js';
import { Problem } from '../../../src/text/problem.js';

const folder = nodePath.resolve(__dirname, '../../../docs/commands');
const pages = readdirSync(folder).filter(name => /^database.*\.md$/.test(name));
const documented = new Set(
  pages
    .flatMap(name => readFileSync(nodePath.join(folder, name), 'utf8').split('\n'))
    .filter(line => /^\| `-/.test(line))
    .flatMap(row => [...row.split(/(?<!\\)\|/)[1]!.matchAll(/--([a-z0-9-]+)/g)].map(([, name]) => name!)),
);
const flags = databaseForm.flags as readonly (Flag & { readonly modes?: readonly string[] })[];
const ofCompare = flags.filter(flag => flag.modes?.includes('compare') && flag.modes.length === 1);

/** Of flags that take certain words. */
const sample: Partial<Record<string, string>> = { layout: 'prisma', 'target-version': '15' };

const read = (...words: string[]) => readCompareOptions(parseWords(words, databaseForm));

describe('the flags of database', () => {
  for (const { name } of flags) it(`--${name} has its row in a page`, () => assert.ok(documented.has(name), name));

  it('has no row for what is no flag', () => {
    const known = new Set([...flags.map(({ name }) => name), 'json', 'verbose', 'help', 'version']);
    assert.deepEqual(
      [...documented].filter(name => !known.has(name)),
      [],
    );
  });

  for (const { name, value } of ofCompare) {
    it(`--${name} is for --compare only, and is read there`, () => {
      const given = [`--${name}`, ...(value === undefined ? [] : [sample[name] ?? 'x'])];
      assert.throws(
        () => modeOf(parseWords(['a.sql', ...given], databaseForm)),
        /goes with --compare, not with --analyze/,
      );
      const base = ['a.sql', '--compare', 'b.sql', '-o', 'out'];
      assert.equal(modeOf(parseWords([...base, ...given], databaseForm)), 'compare');
      assert.notDeepEqual(read(...base, ...given), read(...base));
    });
  }

  it('asks for one thing at a time', () => {
    for (const one of modes)
      for (const other of modes.filter(mode => mode !== one))
        assert.throws(
          () => modeOf({ positionals: [], flags: { [one]: true, [other]: true } }),
          (error: Error) => error instanceof Problem && /exclude each other/.test(error.message),
        );
  });
});

describe('the words of --compare', () => {
  it('what is there comes first, what it shall become after the flag', () => {
    const { from, to } = read('a.sql', 'b.sql', '--compare', 'c.sql', 'd.sql', '-o', 'out', '--compare', 'e.sql');
    assert.deepEqual(
      [from, to],
      [
        ['a.sql', 'b.sql'],
        ['c.sql', 'd.sql', 'e.sql'],
      ],
    );
    assert.deepEqual(read('--connection', 'env:X', '--compare', 'c.sql').from, ['env:X']);
  });

  it('owners and grants follow from the schemas unless it is said', () => {
    assert.deepEqual(read('a', '--compare', 'b').scope, { without: [] });
    assert.deepEqual(read('a', '--compare', 'b', '--no-owners', '--grants', '--schema', 'x', '--without', 'y').scope, {
      owners: false,
      grants: true,
      onlySchemas: ['x'],
      without: ['y'],
    });
  });

  for (const [said, ...words] of [
    [/Name the schema that is there first/, '--compare', 'b.sql', 'a.sql'],
    [/named twice/, 'a.sql', '--connection', 'env:X', '--compare', 'b.sql'],
    [/--owners and --no-owners exclude/, 'a', '--owners', '--no-owners', '--compare', 'b'],
    [/--layout is plain, prisma/, 'a', '--layout', 'prism', '-o', 'x', '--compare', 'b'],
    [/name their folder with --output/, 'a', '--layout', 'prisma', '--compare', 'b'],
    [/--compare needs a value/, 'a', '--compare'],
  ] as const) {
    it(String(said), () => assert.throws(() => read(...words), said));
  }
});
