import assert from 'node:assert/strict';
import { readFiles, routeNames } from './appHarness.js';

/** What is written, the routes that it makes, and a part of what is said to be unclear. */
interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly routes: readonly string[];
  readonly unclear?: RegExp;
}

const handler = '(req, res) => res.json({})';

const express: readonly Case[] = [
  {
    name: 'routes of an app, by every method',
    files: {
      'app.js': `const express = require('express'); const app = express();
        for (const method of ['get', 'post', 'put', 'patch', 'delete']) app[method]('/items', ${handler});
        app.get('view engine'); app.listen(3000);`,
    },
    routes: ['GET /items', 'POST /items', 'PUT /items', 'PATCH /items', 'DELETE /items'],
  },
  {
    name: 'route() chains and lists of paths',
    files: {
      'app.ts': `import express from 'express'; const app = express();
        app.route('/a').get(${handler}).post(${handler}); app.get(['/b', '/c/:id'], ${handler});`,
    },
    routes: ['GET /a', 'POST /a', 'GET /b', 'GET /c/{id}'],
  },
  {
    name: 'routers across files: imports, re-exports, default exports, require',
    files: {
      'src/app.ts': `import express from 'express'; import { users, orders } from './routes'; import tags from './routes/tags.js';
        const app = express(); app.use('/users', users); app.use('/users/:userId/orders', orders); app.use('/tags', tags); export default app;`,
      'src/routes/index.ts': `export { users } from './users'; export * from './orders.js';`,
      'src/routes/users.ts': `import { Router } from 'express'; export const users = Router(); users.get('/:id', ${handler});`,
      'src/routes/orders.ts': `import express from 'express'; const orders = express.Router(); orders.get('/', ${handler}); export { orders };`,
      'src/routes/tags.js': `const { Router } = require('express'); const router = Router(); router.get('/', ${handler}); module.exports = router;`,
    },
    routes: ['GET /users/{id}', 'GET /users/{userId}/orders', 'GET /tags'],
  },
  {
    name: 'factories, classes, lists of routers, prefixes in constants and templates',
    files: {
      'app.ts': `import express, { Router } from 'express'; const version = 'v1'; const prefix = \`/api/\${version}\`;
        function makeRouter({ path }: { path: string }) { const router = Router(); router.get(path, ${handler}); return router; }
        class Things { router = Router(); constructor() { this.init(); } private init() { this.router.delete('/things', ${handler}); } }
        class App { app = express(); constructor(all: { path: string; router: Router }[]) { all.forEach(one => this.app.use(prefix + one.path, one.router)); } }
        new App([{ path: '/x', router: makeRouter({ path: '/made' }) }, { path: '/', router: new Things().router }]);`,
    },
    routes: ['GET /api/v1/x/made', 'DELETE /api/v1/things'],
  },
  {
    name: 'aliases of tsconfig.json and package.json',
    files: {
      'tsconfig.json': `{ // comments
        "compilerOptions": { "baseUrl": ".", "paths": { "@routes/*": ["src/routes/*"] } } }`,
      'package.json': `{ "imports": { "#lib/*": "./src/lib/*" } }`,
      'src/app.ts': `import express from 'express'; import { a } from '@routes/a'; import { b } from '#lib/b.js'; const app = express(); app.use(a, b);`,
      'src/routes/a.ts': `import { Router } from 'express'; export const a = Router().get('/a', ${handler});`,
      'src/lib/b.ts': `import { Router } from 'express'; export const b = Router().get('/b', ${handler});`,
    },
    routes: ['GET /a', 'GET /b'],
  },
  {
    name: 'optional segments are two paths; patterns of segments are kept',
    files: {
      'app.js': `const app = require('express')(); app.get('/a/:id?', ${handler}); app.get('/b{/:c}', ${handler}); app.get('/d/:e(\\\\d+)', ${handler});`,
    },
    routes: ['GET /a/{id}', 'GET /a', 'GET /b/{c}', 'GET /b', 'GET /d/{e}'],
  },
  {
    name: 'what OpenAPI cannot say is told',
    files: {
      'app.js': `const app = require('express')(); app.get(/^\\/x/, ${handler}); app.get('/files/*', ${handler}); app.all('/any', ${handler});`,
    },
    routes: [],
    unclear: /no words for the path .*no words for the wildcard of \/files\/\*.*every method/s,
  },
  {
    name: 'a prefix that is known only at run time is told; with a fallback that is taken and told',
    files: {
      'app.js': `const app = require('express')(); app.get(process.env.PREFIX + '/x', ${handler}); app.get((process.env.BASE || '/api') + '/y', ${handler});`,
    },
    routes: ['GET /api/y'],
    unclear: /known only at run time/,
  },
  {
    name: 'an app that is made inside of a function that is called, and one behind a promise',
    files: {
      'server.ts': `import { createApp } from './app'; async function main() { const app = await createApp(); app.listen(1); } main();`,
      'app.ts': `import express from 'express'; export async function createApp() { const app = express(); await connect().then(() => app.get('/a', ${handler})); return app; }`,
    },
    routes: ['GET /a'],
  },
  {
    name: 'apps that are made by functions and classes that nothing calls',
    files: {
      'app.ts': `import express from 'express'; export const build = (deps) => { const app = express(); app.get('/f', ${handler}); return app; };
        export class Server { app = express(); constructor() { this.app.get('/c', ${handler}); } }`,
    },
    routes: ['GET /f', 'GET /c'],
  },
  {
    name: 'modules that import each other',
    files: {
      'a.ts': `import express from 'express'; import { add } from './b'; export const app = express(); add();`,
      'b.ts': `import { app } from './a'; export function add() { app.get('/late', ${handler}); }`,
    },
    routes: ['GET /late'],
  },
];

const fastify: readonly Case[] = [
  {
    name: 'plugins with prefixes, shared plugins, route() and all methods',
    files: {
      'app.ts': `import Fastify from 'fastify'; import fp from 'fastify-plugin'; const app = Fastify();
        const users = async instance => { instance.get('/:id', async () => ({})); instance.register(async inner => { inner.post('/', async () => ({})); }, { prefix: '/posts' }); };
        app.register(users, { prefix: '/users' }); app.register(fp(async instance => { instance.put('/shared', async () => ({})); }), { prefix: '/ignored' });
        app.route({ method: ['GET', 'HEAD'], url: '/both', handler: async () => ({}) });`,
    },
    routes: ['GET /users/{id}', 'POST /users/posts', 'PUT /shared', 'GET /both', 'HEAD /both'],
  },
  {
    name: 'folders of plugins',
    files: {
      'src/app.ts': `import fastify from 'fastify'; import autoload from '@fastify/autoload'; import path from 'node:path';
        const app = fastify(); app.register(autoload, { dir: path.join(import.meta.dirname, 'routes'), options: { prefix: '/api' }, routeParams: true });`,
      'src/routes/index.ts': `export default async function (app) { app.get('/', async () => ({})); }`,
      'src/routes/users/_id/index.ts': `export default async app => { app.get('/posts', async () => ({})); };`,
      'src/routes/tags/list.ts': `export const autoPrefix = '/labels'; export default async function (app) { app.get('/', async () => ({})); }`,
    },
    routes: ['GET /api', 'GET /api/labels', 'GET /api/users/{id}/posts'],
  },
  {
    name: 'double colons are colons',
    files: {
      'a.js': `const app = require('fastify')(); app.post('/a/::name', async () => ({})); app.get('/b/:x-:y', async () => ({}));`,
    },
    routes: ['POST /a/:name', 'GET /b/{x}-{y}'],
  },
];

const koa: readonly Case[] = [
  {
    name: 'routers with prefixes, nested routers, named routes, del',
    files: {
      'app.js': `const Koa = require('koa'); const Router = require('@koa/router'); const app = new Koa();
        const posts = new Router(); posts.get('name', '/:id', ctx => {}).del('/:id', ctx => {});
        const router = new Router({ prefix: '/api' }); router.use('/posts', posts.routes(), posts.allowedMethods()); router.get('/', ctx => {});
        app.use(router.routes()).use(router.allowedMethods());`,
    },
    routes: ['GET /api/posts/{id}', 'DELETE /api/posts/{id}', 'GET /api'],
  },
  {
    name: 'mounted apps',
    files: {
      'app.js': `const Koa = require('koa'); const mount = require('koa-mount'); const Router = require('koa-router'); const inner = new Koa();
        const router = new Router(); router.get('/x', ctx => {}); inner.use(router.routes()); const app = new Koa(); app.use(mount('/in', inner));`,
    },
    routes: ['GET /in/x'],
  },
];

for (const [framework, cases] of Object.entries({ express, fastify, koa })) {
  describe(`routes of ${framework} are read without running anything`, () => {
    for (const { name, files, routes, unclear } of cases) {
      it(name, () => {
        const reading = readFiles(files);
        assert.deepEqual(routeNames(reading), routes);
        const said = reading.unclear.map(({ message }) => message).join('\n');
        if (unclear) assert.match(said, unclear);
        else assert.doesNotMatch(said, /run time|no words/);
      });
    }
  });
}
