import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readProgram } from '../../../src/app/generated/readProgram.js';
import type { AppReading } from '../../../src/app/readApp.js';
import { findChanges, readVersion } from '../../../src/openapi/breaking/findChanges.js';
import { readApi } from '../../../src/openapi/parse.js';
import { writeDescription } from '../../../src/openapi/write.js';
import { scaffold } from '../../../src/scaffold/scaffold.js';
import { sentences } from './driftHarness.js';

const frameworks = ['express', 'fastify', 'koa'] as const;

/** Programs that take the generated routes in. */
const programs = {
  express: `import express from 'express'; import { register } from './api/index.js'; const app = express(); register(app, {});`,
  fastify: `import Fastify from 'fastify'; import { register } from './api/index.js'; const app = Fastify(); await app.register(register, {});`,
  koa: `import Koa from 'koa'; import { register } from './api/index.js'; const app = new Koa(); register(app, {});`,
};

async function readBack(text: string, framework: (typeof frameworks)[number]): Promise<AppReading> {
  const spec = path.resolve('/spec/openapi.yaml');
  const { api } = await readApi(spec, { readFile: async () => text, root: path.dirname(spec) });
  const nothing = { read: async () => undefined, list: async () => [] };
  const { changes } = await scaffold(api, { framework, specName: 'openapi.yaml' }, nothing);
  const root = path.resolve('/app');
  const files = new Map(changes.map(change => [path.join(root, 'api', change.path), change.text]));
  files.set(path.join(root, 'app.ts'), programs[framework]);
  return readProgram({ root, programs: [...files.keys()].sort(), read: file => files.get(file) }, { guards: [] });
}

const text = `openapi: 3.1.0
info: { title: T, version: '1' }
security: [{ bearerAuth: [] }]
paths:
  /users:
    get:
      parameters:
        - { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 100 } }
        - { name: kinds, in: query, schema: { type: array, items: { enum: [a, b], type: string } } }
        - { name: X-Tenant, in: header, required: true, schema: { type: string, format: uuid } }
      responses:
        '200': { description: d, content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/User' } } } } }
    post:
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/NewUser' } } } }
      responses:
        '201': { description: d, content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
        '409': { description: d, content: { application/json: { schema: { type: object, required: [code], properties: { code: { type: string } } } } } }
  /users/{id}:
    get:
      security: []
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses:
        '200': { description: d, content: { application/json: { schema: { $ref: '#/components/schemas/User' } } } }
        '404': { description: d }
    delete:
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses: { '204': { description: d } }
components:
  securitySchemes: { bearerAuth: { type: http, scheme: bearer } }
  schemas:
    NewUser: { type: object, required: [name], properties: { name: { type: string, minLength: 1 }, age: { type: [integer, 'null'] }, tags: { type: array, items: { type: string } } } }
    User: { type: object, required: [id, name], properties: { id: { type: integer }, name: { type: string }, friend: { $ref: '#/components/schemas/User' }, kind: { type: string, enum: [a, b] } } }
`;

/** What generated code does not hold, by the rule that tells that it is gone, and why it does not. */
const unsaid = new Map([
  ['server-removed', 'where an API is served is not in its code'],
  [
    'operation-id-changed',
    'an id that TypeScript cannot have as a name (`find pet by id`) is written as one that it can',
  ],
  ['operation-removed', 'a path with a fragment (`/cookies#form`) is not what servers see'],
  ['required-parameter-added', 'a parameter of a path that only the path names is one'],
  ['response-added', 'an operation without any answer described has some'],
  ['response-header-removed', 'headers of answers are set by handlers, and nothing checks them'],
  ['webhook-removed', 'webhooks and callbacks are requests of the server, not to it'],
  ['security-scheme-changed', 'to a server, OAuth 2 and OpenID Connect are a bearer token'],
  ['request-limit-narrowed', 'int8 and its like are checked as limits'],
  ['request-format-widened', 'float, double, password and binary check nothing'],
  ['response-format-widened', 'float, double, password and binary check nothing'],
  ['request-type-narrowed', 'what has properties and no type is read as an object; XML is a text to handlers'],
  ['response-type-narrowed', 'what has properties and no type is read as an object; XML is a text to handlers'],
  ['type-changed', 'XML is a text to handlers'],
  ['request-default-changed', 'of what has to be there no default is needed'],
  ['request-property-added', 'that a field is only for answers is known of requests, and not of answers that share it'],
  ['response-property-added', 'that a field is only for requests is known of requests, and not of answers'],
  ['request-choice-widened', 'objects that may have further members of several kinds are checked member by member'],
  ['response-choice-widened', 'objects that may have further members of several kinds are checked member by member'],
  ['request-choice-narrowed', 'a form is one object'],
]);

async function changesOf(before: string, reading: AppReading) {
  const version = (one: string) => {
    const file = path.resolve('/spec/openapi.yaml');
    return readVersion({ path: file, label: 'spec', root: path.dirname(file), readFile: async () => one });
  };
  const after = writeDescription(reading.document!, 'yaml');
  return findChanges(await version(before), await version(after), { today: '2026-01-01' }).changes;
}

describe('generated code, read back', () => {
  for (const framework of frameworks) {
    it(`is what it came from: ${framework}`, async () => {
      const reading = await readBack(text, framework);
      assert.deepEqual(await sentences({ 'openapi.yaml': text }, reading), []);
      const changes = await changesOf(text, reading);
      const rules = changes.map(({ rule }) => rule);
      assert.deepEqual(rules, []);
      const other = await changesOf(text.replace("'201'", "'202'").replace('integer, minimum: 1', 'string'), reading);
      assert.ok(other.length > changes.length);
    });
  }

  const folder = path.join(__dirname, '../../../node_modules/@readme/oas-examples');
  // Webhooks alone make no routes.
  const examples = ['3.0', '3.1'].flatMap(version =>
    readdirSync(path.join(folder, version, 'yaml')).flatMap(name =>
      name === 'webhooks.yaml' ? [] : [`${version}/yaml/${name}`],
    ),
  );
  examples.forEach((name, index) => {
    if (process.env.CI && index % 13 !== 0) return;
    const framework = frameworks[index % frameworks.length]!;
    it(`says what ${name} says, but for what code cannot hold: ${framework}`, async () => {
      const before = await readFile(path.join(folder, name), 'utf8');
      const reading = await readBack(before, framework);
      assert.deepEqual(await sentences({ 'openapi.yaml': before }, reading), []);
      const others = (await changesOf(before, reading)).filter(({ rule }) => !unsaid.has(rule));
      assert.deepEqual(
        others.map(({ rule, message }) => `${rule}: ${message}`),
        [],
      );
    }).timeout(20_000);
  });

  it('keeps files that only look like the runtime', () => {
    const root = path.resolve('/app');
    const files = new Map(
      [
        [
          'app.js',
          `import express from 'express'; import { path } from './runtime/server.js'; const app = express(); app.get(path, (q, r) => r.json({}));`,
        ],
        ['runtime/server.ts', `export const path = '/mine';`],
      ].map(([name, one]) => [path.join(root, name!), one!]),
    );
    const { operations } = readProgram(
      { root, programs: [...files.keys()], read: file => files.get(file) },
      { guards: [] },
    );
    assert.deepEqual(
      operations.map(one => one.path),
      ['/mine'],
    );
  });
});
