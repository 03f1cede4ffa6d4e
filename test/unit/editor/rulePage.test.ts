import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import nodePath from 'node:path';
import { rulePage } from '../../../src/editor/rulePage.js';
import { designRules, owaspRules, readingRules, spectralRules } from '../../../src/openapi/ruleIds.js';

const root = nodePath.join(__dirname, '../../..');

/** Ids that the code writes down where it finds something, beside those that are listed. */
async function idsInCode(): Promise<readonly string[]> {
  const entries = await readdir(nodePath.join(root, 'src'), { recursive: true, withFileTypes: true });
  const sources = entries.filter(entry => entry.isFile() && entry.name.endsWith('.ts'));
  const texts = await Promise.all(
    sources.map(({ parentPath, name }) => readFile(nodePath.join(parentPath, name), 'utf8')),
  );
  return texts.flatMap(text => [...text.matchAll(/(?:rule: |note\()'([a-z0-9-]+)'/g)].map(([, id]) => id!));
}

describe('rulePage', () => {
  it('leads to the page of a rule of ours', async () => {
    for (const id of designRules) {
      const page = rulePage(id).split('/blob/main/')[1]!;
      assert.ok((await readFile(nodePath.join(root, page), 'utf8')).startsWith(`# ${id}\n`));
    }
  });

  it('leads to an anchor, for every other rule that there is', async () => {
    const found = await idsInCode();
    assert.ok(found.includes('orphaned-handler') && found.includes('same-route'));
    for (const id of new Set([...readingRules, ...spectralRules, ...owaspRules, ...found])) {
      const [page, anchor] = rulePage(id).split('/blob/main/')[1]!.split('#');
      const text = await readFile(nodePath.join(root, page!), 'utf8');
      assert.ok(text.includes(`<a id="${decodeURIComponent(anchor!)}"></a>`), `${id} has no anchor in ${page}`);
    }
  });
});
