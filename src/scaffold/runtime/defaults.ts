/** The defaults of properties that a request's body does not have. */
import type { Internals } from './accepts.js';
import { accepts, type Part } from './rule.js';
import { withoutPrototypes } from './text.js';

/** What a schema says of a value and of what is in it, as far as it holds whatever the value is. */
export interface Inside {
  /** These are said of the same value. */
  readonly same?: readonly Part[];
  readonly properties?: Readonly<Record<string, Part>> | undefined;
  readonly patterns?: readonly (readonly [RegExp, Part])[] | undefined;
  /** Of all other properties. */
  readonly additional?: Part | undefined;
  /** By position. */
  readonly items?: readonly Part[];
  /** Of all other items. */
  readonly rest?: Part;
}

interface Preset {
  readonly schema: Part;
  readonly value: unknown;
  /** The value with the defaults that are in it; absent until it is first needed, undefined when its schema refuses it. */
  filled?: unknown;
}

const presets = new WeakMap<object, Preset>();
const insides = new WeakMap<object, Inside>();

/** The schema of a property that is `value` in a request's body where it is absent. */
export function presetTo<T extends object>(optional: T, schema: Part, value: unknown): T {
  presets.set(optional, { schema, value });
  return optional;
}

/** Says of which schemas a check of our own is made. */
export function madeOf<T extends object>(check: T, inside: Inside): T {
  insides.set(check, inside);
  return check;
}

/** Puts defaults into a value that the schema accepts; undefined when it has none. @throws RangeError when it is too deep */
export function fillerOf(schema: Part): ((value: unknown) => void) | undefined {
  if (!holdsAny(schema)) return undefined;
  return value => fill(schema, value, { seen: new Map() });
}

/** A default within defaults, which may be without end: `Node: { next: { $ref: Node, default: {} } }`. */
interface Chain {
  readonly presets: readonly Preset[];
  /** How many more there may be. */
  readonly budget: { left: number };
}

interface Filling {
  /**
   * The values that a schema with several parts has filled: where two of its parts lead back to it by the same property,
   * each level of the value would double the work.
   */
  readonly seen: Map<Part, Set<object>>;
  readonly chain?: Chain;
}

function fill(schema: Part, value: unknown, filling: Filling): void {
  if (typeof value !== 'object' || value === null || !holdsAny(schema)) return;
  const inside = insideOf(schema);
  const { same = [], patterns } = inside;
  if ((same.length > 1 || patterns) && isSeen(schema, value, filling)) return;
  for (const part of same) fill(part, value, filling);
  if (Array.isArray(value)) {
    const { items, rest } = inside;
    if (items || rest) {
      for (const [index, item] of value.entries()) {
        const part = items?.[index] ?? rest;
        if (part) fill(part, item, filling);
      }
    }
    return;
  }
  fillObject(inside, value as Record<string, unknown>, filling);
}

function isSeen(schema: Part, value: object, { seen }: Filling): boolean {
  const values = seen.get(schema) ?? new Set();
  if (values.has(value)) return true;
  seen.set(schema, values.add(value));
  return false;
}

function fillObject(
  { properties = {}, patterns, additional }: Inside,
  value: Record<string, unknown>,
  filling: Filling,
): void {
  if (patterns || additional) {
    for (const [key, one] of Object.entries(value)) {
      const matching = patterns?.filter(([pattern]) => pattern.test(key)) ?? [];
      for (const [, part] of matching) fill(part, one, filling);
      if (additional && matching.length === 0 && !Object.hasOwn(properties, key)) fill(additional, one, filling);
    }
  }
  for (const [key, part] of Object.entries(properties)) {
    const one = Object.hasOwn(value, key) ? value[key] : undefined;
    if (one !== undefined) {
      fill(part, one, filling);
      continue;
    }
    const preset = presets.get(part);
    const found = preset && key !== '__proto__' ? presetValue(preset, filling) : undefined;
    if (found !== undefined) value[key] = found;
  }
}

/** A value of its own for each request: handlers may change it. */
function presetValue(preset: Preset, { seen, chain }: Filling): unknown {
  if (!chain) {
    if (!('filled' in preset)) preset.filled = filled(preset, new Map(), { presets: [], budget: { left: 100 } });
    return typeof preset.filled === 'object' ? structuredClone(preset.filled) : preset.filled;
  }
  if (chain.presets.includes(preset) || chain.budget.left-- <= 0) return undefined;
  return filled(preset, seen, chain);
}

function filled(preset: Preset, seen: Filling['seen'], { presets: before, budget }: Chain): unknown {
  const { schema, value } = preset;
  if (!accepts(schema, value)) return undefined;
  const copy = withoutPrototypes(structuredClone(value));
  fill(schema, copy, { seen, chain: { presets: [...before, preset], budget } });
  return copy;
}

const known = new WeakMap<object, boolean>();

/** True when there is a default anywhere in what the schema reaches. */
function holdsAny(schema: Part): boolean {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const seen = new Set<Part>([schema]);
  let found = false;
  // What is added on the way is visited too.
  for (const one of seen) {
    found = presets.has(one) || known.get(one) === true;
    if (found) break;
    for (const part of partsOf(insideOf(one))) seen.add(part);
  }
  known.set(schema, found);
  if (!found) for (const one of seen) known.set(one, false);
  return found;
}

function partsOf({ same = [], properties = {}, patterns = [], additional, items = [], rest }: Inside): readonly Part[] {
  const others = [additional, rest].filter(part => part !== undefined);
  return [...same, ...Object.values(properties), ...patterns.map(([, part]) => part), ...items, ...others];
}

const read = new WeakMap<object, Inside>();

function insideOf(schema: Part): Inside {
  const before = read.get(schema);
  if (before) return before;
  const inside = readInside(schema as Internals);
  read.set(schema, inside);
  return inside;
}

/** Unions are left out: which of their members has a default to say depends on what is there already. */
function readInside({ _zod: { def, innerType } }: Internals): Inside {
  const own = (def.checks ?? []).flatMap(({ _zod: { check } }) => (check && insides.get(check)) ?? []);
  if (def.type === 'object') return { properties: def.shape, additional: def.catchall };
  if (def.type === 'record') return { additional: def.valueType };
  if (def.type === 'array') return own[0] ?? { rest: def.element! };
  if (def.type === 'lazy') return { same: [innerType!] };
  if (def.type === 'optional' || def.type === 'nullable') return { same: [def.innerType!] };
  return own[0] ?? {};
}
