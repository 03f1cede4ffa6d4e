import assert from 'node:assert/strict';
import { generate, type JsonObject, specOf } from './generate.js';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** A schema and the declaration that it becomes, named It. */
const declarations: readonly (readonly [string, unknown, string])[] = [
  ['a string', { type: 'string', format: 'uuid' }, '/** @format uuid */\nexport type It = string;'],
  ['integers', { type: 'integer', format: 'int64' }, '/** @format int64 */\nexport type It = number;'],
  ['an array of objects', { type: 'array', items: ref('A') }, 'export type It = A[];'],
  ['a number enum', { enum: [1, 2, 3] }, 'export type It = 1 | 2 | 3;'],
  ['an enum of all kinds', { enum: ["it's", null, true, -1] }, `export type It = "it's" | null | true | -1;`],
  ['an array of an enum', { type: 'array', items: { enum: ['a', 'b'] } }, "export type It = Array<'a' | 'b'>;"],
  [
    'an array of nullables',
    { type: 'array', items: { type: ['null', 'string'] } },
    'export type It = Array<string | null>;',
  ],
  ['an array of a negative number', { type: 'array', items: { const: -1 } }, 'export type It = Array<-1>;'],
  ['an enum that its type forbids', { type: 'integer', enum: ['a', 1.5] }, 'export type It = never;'],
  ['an enum of objects', { enum: [{ a: [1] }] }, 'export type It = { a: [1] };'],
  ['null and a type', { type: ['string', 'null'] }, 'export type It = string | null;'],
  ['false', false, 'export type It = never;'],
  ['true', true, 'export type It = unknown;'],
  ['any object', { type: 'object' }, 'export type It = Record<string, unknown>;'],
  ['a closed empty object', { type: 'object', additionalProperties: false }, 'export type It = Record<string, never>;'],
  [
    'a dictionary',
    { type: 'object', additionalProperties: ref('It') },
    'export interface It {\n  [key: string]: It;\n}',
  ],
  [
    'properties',
    {
      type: 'object',
      required: ['id'],
      properties: { id: { type: 'string' }, 'first-name': { type: 'string' }, '2fa': { type: 'boolean' }, 'x.y': {} },
    },
    "export interface It {\n  id: string;\n  'first-name'?: string;\n  '2fa'?: boolean;\n  'x.y'?: unknown;\n}",
  ],
  [
    'comments',
    {
      type: 'object',
      title: 'T',
      description: 'D',
      properties: { a: { type: 'string', description: 'one\ntwo', default: 'x', deprecated: true } },
    },
    "/**\n * T\n *\n * D\n */\nexport interface It {\n  /**\n   * one\n   * two\n   * @default 'x'\n   * @deprecated\n   */\n  a?: string;\n}",
  ],
  [
    'properties beside an index',
    {
      type: 'object',
      required: ['n'],
      properties: { n: { type: 'number' } },
      additionalProperties: { type: 'string' },
    },
    'export interface It {\n  n: number;\n  [key: string]: string | number;\n}',
  ],
  ['required but undeclared', { type: 'object', required: ['a'] }, 'export interface It {\n  a: unknown;\n}'],
  [
    'allOf of a base and properties',
    { allOf: [ref('A'), { type: 'object', properties: { b: { type: 'string' } } }] },
    'export interface It extends A {\n  b?: string;\n}',
  ],
  [
    'allOf that makes a property required',
    { allOf: [ref('A'), { required: ['a'] }] },
    'export interface It extends A {\n  a: string;\n}',
  ],
  [
    'allOf with a property twice',
    { allOf: [ref('A'), { type: 'object', properties: { a: { const: 'x' } } }] },
    "export type It = A & { a?: 'x' };",
  ],
  ['allOf of one', { allOf: [ref('A')], description: 'An A.' }, '/** An A. */\nexport type It = A;'],
  ['anyOf', { anyOf: [ref('A'), { type: 'null' }] }, 'export type It = A | null;'],
  [
    'oneOf with siblings',
    { type: 'object', properties: { x: { type: 'number' } }, oneOf: [ref('A'), ref('B')] },
    'export type It = { x?: number } & (A | B);',
  ],
  [
    'a discriminator',
    {
      oneOf: [ref('A'), ref('B')],
      discriminator: { propertyName: 'kind', mapping: { b1: '#/components/schemas/B', b2: '#/components/schemas/B' } },
    },
    "export type It = (A & { kind: 'A' }) | (B & { kind: 'b1' | 'b2' });",
  ],
  [
    'a discriminator with a member for all other values',
    { oneOf: [ref('A'), ref('B')], discriminator: { propertyName: 'kind', defaultMapping: 'B' } },
    "export type It = (A & { kind: 'A' }) | B;",
  ],
  [
    'a tuple',
    { type: 'array', prefixItems: [{ type: 'string' }, { type: ['number', 'null'] }], minItems: 1, items: false },
    'export type It = [string, (number | null)?];',
  ],
  [
    'an open tuple',
    { type: 'array', prefixItems: [{ type: 'string' }], items: { enum: [1, 2] } },
    'export type It = [string?, ...Array<1 | 2>];',
  ],
  ['recursion', { type: 'object', properties: { next: ref('It') } }, 'export interface It {\n  next?: It;\n}'],
  ['a circle of nothing', { allOf: [ref('It')] }, 'export type It = unknown;'],
  [
    'a long union',
    { enum: Array.from({ length: 12 }, (_, index) => `member number ${index}`) },
    `export type It =\n${Array.from({ length: 12 }, (_, index) => `  | 'member number ${index}'`).join('\n')};`,
  ],
  [
    '__proto__',
    { type: 'object', properties: JSON.parse('{"__proto__": {"type": "string"}}') },
    'export interface It {\n  __proto__?: string;\n}',
  ],
];

const others = {
  A: { type: 'object', properties: { a: { type: 'string' } } },
  B: { type: 'object', properties: { kind: { type: 'string' } } },
};

const declarationOf = (types: string, name: string) =>
  new RegExp(
    `(?:/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/\\n)?export (?:type|interface) ${name}\\b[\\s\\S]*?(?=\\n\\n|\\n$)`,
  ).exec(types)?.[0];

describe('typesSource', () => {
  for (const [title, schema, expected] of declarations) {
    it(`writes ${title}`, async () => {
      const { types } = await generate(specOf({ It: schema, ...others }));
      assert.equal(types.slice(0, types.indexOf('\n\nexport interface A')), expected);
    });
  }

  it('writes what clients send apart from what servers answer', async () => {
    const { types } = await generate(
      specOf({
        User: {
          type: 'object',
          required: ['id', 'name', 'password'],
          properties: {
            id: { type: 'string', readOnly: true },
            name: { type: 'string' },
            password: { type: 'string', writeOnly: true },
            boss: ref('User'),
          },
        },
      }),
    );
    assert.equal(
      types,
      'export interface User {\n  id: string;\n  name: string;\n  boss?: User;\n}\n\nexport interface UserRequest {\n  name: string;\n  password: string;\n  boss?: UserRequest;\n}\n',
    );
  });

  const json = (schema: unknown) => ({ 'application/json': { schema } });
  const operationTypes = async (operation: JsonObject, path = '/users') => {
    const { types } = await generate(
      specOf(others, { [path]: { post: { operationId: 'op', responses: {}, ...operation } } }),
    );
    return { request: declarationOf(types, 'OpRequest'), response: declarationOf(types, 'OpResponse'), types };
  };

  it('writes all five parts of a request', async () => {
    const parameter = (where: string, name: string, more: JsonObject = {}) => ({
      in: where,
      name,
      schema: { type: 'string' },
      ...more,
    });
    const { request } = await operationTypes(
      {
        parameters: [
          parameter('path', 'user-id', { required: true }),
          parameter('query', 'q'),
          parameter('query', 'limit', { schema: { type: 'integer', default: 20 } }),
          parameter('header', 'X-Trace', { required: true }),
          parameter('cookie', 'sid'),
        ],
        requestBody: { required: true, content: json(ref('A')) },
      },
      '/users/{user-id}',
    );
    assert.equal(
      request,
      "/** POST /users/{user-id} */\nexport interface OpRequest {\n  params: { 'user-id': string };\n  query: { q?: string; limit: number };\n  headers: { 'x-trace': string };\n  cookies: { sid?: string };\n  body: A;\n}",
    );
    assert.equal(
      (await operationTypes({})).request,
      '/** POST /users */\nexport interface OpRequest {\n  params: Record<string, never>;\n  query: Record<string, never>;\n  headers: Record<string, never>;\n  cookies: Record<string, never>;\n  body: undefined;\n}',
    );
  });

  it('tells bodies of several media types apart', async () => {
    const content = {
      ...json(ref('A')),
      'application/xml': {},
      'multipart/form-data': { schema: { type: 'object', properties: { f: { type: 'string', format: 'binary' } } } },
    };
    const { request } = await operationTypes({ requestBody: { content } });
    assert.match(
      request!,
      /& \(\n {2}\| \{ contentType: 'application\/json'; body: A \}\n {2}\| \{ contentType: 'application\/xml'; body: string \}\n {2}\| \{ contentType: 'multipart\/form-data'; body: \{\n {4}\/\*\* @format binary|& \(\n/,
    );
    assert.match(request!, /f\?: File/);
    assert.match(request!, /\| \{ contentType\?: undefined; body\?: undefined \}/);
    const bytes = await operationTypes({ requestBody: { content: { 'image/*': {}, 'application/octet-stream': {} } } });
    assert.match(bytes.request!, /contentType\?: 'image\/\*' \| 'application\/octet-stream';\n {2}body\?: Uint8Array;/);
  });

  it('writes a response for every status, range and the default', async () => {
    const { response, types } = await operationTypes({
      responses: {
        200: {
          description: '',
          content: json({ type: 'array', items: ref('A') }),
          headers: { ETag: { required: true, schema: { type: 'string' } } },
        },
        204: { description: '' },
        404: { description: '', content: json(ref('B')) },
        '4XX': { description: '', content: { 'text/plain': {}, ...json(ref('B')) } },
        default: { description: '', content: json(ref('B')) },
      },
    });
    assert.equal(
      response,
      [
        'export type OpResponse =',
        '  | { status: 200; body: A[]; headers: { ETag: string } }',
        '  | { status: 204; body?: undefined }',
        '  | { status: 404; body: B }',
        "  | { status: Exclude<Status4XX, 404>; contentType: 'text/plain'; body: string }",
        "  | { status: Exclude<Status4XX, 404>; contentType: 'application/json'; body: B }",
        '  | { status: Exclude<StatusCode, 200 | 204 | 404 | Status4XX>; body: B };',
      ].join('\n'),
    );
    assert.match(types, /export type StatusCode = Status2XX \| /);
  });

  it('writes webhooks and callbacks', async () => {
    const { types } = await generate(
      specOf(
        others,
        {},
        { webhooks: { newPet: { post: { requestBody: { required: true, content: json(ref('A')) }, responses: {} } } } },
      ),
    );
    assert.match(types, /export interface NewPetWebhook \{[^}]*body: A;/s);
  });

  it('says where a type is unknown for want of a type', async () => {
    const { types, notes } = await generate(specOf({ It: { minLength: 1 } }));
    assert.equal(types, 'export type It = unknown;\n');
    assert.deepEqual(notes, ['untyped-shape']);
  });
});
