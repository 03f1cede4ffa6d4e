/** What blocks of OpenAPI 3.0 and Swagger 2.0 say, as OpenAPI 3.1 says it. */
import type { Json } from '../../openapi/json.js';
import { isObject, type JsonObject } from './apiBlocks.js';

const json = 'application/json';
const plain = new Set(['example', 'examples', 'default', 'enum', 'const', 'required']);

/** `nullable`, boolean `exclusiveMinimum`, and references into `definitions`, anywhere in a value. */
export function modern(value: Json, depth = 0): Json {
  if (depth > 100) return value;
  if (Array.isArray(value)) return value.map(one => modern(one, depth + 1));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inside]): [string, Json] => {
    if (key === '$ref' && typeof inside === 'string')
      return [key, inside.replace(/^#\/definitions\//, '#/components/schemas/')];
    return [key, plain.has(key) ? inside : modern(inside, depth + 1)];
  });
  const made = new Map(entries);
  if (made.get('nullable') === true && typeof made.get('type') === 'string') {
    made.set('type', [made.get('type')!, 'null']);
    const values = made.get('enum');
    if (Array.isArray(values) && !values.includes(null)) made.set('enum', [...values, null]);
  }
  if (typeof made.get('nullable') === 'boolean') made.delete('nullable');
  for (const [exclusive, limit] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    const is = made.get(exclusive);
    if (typeof is !== 'boolean') continue;
    const at = made.get(limit);
    made.delete(exclusive);
    if (is && at !== undefined) {
      made.delete(limit);
      made.set(exclusive, at);
    }
  }
  return Object.fromEntries(made);
}

/** An operation object of Swagger 2.0 has its body among the parameters, and schemas beside the descriptions of responses. */
export function operationOf(block: JsonObject): JsonObject {
  const { consumes, produces, parameters, responses, schemes: _schemes, ...rest } = modern(block) as JsonObject;
  const made: Record<string, Json> = { ...rest };
  const takes = firstText(consumes) ?? json;
  const list = Array.isArray(parameters) ? parameters.filter(isObject) : [];
  const body = list.find(one => one.in === 'body');
  const form = list.filter(one => one.in === 'formData');
  const others = list.filter(one => one.in !== 'body' && one.in !== 'formData').map(parameterOf);
  if (others.length > 0) made.parameters = others;
  if (body) made.requestBody = bodyOf(takes, body.schema ?? {}, body);
  else if (form.length > 0) {
    const properties = Object.fromEntries(form.map(one => [String(one.name), schemaOf(one)]));
    const required = form.filter(one => one.required === true).map(one => String(one.name));
    const schema = { type: 'object', properties, ...(required.length > 0 ? { required } : {}) };
    made.requestBody = bodyOf(consumes ? takes : 'application/x-www-form-urlencoded', schema, {});
  }
  if (isObject(responses)) {
    const gives = firstText(produces) ?? json;
    made.responses = Object.fromEntries(
      Object.entries(responses).map(([status, one]) => [status, responseOf(one, status, gives)]),
    );
  }
  return made;
}

function bodyOf(type: string, schema: Json, { description, required }: JsonObject): Json {
  return {
    ...(typeof description === 'string' ? { description } : {}),
    ...(required === true ? { required } : {}),
    content: { [type]: { schema } },
  };
}

function responseOf(value: Json, status: string, type: string): Json {
  if (!isObject(value)) return { description: `Status ${status}` };
  const { schema, examples: _examples, ...rest } = value;
  if (typeof rest.$ref === 'string') return rest;
  const content: JsonObject =
    schema !== undefined && rest.content === undefined ? { content: { [type]: { schema } } } : {};
  return { description: `Status ${status}`, ...rest, ...content };
}

const ofParameter = new Set([
  'name',
  'in',
  'description',
  'required',
  'deprecated',
  'schema',
  'content',
  '$ref',
  'style',
]);
const alsoParameter = new Set(['explode', 'allowReserved', 'allowEmptyValue', 'example', 'examples']);

function parameterOf(value: JsonObject): JsonObject {
  if (value.$ref || value.schema || value.content) return value;
  const kept = Object.entries(value).filter(
    ([key]) => ofParameter.has(key) || alsoParameter.has(key) || key.startsWith('x-'),
  );
  return { ...Object.fromEntries(kept), schema: schemaOf(value) };
}

function schemaOf(value: JsonObject): JsonObject {
  const kept = Object.entries(value).filter(
    ([key]) => !ofParameter.has(key) && !alsoParameter.has(key) && !key.startsWith('x-') && key !== 'collectionFormat',
  );
  const schema = Object.fromEntries(kept);
  if (schema.type === 'file') return { type: 'string', format: 'binary' };
  return Object.keys(schema).length > 0 ? schema : { type: 'string' };
}

function firstText(value: Json | undefined): string | undefined {
  const [first] = Array.isArray(value) ? value : [];
  return typeof first === 'string' ? first : undefined;
}
