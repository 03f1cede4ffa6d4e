/** How a route is written where it is registered. */
import { parseSource, type tree, walk } from '../../app/parse.js';
import type { Position, Range } from '../../text/finding.js';
import { lineStarts, positionAt } from '../../text/lines.js';

export interface Registration {
  /** The call as far as its path, on one line: what is underlined. */
  readonly head: Range;
  /** Where the path stands as a literal, quotes included. Undefined: it is made elsewhere, or stands in another call. */
  readonly path: Range | undefined;
  /** The path, when it is a plain string: `/:id`. */
  readonly literal: string | undefined;
  /** What the method is called on: `router`, `this.app`. Undefined in chains: `router.route('/x').get()`. */
  readonly receiver: string | undefined;
  /** Offsets of the statement that is nothing but the call. */
  readonly statement: { readonly start: number; readonly end: number } | undefined;
}

/** Reads registrations of one file; `text` has no byte order mark. */
export function registrationsIn(path: string, text: string): (call: Range) => Registration | undefined {
  const { file } = parseSource(text, path);
  const starts = lineStarts(text);
  const calls = new Map<string, { call: tree.CallExpression; statement: Registration['statement'] }>();
  if (file) {
    // `if (on) app.get(…)`: behind it, nothing depends on the condition.
    const free = new Set<tree.Node>();
    walk(file, (node, parent) => {
      if (node.type === 'ExpressionStatement' && /^(?:Program|BlockStatement)$/.test(parent?.type ?? ''))
        free.add(node);
      if (node.type !== 'CallExpression') return undefined;
      const statement = parent && free.has(parent) ? { start: parent.start!, end: parent.end! } : undefined;
      calls.set(`${node.start}-${node.end}`, { call: node, statement });
      return undefined;
    });
  }
  const offset = ({ line, character }: Position) => (starts[line] ?? 0) + character;
  return ({ start, end }) => {
    const found = calls.get(`${offset(start)}-${offset(end)}`);
    return found && read(text, starts, found.call, found.statement);
  };
}

function read(
  text: string,
  starts: readonly number[],
  call: tree.CallExpression,
  statement: Registration['statement'],
): Registration {
  const { callee } = call;
  const isMember = callee.type === 'MemberExpression';
  const isChain = isMember && callee.object.type === 'CallExpression';
  const path = pathOf(call) ?? (isMember ? chainedPath(callee.object) : undefined);
  const from = isMember && isChain ? callee.property.start! : call.start!;
  const to = path && path.start! >= from ? path.end! : callee.end!;
  const range = (start: number, end: number) => ({ start: positionAt(starts, start), end: positionAt(starts, end) });
  const whole = range(from, to);
  const head = whole.start.line === whole.end.line ? whole : range(from, endOfLine(text, from));
  const receiver = isMember && !isChain && isPlain(callee.object) ? callee.object : undefined;
  return {
    head,
    path: path && range(path.start!, path.end!),
    literal: path?.type === 'StringLiteral' ? path.value : undefined,
    receiver: receiver && text.slice(receiver.start!, receiver.end!),
    statement,
  };
}

type PathNode = tree.StringLiteral | tree.TemplateLiteral;

/** Of `get('/x', …)`, of koa-router's `get('name', '/x', …)`, and of `route({ url: '/x' })`. */
function pathOf(call: tree.CallExpression): PathNode | undefined {
  const [first, second] = call.arguments;
  if (first?.type === 'ObjectExpression') {
    for (const property of first.properties) {
      if (property.type !== 'ObjectProperty' || property.computed || property.key.type !== 'Identifier') continue;
      if (/^(?:url|path)$/.test(property.key.name) && isPath(property.value)) return property.value;
    }
    return undefined;
  }
  if (isPath(second) && call.arguments.length > 2 && isPath(first) && !textOf(first).startsWith('/')) return second;
  return isPath(first) ? first : undefined;
}

function textOf(node: PathNode): string {
  return node.type === 'StringLiteral' ? node.value : (node.quasis[0]?.value.raw ?? '');
}

/** `router.route('/x').get(…).post(…)`: that of the call at the beginning. */
function chainedPath(node: tree.Node): PathNode | undefined {
  let at = node;
  for (;;) {
    if (at.type !== 'CallExpression') return undefined;
    const { callee } = at;
    if (callee.type !== 'MemberExpression') return undefined;
    if (callee.property.type === 'Identifier' && callee.property.name === 'route') return pathOf(at);
    at = callee.object;
  }
}

function isPath(node: tree.Node | undefined): node is PathNode {
  return node?.type === 'StringLiteral' || node?.type === 'TemplateLiteral';
}

/** Names and members of names: saying it twice does nothing twice. */
function isPlain(node: tree.Node): boolean {
  if (node.type === 'Identifier' || node.type === 'ThisExpression') return true;
  return node.type === 'MemberExpression' && !node.computed && isPlain(node.object);
}

function endOfLine(text: string, offset: number): number {
  const rest = text.slice(offset).search(/[\r\n]/);
  return rest < 0 ? text.length : offset + rest;
}
