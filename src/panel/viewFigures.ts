/** Tables of a run: status codes, errors, latencies. */

import { count, percent } from '../loadtest/output/format.js';
import type { ErrorKind, LatencyReport } from '../loadtest/report.js';
import { milliseconds, rate } from './format.js';
import type { RunState } from './panelMessages.js';

export interface StatusRow {
  readonly code: string;
  readonly phrase: string;
  readonly tone: 'good' | 'info' | 'warning' | 'error';
  /** One cell for each target; `share` of its answers. */
  readonly cells: readonly { readonly count: string; readonly percent: string; readonly share: number }[];
}

export interface ErrorRow {
  readonly title: string;
  readonly advice: string;
  readonly cells: readonly string[];
  readonly examples: readonly string[];
}

export interface LatencyTable {
  readonly head: readonly string[];
  readonly rows: readonly { readonly name: string; readonly hint?: string; readonly cells: readonly string[] }[];
}

interface TargetFigures {
  readonly statusCodes: Readonly<Record<string, number>>;
  readonly errors: Readonly<
    Partial<Record<ErrorKind, { readonly count: number; readonly examples: readonly string[] }>>
  >;
}

/** Codes that came, in order. */
export function statusRows(run: RunState): StatusRow[] {
  const targets = figuresOf(run);
  const codes = [...new Set(targets.flatMap(target => Object.keys(target.statusCodes)))].sort();
  return codes.map(code => ({
    code,
    phrase: phrases[code] ?? '',
    tone: toneOf(code),
    cells: targets.map(({ statusCodes }) => {
      const all = Object.values(statusCodes).reduce((sum, n) => sum + n, 0);
      const n = statusCodes[code] ?? 0;
      return { count: count(n), percent: n ? percent(n / all) : '', share: all ? n / all : 0 };
    }),
  }));
}

/** Kinds of errors that came, the most frequent first. */
export function errorRows(run: RunState): ErrorRow[] {
  const targets = figuresOf(run);
  const kinds = [...new Set(targets.flatMap(target => Object.keys(target.errors) as ErrorKind[]))];
  const total = (kind: ErrorKind) => targets.reduce((sum, target) => sum + (target.errors[kind]?.count ?? 0), 0);
  return kinds
    .filter(kind => total(kind) > 0)
    .sort((a, b) => total(b) - total(a))
    .map(kind => ({
      ...errorTexts[kind],
      cells: targets.map(target => count(target.errors[kind]?.count ?? 0)),
      examples: [...new Set(targets.flatMap(target => target.errors[kind]?.examples ?? []))].slice(0, 5),
    }));
}

/** Every distribution of the report; undefined before there is one. */
export function latencyTable(run: RunState): LatencyTable | undefined {
  const targets = run.result?.report.targets;
  if (!targets) return undefined;
  const several = targets.length > 1;
  const rows: { name: string; hint?: string; cells: string[] }[] = [];
  for (const target of targets) {
    const add = (name: string, of: LatencyReport | undefined, hint?: string) => {
      if (!of || of.count === 0) return;
      rows.push({ name: several ? `${target.name}: ${name}` : name, ...(hint ? { hint } : {}), cells: cellsOf(of) });
    };
    add('Latency', target.latency, run.info.model === 'open' ? 'from when a request was due' : undefined);
    add('Corrected', target.corrected, 'with the requests that waiting connections did not send');
    add('First byte', target.firstByte);
    add('Connect', target.connect);
    add('TLS', target.tls);
    const classes = Object.entries(target.byStatusClass);
    if (classes.length > 1) for (const [name, of] of classes) add(name, of);
    for (const request of target.byRequest) add(request.name, request.latency);
  }
  return { head: ['p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'p99.99', 'max', 'mean', 'σ', 'count'], rows };
}

export interface TargetRow {
  readonly name: string;
  readonly cells: readonly string[];
}

/** Several targets beside one another: live or in the report. */
export function targetTable(run: RunState): { head: readonly string[]; rows: readonly TargetRow[] } | undefined {
  if (run.info.targets.length < 2) return undefined;
  const rows = run.info.targets.map(({ name }, index) => {
    const total = run.latest?.targets[index]?.total;
    const report = run.result?.report.targets[index];
    if (report) {
      const { p50, p95, p99 } = report.latency;
      const share = report.sent - report.inFlight > 0 ? report.succeeded / (report.sent - report.inFlight) : Number.NaN;
      const times = [p50, p95, p99].map(milliseconds);
      return { name, cells: [...times, rate(report.answered / report.seconds), percent(share), count(report.sent)] };
    }
    if (!total || total.requests === 0) return { name, cells: ['–', '–', '–', '–', '–', '0'] };
    const times = [total.p50, total.p95, total.p99].map(milliseconds);
    const success = percent(1 - total.failed / total.requests);
    return { name, cells: [...times, rate(total.perSecond), success, count(total.requests)] };
  });
  return { head: ['p50', 'p95', 'p99', 'req/s', 'success', 'requests'], rows };
}

function figuresOf({ result, latest }: RunState): readonly TargetFigures[] {
  if (result) return result.report.targets;
  return (latest?.targets ?? []).map(({ statusCodes, errors, errorExamples }) => ({
    statusCodes,
    errors: Object.fromEntries(
      Object.entries(errors).map(([kind, n]) => {
        const example = errorExamples?.[kind as ErrorKind];
        return [kind, { count: n, examples: example === undefined ? [] : [example] }];
      }),
    ),
  }));
}

function cellsOf({ p50, p75, p90, p95, p99, p999, p9999, max, mean, deviation, count: n }: LatencyReport): string[] {
  return [...[p50, p75, p90, p95, p99, p999, p9999, max, mean, deviation].map(milliseconds), count(n)];
}

function toneOf(code: string): StatusRow['tone'] {
  if (code === '429') return 'warning';
  const first = code[0];
  return first === '2' ? 'good' : first === '4' ? 'warning' : first === '5' ? 'error' : 'info';
}

/** RFC 9110, section 15, and RFC 6585: those that APIs send. */
const phrases: Readonly<Record<string, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

const errorTexts: Readonly<Record<ErrorKind, { readonly title: string; readonly advice: string }>> = {
  refused: { title: 'Connection refused', advice: 'Nothing listens there, or its backlog is full.' },
  dns: { title: 'Name not found', advice: 'The host name could not be resolved.' },
  tls: { title: 'TLS failed', advice: 'The certificate or the handshake was not accepted.' },
  connectTimeout: { title: 'Connect timeout', advice: 'No connection was made in time.' },
  responseTimeout: { title: 'Response timeout', advice: 'No whole answer came in time.' },
  reset: { title: 'Connection reset', advice: 'The server closed before the answer was whole.' },
  protocol: { title: 'Not HTTP', advice: 'What came could not be read as an answer.' },
  tooLarge: { title: 'Answer too large', advice: 'The body was longer than the limit.' },
  client: { title: 'Not sent', advice: 'This side could not make the request.' },
};
