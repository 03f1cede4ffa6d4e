// The examples on the pages of the rules about queries: the wrong one is found, the right one is not.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import nodePath from 'node:path';
import { queryRules } from '../../../src/schema/rules/queryRules.js';
import { lintOne } from './rulesHarness.js';

const folder = nodePath.resolve(__dirname, '../../../docs/rules');

function example(page: string, heading: 'Wrong' | 'Right'): string {
  const found = new RegExp(`^## ${heading}\\n\\n\`\`\`sql\\n([\\s\\S]*?)\n\`\`\`$`, 'm').exec(page);
  assert.ok(found, `no example "${heading}"`);
  return `${found[1]!}\n`;
}

describe('pages of rules about queries', () => {
  for (const { id, level, category } of queryRules) {
    it(id, async () => {
      const page = readFileSync(nodePath.join(folder, `${id}.md`), 'utf8');
      assert.ok(page.includes(`By default: **${level}**. Category: ${category}.`));
      // Their pages are about migrations as well; a statement on an unknown table is enough of a query.
      const role = id.endsWith('-without-where') ? 'query' : 'schema';
      assert.equal((await lintOne(id, example(page, 'Wrong'), { role })).length, 1);
      assert.deepEqual(await lintOne(id, example(page, 'Right'), { role }), []);
    });
  }
});
