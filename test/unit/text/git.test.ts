import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { git } from '../../../src/text/git.js';

describe('git', () => {
  const nowhere = nodePath.join(tmpdir(), 'no such program');
  const versionOf = async (programs: readonly string[]) => {
    const { out } = await git(['--version'], { folder: tmpdir(), programs });
    return out.toString('utf8');
  };

  it('is the first program that is there, of those that are named', async () => {
    // Node takes `-C` too.
    assert.match(await versionOf([nowhere, process.execPath]), /^v\d/);
  });

  it('is that of PATH when none of them is there', async () => {
    assert.match(await versionOf([nowhere]), /^git version/);
    assert.match(await versionOf([]), /^git version/);
  });
});
