import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { strictest } from '../../e2e/harness.js';
import { generate, type JsonObject, specOf } from './generate.js';
import { hostile } from './hostile.js';

const runtime = fileURLToPath(new URL('../../../src/scaffold/runtime/', import.meta.url));
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

/** One program over virtual folders beside the runtime files: the messages of all its errors, and what tsc made to check it. */
function compile(files: ReadonlyMap<string, string>): { messages: string[]; instantiations: number } {
  const options: ts.CompilerOptions = {
    ...strictest,
    strict: true,
    noUncheckedIndexedAccess: true,
    noUnusedParameters: true,
    isolatedModules: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = path => files.get(path) ?? readFile(path);
  host.fileExists = path => files.has(path) || fileExists(path);
  host.directoryExists = () => true;
  host.getSourceFile = (path, ...rest) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, rest[0]);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const messages = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0;
    const text = file?.text.split('\n')[line] ?? '';
    return `${file?.fileName.slice(dirname(runtime).length)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}: ${text.slice(0, 200)}`;
  });
  return { messages, instantiations: program.getInstantiationCount() };
}

/** So many schemas of twelve properties, one in two named by another; an operation each. */
function manySchemas(count: number): unknown {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const schemas = numbers.map(index => ({
    type: 'object',
    required: ['id', 'at'],
    properties: {
      id: { type: 'integer', minimum: 1 },
      at: { type: 'string', format: 'date-time' },
      url: { type: 'string', format: 'uri', maxLength: 200 },
      kind: { enum: ['a', 'b', null] },
      tags: { type: 'array', items: { type: 'string', minLength: 1 }, maxItems: 9 },
      next: ref(`S${(index + 1) % count}`),
      either: { oneOf: [ref(`S${(index + 2) % count}`), { type: 'string' }] },
      both: { allOf: [ref(`S${(index + 3) % count}`), { type: 'object', properties: { more: { type: 'number' } } }] },
      map: { type: 'object', additionalProperties: { type: 'boolean' } },
      inner: { type: 'object', properties: { x: { type: 'number' }, y: { type: ['string', 'null'] } } },
    },
  }));
  const operations = numbers.map(index => ({
    post: {
      operationId: `post${index}`,
      parameters: [{ in: 'query', name: 'limit', schema: { type: 'integer', default: 3, maximum: 100 } }],
      requestBody: { required: true, ...json(ref(`S${index}`)) },
      responses: { 200: { description: '', ...json({ type: 'array', items: ref(`S${index}`) }) } },
    },
  }));
  return specOf(
    Object.fromEntries(schemas.map((schema, index) => [`S${index}`, schema])),
    Object.fromEntries(operations.map((operation, index) => [`/p${index}`, operation])) as JsonObject,
  );
}

const cases: Record<string, { spec: unknown; uses?: string }> = {
  shapes: {
    spec: specOf({
      Base: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, note: { type: 'string' } } },
      Narrower: { allOf: [ref('Base'), { type: 'object', properties: { note: { enum: ['a'] } } }] },
      Extended: {
        allOf: [ref('Base'), { required: ['note'] }, { type: 'object', properties: { more: ref('Extended') } }],
      },
      Index: {
        type: 'object',
        required: ['n'],
        properties: { n: { type: 'number' }, s: { type: 'string' } },
        additionalProperties: { type: 'boolean' },
      },
      OnIndex: { allOf: [ref('Index'), { type: 'object', properties: { extra: { type: 'string' } } }] },
      List: { type: 'array', items: ref('List') },
      Dictionary: { type: 'object', additionalProperties: ref('Dictionary') },
      Choice: { oneOf: [ref('List'), ref('Dictionary'), { type: 'string' }] },
      Loop: { anyOf: [ref('Loop2'), { type: 'string' }] },
      Loop2: { allOf: [ref('Loop')] },
      Cat: {
        type: 'object',
        required: ['kind', 'lives'],
        properties: { kind: { type: 'string' }, lives: { type: 'integer' } },
      },
      Dog: {
        type: 'object',
        required: ['kind', 'age'],
        properties: { kind: { type: 'string' }, age: { type: 'integer' } },
      },
      Pet: {
        oneOf: [ref('Cat'), ref('Dog')],
        discriminator: {
          propertyName: 'kind',
          mapping: { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' },
        },
      },
      Error: { type: 'object', properties: { 'a-b': {} } },
      Record: { type: 'object' },
      Array: { type: 'array', items: { enum: [1, 2] } },
      File: { type: 'string' },
      Empty: { enum: [] },
      Circle: { allOf: [ref('Circle')] },
    }),
    uses: `
      import type * as t from './types.js';
      export const lives = (pet: t.Pet): number => (pet.kind === 'cat' ? pet.lives : pet.age);
      export const note: 'a' | undefined = ({} as t.Narrower).note;
      export const more: t.Extended = { id: '', note: '', more: { id: '', note: '' } };
      export const index: t.Index = { n: 1, other: true };
      // @ts-expect-error: s is text
      export const wrong: t.Index = { n: 1, s: 1 };
      export const tree: t.Dictionary = { a: { b: {} } };
    `,
  },
  operations: {
    spec: specOf(
      {
        User: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } },
        },
      },
      {
        '/users/{id}': {
          put: {
            operationId: 'putUser',
            parameters: [
              { in: 'path', name: 'id', required: true, schema: { type: 'string' } },
              { in: 'query', name: 'limit', schema: { type: 'integer', default: 3 } },
              { in: 'query', name: 'sort', schema: { type: 'array', items: { enum: ['a', 'b'] } } },
            ],
            requestBody: { required: true, content: { ...json(ref('User')).content, 'text/csv': {} } },
            responses: {
              200: { description: '', ...json(ref('User')) },
              '4XX': { description: '' },
              default: { description: '', ...json({ type: 'string' }) },
            },
          },
          delete: { operationId: 'UserRequest', responses: {} },
        },
      },
    ),
    uses: `
      import type * as t from './types.js';
      import { putUser } from './default.validators.js';
      export const parameters: t.PutUserRequest['query'] = putUser.query.parse({});
      export const limit: number = parameters.limit;
      export const body = (request: t.PutUserRequest): string | undefined =>
        request.contentType === 'text/csv' ? request.body : request.body.name;
      export const good: t.PutUserResponse[] = [
        { status: 200, body: { id: 'x' } },
        { status: 404 },
        { status: 503, body: 'later' },
      ];
      // @ts-expect-error: 503 is the default response, which has a body
      export const bad: t.PutUserResponse = { status: 503 };
    `,
  },
};

describe('generated types and validators', () => {
  it('compile under the strictest options', async function () {
    this.timeout(120_000);
    const everywhere = hostile.filter(text => text.trim() !== '');
    const schemas = Object.fromEntries(
      everywhere.map(text => [
        text,
        {
          type: 'object',
          title: text,
          description: text,
          properties: Object.fromEntries([[text, { const: text, default: text }]]),
          required: [text],
        },
      ]),
    );
    const paths = Object.fromEntries(
      everywhere.map((text, index) => [
        `/p${index}`,
        {
          post: {
            operationId: text,
            tags: [text],
            summary: text,
            parameters: [{ in: 'query', name: text, schema: { enum: [text], default: text } }],
            requestBody: { content: { 'application/json': { schema: ref('x') } } },
            responses: { 200: { description: text, content: { [text]: {} } } },
          },
        },
      ]),
    ) as JsonObject;
    const files = new Map<string, string>();
    for (const [name, { spec, uses }] of Object.entries({
      ...cases,
      hostile: { spec: specOf({ ...schemas, x: {} }, paths), uses: '' },
    })) {
      const folder = join(runtime, `../${name}`);
      const { types, validators, operations } = await generate(spec);
      // Beside the real runtime files, under names of this test's own.
      const inFolder = (text: string) => text.replaceAll("'./runtime/", "'../runtime/");
      files.set(join(folder, 'types.ts'), types);
      files.set(join(folder, 'validators.ts'), inFolder(validators));
      for (const [path, text] of operations) files.set(join(folder, path), inFolder(text));
      if (uses) files.set(join(folder, 'uses.ts'), uses);
    }
    assert.deepEqual(compile(files).messages, []);
  });

  // Users pay for it on every build: with Zod's own types each schema costs tsc thousands of instantiations.
  it('cost tsc little for each schema', async function () {
    this.timeout(120_000);
    const cost = async (count: number) => {
      const folder = join(runtime, '../many');
      const { types, validators, operations } = await generate(manySchemas(count));
      const texts = [['types.ts', types], ['validators.ts', validators], ...operations] as const;
      const files = texts.map(
        ([path, text]) => [join(folder, path), text.replaceAll("'./runtime/", "'../runtime/")] as const,
      );
      const { messages, instantiations } = compile(new Map(files));
      assert.deepEqual(messages, []);
      return instantiations;
    };
    const each = ((await cost(60)) - (await cost(10))) / 50;
    assert.ok(each < 150, `${each} instantiations for each schema and its operation`);
  });
});
