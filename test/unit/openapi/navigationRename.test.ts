import assert from 'node:assert/strict';
import { renamed } from './navigationHarness.js';

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
