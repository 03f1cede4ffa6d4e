/** What a run with a memory finds is what one without finds, whatever was edited in between. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import nodePath from 'node:path';
import fc from 'fast-check';
import { lintApi } from '../../../src/openapi/lint/lint.js';
import { emptyMemory, type LintMemory } from '../../../src/openapi/lint/memory.js';
import { Problem } from '../../../src/text/problem.js';

const root = nodePath.resolve('/project');
const at = (name: string) => nodePath.join(root, name);

type Files = Readonly<Record<string, string>>;

async function lint(files: Files, memory?: LintMemory) {
  const byPath = new Map(Object.entries(files).map(([name, text]) => [at(name), text]));
  try {
    const { findings, files: read } = await lintApi(at(Object.keys(files)[0]!), {
      root,
      trusted: true,
      readFile: async path => byPath.get(path),
      ...(memory && { memory }),
    });
    return { findings, read };
  } catch (error) {
    if (error instanceof Problem) return { problem: error.message, place: error.place };
    throw error;
  }
}

const shop = readFileSync(new URL('../../fixtures/specs/shop.yaml', import.meta.url), 'utf8');

/** Several files, refs of all kinds, examples that are wrong, circles. */
const several: Files = {
  'api.yaml': `openapi: 3.0.3
info: { title: T, version: 1.0.0, description: "<script>x" }
servers: [{ url: https://api.test/ }]
tags: [{ name: a }]
paths:
  /pets:
    $ref: 'paths.yaml#/pets'
  /pets/{id}:
    parameters: [{ $ref: '#/components/parameters/Id' }]
    get:
      operationId: getPet
      tags: [a, b]
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Pet' }
              examples: { one: { $ref: '#/components/examples/One' } }
        default: { $ref: 'common.json#/responses/Error' }
components:
  parameters:
    Id: { name: id, in: path, required: true, schema: { type: integer, enum: [1, 1], example: x } }
  examples:
    One: { value: { name: 5 } }
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: { $ref: 'common.json#/schemas/Name' }
        parent: { $ref: '#/components/schemas/Pet' }
        friends: { type: array, items: { $ref: '#/components/schemas/Friend' } }
    Friend: { allOf: [{ $ref: '#/components/schemas/Pet' }], example: { name: a, parent: 1 } }
    Unused: { type: string, default: 5, description: eval( }
`,
  'paths.yaml': `pets:
  get:
    operationId: getPet
    parameters:
      - { name: limit, in: query, schema: { type: integer, default: many } }
    responses:
      '200': { description: ok, content: { application/json: { schema: { type: array } } } }
  post:
    requestBody: { content: { application/json: { schema: { $ref: 'api.yaml#/components/schemas/Pet' } } } }
    responses: { '200': { description: ok } }
`,
  'common.json': JSON.stringify(
    {
      schemas: { Name: { type: 'string', enum: ['a', 'a', 1] }, Other: { type: 'array' } },
      responses: {
        Error: { description: 'no', content: { 'application/json': { schema: { type: 'string' }, example: 5 } } },
      },
    },
    undefined,
    2,
  ),
};

const swagger: Files = {
  'old.json': JSON.stringify(
    {
      swagger: '2.0',
      info: { title: 'T', version: '1' },
      host: 'example.com/',
      paths: {
        '/a/{id}': {
          get: {
            parameters: [{ name: 'q', in: 'query', type: 'string', enum: ['a', 'a'] }],
            responses: {
              200: { description: 'd', schema: { $ref: '#/definitions/A' }, examples: { 'application/json': 1 } },
            },
          },
        },
      },
      definitions: {
        A: { type: 'object', discriminator: 'kind', properties: { a: { $ref: '#/definitions/B' } }, example: { a: 1 } },
        B: { type: 'string', enum: [1, 'x'], anyOf: [] },
      },
    },
    undefined,
    1,
  ),
};

const rulesets = [
  'extends: spectral:oas\nrules: { typed-enum: error, info-contact: off }\n',
  'extends: [spectral:oas, spectral:owasp]\n',
  'extends: spectral:oas\nrules: { typed-enum: { given: "$..[?(@ && @.enum)]", then: { field: enum, function: falsy } } }\n',
  'extends: spectral:oas\nrules: { own: { given: "$.paths[*][*]..properties[*]", then: { field: description, function: truthy } } }\n',
];

interface Edit {
  readonly file: number;
  readonly at: number;
  readonly kind: number;
  readonly word: string;
}

const words = [
  ...[
    'type: string',
    'type: array',
    'enum: [a, a]',
    "$ref: '#/components/schemas/Pet'",
    '$ref: common.json#/schemas/Name',
  ],
  ...[
    '"',
    "'",
    ': ',
    '  ',
    '{',
    '}',
    '- ',
    '#',
    '&x ',
    '*x',
    '0',
    'null',
    'description: eval(',
    'example: 5',
    'Pet',
    'Fish',
    ',',
  ],
];

function edited(files: Files, { file, at: place, kind, word }: Edit): Files {
  const names = Object.keys(files).filter(name => name !== '.spectral.yaml');
  if (kind === 7) return { ...files, '.spectral.yaml': rulesets[place % rulesets.length]! };
  if (kind === 8) return Object.fromEntries(Object.entries(files).filter(([name]) => name !== '.spectral.yaml'));
  const name = names[file % names.length]!;
  const text = files[name]!;
  const lines = text.split('\n');
  const index = place % lines.length;
  const offset = place % (text.length + 1);
  const change = (): string => {
    switch (kind) {
      case 0:
        return text.slice(0, offset) + word + text.slice(offset);
      case 1:
        return text.slice(0, offset) + text.slice(offset + 1 + (place % 7));
      case 2:
        return lines.toSpliced(index, 1).join('\n');
      case 3:
        return lines.toSpliced(index, 0, lines[(index * 7) % lines.length]!).join('\n');
      case 4:
        return lines.with(index, `${lines[index]!} # ${word}`).join('\n');
      case 5:
        return text.replaceAll('Pet', 'Fish');
      default:
        return lines.with(index, lines[index]!.replace(/[^\s:]+$/, word)).join('\n');
    }
  };
  return { ...files, [name]: change() };
}

describe('lint with a memory', () => {
  const edits = fc.array(
    fc.record({ file: fc.nat(2), at: fc.nat(30_000), kind: fc.nat(8), word: fc.constantFrom(...words) }),
    { minLength: 1, maxLength: 6 },
  );
  for (const [name, start, runs] of [
    ['several files', several, 12],
    ['a description of the usual kind', { 'shop.yaml': shop }, 4],
    ['Swagger 2.0', swagger, 8],
  ] as const) {
    it(`finds what one without finds: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(edits, async sequence => {
          const memory = emptyMemory();
          await lint(start, memory);
          let files: Files = start;
          for (const edit of sequence) {
            const next = edited(files, edit);
            assert.deepEqual(await lint(next, memory), await lint(next), JSON.stringify(edit));
            // Most damage is undone: two damages seldom leave anything to be found.
            files = edit.at % 4 === 0 ? next : files;
          }
          assert.deepEqual(await lint(files, memory), await lint(files));
        }),
        {
          numRuns: process.env['LINT_RUNS']
            ? Number(process.env['LINT_RUNS'])
            : process.env['CI']
              ? Math.ceil(runs / 4)
              : runs,
        },
      );
    }).timeout(600_000);
  }

  it('keeps files that did not change, and what was found in parts that did not', async () => {
    const memory = emptyMemory();
    await lint(several, memory);
    const { documents, parts } = memory;
    const [common, pet, id] = [
      documents.get(at('common.json')),
      parts.parts.get('["components","schemas","Pet"]'),
      parts.parts.get('["components","parameters","Id"]'),
    ];
    assert.ok(common && pet && id);
    await lint({ ...several, 'api.yaml': several['api.yaml']!.replace('[name]', '[name, parent]') }, memory);
    assert.equal(memory.documents.get(at('common.json')), common);
    assert.equal(memory.parts.parts.get('["components","parameters","Id"]'), id);
    assert.notEqual(memory.parts.parts.get('["components","schemas","Pet"]'), pet);
  });

  it('looks at references that were in a file of another kind', async () => {
    const memory = emptyMemory();
    const shared = { ...several, 'common.json': several['common.json']!.replace('"string"', '"array"') };
    for (const files of [several, shared, several]) assert.deepEqual(await lint(files, memory), await lint(files));
  });
});
