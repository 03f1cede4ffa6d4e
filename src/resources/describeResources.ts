/** A plan becomes an OpenAPI 3.1 document. */
import type { Json } from '../openapi/json.js';
import type { JsonObject } from '../openapi/values.js';
import {
  type Described,
  type DescribeOptions,
  linkOperations,
  nestedOperation,
  operationsOf,
} from './describeOperations.js';
import { schemasOf } from './describeSchemas.js';
import { sharedComponents } from './describeShared.js';
import { nameInMarkdown } from './notes.js';
import type { Resource, ResourceOperation, ResourcePlan } from './resource.js';

export interface DescriptionOptions extends DescribeOptions {
  readonly title: string;
  readonly version: string;
}

export interface Description {
  readonly document: JsonObject;
  /** By operationId, in the order of the document. */
  readonly operations: ReadonlyMap<string, ResourceOperation>;
}

/** Pure: the same plan gives the same document. Texts of the database are descriptions there and nothing else. */
export function describeResources({ resources }: ResourcePlan, options: DescriptionOptions): Description {
  const described = resources.flatMap(resource => belowPath(resource, resources, options));
  const paths = new Map<string, Record<string, Json>>();
  for (const { path, method, operation } of described) {
    const item = paths.get(path) ?? {};
    item[method] = operation;
    paths.set(path, item);
  }
  const own = resources.filter(({ links }) => links.length === 0);
  const used = new Set(described.map(({ is }) => is.resource));
  const document: JsonObject = {
    openapi: '3.1.0',
    info: {
      title: options.title,
      version: options.version,
      contact: { name: options.title },
      description:
        'Rows of a PostgreSQL database. Lists are read page by page; a row is changed only by who has seen its last version, when If-Match says so.',
    },
    servers: [{ url: '/' }],
    tags: resources
      .filter(one => used.has(one))
      .map(({ segment, relation, description }) => ({
        name: segment,
        description: description ?? `Rows of ${nameInMarkdown(`${relation.schema}.${relation.name}`)}.`,
      })),
    security: options.auth === 'bearer' ? [{ bearerAuth: [] }] : [],
    paths: Object.fromEntries(paths),
    components: sharedComponents(Object.fromEntries(paths), Object.fromEntries(own.flatMap(schemasOf)), options.auth),
  };
  return { document, operations: new Map(described.map(({ is }) => [is.operationId, is])) };
}

/** All whose path begins with that of the resource: its own, the lists of others below it, and links from it. */
function belowPath(resource: Resource, all: readonly Resource[], options: DescribeOptions): readonly Described[] {
  if (resource.links.length > 0) return [];
  const { segment } = resource;
  const nested = all.flatMap(child =>
    child.nested.filter(({ parent }) => parent === segment).map(one => nestedOperation(child, one, resource, options)),
  );
  const links = all.flatMap(relating =>
    relating.links
      .filter(({ from }) => from === segment)
      .flatMap(link => linkOperations(relating, link, resource, all.find(one => one.segment === link.to)!, options)),
  );
  return [...operationsOf(resource, options), ...nested, ...links];
}
