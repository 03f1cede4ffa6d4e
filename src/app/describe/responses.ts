/** Responses of operations. */
import { STATUS_CODES } from 'node:http';
import type { Json } from '../../openapi/json.js';
import type { FoundRoute } from '../frameworks/flatten.js';
import { statusOf } from '../handlers/thrown.js';
import type { GivenResponse, Usage } from '../handlers/usage.js';
import { alternatives, type Value } from '../interpret/value.js';
import { anyOf } from '../shapes/combine.js';
import type { Reading, Schema } from '../shapes/schema.js';
import { valueSchema } from './values.js';

type Object = { readonly [key: string]: Json };

interface Given {
  /** By media type. */
  readonly bodies: Map<string, Schema[]>;
  readonly headers: Map<string, Schema>;
}

/** By status, in ascending order, `default` last. Empty: it is not known what the handler answers. */
export function responsesOf(route: FoundRoute, usage: Usage, reading: Reading): { readonly [status: string]: Object } {
  const byStatus = new Map<string, Given>();
  const of = (status: string): Given => {
    const known = byStatus.get(status);
    if (known) return known;
    const made: Given = { bodies: new Map(), headers: new Map() };
    byStatus.set(status, made);
    return made;
  };
  for (const response of usage.responses)
    addResponse(of(response.status === undefined ? 'default' : String(response.status)), response, route, reading);
  for (const { value } of usage.thrown) {
    const status = statusOf(value);
    if (status === undefined || byStatus.has(String(status))) continue;
    const given = of(String(status));
    if (route.framework === 'fastify') given.bodies.set('application/json', [fastifyError]);
  }
  const statuses = [...byStatus.keys()].sort(
    (a, b) => Number(a === 'default') - Number(b === 'default') || a.localeCompare(b),
  );
  return Object.fromEntries(statuses.map(status => [status, responseObject(status, byStatus.get(status)!)]));
}

/** https://fastify.dev/docs/latest/Reference/Errors/ */
export const fastifyError: Schema = {
  type: 'object',
  properties: { statusCode: { type: 'integer' }, error: { type: 'string' }, message: { type: 'string' } },
  required: ['statusCode', 'error', 'message'],
};

function addResponse(given: Given, response: GivenResponse, route: FoundRoute, reading: Reading): void {
  for (const [name, value] of response.headers)
    given.headers.set(name, { ...{ type: 'string' }, ...valueSchema(value, reading) });
  const body = response.body && alternatives(response.body).filter(one => one.kind !== 'nothing');
  if (!body || body.length === 0) return;
  for (const one of body) {
    const binary = one.kind === 'term' && one.is.form === 'package' && one.is.name === 'binary';
    const schema = binary ? {} : valueSchema(one, reading);
    const type = response.contentType ?? mediaTypeOf(one, schema, route);
    const list = given.bodies.get(type) ?? [];
    list.push(schema);
    given.bodies.set(type, list);
  }
}

/** What the framework says when the program does not: text is text, the rest JSON. */
function mediaTypeOf(value: Value, schema: Schema, { framework }: FoundRoute): string {
  const text = value.kind === 'text' || (value.kind === 'literal' && typeof value.value === 'string');
  if (!text && schema.type !== 'string') return 'application/json';
  return framework === 'express' ? 'text/html' : 'text/plain';
}

function responseObject(status: string, { bodies, headers }: Given): Object {
  const content = [...bodies].map(([type, schemas]) => [type, { schema: anyOf(schemas) }] as const);
  return {
    description: STATUS_CODES[status] ?? (status === 'default' ? 'Any other answer' : `Status ${status}`),
    ...(headers.size > 0
      ? { headers: Object.fromEntries([...headers].map(([name, schema]) => [name, { schema }])) }
      : {}),
    ...(content.length > 0 ? { content: Object.fromEntries(content) } : {}),
  };
}
