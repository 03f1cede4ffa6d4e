/** The description that an application is held against: what it means and what is written. */
import type { Api, At, Operation, Shape } from '../../openapi/api.js';
import { locateFinding, type SourceDocument } from '../../openapi/document.js';
import type { Json } from '../../openapi/json.js';
import type { Loaded } from '../../openapi/load.js';
import { pointerTokens } from '../../openapi/pointer.js';
import { step } from '../../openapi/values.js';
import { startOfFile } from '../../text/finding.js';
import type { AppOperation, Place } from '../readApp.js';

/** As `readApiAndSources` gives it. */
export interface Description {
  readonly api: Api;
  readonly loaded: Loaded;
}

export type JsonObject = { readonly [key: string]: Json };

/** An operation that is described and served. */
export interface Pair {
  readonly operation: Operation;
  readonly route: AppOperation;
  /** What the program says of it, as OpenAPI in the version of the description. */
  readonly said: JsonObject;
  /** From the program's names of path parameters to the description's. */
  readonly names: ReadonlyMap<string, string>;
}

/** `GET /users/{id}`, as the description has it. */
export function titleOf({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method.toUpperCase()} ${path}`;
}

/** What to underline for a node of the description. */
export function placeAt({ loaded }: Description, { path, pointer }: At): Place {
  const document = loaded.documents.get(path);
  return { path, range: document ? locateFinding(document, pointer) : startOfFile };
}

export function documentAt({ loaded }: Description, path: string): SourceDocument | undefined {
  return loaded.documents.get(path);
}

/** What is written at a place. */
export function valueAt(description: Description, { path, pointer }: At): Json | undefined {
  return valueUnder(documentAt(description, path)?.value, pointerTokens(pointer));
}

export function valueUnder(root: Json | undefined, tokens: readonly string[]): Json | undefined {
  return tokens.reduce<Json | undefined>(step, root);
}

/** The shape that a chain of references ends at. */
export function resolvedShape({ api }: Description, shape: Shape): Shape {
  let found = shape;
  for (let hops = 0; found.ref !== undefined && hops < 50; hops++) {
    const next = shapesOf(api).get(found.ref);
    if (!next) return found;
    found = next;
  }
  return found;
}

const shapes = new WeakMap<Api, ReadonlyMap<string, Shape>>();

/** By id. A description may have thousands, and each body asks for some. */
function shapesOf(api: Api): ReadonlyMap<string, Shape> {
  const known = shapes.get(api) ?? new Map(api.shapes.map(({ id, shape }) => [id, shape]));
  shapes.set(api, known);
  return known;
}
