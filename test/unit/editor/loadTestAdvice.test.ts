import assert from 'node:assert/strict';
import { inEditor } from '../../../src/editor/loadTest/editorAdvice.js';

describe('recommendations of a load test in the editor', () => {
  const plain = { id: 'x', title: 'p99 is high', because: 'p50 1 ms', detail: 'Ask for less.' };

  it('say where the editor has what an option of the command line does', () => {
    const [rate, limit] = inEditor([
      { ...plain, option: '--rate' },
      { ...plain, option: '--find-limit' },
    ]);
    assert.match(rate!.detail, /^Ask for less\. .*question for the load: 200\/s 30s\.$/);
    assert.match(limit!.detail, /add --find-limit in a terminal\.$/);
    assert.ok(!('option' in rate!));
  });

  it('are as they were where there is none, or one that the editor does not have', () => {
    assert.deepEqual(inEditor([plain]), [plain]);
    assert.deepEqual(inEditor([{ ...plain, option: '--unknown' }]), [plain]);
    assert.deepEqual(inEditor([{ ...plain, option: 'constructor' }]), [plain]);
  });
});
