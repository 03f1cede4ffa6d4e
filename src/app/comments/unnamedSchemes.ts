/** Security schemes that blocks ask for and that nothing defines. */
import type { Json } from '../../openapi/json.js';
import { isObject, type JsonObject } from './apiBlocks.js';

/** Schemes by the names that requirements have for them. `missing` hears of each, and whether its name says what it is. */
export function schemesByName(
  document: JsonObject,
  missing: (name: string, scheme: JsonObject | undefined) => void,
): JsonObject {
  const components = isObject(document.components) ? document.components : {};
  const known = isObject(components.securitySchemes) ? components.securitySchemes : {};
  const operations = Object.values(isObject(document.paths) ? document.paths : {})
    .filter(isObject)
    .flatMap(item => Object.values(item).filter(isObject));
  const names = new Set(operations.flatMap(({ security }) => namesIn(security)));
  const made = new Map<string, JsonObject>();
  for (const name of names) {
    if (Object.hasOwn(known, name)) continue;
    const scheme = schemeOf(name);
    missing(name, scheme);
    if (scheme) made.set(name, scheme);
  }
  if (made.size === 0) return document;
  const securitySchemes = { ...known, ...Object.fromEntries(made) };
  return { ...document, components: { ...components, securitySchemes } };
}

function namesIn(security: Json | undefined): string[] {
  return Array.isArray(security) ? security.filter(isObject).flatMap(one => Object.keys(one)) : [];
}

function schemeOf(name: string): JsonObject | undefined {
  if (/bearer|jwt/i.test(name)) return { type: 'http', scheme: 'bearer' };
  return /basic/i.test(name) ? { type: 'http', scheme: 'basic' } : undefined;
}
