/** What frameworks write as a path, as OpenAPI templates. */

import type { JsonObject } from '../../openapi/values.js';
import type { About } from '../about.js';
import type { FrameworkName } from '../frameworks/router.js';
import { textOf, textsOf, type Value } from '../interpret/value.js';

export interface PathParameter {
  readonly name: string;
  /** What the segment has to match, where the route says it. */
  readonly pattern?: string;
}

export interface PathTemplate {
  /** `/users/{id}` */
  readonly path: string;
  readonly parameters: readonly PathParameter[];
}

export interface UnclearPath {
  /** A whole sentence. */
  readonly message: string;
  readonly about: About;
}

export interface ReadPath {
  /** Several: an optional segment is there or not. */
  readonly templates: readonly PathTemplate[];
  /** Why it cannot be said, or not all of it. */
  readonly unclear: readonly UnclearPath[];
}

/** `parts`: prefixes and path, from outside to inside. */
export function readPath(parts: readonly Value[], framework: FrameworkName): ReadPath {
  const unclear: UnclearPath[] = [];
  const tell = (what: About['what'] & ('any-path' | 'all-paths' | 'guessed-path'), message: string) =>
    unclear.push({ message, about: { what } });
  const texts = parts.map((part, index) => {
    const text = textOf(part);
    if (text !== undefined) return text;
    const regex = part.kind === 'literal' && part.value instanceof RegExp;
    const [known] = textsOf(part);
    if (known !== undefined) {
      tell('guessed-path', `A part of the path depends on what is known only at run time; ${known} is taken.`);
      return known;
    }
    if (!regex && index < parts.length - 1) {
      tell('guessed-path', 'The beginning of the path is known only at run time; it is left out.');
      return '';
    }
    if (!regex) tell('any-path', 'A part of the path is known only at run time.');
    else {
      const source = String(part.value);
      tell(
        /^\/\^?(?:\\?\/)?\(?\.[*+]/.test(source) ? 'all-paths' : 'any-path',
        `OpenAPI has no words for the path ${source}.`,
      );
    }
    return undefined;
  });
  if (texts.includes(undefined)) return { templates: [], unclear };
  const joined = joinPaths(texts as string[]);
  const templates: PathTemplate[] = [];
  for (const variant of variants(joined, framework)) {
    const template = templateOf(variant, framework);
    if (typeof template === 'string') {
      const below = /^[^:*(+?{]*/.exec(variant)![0];
      unclear.push({ message: template, about: { what: 'paths', below } });
    } else if (!templates.some(({ path }) => path === template.path)) templates.push(template);
  }
  return { templates, unclear };
}

/** `/api` + `/` + `/users/` is `/api/users`; the root stays `/`. */
function joinPaths(parts: readonly string[]): string {
  const segments = parts.flatMap(part => part.split('/')).filter(segment => segment !== '');
  return `/${segments.join('/')}`;
}

/** With and without what may be left out: `/:id?`, `{/:id}` of Express 5, `/users/(.*)?`. */
function variants(path: string, framework: FrameworkName): string[] {
  const braces = framework === 'fastify' ? null : /\{([^{}]*)\}/.exec(path);
  if (braces) {
    const [before, after] = [path.slice(0, braces.index), path.slice(braces.index + braces[0].length)];
    return [before + braces[1] + after, before + after].flatMap(one => variants(joinPaths([one]), framework));
  }
  const optional = /\/:\w+(\([^()]*\))?\?(?=\/|$)/.exec(path);
  if (!optional) return [path];
  const [before, after] = [path.slice(0, optional.index), path.slice(optional.index + optional[0].length)];
  return [before + optional[0].slice(0, -1) + after, joinPaths([before + after])].flatMap(one =>
    variants(one, framework),
  );
}

/** A sentence instead of a template: OpenAPI cannot say it. */
function templateOf(path: string, framework: FrameworkName): PathTemplate | string {
  const parameters: PathParameter[] = [];
  let rest = path;
  let made = '';
  while (rest !== '') {
    if (framework === 'fastify' && rest.startsWith('::')) {
      made += ':';
      rest = rest.slice(2);
      continue;
    }
    const parameter = /^:([A-Za-z_$][\w$]*)/.exec(rest);
    if (parameter) {
      rest = rest.slice(parameter[0].length);
      const pattern = rest.startsWith('(') ? balanced(rest) : undefined;
      if (pattern !== undefined) rest = rest.slice(pattern.length + 2);
      const many = /^[*+]/.exec(rest);
      if (many) return `OpenAPI has no words for the repeated segment of ${path}.`;
      parameters.push({ name: parameter[1]!, ...(pattern ? { pattern: anchored(pattern) } : {}) });
      made += `{${parameter[1]}}`;
      continue;
    }
    if (/^(\*|\(\.\*\)|\(\.\+\))/.test(rest)) return `OpenAPI has no words for the wildcard of ${path}.`;
    if (/^[(?+]/.test(rest)) return `OpenAPI has no words for the pattern of ${path}.`;
    made += /[{}]/.test(rest[0]!) ? encodeURIComponent(rest[0]!) : rest[0];
    rest = rest.slice(1);
  }
  return { path: made, parameters };
}

function balanced(text: string): string | undefined {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return text.slice(1, i);
  }
  return undefined;
}

function anchored(pattern: string): string {
  return `^${/[|]/.test(pattern) ? `(?:${pattern})` : pattern}$`.replace(/^\^\^/, '^').replace(/\$\$$/, '$');
}

/** Paths of one signature are one path to OpenAPI: https://spec.openapis.org/oas/v3.1.1.html#path-templating-matching */
export function signature({ path }: PathTemplate): string {
  return path.replaceAll(/\{[^{}]*\}/g, '{}');
}

/** An operation with another path's names of parameters. */
export function renamedParameters(operation: JsonObject, from: PathTemplate, to: PathTemplate): JsonObject {
  if (from.path === to.path || !Array.isArray(operation.parameters)) return operation;
  const names = new Map(from.parameters.map(({ name }, index) => [name, to.parameters[index]?.name ?? name]));
  const parameters = (operation.parameters as readonly JsonObject[]).map(one =>
    one.in === 'path' ? { ...one, name: names.get(String(one.name)) ?? one.name! } : one,
  );
  return { ...operation, parameters };
}
