/** Yup schemas, as what they take in: https://github.com/jquense/yup#api */
import type { Json } from '../../openapi/json.js';
import { alternatives, textOf, type Value } from '../interpret/value.js';
import { type Chain, chainOf, type Link } from './chain.js';
import {
  added,
  bounds,
  enumOf,
  type Field,
  fieldsIn,
  fieldsOf,
  mergedFields,
  nullable,
  numberIn,
  objectOf,
  patterned,
  patternOf,
  shapeOf,
  withFields,
} from './field.js';
import { namedField } from './named.js';
import { plainJson } from './plain.js';
import type { Reading, Schema, SchemaReader } from './schema.js';

export const readYup: SchemaReader = (value, reading) => yupField(value, reading)?.schema;

/** Undefined: it is no Yup schema. Fields may be absent unless they say otherwise. */
function yupField(value: Value, reading: Reading): Field | undefined {
  if (value.kind === 'choice')
    return alternatives(value)
      .map(one => yupField(one, reading))
      .find(Boolean);
  const chain = chainOf(value);
  if (chain?.package !== 'yup') return undefined;
  return namedField(value, reading, () => read(chain, reading));
}

function read({ links, start }: Chain, reading: Reading): Field | undefined {
  const begun = start && yupField(start.value, reading);
  const next = (made: Field | undefined, link: Link) => made && method(made, link, reading);
  if (begun) return links.slice(start.links).reduce<Field | undefined>(next, begun);
  const rest = links[0] && /^(default|yup|Yup)$/.test(links[0].name) ? links.slice(1) : links;
  const [first, ...methods] = rest;
  if (!first?.called) return undefined;
  return methods.reduce<Field | undefined>(next, make(first, reading));
}

function make({ name, args, site }: Link, reading: Reading): Field | undefined {
  const [first] = args;
  const of = (schema: Schema): Field => ({ schema, optional: true });
  switch (name) {
    case 'string':
      return of({ type: 'string' });
    case 'number':
      return of({ type: 'number' });
    case 'boolean':
    case 'bool':
      return of({ type: 'boolean' });
    case 'date':
      return of({ type: 'string', format: 'date-time' });
    case 'array':
      return of({ type: 'array', ...(first ? { items: yupField(first, reading)?.schema ?? {} } : {}) });
    case 'tuple': {
      const items = first?.kind === 'list' ? first.items.map(item => yupField(item, reading)?.schema ?? {}) : [];
      return of({ type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length });
    }
    case 'object':
      if (first?.kind === 'members') return of(objectOf(fieldsOf(first, reading, inside)));
      return of({ type: 'object' });
    case 'mixed':
      return of({});
    case 'lazy': {
      const made = first?.kind === 'function' ? reading.interpreter.call(first, [], site) : undefined;
      return made && yupField(made, reading);
    }
    case 'reach':
      reading.unclear(site, 'What this schema refers to is not in the description.');
      return of({});
    default:
      return undefined;
  }
}

/** Inside of objects, a reference to another field may be anything. */
function inside(value: Value, reading: Reading): Field | undefined {
  const field = yupField(value, reading);
  if (field || chainOf(value)?.links.at(-1)?.name !== 'ref') return field;
  return { schema: {}, optional: true };
}

const formats: Readonly<Record<string, Schema>> = {
  ...{
    email: { format: 'email' },
    url: { format: 'uri' },
    uuid: { format: 'uuid' },
    datetime: { format: 'date-time' },
  },
};

const told: Readonly<Record<string, string>> = {
  test: 'What this function checks is not in the description.',
  when: 'What depends on other fields is not in the description.',
  from: 'What this renames is not in the description.',
  exact: 'What exact asks for is not in the description.',
};

function method(base: Field, { name, args, site }: Link, reading: Reading): Field | undefined {
  const { schema, optional } = base;
  const [first, second] = args;
  const number = numberIn(first);
  const { type } = reading.resolved(schema);
  const to = (made: Schema): Field => ({ schema: made, optional });
  const and = (more: Schema): Field => to(added(schema, more));
  if (Object.hasOwn(told, name)) {
    reading.unclear(site, told[name]!);
    return base;
  }
  if (Object.hasOwn(formats, name)) {
    // An empty text is as good as none.
    const { default: fallback, ...rest } = schema;
    return to(added(fallback === '' ? rest : schema, formats[name]!));
  }
  switch (name) {
    case 'required':
    case 'exists': {
      // An empty text is as good as none, also as a default; any other default stands in for what is absent.
      const { default: fallback, ...rest } = schema;
      const least: Schema =
        type === 'string' && schema.minLength === undefined && !listed(schema) ? { minLength: 1 } : {};
      const stands = fallback !== undefined && fallback !== '';
      return { schema: added(stands ? schema : rest, least), optional: stands };
    }
    case 'defined':
    case 'nonNullable':
      return { schema, optional: name === 'defined' ? schema.default !== undefined : optional };
    case 'notRequired':
    case 'optional':
      return { schema: name === 'notRequired' ? nullable(schema) : schema, optional: true };
    case 'nullable':
      return to(first?.kind === 'literal' && first.value === false ? schema : nullable(schema));
    case 'default': {
      const value = first?.kind === 'function' ? reading.interpreter.call(first, [], site) : first;
      const plain = plainJson(value);
      if (first === undefined || (plain === '' && (schema.minLength !== undefined || schema.format !== undefined)))
        return base;
      return { schema: plain === undefined ? schema : added(schema, { default: plain }), optional: true };
    }
    case 'oneOf':
    case 'equals':
    case 'notOneOf': {
      const values = first?.kind === 'list' && !first.open ? first.items.map(item => plainJson(item)) : [undefined];
      if (values.includes(undefined)) {
        reading.unclear(site, 'The values of this list are known only at run time.');
        return base;
      }
      const known = values as Json[];
      if (name === 'notOneOf') return and({ not: { enum: known } });
      const { type: _type, minLength: _least, ...rest } = schema;
      const takesNull = Array.isArray(type) && type.includes('null');
      return to({ ...rest, ...enumOf(takesNull ? [...known, null] : known) });
    }
    case 'min':
    case 'max':
    case 'length':
      if (number === undefined || schema.format === 'date-time') {
        reading.unclear(site, `What ${name} asks for is not in the description.`);
        return base;
      }
      return and(bounds(name, type, number));
    case 'moreThan':
      return and(number === undefined ? {} : { exclusiveMinimum: number });
    case 'lessThan':
      return and(number === undefined ? {} : { exclusiveMaximum: number });
    case 'positive':
      return and({ exclusiveMinimum: 0 });
    case 'negative':
      return and({ exclusiveMaximum: 0 });
    case 'integer':
      return and({ type: Array.isArray(type) ? ['integer', 'null'] : 'integer' });
    case 'matches': {
      const regex = first?.kind === 'literal' && first.value instanceof RegExp ? patternOf(first.value) : undefined;
      const empty = second?.kind === 'members' && second.properties.has('excludeEmptyString');
      if (regex !== undefined && !empty) return to(patterned(schema, regex));
      reading.unclear(site, 'What this regular expression asks for is not in the description.');
      return base;
    }
    case 'of':
      return and({ items: (first && yupField(first, reading)?.schema) ?? {} });
    case 'shape':
      if (first?.kind !== 'members') return base;
      return to(
        withFields(
          reading.resolved(schema),
          mergedFields(fieldsIn(reading.resolved(schema)), fieldsOf(first, reading, inside)),
        ),
      );
    case 'concat': {
      const other = first && yupField(first, reading);
      if (!other) return base;
      const [own, more] = [reading.resolved(schema), reading.resolved(other.schema)];
      if (type !== 'object') return { schema: { ...own, ...more }, optional: other.optional };
      return to(withFields({ ...own, ...more }, mergedFields(fieldsIn(own), fieldsIn(more))));
    }
    case 'pick':
    case 'omit':
    case 'partial':
    case 'deepPartial': {
      const names = first?.kind === 'list' ? first.items.map(textOf) : [];
      const fields = fieldsIn(reading.resolved(schema));
      const kept =
        name === 'pick' || name === 'omit'
          ? fields.filter(one => names.includes(one.name) === (name === 'pick'))
          : fields;
      const partial = name === 'partial' || name === 'deepPartial';
      return to(withFields(reading.resolved(schema), partial ? kept.map(one => ({ ...one, optional: true })) : kept));
    }
    case 'fields':
      return { schema: { [shapeOf]: schema }, optional };
    case 'label':
      return and(textOf(first) === undefined ? {} : { title: textOf(first)! });
    case 'meta': {
      const said = first?.kind === 'members' ? textOf(first.properties.get('description')?.value) : undefined;
      return and(said === undefined ? {} : { description: said });
    }
    default:
      if (schema[shapeOf]) return fieldsIn(reading.resolved(schema[shapeOf] as Schema)).find(one => one.name === name);
      // trim, lowercase, transform, strict, typeError, noUnknown (which drops them), …: what goes in stays what it is.
      return base;
  }
}

function listed(schema: Schema): boolean {
  return schema.enum !== undefined || schema.const !== undefined;
}
