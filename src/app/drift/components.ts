/** Brings what the program's description refers to into the one that people wrote. */
import nodePath from 'node:path';
import type { At } from '../../openapi/api.js';
import { canonical } from '../../openapi/breaking/canonical.js';
import type { Json } from '../../openapi/json.js';
import { childPointer } from '../../openapi/pointer.js';
import { isObject, member, setMember } from '../../openapi/values.js';
import type { Change } from './changes.js';
import { type Description, type JsonObject, valueUnder } from './described.js';
import { saysTheSame } from './sameSchema.js';

export interface Borrowed {
  /** The value, with the names that its components have in the description. */
  readonly value: Json;
  /** Adds the components that are not there yet, with those that they need. */
  readonly changes: readonly Change[];
}

/**
 * Takes values over from the program's document (`program`, in the version of the description). A component of the same name
 * that says the same is used, otherwise the program's gets another name; each is decided once.
 */
export function borrower(description: Description, program: JsonObject): (value: Json, into: string) => Borrowed {
  const { api, loaded } = description;
  const names = new Map<string, { readonly name: string; readonly isNew: boolean }>();
  const taken = new Set<string>();

  function nameOf(section: string, name: string) {
    const key = `${section}/${name}`;
    const known = names.get(key);
    if (known) return known;
    const found = section === 'securitySchemes' ? scheme(name) : component(section, name);
    const made = found === undefined ? { name: freeName(section, name), isNew: true } : { name: found, isNew: false };
    names.set(key, made);
    taken.add(`${section}/${made.name}`);
    return made;
  }

  function freeName(section: string, name: string): string {
    const isFree = (one: string) =>
      valueUnder(loaded.entry.value, ['components', section, one]) === undefined && !taken.has(`${section}/${one}`);
    let free = name;
    for (let number = 2; !isFree(free); number++) free = `${name}${number}`;
    return free;
  }

  function component(section: string, name: string): string | undefined {
    const way = ['components', section, name];
    const [said, value] = [valueUnder(program, way), valueUnder(loaded.entry.value, way)];
    if (said === undefined || value === undefined) return undefined;
    const pointer = way.reduce(childPointer, '');
    return saysTheSame(said, { document: loaded.entry, pointer, value }, program, description) ? name : undefined;
  }

  /** Whatever it is called: of a kind of credentials, descriptions have one. */
  function scheme(name: string): string | undefined {
    const said = valueUnder(program, ['components', 'securitySchemes', name]);
    const same = api.securitySchemes.filter(({ type, http, key }) => {
      if (type !== member(said, 'type')) return false;
      if (type === 'http') return http?.scheme === String(member(said, 'scheme')).toLowerCase();
      return (
        type === 'apiKey' &&
        canonical({ ...key! }) === canonical({ in: member(said, 'in')!, name: member(said, 'name')! })
      );
    });
    return (same.find(one => one.name === name) ?? same[0])?.name;
  }

  return (value, into) => {
    const changes = new Map<string, Change>();
    const entry = loaded.entry.path;
    const bring = (section: string, name: string): string => {
      const chosen = nameOf(section, name);
      const key = `${section}/${chosen.name}`;
      const said = valueUnder(program, ['components', section, name]);
      if (!chosen.isNew || changes.has(key) || said === undefined) return chosen.name;
      const at: At = { path: entry, pointer: childPointer('/components', section) };
      changes.set(key, { kind: 'member', at, key: chosen.name, value: {} });
      changes.set(key, { kind: 'member', at, key: chosen.name, value: renamed(said, bring, entry, entry) });
      return chosen.name;
    };
    const made = renamed(value, bring, into, entry);
    return { value: made, changes: [...changes.values()] };
  };
}

/** With `$ref`s, mappings of discriminators and names of security schemes as the description has them. */
function renamed(value: Json, bring: (section: string, name: string) => string, into: string, entry: string): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(one => renamed(one, bring, into, entry));
  if (!isObject(value)) return value;
  const made: Record<string, Json> = {};
  const reference = (text: string): string => {
    const [, section, name] = /^#\/components\/([^/]+)\/([^/]+)$/.exec(text) ?? [];
    if (section === undefined || name === undefined) return text;
    return `${fileRef(into, entry)}#/components/${section}/${bring(section, name)}`;
  };
  for (const [key, inner] of Object.entries(value)) {
    if (key === '$ref' && typeof inner === 'string') made[key] = reference(inner);
    else if (key === 'mapping' && isObject(inner)) {
      made[key] = Object.fromEntries(
        Object.entries(inner).map(([one, target]) => [one, typeof target === 'string' ? reference(target) : target]),
      );
    } else if (key === 'security' && Array.isArray(inner)) {
      made[key] = (inner as readonly Json[]).map(need =>
        isObject(need)
          ? Object.fromEntries(Object.entries(need).map(([name, scopes]) => [bring('securitySchemes', name), scopes]))
          : need,
      );
    } else setMember(made, key, renamed(inner, bring, into, entry));
  }
  return made;
}

/** '' in the same file. */
function fileRef(from: string, to: string): string {
  if (from === to) return '';
  const relative = nodePath.relative(nodePath.dirname(from), to).replaceAll('\\', '/');
  return relative.startsWith('.') ? relative : `./${relative}`;
}
