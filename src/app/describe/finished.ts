/** What a description needs beside what the program says: words, a server, and nothing that nobody refers to. */
import type { Json } from '../../openapi/json.js';
import { isObject, type JsonObject } from '../../openapi/values.js';

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/** `kept`: what people's own blocks say; the components that they define or refer to stay. */
export function finished(document: JsonObject, kept: readonly Json[]): JsonObject {
  const { openapi, info, servers, tags, paths, components, ...rest } = document;
  const described = Object.entries((paths ?? {}) as { readonly [path: string]: JsonObject }).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(item).map(([key, one]) => [key, methods.has(key) && isObject(one) ? withWords(one) : one]),
    ),
  ]);
  const whole: JsonObject = {
    ...{ openapi: openapi!, info: info! },
    // Where it is served is not in its source.
    servers: servers ?? [{ url: '/' }],
    ...(tags ? { tags } : {}),
    paths: Object.fromEntries(described),
    ...rest,
  };
  const used = isObject(components) ? usedOf(components, [whole, ...kept]) : {};
  return Object.keys(used).length > 0 ? { ...whole, components: used } : whole;
}

/** `getUsersById` → `Get users by id` */
export function titleOfId(id: string): string {
  const words = id
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter(Boolean)
    .map(word => (/^[A-Z\d]+$/.test(word) && word.length > 1 ? word : word.toLowerCase()))
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What nobody has said in words is what the operation is called. */
function withWords(operation: JsonObject): JsonObject {
  const { operationId, tags, summary, description, ...rest } = operation;
  const title = typeof operationId === 'string' ? titleOfId(operationId) : '';
  const first = summary ?? (description === undefined && title !== '' ? title : undefined);
  const second = description ?? (typeof first === 'string' ? first.replace(/[.!?]?$/, '.') : undefined);
  return {
    ...(operationId === undefined ? {} : { operationId }),
    ...(tags === undefined ? {} : { tags }),
    ...(first === undefined ? {} : { summary: first }),
    ...(second === undefined ? {} : { description: second }),
    ...rest,
  };
}

/** Schemas that something refers to, also through others; everything else that components have stays. */
function usedOf(components: JsonObject, roots: readonly Json[]): JsonObject {
  const { schemas, ...others } = components;
  if (!isObject(schemas)) return components;
  const used = new Set<string>();
  const open: Json[] = [...roots, others];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) open.push(...(next as readonly Json[]));
    else if (isObject(next)) {
      for (const [key, inner] of Object.entries(next)) {
        const name = key === '$ref' && typeof inner === 'string' ? nameIn(inner) : undefined;
        if (name === undefined) open.push(inner);
        else if (!used.has(name)) {
          used.add(name);
          open.push((Object.hasOwn(schemas, name) && schemas[name]) || {});
        }
      }
    }
  }
  const defined = new Set(roots.slice(1).flatMap(root => definedIn(root)));
  const kept = Object.entries(schemas).filter(([name]) => used.has(name) || defined.has(name));
  return { ...(kept.length > 0 ? { schemas: Object.fromEntries(kept) } : {}), ...others };
}

function nameIn(ref: string): string | undefined {
  return /^#\/components\/schemas\/([^/]+)$/.exec(ref)?.[1];
}

/** Names of schemas that a block defines. */
function definedIn(block: Json): string[] {
  const components = isObject(block) && isObject(block.components) ? block.components : block;
  return isObject(components) && isObject(components.schemas) ? Object.keys(components.schemas) : [];
}
