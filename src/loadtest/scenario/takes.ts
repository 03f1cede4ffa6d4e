/** What each operation's request takes from the ones before it. */
import type { Api, LinkValue, Operation, Parameter, Shape } from '../../openapi/api.js';
import { pointerTokens } from '../../openapi/pointer.js';
import type { Capture } from '../plan.js';
import { createRandom } from '../requests/random.js';
import { memberShapes } from './checkShape.js';
import { captureOf, createCaptureNames, jsonBody, type LinkSource, parameterValue, type Taken } from './linkValues.js';
import { type Edge, type Edges, inOrder, parameterKey } from './needs.js';
import { type ScenarioOptions, sampleParts } from './sampleRequest.js';
import { credentialsFor } from './security.js';
import { serverAddress } from './servers.js';
import { type Shapes, targetOf } from './shapes.js';
import { chooseMedia, kindOf } from './writeBody.js';
import { type ParameterValue, type RequestParts, writeRequest } from './writeRequest.js';

export interface Takes {
  /** By `parameterKey`. */
  readonly values: ReadonlyMap<string, ParameterValue>;
  /** JSON, a template. */
  readonly body?: string;
  readonly captures: readonly { readonly source: Operation; readonly capture: Capture }[];
  /** Sources whose request has to be the same each time, because something of it is taken. */
  readonly pinned: readonly Operation[];
  /** All in the path names what this scenario has made itself. */
  readonly isOwn: boolean;
}

export type AllTakes = ReadonlyMap<Operation, Takes>;

/** For every operation of the description. */
export function takesOf(api: Api, shapes: Shapes, edges: Edges, options: ScenarioOptions): AllTakes {
  const names = createCaptureNames();
  const all = new Map<Operation, Takes>();
  const own = new Map<Operation, ReadonlySet<string>>();
  for (const operation of inOrder(api.operations, edges)) {
    const taker = createTaker(operation);
    for (const edge of edges.get(operation) ?? []) {
      const source = linkSource(edge.source);
      for (const [key, parameter] of edge.parameters) {
        const found = takenFrom(edge, parameter, source);
        if (!found) continue;
        taker.note(edge.source, found);
        taker.values.set(key, found.value);
        if (isOwn(edge, parameter, own)) taker.own.add(key);
      }
      const body = edge.link?.body && bodyOf(operation, edge.link.body, edge, source);
      if (body) {
        taker.note(edge.source, body);
        taker.body ??= body.body;
      }
    }
    own.set(operation, taker.own);
    all.set(operation, taker.takes());
  }
  return all;

  function linkSource(operation: Operation): LinkSource {
    let known: RequestParts | undefined;
    const parts = (): RequestParts => (known ??= plainParts(api, operation, shapes, options, all.get(operation)));
    return { operation, names, parts, url: () => serverAddress(options.server).origin + writeRequest(parts()).path };
  }

  function takenFrom(edge: Edge, parameter: Parameter, source: LinkSource): ReturnType<typeof parameterValue> {
    if (edge.id) {
      const capture = captureOf(names, edge.source, edge.id.from, edge.id.variable);
      return { value: { template: `{{${capture.variable}}}` }, captures: [capture], isPinned: false };
    }
    const given = edge.link?.parameters.find(each => each.name === parameter.name && each.in === parameter.in);
    return given && parameterValue(given.value, parameter, source);
  }

  function bodyOf(operation: Operation, value: LinkValue, { source: from }: Edge, source: LinkSource) {
    const media = operation.body && chooseMedia(operation.body);
    if (!media || kindOf(media.type) !== 'json') return undefined;
    return jsonBody(value, source, pointer => isText(from, pointer, shapes));
  }
}

function createTaker({ parameters }: Operation) {
  const values = new Map<string, ParameterValue>();
  const own = new Set<string>();
  const captures: { source: Operation; capture: Capture }[] = [];
  const pinned = new Set<Operation>();
  return {
    values,
    own,
    body: undefined as string | undefined,
    note(source: Operation, taken: Taken): void {
      for (const capture of taken.captures) captures.push({ source, capture });
      if (taken.isPinned) pinned.add(source);
    },
    takes(): Takes {
      const inPath = parameters.filter(each => each.in === 'path').map(parameterKey);
      return {
        values,
        ...(this.body !== undefined && { body: this.body }),
        captures,
        pinned: [...pinned],
        isOwn: inPath.length > 0 && inPath.every(key => own.has(key)),
      };
    },
  };
}

/** It comes from an answer to what makes things, or goes on from a request that had it from one. */
function isOwn(edge: Edge, { name, in: place }: Parameter, own: ReadonlyMap<Operation, ReadonlySet<string>>): boolean {
  if (edge.id) return true;
  const value = edge.link?.parameters.find(each => each.name === name && each.in === place)?.value;
  if (value?.kind !== 'expression') return false;
  return value.parts.every(part => {
    if (typeof part === 'string') return true;
    if (part.kind === 'path') return own.get(edge.source)?.has(`path ${part.name}`) ?? false;
    return edge.makes && (part.kind === 'body' || part.kind === 'header') && part.of === 'response';
  });
}

/** The first of an operation's requests, and the only one of a source that something is taken from. */
function plainParts(
  api: Api,
  operation: Operation,
  shapes: Shapes,
  options: ScenarioOptions,
  takes: Takes | undefined,
): RequestParts {
  const sampled = sampleParts(operation, shapes, createRandom(options.seed, 0), true, givenValues(options, takes));
  return {
    ...sampled,
    operation,
    prefix: serverAddress(options.server).path,
    credentials: credentialsFor(operation, api, new Set(Object.keys(options.variables ?? {}))),
    seed: options.seed * 1000,
  };
}

/** What is given for a parameter: by the user, else by another operation. */
export function givenValues(
  { parameters = {} }: ScenarioOptions,
  takes?: Takes,
): (parameter: Parameter) => ParameterValue | undefined {
  return parameter =>
    Object.hasOwn(parameters, parameter.name)
      ? { template: parameters[parameter.name]! }
      : takes?.values.get(parameterKey(parameter));
}

/** Whether the answer has a string there, by all that is described of it. */
function isText({ responses }: Operation, pointer: string, shapes: Shapes): boolean {
  const shape = responses
    .filter(({ status }) => status.startsWith('2'))
    .flatMap(({ media }) => media)
    .find(({ type }) => kindOf(type) === 'json')?.shape;
  let parts = shape ? withParts(shape, shapes) : [];
  for (const token of pointerTokens(pointer)) {
    parts = parts
      .flatMap(part => [...memberShapes(part, token), ...(/^\d+$/.test(token) && part.items ? [part.items] : [])])
      .flatMap(part => withParts(part, shapes));
  }
  return parts.some(({ types }) => types?.includes('string') === true);
}

function withParts(shape: Shape, shapes: Shapes): Shape[] {
  const parts = new Set<Shape>();
  const queue = [shape];
  for (let next = queue.pop(); next && parts.size < 200; next = queue.pop()) {
    if (parts.has(next)) continue;
    parts.add(next);
    const target = next.ref === undefined ? undefined : targetOf(next.ref, shapes);
    queue.push(...(target ? [target] : []), ...(next.allOf ?? []));
  }
  return [...parts];
}
