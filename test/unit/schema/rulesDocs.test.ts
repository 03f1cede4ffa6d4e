/**
 * Each rule has a page; its wrong example yields the finding, its right one does not. Every suggestion runs on a real PostgreSQL on the
 * schema that it was made for, and with it, as with each fix, the finding is gone.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import nodePath from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { designRules } from '../../../src/openapi/ruleIds.js';
import { allRules, ruleById } from '../../../src/schema/rules/allRules.js';
import { catalogRules } from '../../../src/schema/rules/catalogRules.js';
import { applied, lintOne } from './rulesHarness.js';

const folder = nodePath.resolve(__dirname, '../../../docs/rules');
const pageOf = (id: string) => readFileSync(nodePath.join(folder, `${id}.md`), 'utf8');

function example(page: string, heading: 'Wrong' | 'Right'): string {
  const found = new RegExp(`^## ${heading}\\n\\n\`\`\`sql\\n([\\s\\S]*?)\n\`\`\`$`, 'm').exec(page);
  assert.ok(found, `no example "${heading}"`);
  return `${found[1]!}\n`;
}

describe('pages of rules', () => {
  it('are there for each rule, and for nothing else', () => {
    const pages = readdirSync(folder).map(file => file.replace(/\.md$/, ''));
    assert.deepEqual(pages.sort(), [...allRules.map(({ id }) => id), ...designRules].sort());
  });

  it('are found by id', () => {
    for (const rule of allRules) assert.equal(ruleById(rule.id), rule);
    assert.equal(ruleById('constructor'), undefined);
  });

  for (const rule of allRules) {
    it(`${rule.id} says its level and category`, () => {
      const page = pageOf(rule.id);
      assert.ok(page.startsWith(`# ${rule.id}\n`));
      assert.ok(page.includes(`By default: **${rule.level}**. Category: ${rule.category}.`));
    });
  }
});

describe('examples of rules about a schema', () => {
  let server: PGlite;
  before(async () => {
    server = await PGlite.create({ extensions: { btree_gist } });
  });
  after(() => server.close());

  const runs = async (...scripts: string[]) => {
    await server.exec('DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public; SET search_path = public;');
    for (const script of scripts) await server.exec(script);
  };

  for (const { id } of catalogRules) {
    it(id, async () => {
      const page = pageOf(id);
      const [wrong, right] = [example(page, 'Wrong'), example(page, 'Right')];
      assert.deepEqual(
        (await lintOne(id, right)).map(({ message }) => message),
        [],
      );
      await runs(right);
      const findings = await lintOne(id, wrong);
      assert.equal(findings.length, 1);
      const [{ suggestion, fixes }] = findings as [(typeof findings)[number]];
      // The only examples that PostgreSQL itself refuses.
      const loads = id !== 'foreign-key-to-non-unique-target';
      if (suggestion !== undefined) {
        if (loads) await runs(wrong, suggestion);
        if (loads) assert.deepEqual(await lintOne(id, `${wrong}${suggestion}\n`), []);
      }
      for (const fix of fixes) {
        const mended = applied(wrong, fix.edits);
        await (fix.title.startsWith('Disable ') && !loads ? undefined : runs(mended));
        assert.deepEqual(
          (await lintOne(id, mended)).map(({ message }) => message),
          [],
          mended,
        );
      }
    });
  }
});
