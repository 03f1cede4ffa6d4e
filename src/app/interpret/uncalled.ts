/** What a file hands out, and nothing in the program calls. */
import type { tree } from '../parse.js';
import type { Machine } from './machine.js';
import type { Class, Module, Site } from './value.js';

/** One that knows what it has called. */
export interface Caller extends Machine {
  readonly called: { has(node: tree.Node): boolean };
  apart<T>(work: () => T): T;
}

/**
 * Calls functions, and makes instances of classes, of top levels that nothing has called and whose text `making` finds something
 * in: `export function buildApp() { const app = express(); … }`. Their parameters are not known.
 */
export function callUncalled(machine: Caller, modules: Iterable<Module | undefined>, making: RegExp): void {
  for (const module of modules) {
    for (const { value } of module ? [...module.scope.bindings.values()] : []) {
      if ((value.kind !== 'function' && value.kind !== 'class') || machine.called.has(value.node)) continue;
      const { scope, node } = value;
      if (!making.test(scope.module.text.slice(node.start ?? 0, node.end ?? 0))) continue;
      const site = { path: scope.module.path, node };
      if (value.kind === 'function') machine.apart(() => machine.call(value, [], site));
      else callMethods(machine, value, making, site);
    }
  }
}

/** Makes an instance, and calls those of its methods that nothing has called. */
function callMethods(machine: Caller, of: Class, making: RegExp, site: Site): void {
  const made = machine.apart(() => machine.construct(of, [], site));
  const { text } = of.scope.module;
  for (const node of of.node.body.body) {
    if (node.type !== 'ClassMethod' || node.kind !== 'method' || node.static || machine.called.has(node)) continue;
    if (node.key.type !== 'Identifier' || !making.test(text.slice(node.start ?? 0, node.end ?? 0))) continue;
    const { name } = node.key;
    machine.apart(() => machine.call(machine.member(made, name, site), [], site, made));
  }
}
