/** What a mention means. */
import type { SourceDocument } from '../document.js';
import { pointerTokens } from '../pointer.js';
import { type Node, resolveRef } from '../resolve.js';
import { splitRef } from '../targets.js';
import { member, step } from '../values.js';
import { sections } from './forms.js';
import type { Mention } from './mentions.js';
import { pointerOf, type World } from './world.js';

/** A part of a file, or a name that the APIs share. */
export type Target =
  | { readonly kind: 'node'; readonly node: Node }
  | { readonly kind: 'tag' | 'operation'; readonly name: string; readonly apis: readonly SourceDocument[] };

/** Where a reference leads to after each token of its pointer, the last one last. */
export type Trace = readonly (Node | undefined)[];

const traces = new WeakMap<World, Map<string, Trace>>();
const plainName = /^[A-Za-z0-9._-]+$/;

export function apisOf(world: World, document: SourceDocument): readonly SourceDocument[] {
  return world.entries.get(document.path) ?? [];
}

/** What is meant; undefined when that is not there. */
export function targetOf(world: World, mention: Mention): Target | undefined {
  const { what, text, document } = mention;
  switch (what) {
    case 'ref':
      return nodeTarget(traceOf(world, mention).at(-1));
    case 'mapping':
      return nodeTarget(mappedByName(world, mention) ?? traceOf(world, mention).at(-1));
    case 'scheme':
      return nodeTarget(schemeOf(world, mention));
    case 'tag':
    case 'declaredTag':
      return { kind: 'tag', name: text, apis: apisOf(world, document) };
    case 'operation':
    case 'declaredOperation':
      return { kind: 'operation', name: text, apis: apisOf(world, document) };
  }
}

function nodeTarget(node: Node | undefined): Target | undefined {
  return node && { kind: 'node', node };
}

/** A mapping's entry that is the name of a schema, which wins over a file of that name (3.1.1 §4.8.25.4). */
export function mappedByName(world: World, { document, text }: Mention): Node | undefined {
  if (!plainName.test(text)) return undefined;
  return componentOf([document, ...apisOf(world, document)], ['components', 'schemas'], text);
}

/** A security scheme belongs to the API, wherever the requirement stands (3.1.1 §4.8.30). */
function schemeOf(world: World, mention: Mention): Node | undefined {
  for (const section of sections.securityScheme ?? []) {
    const found = componentOf(apisOf(world, mention.document), section, mention.text);
    if (found) return found;
  }
  // 3.2 §4.30: a URI, where no component has the name.
  return plainName.test(mention.text) ? undefined : traceOf(world, mention).at(-1);
}

function componentOf(documents: readonly SourceDocument[], section: readonly string[], name: string): Node | undefined {
  for (const document of documents) {
    let value = step(document.value, section[0]!);
    for (const token of section.slice(1)) value = step(value, token);
    const found = member(value, name);
    if (found !== undefined) return { document, pointer: pointerOf([...section, name]), value: found };
  }
  return undefined;
}

/** Follows a reference token by token. One without a pointer has one step: the file, or its anchor. */
export function traceOf(world: World, { document, tokens, text }: Mention): Trace {
  let known = traces.get(world);
  if (!known) {
    known = new Map();
    traces.set(world, known);
  }
  const { loaded } = world;
  // Where no `$id` changes it, a reference means the same in all of a file.
  const isSame = (loaded.names.bases.get(document.path) ?? []).length === 0;
  const pointer = isSame ? '' : pointerOf(tokens);
  const key = `${document.path}\n${pointer}\n${text}`;
  let trace = known.get(key);
  if (!trace) {
    trace = follow(world, { document, pointer }, text);
    known.set(key, trace);
  }
  return trace;
}

/** Longer pointers are nobody's. */
const mostSteps = 64;

function follow(world: World, from: { document: SourceDocument; pointer: string }, text: string): Trace {
  const resolve = (ref: string): Node | undefined => {
    const resolution = resolveRef(world.loaded, from, ref);
    return 'node' in resolution ? resolution.node : undefined;
  };
  const { resource, fragment } = splitRef(text);
  const tokens = fragment.startsWith('/') ? pointerTokens(fragment) : [];
  if (tokens.length === 0 || tokens.length > mostSteps) return [resolve(text)];
  const last = resolve(text);
  const path = last ? pointerTokens(last.pointer) : [];
  const base = path.length - tokens.length;
  if (last && base >= 0 && tokens.every((token, index) => token === path[base + index])) {
    return tokens.map((_, index) => nodeIn(last.document, path.slice(0, base + index + 1)));
  }
  // It walks through other references, or leads nowhere in the end.
  return tokens.map((_, index) => {
    const part = tokens.slice(0, index + 1).map(encodeToken);
    return resolve(`${resource}#/${part.join('/')}`);
  });
}

export function nodeIn(document: SourceDocument, tokens: readonly string[]): Node | undefined {
  let value = document.value as Node['value'] | undefined;
  for (const token of tokens) value = step(value, token);
  return value === undefined ? undefined : { document, pointer: pointerOf(tokens), value };
}

/** A key as a part of a URI's fragment. */
export function encodeToken(token: string): string {
  const escapedToken = token.replaceAll('~', '~0').replaceAll('/', '~1');
  return encodeURI(wellFormed(escapedToken)).replace(/[#?]/g, char => (char === '#' ? '%23' : '%3F'));
}

/** Half of a surrogate pair has no place in a URI. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

export function isSameNode(a: Node, b: Node): boolean {
  return a.document === b.document && a.pointer === b.pointer;
}

export function isSameTarget(a: Target, b: Target): boolean {
  if (a.kind === 'node' || b.kind === 'node') {
    return a.kind === 'node' && b.kind === 'node' && isSameNode(a.node, b.node);
  }
  return a.kind === b.kind && a.name === b.name && a.apis.some(api => b.apis.includes(api));
}
