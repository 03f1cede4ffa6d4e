import assert from 'node:assert/strict';
import { offers } from './navigationHarness.js';

const components = `components:
  parameters:
    Limit: { name: limit, in: query, schema: { type: integer } }
  responses:
    Gone: { description: gone }
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    o auth: { type: http, scheme: bearer }
  schemas:
    Pet: { type: object }
    Dog/Cat: { type: object }
`;

function api(paths: string): string {
  return `openapi: 3.1.0\ninfo: { title: a, version: '1' }\ntags: [{ name: pets }, { name: all of it }]\npaths:\n${paths}${components}`;
}

const schemas = ['#/components/schemas/Pet', '#/components/schemas/Dog~1Cat'];
const quoted = (quote: string) => (text: string) => `${quote}${text}${quote}`;

/** Of what is offered, what leads to a component. */
async function at(text: string, name = 'api.yaml'): Promise<readonly string[]> {
  return offers({ [name]: text });
}

describe('completion in API descriptions', () => {
  it('offers the components that fit behind $ref', async () => {
    const before = '  /pets:\n    get:\n      parameters:\n        - $ref: ';
    assert.deepEqual(await at(api(`${before}¦\n`)), ["'#/components/parameters/Limit'"]);
    assert.deepEqual(await at(api(`${before}'¦'\n`)), ['#/components/parameters/Limit']);
    assert.deepEqual(await at(api(`${before}"#/comp¦"\n`)), ['#/components/parameters/Limit']);
    const responses = "  /pets:\n    get:\n      responses:\n        '404':\n          $ref: ";
    assert.deepEqual(await at(api(`${responses}'#/¦'\n`)), ['#/components/responses/Gone']);
  });

  it('offers them in text that does not parse', async () => {
    const before =
      "  /pets:\n    get:\n      responses:\n        '200':\n          content:\n            a/b:\n              schema:\n";
    assert.deepEqual(
      await at(api(`${before}                $ref: '#/¦\n`)),
      schemas.map(one => `${one}'`),
    );
    assert.deepEqual(
      await at(api(`${before}                $ref: "#/¦\n`)),
      schemas.map(one => `${one}"`),
    );
    assert.deepEqual(await at(api(`${before}                $ref: #/comp¦\n`)), schemas.map(quoted("'")));
    const flow = before.trimEnd();
    assert.deepEqual(await at(api(`${flow} { $ref: '¦' }\n`)), schemas);
    assert.deepEqual(
      await at(api(`${flow} { oneOf: [{ $ref: '¦\n`)),
      schemas.map(one => `${one}'`),
    );
    assert.deepEqual(await at(api(`${flow} {\n                  $ref: "¦"\n                }\n`)), schemas);
  });

  it('offers them in JSON, whole or broken', async () => {
    const json = (value: string) =>
      `{ "openapi": "3.1.0", "info": {}, "components": { "schemas": { "Pet": {}, "A": { "items": ${value} } } } }`;
    const all = ['#/components/schemas/Pet', '#/components/schemas/A'];
    assert.deepEqual(await at(json('{ "$ref": "¦" }'), 'api.json'), all);
    assert.deepEqual(await at(json('{ "$ref": "#/comp¦" }'), 'api.json'), all);
    assert.deepEqual(
      await at(json('{ "$ref": "¦ }'), 'api.json'),
      all.map(one => `${one}"`),
    );
    assert.deepEqual(await at(json('{ "$ref": ¦ }'), 'api.json'), all.map(quoted('"')));
  });

  it('offers files and what they hold', async () => {
    const text = api("  /pets: { get: { responses: { '200': { $ref: '¦' } } } }\n");
    const files = {
      'v1/api.yaml': text,
      'v1/all gone.yaml': 'description: a',
      'v1/deep/x.json': '{}',
      'v1/package.json': '{}',
    };
    assert.deepEqual(await offers(files), ['#/components/responses/Gone', './all%20gone.yaml', './deep/x.json']);
    const inside = {
      ...files,
      'v1/api.yaml': text.replace('¦', 'deep/x.json#/¦'),
      'v1/deep/x.json': '{ "Late": { "description": "" } }',
    };
    assert.ok((await offers(inside)).includes('./deep/x.json#/Late'));
  });

  it('offers security schemes, tags, operations and schemas of mappings', async () => {
    const operation = '  /pets:\n    get:\n      operationId: getPets\n';
    assert.deepEqual(await at(api(`${operation}      security:\n        - ¦\n`)), ['key: []', 'o auth: []']);
    assert.deepEqual(await at(api(`${operation}      security:\n        - k¦: []\n`)), ['key', 'o auth']);
    assert.deepEqual(await at(api(`${operation}      tags: [¦]\n`)), ['pets', "'all of it'"]);
    assert.deepEqual(await at(api(`${operation}      tags:\n      - ¦\n`)), ['pets', 'all of it']);
    const link =
      "      responses:\n        '200':\n          links:\n            self:\n              operationId: ¦\n";
    assert.deepEqual(await at(api(operation + link)), ['getPets']);
    const mapping = '    Any:\n      discriminator:\n        mapping:\n          dog: ¦\n';
    const names = await at(api('') + mapping);
    assert.ok(names.includes('Pet') && names.includes("'#/components/schemas/Pet'"), names.join());
  });

  it('offers nothing in comments, block scalars and data', async () => {
    assert.deepEqual(await at(api("  /pets: # $ref: '¦'\n")), []);
    assert.deepEqual(await at(api("  /pets:\n    description: |\n      $ref: '¦'\n")), []);
    assert.deepEqual(await at(api('  /pets:\n    summary: ¦\n')), []);
    assert.deepEqual(await at(api("  /pets:\n    get:\n      operationId: '¦'\n")), []);
  });
});
