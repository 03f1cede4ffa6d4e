import assert from 'node:assert/strict';
import { planResources } from '../../../src/resources/planResources.js';
import type { Resource } from '../../../src/resources/resource.js';
import type { Relation } from '../../../src/schema/relation.js';
import { column, index, table } from './madeRelations.js';

const options = { numbers: false };
const plan = (...relations: readonly Relation[]) => planResources(relations, options);
const only = (relation: Relation) => plan(relation).resources[0]!;

const shown = ({ segment, key, does, sorts, filters, nested }: Resource) => ({
  segment,
  key: key.join(),
  does: [...does].join(),
  sorts: sorts.map(({ name, fields }) => `${name}: ${fields.join()}`),
  filters: filters.map(({ parameter, within }) => (within === undefined ? parameter : `${parameter} in ${within}`)),
  nested: nested.map(one => `${one.parent}/{${one.parameters.join('}/{')}}/${one.segment}`),
});

type Index = Parameters<typeof index>;
const withIndexes = (columns: Record<string, string>, indexes: readonly Index[]) =>
  shown(only(table('t', { id: 'integer!', ...columns }, { key: ['id'], indexes: indexes.map(one => index(...one)) })));

const customers = table('customers', { id: 'bigint!', name: 'text!' }, { key: ['id'] });

describe('tables as resources', () => {
  it('have what their key and their indexes serve', () => {
    const columns = {
      id: 'uuid!',
      customer_id: 'bigint!',
      status: 'text',
      total: 'numeric(10,2)!',
      placed_at: 'timestamp with time zone!',
    };
    const orders = table('orders', columns, {
      key: ['id'],
      references: { customer_id: 'customers.id' },
      indexes: ['customer_id, total desc', 'status', 'total', 'placed_at desc, id desc'],
    });
    const all = ['_gte', '_gt', '_lte', '_lt'];
    assert.deepEqual(plan(customers, orders).resources.map(shown), [
      { segment: 'customers', key: 'id', does: 'get,create,update,delete', sorts: ['id: id'], filters: [], nested: [] },
      {
        segment: 'orders',
        key: 'id',
        does: 'get,create,update,delete',
        sorts: ['id: id', 'total: total,id', 'customer_id: customer_id,id', 'placed_at: placed_at,id'],
        filters: [
          'customer_id',
          'status',
          'total',
          ...all.map(end => `total${end}`),
          ...all.map(end => `placed_at${end}`),
        ],
        nested: ['customers/{customer_id}/orders'],
      },
    ]);
  });

  it('are filtered in a list below another also by what follows the foreign key in its index', () => {
    const columns = { id: 'uuid!', customer_id: 'bigint!', status: 'text' };
    const references = { customer_id: 'customers.id' };
    const orders = table('orders', columns, { key: ['id'], references, indexes: ['customer_id, status'] });
    assert.deepEqual(shown(plan(customers, orders).resources[1]!).filters, ['customer_id', 'status in CustomerOrders']);
  });

  it('are sorted by what an index gives in order, and only by that', () => {
    const sorts = (columns: Record<string, string>, ...indexes: Index[]) =>
      withIndexes(columns, indexes).sorts.slice(1);
    const two = { a: 'integer!', b: 'integer!' };
    assert.deepEqual(sorts(two, ['a, b']), ['a: a,b,id']);
    assert.deepEqual(sorts(two, ['a, b desc']), ['a: a,id']);
    assert.deepEqual(sorts(two, ['a desc, b desc']), ['a: a,b,id']);
    assert.deepEqual(sorts(two, ['a, id, b']), ['a: a,id']);
    assert.deepEqual(sorts(two, ['a, b'], ['a']), ['a: a,id']);
    assert.deepEqual(sorts(two, ['?, a']), []);
    assert.deepEqual(sorts(two, ['a', { predicate: { text: 'a > 0' } }]), []);
    assert.deepEqual(sorts(two, ['a', { method: 'hash' }]), []);
    assert.deepEqual(sorts({ a: 'integer' }, ['a']), []);
    assert.deepEqual(sorts({ a: 'integer!', b: 'integer' }, ['a, b']), ['a: a,id']);
    assert.deepEqual(sorts({ a: 'jsonb!', secret: 'text!' }, ['a'], ['secret']), []);
  });

  it('are filtered by what an index finds, and only by that', () => {
    const filters = (written: string, ...indexes: Index[]) => withIndexes({ a: written }, indexes).filters;
    assert.deepEqual(filters('uuid', ['a']), ['a']);
    assert.deepEqual(filters('boolean', ['a']), ['a']);
    assert.deepEqual(filters('date', ['a', { method: 'hash' }]), ['a']);
    assert.deepEqual(filters('text', ['a', { predicate: { text: 'a IS NOT NULL', notNullOf: ['a'] } }]), ['a']);
    assert.deepEqual(filters('text', ['a', { predicate: { text: 'id IS NOT NULL', notNullOf: ['id'] } }]), []);
    assert.deepEqual(filters('text', ['a', { predicate: { text: "a <> ''" } }]), []);
    assert.deepEqual(filters('text', ['id, a']), []);
    assert.deepEqual(filters('text', ['a', { method: 'gin' }]), []);
    assert.deepEqual(filters('jsonb', ['a']), []);
    assert.deepEqual(filters('integer[]', ['a']), []);
  });

  it('have no filter whose name means something else', () => {
    const columns = { id: 'integer!', limit: 'integer', n: 'integer', n_gt: 'integer', 'a b': 'text' };
    const { resources, notes } = plan(table('t', columns, { key: ['id'], indexes: ['limit', 'n', 'a b'] }));
    assert.deepEqual(shown(resources[0]!).filters, [
      ...['limit_gte', 'limit_gt', 'limit_lte', 'limit_lt'],
      ...['n', 'n_gte', 'n_lte', 'n_lt'],
    ]);
    assert.deepEqual(
      notes.map(one => `${one.rule} ${one.column}`),
      ['left-out limit', 'left-out n', 'left-out a b'],
    );
  });

  it('can only be listed without a key', () => {
    const logs = table('logs', { at: 'timestamp with time zone', line: 'text' }, { indexes: ['at'] });
    const { resources, notes } = plan(logs);
    assert.deepEqual(shown(resources[0]!), {
      segment: 'logs',
      key: '',
      does: '',
      sorts: [],
      filters: ['at_gte', 'at_gt', 'at_lte', 'at_lt'],
      nested: [],
    });
    assert.deepEqual(
      notes.map(one => [one.rule, one.severity, one.relation]),
      [['no-key', 'warning', 'public.logs']],
    );
    assert.match(notes[0]!.message, /Add a primary key\.$/);
  });

  it('have no paths by a key that is a secret or no plain value', () => {
    const { resources, notes } = plan(
      table('sessions', { token: 'text!', at: 'date' }, { key: ['token'] }),
      table('spans', { span: 'bytea!', at: 'date' }, { key: ['span'] }),
    );
    assert.deepEqual(
      resources.map(one => [one.key.length, one.does.size]),
      [
        [0, 0],
        [0, 0],
      ],
    );
    assert.equal(notes.filter(one => one.rule === 'no-key').length, 2);
  });

  it('do what the server lets them', () => {
    const id = column('id', 'integer!');
    const name = column('name', 'text');
    const view = (allows: Partial<Relation['allows']>, columns = [id, name]) =>
      only(
        table('v', columns, {
          kind: 'view',
          key: ['id'],
          allows: { insert: true, update: true, delete: true, ...allows },
        }),
      );
    assert.deepEqual([...view({}).does], ['get', 'create', 'update', 'delete']);
    assert.deepEqual([...view({ insert: false, update: false }).does], ['get', 'delete']);
    assert.deepEqual([...view({}, [id, { ...name, updatable: false }]).does], ['get', 'create', 'delete']);
    assert.equal(view({}).version, undefined);
    assert.equal(only(customers).version, 'xmin');
    assert.equal(only({ ...customers, kind: 'partitioned' }).version, 'xmin');
  });

  it('show what comes from the server only, and take the rest', () => {
    const columns = [
      column('id', 'bigint!', { identity: 'always' }),
      column('serial', "integer! = nextval('s'::regclass)"),
      column('total', 'integer', { generated: true }),
      column('name', 'text!'),
      column('at', 'date! = now()'),
      column('note', 'text'),
      column('password', 'text!'),
    ];
    assert.deepEqual(
      only(table('t', columns, { key: ['id'] })).fields.map(one =>
        [one.name, one.access, one.required ? 'required' : '', one.nullable ? 'nullable' : ''].join(' ').trim(),
      ),
      [
        'id readOnly',
        'serial readOnly',
        'total readOnly  nullable',
        'name readWrite required',
        'at readWrite',
        'note readWrite  nullable',
        'password writeOnly required',
      ],
    );
  });
});

describe('lists below a row', () => {
  it('are there only where an index begins with the foreign key; otherwise it is said how', () => {
    const columns = { id: 'uuid!', 'customer id': 'bigint' };
    const orders = table('Order', columns, { key: ['id'], references: { 'customer id': 'customers.id' } });
    const { resources, notes } = plan(customers, orders);
    assert.deepEqual(resources[1]!.nested, []);
    assert.deepEqual(notes, [
      {
        rule: 'unindexed-foreign-key',
        severity: 'warning',
        relation: 'public.Order',
        column: 'customer id',
        message:
          'There is no list of orders below one of customers: no index begins with "customer id", so each request would read the whole table. Run CREATE INDEX CONCURRENTLY ON public."Order" ("customer id"); and scaffold again.',
      },
    ]);
  });

  it('take the columns in the order of the parent’s key, whatever the order of foreign key and index', () => {
    const rooms = table('rooms', { building: 'integer!', number: 'integer!' }, { key: ['building', 'number'] });
    const desks = table(
      'desks',
      { id: 'integer!', n: 'integer', b: 'integer', at: 'date!' },
      { key: ['id'], references: { 'n, b': 'rooms.number, building' }, indexes: ['n, b, at'] },
    );
    const [nested] = plan(rooms, desks).resources[1]!.nested;
    assert.deepEqual(nested?.fields, ['b', 'n']);
    assert.deepEqual(nested?.sorts, [{ name: 'at', fields: ['at', 'id'] }]);
  });

  it('are told apart by the column when there are several, and below the table itself', () => {
    const invoices = table(
      'invoices',
      { id: 'integer!', billing_customer_id: 'bigint', shipping_customer_id: 'bigint' },
      {
        key: ['id'],
        references: { billing_customer_id: 'customers.id', shipping_customer_id: 'customers.id' },
        indexes: ['billing_customer_id', 'shipping_customer_id'],
      },
    );
    const nodes = table(
      'nodes',
      { id: 'integer!', parent_id: 'integer' },
      { key: ['id'], references: { parent_id: 'nodes.id' }, indexes: ['parent_id'] },
    );
    const { resources } = plan(customers, invoices, nodes);
    assert.deepEqual(
      resources.flatMap(one => one.nested.map(({ name, segment }) => `${name} ${segment}`)),
      [
        'CustomerInvoicesByBillingCustomer invoices-by-billing-customer',
        'CustomerInvoicesByShippingCustomer invoices-by-shipping-customer',
        'NodeNodesByParent nodes-by-parent',
      ],
    );
  });

  it('leave a foreign key to other columns than the key alone, and one to a table that is not there', () => {
    const columns = { id: 'uuid!', name: 'text', shop_id: 'integer' };
    const references = { name: 'customers.name', shop_id: 'shops.id' };
    const { resources, notes } = plan(customers, table('orders', columns, { key: ['id'], references }));
    assert.deepEqual([resources[1]!.nested, notes], [[], []]);
  });
});

describe('tables that relate two others', () => {
  const students = table('students', { id: 'integer!', name: 'text' }, { key: ['id'] });
  const courses = table('courses', { id: 'uuid!', title: 'text' }, { key: ['id'] });
  const columns = { student_id: 'integer!', course_id: 'uuid!' };
  const references = { student_id: 'students.id', course_id: 'courses.id' };
  const key = ['student_id', 'course_id'];

  it('become links from both sides; one that no index serves is not listed', () => {
    const { resources, notes } = plan(students, courses, table('student_courses', columns, { key, references }));
    assert.equal(resources[2]!.segment, 'student-courses');
    assert.deepEqual(
      resources[2]!.links.map(
        one =>
          [
            `${one.from}/{${one.fromParameters}}/${one.segment}/{${one.toParameters}}`,
            one.to,
            one.collection,
            one.type,
          ].join(' ') + (one.listed ? ' listed' : ''),
      ),
      [
        'students/{student_id}/courses/{course_id} courses StudentCourses StudentCourse listed',
        'courses/{course_id}/students/{student_id} students CourseStudents CourseStudent',
      ],
    );
    assert.deepEqual(
      notes.map(({ rule }) => rule),
      ['unindexed-foreign-key'],
    );
    assert.match(
      notes[0]!.message,
      /Run CREATE INDEX CONCURRENTLY ON public\.student_courses \(course_id, student_id\);/,
    );
  });

  it('are tables like others when they say more, are without a key, or are referred to', () => {
    const graded = table('graded', { ...columns, grade: 'integer' }, { key, references });
    const loose = table('loose', columns, { references });
    const more = table('more', columns, { key, references });
    const toMore = { 'student_id, course_id': 'more.student_id, course_id' };
    const fees = table('fees', { id: 'integer!', ...columns }, { key: ['id'], references: toMore });
    const { resources } = plan(students, courses, graded, loose, more, fees);
    assert.deepEqual(
      resources.filter(one => one.links.length > 0),
      [],
    );
  });

  const linkNames = (...relations: readonly Relation[]) =>
    plan(...relations).resources.flatMap(one =>
      one.links.map(({ segment, collection, type }) => `${segment} ${collection} ${type}`),
    );

  it('that lead back to the same table are told apart by the column', () => {
    const users = table('users', { id: 'integer!' }, { key: ['id'] });
    const both = { follower_id: 'users.id', followed_id: 'users.id' };
    const columnsOfBoth = { follower_id: 'integer!', followed_id: 'integer!' };
    const follows = table('follows', columnsOfBoth, { key: ['follower_id', 'followed_id'], references: both });
    assert.deepEqual(linkNames(users, follows), [
      'followeds UserFolloweds UserFollowed',
      'followers UserFollowers UserFollower',
    ]);
  });

  it('of two between the same, the second goes by its own name', () => {
    const enrolments = table('enrolments', columns, { key, references });
    const favorites = table('favorites', columns, { key, references });
    assert.deepEqual(linkNames(students, courses, enrolments, favorites), [
      'courses StudentCourses StudentCourse',
      'students CourseStudents CourseStudent',
      'favorites StudentFavorites StudentFavorite',
      'favorites CourseFavorites CourseFavorite',
    ]);
  });
});

describe('what is chosen', () => {
  it('is a part of the schemas and tables', () => {
    const all = [
      customers,
      table('orders', { id: 'uuid!' }, { key: ['id'], schema: 'shop' }),
      table('customers', { id: 'uuid!' }, { schema: 'shop' }),
    ];
    const names = (choice: object) =>
      planResources(all, { ...options, ...choice }).resources.map(
        ({ relation }) => `${relation.schema}.${relation.name}`,
      );
    assert.deepEqual(names({ schemas: ['shop'] }), ['shop.orders', 'shop.customers']);
    assert.deepEqual(names({ tables: ['customers'] }), ['public.customers', 'shop.customers']);
    assert.deepEqual(names({ tables: ['shop.customers'] }), ['shop.customers']);
    assert.deepEqual(names({ tables: [] }), []);
  });
});
