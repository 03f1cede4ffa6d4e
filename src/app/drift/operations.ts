/** Routes that the description lacks, as operations of it. */
import type { Json } from '../../openapi/json.js';
import { childPointer, pointerFrom, pointerTokens } from '../../openapi/pointer.js';
import { isObject, member } from '../../openapi/values.js';
import type { AppOperation } from '../readApp.js';
import type { Change } from './changes.js';
import { type Description, type JsonObject, valueUnder } from './described.js';
import { parameterNames, signatureOf } from './paths.js';
import type { Comparing, Planned } from './planned.js';

export type Adder = (route: AppOperation, said: JsonObject) => Planned;

/** Adds operations one after the other: what each of them takes (a path's names, an id) the next one finds taken. */
export function operationAdder({ description, borrow }: Comparing, prefix: string): Adder {
  const { api, loaded } = description;
  const entry = loaded.entry.value;
  const paths = new Map<string, string>();
  for (const path of Object.keys(asObject(member(entry, 'paths')))) {
    if (path.startsWith('/') && !paths.has(signatureOf(path))) paths.set(signatureOf(path), path);
  }
  const ids = new Set([...api.operations, ...api.webhooks].flatMap(({ id }) => id ?? []));

  return (route, said) => {
    const base = { kind: 'undescribed-route', method: route.method, described: undefined, route: route.route } as const;
    const served = `${route.method.toUpperCase()} ${route.path}`;
    const own = withoutPrefix(route.path, prefix);
    if (own === undefined) {
      const message = `${served} is served, but not described; it does not stand under ${prefix}, as the described operations do.`;
      return { ...base, path: route.path, message, changes: [] };
    }
    const path = paths.get(signatureOf(own)) ?? own;
    paths.set(signatureOf(own), path);
    const message = `${route.method.toUpperCase()} ${path} is served, but not described.`;
    const at = itemAt(description, path);
    const changes = at ? change(at, path, route.method, said) : [];
    return { ...base, path, message, changes };
  };

  function change(at: { path: string; pointer: string }, path: string, method: string, said: JsonObject): Change[] {
    const item = asObject(valueUnder(loaded.documents.get(at.path)?.value, pointerTokens(at.pointer)));
    const { operationId, tags, parameters, ...rest } = said;
    const id = freeId(String(operationId));
    const tag = tagsFor(description, path, tags);
    const own = parametersFor(path, parameters, item);
    const operation: JsonObject = {
      operationId: id,
      ...(tag ? { tags: tag } : {}),
      ...(own.length > 0 ? { parameters: own } : {}),
      ...rest,
    };
    const borrowed = borrow(operation, at.path);
    const tagChanges = (tag ?? []).flatMap((name): Change[] => {
      const known = member(entry, 'tags');
      const isKnown = !Array.isArray(known) || known.some(one => member(one as Json, 'name') === name);
      return isKnown ? [] : [{ kind: 'element', at: { path: loaded.entry.path, pointer: '/tags' }, value: { name } }];
    });
    return [{ kind: 'member', at, key: method, value: borrowed.value }, ...borrowed.changes, ...tagChanges];
  }

  function freeId(wanted: string): string {
    let free = wanted;
    for (let number = 2; ids.has(free); number++) free = `${wanted}${number}`;
    ids.add(free);
    return free;
  }
}

/** `/api/users` under `/api` is `/users`. Undefined: it does not stand under it. */
function withoutPrefix(path: string, prefix: string): string | undefined {
  if (prefix === '') return path;
  if (path === prefix) return '/';
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
}

/** Where the operations of a path stand; undefined when that cannot be told. */
function itemAt({ api, loaded }: Description, path: string): { path: string; pointer: string } | undefined {
  const sibling = api.operations.find(one => one.path === path);
  // The last part is the method; that of `additionalOperations` stands one level deeper.
  if (sibling) return { path: sibling.at.path, pointer: pointerFrom(pointerTokens(sibling.at.pointer).slice(0, -1)) };
  const item = valueUnder(loaded.entry.value, ['paths', path]);
  if (member(item, '$ref') !== undefined) return undefined;
  return { path: loaded.entry.path, pointer: childPointer('/paths', path) };
}

/** Those of operations about the same things; where the description has no tags, none. */
function tagsFor({ api }: Description, path: string, said: Json | undefined): readonly string[] | undefined {
  const first = (one: string) => one.split('/').find(segment => segment !== '' && !segment.startsWith('{'));
  const siblings = api.operations.filter(one => first(one.path) === first(path) && one.tags.length > 0);
  const exact = siblings.find(one => signatureOf(one.path) === signatureOf(path));
  const wanted = Array.isArray(said) ? said.filter(tag => typeof tag === 'string') : [];
  const used = siblings.some(({ tags }) => tags.some(tag => wanted.includes(tag)));
  if (!used && (exact ?? siblings[0])) return (exact ?? siblings[0])!.tags;
  const hasTags = api.tags.length > 0 || api.operations.length === 0;
  return hasTags && wanted.length > 0 ? wanted : undefined;
}

/** With the names that the path has, and without what all operations of the path have. */
function parametersFor(path: string, parameters: Json | undefined, item: JsonObject): readonly JsonObject[] {
  const names = parameterNames(path);
  const shared = Array.isArray(item.parameters) ? (item.parameters as readonly Json[]) : [];
  let index = 0;
  return (Array.isArray(parameters) ? (parameters as readonly Json[]).filter(isObject) : [])
    .map(one => (one.in === 'path' ? { ...one, name: names[index++] ?? one.name! } : one))
    .filter(one => !shared.some(other => member(other, 'in') === one.in && member(other, 'name') === one.name));
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
