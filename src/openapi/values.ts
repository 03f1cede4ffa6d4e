/** Reading values that somebody else wrote: only own keys count, so that `__proto__` and `toString` are keys like any other. */
import type { Json } from './json.js';

export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own members only. */
export function member(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A member of an object or an element of an array, by a pointer's token. */
export function step(value: Json | undefined, token: string): Json | undefined {
  if (!Array.isArray(value)) return member(value, token);
  return /^(0|[1-9]\d*)$/.test(token) ? (value as readonly Json[])[Number(token)] : undefined;
}

/** Assigning to `__proto__` would replace the prototype; defining it makes an own key. */
export function setMember(object: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

/** 'an object', 'a number', …: what a message calls a value. */
export function describeKind(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}
