/** The schema of a part of a request, by how the handler uses it. */
import type { Json } from '../../openapi/json.js';
import type { Part } from '../handlers/part.js';
import { alternatives, textOf, type Value } from '../interpret/value.js';
import { propertiesOf } from '../shapes/field.js';
import type { Reading, Schema } from '../shapes/schema.js';

/** What validation or a type says of parts. */
const told = new WeakMap<Part, Schema>();

/** Notes what is known of a part, and so of what is in it, for those who answer with it. What is told first stays. */
export function tellPart(part: Part, schema: Schema, reading: Reading, depth = 0): void {
  if (depth > deepest || told.has(part)) return;
  told.set(part, schema);
  const resolved = reading.resolved(schema);
  const properties = propertiesOf(resolved);
  for (const [name, member] of part.members) {
    if (Object.hasOwn(properties, name)) tellPart(member, properties[name]!, reading, depth + 1);
  }
  if (part.items && resolved.items) tellPart(part.items, resolved.items as Schema, reading, depth + 1);
}

const deepest = 20;

export function partSchema(part: Part, reading: Reading): Schema {
  const known = told.get(part);
  if (known) return known;
  const fallback = defaultOf(part);
  const found = bare(part, reading);
  if (fallback === undefined) return found;
  // What stands in for a text of a URL is written as one.
  const value = found.type === 'string' && part.role !== 'body' ? String(fallback) : fallback;
  return found.type === undefined || fitsType(value, found.type) ? { ...found, default: value } : found;
}

function bare(part: Part, reading: Reading): Schema {
  // A length have texts and lists.
  const sized = part.members.size > 0 && [...part.members.keys()].every(name => name === 'length');
  if (sized) return part.items ? { type: 'array', items: partSchema(part.items, reading) } : textUnlessBody(part);
  // A segment of a path is a text, whatever a middleware puts in its place.
  if (part.members.size > 0 && (part.role === 'body' || part.path.length === 0 || part.role === 'query')) {
    const properties = Object.fromEntries(
      [...part.members].map(([name, member]) => [name, partSchema(member, reading)]),
    );
    const required = [...part.members].filter(([, member]) => member.needed).map(([name]) => name);
    return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
  }
  if (part.items) return { type: 'array', items: partSchema(part.items, reading) };
  const { conversions } = part;
  if (conversions.has('parseInt')) return { type: 'integer' };
  if (conversions.has('Number') || conversions.has('parseFloat')) return { type: 'number' };
  if (conversions.has('Boolean')) return { type: 'boolean' };
  return conversions.has('String') ? { type: 'string' } : textUnlessBody(part);
}

function fitsType(value: string | number | boolean, type: Json): boolean {
  if (typeof value === 'number') return type === 'number' || (type === 'integer' && Number.isInteger(value));
  return type === typeof value;
}

/** What comes in a URL or a header is text, whatever else is known. */
function textUnlessBody({ role }: Part): Schema {
  return role === 'body' || role === 'files' ? {} : { type: 'string' };
}

function defaultOf(part: Part): string | number | boolean | undefined {
  const values: readonly Value[] = part.fallback ? alternatives(part.fallback) : [];
  const [only] = values;
  if (values.length !== 1 || only === undefined) return undefined;
  if (only.kind === 'literal' && (typeof only.value === 'number' || typeof only.value === 'boolean')) return only.value;
  return textOf(only);
}
