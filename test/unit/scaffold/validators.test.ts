import assert from 'node:assert/strict';
import { generate, type JsonObject, run, runOperations, specOf, validatorOf } from './generate.js';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const parsed = (text: string) => JSON.parse(text) as unknown;

const others = {
  Cat: {
    type: 'object',
    required: ['kind', 'lives'],
    properties: { kind: { const: 'cat' }, lives: { type: 'integer' } },
  },
  Dog: { type: 'object', required: ['kind'], properties: { kind: { type: 'string' }, age: { type: 'number' } } },
  Tree: {
    type: 'object',
    properties: { value: { type: 'integer' }, left: ref('Tree'), right: ref('Tree') },
    additionalProperties: false,
  },
};

/** A schema and the expression that it becomes. */
const expressions: readonly (readonly [unknown, string])[] = [
  [{ type: 'string', minLength: 1 }, 'z.string().min(1)'],
  [{ type: 'string', minLength: 2, maxLength: 5 }, 'z.string().check(s.minLength(2), s.maxLength(5))'],
  [{ type: 'string', pattern: 'a/b' }, "z.string().check(z.regex(new RegExp('a/b', 'u')))"],
  [{ type: 'string', pattern: '\\-' }, "z.string().check(z.regex(new RegExp('\\\\-')))"],
  [{ type: 'string', format: 'uuid' }, "z.string().check(s.format('uuid'))"],
  [{ type: 'string', format: 'uri', maxLength: 9 }, "z.string().check(s.maxLength(9), s.format('uri'))"],
  [{ type: 'string', format: 'uri', minLength: 1 }, "z.string().min(1).check(s.format('uri'))"],
  [{ type: 'string', format: 'password' }, 'z.string()'],
  [{ type: 'integer', minimum: 1, maximum: 100 }, 's.integer().min(1).max(100)'],
  [{ type: 'integer', format: 'int32' }, 's.int32()'],
  [{ type: 'integer', format: 'int64' }, 's.int64()'],
  [{ type: 'integer', format: 'uint8', maximum: 9 }, 's.integer().min(0).max(255).max(9)'],
  [{ enum: [] }, 'z.never()'],
  [{ type: 'number', exclusiveMinimum: 0, multipleOf: 0.01 }, 'z.number().gt(0).check(s.multipleOf(0.01))'],
  [{ type: ['string', 'null'] }, 'z.string().nullable()'],
  [{ enum: ['a', "it's"] }, `z.enum(['a', "it's"])`],
  [{ enum: [1, null, true] }, 'z.literal([1, null, true])'],
  [{ const: 'x' }, "z.literal('x')"],
  [{ enum: [{ a: 1 }] }, 's.equal([{ a: 1 }])'],
  [{ type: 'array', items: ref('Tree'), uniqueItems: true, maxItems: 9 }, 'z.array(Tree).max(9).check(s.uniqueItems)'],
  [{ type: 'object', properties: { a: ref('Cat') }, required: ['a'] }, 'z.looseObject({ a: Cat })'],
  [
    { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
    'z.strictObject({ a: z.string().optional() })',
  ],
  [{ type: 'object', additionalProperties: { type: 'number' } }, 'z.record(z.string(), z.number())'],
  [{ allOf: [ref('Cat'), ref('Dog')] }, 's.allOf(Cat, Dog)'],
  [{ anyOf: [ref('Cat'), ref('Dog')] }, 'z.union([Cat, Dog])'],
  [{ oneOf: [ref('Cat'), ref('Dog')] }, 'z.xor([Cat, Dog])'],
  [{ oneOf: [{ type: 'string' }, { type: 'null' }] }, 'z.union([z.string(), z.null()])'],
  [
    {
      oneOf: [ref('Cat'), ref('Dog')],
      discriminator: { propertyName: 'kind', mapping: { puppy: '#/components/schemas/Dog' } },
    },
    "s.discriminated('kind', { cat: Cat, puppy: Dog })",
  ],
  [{ minLength: 3 }, "s.when('string', z.string().check(s.minLength(3)))"],
];

/** A schema, values that it accepts, and values that it rejects. */
const tables: readonly (readonly [string, unknown, readonly unknown[], readonly unknown[]])[] = [
  ['integers', { type: 'integer' }, [1, 1.0, -5, 2 ** 60, 1e300], [1.5, '5', true, null]],
  ['int32', { type: 'integer', format: 'int32' }, [2147483647, -2147483648], [2147483648]],
  ['cents', { type: 'number', multipleOf: 0.01 }, [0.07, 19.99, 1.1, 4.35, 100], [0.075, 0.001]],
  ['no coercion', { type: 'boolean' }, [true, false], ['false', 0, 1, null]],
  ['characters', { type: 'string', minLength: 2, maxLength: 3 }, ['😀😀', '😀😀😀', 'ab'], ['😀', '😀😀😀😀', 'a']],
  ['patterns anywhere', { type: 'string', pattern: 'b+' }, ['abc'], ['ac']],
  ['patterns of characters', { type: 'string', pattern: '^.$' }, ['😀'], ['ab']],
  [
    'date-time',
    { type: 'string', format: 'date-time' },
    ['2024-02-29T23:59:59Z', '2024-01-01t00:00:00.123+05:30', '1998-12-31T23:59:60Z'],
    ['2023-02-29T00:00:00Z', '2024-01-01', '2024-01-01T00:00Z', '2024-01-01T00:00:60Z'],
  ],
  ['email', { type: 'string', format: 'email' }, ['a+b@example.org', "o'neil@localhost"], ['a@', '@b', 'a b@c.d']],
  [
    'uuid',
    { type: 'string', format: 'uuid' },
    ['11111111-1111-1111-1111-111111111111', '00000000-0000-0000-0000-000000000000'],
    ['1111'],
  ],
  [
    'ipv6',
    { type: 'string', format: 'ipv6' },
    ['::1', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4'],
    ['1::2::3', '12345::', '1.2.3.4'],
  ],
  ['uri', { type: 'string', format: 'uri' }, ['https://a.b/c?d#e', 'urn:x:y'], ['/a', 'http://a b', 'http://[::1']],
  ['byte', { type: 'string', format: 'byte' }, ['', 'aGk=', 'aGkh'], ['aGk', 'a===', 'a b=']],
  ['unknown formats', { type: 'string', format: 'made-up' }, ['anything'], [1]],
  [
    'deep unique items',
    { type: 'array', uniqueItems: true },
    [[1, true, '1', { a: 1 }, [1]]],
    [
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [1, 1.0],
    ],
  ],
  ['required but undeclared', { type: 'object', required: ['a'] }, [{ a: null }], [{}]],
  ['unsent null', { type: 'object', properties: { a: { type: 'string' } } }, [{}, { b: 1 }], [{ a: null }]],
  ['property counts', { type: 'object', minProperties: 1, maxProperties: 2 }, [{ a: 1 }], [{}, { a: 1, b: 2, c: 3 }]],
  ['property names', { type: 'object', propertyNames: { pattern: '^x-' } }, [{ 'x-a': 1 }], [{ a: 1 }]],
  [
    'pattern properties',
    { type: 'object', patternProperties: { '^n': { type: 'number' } }, additionalProperties: false },
    [{ n1: 1 }],
    [{ n1: 'x' }, { a: 1 }],
  ],
  [
    'dependent properties',
    { dependentRequired: { card: ['name'] } },
    [{}, { card: 1, name: 2 }, 'text'],
    [{ card: 1 }],
  ],
  ['not', { not: { type: 'string' } }, [1], ['a']],
  [
    'if, then, else',
    // biome-ignore lint/suspicious/noThenProperty: a keyword
    { if: { type: 'string' }, then: { minLength: 2 }, else: { type: 'number' } },
    ['ab', 5],
    ['a', null],
  ],
  ['exactly one', { oneOf: [{ type: 'integer' }, { type: 'number', minimum: 2 }] }, [1, 2.5], [3, 1.5]],
  [
    'siblings of allOf',
    { type: 'object', required: ['x'], allOf: [ref('Dog')] },
    [{ x: 1, kind: 'd' }],
    [{ kind: 'd' }, { x: 1 }],
  ],
  [
    'closed composition',
    { allOf: [ref('Cat')], properties: { extra: {} }, unevaluatedProperties: false },
    [{ kind: 'cat', lives: 9, extra: 1 }],
    [{ kind: 'cat', lives: 9, other: 1 }],
  ],
  [
    'recursion',
    ref('Tree'),
    [{ left: { right: { value: 1 } } }],
    [{ left: { right: { value: 'x' } } }, { left: { middle: {} } }],
  ],
  [
    'discriminators',
    { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } },
    [{ kind: 'cat', lives: 9 }, { kind: 'Dog' }],
    [{ kind: 'cat' }, { kind: 'cow' }, {}, 'cat'],
  ],
  [
    'discriminators with a member for all other values',
    { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind', defaultMapping: 'Dog' } },
    [{ kind: 'cat', lives: 9 }, { kind: 'Dog' }, { kind: 'cow' }],
    [{ kind: 'cat' }, 'cat', null],
  ],
  [
    'constructor',
    { type: 'object', properties: { constructor: { type: 'string' }, toString: {} } },
    [{}, { constructor: 'x' }],
    [{ constructor: 1 }],
  ],
  ['constructor required', { type: 'object', required: ['constructor'] }, [{ constructor: 1 }], [{}]],
  [
    '__proto__',
    { type: 'object', properties: parsed('{"__proto__":{"type":"string"}}'), required: ['__proto__'] },
    [parsed('{"__proto__":"x"}')],
    [{}, parsed('{"__proto__":1}')],
  ],
  ['an enum of __proto__', { enum: ['__proto__', 'a'] }, ['__proto__', 'a'], ['constructor']],
];

const expressionOf = (validators: string) =>
  /export const It: ZodType<t\.It> = z\.lazy\(\(\) => (.*?)\);\n(?:\n|$)/s.exec(validators)?.[1];

describe('validatorsSource', () => {
  for (const [schema, expected] of expressions) {
    it(`writes ${expected}`, async () => {
      const { validators } = await generate(specOf({ It: schema, ...others }));
      assert.equal(expressionOf(validators), expected);
    });
  }

  for (const [title, schema, good, bad] of tables) {
    it(`checks ${title}`, async () => {
      const validator = await validatorOf(schema, others);
      for (const value of good) {
        const result = validator.safeParse(value);
        assert.ok(result.success, `${JSON.stringify(value)} ${result.error}`);
        assert.equal(JSON.stringify(result.data), JSON.stringify(value));
      }
      for (const value of bad) assert.ok(!validator.safeParse(value).success, JSON.stringify(value));
    });
  }

  it('keeps unknown properties, and fills no defaults into bodies', async () => {
    const validator = await validatorOf({ type: 'object', properties: { a: { type: 'string', default: 'x' } } });
    assert.deepEqual(validator.parse({ b: 1 }), { b: 1 });
  });

  it('never lets data reach a prototype', async () => {
    const validator = await validatorOf({ type: 'object', properties: { a: { type: 'string' } } });
    const value = validator.parse(parsed('{"__proto__":{"polluted":1}}')) as JsonObject;
    assert.equal(value.polluted, undefined);
    assert.equal(({} as JsonObject).polluted, undefined);
  });

  it('says what is wrong where', async () => {
    const validator = await validatorOf(
      {
        type: 'object',
        required: ['pets'],
        properties: {
          pets: { type: 'array', items: { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } } },
        },
      },
      others,
    );
    const issuesOf = (value: unknown) =>
      validator.safeParse(value).error!.issues.map(issue => [issue.path.join('.'), issue.message]);
    assert.deepEqual(issuesOf({ pets: [{ kind: 'cat' }] }), [
      ['pets.0.lives', 'Invalid input: expected number, received undefined'],
    ]);
    assert.deepEqual(issuesOf({ pets: [{ kind: 'cow' }] }), [
      ['pets.0.kind', 'Invalid option: expected one of "cat"|"Dog"'],
    ]);
    assert.deepEqual(issuesOf({}), [['pets', 'Invalid input: expected array, received undefined']]);
  });

  it('asks clients for no readOnly property, and servers for no writeOnly one', async () => {
    const { validators } = await generate(
      specOf({
        User: {
          type: 'object',
          required: ['id', 'password'],
          additionalProperties: false,
          properties: { id: { type: 'string', readOnly: true }, password: { type: 'string', writeOnly: true } },
        },
        Admin: { required: ['id'], allOf: [ref('User')] },
        Team: { type: 'object', required: ['lead'], properties: { lead: ref('User') } },
      }),
    );
    const { Admin, AdminRequest, Team, TeamRequest } = run(validators);
    assert.ok(AdminRequest.safeParse({ password: 'x' }).success);
    assert.ok(!Admin.safeParse({}).success);
    assert.ok(Team.safeParse({ lead: { id: 'x' } }).success);
    assert.ok(!Team.safeParse({ lead: { password: 'x' } }).success);
    assert.ok(TeamRequest.safeParse({ lead: { password: 'x' } }).success);
    const refused = TeamRequest.safeParse({ lead: { password: 'x', id: 'sent back' } });
    assert.deepEqual(
      refused.error?.issues.map(({ path, message }: { path: PropertyKey[]; message: string }) => [
        path.join('.'),
        message,
      ]),
      [['lead.id', 'is read-only: it cannot be sent']],
    );
    assert.ok(!Team.safeParse({ lead: { id: 'x', password: 'shown' } }).success);
    assert.ok(!TeamRequest.safeParse({ lead: { id: 'x' } }).success);
  });

  it('lets a discriminator through, whoever may write it', async () => {
    const { validators } = await generate(
      specOf({
        Pet: { oneOf: [ref('Cat')], discriminator: { propertyName: 'kind' } },
        Cat: { type: 'object', required: ['kind'], properties: { kind: { type: 'string', readOnly: true } } },
      }),
    );
    assert.ok(run(validators).PetRequest.safeParse({ kind: 'Cat' }).success);
  });

  it('writes what an operation accepts and answers', async () => {
    const parameter = (where: string, name: string, schema: unknown, more: JsonObject = {}) => ({
      in: where,
      name,
      schema,
      ...more,
    });
    const generated = await generate(
      specOf(others, {
        '/pets/{id}': {
          put: {
            operationId: 'putPet',
            parameters: [
              parameter('path', 'id', { type: 'integer' }, { required: true }),
              parameter('query', 'limit', { type: 'integer', default: 20, maximum: 100 }),
              parameter('query', 'tag', { type: 'string' }),
              parameter('header', 'X-Trace', { type: 'string' }, { required: true }),
              parameter('cookie', '__proto__', { type: 'string' }),
            ],
            requestBody: {
              required: true,
              content: { 'application/json': { schema: ref('Cat') }, 'text/plain': {}, 'image/png': {} },
            },
            responses: {
              200: {
                description: '',
                content: { 'application/json': { schema: { type: 'array', items: ref('Cat') } } },
              },
              default: { description: '' },
            },
          },
        },
      }),
    );
    const { putPet } = runOperations(generated);
    assert.deepEqual(putPet.query.parse({ tag: 'x', other: 1 }), { tag: 'x', limit: 20 });
    assert.ok(!putPet.query.safeParse({ limit: 101 }).success);
    assert.ok(!putPet.headers.safeParse({ 'X-Trace': 'x' }).success);
    assert.deepEqual(putPet.headers.parse({ 'x-trace': 'x', host: 'y' }), { 'x-trace': 'x' });
    assert.deepEqual(Object.entries(putPet.cookies.parse(parsed('{"__proto__":"x"}'))), [['__proto__', 'x']]);
    assert.ok(!putPet.params.safeParse({}).success);
    assert.deepEqual(Object.keys(putPet.body), ['application/json', 'text/plain', 'image/png']);
    assert.ok(putPet.body['image/png'].safeParse(new Uint8Array(1)).success);
    assert.ok(putPet.responses[200].body['application/json'].safeParse([]).success);
    assert.deepEqual(putPet.responses.default, {});
    const text = generated.operations.get('default.validators.ts')!;
    assert.match(text, /^import \{ Cat \} from '\.\/validators\.js';$/m);
    assert.match(
      text,
      /^\/\*\* PUT \/pets\/\{id\} \*\/\nexport const putPet = \{\n {2}params: z\.lazy\(\(\) => z\.object\(\{ id: s\.integer\(\) \}\)\) as ZodType<t\.PutPetRequest\['params'\]>,\n/m,
    );
  });

  it('leaves out a pattern that is none', async () => {
    const { validators } = await generate(specOf({ It: { type: 'string', pattern: '(' } }));
    assert.equal(expressionOf(validators), 'z.string()');
  });
});
