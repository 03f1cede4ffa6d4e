import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addPastRun,
  mostCharacters,
  mostOfAll,
  mostOfPath,
  type PastRun,
  readPastRuns,
  runsOf,
  withBaseline,
} from '../../../src/editor/loadTest/pastRuns.js';
import { readUnfinished } from '../../../src/editor/loadTest/unfinished.js';

function pastRun(path: string, more: Partial<PastRun> = {}): PastRun {
  return {
    entry: {
      id: crypto.randomUUID(),
      startedAt: '2026-03-05T14:20:00.000Z',
      load: '10 connections for 10 s',
      server: 'http://localhost:3000',
      p50: 1,
      p99: 4.2,
      perSecond: 900,
      success: 1,
      thresholds: 'none',
    },
    title: `GET ${path}`,
    request: {
      kind: 'path',
      spec: '/work/openapi.yaml',
      operation: { method: 'get', path },
      servers: ['http://localhost:3000'],
      profile: { model: 'closed', connections: 10, seconds: 10 },
    },
    schemes: [],
    ...more,
  };
}

function addAll(runs: readonly PastRun[]) {
  let kept: readonly PastRun[] = [];
  const gone: PastRun[] = [];
  for (const run of runs) {
    const next = addPastRun(kept, run);
    kept = next.kept;
    gone.push(...next.gone);
  }
  return { kept, gone };
}

describe('the history of load tests', () => {
  it(`keeps the last ${mostOfPath} of each path`, () => {
    const runs = Array.from({ length: 120 }, (_, i) => pastRun(i % 2 ? '/a' : '/b'));
    const { kept, gone } = addAll(runs);
    assert.equal(kept.length, 2 * mostOfPath);
    assert.deepEqual(runsOf(kept, runs[1]!.request), runs.filter((_, i) => i % 2).slice(-mostOfPath));
    assert.deepEqual(new Set([...kept, ...gone]), new Set(runs));
  });

  it(`and ${mostOfAll} of all`, () => {
    const runs = Array.from({ length: mostOfAll + 20 }, (_, i) => pastRun(`/path-${i}`));
    const { kept, gone } = addAll(runs);
    assert.deepEqual(kept, runs.slice(20));
    assert.deepEqual(gone, runs.slice(0, 20));
  });

  it('and no more than the editor can read and write at once, however long their names', () => {
    const runs = Array.from({ length: 40 }, (_, i) => pastRun(`/${'x'.repeat(50_000)}${i}`));
    const { kept } = addAll(runs);
    assert.ok(JSON.stringify(kept).length <= mostCharacters);
    assert.ok(kept.length > 5);
    assert.deepEqual(kept, runs.slice(-kept.length));
  });

  it('reads what it wrote', () => {
    const runs = [pastRun('/a'), pastRun('/b', { schemes: ['token'] }), withBaseline([pastRun('/c')], '')[0]!];
    assert.deepEqual(readPastRuns(JSON.parse(JSON.stringify(runs))), runs);
  });

  it('skips what is no run, and keeps the rest', () => {
    const good = pastRun('/a');
    const { entry, request } = good;
    const broken: readonly unknown[] = [
      null,
      7,
      'run',
      {},
      { ...good, entry: undefined },
      { ...good, title: 1 },
      { ...good, schemes: 'token' },
      { ...good, entry: { ...entry, p99: '4' } },
      { ...good, entry: { ...entry, success: 2 } },
      { ...good, entry: { ...entry, startedAt: 'yesterday' } },
      // It would name a file elsewhere.
      { ...good, entry: { ...entry, id: '../../../settings' } },
      { ...good, request: { ...request, servers: [] } },
      { ...good, request: { ...request, servers: ['not an address'] } },
      { ...good, request: { ...request, servers: ['file:///etc/passwd'] } },
      { ...good, request: { ...request, profile: { model: 'closed', connections: 0, seconds: 1 } } },
      { ...good, request: { ...request, operation: undefined } },
    ];
    assert.deepEqual(readPastRuns([...broken, good]), [good]);
    for (const stored of [undefined, null, {}, 'x', 7]) assert.deepEqual(readPastRuns(stored), []);
  });

  it('takes anything that may be stored without a throw', () => {
    fc.assert(
      fc.property(fc.anything(), fc.array(fc.object()), (one, many) => {
        assert.ok(Array.isArray(readPastRuns(one)));
        assert.deepEqual(readPastRuns(many), []);
        assert.deepEqual(readUnfinished(many), []);
      }),
    );
  });

  it('has one baseline of a path', () => {
    const [a, b, other] = [pastRun('/a'), pastRun('/a'), pastRun('/b')];
    const first = withBaseline([a, b, other], a.entry.id);
    const second = withBaseline(first, b.entry.id);
    assert.deepEqual(
      second.map(({ entry }) => entry.baseline ?? false),
      [false, true, false],
    );
    assert.deepEqual(withBaseline(second, 'unknown'), second);
  });
});

describe('runs that a window was reloaded over', () => {
  const { request } = pastRun('/a');
  const info = {
    id: crypto.randomUUID(),
    title: 'GET /a',
    load: '10 connections for 10 s',
    model: 'closed',
    targets: [{ name: 'GET /a', origin: 'http://localhost:3000' }],
    startedAt: '2026-03-05T14:20:00.000Z',
  };

  it('are read again, and what is none is skipped', () => {
    const good = { info, request };
    const stored = [
      good,
      { info },
      { info: { ...info, id: '/' }, request },
      { info: { ...info, targets: [] }, request },
    ];
    assert.deepEqual(readUnfinished(stored), [good]);
  });
});
