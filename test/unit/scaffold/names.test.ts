import assert from 'node:assert/strict';
import fc from 'fast-check';
import { planNames } from '../../../src/scaffold/names/names.js';
import type { Plan } from '../../../src/scaffold/plan.js';
import { apiOf, specOf } from './generate.js';
import { hostile } from './hostile.js';

type Operations = readonly (readonly [string, { operationId?: string; tags?: string[] }])[];

async function plan(operations: Operations, schemas: Record<string, unknown> = {}): Promise<Plan> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [where, operation] of operations) {
    const [method, path] = where.split(' ') as [string, string];
    paths[path] = { ...paths[path], [method.toLowerCase()]: { ...operation, responses: {} } };
  }
  return planNames(await apiOf(specOf(schemas, paths)));
}

const operationNames = (planned: Plan) => planned.groups.flatMap(group => group.operations.map(one => one.name));
const typeNames = (planned: Plan) => [...planned.shapes.values()].map(names => names.type);
const files = (planned: Plan) => planned.groups.map(group => group.file);

describe('planNames', () => {
  it('keeps an operationId that is an identifier, and camelises others', async () => {
    const ids: [string, string][] = [
      ['listUsers', 'listUsers'],
      ['list_users', 'list_users'],
      ['list-users', 'listUsers2'],
      ['users/list', 'usersList'],
      ['repos/get-content', 'reposGetContent'],
      ['User.Profile', 'UserProfile'],
      ['delete', 'delete_'],
      ['class', 'class_'],
      ['2fa', '_2fa'],
      ['получить', 'получить'],
      ['__proto__', '__proto___'],
    ];
    const planned = await plan(ids.map(([operationId], index) => [`GET /p${index}`, { operationId }]));
    assert.deepEqual(
      operationNames(planned),
      ids.map(([, name]) => name),
    );
  });

  it('derives what is missing from method and path', async () => {
    const planned = await plan([
      ['GET /users/{id}', {}],
      ['GET /users/{id}/posts', {}],
      ['POST /users/{user-id}:archive', {}],
      ['GET /', {}],
      ['GET /😀', { operationId: '😀' }],
    ]);
    assert.deepEqual(operationNames(planned), [
      'getUsersById',
      'getUsersByIdPosts',
      'postUsersByUserIdArchive',
      'get',
      'get2',
    ]);
  });

  it('gives a repeated operationId to the first, and says so', async () => {
    const planned = await plan([
      ['GET /a', { operationId: 'read' }],
      ['GET /b', { operationId: 'read' }],
    ]);
    assert.deepEqual(operationNames(planned), ['read', 'getB']);
    assert.deepEqual(
      planned.notes.map(note => note.rule),
      ['duplicate-operation-id'],
    );
  });

  it('does not rename an operation with an id when others come', async () => {
    const before = await plan([['GET /b', { operationId: 'getA' }]]);
    const after = await plan([
      ['GET /a', {}],
      ['GET /b', { operationId: 'getA' }],
    ]);
    assert.deepEqual(operationNames(before), ['getA']);
    assert.deepEqual(operationNames(after), ['getA2', 'getA']);
  });

  it('gives schemas PascalCase names that clash with nothing', async () => {
    const planned = await plan([['POST /users', { operationId: 'createUser' }]], {
      'user-list': {},
      user_list: {},
      'User.Profile': {},
      '2fa': {},
      Record: {},
      Error: {},
      CreateUserRequest: {},
      v1_0: {},
      用户: {},
      StatusCode: {},
    });
    assert.deepEqual(typeNames(planned), [
      'UserList',
      'UserList2',
      'UserProfile',
      '_2fa',
      'Record_',
      'Error',
      'CreateUserRequest',
      'V1_0',
      '用户',
      'StatusCode_',
    ]);
    assert.equal(planned.groups[0]!.operations[0]!.type, 'CreateUserOperation');
  });

  it('gives a schema that differs for clients two names', async () => {
    const planned = await plan([], {
      User: { type: 'object', properties: { id: { type: 'string', readOnly: true } } },
      UserRequest: { type: 'object' },
      Team: { type: 'array', items: { $ref: '#/components/schemas/User' } },
      Plain: { type: 'object' },
    });
    const requests = [...planned.shapes.values()].map(names => names.request?.type);
    assert.deepEqual(requests, ['UserRequest2', undefined, 'TeamRequest', undefined]);
  });

  it('gives tags distinct portable file names', async () => {
    const tags: [string, string][] = [
      ['Sales Orders', 'sales-orders'],
      ['sales-orders', 'sales-orders-2'],
      ['SalesOrders', 'sales-orders-3'],
      ['用户', '用户'],
      ['😀', 'group-5'],
      ['con', 'con-group'],
      ['AUX', 'aux-group'],
      ['__proto__', 'proto'],
      ['constructor', 'constructor'],
      ['..', 'group-10'],
      ['../../x', 'x'],
      ['a/b', 'a-b'],
      ['a\\b', 'a-b-2'],
      ['', 'group-14'],
      ['v1.0', 'v1-0'],
      ['OAuth2', 'oauth2'],
      ['XMLFeeds', 'xml-feeds'],
      ['É', 'é'],
      ['E\u0301', 'é-2'],
    ];
    const planned = await plan(tags.map(([tag], index) => [`GET /p${index}`, { tags: [tag] }]));
    assert.deepEqual(
      files(planned),
      tags.map(([, file]) => file),
    );
    assert.equal(new Set(planned.groups.map(group => group.name)).size, tags.length);
  });

  it('gives any text valid, distinct names', async () => {
    const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'grapheme' }));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(text, { minLength: 1, maxLength: 8 }), async texts => {
        const planned = await plan(
          texts.map((one, index) => [`GET /p${index}`, { operationId: one, tags: [one] }]),
          Object.fromEntries(texts.map(one => [one, { type: 'object' }])),
        );
        const values = [...operationNames(planned), ...[...planned.shapes.values()].map(names => names.validator)];
        assert.equal(new Set(values).size, values.length);
        for (const value of values) {
          assert.match(value, /^[$_\p{ID_Start}][$\p{ID_Continue}]*$/u);
          new Function(`'use strict'; const ${value} = 1;`);
        }
        const stems = files(planned).map(file => file.toLowerCase());
        assert.equal(new Set(stems).size, stems.length);
        for (const stem of stems) assert.match(stem, /^[\p{L}\p{N}][\p{L}\p{N}\p{M}-]*$/u);
        assert.deepEqual(typeNames(planned).length, new Set(typeNames(planned)).size);
      }),
      { numRuns: 60 },
    );
  });
});
