/** What the methods of Joi's objects add: https://joi.dev/api/#object */
import { textOf, type Value } from '../interpret/value.js';
import { chainOf, type Link } from './chain.js';
import {
  added,
  type Field,
  fieldsIn,
  fieldsOf,
  mergedFields,
  type NamedField,
  patternOf,
  propertiesOf,
  type ReadField,
  withFields,
} from './field.js';
import type { Reading, Schema } from './schema.js';

export function joiObjectMethod(base: Field, link: Link, reading: Reading, joi: ReadField): Field | undefined {
  const { name, args, site } = link;
  const { optional } = base;
  const [first, second] = args;
  const object = reading.resolved(base.schema);
  const to = (schema: Schema): Field => ({ schema, optional });
  switch (name) {
    case 'keys':
    case 'append': {
      if (first?.kind === 'members')
        return to(withFields(object, mergedFields(fieldsIn(object), fieldsOf(first, reading, joi))));
      if (first) reading.unclear(site, 'The properties of this object are known only at run time.');
      return base;
    }
    case 'concat': {
      const other = first && joi(first, reading);
      const inside = other && reading.resolved(other.schema);
      return inside
        ? { schema: withFields({ ...object, ...inside }, mergedFields(fieldsIn(object), fieldsIn(inside))), optional }
        : base;
    }
    case 'unknown': {
      const open = !(first?.kind === 'literal' && first.value === false);
      return to({ ...object, additionalProperties: open });
    }
    case 'pattern':
    case 'regex':
      return to(withPattern(object, first, (second && joi(second, reading)?.schema) ?? {}, reading, joi));
    case 'fork':
      return to(forked(object, link, reading, joi));
    case 'optionalKeys':
    case 'requiredKeys':
    case 'forbiddenKeys':
      return to(withFields(object, changed(fieldsIn(object), textsOf(args), name)));
    case 'extract': {
      const field = fieldsIn(object).find(one => one.name === textOf(first));
      return field ?? { schema: {}, optional: true };
    }
    case 'and': {
      const names = textsOf(args);
      const others = names.map(one => [one, names.filter(other => other !== one)] as const);
      return to(added(object, { dependentRequired: Object.fromEntries(others) }));
    }
    case 'with': {
      const peers = textsOf(second ? [second] : []);
      const key = textOf(first);
      return key === undefined ? base : to(added(object, { dependentRequired: { [key]: peers } }));
    }
    case 'or':
    case 'xor': {
      const choices = textsOf(args).map(one => ({ required: [one] }));
      const keyword = name === 'or' ? 'anyOf' : 'oneOf';
      const free = choices.length > 0 && object[keyword] === undefined;
      if (free) return to({ ...object, [keyword]: choices });
      reading.unclear(site, `What ${name} asks of this object is not in the description.`);
      return base;
    }
    case 'without':
    case 'nand':
    case 'oxor':
      reading.unclear(site, `What ${name} asks of this object is not in the description.`);
      return base;
    default:
      // strip, trim, uppercase, messages, prefs, …: what goes in stays what it is.
      return base;
  }
}

function textsOf(args: readonly Value[]): string[] {
  return args.flatMap(arg => (arg.kind === 'list' ? arg.items : [arg])).flatMap(one => textOf(one) ?? []);
}

function withPattern(object: Schema, key: Value | undefined, inside: Schema, reading: Reading, joi: ReadField): Schema {
  const regex = key?.kind === 'literal' && key.value instanceof RegExp ? patternOf(key.value) : undefined;
  if (regex !== undefined) {
    return { ...object, patternProperties: { ...((object.patternProperties ?? {}) as Schema), [regex]: inside } };
  }
  const names = (key && joi(key, reading)?.schema) ?? {};
  const told = Object.keys(names).some(keyword => keyword !== 'type');
  const own = Object.keys(propertiesOf(object)).length > 0;
  return { ...object, ...(told && !own ? { propertyNames: names } : {}), additionalProperties: inside };
}

/** `fork(['a', 'b'], schema => schema.required())`: the function is asked what it does to any schema. */
function forked(object: Schema, { args, site }: Link, reading: Reading, joi: ReadField): Schema {
  const [names, change] = args;
  const list = names ? textsOf([names]) : [];
  if (list.length === 0 || change?.kind !== 'function') {
    reading.unclear(site, 'What this changes is known only at run time.');
    return object;
  }
  const whole: Value = { kind: 'term', site, is: { form: 'package', name: 'joi' } };
  const any: Value = {
    kind: 'term',
    site,
    is: {
      form: 'call',
      callee: { kind: 'term', site, is: { form: 'member', object: whole, name: 'any' } },
      args: [],
      construct: false,
    },
  };
  const result = reading.interpreter.call(change, [any], site);
  const links = chainOf(result)?.links.slice(1);
  const field = links && joi(result, reading);
  if (!field) {
    reading.unclear(site, 'What this changes is known only at run time.');
    return object;
  }
  const chosen = new Set(list);
  const optional = /^(optional|required|exist|forbidden)$/.test(links.at(-1)?.name ?? '') ? field.optional : undefined;
  const fields = fieldsIn(object).map(
    (one): NamedField =>
      chosen.has(one.name)
        ? { name: one.name, schema: added(one.schema, field.schema), optional: optional ?? one.optional }
        : one,
  );
  return withFields(object, fields);
}

function changed(fields: readonly NamedField[], names: readonly string[], how: string): NamedField[] {
  return fields.map(field => {
    if (!names.includes(field.name)) return field;
    if (how === 'forbiddenKeys') return { ...field, schema: { not: {} }, optional: true };
    return { ...field, optional: how === 'optionalKeys' };
  });
}
