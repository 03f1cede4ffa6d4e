/** Handlers of a table's operations: what a person would write first, and may change from then on. */

import type { NeededImport } from '../../scaffold/handlers/merge.js';
import { memberAccess } from '../../scaffold/source.js';
import type { WrittenHandler } from '../../scaffold/tableCode.js';
import type { Resource, ResourceOperation } from '../resource.js';
import { namespaceOf } from './queryParts.js';

/** @param stem of the queries' file: `orders` of `orders.queries.ts` */
export function handlerOf(operation: ResourceOperation, stem: string): WrittenHandler {
  const { resource } = operation;
  const queries = namespaceOf(resource);
  const source = sourceOf(operation, queries);
  const imports: NeededImport[] = [
    { local: 'database', source: "import { database } from './database.js';" },
    { local: queries, source: `import * as ${queries} from './${stem}.queries.js';` },
    { local: 'isKnown', source: "import { isKnown } from './runtime/versions.js';" },
  ];
  return { source, imports: imports.filter(({ local }) => source.includes(local)) };
}

function sourceOf(operation: ResourceOperation, queries: string): string {
  const { kind, resource, nested, link } = operation;
  const tagged = resource.version === 'xmin';
  switch (kind) {
    case 'list':
      return reading('{ query }', `{ status: 200, body: await ${queries}.list(db, query) }`);
    case 'nested':
      return reading(
        '{ params, query }',
        `{ status: 200, body: await ${queries}.list${nested!.name}(db, params, query) }`,
      );
    case 'links':
      return reading(
        '{ params, query }',
        `{ status: 200, body: await ${queries}.list${link!.collection}(db, params, query) }`,
      );
    case 'get':
      return tagged
        ? `({ params, headers }, context) =>
  database.read(context, async db => {
    const { row, etag } = await ${queries}.get(db, params);
    if (isKnown(headers['if-none-match'], etag)) return { status: 304, headers: { ETag: etag } };
    return { status: 200, headers: { ETag: etag }, body: row };
  })`
        : reading('{ params }', `{ status: 200, body: (await ${queries}.get(db, params)).row }`);
    case 'create':
      return createSource(resource, queries);
    case 'update':
      return tagged
        ? `({ params, headers, body }, context) =>
  database.write(context, async db => {
    const { row, etag } = await ${queries}.update(db, params, body, headers['if-match']);
    return { status: 200, headers: { ETag: etag }, body: row };
  })`
        : answered(
            'write',
            '{ params, body }',
            `{ status: 200, body: (await ${queries}.update(db, params, body)).row }`,
          );
    case 'delete':
      return tagged
        ? writing('{ params, headers }', `await ${queries}.remove(db, params, headers['if-match'])`)
        : writing('{ params }', `await ${queries}.remove(db, params)`);
    case 'link':
      return writing('{ params }', `await ${queries}.add${link!.type}(db, params)`);
    case 'unlink':
      return writing('{ params }', `await ${queries}.remove${link!.type}(db, params)`);
  }
}

function reading(taken: string, answer: string): string {
  return answered('read', taken, answer);
}

/** `answer` is an object literal on one line: `{ status: 200, body: … }`. */
function answered(how: 'read' | 'write', taken: string, answer: string): string {
  const line = `  database.${how}(context, async db => (${answer}))`;
  const body =
    line.length < 120
      ? line
      : `  database.${how}(context, async db => (${answer.replace(/^\{ (.*?), body: (.*) \}$/, '{\n    $1,\n    body: $2,\n  }')}))`;
  return `(${taken}, context) =>\n${body}`;
}

function writing(taken: string, statement: string): string {
  return `(${taken}, context) =>
  database.write(context, async db => {
    ${statement};
    return { status: 204 };
  })`;
}

/** The location is relative to the collection: `orders/5` beside `/orders`, wherever the API is mounted. */
function createSource(resource: Resource, queries: string): string {
  const isAddressable = resource.does.has('get') && resource.key.length > 0;
  const tagged = resource.version === 'xmin';
  const path = resource.key.map(name => `\${encodeURIComponent(${inAddress(resource, name)})}`).join('/');
  const headers = [
    ...(isAddressable ? [`Location: \`${encodeURI(resource.segment)}/${path}\``] : []),
    ...(tagged ? ['ETag: etag'] : []),
  ];
  const answer = createdSource(headers);
  return `({ headers, body }, context) =>
  database.once(headers['idempotency-key'], body, context, async db => {
    const { row${tagged ? ', etag' : ''} } = await ${queries}.create(db, body);
    ${answer}
  })`;
}

/** NaN and infinity are null in a row, and stay out of an address. */
function inAddress({ fields }: Resource, name: string): string {
  const value = `row${memberAccess(name)}`;
  const type = fields.find(one => one.name === name)?.readSchema.type;
  return Array.isArray(type) && type.includes('null') ? `String(${value})` : value;
}

function createdSource(headers: readonly string[]): string {
  if (headers.length === 0) return 'return { status: 201, body: row };';
  const line = `return { status: 201, headers: { ${headers.join(', ')} }, body: row };`;
  if (line.length <= 112) return line;
  const list = headers.map(one => `        ${one},\n`).join('');
  return `return {\n      status: 201,\n      headers: {\n${list}      },\n      body: row,\n    };`;
}
