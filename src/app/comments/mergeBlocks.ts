/** `@openapi` blocks put into the description that was read: what a person wrote wins. */
import type { Json } from '../../openapi/json.js';
import { isMethod } from '../frameworks/router.js';
import type { Site } from '../interpret/value.js';
import { type ApiBlock, isObject, type JsonObject } from './apiBlocks.js';
import { modern, operationOf } from './blockDialect.js';
import { withoutDangling } from './danglingReferences.js';
import { mergedOperation } from './mergedOperation.js';
import { schemesByName } from './unnamedSchemes.js';

type Tell = (site: Site, what: string) => void;

export interface PlacedAt {
  readonly method: string;
  readonly path: string;
  /** The file in which the route is registered. */
  readonly file: string;
}

interface Draft {
  readonly paths: Map<string, JsonObject>;
  readonly components: Map<string, Map<string, Json>>;
  tags: readonly Json[];
}

/** `unclear` hears of what contradicts the program, and of blocks for which there is no route. */
export function mergeBlocks(
  document: JsonObject,
  blocks: readonly ApiBlock[],
  placed: readonly PlacedAt[],
  unclear: Tell,
): JsonObject {
  if (blocks.length === 0) return document;
  const draft: Draft = {
    paths: new Map(Object.entries((document.paths ?? {}) as { [path: string]: JsonObject })),
    components: new Map(
      Object.entries((document.components ?? {}) as { [kind: string]: JsonObject }).map(([kind, all]) => [
        kind,
        new Map(Object.entries(all)),
      ]),
    ),
    tags: Array.isArray(document.tags) ? document.tags : [],
  };
  // What blocks refer to may be defined further down.
  for (const { value } of blocks) addAllComponents(draft, value);
  for (const block of blocks) mergeBlock(draft, block, placed, unclear);
  const components = Object.fromEntries(
    [...draft.components].map(([kind, all]) => [kind, Object.fromEntries(all)] as const),
  );
  const made: JsonObject = {
    ...document,
    tags: usedTags(draft, blocks),
    paths: Object.fromEntries(draft.paths),
    ...(draft.components.size > 0 ? { components } : {}),
  };
  const siteOf = (text: string) =>
    blocks.find(({ value }) => JSON.stringify(value).includes(text))?.site ?? blocks[0]!.site;
  const referring = withoutDangling(made, ref => unclear(siteOf(ref), `No @openapi block defines ${ref}.`));
  return schemesByName(referring, (name, scheme) => {
    const taken = scheme ? `; by its name it is taken to be ${String(scheme.scheme)}` : '';
    unclear(siteOf(JSON.stringify(name)), `No @openapi block defines the security scheme ${name}${taken}.`);
  });
}

/** Those that blocks declare, and those that operations have. */
function usedTags({ tags, paths }: Draft, blocks: readonly ApiBlock[]): Json[] {
  const operations = [...paths.values()].flatMap(item => Object.values(item)).filter(isObject);
  const used = new Set(operations.flatMap(one => (Array.isArray(one.tags) ? one.tags : [])));
  const written = new Set(blocks.flatMap(({ value }) => (Array.isArray(value.tags) ? value.tags : [value.tags])));
  const kept = tags.filter(one => written.has(one) || (isObject(one) && used.has(one.name ?? null)));
  const names = new Set(kept.map(one => (isObject(one) ? one.name : undefined)));
  return [...kept, ...[...used].filter(name => !names.has(name)).map(name => ({ name }))];
}

const renamed: Readonly<Record<string, string>> = {
  definitions: 'schemas',
  parameters: 'parameters',
  responses: 'responses',
  securityDefinitions: 'securitySchemes',
};

function addAllComponents(draft: Draft, value: JsonObject): void {
  for (const [key, inside] of Object.entries(value)) {
    if (Object.hasOwn(renamed, key)) addComponents(draft, renamed[key]!, inside);
    if (key !== 'components' || !isObject(inside)) continue;
    for (const [kind, all] of Object.entries(inside)) addComponents(draft, kind, all);
  }
}

function mergeBlock(draft: Draft, { site, value }: ApiBlock, placed: readonly PlacedAt[], unclear: Tell): void {
  for (const [key, inside] of Object.entries(value)) {
    if (key.startsWith('/')) mergePath(draft, key, inside, site, placed, unclear);
    else if (key === 'paths' && isObject(inside)) {
      for (const [path, item] of Object.entries(inside)) mergePath(draft, path, item, site, placed, unclear);
    } else if (key === 'tags') addTags(draft, inside);
    else if (key !== 'components' && !Object.hasOwn(renamed, key)) {
      unclear(site, `Nothing is made of ${key} in this block.`);
    }
  }
}

function addComponents(draft: Draft, kind: string, all: Json): void {
  if (!isObject(all)) return;
  const known = draft.components.get(kind) ?? new Map<string, Json>();
  draft.components.set(kind, known);
  for (const [name, one] of Object.entries(all)) known.set(name, modern(one));
}

function addTags(draft: Draft, value: Json): void {
  const list = (Array.isArray(value) ? value : [value]).filter(one => isObject(one) && typeof one.name === 'string');
  const names = new Set(list.map(one => (one as JsonObject).name));
  draft.tags = [...draft.tags.filter(one => !isObject(one) || !names.has(one.name)), ...list];
}

function mergePath(
  draft: Draft,
  written: string,
  item: Json,
  site: Site,
  placed: readonly PlacedAt[],
  unclear: Tell,
): void {
  if (!isObject(item)) return;
  const path = written.replace(/:(\w+)/g, '{$1}');
  const shared = Array.isArray(item.parameters) ? item.parameters : [];
  for (const [key, inside] of Object.entries(item)) {
    const method = key.toLowerCase();
    if (!isMethod(method) || !isObject(inside)) continue;
    const at = placeOf(path, method, site, placed);
    if (!at) {
      unclear(
        site,
        `This block describes ${method.toUpperCase()} ${written}, which no route serves, or more than one.`,
      );
      continue;
    }
    const own = Array.isArray(inside.parameters) ? inside.parameters : [];
    const block = operationOf({
      ...inside,
      ...(shared.length + own.length > 0 ? { parameters: [...shared, ...own] } : {}),
    });
    const before = draft.paths.get(at) ?? {};
    const operation = (before[method] ?? {}) as JsonObject;
    const tell = (what: string) => unclear(site, what);
    const names = namesBetween(path, at);
    draft.paths.set(at, { ...before, [method]: mergedOperation(operation, block, names, draft.components, tell) });
  }
}

/** The path of the operation that a block means: its prefixes may be left out, its parameters called otherwise. */
function placeOf(path: string, method: string, site: Site, placed: readonly PlacedAt[]): string | undefined {
  const wanted = unnamed(path);
  const all = placed.filter(one => one.method === method);
  const exact = all.find(one => one.path === path) ?? all.find(one => unnamed(one.path) === wanted);
  if (exact) return exact.path;
  const ending = all.filter(one => unnamed(one.path).endsWith(wanted));
  const here = ending.filter(one => one.file === site.path);
  return ending.length === 1 ? ending[0]!.path : here.length === 1 ? here[0]!.path : undefined;
}

function unnamed(path: string): string {
  return `/${path.split('/').filter(Boolean).join('/')}`.replace(/\{[^{}]*\}/g, '{}');
}

/** What a block calls the path's parameters → what the route calls them. */
function namesBetween(block: string, route: string): ReadonlyMap<string, string> {
  const of = (path: string) => Array.from(path.matchAll(/\{([^{}]*)\}/g), match => match[1]!);
  const [from, to] = [of(block), of(route)];
  return new Map(from.map((name, index) => [name, to[to.length - from.length + index] ?? name]));
}
