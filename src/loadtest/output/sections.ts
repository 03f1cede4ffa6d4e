/** What a report says, in the order in which it is read: once for the terminal, Markdown and HTML, which only lay it out. */
import type { LatencyReport, Report, TargetReport } from '../report.js';
import { answersPerSecond, attempts, failures, successShare } from '../verdict/figures.js';
import { loadText } from '../verdict/sameSetting.js';
import { differenceText } from '../verdict/sentences.js';
import type { CheckResult, Comparison, ComparisonRow, Verdicts } from '../verdict/verdict.js';
import { bytes, count, counted, digits, milliseconds, percent, rate, span } from './format.js';

export type Tone = 'good' | 'bad' | 'warning' | 'plain';

export type Section =
  | { readonly kind: 'facts'; readonly title: string; readonly rows: readonly Fact[] }
  | {
      readonly kind: 'table';
      readonly title: string;
      /** The first column is text, the others are figures, unless `textFrom` says from which on they are text again. */
      readonly columns: readonly string[];
      readonly textFrom?: number;
      /** Said before the figures. */
      readonly lead?: Item;
      readonly rows: readonly { readonly cells: readonly string[]; readonly tone?: Tone }[];
    }
  | { readonly kind: 'items'; readonly title: string; readonly items: readonly Item[] };

export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly tone?: Tone;
}

export interface Item {
  readonly tone: Tone;
  readonly title: string;
  readonly lines: readonly string[];
}

export interface TargetSections {
  readonly name: string;
  readonly url: string;
  readonly sections: readonly Section[];
}

export function targetSections(report: Report, index: number, { checks }: Verdicts): TargetSections {
  const target = report.targets[index]!;
  const plan = report.plan.targets[index];
  const request = plan?.flow.requests[0];
  const several = (plan?.flow.requests.length ?? 0) > 1;
  const url = `${plan?.origin ?? ''}${several ? '' : (request?.variants[0]?.path ?? '')}`;
  const own = checks.filter(check => check.index === index);
  return {
    name: target.name,
    url,
    sections: [
      targetFacts(report, index, url, several ? '' : (request?.method ?? '')),
      requestFacts(target),
      latencyTable(target),
      statusTable(target),
      ...errorTable(target),
      ...requestTable(target),
      ...(own.length > 0 ? [checkTable(own)] : []),
    ],
  };
}

function targetFacts({ plan, machine, targets, seconds }: Report, index: number, url: string, method: string): Section {
  const target = targets[index]!;
  const connection = plan.targets[index]?.connection;
  const rows: Fact[] = [
    { label: 'URL', value: `${method} ${url}`.trim() },
    ...(target.name === url || target.name === `${method} ${url}` ? [] : [{ label: 'Name', value: target.name }]),
    { label: 'Load', value: loadText(plan.load) },
    {
      label: 'Duration',
      value: durationText(target.seconds, seconds, target.slices.length, plan.limits.warmupSeconds),
    },
    ...(connection?.http === '2' ? [{ label: 'Protocol', value: 'HTTP/2' }] : []),
    {
      label: 'Machine',
      value: `${machine.cpu}, ${counted(machine.cores, 'core')}, ${machine.platform}, Node.js ${machine.node}`,
    },
  ];
  return { kind: 'facts', title: 'Target', rows };
}

function durationText(own: number, all: number, slices: number, warmup: number): string {
  const turns = slices > 0 && own < 0.95 * all ? ` of ${span(all)}, in ${slices} turns` : '';
  return `${span(own)}${turns}${warmup > 0 ? `, after a warm-up of ${span(warmup)}` : ''}`;
}

function requestFacts(target: TargetReport): Section {
  const share = successShare(target);
  const failed = failures(target);
  const perSecond = target.seconds > 0 ? target.bytesReceived / target.seconds : 0;
  const rows: Fact[] = [
    { label: 'Requests', value: count(attempts(target)) },
    {
      label: 'Successful',
      value: `${count(target.succeeded)}${share === undefined ? '' : ` (${percent(share)})`}`,
      tone: failed === 0 && target.succeeded > 0 ? 'good' : 'plain',
    },
    { label: 'Failed', value: count(failed), tone: failed > 0 ? 'bad' : 'plain' },
    ...(target.inFlight > 0 ? [{ label: 'In flight at the end', value: count(target.inFlight) }] : []),
    ...(target.unsent > 0 ? [{ label: 'Due, never sent', value: count(target.unsent), tone: 'warning' as const }] : []),
    { label: 'Throughput', value: rate(answersPerSecond(target)) },
    { label: 'Received', value: `${bytes(target.bytesReceived)} (${bytes(perSecond)}/s)` },
    { label: 'Sent', value: bytes(target.bytesSent) },
    { label: 'Connections opened', value: count(target.connectionsOpened) },
  ];
  return { kind: 'facts', title: 'Requests', rows };
}

const latencyRows: readonly (readonly [string, (latency: LatencyReport) => number])[] = [
  ['Min', of => of.min],
  ['Average', of => of.mean],
  ['Std dev', of => of.deviation],
  ['p50', of => of.p50],
  ['p75', of => of.p75],
  ['p90', of => of.p90],
  ['p95', of => of.p95],
  ['p99', of => of.p99],
  ['p99.9', of => of.p999],
  ['p99.99', of => of.p9999],
  ['Max', of => of.max],
];

function latencyTable(target: TargetReport): Section {
  const columns: [string, LatencyReport][] = [['Total', target.latency]];
  if (target.corrected)
    columns.push([target.corrected.misleads ? 'Stalls counted (!)' : 'Stalls counted', target.corrected]);
  columns.push(['First byte', target.firstByte]);
  if (target.connect && target.connect.count > 0) columns.push(['Connect', target.connect]);
  if (target.tls && target.tls.count > 0) columns.push(['TLS', target.tls]);
  return {
    kind: 'table',
    title: 'Latency',
    columns: ['', ...columns.map(([title]) => title)],
    rows: latencyRows.map(([label, of]) => ({
      cells: [label, ...columns.map(([, latency]) => (latency.count === 0 ? '–' : milliseconds(of(latency))))],
    })),
  };
}

function statusTable(target: TargetReport): Section {
  const rows = Object.entries(target.statusCodes)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([status, times]) => ({
      cells: [status, count(times), percent(times / target.answered)],
      tone: status.startsWith('5')
        ? ('bad' as const)
        : status.startsWith('4')
          ? ('warning' as const)
          : ('plain' as const),
    }));
  return { kind: 'table', title: 'Status codes', columns: ['Status', 'Answers', 'Share'], rows };
}

const errorNames: Readonly<Record<string, string>> = {
  refused: 'Connection refused',
  dns: 'Name not found (DNS)',
  tls: 'TLS',
  connectTimeout: 'Timeout connecting',
  responseTimeout: 'Timeout waiting',
  reset: 'Connection reset',
  protocol: 'Not HTTP',
  tooLarge: 'Answer too large',
  client: 'Not sent by this side',
};

function errorTable(target: TargetReport): Section[] {
  const errors = Object.entries(target.errors).sort(([, a], [, b]) => b.count - a.count);
  if (errors.length === 0) return [];
  const rows = errors.map(([kind, { count: times, examples }]) => ({
    cells: [errorNames[kind] ?? kind, count(times), examples[0] ?? ''],
    tone: 'bad' as const,
  }));
  return [{ kind: 'table', title: 'Errors', columns: ['Error', 'Requests', 'For example'], textFrom: 2, rows }];
}

function requestTable({ byRequest }: TargetReport): Section[] {
  if (byRequest.length < 2) return [];
  const rows = byRequest.map(({ name, answered, failed, latency: { count: measured, p50, p95, p99 } }) => ({
    // Of a request that was never answered there is no latency.
    cells: [name, count(answered), count(failed), ...[p50, p95, p99].map(of => milliseconds(measured > 0 ? of : NaN))],
    tone: failed > 0 ? ('warning' as const) : ('plain' as const),
  }));
  return [{ kind: 'table', title: 'By request', columns: ['Request', 'Answers', 'Failed', 'p50', 'p95', 'p99'], rows }];
}

function checkTable(checks: readonly CheckResult[]): Section {
  return {
    kind: 'items',
    title: 'Thresholds',
    items: checks.map(({ text, actual, outcome, source, warnings }) => ({
      tone: outcome === 'passed' ? 'good' : 'bad',
      title: `${text}: ${actual}${source ? ` (${source})` : ''}`,
      lines: warnings ?? [],
    })),
  };
}

/**
 * Comparisons, the ranking and the recommendations: what is said of all targets together.
 * @param withOptions recommendations name the option of the command line that does it.
 */
export function closingSections(
  { comparisons, ranking, recommendations }: Verdicts,
  withOptions = false,
): readonly Section[] {
  return [
    ...comparisons.map(comparisonSection),
    ...(ranking ? [rankingTable(ranking)] : []),
    ...(recommendations.length > 0
      ? [
          {
            kind: 'items' as const,
            title: 'Recommendations',
            items: recommendations.map(({ title, detail, because, option }) => ({
              tone: 'warning' as const,
              title,
              lines: [`${because}.`, withOptions && option !== undefined ? `${detail} (${option})` : detail],
            })),
          },
        ]
      : []),
  ];
}

const metricNames = { p50: 'p50', p95: 'p95', p99: 'p99', throughput: 'Throughput', success: 'Success' } as const;
const tones = { better: 'good', worse: 'bad', none: 'plain', unknown: 'plain' } as const;

function comparisonSection({ base, other, verdict, outcome, caveats, rows }: Comparison): Section {
  return {
    kind: 'table',
    title: `${other} against ${base}`,
    lead: { tone: tones[outcome], title: verdict, lines: caveats },
    columns: ['', base, other, 'Difference'],
    textFrom: 3,
    rows: rows.map(row => ({
      cells: [metricNames[row.metric], valueText(row, row.base), valueText(row, row.other), wordOf(row)],
      tone: tones[row.outcome],
    })),
  };
}

function valueText({ unit }: ComparisonRow, value: number): string {
  return unit === 'ms' ? milliseconds(value) : unit === 'share' ? percent(value) : rate(value);
}

function wordOf(row: ComparisonRow): string {
  if (row.outcome === 'none') return 'none shown';
  return row.outcome === 'unknown' ? 'not known' : differenceText(row);
}

function rankingTable(ranking: NonNullable<Verdicts['ranking']>): Section {
  const rows = ranking.map(({ name, place }) => ({
    cells: [name, place === undefined ? 'did not answer' : String(place)],
  }));
  return { kind: 'table', title: 'Ranking by p95', columns: ['Target', 'Place'], rows };
}

const endings = {
  stopped: 'The run was stopped before its end.',
  server: 'The run was ended: nothing answered any more.',
  failure: 'The run ended early: a part of the load generator failed.',
} as const;

/** What a reader must know before believing the figures. */
export function notices({ endedBy, seconds, client, targets, engine }: Report): readonly Item[] {
  const items: Item[] = [];
  if (engine)
    items.push({ tone: 'plain', title: `${engine.name} ${engine.version} sent this load.`, lines: engine.notes });
  if (endedBy !== 'limit')
    items.push({
      tone: endedBy === 'stopped' ? 'warning' : 'bad',
      title: endings[endedBy],
      lines: [`The figures end after ${span(seconds)}.`],
    });
  if (client.bottlenecks.length > 0) {
    items.push({
      tone: 'warning',
      title: 'The client was the bottleneck.',
      lines: [
        `Sending threads ${digits(client.cpu * 100)} % busy, event loop lag ${milliseconds(client.lag)} (p99): these figures may be those of this side.`,
      ],
    });
  }
  for (const target of targets) {
    if (!target.corrected?.misleads) continue;
    const name = targets.length > 1 ? `${target.name}: the` : 'The';
    items.push({
      tone: 'warning',
      title: `${name} server stood still at times.`,
      lines: [
        `p99 is ${milliseconds(target.latency.p99)} as sent, ${milliseconds(target.corrected.p99)} with the requests that waiting users did not send. Thresholds use the latter.`,
      ],
    });
  }
  return items;
}
