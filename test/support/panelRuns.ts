/** Runs as the engine would tell them, for the page's tests and its pictures: real histograms of made-up servers, the same each time. */
import { latencyReport } from '../../src/loadtest/engine/latencyReport.js';
import {
  addHistogram,
  clearHistogram,
  createHistogram,
  distributionOf,
  type Histogram,
  percentile,
  record,
} from '../../src/loadtest/histogram.js';
import type { ErrorKind, Figures, Report, SecondReport, Snapshot } from '../../src/loadtest/report.js';
import { tailOf } from '../../src/loadtest/tail.js';
import type { HistoryEntry, RunInfo } from '../../src/panel/panelMessages.js';

export interface Server {
  readonly name: string;
  readonly perSecond: number;
  /** Median in milliseconds; the tail is log-normal with this spread. */
  readonly median: number;
  readonly spread: number;
  /** Every so many seconds the server stands still for half a second. */
  readonly stallEvery?: number;
  /** Shares of answers with another status than 200. */
  readonly statuses?: Readonly<Record<string, number>>;
  readonly errors?: Readonly<
    Partial<Record<ErrorKind, { readonly share: number; readonly examples: readonly string[] }>>
  >;
}

export interface Recording {
  readonly snapshots: readonly Snapshot[];
  readonly report: Report;
}

const step = 0.2;

/** `seconds` of load on each server, with two seconds of warm-up before it. */
export function recordRun(servers: readonly Server[], seconds: number, model: 'closed' | 'open' = 'closed'): Recording {
  const random = randomOf(7);
  const kept = servers.map(() => ({
    total: createHistogram(),
    second: createHistogram(),
    series: [] as SecondReport[],
  }));
  const statuses: Record<string, number>[] = servers.map(() => ({}));
  const errors: Partial<Record<ErrorKind, number>>[] = servers.map(() => ({}));
  const failed = servers.map(() => 0);
  const snapshots: Snapshot[] = [];
  for (let tick = -10; tick < seconds / step; tick++) {
    const at = (tick + 1) * step;
    const targets = servers.map((server, index) => {
      const { total, second, series } = kept[index]!;
      const interval = createHistogram();
      const requests = Math.round(server.perSecond * step * (0.93 + random() * 0.14));
      const stalled = server.stallEvery !== undefined && at > 0 && at % server.stallEvery < 0.5;
      let wrong = 0;
      for (let i = 0; i < requests; i++) {
        const milliseconds = server.median * Math.exp(server.spread * normal(random)) + (stalled ? 500 * random() : 0);
        record(interval, milliseconds * 1000);
        if (tick < 0) continue;
        const [status, error] = outcome(server, random());
        if (status) statuses[index]![status] = (statuses[index]![status] ?? 0) + 1;
        if (error) errors[index]![error] = (errors[index]![error] ?? 0) + 1;
        if (status !== '200') wrong++;
      }
      if (tick >= 0) {
        addHistogram(total, interval);
        addHistogram(second, interval);
        failed[index]! += wrong;
        if ((tick + 1) % 5 === 0) {
          const { p50, p95, p99 } = figures(second, 0, 1);
          const load = model === 'open' ? server.perSecond : 50;
          const start = Math.round((tick - 4) * step);
          series.push({
            at: start,
            answered: second.count,
            failed: wrong,
            p50,
            p95,
            p99,
            max: second.max / 1000,
            load,
          });
          clearHistogram(second);
        }
      }
      const all = tick < 0 ? interval : total;
      return {
        interval: { seconds: step, ...figures(interval, wrong, step) },
        total: figures(all, tick < 0 ? 0 : failed[index]!, tick < 0 ? step : at),
        inFlight: stalled ? 50 : 12,
        connections: 50,
        statusCodes: { ...statuses[index] },
        errors: { ...errors[index] },
        errorExamples: examplesOf(server),
        ...(tick % 5 === 0 ? { tail: tailOf(distributionOf(all)) } : {}),
      };
    });
    snapshots.push({
      at,
      phase: tick < 0 ? 'warmup' : 'running',
      ...(tick < 0 ? {} : { progress: at / seconds, remainingSeconds: seconds - at }),
      targets,
      client: { cpu: 0.42, lag: 3 },
    });
  }
  return { snapshots, report: reportOf() };

  function reportOf(): Report {
    return {
      version: 1,
      startedAt: '2026-03-05T14:20:00.000Z',
      seconds,
      endedBy: 'limit',
      plan: {
        targets: [],
        load: { model: 'closed', stages: [{ target: 50, seconds: 0, holdSeconds: seconds }], thinkMilliseconds: 0 },
        limits: { seconds, warmupSeconds: 2, timeoutMilliseconds: 5000, threads: 1, maxBodyBytes: 1e6 },
        seed: 1,
      },
      machine: { cpu: 'a processor', cores: 8, platform: 'linux', node: '22' },
      client: { cpu: 0.42, lag: 3, bottlenecks: [] },
      targets: servers.map((server, index) => {
        const { total, series } = kept[index]!;
        const lost = Object.values(errors[index]!).reduce((sum, n) => sum + n, 0);
        return {
          name: server.name,
          seconds,
          sent: total.count + 12,
          answered: total.count - lost,
          succeeded: total.count - failed[index]!,
          inFlight: 12,
          unsent: 0,
          bytesReceived: total.count * 1840,
          bytesSent: total.count * 210,
          statusCodes: statuses[index]!,
          errors: Object.fromEntries(
            Object.entries(errors[index]!).map(([kind, count]) => [
              kind,
              { count, examples: server.errors?.[kind as ErrorKind]?.examples ?? [] },
            ]),
          ),
          latency: latencyReport(total, true),
          firstByte: latencyReport(scaled(total, 0.9), true),
          connect: latencyReport(scaled(total, 0.1), true),
          byStatusClass: {},
          byRequest: [],
          series,
          slices: [],
          connectionsOpened: 50,
        };
      }),
    };
  }
}

export function infoOf(id: string, servers: readonly Server[], more: Partial<RunInfo> = {}): RunInfo {
  return {
    id,
    title: servers.length > 1 ? `${servers.map(({ name }) => name).join(' and ')}` : servers[0]!.name,
    load: '50 users for 10 s, warm-up 2 s',
    model: 'closed',
    targets: servers.map(({ name }, index) => ({ name, origin: `http://127.0.0.1:${3000 + index}` })),
    startedAt: '2026-03-05T14:20:00.000Z',
    ...more,
  };
}

/** So many runs of one path, a day apart, the last one with this id. */
export function historyOf(count: number, lastId: string): HistoryEntry[] {
  const random = randomOf(count);
  return Array.from({ length: count }, (_, index) => ({
    id: index === count - 1 ? lastId : `history-${index}`,
    startedAt: new Date(Date.UTC(2026, 2, 5 - count + 1 + index, 9 + (index % 8), 20)).toISOString(),
    load: '50 users for 10 s, warm-up 2 s',
    p50: 8 + random(),
    p99: 28 + random() * 6 + (index > count * 0.7 ? 9 : 0),
    perSecond: 4800 + random() * 300 - (index > count * 0.7 ? 500 : 0),
    success: index % 7 === 3 ? 0.9987 : 1,
    thresholds: index % 7 === 3 ? 'failed' : 'passed',
    ...(index === 1 ? { baseline: true } : {}),
  }));
}

function outcome(server: Server, drawn: number): [status: string | undefined, error: ErrorKind | undefined] {
  let left = drawn;
  for (const [status, share] of Object.entries(server.statuses ?? {})) {
    left -= share;
    if (left < 0) return [status, undefined];
  }
  for (const [kind, { share }] of Object.entries(server.errors ?? {})) {
    left -= share;
    if (left < 0) return [undefined, kind as ErrorKind];
  }
  return ['200', undefined];
}

function examplesOf(server: Server): Partial<Record<ErrorKind, string>> {
  const entries = Object.entries(server.errors ?? {}).map(([kind, { examples }]) => [kind, examples[0]]);
  return Object.fromEntries(entries);
}

function figures(histogram: Histogram, failed: number, seconds: number): Figures {
  const [p50, p95, p99] = [50, 95, 99].map(p => percentile(histogram, p) / 1000);
  return { requests: histogram.count, failed, perSecond: histogram.count / seconds, p50: p50!, p95: p95!, p99: p99! };
}

function scaled(histogram: Histogram, factor: number): Histogram {
  const { values, counts } = distributionOf(histogram);
  const made = createHistogram();
  for (const [i, value] of values.entries()) record(made, value * factor, counts[i]);
  return made;
}

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
