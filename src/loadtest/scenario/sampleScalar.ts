/** Numbers and strings within all that is said of them. */
import type { Shape } from '../../openapi/api.js';
import { nextFloat, nextInteger, pick, type Random } from '../requests/random.js';
import { sampleFormat, sampleText } from './formats.js';
import { parsePattern, samplePattern } from './pattern.js';
import { fitsAll, largest, type Sampled, type Sampling, smallest } from './sampling.js';

/** @param whole only integers. */
export function sampleNumber(all: readonly Shape[], whole: boolean, { random }: Sampling): Sampled {
  const formats = all.map(({ format }) => format);
  const integer = whole || formats.includes('int64') || formats.includes('int32');
  const int32 = formats.includes('int32');
  const step = Math.max(0, ...all.map(({ multipleOf }) => multipleOf ?? 0));
  const least = largest([
    ...all.flatMap(shape => [shape.minimum, shape.exclusiveMinimum]),
    int32 ? -(2 ** 31) : undefined,
  ]);
  const most = smallest([
    ...all.flatMap(shape => [shape.maximum, shape.exclusiveMaximum]),
    int32 ? 2 ** 31 - 1 : undefined,
  ]);
  const unit = step > 0 ? (integer && !Number.isInteger(step) ? wholeStep(step) : step) : integer ? 1 : 0;
  if (unit > 0) return sampleStep(random, least, most, unit, all);
  const [low, high] = range(least, most, 1000);
  const value = low + nextFloat(random) * (high - low);
  const rounded = Math.round(value * 100) / 100;
  const open = all.some(shape => shape.exclusiveMinimum === rounded || shape.exclusiveMaximum === rounded);
  return { value: rounded < low || rounded > high || open ? value : rounded };
}

/** Multiples within the bounds, counted: an exclusive bound that is one falls out. */
function sampleStep(random: Random, least: number, most: number, unit: number, all: readonly Shape[]): Sampled {
  let first = Math.ceil(least / unit - 1e-9);
  let last = Math.floor(most / unit + 1e-9);
  if (all.some(({ exclusiveMinimum: bound }) => bound !== undefined && first * unit <= bound)) first++;
  if (all.some(({ exclusiveMaximum: bound }) => bound !== undefined && last * unit >= bound)) last--;
  const [low, high] = range(first, last, 1000);
  if (low > high) return undefined;
  const count = nextInteger(random, Math.max(low, -Number.MAX_SAFE_INTEGER), Math.min(high, Number.MAX_SAFE_INTEGER));
  // 3 * 0.1 is 0.30000000000000004.
  const value = Number((count * unit).toPrecision(15));
  return Number.isFinite(value) ? { value: value === 0 ? 0 : value } : undefined;
}

/** The smallest multiple of a fraction that is whole, for `integer` with `multipleOf: 0.5`. */
function wholeStep(step: number): number {
  for (let times = 2; times <= 1000; times++) {
    const value = step * times;
    if (Math.abs(value - Math.round(value)) < 1e-9) return Math.round(value);
  }
  return 1;
}

/** Where a side is open, so many beyond the other one; where both are, from 1. */
function range(least: number, most: number, width: number): [low: number, high: number] {
  if (least === -Infinity && most === Infinity) return [1, width];
  if (least === -Infinity) return [most > 1 ? 1 : most - width, most];
  if (most === Infinity) return [least, least + width];
  return [least, most];
}

export function sampleString(all: readonly Shape[], { random, shapes }: Sampling): Sampled {
  const low = Math.max(0, largest(all.map(({ minLength }) => minLength)));
  const high = smallest(all.map(({ maxLength }) => maxLength));
  if (low > high || low > 1_000_000) return undefined;
  const pattern = all.find(shape => shape.pattern !== undefined)?.pattern;
  const format = all.find(shape => shape.format !== undefined)?.format;
  const isBase64 = all.some(({ contentEncoding }) => /^base64$/i.test(contentEncoding ?? ''));
  const node = pattern === undefined ? undefined : parsePattern(pattern);
  for (let attempt = 0; attempt < 20; attempt++) {
    const value = node
      ? samplePattern(node, random, Math.min(high, low + pick(random, [0, 2, 6, 12])))
      : ((format === undefined ? undefined : sampleFormat(format, random)) ??
        (isBase64 && low <= 12 ? sampleFormat('byte', random)! : sampleText(random, low, Math.min(high, low + 24))));
    if (value === undefined) continue;
    const padded = pad(value, low, node !== undefined);
    if (fitsAll(all, padded, shapes)) return { value: padded };
    if (padded !== value && fitsAll(all, value, shapes)) return { value };
  }
  return undefined;
}

/** A pattern without `$` allows anything after what it matches. */
function pad(value: string, low: number, mayPad: boolean): string {
  return mayPad && value.length < low ? value.padEnd(low, 'x') : value;
}
