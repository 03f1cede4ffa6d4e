import assert from 'node:assert/strict';
import { bare, places, readSpec } from './readSpec.js';

const head = (version: string) => `openapi: ${version}\ninfo: {title: T, version: "1"}\n`;

describe('operations', () => {
  it('are read whole, in file order', async () => {
    const { api, findings } = await readSpec(`openapi: 3.0.3
info: {title: Shop, version: 1.0, description: d}
servers: [{url: 'https://{env}.example.com/v1', description: s, variables: {env: {default: api}}}, {url: /}]
tags: [{name: b, description: B}]
security: [{key: []}]
paths:
  /users/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: q, in: query, description: outer, schema: {type: string}}
    get:
      operationId: getUser
      summary: Get
      tags: [a, b, a]
      deprecated: true
      security: [{}, {key: [], oauth: [read]}]
      parameters:
        - {name: q, in: query, description: inner, schema: {type: array, items: {type: string}}, explode: false}
        - {name: f, in: query, content: {application/json: {schema: {type: object}}}}
      responses:
        200: {description: ok, headers: {ETag: {required: true, schema: {type: string}}, content-type: {schema: {type: string}}}}
        4xx: {description: bad}
        default: {description: rest, content: {'application/json; charset=utf-8': {example: 1}}}
    delete: {security: [], responses: {204: {description: gone}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    oauth: {type: oauth2, flows: {}}
    bearer: {type: http, scheme: Bearer, bearerFormat: JWT}
    odd: {type: magic}
`);
    assert.deepEqual(places(findings), ['warning invalid-value 2:30-2:33', 'error invalid-value 30:17-30:22']);
    assert.equal(api.version, '1.0');
    assert.deepEqual(api.servers, [{ url: 'https://api.example.com/v1', description: 's' }, { url: '/' }]);
    assert.deepEqual(api.tags, [{ name: 'b', description: 'B' }, { name: 'a' }]);
    const [get, remove] = api.operations;
    assert.deepEqual(
      [get?.id, get?.method, get?.path, get?.deprecated, get?.tags],
      ['getUser', 'get', '/users/{id}', true, ['a', 'b']],
    );
    assert.deepEqual(get?.security, [
      [],
      [
        { scheme: 'key', scopes: [] },
        { scheme: 'oauth', scopes: ['read'] },
      ],
    ]);
    assert.deepEqual(remove?.security, []);
    assert.deepEqual(
      get?.parameters.map(one => [one.name, one.description, one.style, one.explode, one.contentType]),
      [
        ['id', undefined, 'simple', false, undefined],
        ['q', 'inner', 'form', false, undefined],
        ['f', undefined, 'form', true, 'application/json'],
      ],
    );
    assert.deepEqual(
      get?.responses.map(one => [
        one.status,
        one.headers.map(header => header.name),
        one.media.map(media => media.type),
      ]),
      [
        ['200', ['ETag'], []],
        ['4XX', [], []],
        ['default', [], ['application/json; charset=utf-8']],
      ],
    );
    assert.deepEqual(bare(api.securitySchemes), [
      { name: 'key', type: 'apiKey', key: { in: 'header', name: 'X-Key' } },
      { name: 'oauth', type: 'oauth2' },
      { name: 'bearer', type: 'http', http: { scheme: 'bearer', bearerFormat: 'JWT' } },
    ]);
    assert.equal(remove?.security.length, 0);
    assert.equal(get?.at.pointer, '/paths/~1users~1{id}/get');
  });

  it('keep going past every kind of mistake', async () => {
    const { api, findings } = await readSpec(`${head('3.0.3')}paths:
  /a:
    get: null
    put: 5
    GET: {responses: {}}
    fetch: {}
    query: {responses: {}}
    post:
      operationId: 7
      tags: users
      parameters:
        - 5
        - {in: query}
        - {name: a, in: body}
        - {name: b, in: query, style: matrix, schema: {type: string}}
        - {name: b, in: query, schema: {type: integer}}
        - {name: X-H, in: header}
        - {name: x-h, in: header, schema: {}}
        - {name: Authorization, in: header, schema: {}}
      requestBody: []
      responses: {200: null, 20: {description: x}, ok: {}, 201: {description: fine}}
      security: {a: b}
      callbacks: 1
  b: {get: {}}
  /c: []
  x-d: 5
security: [{none: []}, 5]
`);
    assert.deepEqual(places(findings), [
      'error invalid-value 5:10-5:14',
      'error invalid-value 6:10-6:11',
      'error unsupported-method 7:5-7:8',
      'error unsupported-method 8:5-8:10',
      'warning unsupported-method 9:5-9:10',
      'error invalid-value 11:20-11:21',
      'error invalid-value 12:13-12:18',
      'error invalid-value 14:11-14:12',
      'error invalid-value 15:11-15:22',
      'error invalid-value 16:25-16:29',
      'error invalid-value 17:39-17:45',
      'error duplicate-parameter 18:11-18:56',
      'warning missing-schema 19:11-19:34',
      'error duplicate-parameter 20:11-20:46',
      'info ignored-header-parameter 21:11-21:56',
      'error invalid-value 22:20-22:22',
      'error invalid-value 23:24-23:28',
      'error invalid-value 23:30-23:32',
      'error invalid-value 23:52-23:54',
      'error invalid-value 24:17-24:23',
      'error invalid-value 25:18-25:19',
      'error invalid-path 26:3-26:4',
      'error invalid-value 27:7-27:9',
      'error missing-reference 29:13-29:17',
      'error invalid-value 29:24-29:25',
    ]);
    assert.equal(api.operations.length, 1);
    const [post] = api.operations;
    assert.deepEqual(
      post?.parameters.map(one => [one.name, one.style]),
      [
        ['b', 'form'],
        ['X-H', 'simple'],
      ],
    );
    assert.deepEqual(
      post?.responses.map(one => one.status),
      ['201'],
    );
    // An unknown scheme stays: without it the operation would be open.
    assert.deepEqual(post?.security, [[{ scheme: 'none', scopes: [] }]]);
  });

  it('have the path parameters that their template names', async () => {
    const { api, findings } = await readSpec(`${head('3.0.3')}paths:
  /users/{user-id}/{class}:archive:
    parameters: [{name: other, in: path, required: true, schema: {type: string}}]
    get:
      parameters: [{name: class, in: path, schema: {type: integer}}]
      responses: {}
`);
    assert.deepEqual(places(findings), [
      'error unused-path-parameter 5:18-5:81',
      'warning missing-path-parameter 6:5-6:8',
      'warning invalid-value 7:20-7:68',
    ]);
    assert.deepEqual(bare(api.operations[0]?.parameters.map(({ name, required, shape }) => [name, required, shape])), [
      ['class', true, { types: ['integer'] }],
      ['user-id', true, { types: ['string'] }],
    ]);
  });

  it('read unquoted statuses, in YAML', async () => {
    const { api } = await readSpec(
      `${head('3.0.3')}paths: {/a: {get: {responses: {200: {description: a}, 404: {description: b}}}}}\n`,
    );
    assert.deepEqual(
      api.operations[0]?.responses.map(one => one.status),
      ['200', '404'],
    );
  });

  it('have bodies with encodings and media types as written', async () => {
    const { api, findings } = await readSpec(`${head('3.1.0')}paths:
  /a:
    post:
      requestBody:
        required: true
        description: b
        content:
          multipart/form-data:
            schema: {type: object, properties: {f: {}, m: {type: object}}}
            encoding:
              f: {contentType: 'image/png, image/jpeg', headers: {X: {schema: {}}}}
              m: {style: deepObject, explode: true}
              n: {style: wrong}
          application/json: {schema: {type: string}, examples: {a: {value: x}, b: {externalValue: y}}}
          image/*: {}
      responses: {}
`);
    assert.deepEqual(places(findings), [
      'warning unsupported-part-headers 13:57-13:64',
      'error invalid-value 15:26-15:31',
    ]);
    assert.deepEqual(bare(api.operations[0]?.body), {
      description: 'b',
      required: true,
      media: [
        {
          type: 'multipart/form-data',
          shape: {
            types: ['object'],
            properties: [
              { name: 'f', shape: {} },
              { name: 'm', shape: { types: ['object'] } },
            ],
          },
          encoding: [
            { property: 'f', contentType: 'image/png, image/jpeg' },
            { property: 'm', style: 'deepObject', explode: true },
            { property: 'n' },
          ],
        },
        { type: 'application/json', shape: { types: ['string'], examples: ['x'] }, encoding: [] },
        { type: 'image/*', encoding: [] },
      ],
    });
  });

  it('read OpenAPI 3.2: query, querystring, additionalOperations', async () => {
    const { api, findings } = await readSpec(`${head('3.2.0')}$self: https://example.com/api.yaml
paths:
  /a:
    query:
      parameters: [{name: q, in: querystring, content: {application/x-www-form-urlencoded: {schema: {$ref: 'https://example.com/api.yaml#/components/schemas/Q'}}}}]
      responses: {200: {description: ok, content: {application/jsonl: {itemSchema: {type: object}}}}}
    additionalOperations: {COPY: {responses: {}}}
components: {schemas: {Q: {type: object}}}
`);
    assert.deepEqual(places(findings), ['warning unsupported-item-schema 8:72-8:82']);
    assert.deepEqual(
      api.operations.map(one => one.method),
      ['query', 'COPY'],
    );
    const [parameter] = api.operations[0]!.parameters;
    assert.deepEqual(
      [parameter?.in, parameter?.contentType, parameter?.shape.ref],
      ['querystring', 'application/x-www-form-urlencoded', '#/components/schemas/Q'],
    );
  });

  it('read webhooks, callbacks and path items by reference with fields beside', async () => {
    const { api, findings } = await readSpec(`${head('3.1.0')}webhooks:
  created: {post: {responses: {200: {description: ok}}}}
paths:
  /a:
    $ref: '#/components/pathItems/A'
    parameters: [{name: p, in: query, schema: {type: integer}}]
    get: {operationId: own, responses: {}}
components:
  pathItems:
    A:
      parameters: [{name: p, in: query, schema: {type: string}}, {name: r, in: query, schema: {type: string}}]
      get: {operationId: theirs, responses: {}}
      put: {responses: {}, callbacks: {c: {'{$request.body#/url}': {post: {responses: {}}}}}}
`);
    assert.deepEqual(findings, []);
    assert.deepEqual(
      api.webhooks.map(one => [one.method, one.path]),
      [['post', 'created']],
    );
    assert.deepEqual(
      api.operations.map(one => [one.method, one.id]),
      [
        ['get', 'own'],
        ['put', undefined],
      ],
    );
    assert.deepEqual(bare(api.operations[1]?.parameters.map(one => [one.name, one.shape])), [
      ['r', { types: ['string'] }],
      ['p', { types: ['integer'] }],
    ]);
    assert.deepEqual(
      api.operations[1]?.callbacks.map(one => [one.method, one.path]),
      [['post', '{$request.body#/url}']],
    );
  });

  it('read a part that many refer to once', async () => {
    const paths = Array.from(
      { length: 50 },
      (_, index) => `  /p${index}: {get: {responses: {400: {$ref: '#/components/responses/R'}}}}\n`,
    );
    const { api, findings } = await readSpec(`${head('3.1.0')}paths:\n${paths.join('')}components:
  responses: {R: {description: 5, content: {application/json: {schema: {type: wrong}}}}}
`);
    assert.equal(findings.length, 2);
    assert.equal(new Set(api.operations.map(one => one.responses[0])).size, 1);
  });
});
