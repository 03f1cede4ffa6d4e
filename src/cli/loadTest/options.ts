/** The door of `load-test`: words become checked numbers, times and texts. */
import * as z from 'zod/mini';
import { Problem } from '../../text/problem.js';
import type { Words } from '../args.js';
import { check, oneOf } from '../options.js';

/** Far beyond what one machine can do; the caps are lower. */
const mostCount = 10_000_000;
/** A week. */
const mostSeconds = 604_800;
const scales: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** `10`, in seconds, or `500ms`, `30s`, `5m`, `1h`. @returns seconds above 0. @throws Problem that names `what` */
export function parseSeconds(what: string, typed: string, unit = 's'): number {
  const [, number, given] = /^(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|m|h)?$/.exec(typed.trim()) ?? [];
  const seconds = number === undefined ? Number.NaN : Number(number) * scales[given ?? unit]!;
  if (seconds > 0 && seconds <= mostSeconds) return seconds;
  throw new Problem(
    `${what} is a time above 0 and at most 7 days, like 10, 500ms, 30s or 5m, not ${JSON.stringify(typed)}.`,
  );
}

function seconds(flag: string, unit?: string) {
  return z.optional(
    z.pipe(
      z.string(),
      z.transform(typed => parseSeconds(flag, typed, unit)),
    ),
  );
}

function count(flag: string, least = 1, highest = mostCount) {
  const read = (typed: string): number => {
    const value = /^\d+(?:e\d)?$/i.test(typed.trim()) ? Number(typed) : Number.NaN;
    if (value >= least && value <= highest) return value;
    const most = highest.toLocaleString('en-US');
    throw new Problem(`${flag} is a whole number from ${least} to ${most}, not ${JSON.stringify(typed)}.`);
  };
  return z.optional(z.pipe(z.string(), z.transform(read)));
}

function positive(flag: string) {
  const read = (typed: string): number => {
    const value = /^(?:\d+(?:\.\d+)?|\.\d+)(?:\/s)?$/.test(typed.trim()) ? Number.parseFloat(typed) : Number.NaN;
    if (value > 0 && value <= mostCount) return value;
    throw new Problem(
      `${flag} is a number above 0 and at most ${mostCount.toLocaleString('en-US')}, not ${JSON.stringify(typed)}.`,
    );
  };
  return z.optional(z.pipe(z.string(), z.transform(read)));
}

const flag = z.optional(z.literal(true));
const text = z.optional(z.string());
const texts = z._default(z.array(z.string()), []);

export const Options = z.object({
  method: text,
  header: texts,
  body: text,
  form: z.optional(z.array(z.string())),
  multipart: z.optional(z.array(z.string())),
  data: text,
  variable: texts,
  capture: texts,
  cookies: flag,
  'follow-redirects': count('--follow-redirects', 0, 100),
  operation: text,
  'whole-api': z.optional(oneOf('--whole-api', ['mix', 'lifecycle'])),
  fuzz: flag,
  server: texts,
  secret: texts,
  concurrency: count('--concurrency'),
  rate: positive('--rate'),
  stages: text,
  duration: seconds('--duration'),
  requests: count('--requests'),
  timeout: seconds('--timeout'),
  'warm-up': seconds('--warm-up'),
  think: seconds('--think', 'ms'),
  'find-limit': flag,
  seed: count('--seed', 0),
  threads: count('--threads', 1, 256),
  threshold: texts,
  'no-slo': flag,
  'expect-status': text,
  'expect-rate-limit': flag,
  compare: z.optional(z.union([z.literal(true), z.string()])),
  'save-baseline': text,
  'no-verify-ssl': flag,
  ca: text,
  cert: text,
  key: text,
  'key-passphrase-env': text,
  'server-name': text,
  http2: flag,
  pipelining: count('--pipelining', 1, 1000),
  client: z.optional(oneOf('--client', ['own', 'undici'])),
  'unix-socket': text,
  yes: flag,
  'max-connections': count('--max-connections'),
  'max-rate': positive('--max-rate'),
  output: texts,
  engine: z.optional(oneOf('--engine', ['own', 'k6'])),
  k6: text,
  export: z.optional(z.literal('k6', { error: '--export is k6.' })),
  parallelism: count('--parallelism'),
});

export type LoadTestOptions = z.output<typeof Options>;

/** Of those flags that k6 has no part in. */
const notK6: Partial<Record<keyof LoadTestOptions, string>> = {
  threads: 'k6 takes all cores',
  client: 'k6 sends in its own way',
  'find-limit': 'k6 does not search',
  export: 'a script is written and nothing runs',
  'expect-rate-limit': 'k6 does not tell what the headers of an answer were',
};

const exclusive: readonly (readonly [keyof LoadTestOptions, keyof LoadTestOptions, string])[] = [
  ['rate', 'stages', 'stages say the rate over time: 30s:100/s'],
  ['rate', 'think', 'at a rate requests are due when they are due'],
  ['rate', 'find-limit', 'the rate is what is sought'],
  ['stages', 'duration', 'stages say how long'],
  ['stages', 'concurrency', 'stages say how many users'],
  ['stages', 'find-limit', 'the steps are made by the search'],
  ['requests', 'find-limit', 'each step takes a time: -d'],
  ['compare', 'find-limit', 'a limit is sought for one address'],
  ['save-baseline', 'find-limit', 'the search is not one run'],
  ['fuzz', 'whole-api', 'one operation is fuzzed at a time: --operation'],
  ['operation', 'whole-api', 'it is either one or all'],
  ['export', 'find-limit', 'k6 does not search'],
  ['http2', 'pipelining', 'HTTP/2 sends many requests at once by itself'],
  ['http2', 'client', 'undici is there for HTTP/1.1'],
];

/** @throws Problem for a value that is none, and for flags that contradict each other. */
export function readOptions(words: Words): LoadTestOptions {
  const options = check(Options, words.flags);
  for (const [one, other, why] of exclusive) {
    if (options[one] === undefined || options[other] === undefined) continue;
    throw new Problem(`--${one} and --${other} exclude each other: ${why}.`);
  }
  if (options.engine === 'k6') {
    const [name, why] =
      Object.entries(notK6).find(([each]) => options[each as keyof LoadTestOptions] !== undefined) ??
      (options.compare === true ? ['compare', 'k6 cannot take turns; compare with a saved report'] : []);
    if (name !== undefined) throw new Problem(`--${name} and --engine k6 exclude each other: ${why}.`);
  } else if (options.k6 !== undefined) throw new Problem('--k6 says where k6 is: use it with --engine k6.');
  if (options['key-passphrase-env'] !== undefined && options.key === undefined) {
    throw new Problem('--key-passphrase-env is for the key of a client certificate: give --cert and --key.');
  }
  if ((options.cert === undefined) !== (options.key === undefined)) {
    throw new Problem('A client certificate has two files: give --cert and --key.');
  }
  if (options.parallelism !== undefined && options.export === undefined) {
    throw new Problem('--parallelism is for pods of a cluster: use it with --export k6.');
  }
  return options;
}
