/**
 * What plain Zod methods cannot say as JSON Schema means it. A schema from here changes nothing: it accepts a value or
 * says what is wrong with it. One file, however long: generated validators import all of it under one name, `s`.
 */
import { z } from 'zod';
import { isFormat } from './formats.js';

type Schema = z.ZodType;
/** Any schema. Typed as little as can be, because tsc would compare each generated one with more. */
type Part = object;
type Path = readonly PropertyKey[];
/** Says what is wrong with the value, at a path below it. */
type Complain = (message: string, path?: Path) => void;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const accepts = (schema: Part, value: unknown): boolean => (schema as z.ZodType).safeParse(value).success;

/** A check of values that are there: an absent property is the concern of the object around it. */
function rule(test: (value: unknown, context: z.core.ParsePayload<unknown>) => void): Schema {
  return z.unknown().check(context => {
    if (context.value !== undefined) test(context.value, context);
  });
}

function check<T>(test: (value: T, complain: Complain) => void): z.core.CheckFn<T> {
  return context =>
    test(context.value, (message, path = []) => {
      context.issues.push({ code: 'custom', message, input: context.value, path: [...path] });
    });
}

/** Hands a value, or a part of it at `path`, to another schema. */
function delegate(schema: Part, value: unknown, context: z.core.ParsePayload<unknown>, path: Path = []): void {
  const result = (schema as z.ZodType).safeParse(value);
  if (result.success) return;
  const known = saidOf(context.issues);
  for (const issue of result.error.issues) {
    const where = [...path, ...issue.path];
    const said = saying(issue.message, where);
    if (known.has(said)) continue;
    known.add(said);
    context.issues.push({ ...issue, input: value, path: where } as z.core.$ZodRawIssue);
  }
}

const saying = (message: string | undefined, path: Path = []) => `${path.length} ${String(path)} ${message}`;

const sayings = new WeakMap<object, { count: number; readonly known: Set<string> }>();

/** What is said already. Looking through all issues for each new one would let one bad array take minutes. */
function saidOf(issues: z.core.ParsePayload['issues']): Set<string> {
  const said = sayings.get(issues) ?? { count: 0, known: new Set<string>() };
  sayings.set(issues, said);
  for (; said.count < issues.length; said.count++) {
    const { message, path } = issues[said.count]!;
    said.known.add(saying(message, path));
  }
  return said.known;
}

// Strings. JSON Schema counts characters, not the halves of surrogate pairs (RFC 8259, section 7).

function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 1; index < text.length; index++) {
    const isPair = (text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
    if (isPair) length--;
  }
  return length;
}

export function minLength(least: number): z.core.CheckFn<string> {
  return check<string>((text, complain) => {
    if (text.length < least || (text.length < 2 * least && lengthOf(text) < least)) {
      complain(`Too short: expected at least ${least} characters`);
    }
  });
}

export function maxLength(most: number): z.core.CheckFn<string> {
  return check<string>((text, complain) => {
    if (text.length > most && lengthOf(text) > most) complain(`Too long: expected at most ${most} characters`);
  });
}

export function format(name: string): z.core.CheckFn<string> {
  return check<string>((text, complain) => {
    if (!isFormat(name, text)) complain(`Invalid ${name}`);
  });
}

// Numbers.

const wholeNumber = check<number>((value, complain) => {
  if (!Number.isInteger(value)) complain('Invalid input: expected an integer');
});
/** 1.0 is an integer, and so is 2 ** 60: JSON knows no largest one. */
export const integer = (): z.ZodNumber => z.number().check(wholeNumber);
/** https://spec.openapis.org/registry/format/int32 */
export const int32 = (): z.ZodNumber => integer().min(-2147483648).max(2147483647);

/** Its largest number is 2 ** 63 - 1, which no double is: the next one below is the largest that can come. */
export const int64 = (): z.ZodNumber =>
  integer()
    .min(-(2 ** 63))
    .lt(2 ** 63);

/** 0.3 is a multiple of 0.1, though their binary quotient is not whole. */
export function multipleOf(step: number): z.core.CheckFn<number> {
  return check<number>((value, complain) => {
    const quotient = value / step;
    const isNear = Math.abs(quotient - Math.round(quotient)) <= Number.EPSILON * Math.abs(quotient) * 2;
    const isMultiple = Number.isFinite(quotient) ? isNear : value % step === 0;
    if (!isMultiple) complain(`Invalid number: must be a multiple of ${step}`);
  });
}

// Files and bytes.

export const file = (): z.ZodType<File> => z.instanceof(File);
export const bytes = (): z.ZodType<Uint8Array> => z.instanceof(Uint8Array);

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
  return rule((value, context) => {
    if (values.some(one => isEqual(one, value))) return;
    const list = values.map(one => JSON.stringify(one)).join(' | ');
    context.issues.push({ code: 'custom', message: `Invalid input: expected ${list}`, input: value });
  });
}

/** All of them. */
export function allOf(...schemas: readonly Part[]): Schema {
  return rule((value, context) => {
    for (const schema of schemas) delegate(schema, value, context);
  });
}

export function not(schema: Part): Schema {
  return rule((value, context) => {
    if (!accepts(schema, value)) return;
    context.issues.push({ code: 'custom', message: 'Invalid input: this is what must not be', input: value });
  });
}

export function ifThenElse(condition: Part, then: Part, otherwise: Part): Schema {
  return rule((value, context) => delegate(accepts(condition, value) ? then : otherwise, value, context));
}

/** The schema for values of one type; others pass. */
export function when(type: 'number' | 'string' | 'array' | 'object', schema: Part): Schema {
  return rule((value, context) => {
    const actual = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
    if (actual === type) delegate(schema, value, context);
  });
}

// Arrays.

/** Items by position, and one schema for those that follow. Fewer are fine. */
export function tuple(items: readonly Part[], rest: Part): z.ZodArray<z.ZodUnknown> {
  return z.array(z.unknown()).check(context => {
    context.value.forEach((item, index) => {
      delegate(items[index] ?? rest, item, context, [index]);
    });
  });
}

export const uniqueItems: z.core.CheckFn<unknown[]> = check<unknown[]>((items, complain) => {
  const primitives = new Set<unknown>();
  const others = new Set<unknown>();
  items.forEach((item, index) => {
    const key = typeof item === 'object' && item !== null ? canonical(item) : item;
    const seen = key === item ? primitives : others;
    if (seen.has(key)) complain('Invalid array: this item is there already', [index]);
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

export function contains(schema: Part, least: number, most = Number.POSITIVE_INFINITY): z.core.CheckFn<unknown[]> {
  return check<unknown[]>((items, complain) => {
    const count = items.filter(item => accepts(schema, item)).length;
    if (count < least) complain(`Invalid array: at least ${least} items must be of the right kind, ${count} are`);
    if (count > most) complain(`Invalid array: at most ${most} items may be of this kind, ${count} are`);
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
  return rule((value, context) => {
    if (!isObject(value)) {
      context.issues.push({ code: 'invalid_type', expected: 'object', input: value });
      return;
    }
    for (const [key, schema] of Object.entries(parts.properties)) {
      delegate(schema, Object.hasOwn(value, key) ? value[key] : undefined, context, [key]);
    }
    for (const key of parts.required ?? []) {
      if (!Object.hasOwn(value, key)) {
        context.issues.push({ code: 'custom', message: 'Invalid input: required', input: value, path: [key] });
      }
    }
    for (const key of Object.keys(value)) {
      const patterns = parts.patterns?.filter(([pattern]) => pattern.test(key)) ?? [];
      for (const [, schema] of patterns) delegate(schema, value[key], context, [key]);
      if (parts.additional && patterns.length === 0 && !isIn(key))
        delegate(parts.additional, value[key], context, [key]);
    }
  });
}

/** A property that only the other side sends (JSON Schema 2020-12, validation 9.4). */
const absent = (message: string): Schema =>
  rule((input, context) => {
    context.issues.push({ code: 'custom', message, input });
  }).optional();
export const readOnly: Schema = absent('is read-only: it cannot be sent');
export const writeOnly: Schema = absent('is write-only: it cannot be answered');

export function minProperties(least: number): z.core.CheckFn<unknown> {
  return check<unknown>((value, complain) => {
    const count = Object.keys(value as object).length;
    if (count < least) complain(`Invalid object: expected at least ${least} properties, not ${count}`);
  });
}

export function maxProperties(most: number): z.core.CheckFn<unknown> {
  return check<unknown>((value, complain) => {
    const count = Object.keys(value as object).length;
    if (count > most) complain(`Invalid object: expected at most ${most} properties, not ${count}`);
  });
}

export function propertyNames(schema: Part): z.core.CheckFn<unknown> {
  return context => {
    for (const key of Object.keys(context.value as object)) delegate(schema, key, context, [key]);
  };
}

export function dependentRequired(property: string, required: readonly string[]): z.core.CheckFn<unknown> {
  return check<unknown>((value, complain) => {
    if (!Object.hasOwn(value as object, property)) return;
    for (const key of required) {
      if (!Object.hasOwn(value as object, key)) complain(`Invalid input: required together with ${property}`, [key]);
    }
  });
}

export function dependentSchema(property: string, schema: Part): z.core.CheckFn<unknown> {
  return context => {
    if (Object.hasOwn(context.value as object, property)) delegate(schema, context.value, context);
  };
}

/** Objects with this property, and all that are no objects. */
export function has(property: string): Schema {
  return rule((value, context) => {
    if (isObject(value) && Object.hasOwn(value, property)) return;
    context.issues.push({ code: 'custom', message: `Invalid input: ${property} is missing`, input: value });
  });
}

/** The schema that a property's value stands for. */
export function discriminated(property: string, schemas: Readonly<Record<string, Part>>): Schema {
  return rule((value, context) => {
    if (!isObject(value)) {
      context.issues.push({ code: 'invalid_type', expected: 'object', input: value });
      return;
    }
    const tag = Object.hasOwn(value, property) ? value[property] : undefined;
    if (typeof tag === 'string' && Object.hasOwn(schemas, tag)) {
      delegate(schemas[tag]!, value, context);
      return;
    }
    context.issues.push({ code: 'invalid_value', values: Object.keys(schemas), input: tag, path: [property] });
  });
}

// Parameters.

/** A parameter that has a default: an absent one gets it. */
export function withDefault(schema: Part, value: unknown): Schema {
  return z
    .unknown()
    .check(context => {
      if (context.value !== undefined) delegate(schema, context.value, context);
    })
    .default(value);
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
      const result = (schema as z.ZodType).safeParse(Object.hasOwn(value, name) ? value[name] : undefined);
      for (const issue of result.error?.issues ?? []) {
        context.issues.push({ ...issue, input: value, path: [name, ...issue.path] } as z.core.$ZodRawIssue);
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

function isSeenProperty(seen: SeenProperties, key: string, value: unknown): boolean {
  if (seen.all || seen.names?.includes(key) || seen.patterns?.some(pattern => pattern.test(key))) return true;
  return seen.when?.some(([schema, more]) => isSeenProperty(more, key, value) && accepts(schema, value)) ?? false;
}

function isSeenItem(seen: SeenItems, index: number, items: readonly unknown[]): boolean {
  if (seen.all || index < (seen.count ?? 0) || (seen.contains && accepts(seen.contains, items[index]))) return true;
  return seen.when?.some(([schema, more]) => isSeenItem(more, index, items) && accepts(schema, items)) ?? false;
}

export function unevaluatedProperties(seen: SeenProperties, rest: Part): Schema {
  return rule((value, context) => {
    if (!isObject(value)) return;
    for (const key of Object.keys(value)) {
      if (!isSeenProperty(seen, key, value)) delegate(rest, value[key], context, [key]);
    }
  });
}

export function unevaluatedItems(seen: SeenItems, rest: Part): Schema {
  return rule((value, context) => {
    if (!Array.isArray(value)) return;
    value.forEach((item, index) => {
      if (!isSeenItem(seen, index, value)) delegate(rest, item, context, [index]);
    });
  });
}
