/** What every reader shares: the files, the findings so far, and typed access that reports what is of the wrong kind. */
import type { Finding, Severity } from '../text/finding.js';
import type { Api, At, Link, NamedShape, Shape, ShapeId } from './api.js';
import { locateFinding, locatePlace } from './document.js';
import type { Json } from './json.js';
import type { Loaded } from './load.js';
import { childPointer } from './pointer.js';
import { type Node, resolveRef } from './resolve.js';
import { describeKind, isObject, type JsonObject, member } from './values.js';

/** A schema reference that validates the same value: `ref`, directly or inside allOf, oneOf, not, … */
export interface InPlaceRef {
  readonly from: ShapeId;
  readonly to: ShapeId;
  readonly node: Node;
  /** True below oneOf, anyOf, not and if, where leaving out the keyword only makes the schema more lenient. */
  readonly choice: boolean;
  /** Takes the reference out of its shape. */
  readonly cut: () => void;
}

/** A link whose operation may not have been read yet. */
export interface WaitingLink {
  readonly name: string;
  readonly node: Node;
  /** The links of its response. */
  readonly into: Link[];
}

export interface Reading {
  readonly loaded: Loaded;
  readonly dialect: Api['dialect'];
  readonly findings: Finding[];
  /** Guards against reporting one thing twice when a part is read from two places. */
  readonly reported: Set<string>;
  readonly shapes: Map<ShapeId, NamedShape | undefined>;
  /** Schemas that were referred to and are not read yet. */
  readonly waiting: { readonly id: ShapeId; readonly node: Node }[];
  /** Links of responses: what they lead to is known when all operations are. */
  readonly waitingLinks: WaitingLink[];
  readonly inPlaceRefs: InPlaceRef[];
  /** Shapes whose `$ref` leads nowhere: they accept anything, and must not decide a oneOf. */
  readonly broken: WeakSet<Shape>;
  /** Parts that several places refer to, by kind and place, so that each is read once. */
  readonly cache: Map<string, unknown>;
}

export function atOf(node: Node): At {
  return { path: node.document.path, pointer: node.pointer };
}

/** Notes a finding about the node, or about its key when `part` says so. */
export function report(
  reading: Reading,
  severity: Severity,
  rule: string,
  node: Node,
  message: string,
  part: 'value' | 'key' = 'value',
): void {
  const { document, pointer } = node;
  const known = `${rule}\n${document.path}\n${pointer}\n${message}`;
  if (reading.reported.has(known)) return;
  reading.reported.add(known);
  const range = (part === 'key' && locatePlace(document, pointer)?.key) || locateFinding(document, pointer);
  reading.findings.push({ rule, severity, message, path: document.path, range, fixes: [] });
}

/** The member `key` of an object node; undefined when there is none. */
export function child(node: Node, key: string): Node | undefined {
  const value = member(node.value, key);
  return value === undefined ? undefined : { document: node.document, pointer: childPointer(node.pointer, key), value };
}

/** The members of an object node, in file order. */
export function entries(node: Node & { readonly value: JsonObject }): { key: string; node: Node }[] {
  return Object.keys(node.value).map(key => ({ key, node: child(node, key)! }));
}

export function elements(node: Node & { readonly value: readonly Json[] }): Node[] {
  return node.value.map((value, index) => ({
    document: node.document,
    pointer: childPointer(node.pointer, index),
    value,
  }));
}

function wrongKind(reading: Reading, node: Node, wanted: string): undefined {
  const key = node.pointer.slice(node.pointer.lastIndexOf('/') + 1);
  const what = node.pointer === '' ? 'The file' : /^\d+$/.test(key) ? 'This' : JSON.stringify(key);
  report(
    reading,
    'error',
    'invalid-value',
    node,
    `${what} must be ${wanted}, not ${describeKind(node.value)}; it is left out.`,
  );
  return undefined;
}

export function asObject(
  reading: Reading,
  node: Node | undefined,
): (Node & { readonly value: JsonObject }) | undefined {
  if (!node) return undefined;
  return isObject(node.value) ? { ...node, value: node.value } : wrongKind(reading, node, 'an object');
}

export function asArray(
  reading: Reading,
  node: Node | undefined,
): (Node & { readonly value: readonly Json[] }) | undefined {
  if (!node) return undefined;
  return Array.isArray(node.value)
    ? { ...node, value: node.value as readonly Json[] }
    : wrongKind(reading, node, 'a list');
}

export function objectAt(reading: Reading, node: Node, key: string) {
  return asObject(reading, child(node, key));
}

export function arrayAt(reading: Reading, node: Node, key: string) {
  return asArray(reading, child(node, key));
}

export function stringAt(reading: Reading, node: Node, key: string): string | undefined {
  const value = member(node.value, key);
  return value === undefined || typeof value === 'string' ? value : wrongKind(reading, child(node, key)!, 'a string');
}

export function booleanAt(reading: Reading, node: Node, key: string): boolean | undefined {
  const value = member(node.value, key);
  return value === undefined || typeof value === 'boolean'
    ? value
    : wrongKind(reading, child(node, key)!, 'true or false');
}

export function numberAt(reading: Reading, node: Node, key: string): number | undefined {
  const value = member(node.value, key);
  if (value === undefined) return undefined;
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : wrongKind(reading, child(node, key)!, 'a number');
}

/** A count: 0, 1, 2, … */
export function countAt(reading: Reading, node: Node, key: string): number | undefined {
  const value = member(node.value, key);
  if (value === undefined) return undefined;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
    ? value
    : wrongKind(reading, child(node, key)!, 'a whole number from 0 up');
}

/** A list of strings; elements of another kind are left out. */
export function stringsAt(reading: Reading, node: Node, key: string): string[] | undefined {
  const list = arrayAt(reading, node, key);
  if (!list) return undefined;
  const strings: string[] = [];
  for (const element of elements(list)) {
    if (typeof element.value === 'string') strings.push(element.value);
    else wrongKind(reading, element, 'a string');
  }
  return strings;
}

/** A node after all its `$ref`s, with the description written beside the first of them. */
export interface Followed {
  readonly node: Node;
  readonly description?: string;
}

/** Kinds of components and the sections that hold them; a `$ref` into another section is a mistake. */
const sections: Readonly<Record<string, string>> = {
  schemas: 'schema',
  definitions: 'schema',
  parameters: 'parameter',
  responses: 'response',
  headers: 'header',
  requestBodies: 'request body',
  examples: 'example',
  links: 'link',
  callbacks: 'callback',
  pathItems: 'path item',
  mediaTypes: 'media type',
  securitySchemes: 'security scheme',
};

/** What the section around a node holds, when the node is a component of an API description. */
export function componentKind(reading: Reading, node: Node): string | undefined {
  const { pointer } = node;
  const old = reading.dialect === '2.0' && node.document === reading.loaded.entry;
  const pattern = old ? /^\/(definitions|parameters|responses)\/[^/]+$/ : /^\/components\/(\w+)\/[^/]+$/;
  const name = pattern.exec(pointer)?.[1];
  return name === undefined || !Object.hasOwn(sections, name) ? undefined : sections[name];
}

/**
 * Follows `$ref`s from something that is not a schema. Missing targets, circles and targets of another kind are
 * reported, and undefined is returned.
 */
export function follow(reading: Reading, start: Node, kind: string): Followed | undefined {
  const passed = new Set<string>();
  let node = start;
  let description: string | undefined;
  for (let ref = member(node.value, '$ref'); typeof ref === 'string'; ref = member(node.value, '$ref')) {
    const here = child(node, '$ref')!;
    passed.add(`${node.document.path}#${node.pointer}`);
    const resolution = resolveRef(reading.loaded, node, ref);
    if ('failure' in resolution) {
      const { rule, message } = resolution.failure;
      report(reading, 'error', rule, here, message);
      return undefined;
    }
    const beside = member(node.value, 'description');
    if (description === undefined && typeof beside === 'string' && !isOld(reading)) description = beside;
    node = resolution.node;
    if (passed.has(`${node.document.path}#${node.pointer}`)) {
      report(
        reading,
        'error',
        'circular-reference',
        here,
        `${JSON.stringify(ref)} leads back to itself; it is left out.`,
      );
      return undefined;
    }
    const found = componentKind(reading, node);
    if (found !== undefined && found !== kind) {
      report(
        reading,
        'error',
        'missing-reference',
        here,
        `${JSON.stringify(ref)} is a ${found}, but a ${kind} is needed here.`,
      );
      return undefined;
    }
  }
  if (member(node.value, '$ref') !== undefined && kind !== 'path item') stringAt(reading, node, '$ref');
  return description === undefined ? { node } : { node, description };
}

/** Swagger 2.0 and OpenAPI 3.0, whose schemas are a dialect of their own and whose `$ref`s have no siblings. */
export function isOld(reading: Reading): boolean {
  return reading.dialect === '2.0' || reading.dialect === '3.0';
}

/** Reads a part once, however many places refer to it. */
export function once<T>(reading: Reading, kind: string, node: Node, read: () => T): T {
  const key = `${kind} ${node.document.path}#${node.pointer}`;
  if (!reading.cache.has(key)) reading.cache.set(key, read());
  return reading.cache.get(key) as T;
}
