/** Links: what of an answer, or of its request, another operation needs. https://spec.openapis.org/oas/v3.1.1.html#link-object */
import type { At, Link, LinkParameter, LinkValue, Operation, Parameter } from './api.js';
import type { Json } from './json.js';
import { pointerTokens } from './pointer.js';
import { asObject, atOf, child, entries, follow, objectAt, type Reading, report, stringAt } from './reading.js';
import { type Node, nearestHint, resolveRef } from './resolve.js';
import { parseRuntimeText } from './runtimeExpression.js';
import { splitRef } from './targets.js';

/** Those of one response; they are filled in once all operations are known. */
export function requestLinks(reading: Reading, response: Node): readonly Link[] {
  const object = objectAt(reading, response, 'links');
  const into: Link[] = [];
  for (const { key: name, node: start } of object ? entries(object) : []) {
    if (name.startsWith('x-')) continue;
    const node = asObject(reading, follow(reading, start, 'link')?.node);
    if (node) reading.waitingLinks.push({ name, node, into });
  }
  return into;
}

/** @param operations all that `paths` has. */
export function readWaitingLinks(reading: Reading, operations: readonly Operation[]): void {
  for (const { name, node, into } of reading.waitingLinks) {
    const operation = operationOf(reading, node, operations);
    if (!operation) continue;
    const parameters = readParameters(reading, node, operation);
    const body = child(node, 'requestBody');
    const value = body && readValue(reading, body);
    const description = stringAt(reading, node, 'description');
    into.push({
      at: atOf(node),
      name,
      ...(description !== undefined && { description }),
      target: { method: operation.method, path: operation.path },
      parameters,
      ...(value && { body: value }),
    });
  }
  reading.waitingLinks.length = 0;
}

function operationOf(reading: Reading, node: Node, operations: readonly Operation[]): Operation | undefined {
  const id = stringAt(reading, node, 'operationId');
  const ref = stringAt(reading, node, 'operationRef');
  if (child(node, 'server')) {
    report(reading, 'info', 'unsupported-link', node, 'A link to another server is not followed.', 'key');
    return undefined;
  }
  if ((id === undefined) === (ref === undefined)) {
    const has = id === undefined ? 'neither "operationId" nor' : 'both "operationId" and';
    const message = `This link has ${has} "operationRef": it needs one of them; it is left out.`;
    report(reading, 'warning', 'invalid-link', node, message, 'key');
    return undefined;
  }
  if (id !== undefined) {
    const found = operations.find(operation => operation.id === id);
    if (!found) {
      const known = operations.flatMap(operation => operation.id ?? []);
      const message = `There is no operation ${JSON.stringify(id)}; this link is left out.${nearestHint(reading.loaded, id, known)}`;
      report(reading, 'warning', 'invalid-link', child(node, 'operationId')!, message);
    }
    return found;
  }
  const found = referred(reading, node, ref!, operations);
  if (!found) {
    const message = `${JSON.stringify(ref)} is no operation of this description; this link is left out. Write it like "#/paths/~1users~1{id}/get".`;
    report(reading, 'warning', 'invalid-link', child(node, 'operationRef')!, message);
  }
  return found;
}

/** `#/paths/~1users~1{id}/get`, in this file or in another one that is part of the description. */
function referred(reading: Reading, node: Node, ref: string, operations: readonly Operation[]): Operation | undefined {
  const { resource, fragment } = splitRef(ref);
  const tokens = pointerTokens(fragment);
  // By its path: a path item that is shared by reference is several operations.
  if (resource === '' && tokens.length === 3 && tokens[0] === 'paths') {
    const found = operations.find(({ path, method }) => path === tokens[1] && method === tokens[2]);
    if (found) return found;
  }
  const resolution = resolveRef(reading.loaded, node, ref);
  if ('failure' in resolution) return undefined;
  const at: At = atOf(resolution.node);
  return operations.find(operation => operation.at.path === at.path && operation.at.pointer === at.pointer);
}

function readParameters(reading: Reading, link: Node, { parameters, ...operation }: Operation): LinkParameter[] {
  const object = objectAt(reading, link, 'parameters');
  const found: LinkParameter[] = [];
  for (const { key, node } of object ? entries(object) : []) {
    const parameter = named(key, parameters);
    if (!parameter) {
      const names = parameters.map(({ name }) => name);
      const message = `${operation.method.toUpperCase()} ${operation.path} has no parameter ${JSON.stringify(key)}; it is left out.${nearestHint(reading.loaded, key, names)}`;
      report(reading, 'warning', 'invalid-link', node, message, 'key');
      continue;
    }
    const value = readValue(reading, node);
    if (value) found.push({ name: parameter.name, in: parameter.in, value });
  }
  return found;
}

/** `id`, or `path.id` where several have the name. */
function named(key: string, parameters: readonly Parameter[]): Parameter | undefined {
  const [, place, name] = /^(path|query|header|cookie)\.(.+)$/s.exec(key) ?? [];
  return parameters.find(each => each.name === key) ?? parameters.find(each => each.in === place && each.name === name);
}

/** A text with expressions, or any value as it is. */
function readValue(reading: Reading, node: Node): LinkValue | undefined {
  const value: Json = node.value;
  const parts = typeof value === 'string' ? parseRuntimeText(value) : undefined;
  if (!parts) return { kind: 'constant', value };
  if ('broken' in parts) {
    const message = `${JSON.stringify(parts.broken.slice(0, 100))} is not a runtime expression, such as "$response.body#/id", "$request.path.id" or "$response.header.Location"; it is left out.`;
    report(reading, 'warning', 'invalid-link', node, message);
    return undefined;
  }
  return { kind: 'expression', parts };
}
