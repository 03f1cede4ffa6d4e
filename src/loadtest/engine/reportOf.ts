/** A Report of what was added up. */
import os from 'node:os';
import { addHistogram, createHistogram, type Histogram, percentile } from '../histogram.js';
import { maskPlan } from '../maskPlan.js';
import type { Plan, Target } from '../plan.js';
import type { LatencyReport, Report, TargetReport } from '../report.js';
import type { HealthTotals } from './clientHealth.js';
import { correctedReport } from './corrected.js';
import { latencyReport } from './latencyReport.js';
import type { SlicePlan } from './slices.js';
import { measuredSeconds } from './sliceTotals.js';
import type { TargetTotals } from './targetTotals.js';

export interface Outcome {
  readonly plan: Plan;
  readonly slicePlan: SlicePlan | undefined;
  readonly startedAt: Date;
  /** Of the measured part, as it went. */
  readonly seconds: number;
  readonly endedBy: Report['endedBy'];
  readonly workers: number;
  /** The most at a time, of each worker. Closed model. */
  readonly users: number;
  readonly targets: readonly TargetTotals[];
  readonly health: HealthTotals;
  readonly teardownFailure: string | undefined;
}

export function reportOf(outcome: Outcome): Report {
  const { plan, targets, health, teardownFailure } = outcome;
  const latency = createHistogram();
  for (const totals of targets) addHistogram(latency, totals.latency);
  const sent = targets.reduce((sum, totals) => sum + totals.sent, 0);
  return {
    version: 1,
    startedAt: outcome.startedAt.toISOString(),
    seconds: outcome.seconds,
    endedBy: outcome.endedBy,
    plan: maskPlan(plan),
    machine: {
      cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
      cores: os.cpus().length,
      platform: `${process.platform} ${process.arch}`,
      node: process.version,
    },
    targets: plan.targets.map((target, i) => targetReport(outcome, target, i, targets[i]!)),
    ...(teardownFailure !== undefined && { teardownFailure }),
    client: health.report({ p99: percentile(latency, 99) / 1000, sent, load: plan.load }),
  };
}

function targetReport(outcome: Outcome, target: Target, index: number, totals: TargetTotals): TargetReport {
  const { plan, slicePlan, users, workers } = outcome;
  const seconds = slicePlan ? measuredSeconds(slicePlan, index, outcome.seconds) : outcome.seconds;
  const stalls = { missed: totals.missed, seconds: totals.stalledSeconds, threshold: totals.stallThreshold };
  const corrected =
    plan.load.model === 'closed' ? correctedReport(totals.latency, stalls, users, workers, seconds) : undefined;
  const { rateLimit, captureFailures, counts } = totals;
  return {
    name: target.name,
    seconds,
    sent: totals.sent,
    answered: counts.answered,
    succeeded: counts.succeeded,
    inFlight: totals.inFlight,
    unsent: totals.unsent,
    bytesReceived: totals.bytesReceived,
    bytesSent: totals.bytesSent,
    statusCodes: totals.statusCodes,
    errors: totals.errors,
    ...(captureFailures && { captureFailures }),
    latency: latencyReport(totals.latency, true),
    ...(corrected && { corrected }),
    firstByte: latencyReport(totals.firstByte, true),
    ...unlessEmpty('connect', totals.connect),
    ...unlessEmpty('tls', totals.tls),
    byStatusClass: Object.fromEntries(
      [...totals.byStatusClass].sort().map(([name, histogram]) => [name, latencyReport(histogram)]),
    ),
    byRequest: requestReports(target, totals),
    series: totals.series.end(outcome.seconds),
    slices: slicePlan ? totals.slices.report(slicePlan, outcome.seconds) : [],
    ...(rateLimit && { rateLimit }),
    connectionsOpened: totals.connectionsOpened,
  };
}

function unlessEmpty<Name extends string>(name: Name, histogram: Histogram): { readonly [N in Name]?: LatencyReport } {
  return (histogram.count === 0 ? {} : { [name]: latencyReport(histogram, true) }) as { [N in Name]?: LatencyReport };
}

function requestReports({ flow }: Target, { byRequest }: TargetTotals): TargetReport['byRequest'] {
  if (flow.requests.length < 2) return [];
  return flow.requests.map(({ name }, i) => {
    const { answered = 0, failed = 0, statusCodes = {}, latency = createHistogram() } = byRequest[i] ?? {};
    return { name, answered, failed, statusCodes, latency: latencyReport(latency) };
  });
}
