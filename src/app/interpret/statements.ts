/** Running statements: both ways of a condition, every item of a list. */
import type { tree } from '../parse.js';
import { absentIn, presentIn } from './absent.js';
import { truth } from './builtins.js';
import { callable, classOf } from './literals.js';
import { inner, type Machine, siteOf } from './machine.js';
import { assign, declare } from './patterns.js';
import { choiceOf, literal, nothing, type Scope, unknown, type Value } from './value.js';

/** Whether what comes after a statement is reached. */
type Completion = 'goes on' | 'stops';

/** What a body returns: of several returns, any. */
export function runBody(machine: Machine, body: readonly tree.Statement[], scope: Scope): Value {
  const returned: Value[] = [];
  const { certain } = machine.refusing;
  runAll(machine, body, scope, returned);
  machine.refusing.certain = certain;
  return choiceOf(returned);
}

function runAll(machine: Machine, body: readonly tree.Statement[], scope: Scope, returned: Value[]): Completion {
  hoist(machine, body, scope);
  for (const statement of body) {
    if (!machine.step()) return 'stops';
    if (run(machine, statement, scope, returned) === 'stops') return 'stops';
  }
  return 'goes on';
}

/** Functions, types and enums have their names before anything runs. */
export function hoist(machine: Machine, body: readonly tree.Statement[], scope: Scope): void {
  for (const statement of body) {
    const node = declarationOf(statement);
    if (node?.type === 'FunctionDeclaration' && node.id) {
      scope.bindings.set(node.id.name, { value: callable(node, scope), depth: machine.depth });
    } else if (node?.type === 'TSInterfaceDeclaration' || node?.type === 'TSTypeAliasDeclaration') {
      scope.types.set(node.id.name, { node, scope });
    } else if (node?.type === 'ClassDeclaration' && node.id) scope.types.set(node.id.name, { node, scope });
    else if (node?.type === 'TSEnumDeclaration') declareEnum(machine, node, scope);
  }
}

export function declarationOf(statement: tree.Node): tree.Node | undefined {
  if (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') {
    return statement.declaration ?? undefined;
  }
  return statement;
}

function run(machine: Machine, node: tree.Statement, scope: Scope, returned: Value[]): Completion {
  const value = (inside: tree.Node) => machine.evaluate(inside, scope);
  const block = (inside: tree.Statement, at: Scope = scope) => runAll(machine, bodyOf(inside), inner(at), returned);
  switch (node.type) {
    case 'ExpressionStatement':
      value(node.expression);
      return 'goes on';
    case 'VariableDeclaration':
      for (const { id, init } of node.declarations) declare(machine, id, init ? value(init) : nothing, scope);
      return 'goes on';
    case 'ClassDeclaration':
      if (node.id) scope.bindings.set(node.id.name, { value: classOf(machine, node, scope), depth: machine.depth });
      return 'goes on';
    case 'ReturnStatement':
      returned.push(node.argument ? value(node.argument) : nothing);
      return 'stops';
    case 'ThrowStatement':
      machine.observe({ kind: 'throw', value: value(node.argument), site: siteOf(node, scope) });
      return 'stops';
    case 'BreakStatement':
    case 'ContinueStatement':
      return 'goes on';
    case 'BlockStatement':
      return block(node);
    case 'LabeledStatement':
      return run(machine, node.body, scope, returned);
    case 'IfStatement': {
      const known = truth(value(node.test));
      if (known === true) return block(node.consequent);
      if (known === false) return node.alternate ? block(node.alternate) : 'goes on';
      const sure = machine.depth === 0 && machine.refusing.certain;
      const yes = machine.perhaps(() => refusing(machine, () => block(node.consequent)));
      const no = node.alternate && machine.perhaps(() => refusing(machine, () => block(node.alternate!)));
      const refuses = yes.refuses ? absentIn(node.test) : no?.refuses ? presentIn(node.test) : [];
      if (sure) machine.refusing.needs.push(...refuses.map(value));
      const [first, second] = [yes.end, no?.end ?? 'goes on'];
      // What comes after `if (cached) return …` does not happen to each request.
      if ((first === 'stops' && !yes.refuses) || (second === 'stops' && !no?.refuses)) machine.refusing.certain = false;
      return first === 'stops' && second === 'stops' ? 'stops' : 'goes on';
    }
    case 'SwitchStatement':
      value(node.discriminant);
      machine.perhaps(() => {
        for (const { test, consequent } of node.cases) {
          if (test) value(test);
          runAll(machine, consequent, inner(scope), returned);
        }
      });
      return 'goes on';
    case 'TryStatement':
      return runTry(machine, node, scope, returned);
    case 'ForOfStatement':
    case 'ForInStatement':
      runFor(machine, node, scope, returned);
      return 'goes on';
    case 'ForStatement': {
      const loop = inner(scope);
      if (node.init?.type === 'VariableDeclaration') run(machine, node.init, loop, returned);
      else if (node.init) value(node.init);
      machine.perhaps(() => block(node.body, loop));
      return 'goes on';
    }
    case 'WhileStatement':
    case 'DoWhileStatement':
      value(node.test);
      machine.perhaps(() => block(node.body));
      return 'goes on';
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration': {
      const declared = declarationOf(node);
      if (declared && 'body' in declared && declared.type === 'ClassDeclaration')
        return run(machine, declared, scope, returned);
      if (declared?.type === 'VariableDeclaration') return run(machine, declared, scope, returned);
      return 'goes on';
    }
    case 'TSExportAssignment':
      return 'goes on';
    default:
      return 'goes on';
  }
}

/** Whether all that `work` does with a request is to refuse it. */
function refusing(machine: Machine, work: () => Completion): { readonly end: Completion; readonly refuses: boolean } {
  const { refusals, answers } = machine.refusing;
  const end = work();
  const { refusals: after, answers: others } = machine.refusing;
  return { end, refuses: end === 'stops' && after > refusals && others === answers };
}

function bodyOf(node: tree.Statement): readonly tree.Statement[] {
  return node.type === 'BlockStatement' ? node.body : [node];
}

function runTry(machine: Machine, node: tree.TryStatement, scope: Scope, returned: Value[]): Completion {
  const { handler } = node;
  if (!handler) {
    const tried = runAll(machine, node.block.body, inner(scope), returned);
    const last = node.finalizer ? runAll(machine, node.finalizer.body, inner(scope), returned) : 'goes on';
    return tried === 'stops' ? tried : last;
  }
  const { needs } = machine.refusing;
  const before = needs.length;
  const { result: tried, thrown } = machine.catching(() => runAll(machine, node.block.body, inner(scope), returned));
  const { param, body } = handler;
  // What a package throws is not known; what the program itself throws is caught one by one.
  const values = [unknown('what was thrown', siteOf(handler, scope)), ...thrown.slice(0, 30).map(({ value }) => value)];
  const { refusals, answers } = machine.refusing;
  const ends = values.map(value =>
    machine.perhaps(() => {
      const inside = inner(scope);
      if (param) declare(machine, param, value, inside);
      return runAll(machine, body.body, inside, returned);
    }),
  );
  const caught = ends.every(end => end === 'stops') ? 'stops' : 'goes on';
  // What is thrown here and caught without a refusal refuses nothing.
  const refuses = machine.refusing.refusals > refusals && machine.refusing.answers === answers;
  if (thrown.length > 0 && !refuses) needs.length = before;
  const last = node.finalizer ? runAll(machine, node.finalizer.body, inner(scope), returned) : 'goes on';
  return last === 'stops' || (tried === 'stops' && caught === 'stops') ? 'stops' : 'goes on';
}

function runFor(
  machine: Machine,
  node: tree.ForOfStatement | tree.ForInStatement,
  scope: Scope,
  returned: Value[],
): void {
  const over = machine.evaluate(node.right, scope);
  if (over.kind === 'host') over.host.set?.('(whole)', over, siteOf(node, scope));
  const { items, all } = itemsOf(over, node);
  const once = (item: Value) => {
    const inside = inner(scope);
    if (node.left.type === 'VariableDeclaration') declare(machine, node.left.declarations[0]!.id, item, inside);
    else assign(machine, node.left, item, scope);
    runAll(machine, bodyOf(node.body), inside, returned);
  };
  for (const item of items) once(item);
  if (!all) machine.perhaps(() => once(unknown('an item', siteOf(node.right, scope))));
}

function itemsOf(
  over: Value,
  node: tree.ForOfStatement | tree.ForInStatement,
): { items: readonly Value[]; all: boolean } {
  if (over.kind === 'list') {
    const items = node.type === 'ForOfStatement' ? over.items : over.items.map((_, index) => literal(String(index)));
    return { items: items.slice(0, 2000), all: !over.open };
  }
  if (over.kind === 'members' && node.type === 'ForInStatement') {
    return { items: [...over.properties.keys()].map(literal), all: !over.open };
  }
  if (over.kind === 'host' && node.type === 'ForInStatement' && over.host.keys) {
    return { items: over.host.keys().map(literal), all: true };
  }
  return { items: [], all: false };
}

function declareEnum(machine: Machine, node: tree.TSEnumDeclaration, scope: Scope): void {
  scope.types.set(node.id.name, { node, scope });
  const properties = new Map<string, { value: Value; site: ReturnType<typeof siteOf> }>();
  let next = 0;
  for (const member of node.body?.members ?? node.members ?? []) {
    const key = member.id.type === 'Identifier' ? member.id.name : member.id.value;
    const given = member.initializer ? machine.evaluate(member.initializer, scope) : literal(next);
    if (given.kind === 'literal' && typeof given.value === 'number') next = given.value + 1;
    properties.set(key, { value: given, site: siteOf(member, scope) });
  }
  const value: Value = { kind: 'members', properties, open: false, site: siteOf(node, scope) };
  scope.bindings.set(node.id.name, { value, depth: machine.depth });
}
