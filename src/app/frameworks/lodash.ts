/** What lodash and its like do with objects, as far as it tells what a program takes and gives. */

import { native } from '../interpret/builtins.js';
import { alternatives, type Host, type Member, type Site, type Value } from '../interpret/value.js';

/** Undefined: another package. All but the functions that are known stays as it is written. */
export function lodashPackage(name: string): Value | undefined {
  const [, only] = /^lodash(?:-es)?\/(\w+)$/.exec(name) ?? /^lodash\.(\w+)$/.exec(name) ?? [];
  if (only !== undefined) return known(name, only);
  return /^(lodash|lodash-es|underscore)$/.test(name) ? { kind: 'host', host: whole(name) } : undefined;
}

function whole(name: string): Host {
  const host: Host = {
    name,
    get: (key, site) => (key === 'default' ? { kind: 'host', host } : (known(name, key) ?? written(name, key, site))),
  };
  return host;
}

function written(name: string, key: string, site: Site): Value {
  const object: Value = { kind: 'term', site, is: { form: 'package', name } };
  return { kind: 'term', site, is: { form: 'member', object, name: key } };
}

function known(name: string, key: string): Value | undefined {
  const does = Object.hasOwn(functions, key.toLowerCase()) ? functions[key.toLowerCase()] : undefined;
  return does && native(`${name}.${key}`, does);
}

const functions: Readonly<Record<string, (args: readonly Value[], site: Site) => Value>> = {
  merge: together,
  assign: together,
  extend: together,
  defaults: (args, site) => together(args.toReversed(), site),
  clone: ([value], site) => value ?? together([], site),
  clonedeep: ([value], site) => value ?? together([], site),
  defaultto: ([value, other], site) => {
    const there = value ? alternatives(value) : [];
    const certain = there.length > 0 && there.every(one => one.kind === 'literal' && one.value !== null);
    if (certain || !other) return value ?? together([], site);
    return value && value.kind !== 'nothing' ? { kind: 'choice', values: [...there, other] } : other;
  },
};

/** One object with what all of them have. */
function together(args: readonly Value[], site: Site): Value {
  const properties = new Map<string, Member>();
  let open = false;
  for (const arg of args) {
    if (arg.kind === 'members') {
      for (const [key, member] of arg.properties) properties.set(key, member);
      open ||= arg.open;
    } else if (arg.kind === 'host' || arg.kind === 'term') {
      properties.set(`...${properties.size}`, { value: arg, site });
      open = true;
    }
  }
  return { kind: 'members', properties, open, site };
}
