import assert from 'node:assert/strict';
import { readFiles } from './appHarness.js';

type Operation = Record<string, never> & {
  parameters?: { name: string; in: string; required?: boolean; schema: unknown }[];
  requestBody?: { required?: boolean; content: Record<string, { schema: unknown }> };
  responses: Record<string, { content?: Record<string, { schema: unknown }>; headers?: unknown }>;
  security?: unknown[];
};

/** The only operation of an app, and its components. */
function described(source: string, more: Readonly<Record<string, string>> = {}) {
  const { document, unclear } = readFiles({ 'app.ts': source, ...more });
  const paths = document?.paths as Record<string, Record<string, Operation>>;
  const [item] = Object.values(paths);
  const [operation] = Object.values(item!);
  return {
    operation: operation!,
    components: document?.components as Record<string, Record<string, unknown>> | undefined,
    unclear,
  };
}

const express = (handlers: string, more = '') =>
  `import express from 'express'; const app = express(); app.use(express.json()); ${more}\n app.post('/items/:id', ${handlers});`;

const json = (operation: Operation, status: string) =>
  operation.responses[status]?.content?.['application/json']?.schema;
const parameters = ({ parameters: all = [] }: Operation) =>
  Object.fromEntries(all.map(one => [`${one.in} ${one.name}`, one.schema]));

describe('what Express handlers take', () => {
  it('names of the query, headers, cookies, with conversions and defaults', () => {
    const { operation } = described(
      express(`(req, res) => {
        const { page = 1, q } = req.query; const size = Number(req.query.size) || 20; const flag = req.query.flag === 'yes';
        req.get('X-Tenant'); req.headers['x-trace']; req.cookies.session; parseInt(req.query.offset as string, 10);
        res.json({ id: req.params.id, page, q, size, flag });
      }`),
    );
    assert.deepEqual(parameters(operation), {
      'path id': { type: 'string' },
      'query page': { type: 'string', default: '1' },
      'query q': { type: 'string' },
      'query size': { type: 'number', default: 20 },
      'query flag': { type: 'string' },
      'query offset': { type: 'integer' },
      'header x-tenant': { type: 'string' },
      'header x-trace': { type: 'string' },
      'cookie session': { type: 'string' },
    });
  });

  it('fields of the body, through services and lists', () => {
    const { operation } = described(
      express(
        'async (req, res) => { await service.create(req.body.order, req.body); res.sendStatus(202); }',
        `import { service } from './service';`,
      ),
      {
        'service.ts': `class Service { async create({ customer: { email } }, { note }) { return save(email, note); } }
          function save(email, note) { return note.lines.map(line => line.text + email.toLowerCase()); } export const service = new Service();`,
      },
    );
    assert.deepEqual(operation.requestBody?.content['application/json']?.schema, {
      type: 'object',
      properties: {
        order: {
          type: 'object',
          properties: { customer: { type: 'object', properties: { email: { type: 'string' } } } },
        },
        note: {
          type: 'object',
          properties: { lines: { type: 'array', items: { type: 'object', properties: { text: {} } } } },
        },
      },
    });
    assert.deepEqual(Object.keys(operation.responses), ['202']);
  });

  it('types that the sources give: annotations, casts and generics of Request', () => {
    const schema = { $ref: '#/components/schemas/NewItem' };
    const types =
      'interface NewItem { name: string; price?: number; tags: string[]; kind: "a" | "b"; when: Date; owner: { id: string } | null }';
    for (const handler of [
      '(req, res) => { const item: NewItem = req.body; res.json(item.name); }',
      '(req, res) => { const item = req.body as NewItem; res.json(item.name); }',
      '(req: express.Request<{ id: string }, unknown, NewItem>, res) => { res.json(req.body.name); }',
    ]) {
      const { operation, components } = described(express(handler, types));
      assert.deepEqual(operation.requestBody?.content['application/json']?.schema, schema, handler);
      assert.deepEqual(components?.schemas?.NewItem, {
        type: 'object',
        properties: {
          name: { type: 'string' },
          price: { type: 'number' },
          tags: { type: 'array', items: { type: 'string' } },
          kind: { type: 'string', enum: ['a', 'b'] },
          when: { type: 'string', format: 'date-time' },
          owner: {
            anyOf: [{ type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }, { type: 'null' }],
          },
        },
        required: ['name', 'tags', 'kind', 'when', 'owner'],
      });
    }
  });

  it('schemas that a middleware of the program holds requests against', () => {
    const { operation } = described(
      express(
        'validate(create), (req, res) => res.status(201).json({ ok: true })',
        `import { z } from 'zod';
        const create = z.object({ body: z.object({ name: z.string().min(1), age: z.number().int().optional() }), query: z.object({ dry: z.string().default('no') }) });
        const validate = schema => async (req, res, next) => {
          const result = await schema.safeParseAsync({ body: req.body, query: req.query, params: req.params });
          if (!result.success) return res.status(400).json({ errors: result.error.issues, code: 'INVALID' });
          next();
        };`,
      ),
    );
    assert.deepEqual(operation.requestBody, {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: { name: { type: 'string', minLength: 1 }, age: { type: 'integer' } },
            required: ['name'],
          },
        },
      },
    });
    assert.deepEqual(parameters(operation)['query dry'], { type: 'string', default: 'no' });
    assert.deepEqual(json(operation, '400'), {
      type: 'object',
      properties: { errors: {}, code: { type: 'string' } },
      required: ['errors', 'code'],
    });
    assert.deepEqual(Object.keys(operation.responses), ['201', '400']);
  });
});

describe('what Express handlers answer', () => {
  it('both ways of a condition, each with its status and body', () => {
    const { operation } = described(
      express(`async (req, res) => {
        const item = await db.find(req.params.id);
        if (!item) return res.status(404).json({ message: 'none', code: 4 });
        res.set('X-Total', '1').type('text').send('fine');
      }`),
    );
    assert.deepEqual(json(operation, '404'), {
      type: 'object',
      properties: { message: { type: 'string' }, code: { type: 'integer' } },
      required: ['message', 'code'],
    });
    assert.deepEqual(operation.responses['200']?.content, { 'text/plain': { schema: { type: 'string' } } });
    assert.deepEqual(operation.responses['200']?.headers, { 'X-Total': { schema: { type: 'string' } } });
  });

  it('errors that are thrown, as the handler of errors answers them', () => {
    const { operation } = described(
      `${express(
        `wrap(async (req, res) => { if (!req.body.name) throw new NotFound('no name'); res.json([1.5]); })`,
        `class HttpError extends Error { constructor(status, message) { super(message); this.status = status; } }
         class NotFound extends HttpError { constructor(message) { super(404, message); } }
         const wrap = fn => (req, res, next) => Promise.resolve(fn(req, res, next)).catch(next);`,
      )}
      app.use((err, req, res, next) => { if (err instanceof HttpError) return res.status(err.status).json({ error: err.message }); next(err); });`,
    );
    assert.deepEqual(json(operation, '404'), {
      type: 'object',
      properties: { error: { type: 'string' } },
      required: ['error'],
    });
    assert.deepEqual(json(operation, '200'), { type: 'array', items: { type: 'number' } });
  });

  it('errors of packages have the status that their name says', () => {
    const { operation } = described(
      express(
        `(req, res) => { if (req.query.a) throw createError(409, 'x'); if (req.query.b) throw createError.Gone(); res.status(StatusCodes.ACCEPTED).end(); }`,
        `import createError from 'http-errors'; import { StatusCodes } from 'http-status-codes';`,
      ),
    );
    assert.deepEqual(Object.keys(operation.responses), ['202', '409', '410']);
  });

  it('says so when nothing can be read', () => {
    const { operation, unclear } = described(
      express('controller.create', `import { controller } from 'other-package';`),
    );
    assert.deepEqual(Object.keys(operation.responses), ['default']);
    assert.match(unclear[0]!.message, /cannot be read from its handler/);
  });
});

describe('what Fastify handlers take and answer', () => {
  it('by their schema and by their code', () => {
    const { operation } = described(`import Fastify from 'fastify'; const app = Fastify();
      app.put('/x', { schema: { summary: 'Puts', tags: ['things'], querystring: { type: 'object', properties: { n: { type: 'integer', minimum: 1 } }, required: ['n'] },
        body: { type: 'object', properties: { a: { type: 'string' } } }, response: { 201: { description: 'Made', type: 'object', properties: { id: { type: 'string' } } } } } },
        async (request, reply) => { if (!request.body.a) return reply.code(422).send({ why: 'a' }); reply.code(201); return { id: 'x' }; });`);
    assert.equal((operation as { summary?: string }).summary, 'Puts');
    assert.deepEqual(parameters(operation), { 'query n': { type: 'integer', minimum: 1 } });
    assert.deepEqual(Object.keys(operation.responses), ['201', '400', '422']);
    assert.deepEqual(json(operation, '201'), { type: 'object', properties: { id: { type: 'string' } } });
  });
});

describe('what Koa handlers take and answer', () => {
  it('bodies and statuses in any order, errors of ctx.throw', () => {
    const { operation } =
      described(`import Koa from 'koa'; import Router from '@koa/router'; const app = new Koa(); const router = new Router();
      router.post('/x/:id', async (ctx, next) => { ctx.assert(ctx.get('authorization'), 401); await next(); },
        async ctx => { const { name } = ctx.request.body; if (!name) ctx.throw(422, 'name'); ctx.body = { name, id: ctx.params.id }; ctx.status = 201; });
      app.use(router.routes());`);
    assert.deepEqual(Object.keys(operation.responses), ['201', '401', '422']);
    assert.deepEqual(json(operation, '201'), {
      type: 'object',
      properties: { name: {}, id: { type: 'string' } },
      required: ['name', 'id'],
    });
    assert.deepEqual(operation.security, [{ bearerAuth: [] }]);
  });
});

describe('who may call', () => {
  for (const [name, guard, security] of [
    ['a middleware by its name', 'requireAuth, ', [{ bearerAuth: [] }]],
    ['passport', `passport.authenticate('jwt', { session: false }), `, [{ bearerAuth: [] }]],
    ['a JWT that may be missing', `jwt({ secret: 's', credentialsRequired: false }), `, [{ bearerAuth: [] }, {}]],
    ['basic credentials', 'basic({ users: {} }), ', [{ basicAuth: [] }]],
    [
      'what reads the Authorization header',
      `(req, res, next) => { check(req.headers.authorization); next(); }, `,
      [{ bearerAuth: [] }],
    ],
    ['nobody', '', undefined],
  ] as const) {
    it(name, () => {
      const { operation } = described(
        express(
          `${guard}(req, res) => res.json({})`,
          `import passport from 'passport'; import { expressjwt as jwt } from 'express-jwt'; import basic from 'express-basic-auth'; import { requireAuth } from './auth';`,
        ),
        {
          'auth.ts':
            'export function requireAuth(req, res, next) { if (!req.user) return res.sendStatus(401); next(); }',
        },
      );
      assert.deepEqual(operation.security, security);
    });
  }
});
