/** A description as rules see it: what it means, what is written, and the way from one to the other. */
import type { Fix, TextEdit } from '../../text/finding.js';
import type { Api, At, NamedShape, Operation, Response, Shape } from '../api.js';
import type { SourceDocument } from '../document.js';
import type { Json } from '../json.js';
import type { Loaded } from '../load.js';
import { childPointer, pointerTokens } from '../pointer.js';
import { isObject, step } from '../values.js';

export interface Spec {
  readonly api: Api;
  readonly loaded: Loaded;
  readonly shapes: ReadonlyMap<string, NamedShape>;
  /** Keys of `paths` that begin with a slash, in file order. */
  readonly paths: readonly string[];
  /** What several rules need, each made once. */
  readonly facts: Map<string, unknown>;
}

export function specOf(api: Api, loaded: Loaded): Spec {
  const paths = step(loaded.entry.value, 'paths');
  return {
    api,
    loaded,
    shapes: new Map(api.shapes.map(shape => [shape.id, shape])),
    paths: isObject(paths) ? Object.keys(paths).filter(path => path.startsWith('/')) : [],
    facts: new Map(),
  };
}

/** Works something out once for all rules. */
export function fact<T>(spec: Spec, name: string, make: () => T): T {
  if (!spec.facts.has(name)) spec.facts.set(name, make());
  return spec.facts.get(name) as T;
}

export interface Written {
  readonly document: SourceDocument;
  readonly tokens: readonly string[];
  readonly value: Json | undefined;
}

/** What stands at a place; undefined when its file was not read. */
export function writtenAt(spec: Spec, at: At): Written | undefined {
  const document = spec.loaded.documents.get(at.path);
  if (!document) return undefined;
  const tokens = pointerTokens(at.pointer);
  let value: Json | undefined = document.value;
  for (const token of tokens) value = step(value, token);
  return { document, tokens, value };
}

export function below(at: At, ...tokens: readonly string[]): At {
  return { path: at.path, pointer: tokens.reduce(childPointer, at.pointer) };
}

/** Where a path's key is. */
export function pathAt(spec: Spec, path: string): At {
  return { path: spec.api.at.path, pointer: childPointer('/paths', path) };
}

/** One fix; none when one of its edits cannot be made. */
export function fixOf(
  title: string,
  ...edits: readonly (TextEdit | readonly TextEdit[] | undefined)[]
): readonly Fix[] {
  if (edits.some(one => one === undefined)) return [];
  return [{ title, edits: edits.flat() as TextEdit[] }];
}

/** `GET /users/{id}` */
export function operationTitle({ method, path }: Operation): string {
  return `${method.toUpperCase()} ${path}`;
}

/** The shape that a chain of references ends at. */
export function resolved(spec: Spec, shape: Shape | undefined): Shape | undefined {
  let found = shape;
  for (let hops = 0; found?.ref !== undefined && hops < 50; hops++) {
    const next = spec.shapes.get(found.ref)?.shape;
    if (!next || next === found) return found;
    found = next;
  }
  return found;
}

export function isSuccess({ status }: Response): boolean {
  return status.startsWith('2');
}

export function isJson(mediaType: string): boolean {
  return /^(?:application|text)\/(?:[\w.+-]+\+)?json\b|^\*\/\*|^application\/\*/i.test(mediaType);
}

/** The schema of a response's or a body's JSON. */
export function jsonShape(spec: Spec, { media }: Pick<Response, 'media'>): Shape | undefined {
  return resolved(spec, media.find(({ type }) => isJson(type))?.shape);
}

/** Property names with those of `allOf`; undefined where a choice decides about them. */
export function propertiesOf(spec: Spec, shape: Shape | undefined): ReadonlyMap<string, Shape> | undefined {
  const found = new Map<string, Shape>();
  const seen = new Set<Shape>();
  const visit = (start: Shape | undefined): boolean => {
    if (!start || seen.has(start)) return true;
    seen.add(start);
    if (start.oneOf || start.anyOf) return false;
    if (start.ref !== undefined && !visit(spec.shapes.get(start.ref)?.shape)) return false;
    for (const { name, shape: inner } of start.properties ?? []) if (!found.has(name)) found.set(name, inner);
    return (start.allOf ?? []).every(visit);
  };
  return visit(shape) ? found : undefined;
}
