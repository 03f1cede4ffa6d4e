/** Parameters and bodies of operations. */
import type { Json } from '../../openapi/json.js';
import type { Part } from '../handlers/part.js';
import type { Usage } from '../handlers/usage.js';
import type { Reading, Schema } from '../shapes/schema.js';
import { partSchema } from './parts.js';
import type { PathTemplate } from './paths.js';
import type { Validated } from './validated.js';

type Object = { readonly [key: string]: Json };

/** Headers that OpenAPI says elsewhere: https://spec.openapis.org/oas/v3.1.1.html#parameter-name */
const elsewhere = new Set(['accept', 'content-type', 'authorization', 'cookie', 'content-length', 'host']);

/** Headers that browsers and proxies send by themselves. */
const byItself =
  /^(origin|referer|user-agent|connection|upgrade|dnt|via|forwarded|x-forwarded-.*|x-real-ip|sec-.*|cf-.*|accept-.*)$/i;

export function parametersOf(
  template: PathTemplate,
  usage: Usage,
  validated: readonly Validated[],
  /** `header x-api-key`: credentials, which are no parameters. */
  asked: ReadonlySet<string>,
  reading: Reading,
): Object[] {
  const found: Object[] = [];
  for (const { name, pattern } of template.parameters) {
    const said = propertyOf('params', name, validated, reading)?.schema ??
      used(usage.params, name, reading) ?? { type: 'string' };
    const schema = pattern && said.pattern === undefined && said.type === 'string' ? { ...said, pattern } : said;
    found.push({ name, in: 'path', required: true, schema });
  }
  const roles = [
    ['query', 'query', usage.query],
    ['header', 'headers', usage.headers],
    ['cookie', 'cookies', usage.cookies],
  ] as const;
  for (const [place, role, part] of roles) {
    const names = new Set([...namesOf(role, validated, reading), ...part.members.keys()]);
    for (const name of names) {
      if (place === 'header' && (elsewhere.has(name.toLowerCase()) || byItself.test(name))) continue;
      if (asked.has(`${place} ${name}`.toLowerCase())) continue;
      const said = propertyOf(role, name, validated, reading);
      const schema = said?.schema ?? used(part, name, reading) ?? { type: 'string' };
      if (isForbidden(schema)) continue;
      const { description, deprecated, ...rest } = schema;
      found.push({
        ...{ name, in: place },
        ...((said?.required || part.members.get(name)?.needed) && rest.default === undefined ? { required: true } : {}),
        ...(typeof description === 'string' ? { description } : {}),
        ...(deprecated === true ? { deprecated: true } : {}),
        schema: withoutNull(rest),
      });
    }
  }
  return found;
}

/** `{ not: {} }`: what may not be sent is no parameter. */
function isForbidden({ not }: Schema): boolean {
  return typeof not === 'object' && not !== null && Object.keys(not).length === 0;
}

function used(part: Part, name: string, reading: Reading): Schema | undefined {
  const member = part.members.get(name);
  return member && partSchema(member, reading);
}

function objectsOf(role: Validated['role'], validated: readonly Validated[], reading: Reading): Schema[] {
  return validated
    .filter(one => one.role === role && one.path.length === 0)
    .flatMap(({ schema }) => branches(schema, reading));
}

/** A schema and all that `allOf` adds to it. */
function branches(schema: Schema, reading: Reading): Schema[] {
  const resolved = reading.resolved(schema);
  return [resolved, ...((resolved.allOf ?? []) as readonly Schema[]).flatMap(one => branches(one, reading))];
}

function namesOf(role: Validated['role'], validated: readonly Validated[], reading: Reading): string[] {
  const whole = objectsOf(role, validated, reading).flatMap(schema => Object.keys((schema.properties ?? {}) as Object));
  const alone = validated.filter(one => one.role === role && one.path.length === 1).map(one => one.path[0]!);
  return [...whole, ...alone];
}

function propertyOf(
  role: Validated['role'],
  name: string,
  validated: readonly Validated[],
  reading: Reading,
): { readonly schema: Schema; readonly required: boolean } | undefined {
  for (const object of objectsOf(role, validated, reading)) {
    const properties = (object.properties ?? {}) as { readonly [name: string]: Schema };
    const key = Object.keys(properties).find(
      one => one === name || (role === 'headers' && one.toLowerCase() === name.toLowerCase()),
    );
    if (key === undefined) continue;
    return { schema: properties[key]!, required: ((object.required ?? []) as readonly string[]).includes(key) };
  }
  const alone = validated.filter(one => one.role === role && one.path.length === 1 && one.path[0] === name);
  if (alone.length === 0) return undefined;
  return {
    schema: Object.assign({}, ...alone.map(one => one.schema)) as Schema,
    required: alone.some(one => one.required),
  };
}

/** A parameter that is null cannot be sent. */
function withoutNull(schema: Schema): Schema {
  if (!Array.isArray(schema.type)) return schema;
  const types = schema.type.filter(type => type !== 'null');
  return { ...schema, type: types.length === 1 ? types[0]! : types };
}

/** Undefined: the operation takes no body. */
export function bodyOf(
  usage: Usage,
  validated: readonly Validated[],
  types: readonly Validated[],
  reading: Reading,
): Object | undefined {
  const whole = validated.filter(one => one.role === 'body' && one.path.length === 0).map(({ schema }) => schema);
  const { body, files } = usage;
  const touched = body.members.size > 0 || body.items !== undefined || body.open;
  const uploads = files.members.size > 0;
  const inBody = types.filter(one => one.role === 'body');
  const typed = inBody.find(one => one.path.length === 0)?.schema;
  const typedFields = typed ? [] : inBody.filter(one => one.path.length > 0);
  const fields = [...typedFields, ...validated.filter(one => one.role === 'body' && one.path.length > 0)];
  if (whole.length === 0 && !touched && !typed && !uploads && fields.length === 0) return undefined;
  const more = whole.length > 0 ? besides(body, whole, reading) : undefined;
  const all = more ? [...whole, more] : whole;
  const schema =
    all.length > 0
      ? all.length === 1
        ? all[0]!
        : { allOf: all as Json[] }
      : withFields(typed ?? partSchema(body, reading), fields, reading);
  const required = whole.length > 0 || typed || body.needed || fields.some(one => one.required);
  if (!uploads) return { ...(required ? { required: true } : {}), content: { 'application/json': { schema } } };
  const file: Schema = { type: 'string', format: 'binary' };
  const named = [...files.members.keys()].map(name => (name === '(one)' ? 'file' : name));
  const own = (reading.resolved(schema).properties ?? {}) as { readonly [name: string]: Json };
  const properties = { ...own, ...Object.fromEntries(named.map(name => [name, file])) };
  return { required: true, content: { 'multipart/form-data': { schema: { type: 'object', properties } } } };
}

/** What else is read of a body than its schemas say, as by a middleware for pages of lists. */
function besides(body: Part, whole: readonly Schema[], reading: Reading): Schema | undefined {
  const objects = whole.flatMap(schema => branches(schema, reading));
  const plain = objects.every(one => one.type === 'object' && one.properties && one.additionalProperties === undefined);
  if (!plain) return undefined;
  const named = new Set(objects.flatMap(one => Object.keys(one.properties as Object)));
  const more = [...body.members].filter(([name]) => !named.has(name));
  if (more.length === 0) return undefined;
  const properties = Object.fromEntries(more.map(([name, member]) => [name, partSchema(member, reading)]));
  return { type: 'object', properties };
}

/** A body, with what is known of single fields. */
function withFields(schema: Schema, fields: readonly Validated[], reading: Reading): Schema {
  if (fields.length === 0) return schema;
  return fields.reduce((made, field) => withField(made, field.path, field), reading.resolved(schema));
}

function withField(schema: Schema, path: readonly string[], field: Validated): Schema {
  const [first, ...rest] = path;
  if (first === undefined) return field.schema.$ref === undefined ? { ...schema, ...field.schema } : field.schema;
  if (first === '*' || first === '[]') {
    const { properties: _fields, required: _needed, ...list } = schema;
    return { ...list, type: 'array', items: withField((schema.items ?? {}) as Schema, rest, field) };
  }
  const properties = (schema.properties ?? {}) as { readonly [name: string]: Schema };
  const before = Object.hasOwn(properties, first) ? properties[first]! : {};
  const needed = new Set((schema.required ?? []) as readonly string[]);
  // What has to be in a part has the part with it; what has to be in every item may have none.
  if (field.required && !rest.includes('*')) needed.add(first);
  return {
    ...schema,
    type: 'object',
    properties: { ...properties, [first]: withField(before, rest, field) },
    ...(needed.size > 0 ? { required: [...needed] } : {}),
  };
}
