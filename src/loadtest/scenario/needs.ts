/** What operations need of each other: which one goes first, and what of its answer another one's request takes. */
import type { Api, Link, Operation, Parameter } from '../../openapi/api.js';
import { pointerTokens } from '../../openapi/pointer.js';
import { type IdSource, idSources, isIdOf, isWrapperOf, skeleton } from './resources.js';
import type { Shapes } from './shapes.js';

/** One operation is sent before another one that takes values from it. */
export interface Edge {
  readonly source: Operation;
  /** Absent: the id is found by the paths, `POST /users` before `GET /users/{id}`. */
  readonly link?: Link;
  /** By `parameterKey`. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly id?: IdSource;
  /** What a link of the source's answer names is what the source made. */
  readonly makes: boolean;
}

export type Edges = ReadonlyMap<Operation, readonly Edge[]>;

export function parameterKey({ in: place, name }: Pick<Parameter, 'in' | 'name'>): string {
  return `${place} ${name}`;
}

/** Those that make things know best what they are called. */
const sourceOrder = ['post', 'put', 'get', 'query', 'patch', 'head'];

/**
 * Links first, then what stands at the same place of a path, then ids found by paths. No operation needs itself, directly or through others.
 * @param given names of parameters whose values are known already.
 */
export function edgesOf(api: Api, shapes: Shapes, given: ReadonlySet<string>): Edges {
  const edges = new Map<Operation, Edge[]>(api.operations.map(operation => [operation, []]));
  const open = new Map(
    api.operations.map(operation => [
      operation,
      new Map(neededOf(operation, given).map(each => [parameterKey(each), each])),
    ]),
  );
  const add = (target: Operation, edge: Edge): void => {
    if (edge.source === target || dependsOn(edge.source, target, edges)) return;
    edges.get(target)!.push(edge);
    for (const key of edge.parameters.keys()) open.get(target)!.delete(key);
  };
  for (const { source, target, link, makes } of candidates(api)) {
    const gives = link.parameters.flatMap(({ name, in: place }) => {
      const parameter = target.parameters.find(each => each.name === name && each.in === place);
      return parameter && !given.has(name) ? [parameter] : [];
    });
    const left = open.get(target)!;
    const isNeeded =
      gives.some(each => left.has(parameterKey(each))) || (link.body && target.body && !edges.get(target)!.length);
    if (!isNeeded) continue;
    const taken = new Set(edges.get(target)!.flatMap(edge => [...edge.parameters.keys()]));
    const parameters = gives.map(each => [parameterKey(each), each] as const).filter(([key]) => !taken.has(key));
    add(target, { source, link, parameters: new Map(parameters), makes });
  }
  /** A link to `GET /users/{id}` says what `{id}` is in `DELETE /users/{id}` and in `GET /users/{id}/posts`, too. */
  const addAlike = (makes: boolean): void => {
    const byPlace = new Map<string, { source: Operation; link: Link }>();
    for (const [{ path }, found] of edges) {
      for (const { source, link, makes: isMade, parameters } of found) {
        for (const parameter of link ? parameters.values() : []) {
          const place = placeOf(path, parameter);
          const isOwn = isMade && isOwnId(source, link!, parameter);
          if (place !== undefined && isOwn === makes && !byPlace.has(place))
            byPlace.set(place, { source, link: link! });
        }
      }
    }
    for (const [target, left] of open) {
      for (const [key, parameter] of left) {
        const { source, link } = byPlace.get(placeOf(target.path, parameter) ?? '') ?? {};
        if (!source || !link) continue;
        const { body: _, ...bare } = link;
        add(target, { source, link: bare, parameters: new Map([[key, parameter]]), makes });
      }
    }
  };
  addAlike(true);
  for (const [target, ids] of idSources(api, shapes)) {
    for (const [name, id] of ids) {
      const key = parameterKey({ in: 'path', name });
      const parameter = open.get(target)!.get(key);
      if (parameter) add(target, { source: id.creator, id, parameters: new Map([[key, parameter]]), makes: true });
    }
  }
  addAlike(false);
  return edges;
}

/** What a POST answers with is its own: the Location, or an id that is not that of something else in it (`/authorId`, `/author/id`). */
function isOwnId({ path }: Operation, { parameters }: Link, { name, in: place }: Parameter): boolean {
  const value = parameters.find(each => each.name === name && each.in === place)?.value;
  const part = value?.kind === 'expression' && value.parts.length === 1 ? value.parts[0] : undefined;
  if (typeof part !== 'object') return false;
  if (part.kind === 'header') return part.of === 'response' && part.name.toLowerCase() === 'location';
  if (part.kind !== 'body' || part.of !== 'response') return false;
  const tokens = pointerTokens(part.pointer);
  const last = tokens.at(-1) ?? '';
  return isIdOf(path, last) && tokens.slice(0, -1).every(token => isWrapperOf(path, token));
}

/** The path up to the parameter. */
function placeOf(path: string, { name, in: place }: Parameter): string | undefined {
  const at = place === 'path' ? path.indexOf(`{${name}}`) : -1;
  return at < 0 ? undefined : path.slice(0, at + name.length + 2);
}

/** Without them there is no request. */
function neededOf({ parameters }: Operation, given: ReadonlySet<string>): Parameter[] {
  return parameters.filter(({ name, required, in: place }) => (required || place === 'path') && !given.has(name));
}

interface Candidate {
  readonly source: Operation;
  readonly target: Operation;
  readonly link: Link;
  readonly makes: boolean;
}

/** Links of answers that are a success, the best source first. */
function candidates({ operations }: Api): Candidate[] {
  const byName = new Map(operations.map(operation => [`${operation.method} ${operation.path}`, operation]));
  const found = operations.flatMap(source =>
    source.responses
      .filter(({ status }) => status.startsWith('2') || status === 'default')
      .flatMap(({ links, status }) =>
        links.flatMap((link): Candidate[] => {
          const target = byName.get(`${link.target.method} ${link.target.path}`);
          if (!target || !sourceOrder.includes(source.method)) return [];
          return [{ source, target, link, makes: isMaking(source, target, status) }];
        }),
      ),
  );
  const rank = ({ source }: Candidate): number => sourceOrder.indexOf(source.method);
  const isAbove = ({ source, target }: Candidate): number => (isBelow(target, source) ? 0 : 1);
  return found.toSorted((a, b) => rank(a) - rank(b) || isAbove(a) - isAbove(b));
}

/** `POST /search` may answer with what has long been there: only 201, or a path below, tells that it is new. */
function isMaking(source: Operation, target: Operation, status: string): boolean {
  if (source.method !== 'post') return false;
  return status === '201' || isBelow(target, source);
}

/** `/users/{id}` and all below it, for `/users`. */
function isBelow({ path }: Operation, { path: above }: Operation): boolean {
  return `${skeleton(path)}/`.startsWith(`${skeleton(above)}/{}/`);
}

function dependsOn(operation: Operation, on: Operation, edges: Edges): boolean {
  const seen = new Set<Operation>();
  const queue = [operation];
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (next === on) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    queue.push(...(edges.get(next) ?? []).map(({ source }) => source));
  }
  return false;
}

/** All that has to be sent before these, and these: what others need first, else in the order given. */
export function inOrder(operations: readonly Operation[], edges: Edges): Operation[] {
  const sorted = new Set<Operation>();
  const visit = (operation: Operation): void => {
    for (const { source } of edges.get(operation) ?? []) if (!sorted.has(source)) visit(source);
    sorted.add(operation);
  };
  for (const operation of operations) visit(operation);
  return [...sorted];
}
