import assert from 'node:assert/strict';
import { folderLayout } from '../../../../src/schema/migration/files/folderLayout.js';

describe('a folder with migrations of our own', () => {
  const sql = 'CREATE TABLE a (id int);\n';
  const layoutOf = (...names: readonly string[]) =>
    folderLayout('/x', '/x/out', new Map(names.map(name => [`/x/out/${name}`, sql])), () => undefined).layout;

  it('gets more of the same kind, with the rollback beside', () => {
    const newest = '20261121193000_add_table_a.sql';
    const layout = layoutOf(newest, '20261121193000_add_table_a_rollback.sql');
    assert.deepEqual(layout, { name: 'plain', folder: '/x/out', newest: `/x/out/${newest}`, isRunByOthers: false });
  });

  it('is not taken for one of a tool, nor one of a tool for it', () => {
    assert.equal(layoutOf('1_a.up.sql', '1_a.down.sql').name, 'golang-migrate');
    assert.equal(layoutOf('1_a.up.sql', '1_a.down.sql', '2_b.sql', '2_b_rollback.sql').name, 'golang-migrate');
  });
});
