import assert from 'node:assert/strict';
import { planNames } from '../../../src/scaffold/names/names.js';
import { expressPath, fastifyPath, shapeOfPath } from '../../../src/scaffold/routes/routerPath.js';
import { parsePath, routeTable } from '../../../src/scaffold/routes/routeTable.js';
import { apiOf, specOf } from './generate.js';

const operation = (tag: string) => ({ tags: [tag], responses: { 200: { description: '' } } });

async function tableOf(paths: Record<string, Record<string, unknown>>) {
  const { paths: routed, notes } = routeTable(planNames(await apiOf(specOf({}, paths))));
  return {
    order: routed.map(({ segments }) => expressPath(segments)),
    methods: routed.map(({ methods }) => [...methods.keys()].join()),
    rules: notes.map(note => note.rule),
    notes,
  };
}

describe('the order of routes', () => {
  it('puts static before parametrised, across tags', async () => {
    const { order } = await tableOf({
      '/{x}/{y}': { get: operation('a') },
      '/users/{id}': { get: operation('a') },
      '/users/{id}.json': { get: operation('a') },
      '/users/{id}/posts': { get: operation('b') },
      '/users/me/{what}': { get: operation('c') },
      '/users/me': { get: operation('b') },
    });
    const at = (path: string) => order.indexOf(path);
    assert.ok(at("'/users/me'") < at("'/users/:id'"));
    assert.ok(at("'/users/:id'") < at("'/:x/:y'"));
    assert.ok(at("'/users/me/:what'") < at("'/users/:id/posts'"));
    const json = order.findIndex(path => path.includes('json'));
    assert.ok(at("'/users/me'") < json && json < at("'/users/:id'"));
  });

  it('takes templates that differ in names only for one path', async () => {
    const { order, methods } = await tableOf({ '/a/{x}': { get: operation('a') }, '/a/{y}': { post: operation('b') } });
    assert.deepEqual(order, ["'/a/:x'"]);
    assert.deepEqual(methods, ['GET,POST']);
  });

  it('says which of two equal routes is not served', async () => {
    const { rules, notes } = await tableOf({ '/a/{x}': { get: operation('a') }, '/a/{y}': { get: operation('b') } });
    assert.deepEqual(rules, ['same-route']);
    assert.match(notes[0]!.message, /GET \/a\/\{x\} again/);
    assert.match(notes[0]!.at.pointer, /~1a~1\{y\}/);
  });
});

describe('paths for routers', () => {
  const table: [string, string, string][] = [
    ['/users/{userId}', "'/users/:userId'", "'/users/:userId'"],
    ['/', "'/'", "'/'"],
    ['/a/', "'/a/'", "'/a/'"],
    ['/{user-id}/{user-id2}', "'/:p1/:p2'", "'/:p1/:p2'"],
    ['/{__proto__}/{constructor}', "'/:p1/:p2'", "'/:p1/:p2'"],
    ['/{id}/{id}', "'/:id/:p2'", "'/:id/:p2'"],
    ['/x/{id}:go', "new RegExp('^/x/[^/]+?(?::|%3[aA])go$')", "'/x/:p2(^[^]+?\\\\u003ago$)'"],
    ['/{a}-{b}', "new RegExp('^/(?:(?!-)[^/])+-[^/]+?$')", "'/:p1(^(?:(?!-)[^])+-[^]+?$)'"],
    ['/a*', "new RegExp('^/a(?:\\\\*|%2[aA])$')", "'/:p1(^a\\\\u002a$)'"],
    ['/é', "new RegExp('^/%[cC]3%[aA]9$')", "'/:p1(^\\\\u00e9$)'"],
  ];
  for (const [template, express, fastify] of table) {
    it(template, () => {
      assert.equal(expressPath(parsePath(template)), express);
      assert.equal(fastifyPath(parsePath(template), 0), fastify);
    });
  }

  it('paths that are the same to find-my-way are told apart', () => {
    const [start, stop, plain] = ['/x/{id}:start/y', '/x/{id}:stop/y', '/x/{id}/y'].map(parsePath);
    assert.equal(shapeOfPath(start!), shapeOfPath(stop!));
    assert.notEqual(shapeOfPath(start!), shapeOfPath(plain!));
    assert.equal(fastifyPath(stop!, 2), "'/x/:p2(^[^]+?\\\\u003astop$):_1(^$):_2(^$)/y'");
  });
});
