import type { Answers } from './answers.js';
import type { Targets } from './decide.js';

/**
 * The SLO floor as load tests read it (`docs/commands/load-test.md`): `p99<600`, `success>=99.5`. Targets that are lacking are left out.
 * An SLO with a latency is a percentile, too: 99.9 % < 500 ms is `p99.9<500`.
 */
export function sloThresholds(targets: Targets, { slo }: Answers): readonly string[] {
  const { p50Ms, p95Ms, p99Ms, uptimePercent } = targets;
  const latencies = new Map<number, number>();
  const add = (percentile: number, latency: number | undefined) => {
    // Load tests know six decimals; what is closer to all than that is no percentile.
    const key = Number(percentile.toFixed(6));
    if (latency !== undefined && key < 100) latencies.set(key, Math.min(latency, latencies.get(key) ?? latency));
  };
  add(50, p50Ms);
  add(95, p95Ms);
  add(99, p99Ms);
  if (typeof slo === 'object') add(slo.percent, slo.latencyMs);
  return [
    ...[...latencies].sort(([a], [b]) => a - b).map(([percentile, latency]) => `p${percentile}<${plain(latency)}`),
    ...(uptimePercent === undefined ? [] : [`success>=${plain(uptimePercent)}%`]),
  ];
}

/** Never 1e-7. */
function plain(value: number): string {
  return value.toFixed(10).replace(/\.?0+$/, '');
}
