// What links say of order and ids, sent to a server that knows only what was made before.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Plan } from '../../../src/loadtest/plan.js';
import { capture } from '../../../src/loadtest/requests/captures.js';
import { createRequests } from '../../../src/loadtest/requests/createRequests.js';
import { run } from '../../../src/loadtest/run.js';
import { apiTarget } from '../../../src/loadtest/scenario/apiTarget.js';
import { operationTarget, type Scenario } from '../../../src/loadtest/scenario/operationTarget.js';
import { readApi } from '../../../src/openapi/parse.js';
import { buildLoadWorker, closed } from '../../support/loadWorker.js';
import { apiOf } from './shapeSchemas.js';

const server = 'http://127.0.0.1:3000/v1';
const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const text = { type: 'string' };
const inPath = (name: string) => ({ in: 'path', name, required: true, schema: text });
const ok = { 200: { description: '' } };
const object = (properties: Record<string, unknown>) => ({ type: 'object', properties });

/** Accounts are opened at one path and live at another one; what links them is said, and nothing about the names tells. */
const bank = {
  openapi: '3.1.0',
  info: { title: 'Bank', version: '1' },
  paths: {
    '/accounts/{number}': {
      parameters: [inPath('number')],
      get: {
        operationId: 'account',
        responses: {
          200: {
            description: '',
            ...json(object({ owner: object({ name: text }) })),
            links: {
              owner: { operationId: 'owner', parameters: { who: '$response.body#/owner/name' } },
              card: { operationId: 'newCard', parameters: { number: '$request.path.number' } },
            },
          },
        },
      },
      delete: { operationId: 'close', responses: ok },
    },
    '/owners/{who}': { parameters: [inPath('who')], get: { operationId: 'owner', responses: ok } },
    '/accounts/{number}/cards': {
      parameters: [inPath('number')],
      post: {
        operationId: 'newCard',
        responses: {
          201: {
            description: '',
            headers: { Location: { schema: text } },
            links: { it: { operationId: 'card', parameters: { card: '$response.header.Location' } } },
          },
        },
      },
    },
    '/cards/{card}': {
      parameters: [inPath('card')],
      get: { operationId: 'card', responses: ok },
      delete: { operationId: 'drop', responses: ok },
    },
    '/open': {
      post: {
        operationId: 'open',
        requestBody: { required: true, ...json({ ...object({ name: { enum: ['Ada', 'Bob'] } }), required: ['name'] }) },
        responses: {
          201: {
            description: '',
            ...json(object({ opened: object({ nr: text }) })),
            links: {
              it: { operationId: 'account', parameters: { number: '$response.body#/opened/nr' } },
              end: { operationId: 'close', parameters: { 'path.number': '$response.body#/opened/nr' } },
              copy: {
                operationId: 'copy',
                requestBody: '$response.body',
                parameters: { by: 'a&b {$request.body#/name}' },
              },
            },
          },
        },
      },
    },
    '/copies': {
      post: {
        operationId: 'copy',
        parameters: [{ in: 'query', name: 'by', required: true, schema: text }],
        requestBody: json({ type: 'object' }),
        responses: ok,
      },
    },
  },
};

/** Knows its own accounts and cards; everything else is 404, and told. */
async function bankServer(): Promise<{ origin: string; calls: string[]; close: () => void; left: () => number }> {
  const accounts = new Map<string, string>();
  const cards = new Set<string>();
  const calls: string[] = [];
  let count = 0;
  const answer = (method: string, url: URL, body: string): [number, unknown?, string?] => {
    const [, one, two = '', three] = url.pathname.split('/').map(decodeURIComponent);
    if (method === 'POST' && one === 'open') {
      const nr = `nr/${++count} ä`;
      accounts.set(nr, (JSON.parse(body) as { name: string }).name);
      return [201, { opened: { nr } }];
    }
    if (method === 'POST' && one === 'copies') {
      const { opened } = JSON.parse(body) as { opened: { nr: string } };
      return accounts.has(opened.nr) && /^a&b (?:Ada|Bob)$/.test(url.searchParams.get('by') ?? '') ? [200] : [400];
    }
    if (one === 'accounts' && accounts.has(two)) {
      if (three === 'cards' && method === 'POST') {
        const card = `c ${++count}`;
        cards.add(card);
        return [201, undefined, `http://${url.host}/cards/${encodeURIComponent(card)}?new`];
      }
      if (method === 'DELETE') return accounts.delete(two) ? [200] : [404];
      return [200, { owner: { name: accounts.get(two) } }];
    }
    if (one === 'owners' && [...accounts.values()].includes(two)) return [200];
    if (one === 'cards' && (method === 'DELETE' ? cards.delete(two) : cards.has(two))) return [200];
    return [404];
  };
  const it = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const url = new URL(request.url!, 'http://bank.test');
      const [status, body, location] = answer(request.method!, url, Buffer.concat(pieces).toString());
      calls.push(`${request.method} ${url.pathname} ${status}`);
      response.writeHead(status, { 'Content-Type': 'application/json', ...(location && { Location: location }) });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  it.listen(0, '127.0.0.1');
  await once(it, 'listening');
  const origin = `http://127.0.0.1:${(it.address() as AddressInfo).port}`;
  return { origin, calls, left: () => accounts.size + cards.size, close: () => void it.close() };
}

describe('links of a description', () => {
  it('say the order of a whole API, and where ids come from', async () => {
    const { target, notes } = apiTarget(await apiOf(bank), { server, seed: 1, kind: 'lifecycle' });
    const names = target.flow.requests.map(({ name }) => name);
    assert.deepEqual(names, [
      ...['POST /open', 'POST /copies', 'GET /accounts/{number}', 'POST /accounts/{number}/cards'],
      ...['GET /owners/{who}', 'GET /cards/{card}', 'DELETE /cards/{card}', 'DELETE /accounts/{number}'],
    ]);
    const of = (name: string) => target.flow.requests.find(each => each.name === name)!;
    assert.deepEqual(of('POST /open').captures, [
      { variable: 'open.nr', from: { kind: 'json', pointer: '/opened/nr' } },
      { variable: 'open.body', from: { kind: 'json', pointer: '' } },
    ]);
    // Its body is used elsewhere, so there is one only.
    assert.equal(of('POST /open').variants.length, 1);
    assert.equal(of('POST /copies').variants[0]!.path, '/v1/copies?by=a%26b%20Ada');
    assert.equal(of('POST /copies').variants[0]!.body, '{{{open.body}}}');
    assert.equal(of('POST /accounts/{number}/cards').variants[0]!.path, '/v1/accounts/{{open.nr}}/cards');
    assert.deepEqual(of('POST /accounts/{number}/cards').captures, [
      { variable: 'accounts.cards.Location', from: { kind: 'header', name: 'Location', lastSegment: true } },
    ]);
    assert.deepEqual(notes, []);
    createRequests(target.flow, target.origin, 1);
  });

  it('set up and clean up for one operation', async () => {
    const api = await apiOf(bank);
    const one = (id: string, more = {}): Scenario =>
      operationTarget(api, api.operations.find(each => each.id === id)!, { server, seed: 1, ...more });
    const names = ({ target: { flow } }: Scenario) =>
      [flow.setup, flow.requests, flow.teardown].map(list => list.map(({ name }) => name));
    assert.deepEqual(names(one('card')), [
      ['POST /open', 'GET /accounts/{number}', 'POST /accounts/{number}/cards'],
      ['GET /cards/{card}'],
      ['DELETE /cards/{card}', 'DELETE /accounts/{number}'],
    ]);
    assert.deepEqual(one('card').notes, [
      'POST /open, GET /accounts/{number}, POST /accounts/{number}/cards is sent once before the load, and DELETE /cards/{card}, DELETE /accounts/{number} after it: the links of the description say so.',
    ]);
    // What is typed is known, what is deleted is gone after the first time, and what needs nothing needs no setup.
    assert.deepEqual(names(one('card', { parameters: { card: '7' } })), [[], ['GET /cards/{card}'], []]);
    assert.deepEqual(names(one('close')), [[], ['DELETE /accounts/{number}'], []]);
    assert.deepEqual(names(one('open')), [[], ['POST /open'], []]);
  });

  it('never lead to a DELETE or a change of what was only found', async () => {
    const links = {
      it: { operationId: 'del', parameters: { id: '$response.body#/0/id' } },
      put: { operationId: 'put', parameters: { id: '$response.body#/0/id' } },
      get: { operationId: 'get', parameters: { id: '$response.body#/0/id' } },
    };
    const api = await apiOf({
      openapi: '3.0.3',
      info: { title: 'T', version: '1' },
      paths: {
        '/things': { get: { responses: { 200: { description: '', links } } } },
        '/things/{id}': {
          parameters: [inPath('id')],
          ...{ get: { operationId: 'get', responses: ok }, put: { operationId: 'put', responses: ok } },
          delete: { operationId: 'del', responses: ok },
        },
      },
    });
    for (const kind of ['mix', 'lifecycle'] as const) {
      const { target, notes } = apiTarget(api, { server, seed: 1, kind });
      const { setup, requests, teardown } = target.flow;
      const methods = new Set([...setup, ...requests, ...teardown].map(({ method }) => method));
      assert.deepEqual([...methods], ['GET']);
      assert.ok(requests.some(({ variants }) => variants[0]!.path === '/v1/things/{{things.id}}'));
      assert.deepEqual(notes, [
        'PUT /things/{id} is left out: what it changes was not made by this run.',
        'DELETE /things/{id} is left out: what it deletes was not made by this run.',
      ]);
    }
  });

  it('never make a thing deletable that an answer only mentions', async () => {
    const post = (pointer: string) => ({
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: {
        '/posts': {
          post: {
            responses: {
              201: {
                description: '',
                links: { by: { operationId: 'user', parameters: { id: `$response.body#${pointer}` } } },
              },
            },
          },
        },
        '/users/{id}': {
          parameters: [inPath('id')],
          ...{ get: { operationId: 'user', responses: ok }, delete: { responses: ok } },
        },
      },
    });
    for (const pointer of ['/authorId', '/author/id', '/data/author/id', '']) {
      const { target, notes } = apiTarget(await apiOf(post(pointer)), { server, seed: 1, kind: 'lifecycle' });
      assert.ok(!target.flow.requests.some(({ method }) => method === 'DELETE'), pointer);
      assert.deepEqual(notes, ['DELETE /users/{id} is left out: what it deletes was not made by this run.']);
    }
    const own = apiTarget(await apiOf(post('/data/id')), { server, seed: 1, kind: 'lifecycle' });
    assert.equal(own.target.flow.requests.at(-1)!.name, 'DELETE /users/{id}');
  });

  it('that lead round in a circle, to themselves or nowhere end', async () => {
    const link = (operationId: string) => ({ next: { operationId, parameters: { id: '$response.body#/{{x}}/id' } } });
    const api = await apiOf({
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: Object.fromEntries(
        ['a', 'b', 'c'].map((name, i) => [
          `/${name}/{id}`,
          {
            parameters: [inPath('id')],
            get: {
              operationId: name,
              responses: { 200: { description: '', links: { ...link('abc'[(i + 1) % 3]!), self: link(name).next } } },
            },
          },
        ]),
      ),
    });
    const { target } = apiTarget(api, { server, seed: 1, kind: 'lifecycle' });
    assert.equal(target.flow.requests.length, 3);
    // A pointer with braces in it is a pointer, and no variable.
    createRequests(target.flow, target.origin, 1);
    for (const operation of api.operations) operationTarget(api, operation, { server, seed: 1 });
  });

  it('of real descriptions make requests that can be sent', async () => {
    const file = path.resolve(__dirname, '../../../node_modules/@readme/oas-examples/3.0/json/link-example.json');
    const { api } = await readApi(file, {
      readFile: async name => readFileSync(name, 'utf8'),
      root: path.dirname(file),
    });
    const { target, notes } = apiTarget(api, { server, seed: 1, kind: 'mix' });
    createRequests(target.flow, target.origin, 1);
    assert.deepEqual(
      target.flow.setup.map(({ name }) => name),
      [...['GET /2.0/users/{username}', 'GET /2.0/repositories/{username}'], 'GET /2.0/repositories/{username}/{slug}'],
    );
    // A pull request that was only found is not merged.
    assert.ok(notes.some(note => /^POST .*merge is left out: what it changes was not made/.test(note)));
  });

  describe('at a server', () => {
    let worker: Awaited<ReturnType<typeof buildLoadWorker>>;
    before(async () => {
      worker = await buildLoadWorker('scenarioLinksTest');
    });
    after(() => worker.remove());

    async function load(make: (server: string) => Promise<Scenario>, requests: number) {
      const it = await bankServer();
      try {
        const { target } = await make(it.origin);
        const limits = { requests, warmupSeconds: 0, timeoutMilliseconds: 5000, threads: 1, maxBodyBytes: 1_000_000 };
        const plan: Plan = { targets: [target], load: closed(2), limits, seed: 1 };
        const report = await run(plan, { workerEntry: worker.entry });
        return { ...it, report, target: report.targets[0]! };
      } finally {
        it.close();
      }
    }

    it('every request of a lifecycle finds what was made for it, and nothing is left', async () => {
      const { target, calls, left } = await load(async origin => {
        return apiTarget(await apiOf(bank), { server: origin, seed: 1, kind: 'lifecycle' });
      }, 80);
      assert.deepEqual(
        calls.filter(call => !/ 20[01]$/.test(call)),
        [],
      );
      assert.equal(target.succeeded, target.answered);
      assert.ok(target.answered >= 78);
      // The last two iterations may have been cut short.
      assert.ok(left() <= 4, String(left()));
    });

    it('a mix makes once and deletes once', async () => {
      const { calls, report, left } = await load(async origin => {
        const weights = { 'POST /open': 0.001, 'POST /accounts/{number}/cards': 0.001 };
        return apiTarget(await apiOf(bank), { server: origin, seed: 1, kind: 'mix', weights });
      }, 60);
      assert.deepEqual(
        calls.filter(call => !/ 20[01]$/.test(call)),
        [],
      );
      assert.equal(calls.filter(call => call.startsWith('DELETE')).length, 2);
      assert.deepEqual([report.teardownFailure, left()], [undefined, 0]);
    });

    it('one operation is set up and cleaned up', async () => {
      const { calls, target, left } = await load(async origin => {
        const api = await apiOf(bank);
        return operationTarget(api, api.operations.find(({ id }) => id === 'card')!, { server: origin, seed: 1 });
      }, 20);
      assert.deepEqual([target.answered, target.succeeded, left()], [20, 20, 0]);
      assert.deepEqual(calls.length, 3 + 20 + 2);
    });
  });
});

describe('the end of an address', () => {
  it('is its last segment, decoded', () => {
    const of = (value: string) => {
      let found: string | undefined;
      const from = { kind: 'header', name: 'location', lastSegment: true } as const;
      const headers = ['Location', value];
      capture([{ variable: 'v', from }], { status: 201, headers, body: undefined }, (_, text) => {
        found = text;
      });
      return found;
    };
    const cases: readonly [string, string | undefined][] = [
      ['/users/7', '7'],
      ['http://a.test/v1/users/a%20b/', 'a b'],
      ['../7?x=/9#/8', '7'],
      ['7', '7'],
      ['/users/%zz', '%zz'],
      ['/', undefined],
    ];
    for (const [value, expected] of cases) assert.equal(of(value), expected, value);
  });
});
