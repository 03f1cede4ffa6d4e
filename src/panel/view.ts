/** A run in words and figures. Pure: what is shown, not how. */

import { count, counted, percent } from '../loadtest/output/format.js';
import { bytes, duration, lasted, milliseconds, rate, span } from './format.js';
import type { PanelTarget, RunState } from './panelMessages.js';

export type Tone = 'good' | 'error' | 'warning' | 'busy' | 'plain';

export interface Status {
  readonly tone: Tone;
  /** One or two words: `Running`, `Passed`. */
  readonly word: string;
  /** The rest of it: `6 s left`. */
  readonly detail: string;
  /** 0 to 1; absent when no end is known. */
  readonly progress?: number;
}

export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  readonly detail: string;
  readonly tone?: 'good' | 'warning' | 'error';
}

/** How far the run is, or how it ended. */
export function statusOf(run: RunState): Status {
  const { phase, latest, result, failure } = run;
  if (phase === 'failed') {
    const after = latest && latest.at > 0 ? `after ${lasted(latest.at)}` : undefined;
    if (failure?.interrupted) return { tone: 'warning', word: 'Interrupted', detail: after ?? '' };
    return { tone: 'error', word: 'Failed', detail: after ?? 'before the first request' };
  }
  if (result) return statusOfResult(run);
  if (phase === 'stopping') return { tone: 'busy', word: 'Stopping', detail: 'waiting for the report', ...barOf(run) };
  if (!latest || latest.phase === 'setup') {
    return { tone: 'busy', word: latest ? 'Setting up' : 'Connecting', detail: run.info.targets[0]?.origin ?? '' };
  }
  if (latest.phase === 'warmup') {
    return { tone: 'busy', word: 'Warming up', detail: `${span(-latest.at)} until it counts` };
  }
  const left = latest.remainingSeconds;
  const detail = left === undefined ? `for ${lasted(Math.max(0, latest.at))}` : `${span(left)} left`;
  return { tone: 'busy', word: 'Running', detail, ...barOf(run) };
}

/** The big figures of one target; of several, `targetTable` shows them. */
export function tilesOf(run: RunState): Tile[] {
  const target = run.result?.report.targets[0];
  return target ? tilesOfReport(target, run) : tilesOfSnapshot(run);
}

/** What a screen reader is told, a few times a minute and at the end. */
export function spoken(run: RunState): string {
  const { word, detail, progress } = statusOf(run);
  const name = run.info.title;
  const part = progress === undefined || run.result ? '' : `${Math.round(progress * 100)} percent, `;
  const figures = run.info.targets.map((target, index) => {
    const total = run.result ? fromReport(run.result.report.targets[index]!) : run.latest?.targets[index]?.total;
    if (!total || total.requests === 0) return '';
    const whose = run.info.targets.length > 1 ? `${target.name}: ` : '';
    return ` ${whose}${rate(total.perSecond)} requests a second, p99 ${milliseconds(total.p99)}, ${count(total.failed)} failed.`;
  });
  const trouble = run.failure ? ` ${run.failure.message}` : '';
  const verdicts = run.result?.comparisons.map(({ verdict }) => ` ${verdict}`) ?? [];
  return `${name}: ${[word, `${part}${detail}`].filter(Boolean).join(', ')}.${trouble}${figures.join('')}${verdicts.join('')}`;
}

function statusOfResult({ result }: RunState): Status {
  const { report, checks } = result!;
  const how = { limit: 'in', stopped: 'stopped after', server: 'ended after', failure: 'ended after' }[report.endedBy];
  const time = `${how} ${lasted(report.seconds)}`;
  const failed = checks.filter(({ outcome }) => outcome === 'failed').length;
  if (failed > 0) {
    return {
      tone: 'error',
      word: 'Failed',
      detail: `${failed} of ${counted(checks.length, 'check')}, ${time}`,
    };
  }
  if (report.endedBy === 'failure' || report.endedBy === 'server')
    return { tone: 'error', word: 'Broken off', detail: time };
  if (checks.length > 0 && checks.every(({ outcome }) => outcome === 'passed')) {
    return { tone: 'good', word: 'Passed', detail: `${counted(checks.length, 'check')}, ${time}` };
  }
  return {
    tone: 'plain',
    word: report.endedBy === 'stopped' ? 'Stopped' : 'Done',
    detail: time.replace('stopped ', ''),
  };
}

function barOf({ latest }: RunState): { progress?: number } {
  const progress = latest?.progress;
  return progress === undefined ? {} : { progress: Math.min(1, Math.max(0, progress)) };
}

function tilesOfReport(target: PanelTarget, { info }: RunState): Tile[] {
  const { latency, sent, answered, succeeded, inFlight, seconds } = target;
  const ended = sent - inFlight;
  const errors = Object.values(target.errors).reduce((sum, error) => sum + (error?.count ?? 0), 0);
  const failed = ended - succeeded;
  const opened = target.connectionsOpened > 0 ? counted(target.connectionsOpened, 'connection') : 'none connected';
  return [
    {
      label: 'p99 latency',
      ...duration(latency.count ? latency.p99 : Number.NaN),
      detail: latency.count ? `max ${milliseconds(latency.max)}` : '',
    },
    {
      label: 'p50 latency',
      ...duration(latency.count ? latency.p50 : Number.NaN),
      detail: latency.count ? `p95 ${milliseconds(latency.p95)}` : '',
    },
    {
      label: 'Throughput',
      value: rate(answered / seconds),
      unit: 'req/s',
      detail: `${bytes(target.bytesReceived / seconds)}/s received`,
    },
    successTile(ended > 0 ? succeeded / ended : Number.NaN, failed, errors),
    {
      label: info.model === 'open' ? 'Requests due' : 'Requests',
      value: count(sent + target.unsent),
      unit: '',
      detail: inFlight > 0 ? `${count(inFlight)} in flight at the end` : opened,
    },
  ];
}

function tilesOfSnapshot({ latest }: RunState): Tile[] {
  const target = latest?.targets[0];
  const total = target?.total;
  const known = total && total.requests > 0;
  const errors = Object.values(target?.errors ?? {}).reduce((sum, n) => sum + (n ?? 0), 0);
  return [
    {
      label: 'p99 latency',
      ...duration(known ? total.p99 : Number.NaN),
      detail: known ? `now ${milliseconds(target!.interval.p99)}` : '',
    },
    {
      label: 'p50 latency',
      ...duration(known ? total.p50 : Number.NaN),
      detail: known ? `p95 ${milliseconds(total.p95)}` : '',
    },
    {
      label: 'Throughput',
      value: known ? rate(total.perSecond) : '–',
      unit: known ? 'req/s' : '',
      detail: known ? `now ${rate(target!.interval.perSecond)}` : '',
    },
    known
      ? successTile(1 - total.failed / total.requests, total.failed, errors)
      : { label: 'Success', value: '–', unit: '', detail: '' },
    {
      label: 'Requests',
      value: count(total?.requests ?? 0),
      unit: '',
      detail: target ? `${count(target.inFlight)} in flight, ${counted(target.connections, 'connection')}` : '',
    },
  ];
}

function successTile(share: number, failed: number, errors: number): Tile {
  const [value, unit] = Number.isFinite(share) ? [percent(share).replace(' %', ''), '%'] : ['–', ''];
  const statuses = failed - errors;
  const parts = [errors > 0 ? counted(errors, 'error') : '', statuses > 0 ? `${count(statuses)} by status` : ''];
  const detail = failed > 0 ? parts.filter(Boolean).join(', ') : 'none failed';
  if (!(failed > 0)) return { label: 'Success', value, unit, detail };
  return { label: 'Success', value, unit, detail, tone: share < 0.99 ? 'error' : 'warning' };
}

function fromReport({ answered, succeeded, sent, inFlight, seconds, latency }: PanelTarget) {
  return { requests: sent, perSecond: answered / seconds, p99: latency.p99, failed: sent - inFlight - succeeded };
}
