/** The parts of a description that rules can look at one by one: path items, components, tags of one section. */
import type { Json } from '../json.js';
import { isObject, type JsonObject, setMember } from '../values.js';

export interface Part {
  /** `['paths', '/users']`, `['components', 'schemas', 'User']` */
  readonly tokens: readonly string[];
  readonly value: JsonObject;
}

/** In file order. What is no object belongs to the frame. */
export function partsOf(root: Json): readonly Part[] {
  if (!isObject(root)) return [];
  return Object.keys(root).flatMap(key => {
    const section = root[key]!;
    if (key !== 'components') return objectsIn(section, [key]);
    return isObject(section) ? Object.keys(section).flatMap(kind => objectsIn(section[kind]!, [key, kind])) : [];
  });
}

function objectsIn(section: Json, tokens: readonly string[]): Part[] {
  if (!isObject(section)) return [];
  return Object.keys(section).flatMap(key => {
    const value = section[key]!;
    return isObject(value) ? [{ tokens: [...tokens, key], value }] : [];
  });
}

/** The same description with these of its parts alone; what is in no part stays. */
export function withParts(root: Json, kept: (tokens: readonly string[]) => boolean): Json {
  if (!isObject(root)) return root;
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(root)) {
    const section = root[key]!;
    if (key !== 'components' || !isObject(section)) setMember(copy, key, filtered(section, [key], kept));
    else {
      const kinds: Record<string, Json> = {};
      for (const kind of Object.keys(section)) setMember(kinds, kind, filtered(section[kind]!, [key, kind], kept));
      setMember(copy, key, kinds);
    }
  }
  return copy;
}

function filtered(section: Json, tokens: readonly string[], kept: (tokens: readonly string[]) => boolean): Json {
  if (!isObject(section)) return section;
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(section)) {
    const value = section[key]!;
    if (!isObject(value) || kept([...tokens, key])) setMember(copy, key, value);
  }
  return copy;
}

/** How many tokens lead to the part that holds a place; undefined: it is in none, be it above parts or beside them. */
export function partLength(root: Json, tokens: readonly string[]): number | undefined {
  const length = tokens[0] === 'components' ? 3 : 2;
  if (tokens.length < length) return undefined;
  let value: Json | undefined = root;
  for (const token of tokens.slice(0, length)) {
    if (!isObject(value) || !Object.hasOwn(value, token)) return undefined;
    value = value[token];
  }
  return isObject(value) ? length : undefined;
}
