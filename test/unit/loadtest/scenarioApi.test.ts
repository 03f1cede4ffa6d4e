import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createRequests } from '../../../src/loadtest/requests/createRequests.js';
import { apiTarget } from '../../../src/loadtest/scenario/apiTarget.js';
import { readApi } from '../../../src/openapi/parse.js';
import { Problem } from '../../../src/text/problem.js';
import { apiOf } from './shapeSchemas.js';

const server = 'http://127.0.0.1:3000';
const id = (name: string) => ({ in: 'path', name, required: true, schema: { type: 'integer' } });
const answers = (schema: unknown) => ({ 201: { description: '', content: { 'application/json': { schema } } } });
const ok = { 200: { description: '' } };
const item = { type: 'object', properties: { id: { type: 'integer' } } };

const shop = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  paths: {
    '/users/{userId}': {
      parameters: [id('userId')],
      delete: { responses: ok },
      get: { responses: ok },
      patch: { responses: ok },
    },
    '/users': { get: { responses: ok }, post: { responses: answers(item) } },
    '/users/{user}/posts/{postId}': {
      parameters: [id('user'), id('postId')],
      delete: { responses: ok },
      get: { responses: ok },
    },
    '/users/{u}/posts': {
      parameters: [id('u')],
      post: {
        responses: answers({ type: 'object', properties: { data: { type: 'object', properties: { post_id: {} } } } }),
      },
    },
    '/orphans/{id}': { parameters: [id('id')], get: { responses: ok } },
  },
};

describe('a whole API', () => {
  it('lives from POST to DELETE, parents first and last', async () => {
    const { target, notes } = apiTarget(await apiOf(shop), { server, seed: 1, kind: 'lifecycle' });
    assert.deepEqual(
      target.flow.requests.map(({ name }) => name),
      [
        ...['POST /users', 'POST /users/{u}/posts', 'GET /users', 'GET /users/{userId}', 'GET /orphans/{id}'],
        ...['GET /users/{user}/posts/{postId}', 'PATCH /users/{userId}'],
        ...['DELETE /users/{user}/posts/{postId}', 'DELETE /users/{userId}'],
      ],
    );
    const [user, post] = target.flow.requests;
    assert.deepEqual(user!.captures, [{ variable: 'users.id', from: { kind: 'json', pointer: '/id' } }]);
    assert.deepEqual(post!.captures, [
      { variable: 'users.posts.id', from: { kind: 'json', pointer: '/data/post_id' } },
    ]);
    assert.ok(user!.stopOnFailure);
    assert.equal(target.flow.requests.at(-2)!.variants[0]!.path, '/users/{{users.id}}/posts/{{users.posts.id}}');
    assert.deepEqual(notes.length, 1);
    const requests = createRequests(target.flow, target.origin, 1);
    const state = requests.newUser(0);
    requests.learn(user!, state, 201, [], Buffer.from('{"id":7}'));
    assert.equal(requests.wire(post!, state).path, '/users/7/posts');
  });

  it('is mixed by weight, with what it needs made before and deleted after', async () => {
    const weights = { 'GET /users': 40, 'PATCH /users/{userId}': 0 };
    const { target } = apiTarget(await apiOf(shop), { server, seed: 1, kind: 'mix', weights });
    const names = (list: typeof target.flow.requests) => list.map(({ name, weight }) => `${name} ${weight}`);
    assert.deepEqual(names(target.flow.setup), ['POST /users 2', 'POST /users/{u}/posts 2']);
    assert.deepEqual(names(target.flow.teardown), [
      'DELETE /users/{user}/posts/{postId} 1',
      'DELETE /users/{userId} 1',
    ]);
    assert.deepEqual(names(target.flow.requests), [
      ...['GET /users/{userId} 10', 'GET /users 40', 'POST /users 2', 'GET /users/{user}/posts/{postId} 10'],
      ...['POST /users/{u}/posts 2', 'GET /orphans/{id} 10'],
    ]);
    createRequests(target.flow, target.origin, 1);
  });

  it('leaves out what cannot be sent, and says so', async () => {
    const broken = structuredClone(shop) as unknown as { paths: Record<string, { post: Record<string, unknown> }> };
    broken.paths['/users']!.post.requestBody = {
      required: true,
      content: { 'application/json': { schema: { type: 'string', pattern: '^(?=a)b' } } },
    };
    const { target, notes } = apiTarget(await apiOf(broken), { server, seed: 1, kind: 'mix' });
    assert.deepEqual(
      target.flow.requests.map(({ name }) => name),
      ['GET /users', 'GET /orphans/{id}'],
    );
    assert.ok(notes.some(note => note.startsWith('POST /users is left out')));
    assert.ok(notes.some(note => /GET \/users\/\{userId\} is left out: it needs what POST \/users answers/.test(note)));
    await assert.rejects(
      async () => apiTarget(await apiOf({ ...shop, paths: {} }), { server, seed: 1, kind: 'mix' }),
      Problem,
    );
  });

  it('can be made of the shop', async () => {
    const file = path.resolve(__dirname, '../../fixtures/specs/shop.yaml');
    const { api } = await readApi(file, {
      readFile: async name => readFileSync(name, 'utf8'),
      root: path.dirname(file),
    });
    for (const kind of ['mix', 'lifecycle'] as const) {
      const scenario = apiTarget(api, { server, seed: 1, kind });
      const variables = Object.fromEntries(scenario.secrets.map(({ variable }) => [variable, 's']));
      createRequests({ ...scenario.target.flow, variables }, scenario.target.origin, 1);
    }
  });
});
