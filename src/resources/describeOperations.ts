/** The operations of a resource, as OpenAPI 3.1 has them. */
import type { Json } from '../openapi/json.js';
import type { JsonObject } from '../openapi/values.js';
import { filterSchema, pathSchema } from './describeSchemas.js';
import { errorsOf } from './describeShared.js';
import type { Link, NestedList, Resource, ResourceOperation, Sort } from './resource.js';
import { spoken, withArticle } from './words.js';

export interface Described {
  readonly path: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly operation: JsonObject;
  readonly is: ResourceOperation;
}

export interface DescribeOptions {
  readonly auth: 'bearer' | 'none';
  /** bigint and numeric are JSON numbers. */
  readonly numbers: boolean;
}

type Kind = ResourceOperation['kind'];

const descriptions: Readonly<Record<Kind, string>> = {
  list: 'A page of the rows, in the order that is asked for.',
  nested: 'A page of the rows that belong to this one.',
  links: 'A page of the rows that are related to this one.',
  get: 'One row by its key.',
  create: 'Adds a row. What is left out has its default.',
  update: 'Changes what is given and leaves the rest as it is.',
  delete: 'Deletes one row.',
  link: 'Relates the two. It is no error when they are related already.',
  unlink: 'Relates the two no longer.',
};

interface Parts {
  readonly parameters?: readonly Json[];
  readonly body?: string;
  /** Of success. */
  readonly responses: JsonObject;
  readonly errors: readonly number[];
}

/** `/order-items`, `/order-items/{order_id}/{line_no}` */
export function pathOf({ segment }: Pick<Resource, 'segment'>, parameters: readonly string[]): string {
  return [`/${segment}`, ...parameters.map(name => `{${name}}`)].join('/');
}

/** Its own, without nested lists and links. */
export function operationsOf(resource: Resource, options: DescribeOptions): readonly Described[] {
  const { type, collection, does, key, keyParameters, version } = resource;
  const build = builder(resource, options);
  const list = pathOf(resource, []);
  const item = pathOf(resource, keyParameters);
  const inPath = pathParameters(resource, key, keyParameters);
  const etag = version && { headers: { ETag: { $ref: '#/components/headers/ETag' } } };
  const one = { description: `The ${spoken(type)}.`, ...etag, content: contentOf(type) };
  const ifMatch = version ? [parameterRef('IfMatch')] : [];
  const changed = version ? [412] : [];
  const operations = [
    build('list', 'get', list, `list${collection}`, `List ${spoken(collection)}`, {
      parameters: listParameters(resource, resource.sorts, undefined, options),
      responses: { 200: { description: 'A page of the list.', content: contentOf(`${type}List`) } },
      errors: [],
    }),
  ];
  if (does.has('create')) {
    const location = { Location: { $ref: '#/components/headers/Location' }, ...etag?.headers };
    operations.push(
      build('create', 'post', list, `create${type}`, `Create ${withArticle(type)}`, {
        parameters: [parameterRef('IdempotencyKey')],
        body: `${type}Create`,
        responses: { 201: { description: `The new ${type}.`, headers: location, content: contentOf(type) } },
        errors: [409, 422],
      }),
    );
  }
  if (does.has('get')) {
    operations.push(
      build('get', 'get', item, `get${type}`, `Get ${withArticle(type)}`, {
        parameters: [...inPath, ...(version ? [parameterRef('IfNoneMatch')] : [])],
        responses: { 200: one, ...(version && { 304: { description: 'It is as it was.' } }) },
        errors: [404],
      }),
    );
  }
  if (does.has('update')) {
    operations.push(
      build('update', 'patch', item, `update${type}`, `Change ${withArticle(type)}`, {
        parameters: [...inPath, ...ifMatch],
        body: `${type}Update`,
        responses: { 200: one },
        errors: [404, 409, ...changed, 422],
      }),
    );
  }
  if (does.has('delete')) {
    operations.push(
      build('delete', 'delete', item, `delete${type}`, `Delete ${withArticle(type)}`, {
        parameters: [...inPath, ...ifMatch],
        responses: { 204: { description: 'It is deleted.' } },
        errors: [404, 409, ...changed],
      }),
    );
  }
  return operations;
}

/** A list of `resource` below another. */
export function nestedOperation(
  resource: Resource,
  nested: NestedList,
  parent: Resource,
  options: DescribeOptions,
): Described {
  const path = `${pathOf(parent, nested.parameters)}/${nested.segment}`;
  const summary = `List ${spoken(resource.collection)} of ${withArticle(parent.type)}`;
  return {
    ...builder(resource, options)('nested', 'get', path, `list${nested.name}`, summary, {
      parameters: [
        ...pathParameters(resource, nested.fields, nested.parameters),
        ...listParameters(resource, nested.sorts, nested.name, options),
      ],
      responses: { 200: { description: 'A page of the list.', content: contentOf(`${resource.type}List`) } },
      errors: [404],
    }),
    is: { operationId: `list${nested.name}`, kind: 'nested', resource, nested },
  };
}

/** What relates a row of `from` with rows of `to`. */
export function linkOperations(
  resource: Resource,
  link: Link,
  from: Resource,
  to: Resource,
  options: DescribeOptions,
): readonly Described[] {
  const build = builder(resource, options);
  const list = `${pathOf(from, link.fromParameters)}/${link.segment}`;
  const item = [list, ...link.toParameters.map(name => `{${name}}`)].join('/');
  const ofFrom = pathParameters(resource, link.fromFields, link.fromParameters);
  const both = [...ofFrom, ...pathParameters(resource, link.toFields, link.toParameters)];
  const operations: Described[] = [];
  if (link.listed) {
    operations.push(
      build(
        'links',
        'get',
        list,
        `list${link.collection}`,
        `List ${spoken(to.collection)} of ${withArticle(from.type)}`,
        {
          parameters: [...ofFrom, parameterRef('Limit'), parameterRef('Cursor')],
          responses: { 200: { description: 'A page of the list.', content: contentOf(`${to.type}List`) } },
          errors: [404],
        },
      ),
    );
  }
  operations.push(
    build('link', 'put', item, `add${link.type}`, `Add ${withArticle(to.type)} to ${withArticle(from.type)}`, {
      parameters: both,
      responses: { 204: { description: 'It is there, now or already.' } },
      errors: [404, 409],
    }),
    build(
      'unlink',
      'delete',
      item,
      `remove${link.type}`,
      `Remove ${withArticle(to.type)} from ${withArticle(from.type)}`,
      {
        parameters: both,
        responses: { 204: { description: 'It is no longer there.' } },
        errors: [404, 409],
      },
    ),
  );
  return operations.map(one => ({ ...one, is: { ...one.is, link } }));
}

function builder(resource: Resource, { auth }: DescribeOptions) {
  return (
    kind: Kind,
    method: Described['method'],
    path: string,
    operationId: string,
    summary: string,
    parts: Parts,
  ): Described => {
    const { parameters = [], body, responses, errors } = parts;
    // What a policy hides is not there; what it refuses is a change.
    const refused = resource.rowSecurity && method !== 'get' ? [403] : [];
    const all = [400, ...(auth === 'bearer' ? [401] : []), ...refused, ...errors, 429, 503];
    const operation: JsonObject = {
      operationId,
      summary,
      description: descriptions[kind],
      tags: [resource.segment],
      ...(parameters.length > 0 && { parameters }),
      ...(body !== undefined && { requestBody: { required: true, content: contentOf(body) } }),
      responses: { ...responses, ...errorsOf(all) },
    };
    return { path, method, operation, is: { operationId, kind, resource } };
  };
}

function contentOf(schema: string): JsonObject {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
}

function parameterRef(name: string): JsonObject {
  return { $ref: `#/components/parameters/${name}` };
}

function pathParameters(
  { fields }: Resource,
  names: readonly string[],
  parameters: readonly string[],
): readonly Json[] {
  return parameters.map((name, index) => {
    const field = fields.find(one => one.name === names[index])!;
    const { description } = field.schema;
    return {
      name,
      in: 'path',
      required: true,
      ...(description !== undefined && { description }),
      schema: pathSchema(field),
    };
  });
}

/** @param within the nested list, of which filters can be, too */
function listParameters(
  { key, filters, fields }: Resource,
  sorts: readonly Sort[],
  within: string | undefined,
  { numbers }: DescribeOptions,
): readonly Json[] {
  const names = sorts.flatMap(({ name }) => [name, `-${name}`]);
  const sort: Json[] =
    names.length === 0
      ? []
      : [
          {
            name: 'sort',
            in: 'query',
            description: 'The order of the list; with a minus the other way round.',
            schema: { type: 'string', enum: names, default: names[0]! },
          },
        ];
  const chosen = filters.filter(one => one.within === undefined || one.within === within);
  return [
    parameterRef('Limit'),
    parameterRef(key.length > 0 ? 'Cursor' : 'Offset'),
    ...sort,
    ...chosen.map(({ parameter, field, operator }): Json => {
      const schema = filterSchema(fields.find(one => one.name === field)!, numbers);
      return { name: parameter, in: 'query', description: filterWords(field, operator), schema };
    }),
  ];
}

function filterWords(field: string, operator: string): string {
  return operator === '=' ? `Only those with this ${field}.` : `Only those whose ${field} is ${operator} this.`;
}
