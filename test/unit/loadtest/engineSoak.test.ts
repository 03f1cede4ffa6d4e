// A soak, shortened: what a run holds at its end, after a garbage collection, for few requests and for many. Bounded by count, not by the
// clock; `node bench/loadSoak.mjs` is the long one.
import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sharedNow } from '../../../src/loadtest/engine/clock.js';
import { LoadRun } from '../../../src/loadtest/engine/loadRun.js';
import { Merge } from '../../../src/loadtest/engine/merge.js';
import type { Plan } from '../../../src/loadtest/plan.js';
import { closed, LoadServer, open, planOf, requestPlan, targetOf } from '../../support/loadWorker.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** Bytes. */
function held(): number {
  gc();
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** A worker's part and what adds it up, in this thread. @returns bytes that are held when the last request has been answered. */
async function heldBy(plan: Plan): Promise<number> {
  // Sockets of the run before are closed in turns of the loop to come, and hold all of it until then.
  for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve));
  const before = held();
  return new Promise(resolve => {
    const merge = new Merge(plan, 1, 200);
    const run = new LoadRun({
      ...{ share: { plan, index: 0, count: 1 }, captured: plan.targets.map(() => ({})), startAt: sharedNow() + 1 },
      tickMilliseconds: merge.tickMilliseconds,
      onTick: tick => merge.add(0, tick),
      onEnd: (tick, by) => {
        merge.end(0, tick, by);
        resolve(held() - before);
        // Both are in use until here.
        assert.ok(run.isOver && merge.report(undefined, undefined).endedBy === 'limit');
      },
    });
  });
}

describe('a long run holds no more than a short one', () => {
  let server: LoadServer;
  beforeEach(async () => {
    server = await new LoadServer().started();
  });
  afterEach(() => server.stop());

  /** What a request may leave: less than one number of each. */
  const most = 8;
  // `slack`: bytes. Histograms reach further in more requests, whatever their number: a few hundred places of half a KB, on a busy machine
  // twice that; and some code is compiled late.
  for (const [name, few, many, slack, planFor] of [
    [
      'closed model, two requests, each with its figures',
      4000,
      44_000,
      300_000,
      requests =>
        planOf(
          [targetOf(server.origin, '/fast', { requests: [requestPlan('/fast'), requestPlan('/status/404')] })],
          closed(50),
          { requests },
        ),
    ],
    [
      'open model',
      4000,
      24_000,
      600_000,
      requests => planOf([targetOf(server.origin, '/fast')], open(8000, 50), { requests }),
    ],
    [
      'bodies that vary and captures',
      2000,
      22_000,
      300_000,
      requests => {
        const variants = [{ path: '/echo', headers: [], body: '{"id":"{{$uuid}}","n":{{$index}}}' }];
        const captures = [{ variable: 'id', from: { kind: 'json', pointer: '/id' } }] as const;
        const flow = { requests: [requestPlan('/echo', { method: 'POST', variants, captures })], cookies: true };
        return planOf([targetOf(server.origin, '/echo', flow)], closed(20), { requests });
      },
    ],
    [
      // Few, since a server that resets costs time; what a connection would leave is a thousand bytes and more.
      'connections that break',
      100,
      2100,
      1_000_000,
      requests => planOf([targetOf(server.origin, '/reset')], closed(50), { requests }),
    ],
  ] as readonly (readonly [string, number, number, number, (requests: number) => Plan])[]) {
    it(name, async () => {
      // What is compiled and cached on the way.
      await heldBy(planFor(few));
      const short = await heldBy(planFor(few));
      const long = await heldBy(planFor(many));
      const each = (long - short - slack) / (many - few);
      assert.ok(each < most, `${each.toFixed(1)} bytes a request: ${short} of ${few}, ${long} of ${many}`);
    });
  }
});
