/** Properties of values. */
import type { tree } from '../parse.js';
import { functionMember, hostFunctionMember, listMember, textMember } from './builtins.js';
import { homeScope, type Machine } from './machine.js';
import { type Callable, type Class, choiceOf, literal, nothing, type Site, type Value } from './value.js';

export function memberOf(machine: Machine, object: Value, key: string, site: Site): Value {
  switch (object.kind) {
    case 'choice':
      return choiceOf(
        object.values.filter(value => value.kind !== 'nothing').map(value => memberOf(machine, value, key, site)),
      );
    case 'members': {
      const own = object.properties.get(key);
      if (own) return own.value;
      const inherited = object.of && instanceMember(machine, object.of, key, object, site);
      if (inherited) return inherited;
      // Every Error is called so, unless it says another name.
      if (key === 'name' && isError(object.of)) return literal('Error');
      const spread = [...object.properties].findLast(([name]) => name.startsWith('...'))?.[1].value;
      // `{ ...req.body, demo: false }` has what the body has.
      if (spread?.kind === 'host') return memberOf(machine, spread, key, site);
      return object.open || object.of?.parent ? symbolic(object, key, site) : nothing;
    }
    case 'function':
      return object.properties.get(key)?.value ?? functionMember(machine, object, key) ?? symbolic(object, key, site);
    case 'class':
      return staticMember(machine, object, key, site) ?? symbolic(object, key, site);
    case 'host':
      return object.host.get?.(key, site) ?? hostFunctionMember(object.host, key) ?? symbolic(object, key, site);
    case 'list':
      return listMember(machine, object, key, site) ?? (object.open ? symbolic(object, key, site) : nothing);
    case 'literal':
    case 'text':
      return textMember(object, key) ?? symbolic(object, key, site);
    case 'term':
      return symbolic(object, key, site);
    case 'nothing':
      return nothing;
  }
}

function isError(of: Class | undefined): boolean {
  let at: Value | undefined = of;
  while (at?.kind === 'class') at = at.parent;
  return at?.kind === 'term' && at.is.form === 'package' && at.is.name === 'global:Error';
}

function symbolic(object: Value, name: string, site: Site): Value {
  return { kind: 'term', site, is: { form: 'member', object, name } };
}

function instanceMember(machine: Machine, of: Class, key: string, self: Value, site: Site): Value | undefined {
  for (const member of of.node.body.body) {
    if (member.type !== 'ClassMethod' && member.type !== 'ClassPrivateMethod') continue;
    if (member.static || member.kind === 'constructor' || memberName(member) !== key) continue;
    const method: Callable = {
      kind: 'function',
      node: member,
      scope: homeScope(of),
      self,
      bound: [],
      properties: new Map(),
    };
    if (member.kind === 'get') return machine.call(method, [], site, self);
    if (member.kind === 'method') return method;
  }
  if (of.parent?.kind === 'class') return instanceMember(machine, of.parent, key, self, site);
  if (of.parent?.kind === 'host') return of.parent.host.get?.(key, site);
  return undefined;
}

function staticMember(machine: Machine, of: Class, key: string, site: Site): Value | undefined {
  const own = of.statics.get(key)?.value;
  if (own) return own;
  for (const member of of.node.body.body) {
    if (member.type !== 'ClassMethod' || !member.static || memberName(member) !== key) continue;
    const method: Callable = {
      kind: 'function',
      node: member,
      scope: homeScope(of),
      self: of,
      bound: [],
      properties: new Map(),
    };
    return member.kind === 'get' ? machine.call(method, [], site, of) : method;
  }
  return of.parent?.kind === 'class' ? staticMember(machine, of.parent, key, site) : undefined;
}

function memberName(member: tree.ClassMethod | tree.ClassPrivateMethod): string | undefined {
  if (member.type === 'ClassPrivateMethod') return `#${member.key.id.name}`;
  const { key } = member;
  if (key.type === 'Identifier' && !member.computed) return key.name;
  return key.type === 'StringLiteral' ? key.value : undefined;
}
