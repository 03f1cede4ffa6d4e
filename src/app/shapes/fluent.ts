/** Schemas of fluent-json-schema: https://github.com/fastify/fluent-json-schema/blob/main/docs/API.md */
import type { Json } from '../../openapi/json.js';
import { alternatives, textOf, type Value } from '../interpret/value.js';
import { type Chain, chainOf, type Link } from './chain.js';
import { added, commented, type Field, fieldsIn, mergedFields, patternOf, propertiesOf, withFields } from './field.js';
import { namedField } from './named.js';
import { plainJson, plainValue } from './plain.js';
import type { Reading, Schema, SchemaReader } from './schema.js';

export const readFluent: SchemaReader = (value, reading) => fluentField(value, reading)?.schema;

/** Undefined: it is no such schema. Fields may be absent unless they say otherwise. */
function fluentField(value: Value, reading: Reading): Field | undefined {
  if (value.kind === 'choice')
    return alternatives(value)
      .map(one => fluentField(one, reading))
      .find(Boolean);
  const chain = chainOf(value);
  if (chain?.package !== 'fluent-json-schema') return undefined;
  return namedField(value, reading, () => read(chain, reading));
}

function read({ links, start }: Chain, reading: Reading): Field | undefined {
  const begun = start && fluentField(start.value, reading);
  const first: Field = begun ?? { schema: {}, optional: true };
  const own = begun ? links.slice(start!.links) : links.filter(({ name }) => name !== 'default' || links[0]?.called);
  if (!begun && !own.some(({ called }) => called)) return undefined;
  return own.reduce<Field>((made, link) => (link.called ? method(made, link, reading) : made), first);
}

const types = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);
/** Methods that set the keyword of their name. */
const keywords = new Set([
  ...['title', 'description', 'enum', 'const', 'examples', 'default', 'format', 'minLength', 'maxLength', 'minimum'],
  ...['maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems', 'uniqueItems'],
  ...['minProperties', 'maxProperties', 'contentEncoding', 'contentMediaType', 'dependentRequired'],
]);
const flags = new Set(['readOnly', 'writeOnly', 'deprecated', 'uniqueItems']);

function method(base: Field, { name, args, site }: Link, reading: Reading): Field {
  const [first, second] = args;
  const { schema, optional } = base;
  const to = (made: Schema): Field => ({ schema: made, optional });
  const inside = (value: Value | undefined) =>
    (value && (fluentField(value, reading)?.schema ?? reading.schemaOf(value))) ?? {};
  const all = (value: Value | undefined) => (value?.kind === 'list' ? value.items.map(inside) : []);
  if (types.has(name)) {
    const from = name === 'object' && first ? fluentField(first, reading)?.schema : undefined;
    return to(from ?? { type: name });
  }
  if (flags.has(name)) return to(added(schema, { [name]: first === undefined ? true : (plainJson(first) ?? true) }));
  if (keywords.has(name)) {
    const value = plainJson(first);
    if (value !== undefined) return to(added(schema, { [name]: value }));
    reading.unclear(site, `What ${name} is given is known only at run time.`);
    return base;
  }
  switch (name) {
    case 'required': {
      const names = first?.kind === 'list' ? first.items.flatMap(item => textOf(item) ?? []) : undefined;
      const object = reading.resolved(schema);
      const last = Object.keys(propertiesOf(object)).at(-1);
      // Without names it is the field that was said last which has to be there; of a schema without any, the schema itself.
      if (!names && last === undefined) return { schema, optional: false };
      const needed = names ?? [last!];
      return to({ ...object, required: [...new Set([...((object.required ?? []) as string[]), ...needed])] });
    }
    case 'prop': {
      const key = textOf(first);
      if (key === undefined) return base;
      const field = (second && fluentField(second, reading)) ?? { schema: inside(second), optional: true };
      const object = reading.resolved(schema);
      const made = { name: key, ...field, schema: commented(field.schema, site, reading) };
      return to(withFields({ ...object, type: 'object' }, mergedFields(fieldsIn(object), [made])));
    }
    case 'items':
      return to(added(schema, first?.kind === 'list' ? { prefixItems: all(first) } : { items: inside(first) }));
    case 'contains':
    case 'not':
    case 'propertyNames':
      return to(added(schema, { [name]: inside(first) }));
    case 'anyOf':
    case 'oneOf':
    case 'allOf':
      return to(added(schema, { [name]: all(first) as Json[] }));
    case 'additionalProperties':
      return to(
        added(schema, { additionalProperties: first?.kind === 'literal' ? first.value === true : inside(first) }),
      );
    case 'pattern': {
      const regex = first?.kind === 'literal' && first.value instanceof RegExp ? patternOf(first.value) : textOf(first);
      return to(regex === undefined ? schema : added(schema, { pattern: regex }));
    }
    case 'mixed':
      return to({ type: plainJson(first) ?? [] });
    case 'raw': {
      const raw = first && plainValue(first);
      return to(typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? added(schema, raw as Schema) : schema);
    }
    case 'extend': {
      const from = reading.resolved(inside(first));
      const object = reading.resolved(schema);
      return to(withFields({ ...from, ...object }, mergedFields(fieldsIn(from), fieldsIn(object))));
    }
    case 'only':
    case 'without': {
      const names = first?.kind === 'list' ? first.items.map(textOf) : [];
      const object = reading.resolved(schema);
      return to(
        withFields(
          object,
          fieldsIn(object).filter(one => names.includes(one.name) === (name === 'only')),
        ),
      );
    }
    case 'ref': {
      const text = textOf(first);
      const shared = text === undefined ? undefined : reading.shared(text.replace(/#$/, ''));
      if (!shared) reading.unclear(site, 'What this schema refers to is not in the description.');
      return to(shared ?? {});
    }
    case 'ifThen':
    case 'ifThenElse':
    case 'dependencies':
    case 'dependentSchemas':
    case 'patternProperties':
      reading.unclear(site, `What ${name} asks for is not in the description.`);
      return base;
    default:
      // id, definition, withOptions: nothing about values.
      return base;
  }
}
