/** OpenAPI 3.1 in the words of 3.0. */
import { downgradeSchema } from './downgradeSchema.js';
import type { Json } from './json.js';
import { isObject, type JsonObject, setMember } from './values.js';

/** What 3.0 does not know, by the object that it would stand in. */
const newer = {
  root: new Set(['webhooks', 'jsonSchemaDialect']),
  info: new Set(['summary']),
  components: new Set(['pathItems']),
};

/**
 * The document without what 3.0 cannot say; schemas never forbid more than before.
 * https://spec.openapis.org/oas/v3.0.4.html
 */
export function downgrade(document: JsonObject): JsonObject {
  const made: Record<string, Json> = {};
  for (const [key, value] of Object.entries(document)) {
    if (newer.root.has(key)) continue;
    if (key === 'openapi') made.openapi = '3.0.4';
    else if (key === 'info') made.info = withoutLicenseId(without(value, newer.info));
    else if (key === 'paths') made.paths = inside(value);
    else if (key === 'components') made.components = components(value);
    else setMember(made, key, value);
  }
  return made;
}

function components(value: Json): Json {
  if (!isObject(value)) return value;
  const made: Record<string, Json> = {};
  for (const [key, section] of Object.entries(without(value, newer.components) as JsonObject)) {
    if (key === 'schemas' && isObject(section)) made[key] = mapValues(section, downgradeSchema);
    else if (key === 'securitySchemes' && isObject(section)) made[key] = knownSchemes(section);
    else made[key] = inside(section);
  }
  return made;
}

function knownSchemes(schemes: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schemes).filter(([, scheme]) => !(isObject(scheme) && scheme.type === 'mutualTLS')),
  );
}

function without(value: Json, keys: ReadonlySet<string>): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.has(key)));
}

function withoutLicenseId(info: Json): Json {
  if (!isObject(info) || !isObject(info.license)) return info;
  return { ...info, license: without(info.license, new Set(['identifier'])) };
}

/** Outside of schemas: finds those in it. Examples and extensions are data. */
function inside(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(inside);
  if (!isObject(value)) return value;
  const made: Record<string, Json> = {};
  for (const [key, one] of Object.entries(value)) {
    if (key === 'schema') made[key] = downgradeSchema(one);
    else if (key === 'example' || key === 'examples' || key.startsWith('x-')) made[key] = one;
    else setMember(made, key, inside(one));
  }
  return made;
}

function mapValues(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
