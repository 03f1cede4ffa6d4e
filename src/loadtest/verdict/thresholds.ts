/** `p99<200`, `success>=99.5%`: what a run must keep. */
import { nearestName } from '../../openapi/nearest.js';
import { Problem } from '../../text/problem.js';
import { count, digits, milliseconds, percent, percentileName, rate } from '../output/format.js';
import type { TargetReport } from '../report.js';
import { answersPerSecond, attempts, failures, judgedLatency, percentileOf, successShare } from './figures.js';
import type { CheckResult } from './verdict.js';

type Operator = '<' | '<=' | '>' | '>=';

export interface Threshold {
  /**
   * `latency`: a percentile, in milliseconds. `success`: a share of 1. `errorShare`, `errorCount`: requests without an answer and
   * answers that were not expected. `rps`: whole answers a second.
   */
  readonly metric: 'latency' | 'mean' | 'min' | 'max' | 'success' | 'errorShare' | 'errorCount' | 'rps';
  /** Of `latency`: above 0, below 100. */
  readonly percentile?: number;
  readonly operator: Operator;
  /** Milliseconds, a share, a count or a rate. */
  readonly value: number;
  readonly source?: string;
}

const forms =
  'Thresholds look like p99<200, p99.9<=1s, avg<50ms, max<2s, success>99.5, errors<1%, errors<10 (a count) or rps>500.';
const names = [
  'p50',
  'p75',
  'p90',
  'p95',
  'p99',
  'p99.9',
  'avg',
  'mean',
  'median',
  'min',
  'max',
  'success',
  'errors',
  'rps',
];
const scales: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1000, us: 0.001, µs: 0.001, μs: 0.001 };

/**
 * One threshold as typed; spaces and capitals do not matter. Latency is in milliseconds unless it says `s` or `µs`; success in percent.
 * @param source where it was said, when it was not typed
 * @throws Problem with the forms that there are and the one that was probably meant
 */
export function parseThreshold(typed: string, source?: string): Threshold {
  const text = typed.trim().toLowerCase();
  const shown = JSON.stringify(typed.length > 60 ? `${typed.slice(0, 60)}…` : typed);
  const match =
    /^([a-z_.0-9()]*?)\s*(<=|>=|=<|=>|==|<|>|=|≤|≥|!=)\s*((?:\d+(?:\.\d*)?|\.\d+)(?:e\+?\d+)?)\s*([a-zµμ%/]*)$/.exec(
      text,
    );
  if (!match) throw new Problem(`The threshold ${shown} cannot be read. ${forms}`);
  const [, name = '', sign = '', number = '', unit = ''] = match;
  const operator = operatorOf(sign);
  if (!operator) throw new Problem(`The threshold ${shown} needs <, <=, > or >= and not ${sign}. ${forms}`);
  const base = { operator, ...(source === undefined ? {} : { source }) };
  const refuseUnit = (allowed: string): never => {
    throw new Problem(`The threshold ${shown} has the unit ${JSON.stringify(unit)}; ${allowed}.`);
  };
  const value = Number(number);
  if (!Number.isFinite(value)) throw new Problem(`The threshold ${shown} has a number that is too large. ${forms}`);

  const latency = latencyMetric(name);
  const never = (why: string): never => {
    throw new Problem(`The threshold ${shown} cannot be kept: ${why}.`);
  };
  /** k6 and others count in shares of 1. */
  const refuseShare = (what: string, metric: string): void => {
    if (unit !== '' || value === 0 || value > 1) return;
    throw new Problem(
      `In the threshold ${shown}, is ${number} a share? ${what} is in percent: ${metric}${operator}${Number((value * 100).toFixed(6))}%, or say ${number}%.`,
    );
  };
  if (latency) {
    const scale = scales[unit];
    if (scale === undefined) refuseUnit('latency is in ms (which need not be said), s or µs');
    if (value === 0 && operator.startsWith('<')) never('no answer takes no time');
    return { ...base, ...latency, value: value * scale! };
  }
  if (name === 'success' || name === 'success_rate') {
    if (unit !== '' && unit !== '%') refuseUnit('success is in percent: success>99.5');
    if (value > 100 || (value === 100 && operator === '>')) never('success is at most 100 percent');
    refuseShare('Success', 'success');
    return { ...base, metric: 'success', value: value / 100 };
  }
  if (name === 'errors' || name === 'error_rate' || name === 'failures') {
    if (value === 0 && operator === '<') never('there are no fewer than 0 errors; write errors<=0');
    if (unit === '%' || name === 'error_rate') {
      if (value > 100) never('errors are at most 100 percent');
      if (name === 'error_rate') refuseShare('The error rate', 'errors');
      return { ...base, metric: 'errorShare', value: value / 100 };
    }
    if (unit !== '') refuseUnit('errors are in percent (errors<1%) or a count (errors<10)');
    return { ...base, metric: 'errorCount', value };
  }
  if (name === 'rps' || name === 'throughput') {
    if (unit !== '' && unit !== '/s' && unit !== 'rps') refuseUnit('the rate is in requests a second: rps>500');
    return { ...base, metric: 'rps', value };
  }
  const nearest = nearestName(name, names);
  throw new Problem(
    `The threshold ${shown} is about ${name === '' ? 'nothing' : JSON.stringify(name.slice(0, 60))}.${nearest ? ` Did you mean ${nearest}?` : ''} ${forms}`,
  );
}

function operatorOf(sign: string): Operator | undefined {
  if (sign === '<' || sign === '>' || sign === '<=' || sign === '>=') return sign;
  if (sign === '≤' || sign === '=<') return '<=';
  return sign === '≥' || sign === '=>' ? '>=' : undefined;
}

function latencyMetric(name: string): Pick<Threshold, 'metric' | 'percentile'> | undefined {
  if (name === 'avg' || name === 'mean' || name === 'average') return { metric: 'mean' };
  if (name === 'min' || name === 'max') return { metric: name };
  if (name === 'med' || name === 'median') return { metric: 'latency', percentile: 50 };
  const match = /^p\(?(\d{1,2}(?:\.\d{1,6})?)\)?$/.exec(name) ?? /^p(999+)$/.exec(name);
  if (!match) return undefined;
  // p999 is how p99.9 is called in many tools, and there is no other percentile that it could be.
  const percentile = match[1]!.startsWith('999') ? Number(`99.${match[1]!.slice(2)}`) : Number(match[1]);
  return percentile > 0 ? { metric: 'latency', percentile } : undefined;
}

/** As people read it: `p99 < 200 ms`, and what `parseThreshold` reads again. */
export function thresholdText({ metric, percentile, operator, value }: Threshold): string {
  const name = metric === 'latency' ? percentileName(percentile!) : thresholdNames[metric];
  if (metric === 'success' || metric === 'errorShare') return `${name} ${operator} ${exact(value * 100)} %`;
  if (metric === 'errorCount' || metric === 'rps') return `${name} ${operator} ${exact(value)}`;
  return `${name} ${operator} ${exact(value)} ms`;
}

const thresholdNames = {
  mean: 'avg',
  min: 'min',
  max: 'max',
  success: 'success',
  errorShare: 'errors',
  errorCount: 'errors',
  rps: 'rps',
} as const;

/** What the user said, without the dust of binary fractions. */
function exact(value: number): string {
  const text = String(Number(value.toPrecision(12)));
  return text.includes('e') ? value.toFixed(9).replace(/\.?0+$/, '') : text;
}

/** Which of two thresholds are about the same figure. */
export function thresholdKey({ metric, percentile }: Threshold): string {
  const name = metric === 'errorCount' ? 'errorShare' : metric;
  return percentile === undefined ? name : `${name} ${percentile}`;
}

/** Whether a target kept it. Nothing that was not measured is passed: a report without answers fails every threshold but one on errors. */
export function checkThreshold(threshold: Threshold, target: TargetReport): CheckResult {
  const { actual, passed } = evaluate(threshold, target);
  const { source } = threshold;
  return {
    text: thresholdText(threshold),
    actual,
    outcome: passed ? 'passed' : 'failed',
    target: target.name,
    ...(source === undefined ? {} : { source }),
  };
}

function evaluate(threshold: Threshold, target: TargetReport): { actual: string; passed: boolean } {
  const all = attempts(target);
  switch (threshold.metric) {
    case 'rps': {
      const value = answersPerSecond(target);
      return { actual: rate(value), passed: target.answered > 0 && holds(value, threshold) };
    }
    case 'success': {
      const share = successShare(target);
      if (share === undefined) return { actual: 'nothing was answered', passed: false };
      return { actual: percent(share), passed: holds(share, threshold) };
    }
    case 'errorShare':
    case 'errorCount': {
      if (all === 0) return { actual: 'nothing was answered', passed: false };
      const failed = failures(target);
      const value = threshold.metric === 'errorCount' ? failed : failed / all;
      return { actual: `${count(failed)} (${percent(failed / all)})`, passed: holds(value, threshold) };
    }
    default:
      return evaluateLatency(threshold, target);
  }
}

function evaluateLatency(threshold: Threshold, target: TargetReport): { actual: string; passed: boolean } {
  if (target.answered === 0) return { actual: 'nothing was answered', passed: false };
  const { latency, isCorrected } = judgedLatency(target);
  const of = (report: typeof latency) =>
    threshold.metric === 'latency'
      ? percentileOf(report, threshold.percentile!)
      : report[threshold.metric as 'mean' | 'min' | 'max'];
  const value = of(latency);
  if (value === undefined) return { actual: 'not known: the report has no distribution', passed: false };
  const plain = of(target.latency);
  const note = isCorrected && plain !== value ? ` (stalls counted; ${milliseconds(plain ?? NaN)} without)` : '';
  const passed = holds(value, threshold);
  // Requests that were due and never left would all have been slow ones: so many that they are the tail make it unknown.
  const unsent = target.unsent / Math.max(1, target.unsent + latency.count);
  const beyond = threshold.metric === 'latency' ? 1 - threshold.percentile! / 100 : threshold.metric === 'min' ? 1 : 0;
  if (passed && threshold.operator.startsWith('<') && target.unsent > 0 && unsent > beyond && unsent > 0.001) {
    return {
      actual: `${milliseconds(value)} or more: ${digits(unsent * 100)} % were due and never sent`,
      passed: false,
    };
  }
  return { actual: milliseconds(value) + note, passed };
}

/** Decimal fractions of percents must meet their threshold: 0.995 is 99.5 %. */
function holds(value: number, { operator, value: limit }: Threshold): boolean {
  const same = Math.abs(value - limit) <= 1e-12 * Math.max(1, Math.abs(limit));
  if (operator === '<') return value < limit && !same;
  if (operator === '>') return value > limit && !same;
  return same || (operator === '<=' ? value < limit : value > limit);
}
