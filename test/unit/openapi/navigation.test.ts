import assert from 'node:assert/strict';
import { definition, hover, references } from './navigationHarness.js';

const api = `openapi: 3.1.0
info: { title: Pets, version: '1' }
tags:
  - name: pets
    description: All about pets
paths:
  /pets/{id}:
    parameters:
      - $ref: '#/components/parameters/Id'
    get:
      operationId: getPet
      tags: [pets]
      security:
        - key: []
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Pet" }
          links:
            self: { operationId: getPet }
components:
  parameters:
    Id: { name: id, in: path, required: true, schema: { type: string } }
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
  schemas:
    Pet:
      type: object
      description: A *pet*
      required: [name]
      properties:
        name: { type: string, description: What it is called }
        owner:
          $ref: './people.yaml#/Person'
        toy: { $ref: './people.yaml#/Toy' }
      discriminator:
        propertyName: name
        mapping:
          dog: Pet
          cat: '#/components/schemas/Pet'
`;
const people = `# people
Person:
  type: object
  properties:
    pets:
      type: array
      items:
        $ref: 'api.yaml#/components/schemas/Pet'
Toy: {}
`;

/** The files with a mark before the n-th time that a text is in the first one. */
function at(text: string, nth = 0): Record<string, string> {
  let index = -1;
  for (let count = 0; count <= nth; count++) index = api.indexOf(text, index + 1);
  assert.ok(index >= 0, text);
  return { 'api.yaml': `${api.slice(0, index)}¦${api.slice(index)}`, 'people.yaml': people };
}

describe('go to definition in API descriptions', () => {
  it('leads from a reference to the key of what it means', async () => {
    assert.deepEqual(await definition(at('/components/schemas/Pet"')), ['api.yaml 29: Pet']);
    assert.deepEqual(await definition(at('#/components/parameters')), ['api.yaml 25: Id']);
    assert.deepEqual(await definition(at('./people.yaml')), ['people.yaml 2: Person']);
  });

  it('knows security schemes, tags, operations and mappings', async () => {
    assert.deepEqual(await definition(at('key: []')), ['api.yaml 27: key']);
    assert.deepEqual(await definition(at('pets]')), ['api.yaml 4: pets']);
    assert.deepEqual(await definition(at('getPet }')), ['api.yaml 11: getPet']);
    assert.deepEqual(await definition(at('Pet\n          cat')), ['api.yaml 29: Pet']);
  });

  it('starts in parts of an API as well', async () => {
    const part = people.replace('api.yaml#', 'api.yaml¦#');
    assert.deepEqual(await definition({ 'api.yaml': api, 'people.yaml': part }), ['api.yaml 29: Pet']);
    assert.deepEqual(await definition({ 'other.yaml': 'a: 1', 'people.yaml': part }), []);
  });

  it('finds nothing at what refers to nothing', async () => {
    assert.deepEqual(await definition(at('A *pet*')), []);
    assert.deepEqual(
      await definition({ 'api.yaml': `${api.replace('./people.yaml#/Person', './peo¦ple.yaml#/No')}` }),
      [],
    );
  });
});

describe('find references in API descriptions', () => {
  const pets = [
    'api.yaml 29: Pet',
    'api.yaml 20: #/components/schemas/Pet',
    'api.yaml 41: Pet',
    'api.yaml 42: #/components/schemas/Pet',
    'people.yaml 8: api.yaml#/components/schemas/Pet',
  ];

  it('finds those of all files, from the definition or from any of them', async () => {
    for (const files of [at('Pet:\n'), at('components/schemas/Pet'), at('Pet\n          cat')]) {
      assert.deepEqual(await references(files), pets);
    }
  });

  it('finds those of names', async () => {
    assert.deepEqual(await references(at('name: pets')).then(list => list.length), 0);
    assert.deepEqual(await references(at('pets\n')), ['api.yaml 4: pets', 'api.yaml 12: pets']);
    assert.deepEqual(await references(at('getPet\n')), ['api.yaml 11: getPet', 'api.yaml 22: getPet']);
    assert.deepEqual(await references(at('key: {')), ['api.yaml 27: key', 'api.yaml 14: key']);
  });
});

describe('references of other kinds', () => {
  it('are those of Swagger 2.0', async () => {
    const text = `swagger: '2.0'
info: {}
parameters:
  Lim: { name: l, in: query, type: string }
paths: { /a: { get: { parameters: [{ $ref: '#/parameters/L¦im' }] } } }
`;
    assert.deepEqual(await references({ 'a.yaml': text }), ['a.yaml 4: Lim', 'a.yaml 5: #/parameters/Lim']);
  });

  it('go by $id and $anchor', async () => {
    const text = `openapi: 3.1.0
components:
  schemas:
    Root:
      $id: https://x.example/root
      properties: { a: { $ref: '#/$defs/Inn¦er' }, c: { $ref: '#anch' } }
      $defs:
        Inner: { $anchor: anch }
    Other: { $id: https://x.example/other, not: { $ref: 'root#/$defs/Inner' } }
`;
    assert.deepEqual(await references({ 'a.yaml': text }), [
      'a.yaml 8: Inner',
      'a.yaml 6: #/$defs/Inner',
      'a.yaml 6: #anch',
      'a.yaml 9: root#/$defs/Inner',
    ]);
  });

  it('lead from links to operations, and to files as a whole', async () => {
    const text = `openapi: 3.1.0
paths:
  /a/{b}:
    get:
      operationId: getA
      responses:
        200: { links: { l: { operationRef: '#/paths/~1a~1%7Bb%7D/g¦et' } } }
        404: { $ref: ./gone.yaml }
`;
    const files = { 'a.yaml': text, 'gone.yaml': 'description: gone' };
    assert.deepEqual(await definition(files), ['a.yaml 4: get']);
    assert.match((await hover(files))!, /^\*\*operation GET \/a\/\\\{b\\\}\*\*/);
    const whole = text.replace('¦', '').replace('./gone', './go¦ne');
    assert.deepEqual(await definition({ ...files, 'a.yaml': whole }), ['gone.yaml 1: ']);
  });

  it('never leave the workspace', async () => {
    for (const ref of ['../out.yaml#/A', 'https://x.example/a.yaml#/A', 'file:///etc/passwd']) {
      const text = `openapi: 3.1.0\ncomponents: { schemas: { A: { $ref: '${ref.slice(0, 4)}¦${ref.slice(4)}' } } }\n`;
      assert.deepEqual(await definition({ 'a.yaml': text, '../out.yaml': 'A: {}' }), []);
    }
  });
});

describe('hover in API descriptions', () => {
  it('shows what is meant, with nothing of the file as markup', async () => {
    const text = await hover(at('/components/schemas/Pet"'));
    assert.equal(
      text,
      [
        '**schema Pet** `object`',
        'A \\*pet\\*',
        '- `name: string` — What it is called\n- `owner?: Person`\n- `toy?: Toy`',
        '_api.yaml_',
      ].join('\n\n'),
    );
    const kinds = `openapi: 3.1.0
paths: {}
components:
  schemas:
    A: { $ref: '¦#/components/schemas/Kind' }
    B: { $ref: '#/components/schemas/Pet' }
    Kind: { type: string, enum: [cat, dog] }
    Pet: { type: object, properties: { kind: { type: string, enum: [cat, dog] }, n: { enum: [1, 2, 3, 4, 5, 6, 7, 8, 9] } } }
`;
    assert.equal(
      await hover({ 'api.yaml': kinds }),
      '**schema Kind** `string`\n\nOne of `"cat"`, `"dog"`.\n\n_api.yaml_',
    );
    const pet = kinds.replace('¦', '').replace("'#/components/schemas/Pet", "'¦#/components/schemas/Pet");
    assert.equal(
      await hover({ 'api.yaml': pet }),
      '**schema Pet** `object`\n\n- `kind?: "cat" | "dog"`\n- `n?: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | …`\n\n_api.yaml_',
    );
    assert.match((await hover(at('#/components/parameters')))!, /^\*\*parameter Id\*\* `id in path: string, required`/);
    assert.match((await hover(at('key: []')))!, /^\*\*security scheme key\*\* `apiKey header X-Key`/);
    assert.match((await hover(at('pets]')))!, /^\*\*tag pets\*\*\n\nAll about pets$/);
    assert.match((await hover(at('getPet }')))!, /^\*\*operation getPet\*\*\n\n`GET \/pets\/\{id\}`$/);
  });
});
