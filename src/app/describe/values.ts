/** The schema of what a program answers, by how it is made. */
import { partOf } from '../handlers/part.js';
import { declaredType } from '../interpret/patterns.js';
import { alternatives, type Members, type Term, unknown, type Value } from '../interpret/value.js';
import { chainOf } from '../shapes/chain.js';
import { anyOf } from '../shapes/combine.js';
import { propertiesOf } from '../shapes/field.js';
import type { Reading, Schema } from '../shapes/schema.js';
import { partSchema } from './parts.js';

const deepest = 12;

export function valueSchema(value: Value, reading: Reading, depth = 0): Schema {
  if (depth > deepest) return {};
  switch (value.kind) {
    case 'literal':
      return literalSchema(value.value);
    case 'text':
      return { type: 'string' };
    case 'list': {
      if (value.items.length === 0) return { type: 'array', items: {} };
      return { type: 'array', items: anyOf(value.items.map(item => valueSchema(item, reading, depth + 1))) };
    }
    case 'members':
      return membersSchema(value, reading, depth);
    case 'choice':
      return anyOf(value.values.filter(one => one.kind !== 'nothing').map(one => valueSchema(one, reading, depth)));
    case 'host': {
      const part = partOf(value);
      return part ? partSchema(part, reading) : {};
    }
    case 'term':
      return termSchema(value, reading, depth);
    default:
      return {};
  }
}

function literalSchema(value: string | number | boolean | bigint | RegExp | null): Schema {
  if (value === null) return { type: 'null' };
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
  return typeof value === 'boolean' ? { type: 'boolean' } : { type: 'string' };
}

function membersSchema(value: Members, reading: Reading, depth: number): Schema {
  const { interpreter } = reading;
  const asJson = interpreter.member(value, 'toJSON', value.site);
  if (asJson.kind === 'function')
    return valueSchema(interpreter.call(asJson, [], value.site, value), reading, depth + 1);
  const properties: Record<string, Schema> = Object.create(null);
  const required: string[] = [];
  const spread: Schema[] = [];
  for (const [name, { value: member }] of value.properties) {
    if (name.startsWith('...')) {
      const inside = valueSchema(member, reading, depth + 1);
      if (Object.keys(inside).length > 0) spread.push(inside);
      continue;
    }
    const there = alternatives(member).filter(one => one.kind !== 'nothing');
    if (there.length === 0 || there.every(one => one.kind === 'function' || one.kind === 'class')) continue;
    properties[name] = valueSchema(member, reading, depth + 1);
    if (there.length === alternatives(member).length) required.push(name);
  }
  const declared = declaredType(value);
  const typed = declared && reading.typeSchema(declared.type, declared.scope);
  const known = typed ? propertiesOf(reading.resolved(typed)) : {};
  // Where not all is known, what the sources declare it to be.
  if (typed && value.open && spread.length === 0 && hasAll(known, Object.keys(properties))) return typed;
  for (const [name, schema] of Object.entries(properties)) {
    if (Object.keys(schema).length === 0 && Object.hasOwn(known, name)) properties[name] = known[name]!;
  }
  const own: Schema = { type: 'object', properties: { ...properties }, ...(required.length > 0 ? { required } : {}) };
  if (spread.length === 0) return own;
  return { allOf: Object.keys(properties).length > 0 ? [...spread, own] : spread };
}

function hasAll(known: { readonly [name: string]: Schema }, names: readonly string[]): boolean {
  return Object.keys(known).length > 0 && names.every(name => Object.hasOwn(known, name));
}

function termSchema(term: Term, reading: Reading, depth: number): Schema {
  const { is } = term;
  if (is.form === 'typed') return reading.typeSchema(is.type, is.scope);
  if (is.form === 'member') {
    if (is.name === 'length') return { type: 'integer' };
    const parsed = parsedBy(is.object, is.name, reading);
    if (parsed) return parsed;
    return propertySchema(valueSchema(is.object, reading, depth + 1), is.name, reading);
  }
  return is.form === 'call' ? callSchema(term, is, reading, depth) : {};
}

/** `schema.safeParse(body).data` of Zod, `schema.validate(body).value` of Joi. */
function parsedBy(object: Value, name: string, reading: Reading): Schema | undefined {
  if (object.kind !== 'term' || object.is.form !== 'call' || object.is.callee.kind !== 'term') return undefined;
  const { is } = object.is.callee;
  if (is.form !== 'member') return undefined;
  const whole =
    (name === 'data' && /^(safeParse|safeParseAsync|spa)$/.test(is.name)) ||
    (name === 'value' && is.name === 'validate');
  return whole ? reading.schemaOf(is.object) : undefined;
}

type Call = Extract<Term['is'], { readonly form: 'call' }>;

function callSchema(term: Term, { callee, args, construct }: Call, reading: Reading, depth: number): Schema {
  if (callee.kind !== 'term') return {};
  const { is } = callee;
  if (is.form === 'package') {
    const name = `${construct ? 'new ' : ''}${is.name}`;
    return (Object.hasOwn(byFunction, name) ? byFunction[name] : undefined) ?? {};
  }
  if (is.form !== 'member') return {};
  const owner = is.object.kind === 'term' && is.object.is.form === 'package' ? is.object.is.name : undefined;
  const known = byFunction[`${owner}.${is.name}`] ?? (Object.hasOwn(byMethod, is.name) ? byMethod[is.name] : undefined);
  if (known) return known;
  if (/^(count|countDocuments|estimatedDocumentCount)$/.test(is.name) && counting.test(chainOf(term)?.package ?? '')) {
    return integer;
  }
  if (/^(parse|parseAsync|validateAsync|validateSync|cast|Decode|Parse)$/.test(is.name)) {
    const parsed = reading.schemaOf(is.object);
    if (parsed) return parsed;
  }
  if (/^(filter|slice|sort|toSorted|reverse|concat)$/.test(is.name)) {
    const list = valueSchema(is.object, reading, depth + 1);
    return reading.resolved(list).type === 'array' ? list : { type: 'array', items: {} };
  }
  if (is.name === 'map' || is.name === 'flatMap') {
    const [callback] = args;
    if (callback?.kind !== 'function') return {};
    const item = reading.interpreter.call(callback, [unknown('an item', term.site)], term.site);
    return { type: 'array', items: valueSchema(item, reading, depth + 1) };
  }
  return {};
}

/** Packages whose `count` gives a number. */
const counting = /^(@prisma\/client|mongoose|sequelize|typeorm)$/;

const integer: Schema = { type: 'integer' };
const text: Schema = { type: 'string' };
const instant: Schema = { type: 'string', format: 'date-time' };

const byFunction: Readonly<Record<string, Schema>> = {
  ...{
    'new global:Date': instant,
    'global:Number': { type: 'number' },
    'global:Math.floor': integer,
    'global:Math.round': integer,
  },
  ...{
    'global:Math.ceil': integer,
    'global:Date.now': integer,
    'crypto.randomUUID': { type: 'string', format: 'uuid' },
  },
  ...{ 'global:JSON.stringify': text, 'global:String': text, 'global:Boolean': { type: 'boolean' } },
  ...{ 'uuid.v4': { type: 'string', format: 'uuid' }, 'jsonwebtoken.sign': text, 'process.uptime': { type: 'number' } },
};

const byMethod: Readonly<Record<string, Schema>> = {
  ...{ toISOString: instant, toString: text, toLowerCase: text, toUpperCase: text, trim: text, join: text },
  ...{ getTime: integer, includes: { type: 'boolean' }, some: { type: 'boolean' }, every: { type: 'boolean' } },
};

function propertySchema(schema: Schema, name: string, reading: Reading): Schema {
  const resolved = reading.resolved(schema);
  const properties = resolved.properties as { readonly [name: string]: Schema } | undefined;
  if (properties && Object.hasOwn(properties, name)) return properties[name]!;
  for (const branch of (resolved.allOf ?? []) as readonly Schema[]) {
    const found = propertySchema(branch, name, reading);
    if (Object.keys(found).length > 0) return found;
  }
  return {};
}
