/** Numbers: those that JavaScript holds exactly as JSON numbers, the others as texts, unless numbers are asked for. */
import type { Json } from '../openapi/json.js';
import type { JsonObject } from '../openapi/values.js';
import type { Bounds, ColumnType } from '../schema/relation.js';
import { compareDecimals } from './decimals.js';

/** Of the integer types and the fractions. */
export function numberShape(type: ColumnType, bounds: Bounds, numbers: boolean): JsonObject {
  switch (type.name) {
    case 'smallint':
      return integerShape(bounds, 'int32', '-32768', '32767');
    case 'integer':
      return integerShape(bounds, 'int32');
    case 'oid':
      return integerShape(bounds, 'int64', '0', '4294967295');
    case 'bigint':
      if (numbers) return integerShape(bounds, 'int64', '-9007199254740991', '9007199254740991');
      return wholeText(bounds);
    case 'real':
      return { type: 'number', format: 'float', ...ends(bounds, isSingle), ...values(bounds) };
    case 'double precision':
      return { type: 'number', format: 'double', ...ends(bounds), ...values(bounds) };
    default:
      return numbers ? numericNumber(type, bounds) : numericText(type, bounds);
  }
}

function integerShape(bounds: Bounds, format: string, least?: string, most?: string): JsonObject {
  const said = ends(bounds);
  return {
    type: 'integer',
    format,
    ...(said.minimum === undefined &&
      said.exclusiveMinimum === undefined &&
      least !== undefined && { minimum: Number(least) }),
    ...(said.maximum === undefined &&
      said.exclusiveMaximum === undefined &&
      most !== undefined && { maximum: Number(most) }),
    ...said,
    ...values(bounds),
  };
}

/** Bounds that a JSON number has without loss. */
function ends(bounds: Bounds, isKept: (text: string) => boolean = isExact): { readonly [key: string]: Json } {
  const keys = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'] as const;
  return Object.fromEntries(
    keys.flatMap(key => {
      const text = bounds[key];
      return text !== undefined && isKept(text) ? [[key, Number(text)]] : [];
    }),
  );
}

function values({ oneOf }: Bounds): { readonly [key: string]: Json } {
  return oneOf?.every(isExact) ? { enum: [...new Set(oneOf.map(Number))] } : {};
}

/** A real near 0.1 is written as 0.1, and may be more. */
function isSingle(text: string): boolean {
  return isExact(text) && Math.fround(Number(text)) === Number(text);
}

function isExact(text: string): boolean {
  return /^-?\d+(?:\.\d+)?$/.test(text) && text.replace(/[-.]/g, '').length <= 15;
}

/** bigint: at most 19 digits. */
function wholeText(bounds: Bounds): JsonObject {
  const { oneOf } = bounds;
  if (oneOf?.every(value => /^(?:0|-?[1-9]\d*)$/.test(value))) return { type: 'string', enum: oneOf };
  const sign = signOf(bounds);
  const pattern = sign === 'positive' ? '^[1-9]\\d*$' : sign === 'any' ? '^-?(0|[1-9]\\d*)$' : '^(0|[1-9]\\d*)$';
  return { type: 'string', pattern, maxLength: sign === 'any' ? 20 : 19, ...saidInWords(bounds) };
}

function numericText(type: ColumnType, bounds: Bounds): JsonObject {
  const { whole, fraction } = digitsOf(type);
  const sign = signOf(bounds);
  const before =
    whole === undefined ? '(0|[1-9]\\d*)' : whole <= 0 ? '0' : whole === 1 ? '\\d' : `(0|[1-9]\\d{0,${whole - 1}})`;
  const after = fraction === undefined ? '(\\.\\d+)?' : fraction > 0 ? `(\\.\\d{1,${fraction}})?` : '';
  const start = sign === 'any' ? '-?' : sign === 'positive' ? '(?!0(\\.0*)?$)' : '';
  // Of numeric without a precision there may be 131,072 digits before the point.
  const ofFraction = fraction === undefined || fraction === 0 ? 0 : fraction + 1;
  const maxLength = whole === undefined ? 1000 : (sign === 'any' ? 1 : 0) + Math.max(whole, 1) + ofFraction;
  return { type: 'string', pattern: `^${start}${before}${after}$`, maxLength, ...saidInWords(bounds) };
}

function numericNumber(type: ColumnType, bounds: Bounds): JsonObject {
  const { whole, fraction } = digitsOf(type);
  const said = ends(bounds);
  const most = whole !== undefined && whole + (fraction ?? 0) <= 15 ? 10 ** Math.max(whole, 0) : undefined;
  return {
    type: fraction === 0 ? 'integer' : 'number',
    ...(most !== undefined &&
      said.minimum === undefined &&
      said.exclusiveMinimum === undefined && { exclusiveMinimum: -most }),
    ...(most !== undefined &&
      said.maximum === undefined &&
      said.exclusiveMaximum === undefined && { exclusiveMaximum: most }),
    ...said,
    ...values(bounds),
  };
}

/** Digits before and after the point; undefined: any number. A scale can be negative or beyond the precision. */
function digitsOf({ modifiers: [precision, scale = 0] }: ColumnType) {
  if (precision === undefined) return { whole: undefined, fraction: undefined };
  return { whole: precision - scale, fraction: Math.max(scale, 0) };
}

function signOf({ minimum, exclusiveMinimum }: Bounds): 'any' | 'not negative' | 'positive' {
  const isAbove = (text: string | undefined, than: number) => text !== undefined && compareDecimals(text, '0') > than;
  if (isAbove(minimum, 0) || isAbove(exclusiveMinimum, -1)) return 'positive';
  return isAbove(minimum, -1) ? 'not negative' : 'any';
}

/** What a pattern does not say. */
function saidInWords({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Bounds): {
  readonly description?: string;
} {
  const isZero = (text: string) => compareDecimals(text, '0') === 0;
  const parts = [
    minimum !== undefined && !isZero(minimum) ? `at least ${minimum}` : '',
    exclusiveMinimum !== undefined && !isZero(exclusiveMinimum) ? `more than ${exclusiveMinimum}` : '',
    maximum === undefined ? '' : `at most ${maximum}`,
    exclusiveMaximum === undefined ? '' : `less than ${exclusiveMaximum}`,
  ].filter(part => part !== '');
  if (parts.length === 0) return {};
  const text = parts.join(', ');
  return { description: `${text.charAt(0).toUpperCase()}${text.slice(1)}.` };
}
