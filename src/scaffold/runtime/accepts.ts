/**
 * Whether a Zod schema accepts a value, without Zod: its definition is read once, into plain functions. Zod builds a copy
 * of each value and a list of what is wrong with it; most values are right and need neither.
 * A schema that may change a value, or that is not known here, is not decided: Zod is asked.
 */

import { spend, verdictsOf } from './effort.js';

/** Exactly Zod's answer. `depth`: how many references were followed to come here. @throws undecided */
export type Test = (value: unknown, depth: number) => boolean;

/** Zod 4's own description of a schema or check (https://zod.dev/library-authors). */
export interface Internals {
  readonly _zod: {
    readonly def: Definition;
    /** Whether a property of this kind may be absent. */
    readonly optin?: 'optional' | 'defaulted' | undefined;
    readonly optout?: 'optional' | undefined;
    readonly values?: ReadonlySet<unknown>;
    readonly innerType?: Internals;
    readonly check?: object;
  };
}

interface Definition {
  readonly type?: string;
  readonly checks?: readonly Internals[];
  readonly check?: string;
  readonly coerce?: boolean;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly value?: number;
  readonly inclusive?: boolean;
  readonly discriminator?: string;
  readonly mode?: string;
  readonly partial?: boolean;
  readonly innerType?: Internals;
  readonly element?: Internals;
  readonly keyType?: Internals;
  readonly valueType?: Internals;
  readonly options?: readonly Internals[];
  readonly shape?: Readonly<Record<string, Internals>>;
  readonly catchall?: Internals;
}

/** Thrown where Zod must be asked. One object for all: a stack would cost more than the test. */
const undecided = new RangeError('Only Zod can tell.');

function leave(): never {
  throw undecided;
}

const tests = new WeakMap<object, Test>();

/** Says what a schema or the function of a check of our own accepts. */
export function know<T extends object>(schemaOrCheck: T, test: Test): T {
  tests.set(schemaOrCheck, test);
  return schemaOrCheck;
}

/** Undefined: Zod must be asked, because the value would be changed or is nested too deeply, or the schema is not known. */
export function isAccepted(schema: object, value: unknown): boolean | undefined {
  try {
    return testOf(schema)(value, 0);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The test of a schema, made when it is first asked for. */
export function testOf(schema: object): Test {
  const known = tests.get(schema);
  if (known) return known;
  const test = compile(schema as Internals);
  tests.set(schema, test);
  return test;
}

function compile(schema: Internals): Test {
  const { def } = schema._zod;
  const base =
    def.checks?.length && (def.type === 'object' || def.type === 'record')
      ? copiedTest(baseOf(schema))
      : baseOf(schema);
  const checks = (def.checks ?? []).map(check => checkOf(check, def.type));
  return checks.reduce<Test>((before, check) => (value, depth) => before(value, depth) && check(value, depth), base);
}

function baseOf(schema: Internals): Test {
  const { def, values } = schema._zod;
  switch (def.type) {
    case 'unknown':
      return () => true;
    case 'never':
      return () => false;
    case 'null':
      return value => value === null;
    case 'boolean':
      return def.coerce ? leave : value => typeof value === 'boolean';
    case 'number':
      return def.coerce || def.format ? leave : value => typeof value === 'number' && Number.isFinite(value);
    case 'string':
      return def.coerce || def.format ? leave : value => typeof value === 'string';
    case 'enum':
    case 'literal':
      return values ? value => values.has(value) : leave;
    case 'lazy':
      return lazyTest(schema);
    case 'optional':
      return optionalTest(def.innerType!);
    case 'nullable':
      return nullableTest(testOf(def.innerType!));
    case 'default':
      return presentTest(testOf(def.innerType!));
    case 'union':
      return def.discriminator ? leave : unionTest(def.options!.map(testOf), def.inclusive === false);
    case 'array':
      return arrayTest(testOf(def.element!));
    case 'record':
      return recordTest(def);
    case 'object':
      return objectTest(def);
    default:
      return leave;
  }
}

function checkOf(check: Internals, type: string | undefined): Test {
  const { def, check: run } = check._zod;
  const own = run && tests.get(run);
  if (own) return own;
  const { minimum, maximum, pattern, value: bound, inclusive } = def;
  const sized = type === 'string' || type === 'array';
  if (def.check === 'min_length' && sized) return value => (value as string).length >= minimum!;
  if (def.check === 'max_length' && sized) return value => (value as string).length <= maximum!;
  if (def.check === 'string_format' && def.format === 'regex' && pattern && !pattern.global && !pattern.sticky) {
    return value => pattern.test(value as string);
  }
  if (def.check === 'greater_than' && type === 'number') {
    return inclusive ? value => (value as number) >= bound! : value => (value as number) > bound!;
  }
  if (def.check === 'less_than' && type === 'number') {
    return inclusive ? value => (value as number) <= bound! : value => (value as number) < bound!;
  }
  return leave;
}

/** Zod follows a value until the stack ends, and says so; far fewer levels than that are decided here. */
const deepest = 200;

function lazyTest(schema: Internals): Test {
  let inner: Test | undefined;
  return (value, depth) => {
    if (depth > deepest) leave();
    inner ??= testOf(schema._zod.innerType!);
    const known = typeof value === 'object' && value !== null ? verdictsOf(schema) : undefined;
    if (!known) {
      spend();
      return inner(value, depth + 1);
    }
    const before = known.get(value as object);
    if (before !== undefined) return before;
    spend();
    const isRight = inner(value, depth + 1);
    known.set(value as object, isRight);
    return isRight;
  };
}

function optionalTest(inner: Internals): Test {
  const test = testOf(inner);
  return (value, depth) => {
    if (value !== undefined) return test(value, depth);
    return inner._zod.optin === 'defaulted' ? leave() : true;
  };
}

function nullableTest(inner: Test): Test {
  return (value, depth) => value === null || inner(value, depth);
}

/** A value that is absent becomes the default. */
function presentTest(inner: Test): Test {
  return (value, depth) => (value === undefined ? leave() : inner(value, depth));
}

function unionTest(options: readonly Test[], isExclusive: boolean): Test {
  if (options.length === 1) return options[0]!;
  if (!isExclusive) return (value, depth) => options.some(option => option(value, depth));
  return (value, depth) => options.filter(option => option(value, depth)).length === 1;
}

function arrayTest(item: Test): Test {
  return (value, depth) => {
    if (!Array.isArray(value)) return false;
    for (let index = 0; index < value.length; index++) {
      const one: unknown = value[index];
      // Zod fills holes.
      if (one === undefined && !(index in value)) leave();
      if (!item(one, depth)) return false;
    }
    return true;
  };
}

/** Objects as JSON and forms have them. Of others, Zod would make such a one. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || leave();
}

function recordTest(def: Definition): Test {
  const keys = def.keyType?._zod.def;
  const isAnyKey = keys?.type === 'string' && !keys.checks?.length && !keys.format && !keys.coerce;
  if (!isAnyKey || def.partial || def.mode === 'loose') return leave;
  const item = testOf(def.valueType!);
  return (value, depth) => {
    if (!isPlain(value)) return false;
    if (typeof value.constructor === 'function' && value.constructor !== Object) leave();
    if (Object.getOwnPropertySymbols(value).length > 0) leave();
    for (const key of Object.keys(value)) {
      if (key === '__proto__') leave();
      if (!item(value[key], depth)) return false;
    }
    return true;
  };
}

function objectTest(def: Definition): Test {
  const shape = def.shape!;
  const keys = Object.keys(shape);
  if (keys.includes('__proto__')) return leave;
  const schemas = keys.map(key => shape[key]!);
  const properties = schemas.map(testOf);
  const others = othersTest(def, new Set(keys));
  return (value, depth) => {
    if (!isPlain(value)) return false;
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index]!;
      const one = value[key];
      if (one === undefined && !(key in value)) {
        if (!mayBeAbsent(schemas[index]!)) return false;
      } else if (!properties[index]!(one, depth)) return false;
    }
    return others(value, depth);
  };
}

/** Checks count and name what is in Zod's copy, where some keys are not. */
function copiedTest(base: Test): Test {
  return (value, depth) => {
    if (!base(value, depth)) return false;
    if (Object.hasOwn(value as object, '__proto__')) leave();
    return Object.getOwnPropertyNames(value).length === Object.keys(value as object).length || leave();
  };
}

function mayBeAbsent({ _zod: { optin, optout } }: Internals): boolean {
  if (optin === undefined) return false;
  return (optin === 'optional' && optout === 'optional') || leave();
}

/** Of the properties that an object does not declare. */
function othersTest(
  { catchall }: Definition,
  declared: ReadonlySet<string>,
): (value: object, depth: number) => boolean {
  const rest = catchall?._zod.def;
  if (rest?.type === 'unknown' && !rest.checks?.length) {
    return () => true;
  }
  const test = catchall ? testOf(catchall) : leave;
  return (value, depth) => {
    for (const key in value) {
      if (declared.has(key)) continue;
      if (key === '__proto__') leave();
      if (!test((value as Record<string, unknown>)[key], depth)) return false;
    }
    return true;
  };
}
