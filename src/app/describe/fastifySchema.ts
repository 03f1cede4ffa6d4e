/** What Fastify's `schema` option says of a route: https://fastify.dev/docs/latest/Reference/Validation-and-Serialization/ */
import type { Json } from '../../openapi/json.js';
import type { FoundRoute } from '../frameworks/flatten.js';
import { type Members, textOf, type Value } from '../interpret/value.js';
import { plainValue } from '../shapes/plain.js';
import type { Reading, Schema } from '../shapes/schema.js';
import type { Validated } from './validated.js';

export interface FastifySchema {
  readonly validated: readonly Validated[];
  /** By status: 200, 4XX, default. */
  readonly responses: ReadonlyMap<string, { readonly schema: Schema; readonly description: string | undefined }>;
  readonly said: { readonly [key: string]: Json };
  readonly hidden: boolean;
}

const parts = { body: 'body', querystring: 'query', query: 'query', params: 'params', headers: 'headers' } as const;

/** Undefined: the route has no schema that can be read. */
export function fastifySchema(route: FoundRoute, reading: Reading): FastifySchema | undefined {
  const schema = route.options?.kind === 'members' ? route.options.properties.get('schema')?.value : undefined;
  if (schema?.kind !== 'members') return undefined;
  const of = (key: string) => schema.properties.get(key)?.value;
  const validated = Object.entries(parts).flatMap(([key, role]): Validated[] => {
    const value = of(key);
    const inside = value && objectSchema(value, reading);
    return inside ? [{ role, path: [], schema: inside }] : [];
  });
  const said: Record<string, Json> = {};
  for (const key of ['summary', 'description', 'operationId', 'deprecated'] as const) {
    const value = of(key);
    const plain = value && plainValue(value);
    if (plain !== undefined) said[key] = plain;
  }
  const tags = of('tags');
  if (tags?.kind === 'list') said.tags = tags.items.flatMap(item => textOf(item) ?? []);
  const hide = of('hide');
  const hidden = hide?.kind === 'literal' && hide.value === true;
  return { validated, responses: responses(of('response'), reading), said, hidden };
}

/** `{ type: 'object', properties }`, or Fastify's older way: the properties alone. */
function objectSchema(value: Value, reading: Reading): Schema | undefined {
  const schema = reading.schemaOf(value);
  if (schema) return schema;
  if (value.kind !== 'members' || value.properties.size === 0) return undefined;
  const properties: Record<string, Schema> = {};
  for (const [name, member] of value.properties) {
    const inside = reading.schemaOf(member.value);
    if (inside) properties[name] = inside;
  }
  return Object.keys(properties).length > 0 ? { type: 'object', properties } : undefined;
}

function responses(value: Value | undefined, reading: Reading): FastifySchema['responses'] {
  const found = new Map<string, { schema: Schema; description: string | undefined }>();
  if (value?.kind !== 'members') return found;
  for (const [status, member] of value.properties) {
    const schema = contentSchema(member.value, reading) ?? reading.schemaOf(member.value);
    if (!schema) continue;
    const { description, ...rest } = schema;
    const said = typeof description === 'string' ? description : undefined;
    found.set(status.toUpperCase() === 'DEFAULT' ? 'default' : status.toUpperCase(), {
      schema: said === undefined ? schema : rest,
      description: said,
    });
  }
  return found;
}

/** `{ content: { 'application/json': { schema } } }` */
function contentSchema(value: Value, reading: Reading): Schema | undefined {
  const content = value.kind === 'members' ? value.properties.get('content')?.value : undefined;
  if (content?.kind !== 'members') return undefined;
  const [first] = [...content.properties.values()];
  const inside = first?.value.kind === 'members' ? (first.value as Members).properties.get('schema')?.value : undefined;
  return inside && reading.schemaOf(inside);
}
