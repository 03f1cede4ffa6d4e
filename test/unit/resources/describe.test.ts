import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject } from '../../../src/openapi/values.js';
import { writeDescription } from '../../../src/openapi/write.js';
import { describeResources } from '../../../src/resources/describeResources.js';
import { planResources } from '../../../src/resources/planResources.js';
import type { Relation } from '../../../src/schema/relation.js';
import { assertSound } from './describedRelations.js';
import { column, enumOf, table } from './madeRelations.js';
import { anyRelations } from './randomRelations.js';

const options = { title: 'Shop', version: '1.0.0', auth: 'bearer', numbers: false } as const;
const described = (...relations: readonly Relation[]) =>
  describeResources(planResources(relations, { numbers: false }), options);
const at = (value: unknown, ...path: readonly string[]) =>
  path.reduce((inside, key) => (inside as Record<string, unknown>)[key], value);

const customers = table('customers', { id: 'bigint!', name: 'character varying(80)!' }, { key: ['id'] });
const orders = table(
  'orders',
  [
    column('id', 'bigint!', { identity: 'always' }),
    column('customer_id', 'bigint'),
    column('status', enumOf('status', 'new', 'paid'), { notNull: true, default: "'new'" }),
    column('total', 'numeric(10,2)!', { comment: 'With taxes.' }),
    column('pickup_token', 'text'),
  ],
  {
    key: ['id'],
    references: { customer_id: 'customers.id' },
    indexes: ['customer_id', 'status', 'total'],
    comment: 'What was bought.',
  },
);
const tags = table('tags', { name: 'text!', color: 'text' }, { key: ['name'] });
const orderTags = table(
  'order_tags',
  { order_id: 'bigint!', tag: 'text!' },
  {
    key: ['order_id', 'tag'],
    references: { order_id: 'orders.id', tag: 'tags.name' },
  },
);

describe('the description of resources', () => {
  it('has these operations', () => {
    const { document, operations } = described(customers, orders, tags, orderTags, table('logs', { line: 'text' }));
    const lines = Object.entries(document.paths as JsonObject).flatMap(([path, item]) =>
      Object.entries(item as JsonObject).map(([method, one]) => {
        const { operationId, responses } = one as { operationId: string; responses: object };
        const is = operations.get(operationId)!;
        return `${method} ${path} ${operationId} ${is.kind} ${is.resource.segment} ${Object.keys(responses)}`;
      }),
    );
    assert.deepEqual(lines, [
      'get /customers listCustomers list customers 200,400,401,429,503',
      'post /customers createCustomer create customers 201,400,401,409,422,429,503',
      'get /customers/{id} getCustomer get customers 200,304,400,401,404,429,503',
      'patch /customers/{id} updateCustomer update customers 200,400,401,404,409,412,422,429,503',
      'delete /customers/{id} deleteCustomer delete customers 204,400,401,404,409,412,429,503',
      'get /customers/{customer_id}/orders listCustomerOrders nested orders 200,400,401,404,429,503',
      'get /orders listOrders list orders 200,400,401,429,503',
      'post /orders createOrder create orders 201,400,401,409,422,429,503',
      'get /orders/{id} getOrder get orders 200,304,400,401,404,429,503',
      'patch /orders/{id} updateOrder update orders 200,400,401,404,409,412,422,429,503',
      'delete /orders/{id} deleteOrder delete orders 204,400,401,404,409,412,429,503',
      'get /orders/{order_id}/tags listOrderTags links order-tags 200,400,401,404,429,503',
      'put /orders/{order_id}/tags/{tag} addOrderTag link order-tags 204,400,401,404,409,429,503',
      'delete /orders/{order_id}/tags/{tag} removeOrderTag unlink order-tags 204,400,401,404,409,429,503',
      'get /tags listTags list tags 200,400,401,429,503',
      'post /tags createTag create tags 201,400,401,409,422,429,503',
      'get /tags/{name} getTag get tags 200,304,400,401,404,429,503',
      'patch /tags/{name} updateTag update tags 200,400,401,404,409,412,422,429,503',
      'delete /tags/{name} deleteTag delete tags 204,400,401,404,409,412,429,503',
      'put /tags/{tag}/orders/{order_id} addTagOrder link order-tags 204,400,401,404,409,429,503',
      'delete /tags/{tag}/orders/{order_id} removeTagOrder unlink order-tags 204,400,401,404,409,429,503',
      'get /logs listLogs list logs 200,400,401,429,503',
    ]);
  });

  it('has these schemas', () => {
    const { schemas } = described(customers, orders).document.components as { schemas: Record<string, unknown> };
    assert.deepEqual(Object.keys(schemas), [
      ...['Customer', 'CustomerList', 'CustomerCreate', 'CustomerUpdate'],
      ...['Order', 'OrderList', 'OrderCreate', 'OrderUpdate', 'Error'],
    ]);
    const id = { type: 'string', pattern: '^-?(0|[1-9]\\d*)$', maxLength: 20 };
    const total = {
      type: 'string',
      pattern: '^-?(0|[1-9]\\d{0,7})(\\.\\d{1,2})?$',
      maxLength: 12,
      description: 'With taxes.',
    };
    const orNotANumber = '^(NaN|-?(0|[1-9]\\d{0,7})(\\.\\d{1,2})?)$';
    const status = { type: 'string', enum: ['new', 'paid'] };
    const customer_id = { ...id, type: ['string', 'null'] };
    const pickup_token = { type: ['string', 'null'], maxLength: 65536, writeOnly: true };
    assert.deepEqual(schemas.Order, {
      type: 'object',
      description: 'What was bought.',
      properties: { id: { ...id, readOnly: true }, customer_id, status, total: { ...total, pattern: orNotANumber } },
      required: ['id', 'customer_id', 'status', 'total'],
    });
    const given = {
      type: 'object',
      properties: { customer_id, status, total, pickup_token },
      additionalProperties: false,
    };
    assert.deepEqual(schemas.OrderCreate, { ...given, required: ['total'] });
    assert.deepEqual(schemas.OrderUpdate, { ...given, minProperties: 1 });
    assert.deepEqual(Object.keys(at(schemas.CustomerUpdate, 'properties') as object), ['name']);
  });

  it('has these parameters of a list', () => {
    const { document } = described(customers, orders);
    const parameters = at(
      document,
      'paths',
      '/customers/{customer_id}/orders',
      'get',
      'parameters',
    ) as readonly JsonObject[];
    assert.deepEqual(
      parameters.map(one => [one.$ref ?? `${one.in} ${one.name}`, one.schema].filter(part => part !== undefined)),
      [
        ['path customer_id', { type: 'string', pattern: '^-?(0|[1-9]\\d*)$', maxLength: 20 }],
        ['#/components/parameters/Limit'],
        ['#/components/parameters/Cursor'],
        ['query sort', { type: 'string', enum: ['id', '-id'], default: 'id' }],
        ['query customer_id', { type: 'string', pattern: '^-?(0|[1-9]\\d*)$', maxLength: 20 }],
        ['query status', { type: 'string', enum: ['new', 'paid'] }],
        ...['', '_gte', '_gt', '_lte', '_lt'].map(end => [
          `query total${end}`,
          { type: 'string', pattern: '^-?(0|[1-9]\\d{0,7})(\\.\\d{1,2})?$', maxLength: 12 },
        ]),
      ],
    );
  });

  it('pages through a list without a key by an offset', () => {
    const { document } = described(table('logs', { line: 'text' }));
    assert.deepEqual(at(document, 'paths', '/logs', 'get', 'parameters'), [
      { $ref: '#/components/parameters/Limit' },
      { $ref: '#/components/parameters/Offset' },
    ]);
    assert.deepEqual(at(document, 'components', 'schemas', 'LogList', 'required'), ['data', 'has_more']);
  });

  it('asks nobody who they are when told so', () => {
    const { document } = describeResources(planResources([customers], { numbers: false }), {
      ...options,
      auth: 'none',
    });
    assert.deepEqual(document.security, []);
    assert.ok(!/Unauthorized|securitySchemes/.test(JSON.stringify(document)));
  });

  it('is read without findings and linted without warnings', async () => {
    await assertSound([customers, orders, tags, orderTags, table('logs', { line: 'text' })]);
  });

  it('takes names and comments of databases for what they are', async () => {
    const names = [
      '"; drop table x; --',
      'constructor',
      '__proto__',
      '😀',
      '{id}',
      '$ref',
      'a/b#c',
      '</script>',
      'x'.repeat(63),
    ];
    const hostile = names.map(name =>
      table(
        name,
        [
          column('__proto__', 'integer!'),
          ...names.map((own, at) => column(`${own}${at}`, 'text', { comment: '`x` */ <b>' })),
        ],
        {
          key: ['__proto__'],
          indexes: names.map((own, at) => `${own}${at}`).filter(own => !own.includes(', ')),
          comment: 'It\n---\n# "is" {{one}} *‮* <script>',
        },
      ),
    );
    await assertSound(hostile);
    const text = writeDescription(described(...hostile).document, 'yaml');
    assert.match(text, /__proto__:/);
    assert.ok(!text.includes('<script'));
  });

  it('of any relations is sound', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(anyRelations, fc.boolean(), (relations, numbers) => assertSound(relations, numbers)),
      { numRuns: process.env.CI ? 15 : 30 },
    );
  });
});
