import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import nodePath from 'node:path';
import { allRules } from '../../../src/schema/rules/allRules.js';

const page = readFileSync(nodePath.resolve(import.meta.dirname ?? __dirname, '../../../docs/rules-sql.md'), 'utf8');

describe('docs/rules-sql.md', () => {
  it('lists every rule, with its level and title, and no other', () => {
    const rows = [
      ...page.matchAll(
        /^\| \[(?<id>[\w-]+)\]\(rules\/(?<file>[\w-]+)\.md\) +\| (?<level>\w+) +\| (?<title>.+?) +\|$/gm,
      ),
    ];
    const listed = rows.map(({ groups }) => [groups!.id, groups!.file, groups!.level, groups!.title]);
    const known = allRules.map(({ id, level, title }) => [id, id, level, title]);
    assert.deepEqual(listed.sort(), known.sort());
  });
});
