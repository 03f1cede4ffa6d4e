/** Zod's objects made of other objects: https://zod.dev/api#objects */
import { textOf, unknown } from '../interpret/value.js';
import type { Link } from './chain.js';
import { fieldsIn, fieldsOf, mergedFields, type NamedField, type ReadField, shapeOf, withFields } from './field.js';
import type { Reading, Schema } from './schema.js';

/** `pick`, `omit`, `partial`, `required`, `extend`, `merge`, … of an object's schema. */
export function reshaped(object: Schema, { name, args, site }: Link, reading: Reading, zodSchema: ReadField): Schema {
  const [first, second] = args;
  const fields = fieldsIn(object);
  const keys = first?.kind === 'members' ? new Set(first.properties.keys()) : undefined;
  const chosen = (field: NamedField) => keys === undefined || keys.has(field.name);
  const given = (): NamedField[] => {
    if (first?.kind === 'members') return fieldsOf(first, reading, zodSchema);
    // `extend(Other.shape)`
    const shape = zodSchema(first ?? unknown('a schema', site), reading)?.schema[shapeOf] as Schema | undefined;
    if (!shape) reading.unclear(site, 'What this object is extended by is known only at run time.');
    return shape ? fieldsIn(reading.resolved(shape)) : [];
  };
  switch (name) {
    case 'pick':
      return withFields(object, fields.filter(chosen));
    case 'omit':
      return withFields(object, keys ? fields.filter(field => !chosen(field)) : fields);
    case 'required':
    case 'partial':
    case 'deepPartial': {
      const optional = name !== 'required';
      return withFields(
        object,
        fields.map(field => (chosen(field) ? { ...field, optional } : field)),
      );
    }
    case 'setKey': {
      const [key, field] = [textOf(first), second && zodSchema(second, reading)];
      return key === undefined || !field ? object : withFields(object, mergedFields(fields, [{ name: key, ...field }]));
    }
    case 'merge': {
      const other = reading.resolved(zodSchema(first ?? unknown('a schema', site), reading)?.schema ?? {});
      // What more may be there is the other's to say.
      const { additionalProperties: _own, ...rest } = object;
      const { additionalProperties: more } = other;
      return withFields(
        more === undefined ? rest : { ...rest, additionalProperties: more },
        mergedFields(fields, fieldsIn(other)),
      );
    }
    default:
      return withFields(object, mergedFields(fields, given()));
  }
}
