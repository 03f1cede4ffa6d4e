/** What an expression is worth. */
import type { tree } from '../parse.js';
import { truth } from './builtins.js';
import { callTerm, inherit } from './functions.js';
import { importMeta } from './globals.js';
import { callable, classOf, list, members, regularExpression, template } from './literals.js';
import { type Machine, parentOf, selfOf, siteOf } from './machine.js';
import { assignment, binary, instanceOf, logical, unary } from './operators.js';
import { annotated, bindingOf, memberKey } from './patterns.js';
import { choiceOf, literal, nothing, type Scope, type Site, textOf, unknown, type Value } from './value.js';

export function evaluateExpression(machine: Machine, node: tree.Node, scope: Scope): Value {
  const site = siteOf(node, scope);
  const value = (inside: tree.Node) => machine.evaluate(inside, scope);
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return literal(node.value);
    case 'NullLiteral':
      return literal(null);
    case 'BigIntLiteral':
      return literal(BigInt(node.value));
    case 'RegExpLiteral':
      return regularExpression(node.pattern, node.flags) ?? unknown('a regular expression', site);
    case 'TemplateLiteral':
      return template(machine, node, scope);
    case 'TaggedTemplateExpression':
      return callTerm(
        machine,
        value(node.tag),
        [template(machine, node.quasi, scope), ...node.quasi.expressions.map(value)],
        site,
        false,
      );
    case 'Identifier':
      return identifier(machine, node, scope);
    case 'ThisExpression':
      return selfOf(scope) ?? nothing;
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return callable(node, scope);
    case 'ClassExpression':
      return classOf(machine, node, scope);
    case 'ArrayExpression':
      return list(machine, node, scope);
    case 'ObjectExpression':
      return members(machine, node, scope);
    case 'MemberExpression':
    case 'OptionalMemberExpression': {
      const key = memberKey(machine, node, scope);
      const object = node.object.type === 'Super' ? superOf(scope) : value(node.object);
      return key === undefined ? computed(machine, object, node, scope) : machine.member(object, key, site);
    }
    case 'CallExpression':
    case 'OptionalCallExpression':
      return call(machine, node, scope);
    case 'NewExpression':
      return machine.construct(value(node.callee), args(machine, node.arguments, scope), site);
    case 'ImportExpression':
      return required(machine, value(node.source), scope, site);
    case 'AwaitExpression':
      return value(node.argument);
    case 'YieldExpression':
      return node.argument ? value(node.argument) : nothing;
    case 'MetaProperty':
      return importMeta(scope.module.path);
    case 'SequenceExpression':
      return node.expressions.map(value).at(-1) ?? nothing;
    case 'ConditionalExpression': {
      const known = truth(value(node.test));
      if (known !== undefined) return value(known ? node.consequent : node.alternate);
      return machine.perhaps(() => choiceOf([value(node.consequent), value(node.alternate)]));
    }
    case 'LogicalExpression':
      return logical(machine, node, scope);
    case 'AssignmentExpression':
      return assignment(machine, node, scope);
    case 'BinaryExpression':
      if (node.operator === 'instanceof') return instanceOf(value(node.left), value(node.right), site);
      return binary(value(node.left), node.operator, value(node.right), site);
    case 'UnaryExpression':
      return unary(value(node.argument), node.operator, site);
    case 'UpdateExpression':
      return unknown('a counter', site);
    case 'TSAsExpression':
    case 'TSTypeAssertion': {
      const inside = value(node.expression);
      const type = node.typeAnnotation;
      const constant =
        type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const';
      return constant ? inside : annotated(machine, inside, type, scope);
    }
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
    case 'ParenthesizedExpression':
      return value(node.expression);
    default:
      return unknown('an expression that is not followed', site);
  }
}

export function args(machine: Machine, nodes: readonly (tree.Node | null)[], scope: Scope): Value[] {
  return nodes.flatMap(node => {
    // The parser's guess at `f(, a)`.
    if (node === null) return [nothing];
    if (node.type !== 'SpreadElement') return [machine.evaluate(node, scope)];
    const spread = machine.evaluate(node.argument, scope);
    return spread.kind === 'list' ? spread.items : [spread];
  });
}

function identifier(machine: Machine, node: tree.Identifier, scope: Scope): Value {
  if (node.name === 'undefined') return nothing;
  const binding = bindingOf(node.name, scope);
  if (binding) return binding.value;
  const site = siteOf(node, scope);
  const imported = scope.module.imports.get(node.name);
  if (imported) return machine.imported(scope.module, imported, site);
  return machine.global(node.name, site);
}

/** `object[something]`: any of its members. */
function computed(machine: Machine, object: Value, node: tree.Node, scope: Scope): Value {
  if (object.kind === 'list' && !object.open) return choiceOf(object.items);
  if (object.kind === 'members' && !object.open) {
    return choiceOf([...object.properties.values()].map(member => member.value));
  }
  return machine.member(object, '(computed)', siteOf(node, scope));
}

function superOf(scope: Scope): Value {
  const [self, parent] = [selfOf(scope), parentOf(scope)];
  return self?.kind === 'members' && parent?.kind === 'class'
    ? { ...self, properties: new Map(), of: parent }
    : nothing;
}

function call(machine: Machine, node: tree.CallExpression | tree.OptionalCallExpression, scope: Scope): Value {
  const { callee } = node;
  const site = siteOf(node, scope);
  if (callee.type === 'Super') {
    const [self, parent] = [selfOf(scope), parentOf(scope)];
    if (self?.kind === 'members' && parent) inherit(machine, parent, self, args(machine, node.arguments, scope), site);
    return nothing;
  }
  if (callee.type === 'Import') return required(machine, args(machine, node.arguments, scope)[0], scope, site);
  const requires = callee.type === 'Identifier' && callee.name === 'require' && !bindingOf('require', scope);
  if (requires) return required(machine, args(machine, node.arguments, scope)[0], scope, site);
  if (callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression') {
    const object = callee.object.type === 'Super' ? superOf(scope) : machine.evaluate(callee.object, scope);
    const key = memberKey(machine, callee, scope);
    const fn =
      key === undefined ? computed(machine, object, callee, scope) : machine.member(object, key, siteOf(callee, scope));
    const self = callee.object.type === 'Super' ? selfOf(scope) : object;
    return machine.call(fn, args(machine, node.arguments, scope), site, self);
  }
  return machine.call(machine.evaluate(callee, scope), args(machine, node.arguments, scope), site);
}

function required(machine: Machine, specifier: Value | undefined, scope: Scope, site: Site): Value {
  const text = textOf(specifier);
  return text === undefined
    ? unknown('a module whose name is not known', site)
    : machine.imported(scope.module, { specifier: text, name: 'require' }, site);
}
