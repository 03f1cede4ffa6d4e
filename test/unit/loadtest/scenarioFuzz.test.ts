import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { createRequests } from '../../../src/loadtest/requests/createRequests.js';
import { createRandom } from '../../../src/loadtest/requests/random.js';
import { fuzzTarget } from '../../../src/loadtest/scenario/fuzz.js';
import { wrongValues } from '../../../src/loadtest/scenario/fuzzValues.js';
import { sampleShape } from '../../../src/loadtest/scenario/sampleShape.js';
import { shapesOf } from '../../../src/loadtest/scenario/shapes.js';
import { readApi } from '../../../src/openapi/parse.js';
import { Problem } from '../../../src/text/problem.js';
import { others, schemasWith, verdict } from '../../support/randomSchemas.js';
import { apiOf, shapeKeywords, shapeOf, validator } from './shapeSchemas.js';

const server = 'http://127.0.0.1:3000';
const schema = schemasWith(shapeKeywords);

describe('fuzzed values', () => {
  it('are wrong by Ajv, for random schemas', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(schema, fc.nat(), async (it, seed) => {
        const { api, shape } = await shapeOf(it, others);
        const valid = sampleShape(shape, shapesOf(api), createRandom(seed));
        if (!valid) return;
        const validate = validator(api)(shape);
        for (const { value, kind, pointer } of wrongValues(shape, valid.value, shapesOf(api))) {
          assert.ok(verdict(validate, value) !== true, JSON.stringify([it, kind, pointer, value]));
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 100) },
    );
  });

  it('are made in bounded time of a value however large', async () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`p${i}`, { type: 'string', maxLength: 9 }]));
    const tree = {
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 60 }, (_, i) => [`o${i}`, { type: 'object', properties: many }]),
      ),
    };
    const { api, shape } = await shapeOf(tree);
    const valid = sampleShape(shape, shapesOf(api), createRandom(1), true)!;
    const before = process.cpuUsage().user;
    const wrong = wrongValues(shape, valid.value, shapesOf(api));
    const seconds = (process.cpuUsage().user - before) / 1e6;
    assert.ok(wrong.length > 50 && wrong.length < 1000, String(wrong.length));
    assert.ok(seconds < 10, String(seconds));
  });

  it('are of every kind that a schema knows', async () => {
    const { api, shape } = await shapeOf({
      type: 'object',
      required: ['name', 'kind'],
      additionalProperties: false,
      properties: {
        name: { type: 'string', minLength: 2, maxLength: 5, pattern: '^[a-z]+$' },
        kind: { enum: ['a', 'b'] },
        email: { type: 'string', format: 'email' },
        age: { type: 'integer', minimum: 0, exclusiveMaximum: 150 },
        tags: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 3, uniqueItems: true },
        half: { type: 'number', multipleOf: 0.5 },
      },
    });
    const valid = { name: 'abc', kind: 'a', email: 'a@example.com', age: 5, tags: ['x'], half: 1 };
    const kinds = new Set(wrongValues(shape, valid, shapesOf(api)).map(({ kind, pointer }) => `${pointer} ${kind}`));
    for (const each of [
      ...[
        '/name missing',
        '/kind missing',
        '/name wrong type',
        '/name too short',
        '/name too long',
        '/name not as the pattern',
      ],
      ...[
        '/kind not in the list',
        '/email no email',
        '/age too small',
        '/age too large',
        '/age not whole',
        '/age null',
      ],
      ...['/tags too few', '/tags too many', '/tags twice the same', '/tags/0 wrong type', '/half not a multiple'],
      ...[' unexpected property', ' __proto__', ' constructor', ' wrong type', ' null'],
    ]) {
      assert.ok(kinds.has(each), `${each} in ${[...kinds].join(', ')}`);
    }
    assert.ok(!kinds.has('/email missing'));
  });
});

describe('fuzz this path', () => {
  it('names each mistake and expects 4XX', async () => {
    const file = path.resolve(__dirname, '../../fixtures/specs/shop.yaml');
    const { api } = await readApi(file, {
      readFile: async name => readFileSync(name, 'utf8'),
      root: path.dirname(file),
    });
    let fuzzed = 0;
    for (const operation of api.operations) {
      try {
        const variables = Object.fromEntries(api.securitySchemes.map(each => [`$secret.${each.name}`, 's']));
        const { target } = fuzzTarget(api, operation, { server, seed: 1, variables });
        const requests = createRequests(target.flow, target.origin, 1);
        for (const request of target.flow.requests) {
          assert.deepEqual(request.expect, ['4XX']);
          assert.match(request.name, / · .+: /);
          requests.wire(request, requests.newUser(0));
          fuzzed++;
        }
      } catch (error) {
        assert.ok(error instanceof Problem && /nothing to fuzz|is not fuzzed/.test(error.message), String(error));
      }
    }
    assert.ok(fuzzed > 50, String(fuzzed));
  });

  it('breaks parameters only in ways that no reading allows', async () => {
    const parameters = [
      { in: 'path', name: 'id', required: true, schema: { type: 'integer', minimum: 1 } },
      { in: 'query', name: 'text', required: true, schema: { type: 'string' } },
      { in: 'query', name: 'flag', schema: { type: 'boolean' } },
      { in: 'query', name: 'list', schema: { type: 'array', items: { type: 'integer' } } },
      { in: 'header', name: 'Accept', required: true, schema: { type: 'integer' } },
    ];
    const api = await apiOf({
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: { '/a/{id}': { get: { parameters, responses: {} } } },
    });
    const { target } = fuzzTarget(api, api.operations[0]!, { server, seed: 1 });
    const sent = target.flow.requests.map(({ name, variants }) => `${name.split(' · ')[1]} ${variants[0]!.path}`);
    assert.ok(
      sent.some(each => /^missing: query parameter text \/a\/\d+$/.test(each)),
      sent.join('\n'),
    );
    assert.ok(
      sent.some(each => /^too small: path parameter id \/a\/0\?/.test(each)),
      sent.join('\n'),
    );
    assert.ok(
      sent.some(each => each.includes('flag=not')),
      sent.join('\n'),
    );
    for (const each of sent) {
      assert.ok(!/Accept|flag=(?:1|0|true)$|list=\d+$/.test(each), each);
      assert.ok(!/query parameter text/.test(each) || each.startsWith('missing'), each);
    }
  });

  it('never sends a DELETE of which only something else than the path is wrong', async () => {
    const parameters = [
      { in: 'path', name: 'id', required: true, example: 7, schema: { type: 'integer' } },
      { in: 'query', name: 'force', required: true, schema: { type: 'boolean' } },
    ];
    const text = [{ in: 'path', name: 'id', required: true, schema: { type: 'string' } }, parameters[1]];
    const api = await apiOf({
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: {
        '/a/{id}': { delete: { parameters, responses: {} } },
        '/b/{id}': { delete: { parameters: text, responses: {} } },
      },
    });
    const { target } = fuzzTarget(api, api.operations[0]!, { server, seed: 1 });
    assert.ok(target.flow.requests.length > 0);
    for (const { name, variants } of target.flow.requests) {
      assert.match(name, /path parameter id$/);
      assert.doesNotMatch(variants[0]!.path, /^\/a\/\d+(?:\?|$)/);
    }
    assert.throws(
      () => fuzzTarget(api, api.operations[1]!, { server, seed: 1 }),
      /is not fuzzed: only its path may be wrong/,
    );
  });

  it('breaks the body as a whole', async () => {
    const content = {
      'application/json': { schema: { type: 'object', properties: { a: { const: '{{x}}' } }, required: ['a'] } },
    };
    const api = await apiOf({
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: { '/a': { post: { requestBody: { required: true, content }, responses: {} }, get: { responses: {} } } },
    });
    const { target } = fuzzTarget(api, api.operations.find(({ method }) => method === 'post')!, { server, seed: 1 });
    const kinds = new Set(target.flow.requests.map(({ name }) => name.split(' · ')[1]!.split(':')[0]!));
    for (const kind of ['broken JSON', 'missing', 'undeclared type', 'wrong type', 'null'])
      assert.ok(kinds.has(kind), kind);
    createRequests(target.flow, target.origin, 1);
    for (const { name, variants } of target.flow.requests) {
      if (!name.includes('broken')) continue;
      assert.throws(() => JSON.parse(variants[0]!.body as string), name);
    }
    assert.throws(
      () => fuzzTarget(api, api.operations.find(({ method }) => method === 'get')!, { server, seed: 1 }),
      /nothing to fuzz/,
    );
  });
});
