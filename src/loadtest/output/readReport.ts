/** Saved reports, from files that anybody may have written. */
import * as z from 'zod/mini';
import { Problem } from '../../text/problem.js';
import type { Report } from '../report.js';

/** A report of an hour with ten targets is below it. */
const mostCharacters = 64_000_000;
const mostTargets = 100;
const mostSeconds = 200_000;
/** A histogram has that many places. */
const mostValues = 24_000;
const mostNames = 1000;

const text = z.string().check(z.maxLength(100_000));
const number = z.number();
const amount = z.number().check(z.minimum(0));
const map = <T extends z.ZodMiniType>(value: T) =>
  z.record(text, value).check(z.refine(of => Object.keys(of).length <= mostNames, 'too many entries'));
const list = <T extends z.ZodMiniType>(value: T, most: number) => z.array(value).check(z.maxLength(most));

const Distribution = z.object({ values: list(amount, mostValues), counts: list(amount, mostValues) }).check(
  z.refine(({ values, counts }) => values.length === counts.length, 'values and counts differ in length'),
  z.refine(({ values }) => values.every((value, i) => i === 0 || values[i - 1]! < value), 'values do not rise'),
);
const latency = {
  count: amount,
  min: amount,
  mean: amount,
  deviation: amount,
  p50: amount,
  p75: amount,
  p90: amount,
  p95: amount,
  p99: amount,
  p999: amount,
  p9999: amount,
  max: amount,
  distribution: z.optional(Distribution),
};
const Latency = z.object(latency);
const kinds = ['refused', 'dns', 'tls', 'connectTimeout', 'responseTimeout', 'reset', 'protocol', 'tooLarge', 'client'];
const pairs = list(z.tuple([text, text]), mostNames);
const statusCodes = map(amount);

const TargetReport = z.object({
  name: text,
  seconds: amount,
  sent: amount,
  answered: amount,
  succeeded: amount,
  inFlight: amount,
  unsent: amount,
  bytesReceived: amount,
  bytesSent: amount,
  statusCodes,
  errors: z.partialRecord(z.enum(kinds), z.object({ count: amount, examples: list(text, 100) })),
  latency: Latency,
  corrected: z.optional(z.object({ ...latency, misleads: z.boolean() })),
  firstByte: Latency,
  connect: z.optional(Latency),
  tls: z.optional(Latency),
  byStatusClass: map(Latency),
  byRequest: list(z.object({ name: text, answered: amount, failed: amount, statusCodes, latency: Latency }), mostNames),
  series: list(
    z.object({
      at: number,
      answered: amount,
      failed: amount,
      p50: amount,
      p95: amount,
      p99: amount,
      max: amount,
      load: amount,
    }),
    mostSeconds,
  ),
  slices: list(
    z.object({ at: number, seconds: amount, answered: amount, failed: amount, latency: Distribution }),
    mostSeconds,
  ),
  rateLimit: z.optional(z.object({ firstAfter: amount, count: amount, headers: pairs })),
  connectionsOpened: amount,
});

const RequestPlan = z.object({
  name: text,
  weight: amount,
  method: text,
  variants: list(z.object({ path: text, headers: pairs, body: z.optional(text) }), mostNames),
  captures: list(
    z.object({
      variable: text,
      from: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('json'), pointer: text }),
        z.object({ kind: z.literal('header'), name: text, lastSegment: z.optional(z.boolean()) }),
        z.object({ kind: z.literal('status') }),
      ]),
    }),
    mostNames,
  ),
  expect: list(text, mostNames),
  stopOnFailure: z.boolean(),
});
const requests = list(RequestPlan, mostNames);
const stages = list(z.object({ target: amount, seconds: amount, holdSeconds: amount }), mostNames);

const Plan = z.object({
  targets: list(
    z.object({
      name: text,
      origin: text,
      connection: z.object({
        http: z.enum(['1.1', '2']),
        pipelining: amount,
        socketPath: z.optional(text),
        tls: z.object({ verify: z.boolean() }),
      }),
      flow: z.object({
        kind: z.enum(['oneOf', 'sequence']),
        requests,
        setup: requests,
        teardown: requests,
        cookies: z.boolean(),
        redirects: amount,
        variables: map(text),
      }),
    }),
    mostTargets,
  ),
  load: z.discriminatedUnion('model', [
    z.object({ model: z.literal('closed'), stages, thinkMilliseconds: amount }),
    z.object({ model: z.literal('open'), stages, maxConnections: amount }),
  ]),
  limits: z.object({
    seconds: z.optional(amount),
    requests: z.optional(amount),
    warmupSeconds: amount,
    timeoutMilliseconds: amount,
    threads: amount,
    maxBodyBytes: amount,
  }),
  seed: number,
});

const SavedReport = z
  .object({
    version: z.literal(1),
    startedAt: text.check(z.refine(at => !Number.isNaN(Date.parse(at)), 'no date')),
    seconds: amount,
    endedBy: z.enum(['limit', 'stopped', 'server', 'failure']),
    plan: Plan,
    machine: z.object({ cpu: text, cores: amount, platform: text, node: text }),
    engine: z.optional(z.object({ name: z.literal('k6'), version: text, notes: list(text, 20) })),
    targets: list(TargetReport, mostTargets).check(z.minLength(1)),
    client: z.object({
      cpu: amount,
      lag: amount,
      late: z.optional(amount),
      bottlenecks: list(z.enum(['cpu', 'lag', 'rate', 'connections']), 4),
    }),
  })
  .check(z.refine(({ plan, targets }) => plan.targets.length === targets.length, 'the plan has other targets'));

const again = 'Save it anew: senior-backend load-test … -o FILE.';

/**
 * What `reportJson` wrote with `full`, or the report alone.
 * @param path absolute: for messages
 * @throws Problem: no JSON, no report, one of a later version, without the figures that a comparison needs
 */
export function readReport(path: string, fileText: string): Report {
  if (fileText.length > mostCharacters)
    throw new Problem(`This file is too large for a saved report. ${again}`, { path });
  let value: unknown;
  try {
    value = JSON.parse(fileText.startsWith('\uFEFF') ? fileText.slice(1) : fileText);
  } catch {
    throw new Problem(`This file is not JSON, so it is no saved report. ${again}`, { path });
  }
  const outer = isObject(value) ? value : {};
  const report = isObject(outer['report']) ? outer['report'] : outer;
  if (report === outer && Array.isArray(outer['results'])) {
    throw new Problem(
      'This report was printed with --json, without the distributions that a comparison needs. Save it with -o FILE or --save-baseline.',
      { path },
    );
  }
  const { version } = report;
  if (version === undefined) throw new Problem(`This file is no saved report of a load test. ${again}`, { path });
  if (version !== 1) {
    const shown = String(JSON.stringify(version)).slice(0, 40);
    throw new Problem(
      `This report has the version ${shown}; this senior-backend reads version 1. Update senior-backend, or save the report anew.`,
      { path },
    );
  }
  const parsed = z.safeParse(SavedReport, report);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const what =
      issue.code === 'custom'
        ? issue.message
        : issue.code === 'invalid_type'
          ? `${issue.expected} is expected`
          : issue.code.replaceAll('_', ' ');
    throw new Problem(
      `This saved report is damaged at ${issue.path.map(String).join('.').slice(0, 200) || 'its root'}: ${what}. ${again}`,
      { path },
    );
  }
  return parsed.data as Report;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
