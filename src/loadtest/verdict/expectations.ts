/** `--expect-status 400` and `--expect-rate-limit`. */
import { Problem } from '../../text/problem.js';
import { count, counted } from '../output/format.js';
import type { TargetReport } from '../report.js';
import { attempts } from './figures.js';
import type { CheckResult } from './verdict.js';

/**
 * `400`, `4XX`, or several: `400,422`.
 * @throws Problem
 */
export function parseExpectedStatuses(typed: string): readonly string[] {
  const statuses = typed
    .split(',')
    .map(part => part.trim().toUpperCase())
    .filter(part => part !== '');
  const wrong = statuses.find(status => !/^[1-5](\d\d|XX)$/.test(status));
  if (statuses.length > 0 && wrong === undefined) return [...new Set(statuses)];
  throw new Problem(
    `--expect-status takes status codes from 100 to 599 or classes, as in 400, 4XX or 400,422, not ${JSON.stringify(typed.slice(0, 60))}.`,
  );
}

/** Every request must be answered with one of the statuses: attack patterns that a server has to refuse. */
export function checkStatus(expected: readonly string[], target: TargetReport): CheckResult {
  const matches = (status: string) =>
    expected.some(wanted => wanted === status || (wanted.endsWith('XX') && wanted[0] === status[0]));
  const others = Object.entries(target.statusCodes).filter(([status]) => !matches(status));
  const errors = Object.entries(target.errors).map(([kind, { count }]) => [kind, count] as const);
  const wrong = [...others, ...errors].sort(([, a], [, b]) => b - a);
  const all = attempts(target);
  const names = wrong.map(([name, times]) => `${count(times)} × ${name}`);
  const actual =
    target.answered === 0 && wrong.length === 0
      ? 'nothing was answered'
      : wrong.length === 0
        ? `all ${counted(all, 'answer')}`
        : `${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and others' : ''} of ${counted(all, 'request')}`;
  return {
    text: `every answer is ${expected.join(' or ')}`,
    actual,
    outcome: target.answered > 0 && wrong.length === 0 ? 'passed' : 'failed',
    target: target.name,
  };
}

/**
 * A limiter must answer 429 (RFC 6585 §4). It should say when to come back: Retry-After (RFC 9110 §10.2.3) or RateLimit headers
 * (draft-ietf-httpapi-ratelimit-headers, or the older X-RateLimit-*).
 */
export function checkRateLimit(target: TargetReport): CheckResult {
  const base = { text: 'a rate limit answers 429', target: target.name };
  const limited = target.statusCodes['429'] ?? 0;
  if (limited === 0) {
    const actual =
      target.answered === 0 ? 'nothing was answered' : `no 429 among ${counted(target.answered, 'answer')}`;
    return { ...base, actual, outcome: 'failed' };
  }
  const headers = target.rateLimit?.headers ?? [];
  const after = target.rateLimit ? `, the first after about ${counted(target.rateLimit.firstAfter, 'answer')}` : '';
  const told = headers.map(([name, value]) => `${name}: ${value}`).slice(0, 4);
  const warnings: string[] = [];
  if (!headers.some(([name]) => /^retry-after$/i.test(name))) {
    warnings.push('The 429 has no Retry-After header: clients do not know when to try again.');
  }
  if (!headers.some(([name]) => /^(x-)?rate-?limit/i.test(name))) {
    warnings.push('The 429 has no RateLimit headers: clients do not know what their limit is.');
  }
  return {
    ...base,
    actual: `${count(limited)} × 429${after}${told.length ? ` (${told.join('; ')})` : ''}`,
    outcome: 'passed',
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}
