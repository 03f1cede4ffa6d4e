/** A report as JSON: the names that people's scripts know (milliseconds), and beside them all that a later comparison needs. */
import type { LatencyReport, Report, TargetReport } from '../report.js';
import { answersPerSecond, attempts, failures, successShare } from '../verdict/figures.js';
import { isPassed } from '../verdict/judge.js';
import { loadText } from '../verdict/sameSetting.js';
import type { CheckResult, Comparison, Verdicts } from '../verdict/verdict.js';
import { savedReport } from './savedReport.js';

/**
 * `status`: `failed` when a check failed or something is worse than the baseline. Rates are shares of 1, latencies milliseconds.
 * `full` adds `report`, which `readReport` reads: for files; without it the text is small enough for a log.
 */
export function reportJson(report: Report, verdicts: Verdicts, { full }: { readonly full: boolean }) {
  const { machine, client, startedAt, endedBy, plan, engine } = report;
  return {
    status: isPassed(verdicts) ? 'success' : 'failed',
    started_at: startedAt,
    ended_by: endedBy,
    load: loadText(plan.load),
    machine,
    // What another engine does not tell of itself would be zeros.
    ...(engine
      ? { engine }
      : {
          client: {
            cpu: round(client.cpu),
            lag: round(client.lag),
            ...(client.late === undefined ? {} : { late: round(client.late) }),
            bottlenecks: client.bottlenecks,
          },
        }),
    results: report.targets.map((target, index) => resultJson(report, target, index, verdicts)),
    ...(verdicts.comparisons.length > 0 ? { comparison: comparisonJson(verdicts) } : {}),
    ...(full ? { report: savedReport(report) } : {}),
  };
}

function resultJson(report: Report, target: TargetReport, index: number, { checks, recommendations }: Verdicts) {
  const planned = report.plan.targets[index];
  const first = planned?.flow.requests[0];
  const { load } = report.plan;
  const users = load.model === 'open' ? load.maxConnections : Math.max(0, ...load.stages.map(stage => stage.target));
  return {
    target_url: `${planned?.origin ?? ''}${first?.variants[0]?.path ?? ''}`,
    name: target.name,
    method: first?.method ?? '',
    duration_seconds: round(target.seconds),
    concurrency: users,
    total_requests: attempts(target),
    successful_requests: target.succeeded,
    failed_requests: failures(target),
    success_rate: round((successShare(target) ?? 0) * 100),
    requests_per_second: round(answersPerSecond(target)),
    ...prefixed('latency', target.latency),
    errors_by_type: Object.fromEntries(Object.entries(target.errors).map(([kind, error]) => [kind, error.count])),
    status_codes: target.statusCodes,
    total_bytes_received: target.bytesReceived,
    throughput_mbps: target.seconds > 0 ? round((target.bytesReceived * 8) / 1e6 / target.seconds) : 0,
    recommendations: recommendations
      .filter(of => of.index === undefined || of.index === index)
      .map(({ id, title, detail, because }) => ({ id, title, detail, because })),
    in_flight: target.inFlight,
    unsent: target.unsent,
    total_bytes_sent: target.bytesSent,
    connections_opened: target.connectionsOpened,
    ...(target.corrected
      ? { corrected: { misleads: target.corrected.misleads, ...prefixed('latency', target.corrected) } }
      : {}),
    first_byte: prefixed('latency', target.firstByte),
    ...(target.connect ? { connect: prefixed('latency', target.connect) } : {}),
    ...(target.tls ? { tls: prefixed('latency', target.tls) } : {}),
    error_examples: Object.fromEntries(Object.entries(target.errors).map(([kind, error]) => [kind, error.examples])),
    by_status_class: mapped(target.byStatusClass, latency => prefixed('latency', latency)),
    by_request: target.byRequest.map(request => ({
      name: request.name,
      answered: request.answered,
      failed: request.failed,
      status_codes: request.statusCodes,
      ...prefixed('latency', request.latency),
    })),
    ...(target.rateLimit
      ? {
          rate_limit: {
            first_after: target.rateLimit.firstAfter,
            count: target.rateLimit.count,
            headers: target.rateLimit.headers,
          },
        }
      : {}),
    thresholds: checks.filter(check => check.index === index).map(checkJson),
    series: target.series.map(({ at, answered, failed, p50, p95, p99, max, load: due }) => ({
      at: round(at),
      answered,
      failed,
      latency_p50: round(p50),
      latency_p95: round(p95),
      latency_p99: round(p99),
      latency_max: round(max),
      load: round(due),
    })),
  };
}

function checkJson({ text, actual, outcome, source, warnings }: CheckResult) {
  return { text, actual, passed: outcome === 'passed', source: source ?? null, warnings: warnings ?? [] };
}

function comparisonJson({ comparisons, ranking }: Verdicts) {
  return {
    verdicts: comparisons.map(({ verdict }) => verdict),
    comparisons: comparisons.map(({ against, base, other, verdict, outcome, caveats, rows }: Comparison) => ({
      against,
      base,
      other,
      verdict,
      outcome,
      caveats,
      metrics: rows.map(row => ({
        metric: row.metric,
        base: round(row.base),
        other: round(row.other),
        difference_low: row.difference ? round(row.difference.low) : null,
        difference_high: row.difference ? round(row.difference.high) : null,
        confidence: row.difference?.confidence ?? null,
        outcome: row.outcome,
      })),
    })),
    ...(ranking ? { ranking: ranking.map(({ name, place }) => ({ name, place: place ?? null })) } : {}),
  };
}

function prefixed(prefix: string, latency: LatencyReport) {
  return {
    [`${prefix}_min`]: round(latency.min),
    [`${prefix}_avg`]: round(latency.mean),
    [`${prefix}_p50`]: round(latency.p50),
    [`${prefix}_p75`]: round(latency.p75),
    [`${prefix}_p90`]: round(latency.p90),
    [`${prefix}_p95`]: round(latency.p95),
    [`${prefix}_p99`]: round(latency.p99),
    [`${prefix}_p999`]: round(latency.p999),
    [`${prefix}_p9999`]: round(latency.p9999),
    [`${prefix}_max`]: round(latency.max),
    [`${prefix}_stddev`]: round(latency.deviation),
  };
}

/** Six decimals: nanoseconds of a millisecond, and no dust of binary fractions. */
function round(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 1e6) / 1e6 : 0;
}

function mapped<T, R>(of: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, change(value)]));
}
