/**
 * What plain Zod methods cannot say as JSON Schema means it. A schema from here changes nothing: it accepts a value or
 * says what is wrong with it. One file, however long: generated validators import all of it under one name, `s`.
 */
import type { core, ZodType } from 'zod';
import { know } from './accepts.js';
import { type Inside, madeOf, presetTo } from './defaults.js';
import { isFormat } from './formats.js';
import { check, type Part, presentCheck, type Rule, rule, ruleCheck, type Schema, type Verdict } from './rule.js';
import { z } from './zod.js';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// Strings. JSON Schema counts characters, not the halves of surrogate pairs (RFC 8259, section 7).

function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 1; index < text.length; index++) {
    const isPair = (text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
    if (isPair) length--;
  }
  return length;
}

export function minLength(least: number): core.CheckFn<string> {
  const isRight = (text: string) => text.length >= 2 * least || (text.length >= least && lengthOf(text) >= least);
  return check(isRight, `Too short: expected at least ${least} characters`);
}

export function maxLength(most: number): core.CheckFn<string> {
  const isRight = (text: string) => text.length <= most || lengthOf(text) <= most;
  return check(isRight, `Too long: expected at most ${most} characters`);
}

export const format = (name: string): core.CheckFn<string> =>
  check<string>(text => isFormat(name, text), `Invalid ${name}`);

// Numbers.

const wholeNumber = check<number>(Number.isInteger, 'Invalid input: expected an integer');
/** 1.0 is an integer, and so is 2 ** 60: JSON knows no largest one. */
export const integer = (): Schema => z.number().check(wholeNumber);
/** https://spec.openapis.org/registry/format/int32 */
export const int32 = (): Schema => integer().min(-2147483648).max(2147483647);

/** Its largest number is 2 ** 63 - 1, which no double is: the next one below is the largest that can come. */
export const int64 = (): Schema =>
  integer()
    .min(-(2 ** 63))
    .lt(2 ** 63);

/** 0.3 is a multiple of 0.1, though their binary quotient is not whole. */
export function multipleOf(step: number): core.CheckFn<number> {
  const isRight = (value: number) => {
    const quotient = value / step;
    if (!Number.isFinite(quotient)) return value % step === 0;
    return Math.abs(quotient - Math.round(quotient)) <= Number.EPSILON * Math.abs(quotient) * 2;
  };
  return check(isRight, `Invalid number: must be a multiple of ${step}`);
}

// Files and bytes.

export const file = (): Schema => know(z.instanceof(File), value => value instanceof File);
export const bytes = (): Schema => know(z.instanceof(Uint8Array), value => value instanceof Uint8Array);

// Any value.

/** Equality of JSON values: the order of properties says nothing. */
function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) && one.length === other.length && one.every((item, index) => isEqual(item, other[index]))
    );
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every(key => Object.hasOwn(other, key) && isEqual(one[key], other[key]))
  );
}

/** One of these values, whatever they are. */
export function equal(values: readonly unknown[]): Schema {
  return rule((value, verdict) => {
    if (values.some(one => isEqual(one, value))) return;
    const list = values.map(one => JSON.stringify(one)).join(' | ');
    verdict.complain(`Invalid input: expected ${list}`, value);
  });
}

/** A rule that asks other schemas, and no others than it says. */
const ruleOf = (inside: Inside, test: Rule): Schema => z.unknown().check(madeOf(presentCheck(test), inside));

/** All of them. */
export function allOf(...schemas: readonly Part[]): Schema {
  return ruleOf({ same: schemas }, (value, verdict) => {
    for (const schema of schemas) verdict.delegate(schema, value);
  });
}

export function not(schema: Part): Schema {
  return rule((value, verdict) => {
    if (!verdict.accepts(schema, value)) return;
    verdict.complain('Invalid input: this is what must not be', value);
  });
}

export function ifThenElse(condition: Part, then: Part, otherwise: Part): Schema {
  return rule((value, verdict) => verdict.delegate(verdict.accepts(condition, value) ? then : otherwise, value));
}

/** The schema for values of one type; others pass. */
export function when(type: 'number' | 'string' | 'array' | 'object', schema: Part): Schema {
  return ruleOf({ same: [schema] }, (value, verdict) => {
    const actual = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
    if (actual === type) verdict.delegate(schema, value);
  });
}

// Arrays.

/** Items by position, and one schema for those that follow. Fewer are fine. */
export function tuple(items: readonly Part[], rest: Part): Schema {
  return z.array(z.unknown()).check(
    madeOf(
      ruleCheck((value, verdict) => {
        (value as unknown[]).forEach((item, index) => {
          verdict.delegate(items[index] ?? rest, item, [index]);
        });
      }),
      { items, rest },
    ),
  );
}

export const uniqueItems: core.CheckFn<unknown[]> = ruleCheck((value, verdict) => {
  const primitives = new Set<unknown>();
  const others = new Set<unknown>();
  (value as unknown[]).forEach((item, index) => {
    const key = typeof item === 'object' && item !== null ? canonical(item) : item;
    const seen = key === item ? primitives : others;
    if (seen.has(key)) verdict.complain('Invalid array: this item is there already', value, [index]);
    seen.add(key);
  });
});

/** The same text for equal JSON values, and for no others: comparing each item with each other takes quadratic time. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return value === undefined ? 'undefined' : JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map(key => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}

export function contains(schema: Part, least: number, most = Number.POSITIVE_INFINITY): core.CheckFn<unknown[]> {
  return ruleCheck((value, verdict) => {
    const count = (value as unknown[]).filter(item => verdict.accepts(schema, item)).length;
    if (count < least) {
      verdict.complain(`Invalid array: at least ${least} items must be of the right kind, ${count} are`, value);
    }
    if (count > most) verdict.complain(`Invalid array: at most ${most} items may be of this kind, ${count} are`, value);
  });
}

// Objects.

export interface ObjectParts {
  readonly properties: Readonly<Record<string, Part>>;
  readonly required?: readonly string[];
  readonly patterns?: readonly (readonly [RegExp, Part])[];
  readonly additional?: Part;
}

/** An object by its own properties only, whatever they are called: `constructor` and `__proto__` are names like others. */
export function object(parts: ObjectParts): Schema {
  const isIn = (key: string) => Object.hasOwn(parts.properties, key);
  return ruleOf(parts, (value, verdict) => {
    if (!isObject(value)) {
      verdict.issue({ code: 'invalid_type', expected: 'object', input: value });
      return;
    }
    for (const [key, schema] of Object.entries(parts.properties)) {
      verdict.delegate(schema, Object.hasOwn(value, key) ? value[key] : undefined, [key]);
    }
    for (const key of parts.required ?? []) {
      if (!Object.hasOwn(value, key)) {
        verdict.complain('Invalid input: required', value, [key]);
      }
    }
    for (const key of Object.keys(value)) {
      const patterns = parts.patterns?.filter(([pattern]) => pattern.test(key)) ?? [];
      for (const [, schema] of patterns) verdict.delegate(schema, value[key], [key]);
      if (parts.additional && patterns.length === 0 && !isIn(key))
        verdict.delegate(parts.additional, value[key], [key]);
    }
  });
}

/** A property that may be absent: a request's body is given this value then. */
export const optional = (schema: Part, preset: unknown): Schema =>
  presetTo((schema as Schema).optional(), schema, preset);

/** A property that only the other side sends (JSON Schema 2020-12, validation 9.4). */
const absent = (message: string): Schema =>
  rule((input, verdict) => {
    verdict.complain(message, input);
  }).optional();
export const readOnly: Schema = absent('is read-only: it cannot be sent');
export const writeOnly: Schema = absent('is write-only: it cannot be answered');

export function minProperties(least: number): core.CheckFn<unknown> {
  return ruleCheck((value, verdict) => {
    const count = Object.keys(value as object).length;
    if (count < least) {
      verdict.complain(`Invalid object: expected at least ${least} properties, not ${count}`, value);
    }
  });
}

export function maxProperties(most: number): core.CheckFn<unknown> {
  return ruleCheck((value, verdict) => {
    const count = Object.keys(value as object).length;
    if (count > most) {
      verdict.complain(`Invalid object: expected at most ${most} properties, not ${count}`, value);
    }
  });
}

export function propertyNames(schema: Part): core.CheckFn<unknown> {
  return ruleCheck((value, verdict) => {
    for (const key of Object.keys(value as object)) verdict.delegate(schema, key, [key]);
  });
}

export function dependentRequired(property: string, required: readonly string[]): core.CheckFn<unknown> {
  return ruleCheck((value, verdict) => {
    if (!Object.hasOwn(value as object, property)) return;
    for (const key of required) {
      if (Object.hasOwn(value as object, key)) continue;
      verdict.complain(`Invalid input: required together with ${property}`, value, [key]);
    }
  });
}

export function dependentSchema(property: string, schema: Part): core.CheckFn<unknown> {
  return ruleCheck((value, verdict) => {
    if (Object.hasOwn(value as object, property)) verdict.delegate(schema, value);
  });
}

/** Objects with this property, and all that are no objects. */
export function has(property: string): Schema {
  return rule((value, verdict) => {
    if (isObject(value) && Object.hasOwn(value, property)) return;
    verdict.complain(`Invalid input: ${property} is missing`, value);
  });
}

/** The schema that a property's value stands for. */
export function discriminated(property: string, schemas: Readonly<Record<string, Part>>, otherwise?: Part): Schema {
  return rule((value, verdict) => {
    if (!isObject(value)) {
      verdict.issue({ code: 'invalid_type', expected: 'object', input: value });
      return;
    }
    const tag = Object.hasOwn(value, property) ? value[property] : undefined;
    const chosen = typeof tag === 'string' && Object.hasOwn(schemas, tag) ? schemas[tag] : otherwise;
    if (chosen) {
      verdict.delegate(chosen, value);
      return;
    }
    verdict.issue({ code: 'invalid_value', values: Object.keys(schemas), input: tag, path: [property] });
  });
}

// Parameters.

/** A parameter that has a default: an absent one gets it. */
export function withDefault(schema: Part, value: unknown): Schema {
  return rule((given, verdict) => verdict.delegate(schema, given)).default(value);
}

/** Like `z.object`, for parameters with the names of what every object inherits. */
export function parameters(schemas: Readonly<Record<string, Part>>): Schema {
  return z.unknown().transform((value, context) => {
    if (!isObject(value)) {
      context.issues.push({ code: 'invalid_type', expected: 'object', input: value });
      return z.NEVER;
    }
    const found: [string, unknown][] = [];
    for (const [name, schema] of Object.entries(schemas)) {
      const result = (schema as ZodType).safeParse(Object.hasOwn(value, name) ? value[name] : undefined);
      for (const issue of result.error?.issues ?? []) {
        context.issues.push({ ...issue, input: value, path: [name, ...issue.path] });
      }
      if (result.success && result.data !== undefined) found.push([name, result.data]);
    }
    return Object.fromEntries(found);
  });
}

// Unevaluated properties and items (JSON Schema 2020-12, core 11).

interface SeenProperties {
  readonly names?: readonly string[];
  readonly patterns?: readonly RegExp[];
  readonly all?: boolean;
  readonly when?: readonly (readonly [Part, SeenProperties])[];
}

interface SeenItems {
  readonly count?: number;
  readonly all?: boolean;
  readonly contains?: Part;
  readonly when?: readonly (readonly [Part, SeenItems])[];
}

type Accepts = Verdict['accepts'];

function isSeenProperty(seen: SeenProperties, key: string, value: unknown, accepts: Accepts): boolean {
  if (seen.all || seen.names?.includes(key) || seen.patterns?.some(pattern => pattern.test(key))) return true;
  return (
    seen.when?.some(([schema, more]) => isSeenProperty(more, key, value, accepts) && accepts(schema, value)) ?? false
  );
}

function isSeenItem(seen: SeenItems, index: number, items: readonly unknown[], accepts: Accepts): boolean {
  if (seen.all || index < (seen.count ?? 0) || (seen.contains && accepts(seen.contains, items[index]))) return true;
  return (
    seen.when?.some(([schema, more]) => isSeenItem(more, index, items, accepts) && accepts(schema, items)) ?? false
  );
}

export function unevaluatedProperties(seen: SeenProperties, rest: Part): Schema {
  return rule((value, verdict) => {
    if (!isObject(value)) return;
    for (const key of Object.keys(value)) {
      if (!isSeenProperty(seen, key, value, verdict.accepts)) verdict.delegate(rest, value[key], [key]);
    }
  });
}

export function unevaluatedItems(seen: SeenItems, rest: Part): Schema {
  return rule((value, verdict) => {
    if (!Array.isArray(value)) return;
    value.forEach((item, index) => {
      if (!isSeenItem(seen, index, value, verdict.accepts)) verdict.delegate(rest, item, [index]);
    });
  });
}
