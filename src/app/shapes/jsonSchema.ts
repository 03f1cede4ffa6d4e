/** JSON Schema written as an object, as Fastify and Ajv take it. */
import type { Json } from '../../openapi/json.js';
import { type Members, textOf, type Value } from '../interpret/value.js';
import type { Reading, Schema, SchemaReader } from './schema.js';

/** An object is one when it has a keyword that says what is accepted. */
export const readJsonSchema: SchemaReader = (value, reading) => {
  if (value.kind !== 'members' || value.of || !isSchema(value)) return undefined;
  return schemaFrom(value, reading);
};

const telling = [
  '$ref',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'enum',
  'const',
  'properties',
  'items',
  'additionalProperties',
];
const types = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);

function isSchema({ properties }: Members): boolean {
  const type = properties.get('type')?.value;
  const named = type?.kind === 'list' ? type.items : type ? [type] : [];
  if (named.length > 0 && named.every(one => types.has(textOf(one) ?? ''))) return true;
  return telling.some(keyword => {
    const inside = properties.get(keyword)?.value;
    return (
      inside !== undefined &&
      (inside.kind === 'members' || inside.kind === 'list' || keyword === '$ref' || keyword === 'const')
    );
  });
}

function schemaFrom(value: Members, reading: Reading): Schema {
  const made: Record<string, Json> = {};
  for (const [keyword, { value: inside, site }] of value.properties) {
    // Fastify's own, and what only names the schema.
    if (keyword === '$id' || keyword === '$schema' || keyword.startsWith('...')) continue;
    const json = plain(inside, reading);
    if (json === undefined) reading.unclear(site, `The value of ${keyword} is known only at run time.`);
    else made[keyword] = json;
  }
  if (typeof made.$ref === 'string') return { ...made, $ref: referenceOf(made.$ref, reading) } as Schema;
  return made;
}

/** `user#`, `https://example.com/user#`: a schema that `addSchema` was given. */
function referenceOf(ref: string, _reading: Reading): string {
  const name = /^(?:[a-z]+:\/\/[^#]*\/)?([\w.-]+)#?\/?$/i.exec(ref)?.[1];
  return name === undefined ? ref : `#/components/schemas/${name}`;
}

function plain(value: Value, reading: Reading): Json | undefined {
  switch (value.kind) {
    case 'literal':
      if (value.value instanceof RegExp) return value.value.source;
      return typeof value.value === 'bigint' ? Number(value.value) : value.value;
    case 'text':
      return textOf(value);
    case 'list': {
      const items = value.items.map(item => plain(item, reading));
      return items.includes(undefined) ? undefined : (items as Json[]);
    }
    case 'members': {
      const entries = [...value.properties]
        .filter(([key]) => !key.startsWith('...'))
        .map(([key, member]) => [key, plain(member.value, reading)] as const);
      return Object.fromEntries(entries.filter(([, json]) => json !== undefined)) as Json;
    }
    case 'term':
      // TypeBox and the like inside of an object.
      return reading.schemaOf(value);
    default:
      return undefined;
  }
}
