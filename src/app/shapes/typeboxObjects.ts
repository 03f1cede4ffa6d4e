/** TypeBox types that are made of other objects. */
import type { Json } from '../../openapi/json.js';
import { textOf, type Value } from '../interpret/value.js';
import { fieldsIn, mergedFields, type NamedField, objectOf, withFields } from './field.js';
import type { Reading, Schema } from './schema.js';

/** All fields of several objects, as one object. */
export function composite(schemas: readonly Schema[], reading: Reading): Schema {
  const fields = (schema: Schema): NamedField[] => {
    const object = reading.resolved(schema);
    const branches = ((object.allOf ?? []) as readonly Schema[]).flatMap(fields);
    return mergedFields(branches, fieldsIn(object));
  };
  return objectOf(schemas.map(fields).reduce(mergedFields, []));
}

export function reshaped(
  name: 'Partial' | 'Required' | 'Pick' | 'Omit',
  object: Schema,
  keys: readonly string[] | undefined,
): Schema {
  const fields = fieldsIn(object);
  if (name === 'Partial' || name === 'Required') {
    return withFields(
      object,
      fields.map(field => ({ ...field, optional: name === 'Partial' })),
    );
  }
  return withFields(
    object,
    fields.filter(field => (keys ?? []).includes(field.name) === (name === 'Pick')),
  );
}

/** `['a', 'b']`, `'a'`, a union of literals, `Type.KeyOf(…)`. */
export function keysIn(value: Value | undefined, inside: (value: Value) => Schema): string[] {
  if (value?.kind === 'list') return value.items.flatMap(item => keysIn(item, inside));
  const text = textOf(value);
  if (text !== undefined) return [text];
  const schema = value ? inside(value) : {};
  const values = (schema.enum ?? (schema.const === undefined ? [] : [schema.const])) as readonly Json[];
  return values.map(String);
}

/** `Type.Index(User, ['email'])` */
export function indexed(object: Schema, keys: Value | undefined, inside: (value: Value) => Schema): Schema {
  if (object.type === 'array') return (object.items ?? {}) as Schema;
  const names = keysIn(keys, inside);
  const found = fieldsIn(object).filter(field => names.includes(field.name));
  return found.length === 1 ? found[0]!.schema : found.length === 0 ? {} : { anyOf: found.map(field => field.schema) };
}
