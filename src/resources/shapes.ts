/** Types of the server become JSON Schema 2020-12. */
import type { Json } from '../openapi/json.js';
import type { JsonObject } from '../openapi/values.js';
import type { Bounds, ColumnType } from '../schema/relation.js';
import { tightest } from './bounds.js';
import { nameInMarkdown } from './notes.js';
import { numberShape } from './numberShapes.js';
import { textShape } from './textShapes.js';
import { plainTypeName, valueKind } from './typeKinds.js';

/**
 * Without null. What a value of this type looks like in JSON, in requests as in responses.
 * @param bounds of the column's CHECKs; those of its domains are in the type.
 * @param numbers bigint and numeric become JSON numbers; otherwise texts, which lose no digit.
 */
export function shapeOf(type: ColumnType, bounds: readonly Bounds[], numbers: boolean): JsonObject {
  const all = tightest([...bounds, ...type.domains.flatMap(domain => domain.bounds)]);
  const { kind, element } = type;
  if (kind === 'enum') return { type: 'string', enum: narrowed(type.values ?? [], all.oneOf) };
  if (kind === 'array' && element) {
    // Of several dimensions the server counts the elements of all.
    const { minItems, maxItems }: Bounds = element.kind === 'array' ? {} : all;
    return {
      type: 'array',
      items: shapeOf(element, [], numbers),
      ...(minItems !== undefined && { minItems }),
      ...(maxItems !== undefined && { maxItems }),
    };
  }
  if (kind === 'range' && element) return rangeShape(shapeOf(element, [], numbers));
  if (kind === 'multirange' && element) return { type: 'array', items: rangeShape(shapeOf(element, [], numbers)) };
  if (kind === 'composite') {
    const attributes = (type.attributes ?? []).map(({ name }) => nameInMarkdown(name)).join(', ');
    return { type: 'string', description: `A row as PostgreSQL writes it: (${attributes}).` };
  }
  return baseShape(type, all, numbers);
}

function narrowed(values: readonly string[], oneOf: readonly string[] | undefined): readonly string[] {
  const left = values.filter(value => oneOf?.includes(value) ?? true);
  return left.length > 0 ? left : values;
}

/** https://www.postgresql.org/docs/current/rangetypes.html; an end that is null is open. */
export function rangeShape(element: JsonObject): JsonObject {
  const end = orNull(element);
  return {
    type: 'object',
    properties: {
      empty: { type: 'boolean', description: 'It has no values at all; both ends are null then.' },
      lower: end,
      upper: end,
      lower_inclusive: { type: 'boolean' },
      upper_inclusive: { type: 'boolean' },
    },
    required: ['empty', 'lower', 'upper', 'lower_inclusive', 'upper_inclusive'],
    additionalProperties: false,
  };
}

function baseShape(type: ColumnType, bounds: Bounds, numbers: boolean): JsonObject {
  const name = plainTypeName(type);
  const kind = valueKind(type);
  if (kind === 'integer' || kind === 'fraction') return numberShape(type, bounds, numbers);
  if (kind === 'text') return textShape(type, bounds);
  const [first, second] = type.modifiers;
  switch (name) {
    case 'boolean':
      return { type: 'boolean' };
    case 'uuid':
      return { type: 'string', format: 'uuid' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'timestamp with time zone':
      return { type: 'string', format: 'date-time' };
    case 'time with time zone':
      return { type: 'string', format: 'time' };
    case 'timestamp without time zone':
      return { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?$' };
    case 'time without time zone':
      return { type: 'string', pattern: '^\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?$' };
    case 'interval':
      return { type: 'string', pattern: '^-?P', description: 'A duration of ISO 8601: P1DT12H.' };
    case 'bytea':
      return { type: 'string', contentEncoding: 'base64' };
    case 'json':
    case 'jsonb':
      return {};
    case 'bit':
      return { type: 'string', pattern: `^[01]{${first ?? 1}}$` };
    case 'bit varying':
      return { type: 'string', pattern: first === undefined ? '^[01]*$' : `^[01]{0,${first}}$` };
    default: {
      const written = second === undefined && first !== undefined ? `${name}(${first})` : nameInMarkdown(name);
      return { type: 'string', description: `As PostgreSQL writes a value of the type ${written}.` };
    }
  }
}

/** Null is another value that it may have. */
export function orNull(shape: JsonObject): JsonObject {
  const { type, enum: values, anyOf, ...rest } = shape;
  if (Array.isArray(anyOf)) return { ...rest, anyOf: [...anyOf, { type: 'null' }] };
  if (type === undefined || Array.isArray(type)) return shape;
  return {
    type: [type, 'null'],
    ...(Array.isArray(values) && { enum: [...values, null] }),
    ...rest,
  };
}

/** The most characters and elements that a request may have where the database sets no end. */
const mostCharacters = 65_536;
const mostItems = 1000;

/** As a request may have it: texts and arrays have an end. */
export function bounded(shape: JsonObject): JsonObject {
  const types = [shape.type].flat();
  const inner: Record<string, Json> = {};
  if (shape.items) inner.items = bounded(shape.items as JsonObject);
  if (shape.properties) {
    const properties = Object.entries(shape.properties as { readonly [key: string]: JsonObject });
    inner.properties = Object.fromEntries(properties.map(([name, one]) => [name, bounded(one)]));
  }
  if (types.includes('array')) return { ...shape, ...inner, maxItems: shape.maxItems ?? mostItems };
  const isFree = types.includes('string') && !shape.enum && shape.contentEncoding === undefined;
  if (isFree && shape.maxLength === undefined && !hasAnEnd(shape)) {
    return { ...shape, ...inner, maxLength: Math.max(mostCharacters, (shape.minLength as number | undefined) ?? 0) };
  }
  return { ...shape, ...inner };
}

/** A format that has an end, or a pattern of ours in which nothing repeats without one. */
function hasAnEnd({ format, pattern }: JsonObject): boolean {
  if (format !== undefined) return true;
  return (
    typeof pattern === 'string' &&
    /^\^[^|]*\$$/.test(pattern) &&
    !/[*+]|\{\d+,\}/.test(pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x'))
  );
}
