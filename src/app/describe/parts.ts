/** The schema of a part of a request, by how the handler uses it. */
import type { Part } from '../handlers/part.js';
import { alternatives, textOf, type Value } from '../interpret/value.js';
import type { Reading, Schema } from '../shapes/schema.js';

export function partSchema(part: Part, reading: Reading): Schema {
  const fallback = defaultOf(part);
  const found = bare(part, reading);
  return fallback === undefined ? found : { ...found, default: fallback };
}

function bare(part: Part, reading: Reading): Schema {
  if (part.members.size > 0) {
    const properties = Object.fromEntries(
      [...part.members].map(([name, member]) => [name, partSchema(member, reading)]),
    );
    return { type: 'object', properties };
  }
  if (part.items) return { type: 'array', items: partSchema(part.items, reading) };
  const { conversions } = part;
  if (conversions.has('parseInt')) return { type: 'integer' };
  if (conversions.has('Number') || conversions.has('parseFloat')) return { type: 'number' };
  if (conversions.has('Boolean')) return { type: 'boolean' };
  // What comes in a URL or a header is text, whatever else is known.
  if (conversions.has('String') || part.role !== 'body') return { type: 'string' };
  return {};
}

function defaultOf(part: Part): string | number | boolean | undefined {
  const values: readonly Value[] = part.fallback ? alternatives(part.fallback) : [];
  const [only] = values;
  if (values.length !== 1 || only === undefined) return undefined;
  if (only.kind === 'literal' && (typeof only.value === 'number' || typeof only.value === 'boolean')) return only.value;
  return textOf(only);
}
