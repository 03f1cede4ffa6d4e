/** Calling functions and making instances. */
import type { tree } from '../parse.js';
import { homeScope, inner, type Machine, siteOf } from './machine.js';
import { annotated, declare, keyOf } from './patterns.js';
import {
  alternatives,
  type Callable,
  type Class,
  choiceOf,
  type Members,
  nothing,
  type Scope,
  type Site,
  unknown,
  type Value,
} from './value.js';

/** How often one function may be under way at a time: recursion ends here. */
const deepest = 2;

export function callValue(machine: Machine, callee: Value, args: readonly Value[], site: Site, self?: Value): Value {
  switch (callee.kind) {
    case 'choice':
      return choiceOf(callee.values.map(value => machine.perhaps(() => callValue(machine, value, args, site, self))));
    case 'function':
      return callFunction(machine, callee, args, site, self);
    case 'host':
      return callee.host.call?.(args, site, false) ?? callTerm(machine, callee, args, site, false);
    case 'nothing':
      return unknown('a call of something that is not there', site);
    default:
      return callTerm(machine, callee, args, site, false);
  }
}

/** A call of something that is not followed. Functions that it is given may run: what they do counts. */
export function callTerm(
  machine: Machine,
  callee: Value,
  args: readonly Value[],
  site: Site,
  construct: boolean,
): Value {
  const term: Value = { kind: 'term', site, is: { form: 'call', callee, args, construct } };
  machine.observe({ kind: 'call', term });
  for (const arg of args) usedWhole(arg, site);
  const results: Value[] = [];
  for (const arg of args) {
    if (arg.kind === 'host' && arg.host.callback)
      machine.perhaps(() => arg.host.call?.([unknown('an argument', site)], site, false));
    if (arg.kind !== 'function') continue;
    const params = arg.node.params.map(() => unknown('an argument', site));
    results.push(machine.perhaps(() => callFunction(machine, arg, params, site)));
  }
  // What a promise becomes is what its callback returns.
  const then = callee.kind === 'term' && callee.is.form === 'member' && /^(then|catch|finally)$/.test(callee.is.name);
  return then && results.length > 0 ? choiceOf(results) : term;
}

/** What is given to something that is not followed may be read in any way. */
export function usedWhole(value: Value, site: Site, depth = 0): void {
  if (value.kind === 'host') value.host.set?.('(whole)', nothing, site);
  if (depth > 3) return;
  const inside =
    value.kind === 'members'
      ? [...value.properties.values()].map(member => member.value)
      : value.kind === 'list'
        ? value.items
        : value.kind === 'choice'
          ? value.values
          : [];
  for (const one of inside.slice(0, 50)) usedWhole(one, site, depth + 1);
}

function callFunction(machine: Machine, fn: Callable, args: readonly Value[], site: Site, self?: Value): Value {
  const { node } = fn;
  const active = machine.frames.get(node) ?? 0;
  if (active >= deepest || machine.frames.size > 80 || !machine.step())
    return unknown('a call that is not followed', site);
  machine.frames.set(node, active + 1);
  try {
    const arrow = node.type === 'ArrowFunctionExpression';
    const scope = inner(fn.scope, arrow ? undefined : (fn.self ?? self));
    const all = [...fn.bound, ...args];
    node.params.forEach((param, index) => {
      const rest = param.type === 'RestElement';
      const value: Value = rest
        ? { kind: 'list', items: all.slice(index), open: false, site: siteOf(param, scope) }
        : (all[index] ?? nothing);
      declare(machine, param, value, scope);
    });
    if (!arrow) {
      const list: Value = { kind: 'list', items: [...all], open: false, site };
      scope.bindings.set('arguments', { value: list, depth: machine.depth });
    }
    const { body } = node;
    const value = machine.inside(() =>
      body.type === 'BlockStatement' ? machine.run(body.body, scope) : machine.evaluate(body, scope),
    );
    const says = node.returnType?.type === 'TSTypeAnnotation' ? promised(node.returnType.typeAnnotation) : undefined;
    return says ? annotated(machine, value, says, fn.scope) : value;
  } finally {
    if (active === 0) machine.frames.delete(node);
    else machine.frames.set(node, active);
  }
}

/** A promise's value is what counts. */
function promised(type: tree.TSType): tree.TSType | undefined {
  if (type.type === 'TSVoidKeyword' || type.type === 'TSTypePredicate') return undefined;
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier' || type.typeName.name !== 'Promise')
    return type;
  const inside = type.typeParameters?.params[0];
  return inside && promised(inside);
}

export function constructValue(machine: Machine, callee: Value, args: readonly Value[], site: Site): Value {
  if (callee.kind === 'choice') return choiceOf(callee.values.map(value => constructValue(machine, value, args, site)));
  if (callee.kind === 'host')
    return callee.host.call?.(args, site, true) ?? callTerm(machine, callee, args, site, true);
  if (callee.kind === 'function') {
    const self: Members = { kind: 'members', properties: new Map(), open: false, site };
    callFunction(machine, callee, args, site, self);
    return self;
  }
  if (callee.kind !== 'class') return callTerm(machine, callee, args, site, true);
  const instance: Members = { kind: 'members', properties: new Map(), open: false, site, of: callee };
  initialise(machine, callee, instance, args, site);
  return instance;
}

/** Runs the fields and the constructor of a class, or its parent's. */
function initialise(machine: Machine, of: Class, self: Members, args: readonly Value[], site: Site): void {
  const active = machine.frames.get(of.node) ?? 0;
  if (active >= deepest || !machine.step()) return;
  machine.frames.set(of.node, active + 1);
  const making = of.node.body.body.find(
    (member): member is tree.ClassMethod => member.type === 'ClassMethod' && member.kind === 'constructor',
  );
  // Fields of a parent come first; where there is a constructor, it says `super(…)` itself.
  if (!making && of.parent) inherit(machine, of.parent, self, args, site);
  const scope = inner(homeScope(of), self);
  for (const member of of.node.body.body) {
    if (member.type !== 'ClassProperty' && member.type !== 'ClassPrivateProperty') continue;
    if (member.static) continue;
    const key = keyOf(machine, member, scope);
    if (key === undefined) continue;
    const type = member.typeAnnotation?.type === 'TSTypeAnnotation' ? member.typeAnnotation.typeAnnotation : undefined;
    const value = member.value ? machine.evaluate(member.value, scope) : nothing;
    if (!member.value && !type) continue;
    const kept = type ? annotated(machine, value, type, scope) : value;
    self.properties.set(key, { value: kept, site: siteOf(member, scope) });
  }
  if (making) {
    declareFields(machine, making, args, self, of.scope);
    const fn: Callable = {
      kind: 'function',
      node: making,
      scope: homeScope(of),
      self,
      bound: [],
      properties: new Map(),
    };
    callFunction(machine, fn, args, site, self);
  }
  if (active === 0) machine.frames.delete(of.node);
  else machine.frames.set(of.node, active);
}

/** `constructor(private readonly service: Service)` */
function declareFields(
  machine: Machine,
  node: tree.ClassMethod,
  args: readonly Value[],
  self: Members,
  scope: Scope,
): void {
  node.params.forEach((param, index) => {
    if (param.type !== 'TSParameterProperty') return;
    const inside = inner(scope);
    declare(machine, param, args[index] ?? nothing, inside);
    for (const [name, { value }] of inside.bindings) self.properties.set(name, { value, site: siteOf(param, scope) });
  });
}

/** `super(…)` */
export function inherit(machine: Machine, parent: Value, self: Members, args: readonly Value[], site: Site): void {
  for (const one of alternatives(parent)) {
    if (one.kind === 'class') initialise(machine, one, self, args, site);
    // An Error's message; what else a package's class does is not known.
    else if (args[0]) self.properties.set('message', { value: args[0], site });
  }
}
