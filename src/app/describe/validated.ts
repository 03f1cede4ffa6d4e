/** Which schemas a route holds its requests against. */
import { type Part, type PartRole, partOf } from '../handlers/part.js';
import type { Usage } from '../handlers/usage.js';
import { alternatives, type Term, type Value } from '../interpret/value.js';
import { fieldsIn, withFields } from '../shapes/field.js';
import type { Reading, Schema } from '../shapes/schema.js';
import { checkedFields } from './checked.js';

export interface Validated {
  readonly role: PartRole;
  /** Where in the part. */
  readonly path: readonly string[];
  readonly schema: Schema;
  /** Of a part of a part: whether it has to be there. */
  readonly required?: boolean;
}

const validating = new Set([
  ...[
    'parse',
    'safeParse',
    'parseAsync',
    'safeParseAsync',
    'validate',
    'validateAsync',
    'validateSync',
    'cast',
    'attempt',
  ],
  ...['Check', 'Decode', 'Parse', 'Convert', 'assert', 'is', 'isValid', 'isValidSync', 'decode'],
  // class-transformer and class-transformer-validator make instances of a class.
  ...['plainToInstance', 'plainToClass', 'transformAndValidate', 'transformAndValidateSync'],
]);

/** Names under which middlewares take the schemas of a request's parts. */
const roles: Readonly<Record<string, PartRole>> = {
  ...{
    body: 'body',
    query: 'query',
    querystring: 'query',
    queryParams: 'query',
    params: 'params',
    param: 'params',
    path: 'params',
  },
  ...{ headers: 'headers', header: 'headers', cookies: 'cookies', signedCookies: 'cookies' },
};

export function validatedParts(usage: Usage, reading: Reading): Validated[] {
  const found = [
    ...usage.calls.flatMap(term => [...validatedBy(term, reading), ...validatedByMiddleware(term, reading)]),
    ...checkedFields(usage, reading),
  ];
  // A schema that is held against a part twice says nothing new.
  return found.filter((one, index) => found.findIndex(other => sameClaim(one, other)) === index);
}

function sameClaim(a: Validated, b: Validated): boolean {
  return (
    a.role === b.role && a.path.join('.') === b.path.join('.') && JSON.stringify(a.schema) === JSON.stringify(b.schema)
  );
}

/** `schema.parse(req.body)`, `Joi.attempt(req.body, schema)`, `Value.Check(schema, req.body)`, `ajv.compile(schema)(req.body)` */
function validatedBy(term: Term, reading: Reading): Validated[] {
  const { is } = term;
  if (is.form !== 'call' || is.callee.kind !== 'term') return [];
  const { is: callee } = is.callee;
  // Most calls are given nothing of the request: they need no look at what else they are.
  const values = is.args.flatMap(arg => alternatives(arg)).filter(mayClaim);
  if (values.length === 0) return [];
  const holders: Value[] = [];
  if (callee.form === 'member' && validating.has(callee.name)) holders.push(callee.object, ...is.args);
  // `ajv.compile(schema)`, `TypeCompiler.Compile(schema)`, and the schema itself where it is a function.
  if (callee.form === 'call') holders.push(...callee.args);
  for (const holder of holders.flatMap(alternatives)) {
    if (holder.kind === 'host') continue;
    const schema = schemaBehind(holder, reading);
    if (schema) return values.flatMap(value => claims(value, schema, reading, term));
  }
  return [];
}

/** Parts of requests, the request, and objects that may have some in them. */
function mayClaim(value: Value): boolean {
  if (value.kind !== 'members')
    return partOf(value) !== undefined || (value.kind === 'host' && value.host.name === 'request');
  return [...value.properties.values()].some(member => member.value.kind === 'host' || member.value.kind === 'members');
}

function schemaBehind(value: Value, reading: Reading): Schema | undefined {
  const own = reading.schemaOf(value);
  if (own) return own;
  const compiled = value.kind === 'term' && value.is.form === 'call' ? value.is.args[0] : undefined;
  return compiled && /compile/i.test(nameOfCall(value)) ? reading.schemaOf(compiled) : undefined;
}

function nameOfCall(value: Value): string {
  if (value.kind !== 'term' || value.is.form !== 'call' || value.is.callee.kind !== 'term') return '';
  return value.is.callee.is.form === 'member' ? value.is.callee.is.name : '';
}

function optionalClaim(part: Part, schema: Schema, reading: Reading): Validated {
  const { required: _needed, ...rest } = reading.resolved(schema);
  return { role: part.role, path: part.path, schema: withoutNames(rest, [...part.put.keys()], reading) };
}

/** What the program puts in by itself is not for clients to send. */
export function withoutNames(schema: Schema, names: readonly string[], reading: Reading): Schema {
  if (names.length === 0) return schema;
  const object = reading.resolved(schema);
  const fields = fieldsIn(object);
  return fields.some(one => names.includes(one.name))
    ? withFields(
        object,
        fields.filter(one => !names.includes(one.name)),
      )
    : schema;
}

/** A part as a whole, or an object of parts: `schema.parse({ body: req.body, query: req.query })`. */
function claims(value: Value, schema: Schema, reading: Reading, term: Term): Validated[] {
  const part = partOf(value);
  if (part) return [{ role: part.role, path: part.path, schema: withoutNames(schema, [...part.put.keys()], reading) }];
  if (value.kind === 'members') {
    const spread = [...value.properties].flatMap(([name, member]) =>
      name.startsWith('...') ? [partOf(member.value)] : [],
    );
    // `validate({ ...stored, ...req.body })`: what is stored stands in for what is absent.
    if (spread.some(Boolean)) return spread.flatMap(one => (one ? [optionalClaim(one, schema, reading)] : []));
  }
  const members: [string, Value][] =
    value.kind === 'members'
      ? [...value.properties].map(([name, member]) => [name, member.value])
      : value.kind === 'host' && value.host.name === 'request'
        ? Object.keys(roles).flatMap(name => {
            const inside = value.host.get?.(name, term.site);
            return inside && partOf(inside) ? [[name, inside] as [string, Value]] : [];
          })
        : [];
  const properties = reading.resolved(schema).properties as { readonly [name: string]: Schema } | undefined;
  return members.flatMap(([name, member]) => {
    const inside = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
    const needed = ((reading.resolved(schema).required ?? []) as readonly string[]).includes(name);
    // Of a part of a part it is known whether it has to be there.
    return (inside ? claims(member, inside, reading, term) : []).map(one =>
      needed && one.path.length > 0 && one.required === undefined ? { ...one, required: true } : one,
    );
  });
}

/** `celebrate({ body: schema })`, `validateRequest({ query: schema })`: a package's middleware with schemas by part. */
function validatedByMiddleware({ is }: Term, reading: Reading): Validated[] {
  if (is.form !== 'call') return [];
  return is.args.flatMap(arg => {
    if (arg.kind !== 'members') return [];
    return [...arg.properties].flatMap(([name, { value }]) => {
      const role = Object.hasOwn(roles, name) ? roles[name] : undefined;
      const schema = role && reading.schemaOf(value);
      return role && schema ? [{ role, path: [], schema }] : [];
    });
  });
}
