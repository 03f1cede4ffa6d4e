/** Descriptions with much of what the specifications know, to be damaged. By file name. */
const modern = `openapi: 3.1.0
$self: https://api.test/openapi.yaml
info: { title: Everything, version: 1.0.0, summary: s, license: { name: MIT, identifier: MIT } }
jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema
servers: [{ url: 'https://{region}.api.test/v1', variables: { region: { default: eu, enum: [eu, us] } } }]
tags: [{ name: a, description: d }, { name: b }]
security: [{ oauth: [read] }, {}]
paths:
  /things/{id}:
    summary: Things
    servers: [{ url: /other }]
    parameters:
      - { name: id, in: path, required: true, style: matrix, explode: true, schema: { type: [integer, 'null'], format: int64 } }
    get: &get
      operationId: getThing
      tags: [a]
      parameters:
        - { name: filter, in: query, style: deepObject, schema: { type: object, properties: { a: { type: string } } } }
        - { name: ids, in: query, style: pipeDelimited, explode: false, schema: { type: array, items: { type: integer } } }
        - { name: q, in: query, content: { application/json: { schema: { $ref: '#/components/schemas/Node' } } } }
        - { name: X-Trace, in: header, schema: { type: string, pattern: '^[a-f0-9]{16}$' } }
        - { name: session, in: cookie, schema: { type: string, minLength: 1 } }
        - $ref: '#/components/parameters/Limit'
      responses:
        '200':
          description: ok
          headers: { X-Rate: { schema: { type: integer } }, Link: { $ref: '#/components/headers/Link' } }
          content:
            application/json: { schema: { $ref: '#/components/schemas/Thing' }, examples: { one: { $ref: '#/components/examples/One' } } }
            text/event-stream: { schema: { type: string } }
          links: { self: { operationId: getThing, parameters: { id: '$response.body#/id' } } }
        4XX: { $ref: '#/components/responses/Error' }
        default: { $ref: '#/components/responses/Error' }
    head: *get
    put:
      operationId: putThing
      deprecated: true
      security: []
      requestBody:
        required: true
        content:
          application/json: { schema: { $ref: '#/components/schemas/Thing' }, example: { id: 1, kind: a } }
          application/x-www-form-urlencoded:
            schema: { type: object, properties: { tags: { type: array, items: { type: string } } } }
            encoding: { tags: { style: form, explode: true } }
          multipart/form-data:
            schema: { type: object, properties: { file: { type: string, format: binary }, meta: { type: object } } }
            encoding: { file: { contentType: image/png, headers: { X-A: { schema: { type: string } } } } }
      callbacks:
        done:
          '{$request.body#/url}': { post: { requestBody: { content: { application/json: { schema: true } } }, responses: { '204': { description: ok } } } }
      responses: { '204': { description: done } }
  /things/{name}/parts: { $ref: '#/components/pathItems/Parts' }
webhooks:
  changed: { post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }, responses: { '200': { description: ok } } } }
components:
  parameters: { Limit: { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 100, default: 20 } } }
  headers: { Link: { description: l, schema: { type: string } } }
  examples: { One: { summary: s, value: { id: 1, kind: a } } }
  responses:
    Error: { description: no, content: { application/problem+json: { schema: { $ref: '#/components/schemas/Problem' } } } }
  pathItems:
    Parts: { get: { parameters: [{ name: name, in: path, required: true, schema: { type: string } }], responses: { '200': { description: ok } } } }
  securitySchemes:
    oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: /token, scopes: { read: r, write: w } } } }
    key: { type: apiKey, in: header, name: X-Key }
    bearer: { type: http, scheme: bearer }
  schemas:
    Thing:
      oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }]
      discriminator: { propertyName: kind, mapping: { a: '#/components/schemas/A', b: B } }
    Base: { type: object, required: [id, kind], properties: { id: { type: integer, readOnly: true }, kind: { type: string } } }
    A: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: object, properties: { kind: { const: a }, n: { type: number, multipleOf: 0.01, exclusiveMinimum: 0 } } }] }
    B:
      allOf: [{ $ref: '#/components/schemas/Base' }]
      properties: { kind: { const: b }, secret: { type: string, writeOnly: true, format: password } }
      patternProperties: { '^x-': { type: string } }
      additionalProperties: { $ref: '#/components/schemas/Node' }
      propertyNames: { maxLength: 20 }
      minProperties: 1
      dependentRequired: { secret: [id] }
      unevaluatedProperties: false
    Node: { $anchor: node, type: object, properties: { next: { $ref: '#node' }, children: { type: array, items: { $ref: '#/components/schemas/Node' }, uniqueItems: true, maxItems: 9 } } }
    Tuple: { type: array, prefixItems: [{ type: string }, { type: integer }], items: false, contains: { type: integer }, minContains: 1 }
    Tree: { $id: https://api.test/tree, $dynamicAnchor: node, type: object, properties: { sub: { $dynamicRef: '#node' } }, $defs: { x: { type: string } } }
    Choice: { if: { properties: { a: { const: 1 } } }, then: { required: [b] }, else: { not: { required: [b] } } }
    Problem: { type: object, properties: { title: { type: string }, status: { type: integer, enum: [400, 404, 500] } }, default: { title: x } }
    Any: true
    None: false
    Formats: { type: object, properties: { a: { type: string, format: date-time, example: now }, b: { type: string, format: uuid }, c: { type: string, format: byte }, d: { enum: [1, a, null, { x: 1 }] } } }
`;

const old = `{
  "swagger": "2.0",
  "info": { "title": "Old", "version": "1" },
  "host": "api.test", "basePath": "/v1", "schemes": ["https"],
  "consumes": ["application/json"], "produces": ["application/json", "text/plain"],
  "securityDefinitions": { "basic": { "type": "basic" }, "o": { "type": "oauth2", "flow": "implicit", "authorizationUrl": "https://a.test", "scopes": { "r": "read" } } },
  "parameters": { "Page": { "name": "page", "in": "query", "type": "integer", "minimum": 1, "default": 1 } },
  "responses": { "Gone": { "description": "gone", "schema": { "$ref": "#/definitions/Error" } } },
  "paths": {
    "/pets/{id}": {
      "parameters": [{ "name": "id", "in": "path", "required": true, "type": "string", "pattern": "^[a-z]+$" }],
      "get": {
        "parameters": [{ "$ref": "#/parameters/Page" }, { "name": "tags", "in": "query", "type": "array", "items": { "type": "string" }, "collectionFormat": "multi" }],
        "responses": { "200": { "description": "ok", "schema": { "type": "array", "items": { "$ref": "#/definitions/Pet" } }, "headers": { "X-A": { "type": "integer" } }, "examples": { "application/json": [{ "name": "a" }] } }, "410": { "$ref": "#/responses/Gone" } }
      },
      "post": {
        "consumes": ["multipart/form-data"],
        "parameters": [{ "name": "file", "in": "formData", "type": "file" }, { "name": "note", "in": "formData", "type": "string", "maxLength": 9 }],
        "security": [{ "basic": [] }],
        "responses": { "default": { "description": "any" } }
      },
      "put": { "parameters": [{ "name": "body", "in": "body", "required": true, "schema": { "$ref": "#/definitions/Pet" } }], "responses": { "204": { "description": "done" } } }
    }
  },
  "definitions": {
    "Pet": { "type": "object", "discriminator": "kind", "required": ["kind"], "properties": { "kind": { "type": "string" }, "name": { "type": "string", "x-nullable": true }, "parent": { "$ref": "#/definitions/Pet" } }, "example": { "kind": "Cat" } },
    "Cat": { "allOf": [{ "$ref": "#/definitions/Pet" }, { "type": "object", "properties": { "lives": { "type": "integer", "exclusiveMinimum": true, "minimum": 0 } } }] },
    "Error": { "type": "object", "additionalProperties": { "type": "string", "enum": ["a", "b"] } }
  }
}
`;

export const kitchenSinks: readonly (readonly [string, string])[] = [
  ['modern.yaml', modern],
  ['modern.yaml', modern.replace('3.1.0', '3.2.0')],
  ['old.json', old],
];
