import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RequestQueue } from '../../../src/schema/service/requestQueue.js';
import type { SchemaCall, SchemaRequest } from '../../../src/schema/service/schemaMessages.js';

function drain(calls: readonly SchemaCall[]): string[] {
  const queue = new RequestQueue();
  calls.forEach((call, id) => {
    queue.add({ id, call, params: {} } as unknown as SchemaRequest);
  });
  const order: string[] = [];
  for (let next = queue.next(); next; next = queue.next()) order.push(`${next.call} ${next.id}`);
  return order;
}

describe('RequestQueue', () => {
  it('lets news overtake a lint', () => {
    assert.deepEqual(drain(['lint', 'text', 'lint', 'text', 'hover', 'disk']), [
      'text 1',
      'text 3',
      'lint 0',
      'lint 2',
      'hover 4',
      'disk 5',
    ]);
  });
  it('lets news overtake what an editor shows', () => {
    assert.deepEqual(drain(['problems', 'edit', 'problems', 'hover']), [
      'edit 1',
      'problems 0',
      'problems 2',
      'hover 3',
    ]);
  });
  it('keeps the order of everything else', () => {
    assert.deepEqual(drain(['hover', 'text', 'symbols', 'folder']), ['hover 0', 'text 1', 'symbols 2', 'folder 3']);
  });
  it('loses nothing, and never turns news around', () => {
    const call = fc.constantFrom<SchemaCall>('lint', 'text', 'disk', 'hover', 'folder');
    fc.assert(
      fc.property(fc.array(call), calls => {
        const order = drain(calls);
        assert.equal(new Set(order).size, calls.length);
        const news = order.filter(one => /^(?:text|disk|folder)/.test(one)).map(one => Number(one.split(' ')[1]));
        assert.deepEqual(
          news,
          [...news].sort((a, b) => a - b),
        );
      }),
    );
  });
});
