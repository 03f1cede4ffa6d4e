import type { LatencyReport, Report, TargetReport } from '../loadtest/report.js';
import { tailOf } from '../loadtest/tail.js';
import type { PanelReport, PanelTarget } from './panelMessages.js';
import { timelineOf } from './timeline.js';

/** What the page shows of a report: no plan (it may be large), at most 600 points over time, curves in place of distributions. */
export function panelReport(report: Report): PanelReport {
  const { plan: _, targets, ...rest } = report;
  return { ...rest, targets: targets.map(panelTarget) };
}

function panelTarget(target: TargetReport): PanelTarget {
  const { series, slices: _, latency, corrected, firstByte, connect, tls, byStatusClass, byRequest, ...rest } = target;
  return {
    ...rest,
    latency: figuresOf(latency),
    ...(corrected ? { corrected: { ...figuresOf(corrected), misleads: corrected.misleads } } : {}),
    firstByte: figuresOf(firstByte),
    ...(connect ? { connect: figuresOf(connect) } : {}),
    ...(tls ? { tls: figuresOf(tls) } : {}),
    byStatusClass: Object.fromEntries(Object.entries(byStatusClass).map(([name, of]) => [name, figuresOf(of)])),
    byRequest: byRequest.map(request => ({ ...request, latency: figuresOf(request.latency) })),
    timeline: timelineOf(series),
    tail: latency.distribution ? tailOf(latency.distribution) : [],
    ...(corrected?.distribution ? { correctedTail: tailOf(corrected.distribution) } : {}),
  };
}

function figuresOf({ distribution: _, ...figures }: LatencyReport): LatencyReport {
  return figures;
}
