/** What lists, texts and functions can do by themselves, as far as programs use it to put routes together. */

import type { Machine } from './machine.js';
import {
  alternatives,
  type Callable,
  choiceOf,
  type Host,
  type HostValue,
  type List,
  literal,
  nothing,
  type Site,
  textOf,
  type Value,
} from './value.js';

type Method = (args: readonly Value[], site: Site) => Value;

/** A function whose behaviour we know. */
export function native(name: string, call: Method): HostValue {
  return { kind: 'host', host: { name, call, callback: true } };
}

export function listMember(machine: Machine, list: List, key: string, site: Site): Value | undefined {
  if (key === 'length') return list.open ? undefined : literal(list.items.length);
  if (/^\d+$/.test(key)) return list.items[Number(key)];
  const method = Object.hasOwn(listMethods, key) ? listMethods[key] : undefined;
  return method && native(`list.${key}`, args => method(machine, list, args, site));
}

const made = (items: Value[], list: List, site: Site): List => ({ kind: 'list', items, open: list.open, site });

/** Calls `callback(item, index, list)` for every item. */
function over(machine: Machine, list: List, callback: Value | undefined, site: Site): Value[] {
  if (!callback) return [];
  const items = list.items
    .slice(0, 2000)
    .map((item, index) => machine.call(callback, [item, literal(index), list], site));
  return items;
}

const listMethods: Readonly<
  Record<string, (machine: Machine, list: List, args: readonly Value[], site: Site) => Value>
> = {
  forEach: (machine, list, [callback], site) => {
    over(machine, list, callback, site);
    return nothing;
  },
  map: (machine, list, [callback], site) => made(over(machine, list, callback, site), list, site),
  flatMap: (machine, list, [callback], site) =>
    made(
      over(machine, list, callback, site).flatMap(one => (one.kind === 'list' ? one.items : [one])),
      list,
      site,
    ),
  filter: (machine, list, [callback], site) => {
    const kept = over(machine, list, callback, site);
    return made(
      list.items.filter((_, index) => truth(kept[index] ?? nothing) !== false),
      list,
      site,
    );
  },
  find: (machine, list, [callback], site) => {
    const kept = over(machine, list, callback, site);
    return choiceOf(list.items.filter((_, index) => truth(kept[index] ?? nothing) !== false));
  },
  reduce: (machine, list, [callback, first], site) => {
    if (!callback) return nothing;
    const items = first === undefined ? list.items.slice(1) : list.items;
    return items
      .slice(0, 2000)
      .reduce((value, item) => machine.call(callback, [value, item], site), first ?? list.items[0] ?? nothing);
  },
  push: (_machine, list, args) => {
    list.items.push(...args);
    return nothing;
  },
  unshift: (_machine, list, args) => {
    list.items.unshift(...args);
    return nothing;
  },
  concat: (_machine, list, args, site) => {
    const more = args.map(arg => (arg.kind === 'list' ? arg : undefined));
    return {
      ...made([...list.items, ...args.flatMap(arg => (arg.kind === 'list' ? arg.items : [arg]))], list, site),
      open: list.open || more.some(one => one?.open),
    };
  },
  slice: (_machine, list, [from, to], site) => made(list.items.slice(numberOf(from), numberOf(to)), list, site),
  reverse: (_machine, list, _args, site) => made(list.items.toReversed(), list, site),
  flat: (_machine, list, _args, site) =>
    made(
      list.items.flatMap(one => (one.kind === 'list' ? one.items : [one])),
      list,
      site,
    ),
  join: (_machine, list, [between]) => ({
    kind: 'text',
    parts: list.items.flatMap((item, index) => (index === 0 ? [item] : [between ?? literal(','), item])),
  }),
  entries: (_machine, list, _args, site) =>
    made(
      list.items.map((item, index) => made([literal(index), item], list, site)),
      list,
      site,
    ),
  values: (_machine, list) => list,
  includes: (_machine, list, [wanted], site) => {
    const text = textOf(wanted);
    const known = !list.open && text !== undefined && list.items.every(item => textOf(item) !== undefined);
    return known
      ? literal(list.items.some(item => textOf(item) === text))
      : { kind: 'term', site, is: { form: 'unknown', why: 'a condition' } };
  },
};

function numberOf(value: Value | undefined): number | undefined {
  return value?.kind === 'literal' && typeof value.value === 'number' ? value.value : undefined;
}

const textMethods: Readonly<Record<string, (text: string, args: readonly (string | number | undefined)[]) => string>> =
  {
    toLowerCase: (text: string) => text.toLowerCase(),
    toUpperCase: text => text.toUpperCase(),
    trim: text => text.trim(),
    toString: (text: string) => text,
    concat: (text, args) => text + args.join(''),
    slice: (text, [from, to]) => text.slice(Number(from), to === undefined ? undefined : Number(to)),
    replace: (text: string, [from, to]) => text.replace(String(from), String(to)),
    replaceAll: (text, [from, to]) => text.replaceAll(String(from), String(to)),
  };

export function textMember(value: Value, key: string): Value | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  if (key === 'length') return literal(text.length);
  const plain = Object.hasOwn(textMethods, key) ? textMethods[key] : undefined;
  if (plain) {
    return native(`text.${key}`, (args, site) => {
      const known = args.map(arg =>
        arg.kind === 'literal' && (typeof arg.value === 'string' || typeof arg.value === 'number')
          ? arg.value
          : undefined,
      );
      return known.includes(undefined)
        ? { kind: 'term', site, is: { form: 'unknown', why: `the result of ${key}` } }
        : literal(plain(text, known));
    });
  }
  const question = key === 'startsWith' || key === 'endsWith' || key === 'includes' ? key : undefined;
  if (question) {
    return native(`text.${key}`, ([wanted], site) => {
      const part = textOf(wanted);
      return part === undefined
        ? { kind: 'term', site, is: { form: 'unknown', why: 'a condition' } }
        : literal(text[question](part));
    });
  }
  if (key === 'split') {
    return native('text.split', ([between], site) => {
      const by = textOf(between);
      return by === undefined
        ? { kind: 'term', site, is: { form: 'unknown', why: 'a list' } }
        : { kind: 'list', items: text.split(by).map(part => literal(part)), open: false, site };
    });
  }
  return undefined;
}

export function functionMember(machine: Machine, fn: Callable, key: string): Value | undefined {
  if (key === 'bind') {
    return native(
      'bind',
      ([self, ...args]): Value => ({ ...fn, self: self ?? fn.self, bound: [...fn.bound, ...args] }),
    );
  }
  if (key === 'call') return native('call', ([self, ...args], site) => machine.call(fn, args, site, self));
  if (key === 'apply') {
    return native('apply', ([self, args], site) =>
      machine.call(fn, args?.kind === 'list' ? args.items : [], site, self),
    );
  }
  return undefined;
}

/** `send.call(res, body)` of a function that we know. */
export function hostFunctionMember(host: Host, key: string): Value | undefined {
  const { call } = host;
  if (!call) return undefined;
  if (key === 'call') return native('call', ([, ...args], site) => call(args, site, false));
  if (key === 'apply')
    return native('apply', ([, args], site) => call(args?.kind === 'list' ? args.items : [], site, false));
  return key === 'bind' ? native('bind', (): Value => ({ kind: 'host', host })) : undefined;
}

/** Whether a condition holds, where that can be told. */
export function truth(value: Value): boolean | undefined {
  switch (value.kind) {
    case 'nothing':
      return false;
    case 'literal':
      return Boolean(value.value);
    case 'list':
    case 'members':
    case 'function':
    case 'class':
      return true;
    case 'text':
      return textOf(value) === undefined ? undefined : textOf(value) !== '';
    case 'choice': {
      const all = new Set(alternatives(value).map(truth));
      return all.size === 1 ? [...all][0] : undefined;
    }
    default:
      return undefined;
  }
}
