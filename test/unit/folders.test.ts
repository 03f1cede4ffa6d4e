import assert from 'node:assert/strict';
import nodePath from 'node:path';
import fc from 'fast-check';
import { commonFolder, isBelow } from '../../src/text/folders.js';

const root = nodePath.resolve('/');
const at = (...names: readonly string[]) => nodePath.join(root, ...names);

describe('folders', () => {
  it('are below others by whole names', () => {
    for (const [folder, path, expected] of [
      [at('a'), at('a'), true],
      [at('a'), at('a', 'b', 'c.sql'), true],
      [at('a'), at('ab'), false],
      [at('a', 'b'), at('a'), false],
      [root, at('a'), true],
    ] as const)
      assert.equal(isBelow(folder, path), expected, `${folder} ${path}`);
  });

  it('have one in common', () => {
    assert.equal(commonFolder([at('a', 'b', 'c'), at('a', 'b'), at('a', 'bc')]), at('a'));
    assert.equal(commonFolder([at('a')]), at('a'));
    assert.equal(commonFolder([at('a'), at('b')]), root);
    const folder = fc.array(fc.constantFrom('a', 'b', 'ab'), { maxLength: 5 }).map(names => at(...names));
    fc.assert(
      fc.property(fc.array(folder, { minLength: 1, maxLength: 6 }), folders => {
        const common = commonFolder(folders);
        assert.ok(folders.every(one => isBelow(common, one)));
        const deeper = ['a', 'b', 'ab'].map(name => nodePath.join(common, name));
        assert.ok(!deeper.some(one => folders.every(other => isBelow(one, other))));
      }),
    );
  });
});
