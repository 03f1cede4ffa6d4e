/** Paths of routes and of operations, made comparable. */
import type { Api, Operation } from '../../openapi/api.js';
import { member } from '../../openapi/values.js';
import { type Description, valueAt } from './described.js';

/** `/users/{id}/` → `/users/{}`: names of parameters and a slash at the end tell no paths apart. */
export function signatureOf(path: string): string {
  return (
    path
      .replace(/[?#].*$/s, '')
      .replaceAll(/\{[^{}]*\}/g, '{}')
      .replaceAll(/\/{2,}/g, '/')
      .replace(/\/+$/, '') || '/'
  );
}

/** The names in braces, in their order. */
export function parameterNames(path: string): string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name!);
}

/** `https://api.test/v1/` → `/v1`; '' for a server at the root. */
function pathOfServer(url: string): string {
  const rest = url.replace(/[?#].*$/s, '').replace(/^[^/]*\/\/[^/]*/, '');
  const slash = rest.indexOf('/');
  return slash < 0 ? '' : rest.slice(slash).replace(/\/+$/, '');
}

/** A proxy may take off the beginning of a path: `/gateway/v1` → `/gateway/v1`, `/v1`, ''. */
function tailsOf(prefix: string): string[] {
  const segments = prefix.split('/').slice(1);
  return [...segments.map((_, index) => `/${segments.slice(index).join('/')}`), ''];
}

export interface Prefixes {
  /** What stands before the paths of most operations in the program. */
  readonly common: string;
  /** All that may stand before the path of this one. */
  of(operation: Operation): readonly string[];
}

/** The server's path under which most operations are found among the routes; the first of those that find as many. */
export function choosePrefixes(
  description: Description,
  isServed: (method: string, path: string) => boolean,
): Prefixes {
  const { api } = description;
  const own = new Map(api.operations.map(operation => [operation, ownServers(description, operation)]));
  const others = api.operations.filter(operation => !own.get(operation));
  const served = (prefix: string) => others.filter(({ method, path }) => isServed(method, prefix + path)).length;
  const [common] = prefixesOf(api)
    .map(prefix => ({ prefix, found: served(prefix) }))
    .sort((a, b) => b.found - a.found);
  return {
    common: common!.prefix,
    of: operation => own.get(operation)?.flatMap(url => tailsOf(pathOfServer(url))) ?? [common!.prefix],
  };
}

function prefixesOf({ servers }: Api): string[] {
  return [...new Set([...servers.flatMap(({ url }) => tailsOf(pathOfServer(url))), ''])];
}

/** URLs of the operation's own servers, or of its path's. */
function ownServers(description: Description, { at }: Operation): string[] | undefined {
  const pointers = [at.pointer, at.pointer.slice(0, at.pointer.lastIndexOf('/'))];
  for (const pointer of pointers) {
    const servers = pointer === '' ? undefined : member(valueAt(description, { path: at.path, pointer }), 'servers');
    if (!Array.isArray(servers) || servers.length === 0) continue;
    return servers.flatMap(server => {
      const url = member(server, 'url');
      return typeof url === 'string' ? [url] : [];
    });
  }
  return undefined;
}
