/** What a reader must know before believing the figures. */

import { count, counted, percent } from '../loadtest/output/format.js';
import type { RateLimitReport } from '../loadtest/report.js';
import { lasted, milliseconds } from './format.js';
import type { PanelTarget, RunState } from './panelMessages.js';
import { busy } from './panelState.js';

export interface Banner {
  readonly tone: 'error' | 'warning' | 'info';
  readonly title: string;
  readonly detail: string;
  readonly actions: readonly ('runAgain' | 'showLog')[];
}

/** Seconds that a warning stays after its cause: one that comes and goes moves the page under the reader. */
const lingering = 5;

/** The gravest first. */
export function bannersOf(run: RunState): Banner[] {
  if (run.failure) {
    const detail = run.failure.advice ?? 'The log has the details. Run it again when the cause is gone.';
    const stopped = run.latest ? ' The load was stopped; the figures below end there.' : '';
    return [{ tone: 'error', title: run.failure.message, detail: detail + stopped, actions: ['runAgain', 'showLog'] }];
  }
  return run.result ? bannersOfReport(run) : bannersOfSnapshot(run);
}

function bannersOfSnapshot({ latest, phase, strained }: RunState): Banner[] {
  if (!latest || phase === 'stopping') return [];
  const banners: Banner[] = [];
  if (strained && latest.at - strained.at < lingering) {
    const why =
      strained.cpu > busy
        ? `Its sending threads are ${percent(strained.cpu)} busy.`
        : `It stood still for ${milliseconds(strained.lag)}.`;
    const detail = `${why} Figures may be those of this side and not the server’s.`;
    banners.push({ tone: 'warning', title: 'The load generator is at its limit', detail, actions: [] });
  }
  const limited = latest.targets.reduce((sum, target) => sum + (target.statusCodes['429'] ?? 0), 0);
  if (limited > 0) {
    const detail = 'The server answers 429. What is measured is the limiter, not the work behind it.';
    banners.push({
      tone: 'warning',
      title: `Rate limited: ${counted(limited, 'request')} so far`,
      detail,
      actions: [],
    });
  }
  return banners;
}

function bannersOfReport({ result, info }: RunState): Banner[] {
  const { report } = result!;
  const banners: Banner[] = [];
  const add = (tone: Banner['tone'], title: string, detail: string) =>
    banners.push({ tone, title, detail, actions: [] });
  if (report.endedBy === 'server')
    add('error', 'The server stopped answering', `The run was ended after ${lasted(report.seconds)}.`);
  if (report.endedBy === 'failure')
    add(
      'error',
      'The run ended early',
      'A part of the load generator failed; the figures end there. The log says more.',
    );
  if (report.client.bottlenecks.length > 0) {
    const reasons = report.client.bottlenecks.map(reason => bottlenecks[reason]).join(' ');
    add('warning', 'The client was the bottleneck', `${reasons} Do not read these figures as the server’s limit.`);
  }
  for (const target of report.targets) {
    const titled = (text: string) => (info.targets.length > 1 ? `${target.name}: ${text}` : capitalised(text));
    if (target.sent > target.inFlight && target.succeeded === 0)
      add('error', titled('no request succeeded'), 'The latencies are those of failures. See status codes and errors.');
    if (target.corrected?.misleads) add('warning', titled('stalls hide in these figures'), misleading(target));
    if (target.rateLimit)
      add('warning', titled(`rate limited: ${count(target.rateLimit.count)} × 429`), limited(target.rateLimit));
    if (target.unsent > 0)
      add(
        'warning',
        titled(`${counted(target.unsent, 'request')} due and never sent`),
        'All connections were busy until the end: the server (or the number of connections) did not keep up with the rate.',
      );
  }
  return banners;
}

function misleading({ latency, corrected }: PanelTarget): string {
  const [real, plain] = [milliseconds(corrected!.p99), milliseconds(latency.p99)];
  return `Users that wait send nothing, so a stall counts once. With the requests that they would have sent, p99 is ${real} and not ${plain}. A run at a constant rate shows it as it is.`;
}

function limited({ firstAfter, headers }: RateLimitReport): string {
  const sent = headers.map(([header, value]) => `${header}: ${value}`).join(', ');
  return `The first came after ${counted(firstAfter, 'answer')}${sent ? `, with ${sent}` : ', without Retry-After or RateLimit headers'}.`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const bottlenecks = {
  cpu: 'The sending threads were saturated: use more threads or a lower rate.',
  lag: 'This machine was too busy to measure in time.',
  rate: 'The rate that was asked for could not be held by this side.',
  connections: 'All connections were in use: allow more of them.',
} as const;
