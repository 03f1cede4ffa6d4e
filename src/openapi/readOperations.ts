import type { Operation, Parameter } from './api.js';
import { readBody, readResponses } from './readBodies.js';
import {
  asObject,
  atOf,
  booleanAt,
  child,
  entries,
  follow,
  objectAt,
  once,
  type Reading,
  report,
  stringAt,
  stringsAt,
} from './reading.js';
import { checkPathParameters, parameterKey, readParameters } from './readParameters.js';
import { readSecurity } from './readSecurity.js';
import type { Node } from './resolve.js';
import { readSwagger2Body, readSwagger2Responses } from './swagger2.js';
import { type JsonObject, member } from './values.js';

const methods: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/** What a path item hands down to its operations. */
interface Outer {
  readonly path: string;
  readonly kind: 'path' | 'webhook' | 'callback';
  /** How many callbacks are around this operation. */
  readonly depth: number;
  readonly security: Operation['security'];
}

/** Callbacks inside callbacks are legal, and can be circular. */
const deepestCallbacks = 2;

/** Reads `paths`, in file order. */
export function readPaths(reading: Reading, root: Node, security: Operation['security']): Operation[] {
  const paths = objectAt(reading, root, 'paths');
  const operations: Operation[] = [];
  for (const { key: path, node } of paths ? entries(paths) : []) {
    if (path.startsWith('x-')) continue;
    if (!path.startsWith('/')) {
      const message = `A path must begin with a slash: ${JSON.stringify(`/${path}`)}; this one is left out.`;
      report(reading, 'error', 'invalid-path', node, message, 'key');
      continue;
    }
    operations.push(...readPathItem(reading, node, { path, kind: 'path', depth: 0, security }));
  }
  return operations;
}

export function readWebhooks(reading: Reading, root: Node, security: Operation['security']): Operation[] {
  const webhooks = objectAt(reading, root, 'webhooks');
  if (webhooks && (reading.dialect === '2.0' || reading.dialect === '3.0')) {
    report(
      reading,
      'warning',
      'unsupported-webhooks',
      webhooks,
      '"webhooks" come with OpenAPI 3.1; these are left out.',
      'key',
    );
    return [];
  }
  return (webhooks ? entries(webhooks) : [])
    .filter(({ key }) => !key.startsWith('x-'))
    .flatMap(({ key, node }) => readPathItem(reading, node, { path: key, kind: 'webhook', depth: 0, security }));
}

function readPathItem(reading: Reading, node: Node, outer: Outer): Operation[] {
  const item = asObject(reading, node);
  if (!item) return [];
  const target =
    typeof member(item.value, '$ref') === 'string'
      ? asObject(reading, follow(reading, item, 'path item')?.node)
      : undefined;
  if (!target) stringAt(reading, item, '$ref');
  // Fields beside a path item's $ref win over what it refers to.
  const sources = target ? [item, target] : [item];
  const parameters = sources.map(source => readParameters(reading, source)).reduce(override);
  const operations: Operation[] = [];
  const read = new Set<string>();
  for (const source of sources) {
    for (const { method, node: operation } of operationNodes(reading, source)) {
      if (read.has(method)) continue;
      read.add(method);
      const found = readOperation(reading, operation, method, { ...outer, parameters, sources });
      if (found) operations.push(found);
    }
    reportServers(reading, source);
  }
  return operations;
}

/** `own`, and those of `inherited` that it does not replace. */
function override(own: readonly Parameter[], inherited: readonly Parameter[]): Parameter[] {
  const replaced = new Set(own.map(parameterKey));
  return [...inherited.filter(one => !replaced.has(parameterKey(one))), ...own];
}

function operationNodes(reading: Reading, item: Node & { readonly value: JsonObject }) {
  const found: { method: string; node: Node }[] = [];
  for (const { key, node } of entries(item)) {
    if (methods.has(key) || (key === 'query' && reading.dialect === '3.2')) found.push({ method: key, node });
    else if (key === 'additionalOperations' && reading.dialect === '3.2') {
      const more = asObject(reading, node);
      for (const { key: method, node: operation } of more ? entries(more) : []) found.push({ method, node: operation });
    } else if (key === 'query' || key === 'additionalOperations') {
      report(reading, 'warning', 'unsupported-method', node, `"${key}" comes with OpenAPI 3.2; it is left out.`, 'key');
    } else if (!knownFields.has(key) && !key.startsWith('x-')) {
      const message = methods.has(key.toLowerCase())
        ? `Methods are written in lower case: ${key.toLowerCase()}; this one is left out.`
        : `${JSON.stringify(key)} is not a method; it is left out.`;
      report(reading, 'error', 'unsupported-method', node, message, 'key');
    }
  }
  return found;
}

const knownFields: ReadonlySet<string> = new Set(['$ref', 'summary', 'description', 'servers', 'parameters']);

/** Once: some descriptions repeat their servers at every operation. */
function reportServers(reading: Reading, node: Node): void {
  const servers = child(node, 'servers');
  if (!servers) return;
  once(reading, 'servers below the root', { ...node, pointer: '', document: reading.loaded.entry }, () => {
    const message = 'Only the servers of the whole API are used, not those of paths and operations.';
    report(reading, 'info', 'unsupported-servers', servers, message, 'key');
  });
}

function readOperation(
  reading: Reading,
  node: Node,
  method: string,
  outer: Outer & { readonly parameters: readonly Parameter[]; readonly sources: readonly Node[] },
): Operation | undefined {
  const object = asObject(reading, node);
  if (!object) return undefined;
  reportServers(reading, object);
  const old = reading.dialect === '2.0';
  const parameters = override(readParameters(reading, object), outer.parameters);
  const id = stringAt(reading, object, 'operationId');
  const summary = stringAt(reading, object, 'summary');
  const description = stringAt(reading, object, 'description');
  const body = old ? readSwagger2Body(reading, [object, ...outer.sources]) : readBody(reading, object);
  return {
    at: atOf(object),
    ...(id !== undefined && id !== '' && { id }),
    method,
    path: outer.path,
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    deprecated: booleanAt(reading, object, 'deprecated') ?? false,
    tags: [...new Set(stringsAt(reading, object, 'tags'))],
    parameters: outer.kind === 'path' ? checkPathParameters(reading, object, outer.path, parameters) : parameters,
    ...(body && { body }),
    responses: old ? readSwagger2Responses(reading, object) : readResponses(reading, object),
    security: readSecurity(reading, object) ?? outer.security,
    callbacks: readCallbacks(reading, object, outer),
  };
}

function readCallbacks(reading: Reading, operation: Node, outer: Outer): Operation[] {
  const callbacks = objectAt(reading, operation, 'callbacks');
  if (!callbacks) return [];
  if (outer.depth >= deepestCallbacks) {
    const message = `Callbacks are read ${deepestCallbacks} levels deep; these are left out.`;
    report(reading, 'warning', 'unsupported-callback', callbacks, message, 'key');
    return [];
  }
  const operations: Operation[] = [];
  for (const { key, node } of entries(callbacks)) {
    if (key.startsWith('x-')) continue;
    const callback = asObject(reading, follow(reading, node, 'callback')?.node);
    if (!callback) continue;
    const inner = { kind: 'callback', depth: outer.depth + 1, security: outer.security } as const;
    const read = () =>
      entries(callback)
        .filter(({ key: expression }) => !expression.startsWith('x-'))
        .flatMap(({ key: path, node: item }) => readPathItem(reading, item, { ...inner, path }));
    operations.push(...once(reading, `callback ${inner.depth}`, callback, read));
  }
  return operations;
}
