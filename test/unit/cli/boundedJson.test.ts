import assert from 'node:assert/strict';
import fc from 'fast-check';
import { boundedJson } from '../../../src/cli/mcp/boundedJson.js';
import { createQueue } from '../../../src/cli/mcp/queue.js';

describe('boundedJson', () => {
  it('leaves alone what fits', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        assert.equal(boundedJson(value, 1_000_000, ''), JSON.stringify(value));
      }),
    );
  });

  it('is JSON within the limit, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 300, max: 2000 }), (value, limit) => {
        const text = boundedJson({ value, list: Array.from({ length: 50 }, () => value) }, limit, 'less');
        assert.ok(Buffer.byteLength(text) <= limit);
        JSON.parse(text);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps errors, and counts what is missing', () => {
    const findings = Array.from({ length: 1000 }, (_, n) => ({
      ...{ rule: n % 2 ? 'a' : 'b', severity: n === 999 ? 'error' : 'hint', message: 'x'.repeat(50) },
    }));
    const cut = JSON.parse(boundedJson({ findings }, 5000, 'less'));
    assert.equal(cut.findings[0].severity, 'error');
    assert.deepEqual(cut.left_out, [
      {
        ...{ at: 'findings', shown: cut.findings.length, total: 1000 },
        by_severity: { hint: 999, error: 1 },
        by_rule: { a: 500, b: 500 },
      },
    ]);
    assert.equal(cut.narrow, 'less');
  });

  it('cuts one long text', () => {
    const cut = JSON.parse(boundedJson({ up_sql: '😀'.repeat(50_000) }, 60_000, ''));
    assert.ok(cut.up_sql.length > 1000 && cut.up_sql.isWellFormed());
    assert.deepEqual(cut.left_out[0].at, 'up_sql');
  });
});

describe('createQueue', () => {
  it('runs so many at once, and lets those go that are aborted while they wait', async () => {
    const queue = createQueue(1);
    const [quiet, stop] = [new AbortController(), new AbortController()];
    const order: string[] = [];
    let end!: () => void;
    const first = queue.run(() => new Promise<void>(resolve => (end = resolve)), quiet.signal);
    const second = queue.run(async () => order.push('second'), stop.signal);
    const third = queue.run(async () => order.push('third'), quiet.signal);
    stop.abort();
    await assert.rejects(second);
    assert.equal(order.length, 0);
    end();
    await Promise.all([first, third]);
    await queue.run(async () => order.push('fourth'), quiet.signal);
    assert.deepEqual(order, ['third', 'fourth']);
  });
});
