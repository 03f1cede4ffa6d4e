/** Texts, lists, objects, functions and classes, as they are written. */
import type { tree } from '../parse.js';
import { type Machine, siteOf } from './machine.js';
import { joined } from './operators.js';
import { keyOf, nameValue } from './patterns.js';
import {
  type Callable,
  type List,
  literal,
  type Member,
  type Members,
  nothing,
  type Scope,
  type Value,
} from './value.js';

export function template(machine: Machine, node: tree.TemplateLiteral, scope: Scope): Value {
  const parts = node.quasis.flatMap((quasi, index): Value[] => {
    const text = literal(quasi.value.cooked ?? quasi.value.raw);
    const inside = node.expressions[index];
    return inside ? [text, machine.evaluate(inside, scope)] : [text];
  });
  return joined(parts);
}

export function regularExpression(pattern: string, flags: string): Value | undefined {
  try {
    return literal(new RegExp(pattern, flags));
  } catch {
    return undefined;
  }
}

export function list(machine: Machine, node: tree.ArrayExpression, scope: Scope): Value {
  const found: List = { kind: 'list', items: [], open: false, site: siteOf(node, scope) };
  for (const element of node.elements) {
    if (element?.type !== 'SpreadElement') {
      found.items.push(element ? machine.evaluate(element, scope) : nothing);
      continue;
    }
    const spread = machine.evaluate(element.argument, scope);
    if (spread.kind === 'list') found.items.push(...spread.items);
    if (spread.kind !== 'list' || spread.open) found.open = true;
  }
  return found;
}

export function members(machine: Machine, node: tree.ObjectExpression, scope: Scope): Value {
  const found: Members = { kind: 'members', properties: new Map(), open: false, site: siteOf(node, scope) };
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      spreadInto(found, machine.evaluate(property.argument, scope), machine, scope, property);
      continue;
    }
    const key = keyOf(machine, property, scope);
    if (key === undefined) {
      found.open = true;
      continue;
    }
    const value =
      property.type === 'ObjectMethod'
        ? property.kind === 'get'
          ? machine.call({ ...callable(property, scope), self: found }, [], siteOf(property, scope))
          : callable(property, scope)
        : machine.evaluate(property.value, scope);
    // Other values have names of their own, where they are declared.
    if (value.kind === 'function') nameValue(value, key);
    found.properties.set(key, { value, site: siteOf(property, scope) });
  }
  return found;
}

function spreadInto(target: Members, value: Value, machine: Machine, scope: Scope, node: tree.Node): void {
  if (value.kind === 'members') {
    for (const [key, member] of value.properties) target.properties.set(key, member);
    if (value.open) target.open = true;
    return;
  }
  if (value.kind === 'host' && value.host.keys) {
    const site = siteOf(node, scope);
    for (const key of value.host.keys()) target.properties.set(key, { value: machine.member(value, key, site), site });
    return;
  }
  if (value.kind === 'nothing' || value.kind === 'literal') return;
  target.open = true;
  if (value.kind === 'host') value.host.set?.('(whole)', value, siteOf(node, scope));
  // What was spread is kept: those who know its type can say what is in it.
  const rest: Member = { value, site: siteOf(node, scope) };
  target.properties.set(`...${target.properties.size}`, rest);
}

export function callable(node: Callable['node'], scope: Scope): Callable {
  return { kind: 'function', node, scope, self: undefined, bound: [], properties: new Map() };
}

export function classOf(machine: Machine, node: tree.Class, scope: Scope): Value {
  const parent = node.superClass ? machine.evaluate(node.superClass, scope) : undefined;
  const made: Value = { kind: 'class', node, scope, parent, statics: new Map() };
  if (node.id) scope.types.set(node.id.name, { node, scope });
  for (const member of node.body.body) {
    if (member.type !== 'ClassProperty' || !member.static || !member.value) continue;
    const key = keyOf(machine, member, scope);
    if (key !== undefined)
      made.statics.set(key, { value: machine.evaluate(member.value, scope), site: siteOf(member, scope) });
  }
  return made;
}
