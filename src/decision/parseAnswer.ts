/** What people type as an answer. Every function throws a Problem that begins with `what` for anything else. */
import { Problem } from '../text/problem.js';
import type { Answers } from './answers.js';

const number = String.raw`(?:\d+(?:\.\d*)?|\.\d+)(?:e\+?\d{1,3})?`;
const exactly = new RegExp(`^${number}$`, 'i');
const minutesIn: Readonly<Record<string, number>> = { s: 1 / 60, m: 1, min: 1, h: 60, d: 1440 };

/** Plain figures: 50, 0.5, 1e3, 60_000 and "60 000". */
export function parseNumber(what: string, typed: string, example = '50'): number {
  const text = typed.trim().replace(/(?<=\d)[ _\u00a0\u202f](?=\d{3}(?!\d))/g, '');
  if (exactly.test(text) && Number.isFinite(Number(text))) return Number(text);
  throw refused(what, typed, `a number such as ${example}`);
}

/** `20`, `20:1`, `95:5`; no digit at all: there is no number. */
export function parseRatio(what: string, typed: string): number | 'none' {
  if (isWish(typed)) return 'none';
  const [reads, writes, ...rest] = typed.split(/[:/]/);
  if (writes === undefined) return parseNumber(what, typed, '20 (reads for each write)');
  const divisor = rest.length > 0 ? 0 : parseNumber(what, writes, '95:5');
  if (divisor > 0) return parseNumber(what, reads!, '95:5') / divisor;
  throw refused(what, typed, 'reads for each write, such as 20 or 95:5');
}

/** `50`, or with its evidence `10x2x2.5`: today × growth × peak factor. */
export function parseLoad(what: string, typed: string): Pick<Answers, 'requestsPerSecond' | 'loadEvidence'> {
  if (isWish(typed)) return { requestsPerSecond: 'none' };
  const factors = typed.split(/\s*[x×*]\s*/i);
  if (factors.length === 1) return { requestsPerSecond: parseNumber(what, typed) };
  if (factors.length !== 3) throw refused(what, typed, 'three factors, today × growth × peak, such as 10x2x2.5');
  const [today, growth, peak] = factors.map(factor => parseNumber(what, factor, '10x2x2.5')) as [
    number,
    number,
    number,
  ];
  return { requestsPerSecond: Number((today * growth * peak).toPrecision(12)), loadEvidence: { today, growth, peak } };
}

/** `5`, in minutes, `30m`, `24h`, `2d`; `none`: nobody has written one down. */
export function parseMinutes(what: string, typed: string): number | 'none' {
  if (isWish(typed)) return 'none';
  const [, figure, unit = 'm'] = new RegExp(`^(${number})\\s*(s|m|min|h|d)?$`, 'i').exec(typed.trim()) ?? [];
  if (figure === undefined) throw refused(what, typed, 'a time in minutes such as 5, or 30m, 24h, 2d, or none');
  return Number(figure) * minutesIn[unit.toLowerCase()]!;
}

/** `analytics=24h/4h`: a surface, its RPO and its RTO. */
export function parseSurface(what: string, typed: string): NonNullable<Answers['surfaces']>[number] {
  const [, surface, rpo, rto] = /^\s*([^=]+?)\s*=\s*([^/]+)\/([^/]+)$/.exec(typed) ?? [];
  const [rpoMinutes, rtoMinutes] = [rpo, rto].map(time => (time === undefined ? 'none' : parseMinutes(what, time)));
  if (surface === undefined || typeof rpoMinutes !== 'number' || typeof rtoMinutes !== 'number') {
    throw refused(what, typed, 'a surface with its RPO and RTO, such as analytics=24h/4h');
  }
  return { surface, rpoMinutes, rtoMinutes };
}

/** `99.9`, `99.9 %`, `99.9% < 500ms`, `99.9% < 500ms over 30 days`. */
export function parseSlo(what: string, typed: string): NonNullable<Answers['slo']> {
  if (isWish(typed)) return 'none';
  const form = `^(${number})\\s*%?(?:\\s*(?:<=?|under|below)\\s*(${number})\\s*(ms|s)?)?(?:\\s*(?:over|/)\\s*(${number})\\s*d(?:ays?)?)?$`;
  const match = new RegExp(form, 'i').exec(typed.trim());
  if (!match) throw refused(what, typed, 'a share such as 99.9, or 99.9% < 500ms over 30 days');
  const [, percent, latency, unit, days] = match;
  return {
    percent: Number(percent),
    ...(latency !== undefined && { latencyMs: Number(latency) * (unit?.toLowerCase() === 's' ? 1000 : 1) }),
    ...(days !== undefined && { days: Number(days) }),
  };
}

export function parseYesNo(what: string, typed: string): boolean {
  const word = typed.trim().toLowerCase();
  if (['yes', 'y', 'true'].includes(word)) return true;
  if (['no', 'n', 'false'].includes(word)) return false;
  throw refused(what, typed, 'yes or no');
}

/** "It needs to scale", "high availability", "none": words where a number belongs. */
function isWish(typed: string): boolean {
  return /\p{L}/u.test(typed) && !/\d/.test(typed) && !/^\s*-?(?:nan|inf(?:inity)?)\s*$/i.test(typed);
}

function refused(what: string, typed: string, expected: string): Problem {
  const shown = JSON.stringify(typed.length > 60 ? `${typed.slice(0, 60)}…` : typed);
  return new Problem(`${what} is ${expected}, not ${shown}.`);
}
