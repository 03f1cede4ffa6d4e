import assert from 'node:assert/strict';
import { fileLenses } from '../../../src/schema/navigation/lenses.js';
import { readMarked, shown } from './markedSql.js';

async function lenses(files: Record<string, string>, path: string): Promise<string[]> {
  const marked = await readMarked(files);
  return fileLenses(marked.reading, path).map(
    ({ range, title, locations }) =>
      `${range.start.line + 1} ${title} [${locations.map(location => shown(marked, location)).join(', ')}]`,
  );
}

const files = {
  '/1.sql':
    '-- Who pays\nCREATE TABLE customers (id bigint PRIMARY KEY);\n\nCREATE TABLE log (line text);\nCREATE TABLE gone (id int);',
  '/2.sql':
    'CREATE TABLE orders (id bigint, customer_id bigint REFERENCES customers);\nCREATE INDEX o ON orders (customer_id);',
  '/3.sql': 'ALTER TABLE customers ADD COLUMN email text UNIQUE;\nDROP TABLE gone;',
};

describe('lenses', () => {
  it('say of each table what all files together make of it', async () => {
    assert.deepEqual(await lenses(files, '/1.sql'), [
      '2 2 columns [1.sql:2: id, 3.sql:1: email]',
      '2 2 indexes [1.sql:2: PRIMARY KEY, 3.sql:1: UNIQUE]',
      '2 referenced by 1 [2.sql:1: REFERENCES customers]',
      '4 1 column [1.sql:4: line]',
      '4 no indexes []',
    ]);
    assert.deepEqual(await lenses(files, '/2.sql'), [
      '1 2 columns [2.sql:1: id, 2.sql:1: customer_id]',
      '1 1 index [2.sql:2: o]',
    ]);
  });

  it('do not stand in files that create no table', async () => {
    assert.deepEqual(await lenses(files, '/3.sql'), []);
    assert.deepEqual(await lenses(files, '/4.sql'), []);
  });
});
