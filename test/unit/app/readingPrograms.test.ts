import assert from 'node:assert/strict';
import { readFiles, routeNames } from './appHarness.js';
import { bodySchema, componentSchemas, operationOf } from './sources.js';

type Parameters = readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
const express = "import express from 'express';\nconst app = express();\n";
const read = (lines: string) => readFiles({ 'app.js': express + lines });
const parametersOf = (reading: ReturnType<typeof read>, path: string, method = 'get') =>
  ((operationOf(reading, path, method)?.parameters ?? []) as unknown as Parameters).map(
    one => `${one.in} ${one.name}${one.required ? '!' : ''}`,
  );

describe('what a program asks for', () => {
  const cases: readonly (readonly [string, string, readonly string[] | undefined])[] = [
    ['answers that refuse', 'if (!req.body.a) return res.status(400).end();', ['a']],
    ['what is thrown', 'const { a, b } = req.body; if (!a || b === undefined) throw new Error("x");', ['a', 'b']],
    ['texts without their spaces', 'const a = req.body.a.trim(); if (!a) throw new Error("x");', ['a']],
    [
      'what is checked and otherwise refused',
      'if (req.body.a && req.body.b) { res.end(); return; } res.status(422).end();',
      undefined,
    ],
    [
      'what is there and nothing else refused',
      'if (req.body.a) { req.body.b; } else { return res.status(400).end(); }',
      ['a'],
    ],
    ['nothing under another condition', 'if (req.body.b === 1) { if (!req.body.a) throw new Error("x"); }', undefined],
    [
      'nothing after an answer to some',
      'if (req.body.b === 1) return res.json({}); if (!req.body.a) throw new Error("x");',
      undefined,
    ],
    [
      'nothing that is caught and forgotten',
      'try { if (!req.body.a) throw new Error("x"); } catch { console.log(1); }',
      undefined,
    ],
    [
      'what is caught and answered',
      'try { if (!req.body.a) throw new Error("x"); } catch (e) { return res.status(400).end(); }',
      ['a'],
    ],
  ];
  for (const [name, lines, expected] of cases) {
    it(`by ${name}`, () => {
      const reading = read(`app.post('/x', (req, res) => { ${lines} res.json({}); });`);
      assert.deepEqual((bodySchema(reading) as { required?: string[] } | undefined)?.required, expected);
    });
  }

  it('in queries, too', () => {
    const reading = read(
      "app.get('/x', (req, res) => { if (!req.query.q) return res.sendStatus(400); res.json({}); });",
    );
    assert.deepEqual(parametersOf(reading, '/x'), ['query q!']);
  });
});

describe('what is read of a body', () => {
  const fields = (lines: string) => {
    const schema = bodySchema(read(`app.post('/x', (req, res) => { ${lines} res.json({}); });`));
    return Object.keys((schema as { properties?: object })?.properties ?? {});
  };

  it('has not what the program puts in itself', () => {
    assert.deepEqual(fields('const { user } = req.body; const a = req.body.a; req.body.id = 1; use(req.body.id);'), [
      'user',
      'a',
    ]);
  });

  it('has lists where their methods are called, and fields of the same names where not', () => {
    assert.deepEqual(fields('const { tags, sort } = req.body.of; tags.filter(one => one.on); use(sort);'), ['of']);
    const schema = bodySchema(
      read(
        "app.post('/x', (req, res) => { req.body.tags.filter(one => one.on); use(req.body.list.sort); res.json({}); });",
      ),
    ) as { properties: { tags: { type: string }; list: { properties: object } } };
    assert.equal(schema.properties.tags.type, 'array');
    assert.deepEqual(Object.keys(schema.properties.list.properties), ['sort']);
  });

  it('has no place in GET', () => {
    const reading = read("app.get('/x', (req, res) => { use(req.body.a); res.json({}); });");
    assert.equal(operationOf(reading, '/x', 'get')?.requestBody, undefined);
  });
});

describe('what middlewares read of every request', () => {
  const routes = [1, 2, 3, 4, 5, 6].map(n => `app.get('/r${n}', (req, res) => res.json({}));`).join('\n');
  it('is no parameter of one operation, unless requests are refused without it', () => {
    const reading =
      read(`app.use((req, res, next) => { use(req.headers['x-trace'], req.query.debug); if (!req.headers['x-tenant']) return res.sendStatus(400); next(); });
      app.use('/r1', (req, res, next) => { use(req.query.page); next(); });\n${routes}`);
    assert.deepEqual(parametersOf(reading, '/r1'), ['query page', 'header x-tenant!']);
    assert.deepEqual(parametersOf(reading, '/r2'), ['header x-tenant!']);
  });

  it('stays where the handler reads it, too', () => {
    const reading = read(`app.use((req, res, next) => { use(req.query.page); next(); });\n${routes}
      app.get('/y', (req, res) => res.json({ page: req.query.page }));`);
    assert.deepEqual(parametersOf(reading, '/y'), ['query page']);
  });

  it('is a credential where it is called so', () => {
    const reading = read(
      "app.use((req, res, next) => { use(req.header('X-API-Key')); next(); });\napp.get('/x', (req, res) => res.json({}));",
    );
    const operation = operationOf(reading, '/x', 'get') as { security?: unknown; parameters?: unknown };
    assert.deepEqual([operation.security, operation.parameters], [[{ apiKeyAuth: [] }], undefined]);
  });
});

describe('routes of large programs', () => {
  it('stand under what is known only at run time', () => {
    const reading = read("const r = express.Router(); r.get('/a', (q, s) => s.json({})); app.use(config.base, r);");
    assert.deepEqual(routeNames(reading), ['GET /a']);
    assert.match(reading.unclear.map(one => one.message).join(), /beginning of the path is known only at run time/);
  });

  it('are made by methods that nothing calls, and are not twice there', () => {
    const reading = readFiles({
      'api.js':
        "const express = require('express'); class Api { constructor() { this.router = express(); this.router.get('/a', (q, s) => s.json({})); } }\nmodule.exports = Api;",
      'server.js':
        "const express = require('express'); const Api = require('./api.js'); class Server { constructor() { this.api = new Api(); } start() { const app = express(); app.use('/api', this.api.router); } }\nmodule.exports = Server;",
    });
    assert.deepEqual(routeNames(reading), ['GET /api/a']);
  });

  it('have one path where only names of parameters differ', () => {
    const reading = read(
      "app.get('/u/:id', (q, s) => s.json({ id: q.params.id })); app.put('/u/:user', (q, s) => s.json({ id: q.params.user }));",
    );
    assert.deepEqual(routeNames(reading), ['GET /u/{id}', 'PUT /u/{id}']);
    assert.deepEqual(parametersOf(reading, '/u/{id}', 'put'), ['path id!']);
  });

  it('answer nothing strange for names of JavaScript', () => {
    const reading = read(
      "app.get('/x', (q, s) => s.json({ a: y.constructor(1), b: 'a'.constructor, c: [].valueOf(), d: y.hasOwnProperty('z') }));",
    );
    assert.doesNotThrow(() => structuredClone(reading.document));
  });
});

describe('schemas of fluent-json-schema', () => {
  it('are what they say: a field without names after it is the one that has to be there', () => {
    const reading = readFiles({
      'app.js': `const S = require('fluent-json-schema'); const app = require('fastify')();
const User = S.object().prop('email', S.string().format('email').required()).prop('age', S.integer().minimum(0)).prop('tags', S.array().items(S.string()).maxItems(3)).required();
app.post('/x', { schema: { body: S.object().additionalProperties(false).prop('user', User).prop('kind', S.enum(['a', 'b'])).required(['user']) } }, async (request, reply) => ({ ok: true }));`,
    });
    const body = bodySchema(reading) as {
      required: string[];
      additionalProperties: boolean;
      properties: { kind: object };
    };
    assert.deepEqual(
      [body.required, body.additionalProperties, body.properties.kind],
      [['user'], false, { enum: ['a', 'b'] }],
    );
    const user = componentSchemas(reading).User;
    assert.deepEqual(user, {
      type: 'object',
      properties: {
        email: { type: 'string', format: 'email' },
        age: { type: 'integer', minimum: 0 },
        tags: { type: 'array', items: { type: 'string' }, maxItems: 3 },
      },
      required: ['email', 'tags'],
    });
  });
});
