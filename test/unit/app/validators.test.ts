import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json } from '../../../src/openapi/json.js';
import { bodyProgram, bodySchema, componentSchemas, operationOf, readFiles, wholeBody } from './sources.js';

type Object = { readonly [key: string]: Json };

const text = { type: 'string' };

describe('Schemas that programs hold requests against', () => {
  it('express-validator: nested fields, items, optional ones, and where they are', () => {
    const reading = readFiles({
      'a.js': `const express = require('express');
const { body, query, param, header, check } = require('express-validator');
const app = express();
app.post('/x/:id', param('id').isInt({ min: 1 }).toInt(), header('x-trace').isUUID(), [
  body('user.email').exists().isEmail().withMessage('no').normalizeEmail(),
  body('user.age').optional({ nullable: true }).isInt({ min: 0, max: 150 }),
  body('items').isArray({ min: 1 }), body('items.*.sku').isString().isLength({ min: 2, max: 8 }),
  body(['a', 'b']).isIn(['x', 'y']), body('c').not().isEmpty(), body('d').trim(), body('e').isBoolean().default(false),
  body('f').matches(/^q/), check('g').notEmpty(), body('tags[0]').isSlug(),
], (req, res) => { req.body.g; res.sendStatus(204); });
app.get('/x', query('page').optional().isInt().default(1), query('sort').isIn(['asc', 'desc']), (req, res) => res.json([]));`,
    });
    const post = operationOf(reading, '/x/{id}');
    assert.deepEqual(post.parameters, [
      { name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
      { name: 'x-trace', in: 'header', required: true, schema: { type: 'string', format: 'uuid' } },
    ]);
    const choice = { type: 'string', enum: ['x', 'y'] };
    assert.deepEqual(post.requestBody, {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              g: { type: 'string', minLength: 1 },
              user: {
                type: 'object',
                properties: {
                  email: { type: 'string', format: 'email' },
                  age: { type: ['integer', 'null'], minimum: 0, maximum: 150 },
                },
                required: ['email'],
              },
              items: {
                type: 'array',
                minItems: 1,
                items: {
                  type: 'object',
                  properties: { sku: { type: 'string', minLength: 2, maxLength: 8 } },
                  required: ['sku'],
                },
              },
              ...{
                a: choice,
                b: choice,
                c: { type: 'string', minLength: 1 },
                d: {},
                e: { type: 'boolean', default: false },
              },
              ...{ f: { type: 'string', pattern: '^q' }, tags: { type: 'array', items: text } },
            },
            required: ['user', 'items', 'a', 'b', 'c', 'f', 'g'],
          },
        },
      },
    });
    assert.deepEqual(operationOf(reading, '/x', 'get').parameters, [
      { name: 'page', in: 'query', schema: { type: 'integer', default: 1 } },
      { name: 'sort', in: 'query', required: true, schema: { type: 'string', enum: ['asc', 'desc'] } },
    ]);
  });

  it('express-validator: schemas of checks, and chains that a middleware of the program runs', () => {
    const reading = readFiles({
      'a.js': `const express = require('express');
const { body, checkSchema, validationResult } = require('express-validator');
const validate = chains => async (req, res, next) => {
  for (const chain of chains) await chain.run(req);
  return validationResult(req).isEmpty() ? next() : res.status(400).json({});
};
const app = express();
app.post('/x', validate([body('name').isString()]), checkSchema({
  role: { in: ['body'], isIn: { options: [['a', 'b']] }, errorMessage: 'no' },
  size: { optional: true, isLength: { options: { min: 2 } } }, custom: { custom: { options: () => true } },
}, ['body']), (req, res) => res.sendStatus(204));`,
    });
    assert.deepEqual(wholeBody(reading), {
      ...{ type: 'object', required: ['name', 'role'] },
      properties: {
        name: text,
        role: { type: 'string', enum: ['a', 'b'] },
        size: { type: 'string', minLength: 2 },
        custom: {},
      },
    });
    assert.deepEqual(
      reading.unclear.map(({ message }) => message),
      ['What custom asks for is not in the description.'],
    );
  });

  it('class-validator: decorators, classes inside of classes, inheritance', () => {
    const reading = readFiles({
      'dto.ts': `import { ArrayMinSize, IsEmail, IsEnum, IsIn, IsInt, IsOptional, IsString, MinLength, ValidateNested } from 'class-validator';
import { Exclude, Type } from 'class-transformer';
import { PartialType } from '@nestjs/mapped-types';
enum Role { User = 'user', Admin = 'admin' }
class Base { @IsInt() version!: number; }
export class Address { @IsString() street!: string; @IsOptional() @IsString() zip?: string; }
export class CreateUser extends Base {
  /** Where mail goes. */
  @IsEmail() email!: string;
  @MinLength(8) password!: string;
  @IsEnum(Role) role!: Role;
  @IsIn([1, 2]) level!: number;
  @ValidateNested() @Type(() => Address) home!: Address;
  @ArrayMinSize(1) @IsString({ each: true }) tags!: string[];
  @ValidateNested({ each: true }) @Type(() => Address) others!: Address[];
  @Exclude() hidden!: string;
  private secret = 1;
}
export class UpdateAddress extends PartialType(Address) {}`,
      'a.ts': `import express from 'express'; import { plainToInstance } from 'class-transformer'; import { validate } from 'class-validator';
import { CreateUser, UpdateAddress } from './dto';
const check = (Dto: any) => async (req: any, res: any, next: any) => {
  const errors = await validate(plainToInstance(Dto, req.body));
  if (errors.length > 0) return res.status(400).json({ errors });
  next();
};
const app = express();
app.post('/x', check(CreateUser), (req, res) => res.sendStatus(204));
app.put('/x', check(UpdateAddress), (req, res) => res.sendStatus(204));`,
    });
    assert.deepEqual(bodySchema(reading), { $ref: '#/components/schemas/CreateUser' });
    const { CreateUser, UpdateAddress } = componentSchemas(reading);
    const address = { $ref: '#/components/schemas/Address' };
    assert.deepEqual(CreateUser, {
      type: 'object',
      properties: {
        version: { type: 'integer' },
        email: { description: 'Where mail goes.', type: 'string', format: 'email' },
        password: { type: 'string', minLength: 8 },
        role: { type: 'string', enum: ['user', 'admin'] },
        ...{ level: { type: 'number', enum: [1, 2] }, home: address },
        tags: { type: 'array', items: text, minItems: 1 },
        others: { type: 'array', items: address },
      },
      required: ['version', 'email', 'password', 'role', 'level', 'home', 'tags', 'others'],
    });
    assert.deepEqual(UpdateAddress, {
      type: 'object',
      properties: { street: text, zip: { type: ['string', 'null'] } },
    });
  });

  it('Ajv: compiled schemas, definitions, and what older drafts write otherwise', () => {
    const schema = `{ type: 'object', definitions: { name: { type: 'string', nullable: true } }, required: ['a'],
      properties: { /** The first. */ a: { $ref: '#/definitions/name' }, n: { type: 'number', minimum: 1, exclusiveMinimum: true }, t: { items: [{ type: 'string' }] } } }`;
    const holds = ['validate(req.body)', `ajv.validate(${schema}, req.body)`, `new Ajv().compile(${schema})(req.body)`];
    for (const one of holds) {
      const lines = `import Ajv from 'ajv';\nconst ajv = new Ajv();\nconst validate = ajv.compile(${schema});`;
      assert.deepEqual(wholeBody(readFiles({ 'a.js': bodyProgram(lines, one) })), {
        type: 'object',
        properties: {
          a: { description: 'The first.', type: ['string', 'null'] },
          n: { type: 'number', exclusiveMinimum: 1 },
          t: { prefixItems: [text] },
        },
        required: ['a'],
      });
    }
  });

  it('Fastify: shared schemas are components, those that refer to themselves too', () => {
    const reading = readFiles({
      'a.js': `const fastify = require('fastify')(); const { Type } = require('@sinclair/typebox');
fastify.addSchema({ $id: 'user', type: 'object', properties: { friends: { type: 'array', items: { $ref: 'user#' } }, city: { $ref: 'place#/properties/city' } } });
fastify.addSchema({ $id: 'place', type: 'object', properties: { city: { type: 'string' } } });
fastify.addSchema(Type.Object({ a: Type.Integer() }, { $id: 'box' }));
fastify.post('/x', { schema: { body: { $ref: 'user#' }, response: { 200: Type.Ref('box'), 404: { $ref: 'nothing#' } } } }, async () => ({}));`,
    });
    assert.deepEqual(bodySchema(reading), { $ref: '#/components/schemas/user' });
    assert.deepEqual(componentSchemas(reading), {
      box: { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] },
      city: text,
      user: {
        type: 'object',
        properties: {
          friends: { type: 'array', items: { $ref: '#/components/schemas/user' } },
          city: { $ref: '#/components/schemas/city' },
        },
      },
    });
    assert.deepEqual(
      reading.unclear.map(({ message }) => message),
      ['Nothing that nothing# refers to can be found.'],
    );
  });

  it('names of properties are data', () => {
    const names = ['__proto__', 'constructor', '*/', '', 'a b', '$ref', '...0', 'toString', '😀', "'"];
    const imports = [
      "import { z } from 'zod';",
      "import Joi from 'joi';",
      "import { Type } from 'typebox';",
      "import * as yup from 'yup';",
    ];
    const makes = ['z.object({KEYS}).strict()', 'Joi.object({KEYS})', 'Type.Object({KEYS})', 'yup.object({KEYS})'];
    const fields = ['z.int()', 'Joi.boolean()', 'Type.Boolean()', 'yup.boolean()'];
    makes.forEach((make, index) => {
      const keys = names.map(name => `[${JSON.stringify(name)}]: ${fields[index]}`).join(', ');
      const holds = index === 2 ? 'Value.Check(S, req.body)' : 'S.validate(req.body); S.parse(req.body)';
      const program = bodyProgram(`${imports[index]}\nconst S = ${make.replace('KEYS', () => keys)};`, holds);
      const found = Object.keys((wholeBody(readFiles({ 'a.ts': program })) as Object).properties as Object);
      assert.deepEqual(found.sort(), names.filter(name => name !== '...0').sort(), make);
    });
  });

  it('long chains, deep objects and circles end', function () {
    this.timeout(20_000);
    const long = `z.string()${'.trim()'.repeat(10_000)}`;
    const deep = `${'z.object({ a: '.repeat(3000)}z.int()${' })'.repeat(3000)}`;
    const circle = 'z.lazy(() => S)';
    const wide = `z.object({${Array.from({ length: 2000 }, (_, i) => `a${i}: z.int()`).join()}})`;
    for (const one of [long, deep, circle, wide]) {
      const started = process.cpuUsage();
      readFiles({ 'a.ts': bodyProgram(`import { z } from 'zod';\nconst S = ${one};`) });
      const { user, system } = process.cpuUsage(started);
      assert.ok((user + system) / 1e6 < 6, `${one.slice(0, 40)} took ${(user + system) / 1e6} s`);
    }
  });

  it('nonsense is read without an error', () => {
    const word = fc.constantFrom(
      ...[
        'z',
        'Joi',
        'Type',
        'yup',
        'body',
        'string',
        'object',
        'array',
        'Object',
        'union',
        'lazy',
        'keys',
        'valid',
        'fork',
      ],
      ...[
        'pattern',
        'items',
        'min',
        'default',
        'of',
        'shape',
        'extend',
        'pick',
        'Recursive',
        'Pick',
        'concat',
        'when',
        'oneOf',
      ],
      ...[
        '(',
        ')',
        '{',
        '}',
        '[',
        ']',
        '.',
        ',',
        ':',
        '=>',
        "'a'",
        '1',
        'null',
        '/x/',
        '...',
        '() => S',
        'S',
        '{ a: S }',
        '[S]',
      ],
    );
    const call = fc.tuple(
      fc.constantFrom('z', 'Joi', 'Type', 'yup', "body('a')"),
      fc.array(fc.tuple(word, fc.array(word, { maxLength: 2 })), { maxLength: 5 }),
    );
    const imports =
      "import { z } from 'zod'; import Joi from 'joi'; import { Type } from 'typebox'; import * as yup from 'yup'; import { body } from 'express-validator';";
    fc.assert(
      fc.property(call, ([start, links]) => {
        const chain =
          start + links.map(([name, args]) => `.${/^\w+$/.test(name) ? name : 'object'}(${args.join(', ')})`).join('');
        readFiles({
          'a.js': bodyProgram(`${imports}\nconst S = ${chain};`, 'S.parse(req.body); S.validate(req.body)'),
        });
      }),
      { numRuns: 400 },
    );
  });
});
