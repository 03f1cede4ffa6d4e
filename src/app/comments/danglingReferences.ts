/** References to components that nothing defines. */
import type { Json } from '../../openapi/json.js';
import { isObject, type JsonObject } from './apiBlocks.js';

/** The document without them: what they stood for may be anything. `missing` hears of each once. */
export function withoutDangling(document: JsonObject, missing: (ref: string) => void): JsonObject {
  const told = new Set<string>();
  const inside = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(inside);
    if (!isObject(value)) return value;
    const { $ref, ...rest } = value;
    if (typeof $ref === 'string' && $ref.startsWith('#/components/') && !leadsTo(document, $ref)) {
      if (!told.has($ref)) missing($ref);
      told.add($ref);
      const stand: JsonObject = $ref.startsWith('#/components/responses/') ? { description: nameIn($ref) } : {};
      return { ...stand, ...(inside(rest) as JsonObject) };
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inside(one)]));
  };
  return withoutEmptyParameters(inside(document)) as JsonObject;
}

function leadsTo(document: JsonObject, ref: string): boolean {
  let at: Json | undefined = document;
  for (const token of ref.slice(2).split('/')) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at !== undefined;
}

function nameIn(ref: string): string {
  return ref.split('/').at(-1)!;
}

/** A parameter that is nowhere defined is none. */
function withoutEmptyParameters(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutEmptyParameters);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inside]): [string, Json] => {
    const list = key === 'parameters' && Array.isArray(inside) ? inside : undefined;
    const kept = list?.filter(one => !isObject(one) || Object.keys(one).length > 0);
    return [key, kept ?? withoutEmptyParameters(inside)];
  });
  return Object.fromEntries(entries);
}
