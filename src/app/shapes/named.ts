/** Schemas that a program gives a name become components. */
import { nameOf } from '../interpret/patterns.js';
import type { Value } from '../interpret/value.js';
import type { Field } from './field.js';
import type { Reading, Schema } from './schema.js';

/** What has been read already: each schema once, however often it is named. */
const known = new WeakMap<Reading, WeakMap<object, Field | undefined>>();

/** Named schemas that are being read. */
const active = new WeakSet<object>();

/** Reads a schema by `read`, which is called once for each value. */
export function namedField(value: Value, reading: Reading, read: () => Field | undefined): Field | undefined {
  const cache = known.get(reading) ?? new WeakMap<object, Field | undefined>();
  known.set(reading, cache);
  if (cache.has(value)) return cache.get(value);
  const name = nameOf(value);
  if (active.has(value)) return { schema: reading.reserve(componentName(name ?? 'Schema'), value), optional: false };
  active.add(value);
  try {
    const found = read();
    const made = found && { ...found, schema: asComponent(found.schema, name, value, reading) };
    cache.set(value, made);
    return made;
  } finally {
    active.delete(value);
  }
}

/** A schema of an object with a name of its own is a component, and so is one that contains itself. */
function asComponent(schema: Schema, name: string | undefined, value: Value, reading: Reading): Schema {
  const own = name !== undefined && !general.test(name) && isObject(schema);
  if (!own && !reading.isReserved(value)) return schema;
  return reading.component(componentName(name ?? 'Schema'), value, () => schema);
}

/** A parameter's or a variable's name that says nothing of what is described. */
const general =
  /^_?(schemas?|validators?|validation|dto|type|value|arg|input|data|object|obj|it|item|inner|base|body|query|params|headers|querystring|response|reply|s|v|x|t)$/i;

function isObject(schema: Schema): boolean {
  return schema.type === 'object' && schema.properties !== undefined;
}

/** `createUserSchema` → `CreateUser` */
function componentName(name: string): string {
  const short = name.replace(/(?<=.)_?(schema|validator|validation|dto)$/i, '') || name;
  return short.charAt(0).toUpperCase() + short.slice(1);
}

/** Whether a part of a chain of calls has a name, and so is read on its own. */
export function hasName(value: Value): boolean {
  const name = nameOf(value);
  return name !== undefined && !general.test(name);
}
