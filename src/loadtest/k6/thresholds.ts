/** Thresholds as k6 writes them: https://grafana.com/docs/k6/latest/using-k6/thresholds/ */
import type { Threshold } from '../verdict/thresholds.js';
import type { K6Threshold } from './options.js';

const mirrored = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

/** Undefined for what k6 cannot say: a count of failures, since its rates have no counts. */
export function k6Threshold({ metric, percentile, operator, value }: Threshold): K6Threshold | undefined {
  const latency = (name: string): K6Threshold => ({
    metric: 'http_req_duration',
    expression: `${name}${operator}${exact(value)}`,
  });
  switch (metric) {
    case 'latency':
      return latency(`p(${percentile})`);
    case 'mean':
      return latency('avg');
    case 'min':
    case 'max':
      return latency(metric);
    case 'rps':
      return { metric: 'http_reqs', expression: `rate${operator}${exact(value)}` };
    case 'errorShare':
      return { metric: 'http_req_failed', expression: `rate${operator}${exact(value)}` };
    case 'success':
      return { metric: 'http_req_failed', expression: `rate${mirrored[operator]}${exact(1 - value)}` };
    case 'errorCount':
      return undefined;
  }
}

/** Without the dust of binary fractions, and without an exponent. */
function exact(value: number): string {
  return Number(value.toPrecision(12))
    .toFixed(9)
    .replace(/\.?0+$/, '');
}
