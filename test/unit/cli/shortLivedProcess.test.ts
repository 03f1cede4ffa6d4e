import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import nodePath from 'node:path';

const file = nodePath.resolve(__dirname, '../../../src/cli/shortLivedProcess.ts');

describe('the flags of a process that runs once', () => {
  it('are known to this Node, and left alone in ones that nobody tried', () => {
    for (const version of [process.versions.node, '99.1.0', 'unheard of']) {
      const script = `
        require(${JSON.stringify(file)}).tuneForOneRun(${JSON.stringify(version)});
        // WebAssembly and JavaScript run as before: (func (export "f") (result i32) i32.const 42).
        const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 6, 1, 4, 0, 65, 42, 11];
        console.log(new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports.f());`;
      const run = spawnSync(process.execPath, ['--require', 'tsx/cjs', '-e', script], { encoding: 'utf8' });
      assert.deepEqual([run.stdout, run.stderr, run.status], ['42\n', '', 0], version);
    }
  });
});
