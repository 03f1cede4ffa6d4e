/** A part of a request: all of its query, one field of its body. It remembers how it is used. */
import { native } from '../interpret/builtins.js';
import type { Machine } from '../interpret/machine.js';
import { type Host, type HostValue, type Site, textOf, unknown, type Value } from '../interpret/value.js';

export type PartRole = 'params' | 'query' | 'headers' | 'cookies' | 'body' | 'files';

export class Part implements Host {
  readonly name: string;
  readonly self: HostValue;
  /** By name, in the order in which they are first used. */
  readonly members = new Map<string, Part>();
  /** The items, where it is used as a list. */
  items: Part | undefined;
  /** What is taken when it is absent. */
  fallback: Value | undefined;
  /** What it is turned into: Number, String, Boolean, parseInt, parseFloat. */
  readonly conversions = new Set<string>();
  /** It is used whole, or by names that are not known. */
  open = false;

  constructor(
    readonly machine: Machine,
    readonly role: PartRole,
    readonly path: readonly string[],
    /** Where it is first used. */
    readonly site: Site,
  ) {
    this.name = ['request', role, ...path].join('.');
    this.self = { kind: 'host', host: this };
  }

  get(key: string, site: Site): Value {
    if (key === '(computed)') {
      this.open = true;
      return unknown('a name that is not known', site);
    }
    const used = this.path.length > 0 || this.role === 'body' ? this.#asList(key) : undefined;
    if (used) return used;
    if (this.path.length > 0 && textMethods.has(key)) {
      this.conversions.add('String');
      return unknown(`the result of ${key}`, site);
    }
    const name = this.role === 'headers' ? key.toLowerCase() : key;
    const known = this.members.get(name);
    if (known) return known.self;
    const made = new Part(this.machine, this.role, [...this.path, name], site);
    this.members.set(name, made);
    return made.self;
  }

  set(key: string, value: Value): void {
    if (key === '(default)') this.fallback ??= value;
    else if (key === '(type)') this.conversions.add(textOf(value) ?? '');
  }

  #asList(key: string): Value | undefined {
    if (!listMethods.has(key)) return undefined;
    return native(`${this.name}.${key}`, ([callback], site) => {
      this.items ??= new Part(this.machine, this.role, [...this.path, '[]'], site);
      if (callback?.kind === 'function') this.machine.call(callback, [this.items.self], site);
      return unknown(`the result of ${key}`, site);
    });
  }
}

const listMethods = new Set(['map', 'forEach', 'flatMap', 'some', 'every', 'reduce']);
const textMethods = new Set([
  ...['split', 'trim', 'toLowerCase', 'toUpperCase', 'startsWith', 'endsWith', 'replace', 'replaceAll', 'toString'],
  ...['slice', 'substring', 'substr', 'includes', 'indexOf', 'match', 'charAt', 'localeCompare'],
]);

export function partOf(value: Value | undefined): Part | undefined {
  return value?.kind === 'host' && value.host instanceof Part ? value.host : undefined;
}
