/** Values as plain data. */
import type { Json } from '../../openapi/json.js';
import { textOf, type Value } from '../interpret/value.js';

/** Defaults, examples, members of enums. Undefined: it is not known, or no single text, number or boolean. */
export function plainValue(value: Value | undefined): string | number | boolean | null | undefined {
  if (value?.kind === 'literal' && typeof value.value !== 'bigint' && !(value.value instanceof RegExp))
    return typeof value.value === 'number' && !Number.isFinite(value.value) ? undefined : value.value;
  return textOf(value);
}

/** The same of lists and objects too. Undefined: not all of it is known. */
export function plainJson(value: Value | undefined, depth = 0): Json | undefined {
  if (value?.kind === 'list' && !value.open && depth < 20) {
    const items = value.items.map(item => plainJson(item, depth + 1));
    return items.includes(undefined) ? undefined : (items as Json[]);
  }
  if (value?.kind === 'members' && !value.open && !value.of && depth < 20) {
    const entries = [...value.properties].map(([key, member]) => [key, plainJson(member.value, depth + 1)] as const);
    return entries.some(([, json]) => json === undefined) ? undefined : (Object.fromEntries(entries) as Json);
  }
  return plainValue(value);
}
