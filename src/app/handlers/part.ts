/** A part of a request: all of its query, one field of its body. It remembers how it is used. */
import { native } from '../interpret/builtins.js';
import { callTerm } from '../interpret/functions.js';
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
  /** The last handler reads it, and not only a middleware before it. */
  own: boolean;
  /** How often all of it has been given to something that is not followed. */
  wholes = 0;
  /** Requests without it are refused. */
  needed = false;
  /** What the program itself puts into it before it reads it. */
  readonly put = new Map<string, Value>();

  constructor(
    readonly machine: Machine,
    readonly role: PartRole,
    readonly path: readonly string[],
    /** Where it is first used. */
    readonly site: Site,
    readonly parent?: Part,
    /** Whether the last handler is being followed, and not what stands before it. */
    readonly phase: { own: boolean } = parent?.phase ?? { own: true },
  ) {
    this.own = this.phase.own;
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
      // A text without its spaces is still what came with the request.
      return sameText.has(key) ? native(`${this.name}.${key}`, () => this.self) : unknown(`the result of ${key}`, site);
    }
    const put = this.put.get(key);
    if (put) return put;
    const name = this.role === 'headers' ? key.toLowerCase() : key;
    const known = this.members.get(name);
    if (known) {
      known.own ||= this.phase.own;
      return known.self;
    }
    const made = new Part(this.machine, this.role, [...this.path, name], site, this);
    this.members.set(name, made);
    return made.self;
  }

  set(key: string, value: Value): void {
    if (key === '(whole)') this.wholes++;
    else if (key === '(default)') this.fallback ??= value;
    else if (key === '(type)') this.conversions.add(textOf(value) ?? '');
    else if (!key.startsWith('(') && !this.members.has(key) && this.machine.depth === 0) this.put.set(key, value);
  }

  /** `tags.filter(…)`: no field of that name, but a list. */
  call(args: readonly Value[], site: Site): Value {
    const { parent } = this;
    const name = this.path.at(-1) ?? '';
    if (!parent || !alsoFields.has(name) || parent.path.length === 0 || this.members.size > 0) {
      return callTerm(this.machine, this.self, args, site, false);
    }
    parent.members.delete(name);
    parent.items ??= new Part(this.machine, parent.role, [...parent.path, '[]'], site);
    if (args[0]?.kind === 'function') this.machine.call(args[0], [parent.items.self], site);
    return sameList.has(name) ? parent.self : unknown(`the result of ${name}`, site);
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
/** These are names of fields, too: only a call tells. */
const sameList = new Set(['filter', 'sort', 'reverse']);
const alsoFields = new Set([...sameList, 'find', 'findIndex', 'join', 'push']);
const sameText = new Set(['trim', 'toLowerCase', 'toUpperCase', 'toString']);
const textMethods = new Set([
  ...['split', 'trim', 'toLowerCase', 'toUpperCase', 'startsWith', 'endsWith', 'replace', 'replaceAll', 'toString'],
  ...['slice', 'substring', 'substr', 'includes', 'indexOf', 'match', 'charAt', 'localeCompare'],
]);

export function partOf(value: Value | undefined): Part | undefined {
  return value?.kind === 'host' && value.host instanceof Part ? value.host : undefined;
}
