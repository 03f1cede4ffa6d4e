/** What the charts draw, as plain points, each with the sentence that stands for it where it cannot be seen. */

import { counted, percentileName } from '../loadtest/output/format.js';
import { type TailPoint, tailPosition } from '../loadtest/tail.js';
import { milliseconds, rate, span } from './format.js';
import type { HistoryEntry, RunState, Timeline, TimePoint } from './panelMessages.js';
import { perSecond } from './timeline.js';

export interface Line {
  readonly label: string;
  /** Which colour and which dashes; both differ from line to line, so colours need not be told apart. */
  readonly style: LineStyle;
  readonly values: readonly (number | null)[];
}

export type LineStyle = 'p50' | 'p95' | 'p99' | 'rate' | 'failed' | 'due' | `target${0 | 1 | 2 | 3}`;

export interface ChartModel {
  /** `tail`: x is the logarithm of `tailPosition`; `time`: seconds; `runs`: one after the other. */
  readonly axis: 'time' | 'tail' | 'runs';
  readonly unit: 'ms' | 'perSecond';
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  /** Where on the x axis counting begins: what is before is warm-up. */
  readonly from?: number;
  /** The text alternative. */
  readonly text: string;
  /** What a place on the x axis is called: `12 s`, `p99.9`. */
  readonly nameOf: readonly string[];
}

export const latencyMetrics = ['p50', 'p95', 'p99'] as const;
export type LatencyMetric = (typeof latencyMetrics)[number];

/** One target: its three percentiles. Several: one percentile of each. */
export function latencyChart(run: RunState, metric: LatencyMetric): ChartModel {
  const timelines = timelinesOf(run);
  if (run.info.targets.length < 2) {
    const points = timelines[0]?.points ?? [];
    const lines = latencyMetrics.map(name => ({ label: name, style: name, values: points.map(p => latency(p, name)) }));
    const highest = Math.max(0, ...points.map(({ p99 }) => p99));
    const text = `Latency over time in ${spanOf(points)}: p99 at most ${milliseconds(highest)}, last ${milliseconds(points.at(-1)?.p99 ?? Number.NaN)}.`;
    return { ...overTime(points), unit: 'ms', lines, text };
  }
  const { x, lines } = aligned(run, timelines, point => latency(point, metric));
  return { ...overTime(x), unit: 'ms', lines, text: `${metric} over time of ${run.info.targets.length} targets.` };
}

/** Requests a second; of one target also those that failed, and those that were due in an open run. */
export function throughputChart(run: RunState): ChartModel {
  const timelines = timelinesOf(run);
  if (run.info.targets.length > 1) {
    const { x, lines } = aligned(run, timelines, perSecond);
    const text = `Requests a second over time of ${run.info.targets.length} targets.`;
    return { ...overTime(x), unit: 'perSecond', lines, text };
  }
  const points = timelines[0]?.points ?? [];
  const rates = points.map(perSecond);
  const lines: Line[] = [{ label: 'req/s', style: 'rate', values: rates }];
  if (run.info.model === 'open' && points.some(({ load }) => load !== undefined)) {
    lines.push({ label: 'due', style: 'due', values: points.map(({ load }) => load ?? null) });
  }
  const failed = points.reduce((sum, point) => sum + point.failed, 0);
  if (failed > 0) {
    lines.push({
      label: 'failed',
      style: 'failed',
      values: points.map(p => (p.seconds > 0 ? p.failed / p.seconds : 0)),
    });
  }
  const text = `Throughput over time in ${spanOf(points)}: ${rate(Math.min(...rates))} to ${rate(
    Math.max(0, ...rates),
  )} requests a second, ${counted(failed, 'failure')}.`;
  return { ...overTime(points), unit: 'perSecond', lines, text };
}

/** Latency by percentile. A live run without a curve shows the three percentiles that it knows. */
export function tailChart(run: RunState): ChartModel {
  const several = run.info.targets.length > 1;
  const curves: { label: string; style: LineStyle; points: readonly TailPoint[] }[] = [];
  for (const [index, { name }] of run.info.targets.entries()) {
    const report = run.result?.report.targets[index];
    const style: LineStyle = several ? targetStyle(index) : 'p99';
    curves.push({ label: several ? name : 'latency', style, points: report?.tail ?? liveTail(run, index) });
    if (report?.correctedTail && report.corrected?.misleads && !several) {
      curves.push({ label: 'corrected', style: 'p95', points: report.correctedTail });
    }
  }
  const x = [...new Set(curves.flatMap(({ points }) => points.map(([percentile]) => percentile)))].sort(
    (a, b) => a - b,
  );
  const lines = curves.map(({ label, style, points }) => {
    const values = new Map(points);
    return { label, style, values: x.map(percentile => values.get(percentile) ?? null) };
  });
  const said = curves.map(({ label, points }) => {
    const at = (percentile: number) => milliseconds(points.find(([p]) => p >= percentile)?.[1] ?? Number.NaN);
    return points.length ? ` ${label}: p50 ${at(50)}, p90 ${at(90)}, p99 ${at(99)}, p99.9 ${at(99.9)}.` : '';
  });
  return {
    axis: 'tail',
    unit: 'ms',
    x: x.map(percentile => Math.log10(tailPosition(percentile))),
    lines,
    text: `Latency by percentile.${said.join('')}`,
    nameOf: x.map(percentileName),
  };
}

/** One figure of each run of a path, oldest first. */
export function trendChart(entries: readonly HistoryEntry[], what: 'p99' | 'perSecond'): ChartModel {
  const values = entries.map(entry => entry[what]);
  const shown = what === 'p99' ? milliseconds : (value: number) => `${rate(value)} requests a second`;
  const label = what === 'p99' ? 'p99' : 'req/s';
  return {
    axis: 'runs',
    unit: what === 'p99' ? 'ms' : 'perSecond',
    x: values.map((_, index) => index + 1),
    lines: [{ label, style: what === 'p99' ? 'p99' : 'rate', values }],
    text: `${label} of the last ${counted(values.length, 'run')}, now ${shown(values.at(-1) ?? Number.NaN)}.`,
    nameOf: values.map((_, index) => `run ${index + 1} of ${values.length}`),
  };
}

export function targetStyle(index: number): LineStyle {
  return `target${(index % 4) as 0 | 1 | 2 | 3}`;
}

/** A value on the y axis or in a legend. */
export function shownValue(value: number | null | undefined, unit: ChartModel['unit']): string {
  if (value === null || value === undefined) return '–';
  return unit === 'ms' ? milliseconds(value) : `${rate(value)}/s`;
}

function timelinesOf({ result, timelines }: RunState): readonly Timeline[] {
  return result ? result.report.targets.map(({ timeline }) => timeline) : timelines;
}

/** Without requests there is no latency: a gap, not a zero. */
function latency(point: TimePoint, metric: LatencyMetric): number | null {
  return point.requests > 0 ? point[metric] : null;
}

/** Targets take turns, so each has points where the others have none. */
function aligned(run: RunState, timelines: readonly Timeline[], read: (point: TimePoint) => number | null) {
  const times = [...new Set(timelines.flatMap(({ points }) => points.map(({ at }) => at)))].sort((a, b) => a - b);
  const lines = timelines.map(({ points }, index) => {
    const values = new Map(points.map(point => [point.at, point.seconds > 0 ? read(point) : null]));
    return {
      label: run.info.targets[index]?.name ?? '',
      style: targetStyle(index),
      values: times.map(at => values.get(at) ?? null),
    };
  });
  return { x: times.map(at => ({ at })), lines };
}

function overTime(points: readonly { readonly at: number }[]): Pick<ChartModel, 'axis' | 'x' | 'nameOf' | 'from'> {
  const x = points.map(({ at }) => at);
  return {
    axis: 'time',
    x,
    nameOf: x.map(at => `${at < 0 ? '−' : ''}${span(Math.round(Math.abs(at)))}`),
    ...(x.length && x[0]! < 0 ? { from: 0 } : {}),
  };
}

function spanOf(points: readonly TimePoint[]): string {
  const first = points[0];
  return first ? span(points.at(-1)!.at + points.at(-1)!.seconds - first.at) : '0 s';
}

function liveTail({ latest }: RunState, index: number): readonly TailPoint[] {
  const target = latest?.targets[index];
  if (!target || target.total.requests === 0) return [];
  const { p50, p95, p99 } = target.total;
  return target.tail?.length
    ? target.tail
    : [
        [50, p50],
        [95, p95],
        [99, p99],
      ];
}
