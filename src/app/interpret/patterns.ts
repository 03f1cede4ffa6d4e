/** Names and what they are bound to. */
import type { tree } from '../parse.js';
import { homeScope, type Machine, siteOf } from './machine.js';
import { alternatives, choiceOf, type Members, nothing, type Scope, type Site, unknown, type Value } from './value.js';

/** Declares the names of a pattern. */
export function declare(machine: Machine, pattern: tree.Node, value: Value, scope: Scope): void {
  each(machine, pattern, value, scope, (name, found) => {
    nameValue(found, name);
    scope.bindings.set(name, { value: found, depth: machine.depth });
  });
}

/** A value is called what it is bound to first: `const createUser = async () => …`, `const User = z.object(…)`. */
export function nameValue(value: Value, name: string): void {
  if (value.kind === 'literal' || value.kind === 'nothing' || value.kind === 'host') return;
  value.boundTo ??= name;
}

/** What a value is called. Undefined: it was never bound to a name. */
export function nameOf(value: Value): string | undefined {
  if (value.kind === 'literal' || value.kind === 'nothing' || value.kind === 'host') return undefined;
  const own = value.kind === 'function' && 'id' in value.node ? value.node.id?.name : undefined;
  return own ?? value.boundTo;
}

/** Assigns to the names and members of a pattern. */
export function assign(machine: Machine, pattern: tree.Node, value: Value, scope: Scope): void {
  each(machine, pattern, value, scope, (name, found) => {
    const binding = bindingOf(name, scope);
    if (!binding) return;
    const kept = machine.depth > binding.depth && binding.value.kind !== 'nothing';
    binding.value = kept ? choiceOf([binding.value, found]) : found;
  });
}

export function bindingOf(name: string, scope: Scope) {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding) return binding;
  }
  return undefined;
}

function each(
  machine: Machine,
  pattern: tree.Node,
  value: Value,
  scope: Scope,
  bind: (name: string, value: Value) => void,
): void {
  const site = siteOf(pattern, scope);
  switch (pattern.type) {
    case 'Identifier': {
      const type = pattern.typeAnnotation;
      bind(
        pattern.name,
        type?.type === 'TSTypeAnnotation' ? annotated(machine, value, type.typeAnnotation, scope) : value,
      );
      return;
    }
    case 'AssignmentPattern':
      each(machine, pattern.left, orDefault(machine, value, pattern.right, scope), scope, bind);
      return;
    case 'RestElement':
      each(machine, pattern.argument, value, scope, bind);
      return;
    case 'TSParameterProperty':
      each(machine, pattern.parameter, value, scope, bind);
      return;
    case 'ArrayPattern':
      pattern.elements.forEach((element, index) => {
        if (!element) return;
        const items = value.kind === 'list' ? value.items.slice(index) : undefined;
        const rest: Value = items
          ? { kind: 'list', items, open: value.kind === 'list' && value.open, site }
          : unknown('the rest of a list', site);
        each(
          machine,
          element,
          element.type === 'RestElement' ? rest : machine.member(value, String(index), siteOf(element, scope)),
          scope,
          bind,
        );
      });
      return;
    case 'ObjectPattern': {
      if (pattern.typeAnnotation?.type === 'TSTypeAnnotation') {
        each(
          machine,
          { ...pattern, typeAnnotation: null },
          annotated(machine, value, pattern.typeAnnotation.typeAnnotation, scope),
          scope,
          bind,
        );
        return;
      }
      const taken: string[] = [];
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') {
          each(machine, property.argument, without(value, taken, site), scope, bind);
          continue;
        }
        const key = keyOf(machine, property, scope);
        if (key === undefined) {
          each(machine, property.value, unknown('a computed key', site), scope, bind);
          continue;
        }
        taken.push(key);
        each(machine, property.value, machine.member(value, key, siteOf(property, scope)), scope, bind);
      }
      return;
    }
    case 'MemberExpression':
      setMember(
        machine,
        machine.evaluate(pattern.object, scope),
        memberKey(machine, pattern, scope),
        value,
        scope,
        pattern,
      );
      return;
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
      each(machine, pattern.expression, value, scope, bind);
      return;
  }
}

/** `object.key = value`; without a key that is known, the object may have more than we know. */
export function setMember(
  machine: Machine,
  object: Value,
  key: string | undefined,
  value: Value,
  scope: Scope,
  node: tree.Node,
): void {
  const site = siteOf(node, scope);
  if (key !== undefined) nameValue(value, key);
  for (const target of alternatives(object)) {
    if (target.kind === 'members') {
      if (key === undefined) target.open = true;
      else if (!setBy(machine, target, key, value, site)) target.properties.set(key, { value, site });
    } else if (target.kind === 'function' && key !== undefined) target.properties.set(key, { value, site });
    else if (target.kind === 'class' && key !== undefined) target.statics.set(key, { value, site });
    else if (target.kind === 'host' && key !== undefined) target.host.set?.(key, value, site);
    else if (target.kind === 'list') target.open = true;
  }
}

/** `set main(data: Settings) { … }`. False: the class has none of that name. */
function setBy(machine: Machine, target: Members, key: string, value: Value, site: Site): boolean {
  for (let at: Value | undefined = target.of; at?.kind === 'class'; at = at.parent) {
    for (const member of at.node.body.body) {
      if (member.type !== 'ClassMethod' || member.kind !== 'set' || member.static) continue;
      if (member.key.type !== 'Identifier' || member.key.name !== key) continue;
      const setter: Value = {
        kind: 'function',
        node: member,
        scope: homeScope(at),
        self: target,
        bound: [],
        properties: new Map(),
      };
      machine.call(setter, [value], site, target);
      return true;
    }
  }
  return false;
}

const declaredTypes = new WeakMap<Value, { readonly type: tree.TSType; readonly scope: Scope }>();

/** The type that the sources first give an object: of the variable that it is put into, of the function that returns it. */
export function declaredType(value: Value): { readonly type: tree.TSType; readonly scope: Scope } | undefined {
  return declaredTypes.get(value);
}

/** What a type annotation says is told to those who watch, and kept where nothing else is known. */
export function annotated(machine: Machine, value: Value, type: tree.TSType, scope: Scope): Value {
  machine.observe({ kind: 'annotated', value, type, scope });
  if (value.kind === 'members' && !declaredTypes.has(value)) declaredTypes.set(value, { type, scope });
  const open = value.kind === 'nothing' || (value.kind === 'term' && value.is.form !== 'typed');
  const says = type.type !== 'TSAnyKeyword' && type.type !== 'TSUnknownKeyword';
  return open && says ? { kind: 'term', site: siteOf(type, scope), is: { form: 'typed', type, scope, value } } : value;
}

export function keyOf(
  machine: Machine,
  property: { readonly key: tree.Node; readonly computed?: boolean | null },
  scope: Scope,
): string | undefined {
  const { key } = property;
  if (property.computed) return keyText(machine.evaluate(key, scope));
  if (key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateName') return `#${key.id.name}`;
  if (key.type === 'StringLiteral' || key.type === 'NumericLiteral') return String(key.value);
  return undefined;
}

export function keyText(value: Value): string | undefined {
  if (value.kind !== 'literal' || value.value === null || typeof value.value === 'object') return undefined;
  return String(value.value);
}

function orDefault(machine: Machine, value: Value, node: tree.Expression, scope: Scope): Value {
  if (value.kind === 'nothing') return machine.evaluate(node, scope);
  const open = value.kind === 'term' && value.is.form === 'unknown';
  if (!open && !alternatives(value).some(one => one.kind === 'nothing')) {
    if (value.kind === 'host') machine.perhaps(() => noteDefault(machine, value, node, scope));
    return value;
  }
  return choiceOf([...alternatives(value).filter(one => one !== nothing), machine.evaluate(node, scope)]);
}

/** `const { limit = 20 } = req.query`: the part of the request learns its default. */
function noteDefault(machine: Machine, value: Value, node: tree.Expression, scope: Scope): void {
  if (value.kind === 'host') value.host.set?.('(default)', machine.evaluate(node, scope), siteOf(node, scope));
}

function without(value: Value, keys: readonly string[], site: Site): Value {
  if (value.kind === 'host') value.host.set?.('(whole)', value, site);
  if (value.kind !== 'members') return value;
  const properties = new Map([...value.properties].filter(([key]) => !keys.includes(key)));
  return { ...value, properties };
}

export function memberKey(
  machine: Machine,
  node: tree.MemberExpression | tree.OptionalMemberExpression,
  scope: Scope,
): string | undefined {
  if (node.computed) return keyText(machine.evaluate(node.property, scope));
  return node.property.type === 'PrivateName' ? `#${node.property.id.name}` : (node.property as tree.Identifier).name;
}
