/** Formats of strings: what has one, and texts that have it (JSON Schema 2020-12, validation §7.3; OpenAPI's format registry). */
import { nextHex, nextInteger, nextUuid, pick, type Random } from '../requests/random.js';

interface Format {
  readonly is: (text: string) => boolean;
  readonly sample: (random: Random) => string;
}

const two = (value: number): string => String(value).padStart(2, '0');
const words = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'amber', 'cedar', 'maple', 'river', 'stone'] as const;

const date = /^(\d{4})-(\d\d)-(\d\d)$/;
const time = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;
const label = '[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?';
const hostname = new RegExp(`^${label}(?:\\.${label})*$`, 'i');
const email = new RegExp(
  `^[a-z\\d!#$%&'*+/=?^_\`{|}~-]+(?:\\.[a-z\\d!#$%&'*+/=?^_\`{|}~-]+)*@${label}(?:\\.${label})+$`,
  'i',
);
const uri = /^[a-z][a-z\d+.-]*:(?:\/\/[\w\-.~!$&'()*+,;=:@%[\]]+)?(?:[\w\-.~:/?#@!$&'()*+,;=]|%[\da-f]{2})+$/i;

function isDate(text: string): boolean {
  const [, year, month, day] = date.exec(text) ?? [];
  if (day === undefined) return false;
  const last = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= last;
}

function sampleDate(random: Random): string {
  return `${nextInteger(random, 2000, 2035)}-${two(nextInteger(random, 1, 12))}-${two(nextInteger(random, 1, 28))}`;
}

function sampleTime(random: Random): string {
  return `${two(nextInteger(random, 0, 23))}:${two(nextInteger(random, 0, 59))}:${two(nextInteger(random, 0, 59))}Z`;
}

function sampleHost(random: Random): string {
  return `${pick(random, words)}-${nextHex(random, 4)}.example.com`;
}

function isIpv6(text: string): boolean {
  return /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]/`);
}

const formats = new Map<string, Format>(
  Object.entries({
    date: { is: isDate, sample: sampleDate },
    time: { is: text => time.test(text), sample: sampleTime },
    'date-time': {
      is: text => /^.{10}t/i.test(text) && isDate(text.slice(0, 10)) && time.test(text.slice(11)),
      sample: random => `${sampleDate(random)}T${sampleTime(random)}`,
    },
    duration: {
      is: text => /^P(?=.)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/.test(text),
      sample: random => pick(random, [`PT${nextInteger(random, 1, 59)}M`, `P${nextInteger(random, 1, 30)}D`]),
    },
    email: {
      is: text => text.length <= 254 && email.test(text),
      sample: random => `${pick(random, words)}.${nextHex(random, 6)}@example.com`,
    },
    hostname: { is: text => text.length <= 253 && hostname.test(text), sample: sampleHost },
    ipv4: {
      is: text => /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text),
      sample: random => `192.0.2.${nextInteger(random, 1, 254)}`,
    },
    ipv6: { is: isIpv6, sample: random => `2001:db8::${nextInteger(random, 1, 0xffff).toString(16)}` },
    uri: { is: text => uri.test(text), sample: random => `https://${sampleHost(random)}/${pick(random, words)}` },
    url: { is: text => uri.test(text), sample: random => `https://${sampleHost(random)}/${pick(random, words)}` },
    'uri-reference': {
      is: text => /^(?:[\w\-.~:/?#@!$&'()*+,;=[\]]|%[\da-f]{2})*$/i.test(text),
      sample: random => `/${pick(random, words)}/${nextHex(random, 4)}`,
    },
    uuid: {
      is: text => /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(text),
      sample: nextUuid,
    },
    byte: {
      is: text => /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(text),
      sample: random => Buffer.from(`${pick(random, words)} ${nextHex(random, 8)}`).toString('base64'),
    },
    'json-pointer': {
      is: text => /^(?:\/(?:[^~/]|~[01])*)*$/u.test(text),
      sample: random => `/${pick(random, words)}/${nextInteger(random, 0, 9)}`,
    },
    regex: { is: isRegex, sample: random => `^${pick(random, words)}$` },
  } satisfies Record<string, Format>),
);

function isRegex(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** A format that is not known says nothing. */
export function isFormat(name: string, text: string): boolean {
  return formats.get(name)?.is(text) ?? true;
}

/** Undefined for a format that is not known. */
export function sampleFormat(name: string, random: Random): string | undefined {
  return formats.get(name)?.sample(random);
}

/** A word or a few, of at least `low` and at most `high` characters. */
export function sampleText(random: Random, low: number, high: number): string {
  const wish = Math.min(high, Math.max(low, nextInteger(random, 4, 16)));
  let text: string = pick(random, words);
  while (text.length < wish)
    text += `${chanceOfSpace(random) ? ' ' : '-'}${pick(random, [...words, nextHex(random, 6)])}`;
  return text.slice(0, wish).replace(/[ -]$/, 'x');
}

function chanceOfSpace(random: Random): boolean {
  return nextInteger(random, 0, 1) === 1;
}
