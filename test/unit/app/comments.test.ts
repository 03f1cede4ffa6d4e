import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json } from '../../../src/openapi/json.js';
import { operationOf, readFiles } from './sources.js';

type Object = { readonly [key: string]: Json };

const app = "const express = require('express');\nconst app = express();\n";
const messages = (reading: ReturnType<typeof readFiles>) => reading.unclear.map(({ message }) => message);

describe('Comments of routes', () => {
  const cases: readonly (readonly [string, string, Object])[] = [
    [
      'before the registration',
      '/** Makes it.\n *\n * In full,\n * over lines. */\napp.post("/x", (req, res) => res.end());',
      { summary: 'Makes it', description: 'In full, over lines.' },
    ],
    [
      'before the handler',
      '/**\r\n * Makes it.\r\n */\r\nconst make = (req, res) => res.end();\napp.post("/x", make);',
      { summary: 'Makes it' },
    ],
    [
      'before a wrapped handler',
      '/** Makes it. */\nconst make = wrap(async (req, res) => res.end());\napp.post("/x", make);',
      { summary: 'Makes it' },
    ],
    [
      'before a method',
      'const all = {\n /** Makes it.\n @deprecated */\n async make(req, res) { res.end(); } };\napp.post("/x", all.make);',
      { summary: 'Makes it', deprecated: true },
    ],
    [
      'before a member',
      '/** Makes it. */\nexports.make = async (req, res) => res.end();\napp.post("/x", exports.make);',
      { summary: 'Makes it' },
    ],
    [
      'tags of a common style',
      '/**\n * @desc    Make it\n * @route   POST /x\n * @access  Public\n */\napp.post("/x", (req, res) => res.end());',
      { summary: 'Make it' },
    ],
    [
      'before one of several methods',
      'app.route("/x")\n /** Makes it. */\n .post((req, res) => res.end())\n .get((req, res) => res.end());',
      { summary: 'Makes it' },
    ],
    [
      'not one before several methods',
      '/** Things. */\napp.route("/x").post((req, res) => res.end()).get((req, res) => res.end());',
      {},
    ],
    ['not one of something else', '/** The port. */\nconst port = 1;\napp.post("/x", (req, res) => res.end());', {}],
    ['not plain comments', '/* no */ // no\napp.post("/x", (req, res) => res.end());', {}],
    ['not lines of stars', '/** ---------- */\napp.post("/x", (req, res) => res.end());', {}],
    [
      'links are their text',
      '/** See {@link Thing} and {@link Other|the other}. */\napp.post("/x", (req, res) => res.end());',
      { summary: 'See Thing and the other' },
    ],
  ];
  for (const [name, lines, expected] of cases) {
    it(name, () => {
      const { summary, description, deprecated } = operationOf(readFiles({ 'a.js': app + lines }));
      const found = Object.entries({ summary, description, deprecated }).filter(([, one]) => one !== undefined);
      // What no comment says in words is what the operation is called.
      const title = expected.summary ?? (expected.description === undefined ? 'Post x' : undefined);
      const words = title === undefined ? {} : { summary: title, description: `${String(title)}.` };
      assert.deepEqual(Object.fromEntries(found), { ...words, ...expected });
    });
  }
});

describe('@openapi and @swagger blocks', () => {
  const route = `app.post('/v1/x/:id', (req, res) => { req.query.q; res.status(201).json({ a: 1 }); });\n`;
  const block = (yaml: string) =>
    `/**\n * @openapi\n${yaml
      .split('\n')
      .map(line => ` * ${line}`)
      .join('\n')}\n */\n`;

  it('win over what is read, at the operation that they mean', () => {
    const yaml = `/x/{name}:
  post:
    summary: Makes it
    tags: [Things]
    parameters:
      - { in: path, name: name, required: true, description: Which, schema: { type: string, format: uuid } }
    requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/New' } } } }
    responses:
      201: { description: Made }
      409: { description: There already }
components:
  schemas:
    New: { type: object, properties: { a: { type: string, nullable: true } } }
tags: { name: Things, description: All of them }`;
    const reading = readFiles({ 'a.js': app + block(yaml) + route });
    assert.deepEqual(messages(reading), []);
    const made = operationOf(reading, '/v1/x/{id}');
    assert.deepEqual(made, {
      operationId: made.operationId!,
      ...{ tags: ['Things'], summary: 'Makes it', description: 'Makes it.' },
      parameters: [
        { in: 'path', name: 'id', required: true, description: 'Which', schema: { type: 'string', format: 'uuid' } },
        { in: 'query', name: 'q', schema: { type: 'string' } },
      ],
      requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/New' } } } },
      responses: { 201: { description: 'Made' }, 409: { description: 'There already' } },
    });
    assert.deepEqual((reading.document!.components as Object).schemas, {
      New: { type: 'object', properties: { a: { type: ['string', 'null'] } } },
    });
    assert.deepEqual(reading.document!.tags, [{ name: 'Things', description: 'All of them' }]);
  });

  it('contradictions, routes that are not there, and what nothing defines are told', () => {
    const yaml = `/x/{id}:
  post:
    responses:
      200: { description: OK, content: { application/json: { schema: { $ref: '#/components/schemas/Gone' } } } }
/y:
  get: { responses: {} }`;
    const reading = readFiles({ 'a.js': app + block(yaml) + block('/a: [') + route });
    assert.equal(messages(reading).length, 4);
    assert.match(messages(reading).join('\n'), /answers 201/);
    assert.match(messages(reading).join('\n'), /GET \/y, which no route serves/);
    assert.match(messages(reading).join('\n'), /defines #\/components\/schemas\/Gone/);
    assert.match(messages(reading).join('\n'), /YAML is broken/);
    const { responses } = operationOf(reading, '/v1/x/{id}') as { responses: { [status: string]: Json } };
    assert.deepEqual(responses['200'], { description: 'OK', content: { 'application/json': { schema: {} } } });
  });

  it('security schemes that nothing defines are what their names say, and told', () => {
    const yaml =
      '/x/{id}:\n  post: { security: [{ bearerAuth: [] }, { other: [] }], responses: { 201: { description: d } } }';
    const reading = readFiles({ 'a.js': app + block(yaml) + route });
    assert.deepEqual(messages(reading), [
      'No @openapi block defines the security scheme bearerAuth; by its name it is taken to be bearer.',
      'No @openapi block defines the security scheme other.',
    ]);
    assert.deepEqual((reading.document!.components as Object).securitySchemes, {
      bearerAuth: { type: 'http', scheme: 'bearer' },
    });
  });

  it('Swagger 2.0 is said as OpenAPI 3.1 says it', () => {
    const yaml = `/v1/x/{id}:
  post:
    produces: [application/json]
    parameters:
      - { in: path, name: id, type: integer, required: true }
      - { in: body, name: b, required: true, schema: { $ref: '#/definitions/B' } }
    responses:
      201: { description: Made, schema: { type: array, items: { type: string } } }
definitions:
  B: { type: object, properties: { n: { type: number, minimum: 0, exclusiveMinimum: true } } }`;
    const reading = readFiles({ 'a.js': app + block(yaml).replace('@openapi', '@swagger') + route });
    const { parameters, requestBody, responses } = operationOf(reading, '/v1/x/{id}');
    assert.deepEqual((parameters as Json[])[0], {
      in: 'path',
      name: 'id',
      required: true,
      schema: { type: 'integer' },
    });
    assert.deepEqual(requestBody, {
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/B' } } },
    });
    assert.deepEqual(responses, {
      201: {
        description: 'Made',
        content: { 'application/json': { schema: { type: 'array', items: { type: 'string' } } } },
      },
    });
    assert.deepEqual((reading.document!.components as Object).schemas, {
      B: { type: 'object', properties: { n: { type: 'number', exclusiveMinimum: 0 } } },
    });
  });

  it('any text is read without an error', () => {
    const line = fc.constantFrom(
      '/x:',
      '  post:',
      '    responses:',
      '    parameters:',
      '     - a',
      '__proto__:',
      '  get: 1',
      'paths: x',
      '&a [*a]',
      '<<: *a',
      '- {',
      'components:',
      "  $ref: '#'",
      '@tag',
      '\t',
      'tags: [null, {name: 1}]',
      '    responses: [1]',
      '      200: 3',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), lines => {
        readFiles({ 'a.js': app + block(lines.join('\n')) + route });
      }),
      { numRuns: 300 },
    );
  });
});
