/** What the validators and sanitizers of express-validator say of a field. */
import type { Json } from '../../openapi/json.js';
import { textOf, type Value } from '../interpret/value.js';
import type { Link } from './chain.js';
import { enumOf, nullable, numberIn, patterned, patternOf } from './field.js';
import { plainJson } from './plain.js';
import type { Reading, Schema } from './schema.js';

export interface CheckedField {
  readonly schema: Schema;
  readonly required: boolean;
}

const kinds: Readonly<Record<string, Schema>> = {
  ...{
    isString: { type: 'string' },
    isInt: { type: 'integer' },
    isFloat: { type: 'number' },
    isNumeric: { type: 'number' },
  },
  ...{
    isDecimal: { type: 'number' },
    isBoolean: { type: 'boolean' },
    isObject: { type: 'object' },
    isArray: { type: 'array' },
  },
  ...{
    isEmail: { format: 'email' },
    isURL: { format: 'uri' },
    isUUID: { format: 'uuid' },
    isFQDN: { format: 'hostname' },
  },
  ...{ isISO8601: { format: 'date-time' }, isRFC3339: { format: 'date-time' }, isDate: { format: 'date' }, isIP: {} },
  ...{
    isMongoId: { pattern: '^[0-9a-fA-F]{24}$' },
    isAlpha: {},
    isAlphanumeric: {},
    isHexadecimal: { pattern: '^(0x|0h)?[0-9A-Fa-f]+$' },
  },
  ...{ isBase64: { contentEncoding: 'base64' }, isPort: { type: 'integer', minimum: 0, maximum: 65535 }, isJWT: {} },
  ...{
    isMobilePhone: {},
    isStrongPassword: {},
    isSlug: {},
    isTime: {},
    isCreditCard: {},
    isCurrency: {},
    isLocale: {},
  },
  ...{ isPostalCode: {}, isJSON: {}, isHexColor: {}, isULID: {}, isTimezone: {}, isSemVer: {}, isLowercase: {} },
  ...{
    isUppercase: {},
    isAscii: {},
    isMimeType: {},
    isMACAddress: {},
    isISO31661Alpha2: { minLength: 2, maxLength: 2 },
  },
  ...{
    isLatLong: {},
    isISO4217: { minLength: 3, maxLength: 3 },
    isISIN: {},
    isIBAN: {},
    isDivisibleBy: { type: 'integer' },
  },
};

const sanitizers: Readonly<Record<string, Schema>> = {
  ...{ toInt: { type: 'integer' }, toFloat: { type: 'number' }, toBoolean: { type: 'boolean' } },
  ...{ toDate: { format: 'date-time' }, normalizeEmail: {}, trim: {}, escape: {}, toLowerCase: {}, toUpperCase: {} },
};

interface Draft {
  schema: Schema;
  optional: boolean;
  nullable: boolean;
  /** Something does not hold of a field that is absent. */
  asked: boolean;
  negated: boolean;
}

export function checkField(links: readonly Link[], reading: Reading): CheckedField {
  const draft: Draft = { schema: {}, optional: false, nullable: false, asked: false, negated: false };
  for (const link of links) {
    const { negated } = draft;
    draft.negated = false;
    note(draft, link, negated, reading);
  }
  const { schema } = draft;
  return {
    schema: draft.nullable ? nullable(schema) : schema,
    required: draft.asked && !draft.optional && schema.default === undefined,
  };
}

function note(draft: Draft, { name, args, site }: Link, negated: boolean, reading: Reading): void {
  const [first, second] = args;
  const add = (more: Schema) => {
    const textual = more.type === undefined && draft.schema.type === undefined;
    draft.schema = { ...(textual ? { type: 'string' } : {}), ...draft.schema, ...more };
  };
  const untold = () => reading.unclear(site, `What ${name} asks for is not in the description.`);
  if (negated && name !== 'isEmpty') {
    draft.asked ||= name === 'isEmpty';
    untold();
    return;
  }
  if (Object.hasOwn(kinds, name)) {
    draft.asked = true;
    add({ ...kinds[name]!, ...limits(name, first) });
    return;
  }
  if (Object.hasOwn(sanitizers, name)) {
    const said = sanitizers[name]!;
    if (said.type && draft.schema.type === undefined) draft.schema = { ...draft.schema, ...said };
    return;
  }
  switch (name) {
    case 'not':
      draft.negated = true;
      return;
    case 'optional':
      draft.optional = true;
      draft.nullable = takesNull(first);
      return;
    case 'exists':
      draft.asked = true;
      return;
    case 'notEmpty':
    case 'isEmpty': {
      if (name === 'isEmpty' && !negated) {
        untold();
        return;
      }
      draft.asked = true;
      const { type } = draft.schema;
      if (type === 'array') add({ minItems: 1 });
      else if (type === undefined || type === 'string')
        add({ minLength: Math.max(1, Number(draft.schema.minLength ?? 0)) });
      return;
    }
    case 'isLength': {
      const least = numberIn(optionOf(first, 'min')) ?? numberIn(first);
      const most = numberIn(optionOf(first, 'max')) ?? numberIn(second);
      draft.asked ||= (least ?? 0) > 0;
      add({ ...(least === undefined ? {} : { minLength: least }), ...(most === undefined ? {} : { maxLength: most }) });
      return;
    }
    case 'isIn':
    case 'equals': {
      const values =
        name === 'equals'
          ? [plainJson(first)]
          : first?.kind === 'list' && !first.open
            ? first.items.map(item => plainJson(item))
            : [undefined];
      draft.asked = true;
      if (values.length === 0 || values.includes(undefined)) {
        untold();
        return;
      }
      const { type: _type, ...rest } = draft.schema;
      draft.schema = { ...rest, ...enumOf(values as Json[]) };
      return;
    }
    case 'matches': {
      draft.asked = true;
      const regex =
        first?.kind === 'literal' && first.value instanceof RegExp
          ? patternOf(first.value)
          : second
            ? undefined
            : textOf(first);
      if (regex === undefined) {
        untold();
        return;
      }
      add({});
      draft.schema = patterned(draft.schema, regex);
      return;
    }
    case 'contains':
    case 'custom':
    case 'if':
      if (name === 'if') draft.optional = true;
      untold();
      return;
    case 'default': {
      const plain = plainJson(first);
      if (plain !== undefined) draft.schema = { ...draft.schema, default: plain };
      return;
    }
    case 'toArray':
      draft.schema = { ...draft.schema, type: 'array' };
      return;
    default:
      // withMessage, bail, hide, run, customSanitizer, …: they ask for nothing.
      if (/^is[A-Z]/.test(name)) {
        draft.asked = true;
        add({});
        untold();
      }
  }
}

function optionOf(value: Value | undefined, key: string): Value | undefined {
  return value?.kind === 'members' ? value.properties.get(key)?.value : undefined;
}

function limits(name: string, options: Value | undefined): Schema {
  const of = (key: string) => numberIn(optionOf(options, key));
  const [least, most] = name === 'isArray' ? ['minItems', 'maxItems'] : ['minimum', 'maximum'];
  if (!/^is(Int|Float|Array)$/.test(name)) return {};
  const all: readonly (readonly [string, number | undefined])[] = [
    [least!, of('min')],
    [most!, of('max')],
    ['exclusiveMinimum', of('gt')],
    ['exclusiveMaximum', of('lt')],
  ];
  return Object.fromEntries(all.filter((entry): entry is readonly [string, number] => entry[1] !== undefined));
}

/** `optional({ nullable: true })`, `optional({ checkFalsy: true })`, `optional({ values: 'null' })` */
function takesNull(options: Value | undefined): boolean {
  const isTrue = (key: string) => {
    const value = optionOf(options, key);
    return value?.kind === 'literal' && value.value === true;
  };
  return isTrue('nullable') || isTrue('checkFalsy') || /^(null|falsy)$/.test(textOf(optionOf(options, 'values')) ?? '');
}
