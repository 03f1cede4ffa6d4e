import type { Json } from '../json.js';

/** A value as a text that is the same for equal values: keys in order, 1.0 as 1. */
export function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(canonical).join(',')}]`;
  const object = value as { readonly [key: string]: Json };
  const members = Object.keys(object)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonical(object[key]!)}`);
  return `{${members.join(',')}}`;
}
