/** What class-validator's decorators ask of a field. */
import type { Json } from '../../openapi/json.js';
import { textOf, type Value } from '../interpret/value.js';
import type { Link } from './chain.js';
import { added, bounds, enumOf, type Field, nullable, numberIn, patterned, patternOf } from './field.js';
import { plainJson, plainValue } from './plain.js';
import type { Reading, Schema } from './schema.js';

const types: Readonly<Record<string, Schema>> = {
  ...{
    IsString: { type: 'string' },
    IsNumber: { type: 'number' },
    IsInt: { type: 'integer' },
    IsObject: { type: 'object' },
  },
  ...{ IsBoolean: { type: 'boolean' }, IsPositive: { exclusiveMinimum: 0 }, IsNegative: { exclusiveMaximum: 0 } },
  ...{
    IsDate: { type: 'string', format: 'date-time' },
    IsPort: { type: 'string' },
    IsLatitude: { minimum: -90, maximum: 90 },
  },
  ...{ IsLongitude: { minimum: -180, maximum: 180 } },
};

const texts: Readonly<Record<string, Schema>> = {
  ...{
    IsEmail: { format: 'email' },
    IsUrl: { format: 'uri' },
    IsUUID: { format: 'uuid' },
    IsFQDN: { format: 'hostname' },
  },
  ...{
    IsISO8601: { format: 'date-time' },
    IsDateString: { format: 'date-time' },
    IsBase64: { contentEncoding: 'base64' },
  },
  ...{ IsMongoId: { pattern: '^[0-9a-fA-F]{24}$' }, IsAlpha: { pattern: '^[A-Za-z]+$' }, IsHexColor: {}, IsJWT: {} },
  ...{ IsAlphanumeric: { pattern: '^[A-Za-z0-9]+$' }, IsHexadecimal: { pattern: '^[0-9A-Fa-f]+$' }, IsPhoneNumber: {} },
  ...{
    IsMobilePhone: {},
    IsNumberString: {},
    IsBooleanString: {},
    IsJSON: {},
    IsIP: {},
    IsCreditCard: {},
    IsSemVer: {},
  },
  ...{ IsStrongPassword: {}, IsLowercase: {}, IsUppercase: {}, IsAscii: {}, IsPostalCode: {}, IsTimeZone: {} },
  ...{ IsNumericString: {}, IsDecimal: {}, IsISO31661Alpha2: { minLength: 2, maxLength: 2 }, IsMilitaryTime: {} },
};

/** Undefined: the field is not taken from JSON. */
export function decorated(field: Field, decorators: readonly Link[], reading: Reading): Field | undefined {
  if (decorators.some(({ name }) => name === 'Exclude')) return undefined;
  return decorators.reduce((made, decorator) => apply(made, decorator, reading), field);
}

function apply(field: Field, link: Link, reading: Reading): Field {
  const { name, args, site } = link;
  const [first, second] = args;
  const { optional } = field;
  const each = args.some(arg => arg.kind === 'members' && isTrue(arg.properties.get('each')?.value));
  const outer = field.schema;
  const schema = each ? ((reading.resolved(outer).items ?? {}) as Schema) : outer;
  const to = (made: Schema): Field => ({ schema: each ? { ...outer, type: 'array', items: made } : made, optional });
  const and = (more: Schema): Field => to(added(schema, more));
  const typed = (more: Schema): Field => to(withType(schema, more));
  if (Object.hasOwn(types, name)) return typed(types[name]!);
  if (Object.hasOwn(texts, name)) return typed({ type: 'string', ...texts[name] });
  switch (name) {
    case 'IsOptional':
      return { schema: nullable(outer), optional: true };
    case 'IsDefined':
      return { schema: outer, optional: false };
    case 'ValidateIf':
    case 'Validate':
    case 'ValidateBy':
      reading.unclear(site, 'What this decorator checks is not in the description.');
      return name === 'ValidateIf' ? { schema: outer, optional: true } : field;
    case 'IsNotEmpty':
      return schema.type === 'string' ? and({ minLength: Math.max(1, Number(schema.minLength ?? 0)) }) : field;
    case 'Min':
      return and(limit('minimum', first));
    case 'Max':
      return and(limit('maximum', first));
    case 'IsDivisibleBy':
      return and(limit('multipleOf', first));
    case 'MinLength':
      return typed({ type: 'string', ...limit('minLength', first) });
    case 'MaxLength':
      return typed({ type: 'string', ...limit('maxLength', first) });
    case 'Length':
      return typed({ type: 'string', ...limit('minLength', first), ...limit('maxLength', second) });
    case 'Matches': {
      const regex = first?.kind === 'literal' && first.value instanceof RegExp ? patternOf(first.value) : undefined;
      if (regex !== undefined) return to(patterned(withType(schema, { type: 'string' }), regex));
      reading.unclear(site, 'What this regular expression asks for is not in the description.');
      return field;
    }
    case 'IsIn':
    case 'IsEnum':
    case 'Equals':
      return listed(field, link, reading, to);
    case 'IsArray':
      return typed({ type: 'array', ...(schema.items ? {} : { items: {} }) });
    case 'ArrayMinSize':
      return and(bounds('min', 'array', numberIn(first)));
    case 'ArrayNotEmpty':
      return and({ minItems: 1 });
    case 'ArrayMaxSize':
      return and(bounds('max', 'array', numberIn(first)));
    case 'ArrayUnique':
      return first === undefined ? and({ uniqueItems: true }) : field;
    case 'Type': {
      // class-transformer: `@Type(() => Address)`
      const inside = first?.kind === 'function' ? reading.interpreter.call(first, [], site) : undefined;
      const made = inside && reading.schemaOf(inside);
      if (!made) return field;
      return { schema: reading.resolved(outer).type === 'array' ? { ...outer, items: made } : made, optional };
    }
    default:
      return field;
  }
}

/** A decorator's type is what is checked, the annotation only what is hoped for. */
function withType(schema: Schema, more: Schema): Schema {
  if (more.type === undefined || schema.type === more.type || schema.enum || schema.const !== undefined) {
    return schema.enum || schema.const !== undefined ? schema : { ...schema, ...more };
  }
  const takesNull = Array.isArray(schema.type) && schema.type.includes('null');
  const { anyOf: _any, $ref: _ref, type: _type, ...rest } = schema;
  return { ...(schema.type === 'object' ? {} : rest), ...more, ...(takesNull ? { type: [more.type, 'null'] } : {}) };
}

function listed(
  { schema, optional }: Field,
  { name, args: [first], site }: Link,
  reading: Reading,
  to: (schema: Schema) => Field,
): Field {
  const values =
    name === 'Equals'
      ? [plainJson(first)]
      : first?.kind === 'list' && !first.open
        ? first.items.map(item => plainJson(item))
        : first?.kind === 'members' && !first.open
          ? [...first.properties.values()].map(one => plainValue(one.value))
          : [undefined];
  if (values.length > 0 && !values.includes(undefined)) {
    const made = enumOf(values as Json[]);
    return to(Array.isArray(schema.type) && schema.type.includes('null') ? nullable(made) : made);
  }
  reading.unclear(site, 'The values of this list are known only at run time.');
  return { schema, optional };
}

function limit(keyword: string, value: Value | undefined): Schema {
  const number = numberIn(value);
  return number === undefined ? {} : { [keyword]: number };
}

function isTrue(value: Value | undefined): boolean {
  return (value?.kind === 'literal' && value.value === true) || textOf(value) === 'true';
}
