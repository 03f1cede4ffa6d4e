import assert from 'node:assert/strict';
import { bare, places, readSpec } from './readSpec.js';

const spec = `swagger: "2.0"
info: {title: T, version: "1"}
host: example.com
basePath: /v1
schemes: [https, http]
consumes: [application/json, text/plain]
produces: [application/json]
securityDefinitions:
  basic: {type: basic}
  key: {type: apiKey, in: query, name: k}
  oauth: {type: oauth2, flow: implicit, authorizationUrl: 'https://x', scopes: {}}
security: [{basic: []}]
parameters:
  Page: {name: page, in: query, type: integer, minimum: 1}
  Body: {name: body, in: body, required: true, description: b, schema: {$ref: '#/definitions/User'}}
responses:
  Bad: {description: bad, schema: {type: object}}
paths:
  /users/{id}:
    parameters:
      - {name: id, in: path, required: true, type: string, pattern: '^a'}
    get:
      produces: [application/xml, text/csv]
      parameters:
        - {$ref: '#/parameters/Page'}
        - {name: a, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: b, in: query, type: array, items: {type: string}}
        - {name: c, in: query, type: array, items: {type: string}, collectionFormat: tsv}
        - {name: d, in: header, type: array, items: {type: string}, collectionFormat: multi}
        - {name: e, in: query, type: array, collectionFormat: pipes, items: {type: array, collectionFormat: ssv, items: {type: string}}}
        - {name: Authorization, in: header, type: string}
      responses:
        200: {description: ok, schema: {$ref: '#/definitions/User'}, headers: {X-N: {type: integer}}}
        400: {$ref: '#/responses/Bad'}
    put:
      parameters: [{$ref: '#/parameters/Body'}, {name: x, in: body, schema: {}}]
      responses: {400: {$ref: '#/responses/Bad'}}
    post:
      consumes: [multipart/form-data]
      parameters:
        - {name: file, in: formData, type: file, required: true}
        - {name: tags, in: formData, type: array, items: {type: string}, collectionFormat: multi}
      responses: {200: {description: ok, schema: {type: file}}}
    patch:
      parameters: [{name: n, in: formData, type: integer}]
      responses: {}
definitions:
  User: {type: object, discriminator: kind, properties: {n: {type: string, x-nullable: true}}}
`;

describe('Swagger 2.0', () => {
  const reading = readSpec(spec);

  it('is read without surprises', async () => {
    assert.deepEqual(places((await reading).findings), [
      'error invalid-value 29:87-29:92',
      'warning unsupported-collection-format 30:109-30:112',
      'error duplicate-parameter 36:49-36:80',
    ]);
  });

  it('has servers, security and definitions', async () => {
    const { api } = await reading;
    assert.equal(api.dialect, '2.0');
    assert.deepEqual(api.servers, [{ url: 'https://example.com/v1' }, { url: 'http://example.com/v1' }]);
    assert.deepEqual(bare(api.securitySchemes), [
      { name: 'basic', type: 'http', http: { scheme: 'basic' } },
      { name: 'key', type: 'apiKey', key: { in: 'query', name: 'k' } },
      { name: 'oauth', type: 'oauth2' },
    ]);
    assert.deepEqual(bare(api.shapes), [
      {
        id: '#/definitions/User',
        name: 'User',
        shape: {
          types: ['object'],
          discriminator: { property: 'kind', mapping: [] },
          properties: [{ name: 'n', shape: { types: ['string', 'null'] } }],
        },
      },
    ]);
  });

  it('has parameters with styles', async () => {
    const [get] = (await reading).api.operations;
    assert.deepEqual(
      bare(get?.parameters.map(({ name, style, explode, shape }) => [name, style, explode, shape.types])),
      [
        ['id', 'simple', false, ['string']],
        ['page', 'form', false, ['integer']],
        ['a', 'form', true, ['array']],
        ['b', 'form', false, ['array']],
        ['c', 'tabDelimited', false, ['array']],
        ['d', 'simple', false, ['array']],
        ['e', 'pipeDelimited', false, ['array']],
        ['Authorization', 'simple', false, ['string']],
      ],
    );
    assert.deepEqual(bare(get?.parameters[0]?.shape), { types: ['string'], pattern: '^a' });
  });

  it('has responses with the media types of the operation', async () => {
    const [get, put] = (await reading).api.operations;
    const types = (operation: typeof get) =>
      operation?.responses.map(one => [one.status, one.media.map(media => media.type)]);
    assert.deepEqual(types(get), [
      ['200', ['application/xml', 'text/csv']],
      ['400', ['application/xml', 'text/csv']],
    ]);
    assert.deepEqual(types(put), [['400', ['application/json']]]);
    assert.deepEqual(bare(get?.responses[0]?.headers[0]?.shape), { types: ['integer'] });
  });

  it('has bodies and forms', async () => {
    const [, put, post, patch] = (await reading).api.operations;
    assert.deepEqual(bare(put?.body), {
      description: 'b',
      required: true,
      media: ['application/json', 'text/plain'].map(type => ({
        type,
        shape: { ref: '#/definitions/User' },
        encoding: [],
      })),
    });
    assert.deepEqual(bare(post?.body), {
      required: true,
      media: [
        {
          type: 'multipart/form-data',
          shape: {
            types: ['object'],
            properties: [
              { name: 'file', shape: { types: ['string'], format: 'binary' } },
              { name: 'tags', shape: { types: ['array'], items: { types: ['string'] } } },
            ],
            required: ['file'],
          },
          encoding: [{ property: 'tags', style: 'form', explode: true }],
        },
      ],
    });
    assert.deepEqual(bare(post?.responses[0]?.media[0]), {
      type: 'application/json',
      shape: { types: ['string'], format: 'binary' },
      encoding: [],
    });
    assert.equal(patch?.body?.media[0]?.type, 'application/x-www-form-urlencoded');
    assert.equal(patch?.body?.required, false);
  });
});
