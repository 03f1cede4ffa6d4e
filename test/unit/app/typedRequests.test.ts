import assert from 'node:assert/strict';
import type { Json } from '../../../src/openapi/json.js';
import { bodySchema, componentSchemas, operationOf, readFiles, wholeBody } from './sources.js';

type Object = { readonly [key: string]: Json };

const text = { type: 'string' };
const answerOf = (operation: Object, status = '200') =>
  ((operation.responses as Object)[status] as { content: { [type: string]: { schema: Json } } }).content[
    'application/json'
  ]!.schema;

describe('Types and middlewares of requests', () => {
  it('types of requests and of their parts, each framework in its way', () => {
    const things = `export interface NewThing {\n /** Its name. */ name: string;\n size?: number }\nexport type Filter = { page: number; kind?: 'a' | 'b' };`;
    const express = `import express, { type Request } from 'express'; import type { Filter, NewThing } from './things';
const app = express();
app.post('/x', (req: Request<{ id: string }, unknown, NewThing, Filter>, res) => { const { page, kind } = req.query; res.json(req.body); });
const save = (thing: NewThing) => thing.name;
app.post('/y', (req, res) => { save(req.body.thing); res.sendStatus(204); });`;
    const reading = readFiles({ 'things.ts': things, 'a.ts': express });
    const reference = { $ref: '#/components/schemas/NewThing' };
    assert.deepEqual(bodySchema(reading), reference);
    assert.deepEqual(operationOf(reading).parameters, [
      { name: 'page', in: 'query', schema: { type: 'number' } },
      { name: 'kind', in: 'query', schema: { type: 'string', enum: ['a', 'b'] } },
    ]);
    assert.deepEqual(answerOf(operationOf(reading)), reference);
    assert.deepEqual(componentSchemas(reading).NewThing, {
      ...{ type: 'object', required: ['name'] },
      properties: { name: { description: 'Its name.', type: 'string' }, size: { type: 'number' } },
    });
    const { requestBody } = operationOf(reading, '/y') as { requestBody: { content: Object } };
    assert.deepEqual(requestBody.content['application/json'], {
      schema: { type: 'object', properties: { thing: reference } },
    });
    const fastify = readFiles({
      'things.ts': things,
      'a.ts': `import Fastify, { type FastifyRequest } from 'fastify'; import type { Filter, NewThing } from './things'; const app = Fastify();
app.post('/x', async (request: FastifyRequest<{ Body: NewThing; Querystring: Filter }>) => ({ name: request.body.name }));`,
    });
    assert.deepEqual(bodySchema(fastify), reference);
    assert.deepEqual(operationOf(fastify).parameters, operationOf(reading).parameters);
    assert.deepEqual(answerOf(operationOf(fastify)), {
      ...{ type: 'object', required: ['name'] },
      properties: { name: { description: 'Its name.', type: 'string' } },
    });
  });

  it('celebrate: parts by their segments, and plain objects of schemas', () => {
    const reading = readFiles({
      'a.js': `const express = require('express'); const { celebrate, Joi, Segments } = require('celebrate'); const app = express();
app.post('/x/:id', celebrate({ [Segments.BODY]: Joi.object({ a: Joi.string().required(), b: Joi.forbidden() }), [Segments.PARAMS]: { id: Joi.number().integer() }, query: { q: Joi.string().allow(''), old: Joi.forbidden() } }), (req, res) => res.sendStatus(204));`,
    });
    const operation = operationOf(reading, '/x/{id}');
    assert.deepEqual(operation.parameters, [
      { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'q', in: 'query', schema: text },
    ]);
    assert.deepEqual((operation.requestBody as { content: Object }).content['application/json'], {
      schema: { type: 'object', properties: { a: { type: 'string', minLength: 1 }, b: { not: {} } }, required: ['a'] },
    });
  });

  it('what was parsed is what is answered', () => {
    const answers = ['S.parse(req.body)', 'S.safeParse(req.body).data', '{ a: req.body.a }', 'copy(req.body)'];
    for (const answer of answers) {
      const reading = readFiles({
        'a.js': `const express = require('express'); const { z } = require('zod'); const app = express(); const S = z.object({ a: z.int() });
const copy = body => ({ a: S.parse(body).a });
app.post('/x', (req, res) => { S.parse(req.body); res.json(${answer}); });`,
      });
      const schema = answerOf(operationOf(reading)) as Object;
      const known = schema.$ref ? componentSchemas(reading).S : schema;
      assert.deepEqual(known, { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }, answer);
    }
  });

  it('what a function declares to return fills what is not known', () => {
    const reading = readFiles({
      'a.ts': `import express from 'express'; import { db } from 'db'; const app = express();
interface User { id: number; name: string }
const one = async (): Promise<User> => ({ ...(await db.one()), name: 'x' });
app.post('/x', async (req, res) => { res.json(await one()); });`,
    });
    assert.deepEqual(componentSchemas(reading).User, {
      ...{ type: 'object', required: ['id', 'name'] },
      properties: { id: { type: 'number' }, name: text },
    });
  });

  it('parts that are spread, measured, and checked by schemas of the app', () => {
    const spread = readFiles({
      'a.js': `const express = require('express'); const app = express();
const make = input => input.email.trim();
app.post('/x', (req, res) => { make({ ...req.body.user, demo: true }); if (req.body.tags.length > 3 || req.query.q.length) res.status(400); res.end(); });`,
    });
    assert.deepEqual(wholeBody(spread), {
      type: 'object',
      properties: { user: { type: 'object', properties: { email: text } }, tags: {} },
    });
    assert.deepEqual(operationOf(spread).parameters, [{ name: 'q', in: 'query', schema: text }]);
    const koa = readFiles({
      'a.js': `const Koa = require('koa'); const Router = require('@koa/router'); const yup = require('yup'); const app = new Koa(); const router = new Router();
app.schemas = { user: yup.object({ name: yup.string().required() }) };
router.post('/x', async ctx => { const user = await ctx.app.schemas.user.validate(ctx.request.body.user); ctx.body = user; });
app.use(router.routes());`,
    });
    assert.deepEqual(wholeBody(koa), {
      type: 'object',
      properties: {
        user: { type: 'object', properties: { name: { type: 'string', minLength: 1 } }, required: ['name'] },
      },
    });
  });

  it('where imports go in circles, the file that nobody imports begins', () => {
    const reading = readFiles({
      'docs.js': "const { router } = require('./users'); exports.docs = router;",
      'index.js': "const { app } = require('./server'); app.listen();",
      'server.js': `const express = require('express'); const { router } = require('./users'); const { docs } = require('./docs'); const app = express();
app.use('/users', router); exports.app = app; exports.logger = docs;`,
      'users.js': `const express = require('express'); const { logger } = require('./server'); const router = express.Router();
router.get('/', (req, res) => res.json([])); exports.router = router;`,
    });
    assert.deepEqual(Object.keys(reading.document?.paths as Object), ['/users']);
  });
});
