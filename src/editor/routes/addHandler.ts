/** A handler for an operation that no route serves, beside those of its siblings and in their manner. */
import { positionAt } from '../../app/parse.js';
import { type Fix, startOfFile } from '../../text/finding.js';
import type { Registration } from './registration.js';

export type StubFramework = 'express' | 'fastify' | 'koa';

/** A route that is there. */
export interface Sibling {
  /** Lower case. */
  readonly method: string;
  /** As the program has it, with all prefixes: `/api/users/{id}`. */
  readonly path: string;
  /** Absolute path of the source. */
  readonly file: string;
  readonly registration: Registration;
}

/** The operation that is wanted; its path with all prefixes. */
export interface Wanted {
  readonly method: string;
  readonly path: string;
}

/**
 * Inserts `router.get('/:id', …)` at the router of the longest common path. Undefined: no router is known that can have it,
 * or the path has letters that mean something else in a route.
 */
export function addHandler(
  wanted: Wanted,
  siblings: readonly Sibling[],
  framework: StubFramework,
  read: (file: string) => string | undefined,
): Fix | undefined {
  if (!/^(?:get|put|post|delete|patch|options|head)$/.test(wanted.method)) return undefined;
  const placed = siblings.flatMap(sibling => {
    const base = baseOf(sibling);
    const rest = base === undefined ? undefined : below(segmentsOf(base), segmentsOf(wanted.path));
    const common = commonLength(segmentsOf(sibling.path), segmentsOf(wanted.path));
    return rest === undefined ? [] : [{ sibling, rest, common }];
  });
  // Of those that fit alike, the last: a program reads from top to bottom.
  const best = placed.reduce<(typeof placed)[number] | undefined>(
    (found, one) => (found && found.common > one.common ? found : one),
    undefined,
  );
  const literal = best && routePath(best.rest);
  const text = best && read(best.sibling.file);
  if (!best || literal === undefined || text === undefined) return undefined;
  const { sibling } = best;
  const receiver = sibling.registration.receiver!;
  // Express and Koa take the first route that fits: `/users/me` behind `/users/:id` would never be asked.
  const shadow = placed.find(
    ({ sibling: other }) =>
      other.file === sibling.file &&
      other.registration.receiver === receiver &&
      other.method === wanted.method &&
      hides(segmentsOf(other.path), segmentsOf(wanted.path)),
  );
  const code = (at: Sibling) => stub(framework, wanted.method, literal, receiver, mannerOf(text, at));
  const { text: added, offset } = shadow
    ? before(text, shadow.sibling, code(shadow.sibling))
    : after(text, sibling, code(sibling));
  const start = positionAt(text, offset);
  return {
    title: `Add a handler for ${wanted.method.toUpperCase()} ${wanted.path}`,
    edits: [{ path: sibling.file, range: { start, end: start }, text: added }],
  };
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter(segment => segment !== '');
}

function isSame(a: string, b: string | undefined): boolean {
  return a === b || (b !== undefined && a.startsWith('{') && b.startsWith('{'));
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((segment, i) => !isSame(segment, b[i]));
  return different < 0 ? a.length : different;
}

function below(base: readonly string[], path: readonly string[]): readonly string[] | undefined {
  return commonLength(base, path) === base.length ? path.slice(base.length) : undefined;
}

/** What stands before the literal of a route. Undefined: that cannot be told, or nothing can be inserted there. */
function baseOf({ path, registration: { literal, receiver, statement } }: Sibling): string | undefined {
  if (literal === undefined || receiver === undefined || !statement || /[*+?()[\]|\\]/.test(literal)) return undefined;
  const own = segmentsOf(literal);
  const all = segmentsOf(path);
  const rest = all.slice(all.length - own.length);
  const fits =
    own.length <= all.length && own.every((segment, i) => isSame(segment.includes(':') ? '{' : segment, rest[i]));
  return fits ? all.slice(0, all.length - own.length).join('/') : undefined;
}

function hides(route: readonly string[], path: readonly string[]): boolean {
  return route.length === path.length && route.every((segment, i) => segment === path[i] || segment.startsWith('{'));
}

/** `['{user-id}', 'posts']` → `/:userId/posts`. */
function routePath(segments: readonly string[]): string | undefined {
  const parts = segments.map(segment => {
    const name = /^\{([^{}]+)\}$/.exec(segment)?.[1];
    if (name !== undefined) {
      const plain = name.replace(/\W+(\w)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '');
      return /^[A-Za-z_]\w*$/.test(plain) ? `:${plain}` : undefined;
    }
    return /^[\w.~-]+$/.test(segment) ? segment : undefined;
  });
  return parts.includes(undefined) ? undefined : `/${parts.join('/')}`;
}

interface Manner {
  readonly indent: string;
  readonly unit: string;
  readonly quote: string;
  readonly semicolon: string;
  readonly eol: string;
}

function mannerOf(text: string, { registration: { statement, path } }: Sibling): Manner {
  const start = text.lastIndexOf('\n', statement!.start - 1) + 1;
  const line = (path ?? startOfFile).start;
  const quote = text.split(/\r\n|\n|\r/)[line.line]?.[line.character];
  return {
    indent: /^[ \t]*/.exec(text.slice(start))![0],
    unit: /^(\t| {2,8})\S/m.exec(text)?.[1] ?? '  ',
    quote: quote === '"' ? '"' : "'",
    semicolon: text[statement!.end - 1] === ';' ? ';' : '',
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function stub(framework: StubFramework, method: string, path: string, receiver: string, manner: Manner): string {
  const { indent, unit, quote: q, semicolon: end, eol } = manner;
  const words = `${q}Not implemented${q}`;
  const bodies: Record<StubFramework, readonly [head: string, ...lines: string[]]> = {
    express: ['(req, res) => {', `res.status(501).json({ message: ${words} })`],
    fastify: ['async (request, reply) => {', `return reply.code(501).send({ message: ${words} })`],
    koa: ['async ctx => {', 'ctx.status = 501', `ctx.body = { message: ${words} }`],
  };
  const [head, ...lines] = bodies[framework];
  return [
    `${receiver}.${method}(${q}${path}${q}, ${head}`,
    ...lines.map(line => `${indent}${unit}${line}${end}`),
    `${indent}})${end}`,
  ].join(eol);
}

function after(text: string, { registration: { statement } }: Sibling, code: string): { text: string; offset: number } {
  const { start, end } = statement!;
  const rest = /^[ \t]*(?:\/\/[^\r\n]*)?/.exec(text.slice(end))![0];
  const { indent, eol } = around(text, start);
  const isLong = /[\r\n]/.test(text.slice(start, end));
  return { offset: end + rest.length, text: `${isLong ? eol : ''}${eol}${indent}${code}` };
}

function before(
  text: string,
  { registration: { statement } }: Sibling,
  code: string,
): { text: string; offset: number } {
  const { indent, eol } = around(text, statement!.start);
  return { offset: statement!.start, text: `${code}${eol}${indent}` };
}

function around(text: string, start: number): { indent: string; eol: string } {
  const line = text.lastIndexOf('\n', start - 1) + 1;
  return { indent: /^[ \t]*/.exec(text.slice(line))![0], eol: text.includes('\r\n') ? '\r\n' : '\n' };
}
