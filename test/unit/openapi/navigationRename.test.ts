import assert from 'node:assert/strict';
import { renamed, workspace } from './navigationHarness.js';

const head = 'openapi: 3.1.0\ninfo: { title: a, version: "1" }\npaths: {}\n';

async function both(text: string, name: string): Promise<string> {
  return (await renamed({ 'api.yaml': text }, name))['api.yaml']!;
}

describe('rename in API descriptions', () => {
  it('keeps quotes, escapes and the rest of each reference', async () => {
    const text = `${head}components:
  schemas:
    'P¦et': { type: object, properties: { a: { type: string } } }
    A: { $ref: "#/components/schemas/P\\u0065t" }
    B: { $ref: '#/components/schemas/%50et/properties/a' } # not Pet
    C:
      $ref: >-
        #/components/schemas/Pet
    D: { description: '#/components/schemas/Pet', default: { $ref: '#/components/schemas/Pet' } }
    E: { oneOf: [{ $ref: '#%2Fcomponents%2fschemas%2FPet' }], discriminator: { propertyName: k, mapping: { Pet: Pet } } }
`;
    const after = text
      .replace("'P¦et'", "'Dog'")
      .replace('schemas/P\\u0065t', 'schemas/Dog')
      .replace('%50et', 'Dog')
      .replace('>-\n        #/components/schemas/Pet\n', '"#/components/schemas/Dog"\n')
      .replace('%2FPet', '%2FDog')
      .replace('Pet: Pet', 'Pet: Dog');
    assert.equal(await both(text, 'Dog'), after);
  });
});

describe('renames across files and kinds', () => {
  const part =
    "Pet:\n  type: object\n  properties:\n    api: { $ref: 'v1/api.yaml#/components/schemas/Alias/properties/a' }\n";

  it('changes all files that refer to the component, and nothing else', async () => {
    const files = {
      'v1/api.yaml': `${head}components:\n  schemas:\n    Alias: { $ref: '../pet%73.yaml#/P¦et' }\n    Other: { $ref: 'pets.yaml#/Pet' }\n`,
      'v2.json': '{"openapi":"3.0.3","info":{},"components":{"schemas":{"X":{"$ref":".\\/pets.yaml#\\/Pet"}}}}',
      'pets.yaml': part,
      'unrelated.yaml': 'Pet: 1',
    };
    assert.deepEqual(await renamed(files, 'Animal'), {
      'v1/api.yaml': files['v1/api.yaml'].replace('#/P¦et', '#/Animal'),
      'v2.json': files['v2.json'].replace('\\/Pet"', '\\/Animal"'),
      'pets.yaml': part.replace('Pet:', 'Animal:'),
      'unrelated.yaml': 'Pet: 1',
    });
  });

  it('changes what walks through a component on its way', async () => {
    const files = {
      'v1/api.yaml': `${head}components:\n  schemas:\n    Al¦ias: { type: object, properties: { a: {} } }\n    B: { $ref: '../pets.yaml#/Pet' }\n`,
      'pets.yaml': part,
    };
    const after = await renamed(files, 'Real');
    assert.equal(after['pets.yaml'], part.replace('Alias', 'Real'));
  });

  it('changes security schemes, tags and operationIds', async () => {
    const text = (scheme: string, tag: string, operation: string) =>
      `openapi: 3.1.0\r\ninfo: { title: a, version: "1" }\r\ntags: [{ name: ${tag} }]\r\nsecurity: [{ ${scheme}: [] }]\r\npaths:\r\n  /a:\r\n    get:\r\n      operationId: ${operation}\r\n      tags:\r\n        - ${tag}\r\n      security:\r\n        - ${scheme}: []\r\n      responses:\r\n        '200': { description: ok, links: { self: { operationId: ${operation} } } }\r\ncomponents:\r\n  securitySchemes:\r\n    ${scheme}: { type: http, scheme: basic }\r\n`;
    const plain = text('key', 'pets', 'getA');
    assert.equal(await both(plain.replace('key: []', 'k¦ey: []'), 'basic'), text('basic', 'pets', 'getA'));
    assert.equal(await both(plain.replace('- pets', '- ¦pets'), 'all of it'), text('key', 'all of it', 'getA'));
    assert.equal(await both(plain.replace('- pets', '- ¦pets'), '#1'), text('key', "'#1'", 'getA'));
    assert.equal(await both(plain.replace('getA\r', 'getA¦\r'), 'getB'), text('key', 'pets', 'getB'));
  });

  it('refuses names that are taken or not allowed, and what is no name', async () => {
    const text = `${head}components:\n  schemas:\n    A¦: { type: object, properties: { b: {} } }\n    B: {}\n`;
    await assert.rejects(both(text, 'B'), /already beside it/);
    for (const name of ['', 'a b', 'a/b', 'ä']) await assert.rejects(both(text, name), /cannot be the name/);
    await assert.rejects(both(text.replace('A¦', 'A').replace('b:', 'b¦:'), 'c'), /There is no name to change here/);
    await assert.rejects(both(`${text}    C: [\n`, 'D'), /does not parse/);
  });

  it('leaves names alone that come through a merge key, and renames anchored ones once', async () => {
    const merged = `${head}x-base: &base\n  P¦et: {}\ncomponents:\n  schemas:\n    <<: *base\n    A: { $ref: '#/components/schemas/Pet' }\n`;
    const at = merged.replace('P¦et', 'Pet').replace('schemas/Pet', 'schemas/¦Pet');
    await assert.rejects(both(at, 'Dog'), /alias or merge key/);
    const anchored = `${head}components:\n  schemas:\n    P¦et: {}\n    A: &a { $ref: '#/components/schemas/Pet' }\n    B: *a\n`;
    assert.equal(await both(anchored, 'Dog'), anchored.replace('P¦et', 'Dog').replace('/Pet', '/Dog'));
  });

  it('cautions where a discriminator compares with the name', async () => {
    const text = (mapping: string) =>
      `${head}components:\n  schemas:\n    C¦at: { allOf: [{ $ref: '#/components/schemas/Pet' }] }\n    Dog: {}\n    Pet: { discriminator: { propertyName: kind${mapping} } }\n`;
    const caution = async (source: string) => {
      const { navigator, asked } = workspace({ 'api.yaml': source });
      return (await navigator.rename(asked, 'Lion')).caution;
    };
    assert.match((await caution(text('')))!, /expect "Lion", no longer "Cat"/);
    assert.equal(await caution(text(', mapping: { cat: Cat }')), undefined);
    assert.equal(await caution(text('').replace('C¦at', 'Cat').replace('Dog', 'D¦og')), undefined);
    const choice = `    Any: { oneOf: [{ $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: kind } }\n`;
    assert.match((await caution(text('').replace('C¦at', 'Cat').replace('Dog', 'D¦og') + choice))!, /"Dog"/);
  });
});
