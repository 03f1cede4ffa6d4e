/** The function that somebody wrote for a route, behind what is put around it. */
import type { Callable, Scope, Site } from '../interpret/value.js';
import { type tree, walk } from '../parse.js';

/** Where it stands. */
export function siteOfHandler(handler: Callable): Site {
  const { scope, node } = passedHandler(handler);
  return { path: scope.module.path, node };
}

/** `const wrap = fn => (req, res, next) => fn(req, res, next).catch(next)`: of a function that `wrap` gives, what was passed to it. */
function passedHandler(handler: Callable): Callable {
  const seen = new Set<Callable>();
  let found = handler;
  for (let next: Callable | undefined = found; next && !seen.has(next); next = passedTo(found)) {
    seen.add(next);
    found = next;
  }
  return found;
}

/** The function that is called with the handler's own first parameter, and that came from outside of the call that made it. */
function passedTo({ node, scope }: Callable): Callable | undefined {
  const first = nameIn(node.params[0]);
  if (first === undefined) return undefined;
  let found: Callable | undefined;
  walk(node, inner => {
    if (found) return false;
    if (inner.type !== 'CallExpression' || !inner.arguments.some(one => nameIn(one) === first)) return undefined;
    const called = calledName(inner.callee);
    if (called !== undefined) found = boundAround(scope, called);
    return undefined;
  });
  return found;
}

/** `req`, `...args`. */
function nameIn(node: tree.Node | undefined): string | undefined {
  const inner = node?.type === 'RestElement' || node?.type === 'SpreadElement' ? node.argument : node;
  return inner?.type === 'Identifier' ? inner.name : undefined;
}

/** `fn(…)`, `fn.call(…)`, `fn.apply(…)`. */
function calledName(callee: tree.Node): string | undefined {
  if (callee.type !== 'MemberExpression') return nameIn(callee);
  return /^(?:call|apply)$/.test(nameIn(callee.property) ?? '') ? nameIn(callee.object) : undefined;
}

/** What a name means in the calls around a function. Helpers that are declared there, or in the module, are not passed. */
function boundAround(scope: Scope, name: string): Callable | undefined {
  for (let at: Scope | undefined = scope; at && at !== at.module.scope; at = at.parent) {
    const value = at.bindings.get(name)?.value;
    if (value) return value.kind === 'function' && !isWithin(value.scope, at) ? value : undefined;
  }
  return undefined;
}

function isWithin(scope: Scope | undefined, outer: Scope): boolean {
  for (let at = scope; at; at = at.parent) if (at === outer) return true;
  return false;
}
