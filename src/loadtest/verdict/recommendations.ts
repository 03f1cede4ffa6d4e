/** What to do next: only what follows from the figures, with the figures. */
import { count, digits, milliseconds, percent, rate } from '../output/format.js';
import type { Report, SecondReport, TargetReport } from '../report.js';
import { answersPerSecond, attempts, failures, judgedLatency } from './figures.js';
import type { Recommendation } from './verdict.js';

type Rule = (target: TargetReport, report: Report) => Recommendation | undefined;

/** For all targets, the gravest first; what several targets share is said for each, with its name. */
export function recommend(report: Report): readonly Recommendation[] {
  const many = report.targets.length > 1;
  const own = report.targets.flatMap((target, index) =>
    rules.flatMap(rule => {
      const found = rule(target, report);
      return found ? [{ ...found, index, title: many ? `${target.name}: ${found.title}` : found.title }] : [];
    }),
  );
  const client = clientBound(report);
  return client ? [client, ...own] : own;
}

const bottlenecks = {
  cpu: 'its sending threads were busy all the time',
  lag: 'its event loop stood still at times',
  rate: 'it could not hold the rate',
  connections: 'all its connections were taken',
} as const;

function clientBound({ client }: Report): Recommendation | undefined {
  if (client.bottlenecks.length === 0) return undefined;
  const advice = isClientBound(client)
    ? {
        detail:
          'Send from more threads, from a machine of its own, or with k6 from several machines. Do not read these figures as the server’s limit.',
        option: '--threads',
      }
    : { detail: 'Allow more connections, unless it is the server that keeps them busy.', option: '--connections' };
  const late = client.late === undefined ? '' : `, requests left up to ${milliseconds(client.late)} late (p99)`;
  return {
    id: 'client-bound',
    title: 'Give the client more room',
    ...advice,
    because: `${client.bottlenecks.map(reason => bottlenecks[reason]).join(', ')}: ${percent(client.cpu)} of a core each, ${milliseconds(client.lag)} lag (p99)${late}`,
  };
}

/** Waiting and lost time may be this side's. Connections that were all taken are not: the server may keep them busy. */
function isClientBound({ bottlenecks }: Report['client']): boolean {
  return bottlenecks.some(each => each !== 'connections');
}

const rules: readonly Rule[] = [
  target => {
    if (attempts(target) === 0 || target.succeeded > 0) return undefined;
    const most = Object.entries(target.errors).sort(([, a], [, b]) => b.count - a.count)[0];
    const because = most ? `${count(most[1].count)} × ${most[0]}: ${most[1].examples[0] ?? ''}` : statusText(target);
    return {
      id: 'nothing-succeeded',
      title: 'No request succeeded',
      detail: 'Try one request by hand first: the address, the method, the token. The latencies are those of failures.',
      because,
    };
  },
  (target, { plan }) => {
    const limited = target.statusCodes['429'] ?? 0;
    if (limited === 0) return undefined;
    const retry = target.rateLimit?.headers.find(([name]) => /^retry-after$/i.test(name))?.[1];
    const isOpen = plan.load.model === 'open';
    return {
      id: 'rate-limited',
      title:
        limited > 0.1 * target.answered
          ? 'A rate limit was measured, not the work behind it'
          : 'A rate limit refused some of the requests',
      detail: `Raise the limit for this client, or send ${isOpen ? 'at a lower rate' : 'over fewer connections'}.`,
      option: isOpen ? '--rate' : '--connections',
      because: `${count(limited)} of ${count(target.answered)} answers were 429${retry === undefined ? '' : `, Retry-After: ${retry}`}`,
    };
  },
  target => {
    const broken = Object.entries(target.statusCodes).filter(([status]) => status.startsWith('5'));
    const all = broken.reduce((sum, [, times]) => sum + times, 0);
    if (all === 0 || target.succeeded === 0) return undefined;
    return {
      id: 'server-errors',
      title: `${percent(all / target.answered)} of the answers are server errors`,
      detail: errorsGrow(target)
        ? 'They come with the load: look for exhausted pools (database connections, sockets, memory) in the server’s log.'
        : 'Look for their cause in the server’s log before looking at latency.',
      because: broken.map(([status, times]) => `${count(times)} × ${status}`).join(', '),
    };
  },
  (target, { plan }) => {
    const timeouts = (target.errors.responseTimeout?.count ?? 0) + (target.errors.connectTimeout?.count ?? 0);
    if (timeouts === 0 || target.succeeded === 0) return undefined;
    return {
      id: 'timeouts',
      title: `${percent(timeouts / attempts(target))} of the requests timed out`,
      detail:
        target.errors.responseTimeout === undefined
          ? 'No connection came about in time. Look at the server’s limit of connections, its listen backlog, and what stands before it.'
          : 'The server works on requests that nobody waits for any more. Bound its queue or give it timeouts of its own, below the client’s.',
      because: `${count(timeouts)} waited ${milliseconds(plan.limits.timeoutMilliseconds)}`,
    };
  },
  target => {
    const lost = (target.errors.reset?.count ?? 0) + (target.errors.refused?.count ?? 0);
    if (lost === 0 || target.succeeded === 0) return undefined;
    return {
      id: 'connections-lost',
      title: 'Connections were refused or reset',
      detail:
        'Look at the server’s limit of connections, its listen backlog, its keep-alive timeout, and whether it restarted.',
      because: `${count(target.errors.refused?.count ?? 0)} refused, ${count(target.errors.reset?.count ?? 0)} reset`,
    };
  },
  ({ corrected, latency }) =>
    corrected?.misleads
      ? {
          id: 'stalls',
          title: 'The server stood still, and a closed load hardly sees it',
          detail:
            'Measure at a constant rate: latency then counts from when a request was due. Look for garbage collections and synchronous work.',
          option: '--rate',
          because: `p99 is ${milliseconds(latency.p99)} as sent and ${milliseconds(corrected.p99)} with the requests that waiting users did not send`,
        }
      : undefined,
  (target, { client }) => {
    if (target.unsent === 0 || isClientBound(client)) return undefined;
    return {
      id: 'unsent',
      title: 'The rate was higher than the server takes',
      detail: 'Search for the highest rate that it takes, or allow more connections if it was not busy.',
      option: '--find-limit',
      because: `${count(target.unsent)} requests were due and never sent; ${rate(answersPerSecond(target))} were answered`,
    };
  },
  queueing,
  target => {
    const { latency } = judgedLatency(target);
    if (latency.count < 1000 || latency.p99 <= 10 * latency.p50 || latency.p99 < 5) return undefined;
    return {
      id: 'long-tail',
      title: `p99 is ${digits(latency.p99 / latency.p50)} times the median`,
      detail:
        'A few requests wait for something that the others do not: a lock, a cold cache, a pool, a garbage collection, one slow kind of request.',
      because: `p50 ${milliseconds(latency.p50)}, p99 ${milliseconds(latency.p99)}, max ${milliseconds(latency.max)}`,
    };
  },
  (target, { plan }) => {
    const most = mostConnections(plan);
    const extra = target.connectionsOpened - most;
    if (extra <= most || target.connectionsOpened < 0.02 * target.answered || target.answered < 50) return undefined;
    return {
      id: 'connection-churn',
      title: 'Connections are not kept alive',
      detail:
        'Raise the server’s keep-alive timeout and its requests per connection; every new connection costs a round trip, with TLS two.',
      because: `${count(target.connectionsOpened)} connections for ${count(target.answered)} answers, ${count(most)} would do`,
    };
  },
  target => {
    const cost = (target.connect?.mean ?? 0) + (target.tls?.mean ?? 0);
    const opened = target.connect?.count ?? 0;
    if (target.answered === 0 || opened < 0.05 * target.answered || cost < 0.2 * target.latency.mean) return undefined;
    return {
      id: 'connect-cost',
      title: 'Much of the time goes into connecting',
      detail: 'Keep connections alive, and resume TLS sessions.',
      because: `${milliseconds(target.connect!.mean)} to connect${target.tls ? `, ${milliseconds(target.tls.mean)} for TLS` : ''}, of ${milliseconds(target.latency.mean)} on average`,
    };
  },
];

function queueing(target: TargetReport, { client, plan }: Report): Recommendation | undefined {
  if (isClientBound(client)) return undefined;
  const steady = target.series.filter(({ answered }) => answered > 0);
  if (steady.length < 6) return undefined;
  const third = Math.floor(steady.length / 3);
  const byLoad = [...steady].sort((a, b) => a.load - b.load || a.at - b.at);
  const [low, high] = [summary(byLoad.slice(0, third)), summary(byLoad.slice(-third))];
  const figures = `p50 ${milliseconds(low.p50)} at a load of ${digits(low.load)}, ${milliseconds(high.p50)} at ${digits(high.load)}`;
  if (high.load > 1.3 * low.load) {
    // More load, hardly more answers, and waiting instead: the knee is below.
    if (
      high.p50 < 2 * low.p50 ||
      high.p50 - low.p50 < 1 ||
      high.answered > low.answered * (1 + 0.5 * (high.load / low.load - 1))
    )
      return undefined;
    return {
      id: 'saturation',
      title: 'More load brings waiting, not more answers',
      detail:
        'It is saturated: scale out, or find what it waits for (processor, pool, lock). A search for the limit tells where it begins.',
      option: '--find-limit',
      because: `${figures}; ${rate(low.answered)}, then ${rate(high.answered)}`,
    };
  }
  const inTime = [
    summary(steady.slice(0, third)),
    summary(steady.slice(third, 2 * third)),
    summary(steady.slice(-third)),
  ] as const;
  const [start, middle, end] = inTime;
  if (middle.p50 < 1.3 * start.p50 || end.p50 < 1.3 * middle.p50 || end.p50 - start.p50 < 5) return undefined;
  return {
    id: 'queueing',
    title: 'Latency grows while the load does not',
    detail:
      plan.load.model === 'open'
        ? 'Work piles up: the rate is above what the server takes, or it leaks (memory, growing tables, connections).'
        : 'The server gets slower as it goes: look for what grows (memory, tables, connections).',
    because: `p50 ${inTime.map(({ p50 }) => milliseconds(p50)).join(', then ')}`,
  };
}

function summary(seconds: readonly SecondReport[]): { load: number; p50: number; answered: number } {
  const mean = (of: (second: SecondReport) => number) =>
    seconds.reduce((sum, second) => sum + of(second), 0) / seconds.length;
  return { load: mean(({ load }) => load), p50: mean(({ p50 }) => p50), answered: mean(({ answered }) => answered) };
}

function errorsGrow({ series }: TargetReport): boolean {
  const third = Math.floor(series.length / 3);
  if (third < 2) return false;
  const byLoad = [...series].sort((a, b) => a.load - b.load);
  const [low, high] = [byLoad.slice(0, third), byLoad.slice(-third)];
  if (summary(high).load < 1.3 * summary(low).load) return false;
  const failed = (of: readonly SecondReport[]) =>
    of.reduce((sum, { failed }) => sum + failed, 0) /
    Math.max(
      1,
      of.reduce((sum, { answered }) => sum + answered, 0),
    );
  return failed(high) > 3 * failed(low);
}

function mostConnections({ load }: Report['plan']): number {
  return load.model === 'open' ? load.maxConnections : Math.max(1, ...load.stages.map(({ target }) => target));
}

function statusText(target: TargetReport): string {
  const codes = Object.entries(target.statusCodes).map(([status, times]) => `${count(times)} × ${status}`);
  return `${count(failures(target))} failed: ${codes.join(', ')}`;
}
