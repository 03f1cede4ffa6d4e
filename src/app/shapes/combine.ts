/** Schemas made of schemas. */
import type { Json } from '../../openapi/json.js';
import type { Schema } from './schema.js';

/** Any of several; what says the same is said once, `{}` swallows all. */
export function anyOf(schemas: readonly Schema[]): Schema {
  const unique = [...new Map(schemas.map(schema => [JSON.stringify(schema), schema])).values()];
  if (unique.length === 0 || unique.some(schema => Object.keys(schema).length === 0)) return {};
  if (unique.length === 1) return unique[0]!;
  const objects = unique.every(isPlainObject) ? mergedObjects(unique) : undefined;
  if (objects) return objects;
  const types = unique.map(({ type, ...rest }) =>
    Object.keys(rest).length === 0 && typeof type === 'string' ? type : undefined,
  );
  return types.includes(undefined) ? { anyOf: unique as Json[] } : { type: [...new Set(types as string[])] };
}

function isPlainObject(schema: Schema): boolean {
  return schema.type === 'object' && Object.keys(schema).every(key => ['type', 'properties', 'required'].includes(key));
}

/**
 * Objects with the same properties are one, each property any of theirs; otherwise they stay apart. An object that lacks
 * properties of the other is it with these optional.
 */
function mergedObjects(schemas: readonly Schema[]): Schema | undefined {
  const all = schemas.map(schema => (schema.properties ?? {}) as { readonly [name: string]: Schema });
  const names = [...new Set(all.flatMap(properties => Object.keys(properties)))];
  const shared = names.filter(name => all.every(properties => Object.hasOwn(properties, name)));
  if (names.length > 0 && shared.length === 0) return undefined;
  const required = names.filter(name =>
    schemas.every(schema => (schema.required as string[] | undefined)?.includes(name)),
  );
  const properties = Object.fromEntries(
    names.map(name => [name, anyOf(all.flatMap(one => (Object.hasOwn(one, name) ? [one[name]!] : [])))]),
  );
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
}
