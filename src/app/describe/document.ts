/** All operations of an app, as one OpenAPI document. */
import type { Json } from '../../openapi/json.js';
import type { DescribedOperation } from './operation.js';
import type { PathTemplate } from './paths.js';

type Object = { readonly [key: string]: Json };

export interface PlacedOperation {
  /** Lower case. */
  readonly method: string;
  readonly template: PathTemplate;
  readonly described: DescribedOperation;
}

/** Title, version, and what else `info` has. */
export type DocumentInfo = Object & { readonly title: string; readonly version: string };

/** Paths in the order of the program, components by name. */
export function documentOf(
  operations: readonly PlacedOperation[],
  schemas: ReadonlyMap<string, Object>,
  info: DocumentInfo,
): Object {
  const paths: Record<string, Record<string, Json>> = {};
  const schemes: Record<string, Json> = {};
  const ids = operationIds(operations);
  operations.forEach(({ method, template, described }, index) => {
    const item = paths[template.path] ?? {};
    paths[template.path] = item;
    const { tags, operationId: _given, ...rest } = described.operation;
    item[method] = { operationId: ids[index]!, tags: tags ?? [tagOf(template.path)], ...rest };
    Object.assign(schemes, described.security.schemes);
  });
  const components = {
    ...(schemas.size > 0 ? { schemas: Object.fromEntries([...schemas].sort(([a], [b]) => a.localeCompare(b))) } : {}),
    ...(Object.keys(schemes).length > 0 ? { securitySchemes: schemes } : {}),
  };
  const tags = [...new Set(Object.values(paths).flatMap(item => Object.values(item).flatMap(tagsOf)))];
  return {
    openapi: '3.1.0',
    info: { ...info },
    tags: tags.map(name => ({ name })),
    paths,
    ...(Object.keys(components).length > 0 ? { components } : {}),
  };
}

function tagsOf(operation: Json): readonly string[] {
  return ((operation as Object).tags ?? []) as readonly string[];
}

/** What the program says, then the handler's name where only one has it, then method and path. */
function operationIds(operations: readonly PlacedOperation[]): string[] {
  const wanted = operations.map(({ described }) => said(described) ?? described.handlerName);
  const taken = new Set<string>();
  return operations.map(({ method, template }, index) => {
    const name = wanted[index];
    const alone = name !== undefined && /^[A-Za-z_]\w*$/.test(name) && wanted.filter(one => one === name).length === 1;
    const base = alone ? name : idOf(method, template.path);
    let id = base;
    for (let number = 2; taken.has(id); number++) id = `${base}${number}`;
    taken.add(id);
    return id;
  });
}

function said({ operation }: DescribedOperation): string | undefined {
  return typeof operation.operationId === 'string' ? operation.operationId : undefined;
}

/** `get`, `/users/{id}/posts` → `getUsersByIdPosts` */
function idOf(method: string, path: string): string {
  const segments = path.split('/').filter(segment => !generalSegment.test(segment));
  const words = segments.flatMap(segment => {
    const parameter = /^\{(.+)\}$/.exec(segment);
    return parameter ? ['by', ...wordsOf(parameter[1]!)] : wordsOf(segment);
  });
  return method + words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** What every path of an API may begin with. */
const generalSegment = /^(api|rest|v\d+(\.\d+)*)$/i;

function wordsOf(text: string): string[] {
  return text.split(/[^A-Za-z0-9]+/).filter(Boolean);
}

/** The first part of a path that says what it is about: not `api`, not a version. */
function tagOf(path: string): string {
  const segments = path.split('/').filter(segment => segment !== '' && !segment.startsWith('{'));
  const first = segments.find(segment => !generalSegment.test(segment));
  // `users.list`: methods of one thing.
  return first === undefined ? 'default' : (/^([A-Za-z]\w*)\.\w+$/.exec(first)?.[1] ?? first);
}
