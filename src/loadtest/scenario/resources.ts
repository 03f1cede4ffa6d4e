/** Which operation makes what another one needs: `POST /users` answers with the id for `/users/{id}`. */
import type { Api, Operation, Response, Shape } from '../../openapi/api.js';
import { childPointer } from '../../openapi/pointer.js';
import type { Capture } from '../plan.js';
import { type Shapes, targetOf } from './shapes.js';

/** An id that comes from an answer. */
export interface IdSource {
  readonly creator: Operation;
  /** Variable of the flow: `users.id`. */
  readonly variable: string;
  /** In the answer of `creator`. */
  readonly from: Capture['from'];
}

/** By operation: parameter name → where its value comes from. Only path parameters whose collection can be posted to. */
export function idSources(api: Api, shapes: Shapes): ReadonlyMap<Operation, ReadonlyMap<string, IdSource>> {
  const creators = new Map<string, Operation>();
  for (const operation of api.operations)
    if (operation.method === 'post') creators.set(skeleton(operation.path), operation);
  const sources = new Map<Operation, ReadonlyMap<string, IdSource>>();
  for (const operation of api.operations) {
    const found = new Map<string, IdSource>();
    for (const { 0: parameter, index } of operation.path.matchAll(/\{[^{}]+\}/g)) {
      const collection = operation.path.slice(0, index).replace(/\/$/, '');
      const creator = creators.get(skeleton(collection));
      // A parameter in the middle of a segment is a part of an id at best.
      if (!creator || creator === operation || !operation.path.slice(0, index).endsWith('/')) continue;
      const name = parameter.slice(1, -1);
      const from = idPlace(creator, name, collection, shapes);
      if (from) found.set(name, { creator, variable: wordsOf(collection, 'id'), from });
    }
    sources.set(operation, found);
  }
  return sources;
}

/** Paths that differ only in the names of their parameters are the same. */
export function skeleton(path: string): string {
  return path.replace(/\{[^{}]*\}/g, '{}').replace(/\/$/, '');
}

/** The name of a variable: `/users/{id}/posts` and `id` are `users.posts.id`. */
export function wordsOf(path: string, last: string): string {
  const words = path.split('/').filter(part => part !== '' && !part.startsWith('{'));
  return [...words, last]
    .map(word => word.slice(0, 40))
    .slice(-4)
    .join('.')
    .replace(/[^\p{L}\p{N}_.-]/gu, '_')
    .replace(/^[.-]+/, '');
}

/**
 * Where the answer of a creator has the id: in its body, else at the end of its Location (RFC 9110 §10.2.2); without a described
 * answer it is taken to be `/id`.
 */
function idPlace(creator: Operation, name: string, collection: string, shapes: Shapes): Capture['from'] | undefined {
  const response =
    creator.responses.find(({ status }) => status === '201') ??
    creator.responses.find(({ status }) => /^2/.test(status));
  const pointer = idPointer(response, name, collection, shapes);
  if (pointer !== undefined) return { kind: 'json', pointer };
  const location = response?.headers.find(header => header.name.toLowerCase() === 'location');
  return location && { kind: 'header', name: location.name, lastSegment: true };
}

function idPointer(
  response: Response | undefined,
  parameter: string,
  collection: string,
  shapes: Shapes,
): string | undefined {
  const media = response?.media.find(({ type }) => /json/i.test(type));
  if (response && response.media.length > 0 && !media) return undefined;
  if (!media?.shape) return response && response.media.length === 0 ? undefined : '/id';
  const wanted = [parameter.toLowerCase(), ...idNames(collection)];
  const names = namesOf(media.shape, shapes);
  const own = best(names, wanted);
  if (own !== undefined) return childPointer('', own);
  for (const [wrapper, inner] of names) {
    const nested = best(namesOf(inner, shapes), wanted);
    if (nested !== undefined && isWrapperOf(collection, wrapper)) {
      return childPointer(childPointer('', wrapper), nested);
    }
  }
  return undefined;
}

/** What the id of a thing is called, the likeliest first. */
function idNames(collection: string): string[] {
  const singular = singularOf(collection);
  return ['id', `${singular}id`, `${singular}_id`, '_id', 'uuid', 'key', 'slug', 'name'];
}

export function isIdOf(collection: string, name: string): boolean {
  return idNames(collection).includes(name.toLowerCase());
}

/** Whether a property of that name holds the thing itself: `{ "data": { "id": 7 } }`. */
export function isWrapperOf(collection: string, name: string): boolean {
  return ['data', 'result', 'item', singularOf(collection)].includes(name.toLowerCase());
}

function singularOf(collection: string): string {
  return collection.split('/').at(-1)!.replace(/s$/, '').toLowerCase();
}

function best(names: ReadonlyMap<string, Shape>, wanted: readonly string[]): string | undefined {
  for (const each of wanted) {
    const found = [...names.keys()].find(name => name.toLowerCase() === each);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Properties of an object, those of what it refers to and is made of among them. */
function namesOf(shape: Shape, shapes: Shapes): ReadonlyMap<string, Shape> {
  const names = new Map<string, Shape>();
  const seen = new Set<Shape>();
  const queue = [shape];
  for (let each = queue.shift(); each && seen.size < 200; each = queue.shift()) {
    if (seen.has(each)) continue;
    seen.add(each);
    for (const property of each.properties ?? [])
      if (!names.has(property.name)) names.set(property.name, property.shape);
    const target = each.ref === undefined ? undefined : targetOf(each.ref, shapes);
    queue.push(...(target ? [target] : []), ...(each.allOf ?? []));
  }
  return names;
}
