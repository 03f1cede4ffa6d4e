// Whole runs against a server that does what it is told and says what it did. Bounds are wide: the machine may be busy.
import assert from 'node:assert/strict';
import type { Load, Plan } from '../../../src/loadtest/plan.js';
import type { Report, Snapshot, TargetReport } from '../../../src/loadtest/report.js';
import { run } from '../../../src/loadtest/run.js';
import { Problem } from '../../../src/text/problem.js';
import { buildLoadWorker, closed, LoadServer, open, planOf, requestPlan, targetOf } from '../../support/loadWorker.js';

describe('load run', () => {
  let worker: Awaited<ReturnType<typeof buildLoadWorker>>;
  let server: LoadServer;
  before(async () => {
    worker = await buildLoadWorker('loadRunTest');
  });
  after(() => worker.remove());
  beforeEach(async () => {
    server = await new LoadServer().started();
  });
  afterEach(() => server.stop());

  const start = (plan: Plan, more: Partial<Parameters<typeof run>[1]> = {}): Promise<Report> =>
    run(plan, { workerEntry: worker.entry, ...more });

  async function only(...args: Parameters<typeof start>): Promise<TargetReport & { readonly report: Report }> {
    const report = await start(...args);
    return { ...report.targets[0]!, report };
  }

  describe('closed model', () => {
    it('sends a fixed number of requests over all workers, and no more', async () => {
      const limits = { requests: 1001, threads: 3 };
      const target = await only(planOf([targetOf(server.origin, '/fast')], closed(10), limits));
      const seen = await server.stats();
      assert.equal(seen.count, 1001);
      assert.deepEqual([target.sent, target.answered, target.succeeded, target.inFlight], [1001, 1001, 1001, 0]);
      assert.deepEqual(target.statusCodes, { 200: 1001 });
      assert.equal(target.connectionsOpened, 10);
      assert.equal(target.report.endedBy, 'limit');
      assert.equal(target.bytesReceived, 1001 * 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'.length);
      assert.equal(
        target.series.reduce((sum, { answered }) => sum + answered, 0),
        1001,
      );
    });

    it('reports what answers took, and when the time is over', async () => {
      const target = await only(planOf([targetOf(server.origin, '/delay/20')], closed(5), { seconds: 1 }));
      const { waits } = await server.stats();
      const sorted = [...waits].sort((a, b) => a - b);
      const { latency, report } = target;
      assert.equal(report.endedBy, 'limit');
      assert.ok(report.seconds === 1, `${report.seconds}`);
      assert.ok(latency.p50 >= sorted[Math.floor(sorted.length / 2)]! - 1 && latency.p50 < 60, `${latency.p50}`);
      assert.ok(latency.min >= sorted[0]! && latency.min < 40, `${latency.min}, not ${sorted[0]}`);
      assert.equal(target.sent, target.answered + target.inFlight);
      assert.ok(target.inFlight > 0);
      assert.ok(target.corrected && !target.corrected.misleads);
    });

    it('leaves the warm-up out', async () => {
      const limits = { seconds: 0.4, warmupSeconds: 0.6 };
      const shown: Snapshot[] = [];
      const plan = planOf([targetOf(server.origin, '/delay/10')], closed(4), limits);
      const target = await only(plan, { onSnapshot: snapshot => shown.push(snapshot) });
      const { count } = await server.stats();
      assert.ok(target.sent < count * 0.7, `${target.sent} of ${count}`);
      const warm = shown.filter(({ phase }) => phase === 'warmup');
      // What is shown of it is in no figure that is kept.
      const figures = warm.map(({ at, targets }) => ({ at, ...targets[0]! }));
      assert.ok(figures.some(({ at, interval }) => at < 0 && interval.perSecond > 50 && interval.p50 > 9));
      assert.ok(figures.every(({ total, statusCodes }) => total.requests === 0 && !('200' in statusCodes)));
      assert.equal(target.report.seconds, 0.4);
    });

    it('adds users by stages, and takes them away', async () => {
      const load: Load = {
        model: 'closed',
        thinkMilliseconds: 0,
        stages: [
          { target: 8, seconds: 0.6, holdSeconds: 0.3 },
          { target: 2, seconds: 0, holdSeconds: 0.6 },
        ],
      };
      const flights: number[] = [];
      const plan = planOf([targetOf(server.origin, '/delay/10')], load, {});
      const { report } = await only(plan, {
        onSnapshot: ({ targets, phase }) => phase === 'running' && flights.push(targets[0]!.inFlight),
      });
      assert.ok(Math.max(...flights) > 4 && Math.max(...flights) <= 8, `${flights}`);
      assert.ok(flights.at(-1)! <= 2, `${flights}`);
      assert.equal(report.seconds, 1.5);
    });

    it('lets users think', async () => {
      const target = await only(planOf([targetOf(server.origin, '/fast')], closed(5, 50), { seconds: 1 }));
      assert.ok(target.sent <= 5 * 20 + 5 && target.sent > 20, `${target.sent}`);
    });

    it('says when the plain percentiles hide a stall', async () => {
      const plan = planOf([targetOf(server.origin, '/stall/400/2000')], closed(10), { seconds: 2.2 });
      const { latency, corrected } = await only(plan);
      assert.ok(corrected!.p99 > 250 && corrected!.p99 < 450, `${corrected!.p99}, plain ${latency.p99}`);
      assert.ok(corrected!.misleads);
    });

    it('does not spin when connections are refused', async () => {
      const cpu = process.cpuUsage();
      const target = await only(planOf([targetOf('http://127.0.0.1:1', '/')], closed(10), { seconds: 1 }));
      const { user, system } = process.cpuUsage(cpu);
      assert.equal(target.errors.refused?.count, target.sent);
      assert.deepEqual(target.errors.refused?.examples, ['connect ECONNREFUSED 127.0.0.1:1']);
      assert.ok(target.sent >= 20 && target.sent < 400, `${target.sent}`);
      assert.ok((user + system) / 1e6 < 0.7, `${(user + system) / 1e6} s of CPU`);
    });
  });

  describe('open model', () => {
    it('sends at the rate, evenly, over all workers', async () => {
      const limits = { seconds: 1, threads: 2 };
      const target = await only(planOf([targetOf(server.origin, '/fast')], open(400), limits));
      const { count, arrivals } = await server.stats();
      assert.equal(target.sent, 400);
      assert.equal(count, 400);
      const span = arrivals.at(-1)! - arrivals[0]!;
      assert.ok(Math.abs(span - 997.5) < 100, `${span} ms`);
      assert.ok(target.report.client.late !== undefined);
      assert.equal(target.corrected, undefined);
    });

    it('counts from when a request was due: a stall shows', async () => {
      const { latency } = await only(planOf([targetOf(server.origin, '/stall/400/2000')], open(500), { seconds: 2.2 }));
      assert.ok(latency.p99 > 300 && latency.p99 < 500, `${latency.p99}`);
      assert.ok(latency.p50 < 50, `${latency.p50}`);
    });

    it('lets due requests wait for a connection, and the wait counts', async () => {
      const target = await only(planOf([targetOf(server.origin, '/delay/50')], open(200, 2), { seconds: 1 }));
      assert.ok(target.sent < 60, `${target.sent}`);
      assert.ok(Math.abs(target.sent + target.unsent - 200) <= 1, `${target.sent} + ${target.unsent}`);
      assert.equal(target.connectionsOpened, 2);
      assert.ok(target.latency.max > 500, `${target.latency.max}`);
      assert.deepEqual(
        target.report.client.bottlenecks.filter(each => each === 'connections'),
        ['connections'],
      );
    });

    it('ends after a number of requests', async () => {
      const target = await only(planOf([targetOf(server.origin, '/fast')], open(500), { requests: 101, threads: 2 }));
      assert.deepEqual([target.sent, target.answered, target.unsent], [101, 101, 0]);
    });
  });

  it('ends after a number of requests when many more are due than can be sent', async () => {
    const plan = planOf([targetOf(server.origin, '/delay/50')], open(100_000, 2), { requests: 20 });
    const target = await only(plan);
    assert.deepEqual([target.sent, target.answered, target.unsent], [20, 20, 0]);
  });

  describe('servers that misbehave', () => {
    const cases: readonly (readonly [string, 'responseTimeout' | 'reset' | 'protocol', RegExp])[] = [
      ['/hang', 'responseTimeout', /no answer within 3\d\d ms/],
      ['/drip', 'responseTimeout', /the answer was not complete after 3\d\d ms/],
      ['/reset', 'reset', /reset/i],
      ['/half', 'reset', /closed after 4 of 100 bytes/],
      ['/garbage', 'protocol', /not HTTP/],
    ];
    for (const [path, kind, message] of cases) {
      it(`${path}: ${kind}`, async () => {
        const limits = { seconds: 0.8, timeoutMilliseconds: 300 };
        const target = await only(planOf([targetOf(server.origin, path)], closed(4), limits));
        const { count, examples } = target.errors[kind]!;
        assert.deepEqual(Object.keys(target.errors), [kind]);
        assert.equal(target.sent, count + target.inFlight);
        assert.ok(count >= 4);
        assert.match(examples[0]!, message);
        assert.ok(examples.length <= 3);
        // Timeouts are latencies: as long as was waited.
        if (kind === 'responseTimeout') assert.ok(target.latency.count === count && target.latency.min >= 299);
        else assert.equal(target.latency.count, 0);
      });
    }

    it('one that dies in the middle costs what it did not answer', async () => {
      const target = await only(planOf([targetOf(server.origin, '/die')], closed(5), { seconds: 1 }));
      assert.ok(target.answered > 50 && target.answered < 100, `${target.answered}`);
      const failed = Object.values(target.errors).reduce((sum, { count }) => sum + count, 0);
      assert.equal(target.sent, target.answered + failed + target.inFlight);
      assert.ok(target.errors.refused!.count > 5);
    });

    it('a limit of its rate is reported with its headers', async () => {
      const target = await only(planOf([targetOf(server.origin, '/limit')], closed(1), { requests: 50 }));
      assert.deepEqual(target.rateLimit, { firstAfter: 20, count: 30, headers: [['Retry-After', '7']] });
      assert.deepEqual([target.answered, target.succeeded], [50, 20]);
    });
  });

  describe('flows', () => {
    it('set up once, use what was captured, and clean up', async () => {
      const login = requestPlan('/login', {
        captures: [{ variable: 'token', from: { kind: 'json', pointer: '/token' } }],
      });
      const use = requestPlan('/echo', {
        method: 'POST',
        variants: [{ path: '/echo', headers: [], body: '{{token}}-{{$index}}' }],
        captures: [{ variable: 'seen', from: { kind: 'status' } }],
      });
      const flow = { setup: [login], requests: [use], teardown: [requestPlan('/status/204')] };
      const plan = planOf([targetOf(server.origin, '/echo', flow)], closed(2), { requests: 20, threads: 2 });
      const target = await only(plan);
      assert.deepEqual([target.sent, target.succeeded], [20, 20]);
      assert.equal((await server.stats()).count, 22);
      assert.equal(target.report.teardownFailure, undefined);
    });

    it('a setup that fails is a Problem, a teardown that fails a line of the report', async () => {
      const failing = [requestPlan('/status/500')];
      const plan = planOf([targetOf(server.origin, '/fast', { setup: failing })], closed(1), { requests: 1 });
      await assert.rejects(start(plan), (error: Error) => error instanceof Problem && /status 500/.test(error.message));
      const other = planOf([targetOf(server.origin, '/fast', { teardown: failing })], closed(1), { requests: 1 });
      assert.match((await start(other)).teardownFailure!, /GET \/status\/500.*status 500/);
    });

    it('send a sequence in order, each with its own figures, and end it early where it says so', async () => {
      const requests = [
        requestPlan('/fast'),
        requestPlan('/status/500', { stopOnFailure: true }),
        requestPlan('/echo'),
      ];
      const target = await only(
        planOf([targetOf(server.origin, 'flow', { kind: 'sequence', requests })], closed(1), { requests: 40 }),
      );
      assert.deepEqual(
        target.byRequest.map(({ answered }) => answered),
        [20, 20, 0],
      );
      assert.deepEqual(
        target.byRequest.map(({ failed }) => failed),
        [0, 20, 0],
      );
      assert.deepEqual(Object.keys(target.byStatusClass), ['2xx', '5xx']);
    });

    it('follow redirects only when asked', async () => {
      const plain = await only(planOf([targetOf(server.origin, '/redirect')], closed(1), { requests: 5 }));
      assert.deepEqual(plain.statusCodes, { 302: 5 });
      const followed = targetOf(server.origin, '/redirect', { redirects: 1 });
      const target = await only(planOf([followed], closed(1), { requests: 5 }));
      assert.deepEqual([target.sent, target.statusCodes], [5, { 200: 5 }]);
    });

    it('count answers that a capture finds nothing in as failed', async () => {
      const request = requestPlan('/fast', { captures: [{ variable: 'a', from: { kind: 'header', name: 'x-a' } }] });
      const target = await only(
        planOf([targetOf(server.origin, '/fast', { requests: [request] })], closed(1), { requests: 5 }),
      );
      assert.deepEqual([target.answered, target.succeeded], [5, 0]);
      assert.equal(target.captureFailures?.count, 5);
    });
  });

  describe('targets that are compared', () => {
    for (const [name, load] of [
      ['closed', closed(4)],
      ['open', open(400)],
    ] as const) {
      it(`take turns, each counted by itself (${name} model)`, async () => {
        const targets = [targetOf(server.origin, '/delay/5'), targetOf(server.origin, '/delay/30')];
        const { targets: reports } = await start(planOf(targets, load, { seconds: 3, warmupSeconds: 0.2 }));
        for (const [i, { slices, latency, sent, seconds, ...target }] of reports.entries()) {
          assert.ok(slices.length >= 19, `${slices.length} slices`);
          assert.ok(seconds > 1 && seconds < 1.5, `${seconds} s`);
          // A busy machine may bring answers when their slice has been handed in: the whole counts them, the slice cannot.
          const inSlices = slices.reduce((sum, { answered }) => sum + answered, 0);
          assert.ok(
            inSlices <= target.answered && inSlices >= 0.9 * target.answered,
            `${inSlices} of ${target.answered}`,
          );
          assert.equal(sent, target.answered + target.inFlight);
          // Node's timers may be early by one.
          assert.ok(latency.min >= [4, 29][i]!, `${latency.min}`);
          assert.ok(target.connectionsOpened <= 100);
          for (let j = 1; j < slices.length; j++) assert.ok(slices[j]!.at > slices[j - 1]!.at);
        }
        if (name === 'closed')
          assert.deepEqual(
            reports.map(({ connectionsOpened }) => connectionsOpened),
            [4, 4],
          );
      });
    }

    it('that are slower than a slice are still measured', async () => {
      const targets = [targetOf(server.origin, '/delay/150'), targetOf(server.origin, '/delay/150')];
      const { targets: reports } = await start(planOf(targets, closed(4), { seconds: 3 }));
      for (const { answered } of reports) assert.ok(answered >= 16, `${answered}`);
    });
  });

  describe('snapshots', () => {
    it('add up to the report, and know how far the run is', async () => {
      const shown: Snapshot[] = [];
      const plan = planOf([targetOf(server.origin, '/delay/5')], closed(4), { seconds: 1 });
      const target = await only(plan, { onSnapshot: snapshot => shown.push(snapshot), snapshotMilliseconds: 100 });
      assert.equal(
        shown.reduce((sum, { targets }) => sum + targets[0]!.interval.requests, 0),
        target.answered,
      );
      assert.equal(shown.at(-1)!.targets[0]!.total.requests, target.answered);
      assert.ok(shown.length >= 4 && shown.length <= 13, `${shown.length}`);
      const progress = shown.map(each => each.progress!);
      assert.deepEqual(progress, [...progress].sort());
      assert.deepEqual([shown.at(-1)!.phase, shown.at(-1)!.progress, shown.at(-1)!.remainingSeconds], ['done', 1, 0]);
    });

    it('have as many requests in flight as users and pipelining make', async () => {
      const flights: number[] = [];
      const target = targetOf(server.origin, '/delay/30');
      const plan = planOf([{ ...target, connection: { ...target.connection, pipelining: 3 } }], closed(4), {
        seconds: 0.7,
      });
      const { connectionsOpened } = await only(plan, {
        onSnapshot: ({ phase, targets }) => phase === 'running' && flights.push(targets[0]!.inFlight),
      });
      assert.equal(connectionsOpened, 4);
      assert.equal(Math.max(...flights), 12);
    });

    it('cost no memory: a hundred thousand requests leave nothing behind', async () => {
      const memory: number[] = [];
      const plan = planOf([targetOf(server.origin, '/fast')], closed(50), { seconds: 4 });
      const target = await only(plan, {
        onSnapshot: ({ at }) => at > 1.5 && memory.push(process.memoryUsage().rss),
      });
      const grown = (memory.at(-1)! - memory[0]!) / 1e6;
      // One number kept of each request would be hardly seen; a sample of each, or a closure, would be.
      assert.ok(grown < 40, `${grown} MB after ${target.sent} requests`);
    });
  });

  describe('the end', () => {
    it('comes at once when it is asked for, with a whole report', async () => {
      const stop = new AbortController();
      const plan = planOf([targetOf(server.origin, '/hang')], closed(5), { seconds: 60, threads: 2 });
      let snapshots = 0;
      const onSnapshot = () => ++snapshots === 2 && stop.abort();
      const started = performance.now();
      const target = await only(plan, { signal: stop.signal, onSnapshot });
      assert.ok(performance.now() - started < 10_000);
      assert.equal(target.report.endedBy, 'stopped');
      assert.deepEqual([target.sent, target.inFlight, target.answered], [5, 5, 0]);
    });

    it('may come before the beginning', async () => {
      const plan = planOf([targetOf(server.origin, '/fast')], closed(5), { seconds: 60 });
      const { endedBy, targets } = await start(plan, { signal: AbortSignal.abort() });
      assert.deepEqual([endedBy, targets[0]!.sent], ['stopped', 0]);
    });

    it('comes with a Problem when a worker dies', async () => {
      const plan = planOf([targetOf(server.origin, '/fast')], closed(5), { seconds: 60 });
      const dying = new URL('data:text/javascript,setTimeout(()=>process.exit(3),50)');
      await assert.rejects(run(plan, { workerEntry: dying }), (error: Error) => {
        return error instanceof Problem && /stopped unexpectedly \(exit code 3\)/.test(error.message);
      });
    });

    it('comes before the beginning for plans that send nothing', async () => {
      const target = targetOf(server.origin, '/fast');
      for (const plan of [
        planOf([], closed(1), { seconds: 1 }),
        planOf([target], closed(0), { seconds: 1 }),
        planOf([target], open(10, 0), { seconds: 1 }),
        planOf([target], closed(1), { seconds: 0 }),
        planOf([targetOf(server.origin, '/', { requests: [] })], closed(1), { seconds: 1 }),
        planOf([targetOf(server.origin, '/', { requests: [requestPlan('/{{unknown}}')] })], closed(1), { seconds: 1 }),
      ]) {
        await assert.rejects(start(plan), Problem);
      }
    });
  });
});
