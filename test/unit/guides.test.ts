// The reference guides: their samples compile and run, what they call wrong is, links lead somewhere, rules and sections know each other.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_stat_statements } from '@electric-sql/pglite/contrib/pg_stat_statements';
import { nextChunk } from '../../src/schema/reading/split.js';
import { compile, root, strictest } from '../e2e/harness.js';
import { guidePath, guides, guideText, samplesOf, sectionsOf, slugOf, typescriptFolder } from './guides/guideBlocks.js';
import { lintOne } from './schema/rulesHarness.js';

const rulesFolder = path.join(root, 'docs/rules');
/** About reading a file: no guide can tell more. */
const withoutSection = ['lint-incomplete', 'schema-conflict', 'syntax-error', 'unread-file', 'unsupported-syntax'];

/** Wrong SQL that the server refuses, or that a rule of ours finds. `not-in` answers wrongly: see guides/database.test.ts. */
const wrongSql: Readonly<Record<string, RegExp | { readonly rule: string }>> = {
  'current-date': /functions in index predicate must be marked IMMUTABLE/,
  'concurrently-in-transaction': /CREATE INDEX CONCURRENTLY cannot run inside a transaction block/,
  refresh: /cannot refresh materialized view "public\.daily_sales" concurrently/,
  'partition-key': /unique constraint on partitioned table must include all partitioning columns/,
  offset: { rule: 'large-offset' },
  'not-in': { rule: 'not-in-subquery' },
};

function statementsOf(text: string): readonly string[] {
  const found: string[] = [];
  for (let chunk = nextChunk(text, 0, 'postgresql'); chunk; chunk = nextChunk(text, chunk.next, 'postgresql'))
    if (chunk.end > chunk.start) found.push(text.slice(chunk.start, chunk.end));
  return found;
}

const anchorsOf = (markdown: string) =>
  new Set([
    ...[...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title]) => slugOf(title!)),
    ...[...markdown.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!),
  ]);

describe('guides', function () {
  this.timeout(120_000);
  let server: PGlite;

  before(async () => {
    server = await PGlite.create({ extensions: { pg_stat_statements } });
  });
  after(() => server.close());

  for (const guide of guides) {
    it(`${guide}: SQL runs, and what is wrong fails`, async () => {
      await server.exec(
        'drop schema public cascade; create schema public; create extension pg_stat_statements; create table referrals (referred_by bigint);',
      );
      for (const { text, isBad, name } of samplesOf(guide).filter(({ language }) => language === 'sql')) {
        // Values are not known, but everything else is: names, types, and that there is a plan.
        const run = async () => {
          for (const one of statementsOf(text))
            await server.exec(/\$\d/.test(one) && !/^explain/i.test(one) ? `explain (generic_plan) ${one}` : one);
        };
        const wrong = wrongSql[name];
        if (!isBad) await run().catch(error => assert.fail(`${error.message}\n${text}`));
        else if (wrong instanceof RegExp) {
          await assert.rejects(run(), wrong, name);
          await server.exec('rollback');
        } else {
          await run();
          assert.ok(wrong, name);
          assert.ok((await lintOne(wrong.rule, text, { role: 'query' })).length > 0, name);
        }
      }
    });

    it(`${guide}: links lead to files and headings that are there`, () => {
      const text = guideText(guide);
      const links = [...text.matchAll(/\]\((?!https:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
      assert.ok(links.length > 20);
      for (const [link, file, anchor] of links) {
        const target = file ? path.resolve(path.dirname(guidePath(guide)), file) : guidePath(guide);
        assert.ok(existsSync(target), link);
        if (anchor) assert.ok(anchorsOf(readFileSync(target, 'utf8')).has(anchor), link);
      }
      assert.doesNotMatch(text, /\]\(http:/);
    });

    it(`${guide}: each section names a source or leads to where it is`, () => {
      for (const { title, text: section } of sectionsOf(guideText(guide)))
        assert.match(section, /\]\((https:|\.\.\/|[a-z-]+\.md|#)/, title);
    });

    it(`${guide}: JSON is JSON`, () => {
      for (const { language, text } of samplesOf(guide)) if (language === 'json') JSON.parse(text);
    });
  }

  it('have only samples that something tries', () => {
    const languages = new Set(guides.flatMap(guide => samplesOf(guide).map(({ language }) => language)));
    assert.deepEqual([...languages].sort(), ['http', 'json', 'sh', 'sql', 'ts']);
    for (const guide of guides) {
      const names = samplesOf(guide)
        .filter(({ name }) => name !== '')
        .map(one => `${one.language} ${one.isBad} ${one.name}`);
      assert.equal(new Set(names).size, names.length, guide);
      // Nothing stands behind a fence that the pattern does not read.
      assert.equal(guideText(guide).match(/^ *```/gm)!.length, 2 * samplesOf(guide).length, guide);
    }
    const wrong = guides.flatMap(samplesOf).filter(({ language, isBad }) => isBad && language === 'sql');
    assert.deepEqual(wrong.map(({ name }) => name).sort(), Object.keys(wrongSql).sort());
    const tests = path.join(root, 'test/unit/guides');
    const attacks = readdirSync(tests).map(file => readFileSync(path.join(tests, file), 'utf8'));
    for (const { language, isBad, name } of guides.flatMap(samplesOf))
      if (language === 'ts' && isBad)
        assert.ok(
          attacks.some(text => text.includes(`'${name}'`)),
          name,
        );
  });

  it('have TypeScript that compiles under the strictest options', async () => {
    assert.equal(await compile(await typescriptFolder(), strictest), '');
  });

  it('are linked from the page of every rule, and back', () => {
    const named = new Map<string, string[]>();
    for (const guide of guides)
      for (const { title, slug, text } of sectionsOf(guideText(guide)))
        for (const [, rule] of text.matchAll(/\]\(\.\.\/rules\/([\w-]+)\.md\)/g))
          named.set(rule!, [...(named.get(rule!) ?? []), `[${title}](../guides/${guide}.md#${slug})`]);
    for (const file of readdirSync(rulesFolder)) {
      const rule = file.replace(/\.md$/, '');
      const links =
        readFileSync(path.join(rulesFolder, file), 'utf8').match(/\[[^\]]+\]\(\.\.\/guides\/[^)]+\)/g) ?? [];
      const wanted = withoutSection.includes(rule) ? [] : named.get(rule);
      assert.deepEqual(
        [...links].sort(),
        wanted && [...wanted].sort(),
        `${rule}: "See also" and the "Rules:" of sections`,
      );
    }
  });
});
