// Reports made from latencies, as the engine makes them: for tests of verdicts and of outputs.
import { latencyReport } from '../../../src/loadtest/engine/latencyReport.js';
import { createHistogram, distributionOf, type Histogram, record } from '../../../src/loadtest/histogram.js';
import type { Plan, Target } from '../../../src/loadtest/plan.js';
import type { Report, SecondReport, SliceReport, TargetReport } from '../../../src/loadtest/report.js';

export function histogramFrom(milliseconds: readonly number[]): Histogram {
  const histogram = createHistogram();
  for (const value of milliseconds) record(histogram, value * 1000);
  return histogram;
}

export interface Seconds {
  /** Milliseconds, for each second. */
  readonly seconds: readonly (readonly number[])[];
  readonly failed?: (second: number) => number;
}

/** A target whose answers of each second took so long. */
export function targetFrom(
  name: string,
  { seconds, failed = () => 0 }: Seconds,
  more: Partial<TargetReport> = {},
): TargetReport {
  const all = seconds.flat();
  const lost = seconds.reduce((sum, _, i) => sum + failed(i), 0);
  const histogram = histogramFrom(all);
  const series = seconds.map((values, at): SecondReport => {
    const { p50, p95, p99, max } = latencyReport(histogramFrom(values));
    return { at, answered: values.length, failed: failed(at), p50, p95, p99, max, load: 10 };
  });
  return {
    name,
    seconds: seconds.length,
    sent: all.length,
    answered: all.length,
    succeeded: all.length - lost,
    inFlight: 0,
    unsent: 0,
    bytesReceived: all.length * 512,
    bytesSent: all.length * 128,
    statusCodes: lost > 0 ? { 200: all.length - lost, 500: lost } : { 200: all.length },
    errors: {},
    latency: latencyReport(histogram, true),
    firstByte: latencyReport(histogram, true),
    byStatusClass: {},
    byRequest: [],
    series,
    slices: [],
    connectionsOpened: 10,
    ...more,
  };
}

export function sliceFrom(at: number, seconds: number, milliseconds: readonly number[], failed = 0): SliceReport {
  return { at, seconds, answered: milliseconds.length, failed, latency: distributionOf(histogramFrom(milliseconds)) };
}

export function targetPlan(name: string, origin = 'http://127.0.0.1:3000'): Target {
  const request = { name, weight: 1, method: 'GET', captures: [], expect: [], stopOnFailure: false };
  return {
    name,
    origin,
    connection: { http: '1.1', pipelining: 1, tls: { verify: true } },
    flow: {
      kind: 'oneOf',
      requests: [{ ...request, variants: [{ path: '/users?limit=2', headers: [['authorization', '***']] }] }],
      setup: [],
      teardown: [],
      cookies: false,
      redirects: 0,
      variables: {},
    },
  };
}

export function reportFrom(targets: readonly TargetReport[], more: Partial<Report> = {}): Report {
  const plan: Plan = {
    targets: targets.map(({ name }) => targetPlan(name)),
    load: { model: 'closed', stages: [{ target: 10, seconds: 0, holdSeconds: 0 }], thinkMilliseconds: 0 },
    limits: { seconds: 10, warmupSeconds: 0, timeoutMilliseconds: 30_000, threads: 1, maxBodyBytes: 1e7 },
    seed: 1,
  };
  return {
    version: 1,
    startedAt: '2026-11-20T10:00:00.000Z',
    seconds: targets[0]?.seconds ?? 0,
    endedBy: 'limit',
    plan,
    machine: { cpu: 'Test CPU @ 2.10GHz', cores: 2, platform: 'linux x64', node: 'v22.19.1' },
    targets,
    client: { cpu: 0.4, lag: 2, bottlenecks: [] },
    ...more,
  };
}

/** Numbers that look random, the same in each run; `normal` has mean 0 and deviation 1. */
export function dice(seed: number): { next(): number; normal(): number } {
  let state = (seed * 2654435761 + 1) | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()) };
}

export interface Simulated {
  readonly seed: number;
  /** Of each target. */
  readonly slices: number;
  readonly perSlice: number;
  /** How much slower each target is: 1 is as it is. One for each target. */
  readonly factors: readonly number[];
  /** Milliseconds of the median. */
  readonly median?: number;
  /** Of the logarithm, from slice to slice of the run: the walk of a shared machine. */
  readonly drift?: number;
  /** Of the logarithm, for each slice alone. */
  readonly jitter?: number;
  /** How likely a slice has a pause (a garbage collection, a neighbour) in it. */
  readonly pauses?: number;
  readonly failureRates?: readonly number[];
  /** A share of the requests takes so many times as long: a slow kind of request. Each target's by a factor of its own. */
  readonly slowKind?: { readonly share: number; readonly times: number; readonly factors: readonly number[] };
}

/** Targets of an interleaved run with the noise of real machines, in the order of the engine: random blocks, each second one mirrored. */
export function simulate(options: Simulated): TargetReport[] {
  const { seed, slices, perSlice, factors, median = 5, drift = 0.05, jitter = 0.05, pauses = 0.1 } = options;
  const { next, normal } = dice(seed);
  const made: SliceReport[][] = factors.map(() => []);
  const unexpected = factors.map(() => 0);
  const all: number[][] = factors.map(() => []);
  let level = 0;
  let order = factors.map((_, i) => i);
  for (let block = 0; block < slices; block++) {
    order =
      block % 2
        ? order.reverse()
        : order
            .map(i => [next(), i] as const)
            .sort((a, b) => a[0] - b[0])
            .map(([, i]) => i);
    for (const target of order) {
      level = 0.9 * level + drift * normal();
      const scale = median * factors[target]! * Math.exp(level + jitter * normal());
      // A closed loop: the slower, the fewer.
      const count = Math.max(1, Math.round((perSlice / (scale / median)) * (1 + 0.03 * normal())));
      const { share = 0, times = 1, factors: slower = [] } = options.slowKind ?? {};
      const values = Array.from({ length: count }, () => {
        const isSlow = share > 0 && next() < share;
        return scale * Math.exp((share > 0 ? 0.4 : 0.5) * normal()) * (isSlow ? times * slower[target]! : 1);
      });
      if (next() < pauses) for (let i = 0; i < Math.min(10, count); i++) values[i]! += 20 + 60 * next();
      const failed = values.filter(() => next() < (options.failureRates?.[target] ?? 0)).length;
      unexpected[target]! += failed;
      made[target]!.push(sliceFrom(block, 0.5, values, failed));
      all[target]!.push(...values);
    }
  }
  return factors.map((_, i) => {
    const target = targetFrom('ABCDEFG'[i]!, { seconds: [all[i]!] });
    return { ...target, seconds: slices / 2, slices: made[i]!, succeeded: target.answered - unexpected[i]! };
  });
}
