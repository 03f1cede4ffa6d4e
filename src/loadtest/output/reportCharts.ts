/** Which charts a report has. */
import type { Distribution } from '../histogram.js';
import type { LatencyReport, Report, SecondReport, TargetReport } from '../report.js';
import { type Chart, type Line, niceStep } from './chart.js';
import { milliseconds, percentileName, rate, span } from './format.js';

const mostPoints = 400;

/** Latency and answers over time of one target; none for a run of less than two seconds. */
export function timeCharts(target: TargetReport, index: number, load: Report['plan']['load']): readonly Chart[] {
  const series = thinned(target.series);
  if (series.length < 2) return [];
  const line = (
    name: string,
    colour: number,
    of: (second: SecondReport) => number,
    more: Partial<Line> = {},
  ): Line => ({
    name,
    colour,
    points: series.map(second => [second.at, of(second)]),
    ...more,
  });
  const to = Math.max(series.at(-1)!.at, 1);
  const scale = { from: 0, to, ticks: timeTicks(to) };
  const { p50, p99, max } = target.latency;
  const width = target.series.length / series.length;
  const failed = series.some(second => second.failed > 0);
  const stages = load.stages.length > 1 || load.stages[0]!.seconds > 0 || load.model === 'open';
  return [
    {
      ...scale,
      id: `time${index}`,
      title: 'Latency over time',
      unit: 'ms',
      description: `Over ${span(target.seconds)}: p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, at most ${milliseconds(max)}.`,
      lines: [
        line('p99', 2, second => second.p99),
        line('p95', 1, second => second.p95),
        line('p50', 0, second => second.p50),
      ],
    },
    {
      ...scale,
      id: `rate${index}`,
      title: 'Answers over time',
      unit: 'per second',
      description: `${rate(target.answered / Math.max(1e-9, target.seconds))} on average${failed ? ', some failed' : ''}.`,
      lines: [
        line('answers', 0, second => second.answered / width, { filled: true }),
        ...(failed ? [line('failed', 2, second => second.failed / width)] : []),
        ...(stages
          ? [line(load.model === 'open' ? 'rate due' : 'users', 4, second => second.load / width, { dashed: true })]
          : []),
      ],
    },
  ];
}

/** Sums of counts, the worst of latencies: a spike is not thinned away. `load` is summed too. */
function thinned(series: readonly SecondReport[]): readonly SecondReport[] {
  const width = Math.ceil(series.length / mostPoints);
  if (width <= 1) return series;
  const points: SecondReport[] = [];
  for (let i = 0; i + width <= series.length; i += width) {
    const group = series.slice(i, i + width);
    const sum = (of: (second: SecondReport) => number) => group.reduce((all, second) => all + of(second), 0);
    const highest = (of: (second: SecondReport) => number) => Math.max(...group.map(of));
    points.push({
      at: group[0]!.at,
      answered: sum(({ answered }) => answered),
      failed: sum(({ failed }) => failed),
      load: sum(({ load }) => load),
      p50: sum(({ p50 }) => p50) / width,
      p95: highest(({ p95 }) => p95),
      p99: highest(({ p99 }) => p99),
      max: highest(({ max }) => max),
    });
  }
  return points;
}

function timeTicks(to: number): Chart['ticks'] {
  const step = to > 120 ? Math.ceil(to / 6 / 60) * 60 : Math.max(1, niceStep(to / 6));
  const ticks: { at: number; label: string }[] = [];
  for (let at = 0; at <= to; at += step) ticks.push({ at, label: span(at) });
  return ticks;
}

/** Latency by percentile of all targets; every step to the right is a decade of the tail. Undefined when nothing was answered. */
export function tailChart(targets: readonly TargetReport[]): Chart | undefined {
  const lines = targets.flatMap((target, i): Line[] => [
    ...tailLine(target.latency, targets.length > 1 ? target.name : 'latency', i, false),
    ...(target.corrected
      ? tailLine(
          target.corrected,
          targets.length > 1 ? `${target.name}, stalls counted` : 'stalls counted',
          targets.length > 1 ? i : 2,
          true,
        )
      : []),
  ]);
  if (lines.length === 0) return undefined;
  const to = Math.max(2, ...lines.flatMap(({ points }) => points.map(([x]) => x)));
  const ticks = [50, 90, 99, 99.9, 99.99, 99.999, 99.9999]
    .map(percent => ({ at: tailPosition(percent), label: percentileName(percent) }))
    .filter(({ at }) => at <= to + 1e-9);
  const said = targets.map(
    ({ name, latency: { p50, p99, max } }) =>
      `${name}: p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, max ${milliseconds(max)}`,
  );
  return {
    id: 'tail',
    title: 'Latency by percentile',
    unit: 'ms, logarithmic tail',
    description: `${said.join('; ')}.`,
    lines,
    ticks,
    from: 0,
    to,
  };
}

function tailPosition(percent: number): number {
  return -Math.log10(1 - percent / 100);
}

function tailLine({ distribution, count, max }: LatencyReport, name: string, colour: number, dashed: boolean): Line[] {
  if (!distribution || count === 0) return [];
  return [{ name, colour, dashed, points: tailPoints(distribution, max) }];
}

/** At most some thirty points for each decade; the last one is the maximum, where one latency is left. */
function tailPoints({ values, counts }: Distribution, max: number): [number, number][] {
  const all = counts.reduce((sum, times) => sum + times, 0);
  const last = Math.log10(Math.max(2, all));
  const points: [number, number][] = [];
  let seen = 0;
  let i = 0;
  for (let at = 0; at < last; at += 1 / 30) {
    const rank = all * (1 - 10 ** -at);
    while (i < counts.length - 1 && seen + counts[i]! < rank) seen += counts[i++]!;
    points.push([at, Math.min(max, (values[i] ?? 0) / 1000)]);
  }
  points.push([last, max]);
  return points;
}
