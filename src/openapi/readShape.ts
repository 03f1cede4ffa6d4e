import nodePath from 'node:path';
import type { At, JsonType, NamedShape, Shape, ShapeId } from './api.js';
import type { Json } from './json.js';
import { readNullable } from './nullable.js';
import { pointerTokens } from './pointer.js';
import { atOf, child, componentKind, isOld, type Reading, report } from './reading.js';
import { readKeywords } from './readKeywords.js';
import { type Node, resolveDynamicRef, resolveRef } from './resolve.js';
import { isUrl } from './targets.js';
import { describeKind, isObject, member } from './values.js';

/** A shape while it is being read. */
export type Draft = { -readonly [Key in keyof Shape]: Shape[Key] };

/** Where a schema stands in the schema around it. */
export interface Context {
  /** The named shape whose value this schema validates too, when it is applied in place. */
  readonly inPlaceOf?: ShapeId;
  /** Takes out the oneOf, anyOf, not or if around it. */
  readonly cutChoice?: () => void;
}

/** Reads a schema; undefined when it is neither an object nor a boolean, which is reported. */
export function readShape(reading: Reading, node: Node, context: Context = {}): Shape | undefined {
  const at = atOf(node);
  if (typeof node.value === 'boolean') return { at, always: node.value };
  if (!isObject(node.value)) {
    const message = `A schema must be an object, not ${describeKind(node.value)}; it is left out.`;
    report(reading, 'error', 'invalid-value', node, message);
    return undefined;
  }
  const draft: Draft = { at };
  const hasRef = readRef(reading, node, draft, context);
  if (hasRef && isOld(reading)) {
    reportIgnoredSiblings(reading, node);
    const description = member(node.value, 'description');
    if (typeof description === 'string') draft.description = description;
    return draft;
  }
  readKeywords(reading, node, draft, context);
  return readNullable(reading, node, draft);
}

/** Keywords beside `$ref` that would change what is accepted; OpenAPI 3.0 and 2.0 ignore them (3.0.4 §4.7.23). */
const harmless = new Set([
  '$ref',
  'description',
  'summary',
  'title',
  'example',
  'examples',
  'externalDocs',
  'deprecated',
  'xml',
  '$comment',
]);

function reportIgnoredSiblings(reading: Reading, node: Node): void {
  const ignored = Object.keys(node.value as object).filter(key => !harmless.has(key) && !key.startsWith('x-'));
  if (ignored.length === 0) return;
  const names = ignored.map(name => JSON.stringify(name)).join(', ');
  const how = 'Put the $ref into an allOf beside them, or use OpenAPI 3.1.';
  const message = `OpenAPI ${reading.dialect} ignores ${names} beside $ref. ${how}`;
  report(reading, 'warning', 'ignored-ref-sibling', child(node, ignored[0]!)!, message, 'key');
}

function readRef(reading: Reading, node: Node, draft: Draft, context: Context): boolean {
  const keyword = member(node.value, '$ref') !== undefined ? '$ref' : '$dynamicRef';
  const here = child(node, keyword);
  if (!here) return false;
  const second = keyword === '$ref' ? child(node, '$dynamicRef') : undefined;
  if (second) {
    report(reading, 'warning', 'unsupported-dynamic-ref', second, '"$dynamicRef" beside "$ref" is left out.', 'key');
  }
  if (typeof here.value !== 'string') {
    report(
      reading,
      'error',
      'invalid-value',
      here,
      `"${keyword}" must be a string, not ${describeKind(here.value)}; it is left out.`,
    );
    reading.broken.add(draft);
    return false;
  }
  const resolve = keyword === '$ref' ? resolveRef : resolveDynamicRef;
  const id = refId(reading, here, here.value, 'error', resolve);
  if (id === undefined) {
    reading.broken.add(draft);
    return true;
  }
  draft.ref = id;
  if (context.inPlaceOf !== undefined) {
    const drop = () => {
      delete draft.ref;
    };
    const choice = context.cutChoice !== undefined;
    reading.inPlaceRefs.push({ from: context.inPlaceOf, to: id, node: here, choice, cut: context.cutChoice ?? drop });
  }
  return true;
}

/** The shape that a schema reference means; it will be read. Undefined when it leads nowhere, which is reported at `here`. */
export function refId(
  reading: Reading,
  here: Node,
  ref: string,
  severity: 'error' | 'warning' = 'error',
  resolve: typeof resolveDynamicRef = resolveRef,
): ShapeId | undefined {
  const resolution = resolve(reading.loaded, here, ref);
  if ('failure' in resolution) {
    const { rule, message } = resolution.failure;
    report(reading, severity, rule, here, message);
    return undefined;
  }
  const kind = componentKind(reading, resolution.node);
  if (kind !== undefined && kind !== 'schema') {
    report(
      reading,
      severity,
      'missing-reference',
      here,
      `${JSON.stringify(ref)} is a ${kind}, but a schema is needed here.`,
    );
    return undefined;
  }
  return requestShape(reading, resolution.node);
}

/** Puts a schema on the list of those to read, once, and says its id. */
export function requestShape(reading: Reading, node: Node): ShapeId {
  const id = shapeId(reading, node);
  if (!reading.shapes.has(id)) {
    reading.shapes.set(id, undefined);
    reading.waiting.push({ id, node });
  }
  return id;
}

/** Reads all schemas that were requested, and those that they refer to. */
export function readWaitingShapes(reading: Reading): void {
  for (let index = 0; index < reading.waiting.length; index++) {
    const { id, node } = reading.waiting[index]!;
    const shape = readShape(reading, node, { inPlaceOf: id }) ?? { at: atOf(node) };
    const named: NamedShape = { id, name: shapeName(atOf(node)), shape };
    reading.shapes.set(id, named);
  }
  reading.waiting.length = 0;
}

function shapeId(reading: Reading, node: Node): ShapeId {
  const { path } = node.document;
  const entry = reading.loaded.entry.path;
  if (path === entry) return `#${node.pointer}`;
  if (isUrl(path)) return `${path}#${node.pointer}`;
  return `${nodePath.relative(nodePath.dirname(entry), path).split(nodePath.sep).join('/')}#${node.pointer}`;
}

function shapeName(at: At): string {
  const last = pointerTokens(at.pointer).at(-1);
  if (last !== undefined) return last;
  const file = at.path.split(/[/\\]/).at(-1) ?? at.path;
  return file.replace(/\.[^.]*$/, '') || file;
}

const jsonTypes: ReadonlySet<Json> = new Set(['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']);

export function isJsonType(value: Json): value is JsonType {
  return jsonTypes.has(value);
}
