/** What a reader must know before believing the figures. */

import { count, counted, percent } from '../loadtest/output/format.js';
import type { RateLimitReport } from '../loadtest/report.js';
import { lasted, milliseconds } from './format.js';
import type { PanelTarget, RunInfo, RunState } from './panelMessages.js';
import { busy } from './panelState.js';

export type BannerAction = 'showLog' | 'openSettings' | 'setToken' | 'forgetToken';

export interface Banner {
  readonly tone: 'error' | 'warning' | 'info';
  readonly title: string;
  readonly detail: string;
  readonly actions: readonly BannerAction[];
}

/** Seconds that a warning stays after its cause: one that comes and goes moves the page under the reader. */
const lingering = 5;

/** The gravest first. */
export function bannersOf(run: RunState): Banner[] {
  if (run.failure) {
    const { message, advice, settings } = run.failure;
    // Of several sentences the first one is the title.
    const [, title = message, rest = ''] = /^(.*?[^.]\.)\s+(\S.*)$/s.exec(message) ?? [];
    const detail = `${rest} ${advice ?? 'The log has the details. Run it again when the cause is gone.'}`.trim();
    const ended = run.latest ? ' The load was stopped; the figures below end there.' : '';
    const actions: BannerAction[] = settings ? ['openSettings', 'showLog'] : ['showLog'];
    const tone = run.failure.interrupted ? 'warning' : 'error';
    return [{ tone, title: sentence(title), detail: detail + ended, actions }];
  }
  return run.result ? bannersOfReport(run) : bannersOfSnapshot(run);
}

function bannersOfSnapshot({ latest, phase, strained, info }: RunState): Banner[] {
  if (!latest || phase === 'stopping') return [];
  const banners: Banner[] = refusals(latest.targets, info).map(banner => ({ ...banner, actions: [] }));
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
  const banners = refusals(report.targets, info);
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
    const titled = (text: string) => (info.targets.length > 1 ? `${target.name}: ${text}` : sentence(text));
    if (target.sent > target.inFlight && target.succeeded === 0 && !isRefused(target))
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
  if (report.teardownFailure !== undefined)
    add('warning', 'Not all was cleaned up after the load', report.teardownFailure);
  if (report.engine)
    add('info', `${report.engine.name} ${report.engine.version} made the load`, report.engine.notes.join(' '));
  return banners;
}

/** One for the whole run, when most of what a server says is that it does not know who asks. */
function refusals(targets: readonly Answered[], info: RunInfo): Banner[] {
  const refused = targets.flatMap((target, index) => (isRefused(target) ? [{ target, index }] : []));
  if (refused.length === 0) return [];
  const { 401: unknown = 0, 403: forbidden = 0 } = refused[0]!.target.statusCodes;
  const share = percent((unknown + forbidden) / answers(refused[0]!.target));
  const codes = [...(unknown > 0 ? ['401'] : []), ...(forbidden > 0 ? ['403'] : [])].join(' or ');
  const whose =
    info.targets.length > 1 ? `${refused.map(({ index }) => info.targets[index]?.name).join(' and ')}: ` : '';
  const names = (info.schemes ?? []).map(name => `“${name}”`).join(' and ');
  const why = names
    ? forbidden > unknown
      ? `What was sent for ${names} is known there, and not allowed to do this.`
      : `What was sent for ${names} is wrong, expired, or meant for another server.`
    : 'No token was sent.';
  return [
    {
      tone: 'error',
      title: `${whose}${share} of the answers are ${codes}`,
      detail: `${why} The figures are those of refusals.`,
      actions: names ? ['setToken', 'forgetToken'] : ['setToken'],
    },
  ];
}

interface Answered {
  readonly statusCodes: Readonly<Record<string, number>>;
}

function answers({ statusCodes }: Answered): number {
  return Object.values(statusCodes).reduce((sum, n) => sum + n, 0);
}

function isRefused(target: Answered): boolean {
  const { 401: unknown = 0, 403: forbidden = 0 } = target.statusCodes;
  return unknown + forbidden > 0 && unknown + forbidden >= answers(target) / 2;
}

function misleading({ latency, corrected }: PanelTarget): string {
  const [real, plain] = [milliseconds(corrected!.p99), milliseconds(latency.p99)];
  return `Connections that wait send nothing, so a stall counts once. With the requests that they would have sent, p99 is ${real} and not ${plain}. A run at a constant rate shows it as it is.`;
}

function limited({ firstAfter, headers }: RateLimitReport): string {
  const sent = headers.map(([header, value]) => `${header}: ${value}`).join(', ');
  return `The first came after ${counted(firstAfter, 'answer')}${sent ? `, with ${sent}` : ', without Retry-After or RateLimit headers'}.`;
}

/** As a title: a capital letter, no full stop. */
function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/(?<!\.)\.$/, '');
}

const bottlenecks = {
  cpu: 'The sending threads were saturated.',
  lag: 'This machine was too busy to measure in time.',
  rate: 'The rate that was asked for could not be held by this side.',
  connections: 'All connections were in use: allow more of them.',
} as const;
