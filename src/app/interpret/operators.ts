/** What operators give. */
import type { tree } from '../parse.js';
import { truth } from './builtins.js';
import { type Machine, siteOf } from './machine.js';
import { assign, memberKey, setMember } from './patterns.js';
import { choiceOf, literal, nothing, type Scope, type Site, textOf, unknown, type Value } from './value.js';

export function logical(machine: Machine, node: tree.LogicalExpression, scope: Scope): Value {
  const left = machine.evaluate(node.left, scope);
  const right = () => machine.perhaps(() => machine.evaluate(node.right, scope));
  const known = truth(left);
  if (node.operator === '&&') {
    if (known === false) return left;
    return known ? machine.evaluate(node.right, scope) : right();
  }
  const there =
    node.operator === '??'
      ? (left.kind === 'literal' && left.value !== null) || (known && left.kind !== 'nothing')
      : known;
  if (there) return left;
  if (left.kind === 'host') {
    const other = right();
    // `req.query.page || req.body.page`
    if (other.kind === 'host' && other.host.get && left.host.get && other !== left) return choiceOf([left, other]);
    left.host.set?.('(default)', other, siteOf(node, scope));
    return left;
  }
  if (known === false) return machine.evaluate(node.right, scope);
  return choiceOf([left, right()]);
}

export function assignment(machine: Machine, node: tree.AssignmentExpression, scope: Scope): Value {
  const right = machine.evaluate(node.right, scope);
  if (node.operator !== '=') {
    if (node.operator === '+=') {
      const sum = binary(machine.evaluate(node.left, scope), '+', right, siteOf(node, scope));
      assign(machine, node.left, sum, scope);
      return sum;
    }
    if (node.operator === '||=' || node.operator === '??=') assign(machine, node.left, right, scope);
    return right;
  }
  if (node.left.type === 'MemberExpression') {
    const key = memberKey(machine, node.left, scope);
    setMember(machine, machine.evaluate(node.left.object, scope), key, right, scope, node);
  } else assign(machine, node.left, right, scope);
  return right;
}

export function binary(left: Value, operator: string, right: Value, site: Site): Value {
  if (operator === '+') {
    const numbers =
      left.kind === 'literal' &&
      right.kind === 'literal' &&
      typeof left.value === 'number' &&
      typeof right.value === 'number';
    if (numbers) return literal((left.value as number) + (right.value as number));
    const texts = [left, right].some(
      one => one.kind === 'text' || (one.kind === 'literal' && typeof one.value === 'string'),
    );
    return texts ? joined([left, right]) : unknown('a sum', site);
  }
  if (left.kind === 'literal' && right.kind === 'literal') {
    const [a, b] = [left.value, right.value] as [number, number];
    if (operator === '*') return literal(a * b);
    if (operator === '-') return literal(a - b);
    if (operator === '/') return literal(a / b);
    if (operator === '===' || operator === '==') return literal(left.value === right.value);
    if (operator === '!==' || operator === '!=') return literal(left.value !== right.value);
  }
  return unknown('a condition', site);
}

/** Whether an object that the program made is of a class that it knows. */
export function instanceOf(object: Value, wanted: Value, site: Site): Value {
  if (object.kind !== 'members' || !object.of) return unknown('a condition', site);
  let at: Value | undefined = object.of;
  while (at?.kind === 'class') {
    if (wanted.kind === 'class' && at.node === wanted.node) return literal(true);
    at = at.parent;
  }
  // Beyond the program's own classes only `Error` is known for what it is.
  const global = at?.kind === 'term' && at.is.form === 'package' && at.is.name === 'global:Error';
  if (wanted.kind === 'term' && wanted.is.form === 'package' && wanted.is.name === 'global:Error')
    return global ? literal(true) : unknown('a condition', site);
  return !at || global || wanted.kind === 'class' ? literal(false) : unknown('a condition', site);
}

export function unary(value: Value, operator: string, site: Site): Value {
  if (operator === '!') {
    const known = truth(value);
    return known === undefined ? unknown('a condition', site) : literal(!known);
  }
  if (operator === '-' && value.kind === 'literal' && typeof value.value === 'number') return literal(-value.value);
  // `+req.query.page` is still what came with the request.
  if (operator === '+') return value;
  if (operator === 'void') return nothing;
  return unknown(operator, site);
}
/** Texts one after another; one text where all of them are known. */
export function joined(parts: readonly Value[]): Value {
  const text: Value = { kind: 'text', parts: parts.flatMap(part => (part.kind === 'text' ? part.parts : [part])) };
  const known = textOf(text);
  return known === undefined ? text : literal(known);
}
