/** `$ref`: from the place where it is written to the place that it means. RFC 6901, and JSON Schema 2020-12 §8.2. */
import type { SourceDocument } from './document.js';
import type { Json } from './json.js';
import type { Loaded } from './load.js';
import { nearestName } from './nearest.js';
import { pointerFrom, pointerTokens } from './pointer.js';
import { refTarget, splitRef } from './targets.js';
import { isObject, member, step } from './values.js';

/** A value and where it stands. */
export interface Node {
  readonly document: SourceDocument;
  readonly pointer: string;
  readonly value: Json;
}

export interface RefFailure {
  readonly rule: string;
  readonly message: string;
}

export type Resolution = { readonly node: Node } | { readonly failure: RefFailure };

/** More hops than any real chain; a pointer that walks through circular refs stops here. */
const mostHops = 50;

/** The node that `ref`, written at `from`, means. One step: the node may be a `$ref` itself. */
export function resolveRef(
  loaded: Loaded,
  from: { document: SourceDocument; pointer: string },
  ref: string,
): Resolution {
  return resolveHop(loaded, from, ref, 0);
}

/**
 * What a `$dynamicRef` means, as far as the file tells: the outermost `$dynamicAnchor` of the name among the resources around
 * it, where it leads to one at all (JSON Schema 2020-12, core 8.2.3.2). Resources that other files enter by are not known.
 */
export function resolveDynamicRef(loaded: Loaded, from: Node, ref: string): Resolution {
  const { fragment } = splitRef(ref);
  const found = resolveRef(loaded, from, ref);
  if ('failure' in found || member(found.node.value, '$dynamicAnchor') !== fragment) return found;
  for (const pointer of loaded.names.anchors.get(from.document.path)?.get(fragment) ?? []) {
    const around = enclosingBase(loaded, { document: from.document, pointer })?.pointer ?? '';
    const node = walk(loaded, from.document, pointerTokens(pointer), 0, ref, 0);
    const isDynamic = 'node' in node && member(node.node.value, '$dynamicAnchor') === fragment;
    if (isDynamic && (around === '' || from.pointer.startsWith(`${around}/`))) return node;
  }
  return found;
}

function resolveHop(
  loaded: Loaded,
  from: { document: SourceDocument; pointer: string },
  ref: string,
  hops: number,
): Resolution {
  if (hops > mostHops) return failed('circular-reference', `${JSON.stringify(ref)} leads round in a circle.`);
  const { resource, fragment } = splitRef(ref);
  const base = enclosingBase(loaded, from);
  const named = namedResource(loaded, base?.uri, resource);
  if (named) return atFragment(loaded, named.document, named.pointer, fragment, ref, hops);
  if (resource === '') {
    if (base && base.pointer !== '') {
      const inside = atFragment(loaded, from.document, base.pointer, fragment, ref, hops);
      if ('node' in inside) return inside;
    }
    return atFragment(loaded, from.document, '', fragment, ref, hops);
  }
  const target = refTarget(ref, from.document.path, loaded.policy);
  if (target.kind === 'refused') return { failure: target };
  const document = loaded.documents.get(target.path);
  if (!document) {
    const failure = loaded.failures.get(target.path);
    return { failure: failure ?? { rule: 'missing-reference', message: `${JSON.stringify(ref)} was not found.` } };
  }
  return atFragment(loaded, document, '', fragment, ref, hops);
}

function enclosingBase(loaded: Loaded, from: { document: SourceDocument; pointer: string }) {
  let nearest: { pointer: string; uri: string } | undefined;
  for (const base of loaded.names.bases.get(from.document.path) ?? []) {
    const around = base.pointer === '' || from.pointer === base.pointer || from.pointer.startsWith(`${base.pointer}/`);
    if (around && (!nearest || base.pointer.length > nearest.pointer.length)) nearest = base;
  }
  return nearest;
}

function namedResource(loaded: Loaded, base: string | undefined, resource: string) {
  if (resource === '' || loaded.names.ids.size === 0 || !URL.canParse(resource, base)) return undefined;
  const url = new URL(resource, base);
  url.hash = '';
  return loaded.names.ids.get(url.href);
}

function atFragment(
  loaded: Loaded,
  document: SourceDocument,
  basePointer: string,
  fragment: string,
  ref: string,
  hops: number,
): Resolution {
  if (fragment !== '' && !fragment.startsWith('/')) {
    const anchors = loaded.names.anchors.get(document.path);
    const pointer = anchorOf(loaded, document, basePointer, anchors?.get(fragment) ?? []);
    if (pointer !== undefined) return walk(loaded, document, pointerTokens(pointer), 0, ref, hops);
    const hint = nearestHint(loaded, fragment, [...(anchors?.keys() ?? []), ...Object.keys(schemasOf(document))]);
    const how = 'A pointer starts with "#/".';
    return failed(
      'missing-reference',
      `${JSON.stringify(ref)}: there is no $anchor ${JSON.stringify(fragment)}. ${how}${hint}`,
    );
  }
  const start = pointerTokens(basePointer);
  return walk(loaded, document, [...start, ...pointerTokens(fragment)], start.length, ref, hops);
}

/** The anchor of the resource that is meant, or the first of the file where that has none. */
function anchorOf(loaded: Loaded, document: SourceDocument, basePointer: string, pointers: readonly string[]) {
  const isIn = (pointer: string) => (enclosingBase(loaded, { document, pointer })?.pointer ?? '') === basePointer;
  return pointers.find(isIn) ?? pointers[0];
}

function schemasOf(document: SourceDocument): { readonly [key: string]: Json } {
  const schemas = member(member(document.value, 'components'), 'schemas') ?? member(document.value, 'definitions');
  return isObject(schemas) ? schemas : {};
}

/** Follows a pointer; where it walks through a `$ref`, it goes on in what that means. */
function walk(
  loaded: Loaded,
  document: SourceDocument,
  tokens: readonly string[],
  checkedFrom: number,
  ref: string,
  hops: number,
): Resolution {
  if (hops > mostHops) return failed('circular-reference', `${JSON.stringify(ref)} leads round in a circle.`);
  let value: Json = document.value;
  for (let index = 0; index < tokens.length; index++) {
    const next = step(value, tokens[index]!);
    if (next !== undefined) {
      value = next;
      continue;
    }
    const through = index >= checkedFrom ? member(value, '$ref') : undefined;
    if (typeof through === 'string') {
      const here = resolveHop(loaded, { document, pointer: pointerFrom(tokens.slice(0, index)) }, through, hops + 1);
      if ('failure' in here) return here;
      const rest = [...pointerTokens(here.node.pointer), ...tokens.slice(index)];
      return walk(loaded, here.node.document, rest, checkedFrom, ref, hops + 1);
    }
    return failed('missing-reference', missingMessage(loaded, document, value, tokens, index, ref));
  }
  return { node: { document, pointer: pointerFrom(tokens), value } };
}

function missingMessage(
  loaded: Loaded,
  document: SourceDocument,
  parent: Json,
  tokens: readonly string[],
  index: number,
  ref: string,
) {
  const place = index === 0 ? 'The file' : pointerFrom(tokens.slice(0, index));
  const hint = isObject(parent) ? nearestHint(loaded, tokens[index]!, Object.keys(parent)) : '';
  const file = splitRef(ref).resource === '' ? '' : ` in ${document.path}`;
  return `${JSON.stringify(ref)} leads nowhere: ${place} has no ${JSON.stringify(tokens[index])}${file}.${hint}`;
}

/** A sentence with the name that was probably meant, or nothing. */
export function nearestHint(loaded: Loaded, name: string, candidates: readonly string[]): string {
  loaded.hints.left -= candidates.length;
  const nearest = loaded.hints.left < 0 ? undefined : nearestName(name, candidates);
  return nearest === undefined ? '' : ` The nearest name is ${JSON.stringify(nearest)}.`;
}

function failed(rule: string, message: string): Resolution {
  return { failure: { rule, message } };
}
