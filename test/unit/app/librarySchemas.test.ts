import assert from 'node:assert/strict';
import type { Json } from '../../../src/openapi/json.js';
import { bodyProgram, readFiles, wholeBody } from './sources.js';

/** A schema as a program writes it, and what is described. All were held against what the library itself accepts. */
type Table = readonly (readonly [string, Json])[];

const joi: Table = [
  ['Joi.string()', { type: 'string', minLength: 1 }],
  ['Joi.string().min(2).max(3)', { type: 'string', minLength: 2, maxLength: 3 }],
  ['Joi.string().length(2)', { type: 'string', minLength: 2, maxLength: 2 }],
  ["Joi.string().allow('')", { type: 'string' }],
  ["Joi.string().min(2).allow('')", { anyOf: [{ type: 'string', minLength: 2 }, { const: '' }] }],
  ['Joi.string().allow(null)', { type: ['string', 'null'], minLength: 1 }],
  ["Joi.string().valid('user','admin')", { type: 'string', enum: ['user', 'admin'] }],
  ["Joi.string().valid('user').allow(null)", { anyOf: [{ type: 'string', const: 'user' }, { type: 'null' }] }],
  ['Joi.string().email()', { type: 'string', format: 'email' }],
  ['Joi.string().uri()', { type: 'string', format: 'uri' }],
  ['Joi.string().guid()', { type: 'string', format: 'uuid' }],
  ['Joi.string().pattern(/^a/)', { type: 'string', pattern: '^a' }],
  ['Joi.string().pattern(/^a/, { invert: true })', { type: 'string', minLength: 1, not: { pattern: '^a' } }],
  ['Joi.string().alphanum()', { type: 'string', pattern: '^[A-Za-z0-9]+$' }],
  ["Joi.string().invalid('a')", { type: 'string', minLength: 1, not: { enum: ['a'] } }],
  ['Joi.number()', { type: 'number' }],
  ['Joi.number().integer().min(1).max(10)', { type: 'integer', minimum: 1, maximum: 10 }],
  ['Joi.number().positive()', { type: 'number', exclusiveMinimum: 0 }],
  ['Joi.number().greater(1).less(3)', { type: 'number', exclusiveMinimum: 1, exclusiveMaximum: 3 }],
  ['Joi.number().multiple(5)', { type: 'number', multipleOf: 5 }],
  ['Joi.number().port()', { type: 'integer', minimum: 0, maximum: 65535 }],
  ['Joi.boolean()', { type: 'boolean' }],
  ['Joi.array()', { type: 'array' }],
  ['Joi.array().items(Joi.string())', { type: 'array', items: { type: 'string', minLength: 1 } }],
  [
    'Joi.array().items(Joi.string(), Joi.number()).min(1)',
    { type: 'array', items: { anyOf: [{ type: 'string', minLength: 1 }, { type: 'number' }] }, minItems: 1 },
  ],
  [
    'Joi.array().items(Joi.string()).unique().max(2)',
    { type: 'array', items: { type: 'string', minLength: 1 }, uniqueItems: true, maxItems: 2 },
  ],
  [
    'Joi.array().ordered(Joi.string(), Joi.number())',
    { type: 'array', prefixItems: [{ type: 'string', minLength: 1 }, { type: 'number' }] },
  ],
  ['Joi.array().length(2)', { type: 'array', minItems: 2, maxItems: 2 }],
  ['Joi.array().has(Joi.number())', { type: 'array', contains: { type: 'number' } }],
  ['Joi.object()', { type: 'object' }],
  [
    'Joi.object({ a: Joi.string() }).unknown()',
    { type: 'object', properties: { a: { type: 'string', minLength: 1 } }, additionalProperties: true },
  ],
  [
    'Joi.object({ a: Joi.string().required() }).unknown()',
    {
      type: 'object',
      properties: { a: { type: 'string', minLength: 1 } },
      required: ['a'],
      additionalProperties: true,
    },
  ],
  [
    'Joi.object({ a: Joi.string(), b: Joi.number() }).unknown(false)',
    {
      type: 'object',
      properties: { a: { type: 'string', minLength: 1 }, b: { type: 'number' } },
      additionalProperties: false,
    },
  ],
  [
    'Joi.object().keys({ a: Joi.any().required() }).unknown()',
    { type: 'object', properties: { a: {} }, required: ['a'], additionalProperties: true },
  ],
  [
    "Joi.object({ a: Joi.string(), b: Joi.any() }).and('a','b').unknown()",
    {
      type: 'object',
      properties: { a: { type: 'string', minLength: 1 }, b: {} },
      dependentRequired: { a: ['b'], b: ['a'] },
      additionalProperties: true,
    },
  ],
  [
    "Joi.object({ a: Joi.string(), b: Joi.any() }).or('a','b').unknown()",
    {
      type: 'object',
      properties: { a: { type: 'string', minLength: 1 }, b: {} },
      anyOf: [{ required: ['a'] }, { required: ['b'] }],
      additionalProperties: true,
    },
  ],
  [
    "Joi.object({ a: Joi.string(), b: Joi.any() }).xor('a','b').unknown()",
    {
      type: 'object',
      properties: { a: { type: 'string', minLength: 1 }, b: {} },
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
      additionalProperties: true,
    },
  ],
  [
    "Joi.object({ a: Joi.string(), b: Joi.any() }).with('a','b').unknown()",
    {
      type: 'object',
      properties: { a: { type: 'string', minLength: 1 }, b: {} },
      dependentRequired: { a: ['b'] },
      additionalProperties: true,
    },
  ],
  [
    'Joi.object().pattern(/^x/, Joi.number()).unknown()',
    { type: 'object', patternProperties: { '^x': { type: 'number' } }, additionalProperties: true },
  ],
  [
    'Joi.object().pattern(Joi.string(), Joi.number())',
    { type: 'object', propertyNames: { type: 'string', minLength: 1 }, additionalProperties: { type: 'number' } },
  ],
  ['Joi.object().min(1).unknown()', { type: 'object', minProperties: 1, additionalProperties: true }],
  [
    'Joi.object().length(2).unknown()',
    { type: 'object', minProperties: 2, maxProperties: 2, additionalProperties: true },
  ],
  [
    'Joi.object({ a: { b: Joi.number() } }).unknown()',
    {
      type: 'object',
      properties: { a: { type: 'object', properties: { b: { type: 'number' } } } },
      additionalProperties: true,
    },
  ],
  [
    'Joi.object({ a: Joi.forbidden() }).unknown()',
    { type: 'object', properties: { a: { not: {} } }, additionalProperties: true },
  ],
  [
    'Joi.object({ a: Joi.string().required() }).append({ b: Joi.number().required() }).unknown()',
    {
      type: 'object',
      properties: { a: { type: 'string', minLength: 1 }, b: { type: 'number' } },
      required: ['a', 'b'],
      additionalProperties: true,
    },
  ],
  [
    "Joi.object({ a: Joi.string(), b: Joi.any() }).fork(['a'], s => s.required()).unknown()",
    {
      type: 'object',
      properties: { a: { type: 'string', minLength: 1 }, b: {} },
      required: ['a'],
      additionalProperties: true,
    },
  ],
  [
    "Joi.object({ a: Joi.string().required() }).fork('a', s => s.optional()).unknown()",
    { type: 'object', properties: { a: { type: 'string', minLength: 1 } }, additionalProperties: true },
  ],
  [
    'Joi.object({ a: Joi.string() }).concat(Joi.object({ b: Joi.number().required() })).unknown()',
    {
      type: 'object',
      properties: { a: { type: 'string', minLength: 1 }, b: { type: 'number' } },
      required: ['b'],
      additionalProperties: true,
    },
  ],
  [
    'Joi.alternatives().try(Joi.string(), Joi.number())',
    { anyOf: [{ type: 'string', minLength: 1 }, { type: 'number' }] },
  ],
  ['Joi.alternatives(Joi.string(), Joi.boolean())', { anyOf: [{ type: 'string', minLength: 1 }, { type: 'boolean' }] }],
  [
    "Joi.alternatives().try(Joi.number().min(1), Joi.number().max(2)).match('all')",
    {
      allOf: [
        { type: 'number', minimum: 1 },
        { type: 'number', maximum: 2 },
      ],
    },
  ],
  ['Joi.any()', {}],
  ["Joi.any().valid(1,'a')", { enum: [1, 'a'] }],
  ["Joi.valid('a', null)", { enum: ['a', null] }],
  ["Joi.string().default('x')", { type: 'string', minLength: 1, default: 'x' }],
  [
    "Joi.object({ a: Joi.string().default('x').required() }).unknown()",
    {
      type: 'object',
      properties: { a: { type: 'string', minLength: 1, default: 'x' } },
      required: ['a'],
      additionalProperties: true,
    },
  ],
  [
    'Joi.array().items(Joi.object({ b: Joi.number() }).unknown())',
    { type: 'array', items: { type: 'object', properties: { b: { type: 'number' } }, additionalProperties: true } },
  ],
  ["Joi.string().empty('')", { type: 'string' }],
  [
    'Joi.object({ a: Joi.array().items(Joi.string()).single() }).unknown()',
    {
      type: 'object',
      properties: {
        a: {
          anyOf: [
            { type: 'array', items: { type: 'string', minLength: 1 } },
            { type: 'string', minLength: 1 },
          ],
        },
      },
      additionalProperties: true,
    },
  ],
  ['Joi.string().hex()', { type: 'string', pattern: '^[A-Fa-f0-9]+$' }],
  ['Joi.string().required().custom(v => v)', { type: 'string', minLength: 1 }],
  ['Joi.string().trim().lowercase()', { type: 'string', minLength: 1 }],
  [
    "Joi.object({a: Joi.string().valid('user')}).unknown()",
    { type: 'object', properties: { a: { type: 'string', const: 'user' } }, additionalProperties: true },
  ],
  ["Joi.number().allow('')", { anyOf: [{ type: 'number' }, { const: '' }] }],
  [
    "Joi.array().items(Joi.string().valid('a','b')).min(1)",
    { type: 'array', items: { type: 'string', enum: ['a', 'b'] }, minItems: 1 },
  ],
  ['Joi.number().valid(1,2)', { type: 'number', enum: [1, 2] }],
  ['Joi.string().token()', { type: 'string', pattern: '^\\w+$' }],
  [
    'Joi.object({ a: [Joi.string(), Joi.number()] }).unknown()',
    {
      type: 'object',
      properties: { a: { anyOf: [{ type: 'string', minLength: 1 }, { type: 'number' }] } },
      additionalProperties: true,
    },
  ],
  ['Joi.boolean().valid(true)', { type: 'boolean', const: true }],
];

const yup: Table = [
  ['yup.string()', { type: 'string' }],
  ['yup.string().required()', { type: 'string', minLength: 1 }],
  ['yup.string().nullable()', { type: ['string', 'null'] }],
  ['yup.string().min(2).max(3)', { type: 'string', minLength: 2, maxLength: 3 }],
  ["yup.string().oneOf(['user','admin'])", { type: 'string', enum: ['user', 'admin'] }],
  ["yup.string().oneOf(['user']).nullable()", { anyOf: [{ type: 'string', const: 'user' }, { type: 'null' }] }],
  ["yup.string().nullable().oneOf(['user', null])", { enum: ['user', null] }],
  ["yup.string().notOneOf(['a'])", { type: 'string', not: { enum: ['a'] } }],
  ['yup.string().email()', { type: 'string', format: 'email' }],
  ['yup.string().url()', { type: 'string', format: 'uri' }],
  ['yup.string().uuid()', { type: 'string', format: 'uuid' }],
  ['yup.string().matches(/^a/)', { type: 'string', pattern: '^a' }],
  ['yup.number()', { type: 'number' }],
  ['yup.number().integer().min(1).max(10)', { type: 'integer', minimum: 1, maximum: 10 }],
  ['yup.number().positive()', { type: 'number', exclusiveMinimum: 0 }],
  ['yup.number().moreThan(1).lessThan(3)', { type: 'number', exclusiveMinimum: 1, exclusiveMaximum: 3 }],
  ['yup.boolean()', { type: 'boolean' }],
  ['yup.array()', { type: 'array' }],
  ['yup.array().of(yup.string())', { type: 'array', items: { type: 'string' } }],
  ['yup.array(yup.number()).min(1)', { type: 'array', items: { type: 'number' }, minItems: 1 }],
  [
    'yup.array().of(yup.string().required()).max(2)',
    { type: 'array', items: { type: 'string', minLength: 1 }, maxItems: 2 },
  ],
  ['yup.object()', { type: 'object' }],
  ['yup.object({ a: yup.string() })', { type: 'object', properties: { a: { type: 'string' } } }],
  [
    'yup.object({ a: yup.string().required() })',
    { type: 'object', properties: { a: { type: 'string', minLength: 1 } }, required: ['a'] },
  ],
  [
    'yup.object({ a: yup.string().defined() })',
    { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
  ],
  [
    'yup.object().shape({ a: yup.string().required(), b: yup.number() })',
    { type: 'object', properties: { a: { type: 'string', minLength: 1 }, b: { type: 'number' } }, required: ['a'] },
  ],
  [
    'yup.object({ a: yup.string().required() }).concat(yup.object({ b: yup.number().required() }))',
    {
      type: 'object',
      properties: { a: { type: 'string', minLength: 1 }, b: { type: 'number' } },
      required: ['a', 'b'],
    },
  ],
  [
    "yup.object({ a: yup.string().required(), b: yup.number() }).pick(['b'])",
    { type: 'object', properties: { b: { type: 'number' } } },
  ],
  [
    'yup.object({ a: yup.string().required() }).partial()',
    { type: 'object', properties: { a: { type: 'string', minLength: 1 } } },
  ],
  [
    "yup.object({ a: yup.string().default('x').required() })",
    { type: 'object', properties: { a: { type: 'string', default: 'x', minLength: 1 } } },
  ],
  [
    'yup.object({ a: yup.object({ b: yup.number().required() }) })',
    { type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'number' } }, required: ['b'] } } },
  ],
  ["yup.object({ a: yup.string().required() }).omit(['a'])", { type: 'object', properties: {} }],
  ["yup.mixed().oneOf([1,'a'])", { enum: [1, 'a'] }],
  ['yup.mixed()', {}],
  [
    'yup.object({ a: yup.string().required().nullable() })',
    { type: 'object', properties: { a: { type: ['string', 'null'], minLength: 1 } }, required: ['a'] },
  ],
  [
    'yup.object({ a: yup.string().nullable().defined() })',
    { type: 'object', properties: { a: { type: ['string', 'null'] } }, required: ['a'] },
  ],
  [
    'yup.object({ a: yup.string().required().min(3) })',
    { type: 'object', properties: { a: { type: 'string', minLength: 3 } }, required: ['a'] },
  ],
  [
    'yup.object({ a: yup.array().of(yup.object({ b: yup.number().required() })) })',
    {
      type: 'object',
      properties: {
        a: { type: 'array', items: { type: 'object', properties: { b: { type: 'number' } }, required: ['b'] } },
      },
    },
  ],
  [
    'yup.object({ a: yup.string().required() }).noUnknown()',
    { type: 'object', properties: { a: { type: 'string', minLength: 1 } }, required: ['a'] },
  ],
  ['yup.string().length(2)', { type: 'string', minLength: 2, maxLength: 2 }],
  [
    'yup.tuple([yup.string(), yup.number()])',
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], minItems: 2, maxItems: 2 },
  ],
  [
    'yup.object({ a: yup.array().of(yup.string()).required() })',
    { type: 'object', properties: { a: { type: 'array', items: { type: 'string' } } }, required: ['a'] },
  ],
  [
    'yup.object({ a: yup.object({ b: yup.number() }).required() })',
    { type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'number' } } } }, required: ['a'] },
  ],
  ['yup.string().nonNullable()', { type: 'string' }],
  ['yup.string().trim()', { type: 'string' }],
  ['yup.array().length(1)', { type: 'array', minItems: 1, maxItems: 1 }],
  [
    'yup.object({ a: yup.number().required().default(0) })',
    { type: 'object', properties: { a: { type: 'number', default: 0 } } },
  ],
];

const typebox: Table = [
  ['Type.String()', { type: 'string' }],
  ['Type.String({ minLength: 2, maxLength: 3 })', { type: 'string', minLength: 2, maxLength: 3 }],
  ['Type.Number({ minimum: 1 })', { type: 'number', minimum: 1 }],
  ['Type.Integer()', { type: 'integer' }],
  ['Type.Boolean()', { type: 'boolean' }],
  ['Type.Null()', { type: 'null' }],
  ['Type.Any()', {}],
  ['Type.Unknown()', {}],
  ['Type.Never()', { not: {} }],
  ["Type.Literal('a')", { type: 'string', const: 'a' }],
  ["Type.Union([Type.Literal('user'), Type.Literal('admin')])", { type: 'string', enum: ['user', 'admin'] }],
  ['Type.Union([Type.String(), Type.Null()])', { anyOf: [{ type: 'string' }, { type: 'null' }] }],
  [
    'Type.Array(Type.String(), { minItems: 1, uniqueItems: true })',
    { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
  ],
  [
    'Type.Tuple([Type.String(), Type.Number()])',
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], minItems: 2, maxItems: 2 },
  ],
  ['Type.Object({ a: Type.String() })', { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }],
  [
    'Type.Object({ a: Type.Optional(Type.String()), b: Type.Number() })',
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } }, required: ['b'] },
  ],
  [
    'Type.Object({ a: Type.String() }, { additionalProperties: false })',
    { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false },
  ],
  ['Type.Partial(Type.Object({ a: Type.String() }))', { type: 'object', properties: { a: { type: 'string' } } }],
  [
    'Type.Required(Type.Object({ a: Type.Optional(Type.String()) }))',
    { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
  ],
  [
    "Type.Pick(Type.Object({ a: Type.String(), b: Type.Number() }), ['a'])",
    { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
  ],
  [
    "Type.Omit(Type.Object({ a: Type.String(), b: Type.Number() }), ['a'])",
    { type: 'object', properties: { b: { type: 'number' } }, required: ['b'] },
  ],
  [
    'Type.Intersect([Type.Object({ a: Type.String() }), Type.Object({ b: Type.Number() })])',
    {
      allOf: [
        { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
        { type: 'object', properties: { b: { type: 'number' } }, required: ['b'] },
      ],
    },
  ],
  [
    'Type.Composite([Type.Object({ a: Type.String() }), Type.Object({ b: Type.Number() })])',
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } }, required: ['a', 'b'] },
  ],
  ['Type.Record(Type.String(), Type.Number())', { type: 'object', additionalProperties: { type: 'number' } }],
  [
    "Type.Record(Type.Union([Type.Literal('a'), Type.Literal('b')]), Type.Number())",
    { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'] },
  ],
  ['Type.KeyOf(Type.Object({ a: Type.String(), b: Type.Number() }))', { type: 'string', enum: ['a', 'b'] }],
  ["Type.Index(Type.Object({ a: Type.String(), b: Type.Number() }), ['a'])", { type: 'string' }],
  ["Type.Enum({ A: 'a', B: 'ab' })", { type: 'string', enum: ['a', 'ab'] }],
  ['Type.Readonly(Type.String())', { type: 'string' }],
  ['Type.Not(Type.String())', { not: { type: 'string' } }],
  ['Type.RegExp(/^a/)', { type: 'string', pattern: '^a' }],
  ["Type.Unsafe({ type: 'string', enum: ['a'] })", { type: 'string', enum: ['a'] }],
  [
    'Type.Recursive(This => Type.Object({ a: Type.Optional(This), b: Type.Optional(Type.Number()) }))',
    { type: 'object', properties: { a: { $ref: '#/components/schemas/Recursive' }, b: { type: 'number' } } },
  ],
  [
    'Type.Object({ a: Type.Array(Type.Object({ b: Type.Number() })) })',
    {
      type: 'object',
      properties: {
        a: { type: 'array', items: { type: 'object', properties: { b: { type: 'number' } }, required: ['b'] } },
      },
      required: ['a'],
    },
  ],
  [
    'Type.Object({ ...Type.Object({ a: Type.String() }).properties, b: Type.Number() })',
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } }, required: ['a', 'b'] },
  ],
  ['Type.Object({ a: Type.String() }).properties.a', { type: 'string' }],
  [
    'Type.Partial(Type.Object({ a: Type.String() }, { additionalProperties: false }))',
    { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
  ],
  [
    'Type.Object({ a: Type.Optional(Type.Union([Type.String(), Type.Null()])) })',
    { type: 'object', properties: { a: { anyOf: [{ type: 'string' }, { type: 'null' }] } } },
  ],
  ['Type.Transform(Type.String()).Decode(x => x).Encode(x => x)', { type: 'string' }],
  ['Type.Array(Type.Any(), { maxItems: 1 })', { type: 'array', items: {}, maxItems: 1 }],
  ['Type.Optional(Type.Array(Type.Null()))', { type: 'array', items: { type: 'null' } }],
  [
    "Type.Exclude(Type.Union([Type.Literal('a'), Type.Literal('b')]), Type.Literal('a'))",
    { type: 'string', const: 'b' },
  ],
  ['Type.Tuple([])', { type: 'array', minItems: 0, maxItems: 0 }],
  ['Type.Const({ a: 1 })', { const: { a: 1 } }],
];

const libraries: readonly {
  readonly name: string;
  readonly imports: string;
  readonly holds: string;
  readonly table: Table;
}[] = [
  { name: 'Joi', imports: "import Joi from 'joi';", holds: 'S.validate(req.body)', table: joi },
  {
    name: 'Joi of celebrate',
    imports: "const { Joi } = require('celebrate');",
    holds: 'S.validate(req.body)',
    table: joi.slice(0, 8),
  },
  { name: 'Yup', imports: "import * as yup from 'yup';", holds: 'S.validate(req.body)', table: yup },
  {
    name: 'TypeBox',
    imports: "import { Type } from '@sinclair/typebox'; import { Value } from '@sinclair/typebox/value';",
    holds: 'Value.Check(S, req.body)',
    table: typebox,
  },
];

for (const { name, imports, holds, table } of libraries) {
  describe(`Schemas of ${name}`, () => {
    for (const [program, expected] of table) {
      it(program, () => {
        const reading = readFiles({ 'a.ts': bodyProgram(`${imports}\nconst S = ${program};`, holds) });
        assert.deepEqual(wholeBody(reading), expected);
      });
    }
  });
}
