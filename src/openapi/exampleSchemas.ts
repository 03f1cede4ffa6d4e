/**
 * Descriptions with their schemas made plain JSON Schema 2020-12, at the same pointers, for validating examples. What is
 * required only of requests or only of responses is required of neither: an example may be either.
 */
import type { Api } from './api.js';
import type { Json } from './json.js';
import { isObject, type JsonObject, member, setMember } from './values.js';

/** Identifiers: references are pointers by now, and two schemas may carry the same. */
const dropped = new Set(['$id', '$schema', '$anchor', '$dynamicAnchor', '$dynamicRef', 'id', 'discriminator']);
/** Of these nothing is a schema, and what looks like an identifier in them would count as one. */
const examples = new Set(['example', 'examples', 'value', 'dataValue', 'x-example', 'x-examples']);
const data = new Set(['default', 'enum', 'const']);
const named = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'schemas']);

export function plainSchemas(value: Json, dialect: Api['dialect']): Json {
  const old = dialect === '2.0' || dialect === '3.0';
  const copy = (from: Json, inNames: boolean): Json => {
    if (Array.isArray(from)) return (from as readonly Json[]).map(element => copy(element, false));
    if (!isObject(from)) return from;
    const to: Record<string, Json> = {};
    for (const [key, inner] of Object.entries(from)) {
      if (dropped.has(key) && (!inNames || typeof inner === 'string') && !isObject(inner)) continue;
      if (!inNames && examples.has(key)) continue;
      if (!inNames && data.has(key)) setMember(to, key, inner);
      else setMember(to, key, copy(inner, !inNames && named.has(key)));
    }
    if (!inNames) plain(from, to, old);
    return to;
  };
  return copy(value, false);
}

function plain(from: JsonObject, to: Record<string, Json>, old: boolean): void {
  if (Object.hasOwn(to, 'required')) {
    if (Array.isArray(to['required'])) to['required'] = requiredOfBoth(from, to['required'] as readonly Json[]);
    else delete to['required'];
  }
  if (!old) return;
  if (typeof from['$ref'] === 'string') {
    for (const key of Object.keys(to)) if (key !== '$ref') delete to[key];
    return;
  }
  for (const [limit, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (typeof to[exclusive] !== 'boolean') continue;
    if (to[exclusive] && typeof to[limit] === 'number') to[exclusive] = to[limit];
    else delete to[exclusive];
  }
  if (from['nullable'] !== true && from['x-nullable'] !== true) return;
  if (typeof to['type'] === 'string') to['type'] = [to['type'], 'null'];
  if (Array.isArray(to['enum'])) to['enum'] = [...(to['enum'] as readonly Json[]), null];
}

function requiredOfBoth(schema: JsonObject, required: readonly Json[]): Json[] {
  const properties = member(schema, 'properties');
  return required.filter(name => {
    const property = typeof name === 'string' ? member(properties, name) : undefined;
    return member(property, 'readOnly') !== true && member(property, 'writeOnly') !== true;
  });
}
