/** TypeScript's own generic types, and what they make of others. */
import type { Scope } from '../interpret/value.js';
import type { tree } from '../parse.js';
import type { Reading, Schema } from './schema.js';

export type TypeOf = (type: tree.TSType, scope?: Scope) => Schema;

/** Undefined: it is none of them. */
export function utilityType(
  name: string,
  args: readonly tree.TSType[],
  of: TypeOf,
  reading: Reading,
): Schema | undefined {
  const [first, second] = args;
  const inside = () => (first ? of(first) : {});
  switch (name) {
    case 'Array':
    case 'ReadonlyArray':
    case 'Set':
    case 'ReadonlySet':
      return { type: 'array', items: inside() };
    case 'Promise':
    case 'Readonly':
    case 'NonNullable':
    case 'Awaited':
    case 'Static':
      return inside();
    case 'Record':
      return { type: 'object', additionalProperties: second ? of(second) : {} };
    case 'Date':
      return { type: 'string', format: 'date-time' };
    case 'String':
    case 'Number':
    case 'Boolean':
      return { type: name.toLowerCase() };
    case 'Partial':
    case 'Required':
    case 'Pick':
    case 'Omit':
      return reshaped(name, reading.resolved(inside()), second ? keysOf(second) : undefined);
    default:
      return undefined;
  }
}

function reshaped(name: string, object: Schema, keys: readonly string[] | undefined): Schema {
  const all = (object.properties ?? {}) as { readonly [name: string]: Schema };
  const kept = Object.entries(all).filter(([key]) =>
    name === 'Pick' ? keys?.includes(key) : name === 'Omit' ? !keys?.includes(key) : true,
  );
  const before = (object.required ?? []) as readonly string[];
  const needed =
    name === 'Partial'
      ? []
      : name === 'Required'
        ? kept.map(([key]) => key)
        : before.filter(key => kept.some(([one]) => one === key));
  const { properties: _properties, required: _required, ...rest } = object;
  return { ...rest, properties: Object.fromEntries(kept), ...(needed.length > 0 ? { required: needed } : {}) };
}

function keysOf(type: tree.TSType): readonly string[] | undefined {
  if (type.type === 'TSLiteralType' && type.literal.type === 'StringLiteral') return [type.literal.value];
  if (type.type !== 'TSUnionType') return undefined;
  return type.types.flatMap(one => keysOf(one) ?? []);
}
