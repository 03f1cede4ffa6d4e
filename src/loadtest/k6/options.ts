/** Load, limits and thresholds of a Plan as k6 has them: https://grafana.com/docs/k6/latest/using-k6/k6-options/reference/ */
import type { Load, Plan, Stage } from '../plan.js';

interface K6Stage {
  readonly duration: string;
  readonly target: number;
}

export interface K6Threshold {
  /** `http_req_duration`, `http_req_failed`, `http_reqs`. */
  readonly metric: string;
  /** `p(99)<200`, `rate<0.005`. */
  readonly expression: string;
}

/**
 * The value of `options`. The warm-up is a scenario of its own, so that thresholds can leave it out. k6 knows neither a fixed number of
 * requests at a rate nor warm-up, so the former becomes the time that it takes.
 */
export function k6Options(plan: Plan, thresholds: readonly K6Threshold[]): Record<string, unknown> {
  const { limits, load } = plan;
  const { connection, flow } = plan.targets[0]!;
  const warm = limits.warmupSeconds > 0;
  const scenarios = {
    ...(warm && { warmup: held(firstLoad(load), limits.warmupSeconds, load) }),
    load: { ...mainScenario(plan), ...(warm && { startTime: seconds(limits.warmupSeconds) }) },
  };
  return {
    scenarios,
    thresholds: thresholdsBySelector(thresholds, warm),
    summaryTrendStats: ['min', 'avg', 'p(50)', 'p(75)', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'p(99.99)', 'max'],
    ...(!connection.tls.verify && { insecureSkipTLSVerify: true }),
    // Users keep their cookies for as long as they live.
    ...(flow.cookies && { noCookiesReset: true }),
    userAgent: 'senior-backend',
  };
}

function mainScenario({ load, limits }: Plan): Record<string, unknown> {
  const { requests } = limits;
  const last = load.stages.at(-1)!;
  if (requests !== undefined && load.model === 'closed' && isHeld(load.stages)) {
    // k6 refuses users who would have nothing to do.
    const vus = Math.max(1, Math.min(requests, Math.round(last.target)));
    const maxDuration = limits.seconds === undefined ? '24h' : seconds(limits.seconds);
    return { executor: 'shared-iterations', vus, iterations: requests, maxDuration, gracefulStop: '0s' };
  }
  const planned = load.stages.reduce((sum, stage) => sum + stage.seconds + stage.holdSeconds, 0);
  const needed =
    requests !== undefined && load.model === 'open' ? Math.ceil(requests / Math.max(last.target, 0.001)) : Infinity;
  const total = Math.min(limits.seconds ?? Infinity, needed);
  if (isHeld(load.stages)) return held(last.target, Number.isFinite(total) ? total : planned, load);
  const stages = load.stages.flatMap(({ target, seconds: ramp, holdSeconds }) => [
    { duration: ramp, target },
    { duration: holdSeconds, target },
  ]);
  return ramping(stages, Number.isFinite(total) ? total : planned, load);
}

/** All at once, and so it stays. */
function isHeld(stages: readonly Stage[]): boolean {
  return stages.length === 1 && stages[0]!.seconds === 0;
}

function firstLoad({ stages }: Load): number {
  const first = stages[0]!;
  return first.seconds === 0 ? first.target : Math.max(1, first.target);
}

function held(target: number, duration: number, load: Load): Record<string, unknown> {
  if (load.model === 'closed') {
    const vus = Math.max(1, Math.round(target));
    return { executor: 'constant-vus', vus, duration: seconds(duration), gracefulStop: '0s' };
  }
  const factor = wholeFactor([target]);
  return {
    executor: 'constant-arrival-rate',
    rate: Math.max(1, Math.round(target * factor)),
    timeUnit: `${factor}s`,
    duration: seconds(duration),
    ...users(load.maxConnections),
  };
}

function ramping(
  all: readonly { readonly duration: number; readonly target: number }[],
  total: number,
  load: Load,
): Record<string, unknown> {
  const starts = all[0]!.duration === 0 ? all[0]!.target : 0;
  const cut: { duration: number; target: number }[] = [];
  let from = starts;
  let left = total;
  for (const { duration, target } of all) {
    if (duration === 0 && target === from) continue;
    if (left <= 0 && duration > 0) break;
    // A stage that the end of the run cuts off is left where it has come by then.
    const share = duration > left ? left / duration : 1;
    cut.push({ duration: duration * share, target: from + (target - from) * share });
    left -= duration;
    from = target;
  }
  if (left > 0) cut.push({ duration: left, target: from });
  const factor = load.model === 'open' ? wholeFactor([starts, ...cut.map(({ target }) => target)]) : 1;
  const stages: K6Stage[] = cut.map(({ duration, target }) => ({
    duration: seconds(duration),
    target: Math.round(target * factor),
  }));
  if (load.model === 'closed') {
    return {
      executor: 'ramping-vus',
      startVUs: Math.round(starts),
      stages,
      gracefulStop: '0s',
      gracefulRampDown: '0s',
    };
  }
  return {
    executor: 'ramping-arrival-rate',
    startRate: Math.round(starts * factor),
    timeUnit: `${factor}s`,
    stages,
    ...users(load.maxConnections),
  };
}

/** k6 needs users for an arrival rate: one for each request that is in flight. */
function users(maxConnections: number): Record<string, unknown> {
  return { preAllocatedVUs: Math.min(50, maxConnections), maxVUs: maxConnections, gracefulStop: '0s' };
}

/** k6 takes whole rates only: 0.5 a second are 5 in 10 s. */
function wholeFactor(rates: readonly number[]): number {
  return (
    [1, 10, 100].find(factor => rates.every(rate => Number.isInteger(Math.round(rate * factor * 1e6) / 1e6))) ?? 1000
  );
}

function thresholdsBySelector(thresholds: readonly K6Threshold[], warm: boolean): Record<string, readonly string[]> {
  const bySelector: Record<string, string[]> = {};
  for (const { metric, expression } of thresholds) {
    const selector = warm ? `${metric}{scenario:load}` : metric;
    bySelector[selector] = [...(bySelector[selector] ?? []), expression];
  }
  return bySelector;
}

/** `90s`, `1500ms`. */
function seconds(value: number): string {
  return Number.isInteger(value) ? `${value}s` : `${Math.max(1, Math.round(value * 1000))}ms`;
}
