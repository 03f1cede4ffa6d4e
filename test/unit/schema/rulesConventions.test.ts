import assert from 'node:assert/strict';
import { isPlural, pluralOf, singulars, wordsOf } from '../../../src/schema/rules/words.js';
import { lintFiles, lintOne, places } from './rulesHarness.js';

const table = (name: string, columns = 'id bigint PRIMARY KEY') => `CREATE TABLE ${name} (${columns});`;

describe('words of names', () => {
  it('splits at underscores and capitals', () => {
    assert.deepEqual(wordsOf('order_status'), ['order', 'status']);
    assert.deepEqual(wordsOf('orderStatus'), ['order', 'status']);
    assert.deepEqual(wordsOf('HTTPStatusCode'), ['http', 'status', 'code']);
    assert.deepEqual(wordsOf('Order Items'), ['order', 'items']);
    assert.deepEqual(wordsOf('statement_text'), ['statement', 'text']);
    assert.deepEqual(wordsOf('größenÄnderung'), ['größen', 'änderung']);
    assert.deepEqual(wordsOf(''), []);
  });

  it('knows plurals, also irregular ones', () => {
    for (const word of [
      'users',
      'people',
      'children',
      'data',
      'news',
      'series',
      'media',
      'categories',
      'boxes',
      'criteria',
      'staff',
    ]) {
      assert.ok(isPlural(word), word);
    }
    for (const word of ['user', 'status', 'address', 'analysis', 'bus', 'process', 'canvas', 'category'])
      assert.ok(!isPlural(word), word);
    for (const [one, many] of Object.entries({
      category: 'categories',
      box: 'boxes',
      person: 'people',
      address: 'addresses',
      day: 'days',
    })) {
      assert.equal(pluralOf(one), many);
      assert.ok(singulars(many).includes(one), many);
    }
  });
});

describe('rule table-name-case', () => {
  const rule = 'table-name-case';

  it('finds quoted capitals only', async () => {
    const [finding] = await lintOne(rule, table('"OrderItems"'));
    assert.equal(
      finding?.message,
      '`OrderItems` is PascalCase, not snake_case: it has to be written in quotes everywhere.',
    );
    assert.equal(finding.suggestion, 'ALTER TABLE "OrderItems" RENAME TO order_items;');
    assert.deepEqual(await places(rule, table('Users')), []);
    assert.deepEqual(await places(rule, table('order_items2')), []);
    assert.deepEqual(await places(rule, table('"Order Items"')), ['"Order Items"']);
  });

  it('leaves a schema alone that has a convention of its own, and takes another from settings', async () => {
    assert.deepEqual(await places(rule, ['"A"', '"B"', '"C"', 'd'].map(name => table(name)).join('\n')), []);
    const pascal = { conventions: { tableNames: 'PascalCase' } } as const;
    assert.deepEqual(await places(rule, table('"OrderItem"') + table('order_item'), pascal), ['order_item']);
  });
});

describe('rule column-name-case', () => {
  const rule = 'column-name-case';

  it('finds quoted capitals only', async () => {
    const [finding] = await lintOne(rule, table('t', 'id int PRIMARY KEY, "createdAt" date, updatedAt date'));
    assert.equal(
      finding?.message,
      '`t.createdAt` is camelCase, not snake_case: it has to be written in quotes everywhere.',
    );
    assert.equal(finding.suggestion, 'ALTER TABLE t RENAME COLUMN "createdAt" TO created_at;');
    assert.deepEqual(await places(rule, table('t', 'updatedAt date, "größe" int')), []);
  });

  it('leaves a schema alone that has a convention of its own', async () => {
    const columns = ['aB', 'cD', 'eF', 'gH', 'iJ', 'kL'].map(name => `"${name}" int`);
    assert.deepEqual(await places(rule, table('t', columns.join(', '))), []);
  });
});

describe('rule singular-table-name', () => {
  const rule = 'singular-table-name';

  it('is off unless asked for', async () => {
    const findings = await lintFiles({ files: { '/s.sql': table('customer') } });
    assert.ok(!findings.some(finding => finding.rule === rule));
  });

  it('finds singulars, and plurals where these are the convention', async () => {
    const [finding] = await lintOne(rule, table('order_category'));
    assert.equal(finding?.suggestion, 'ALTER TABLE order_category RENAME TO order_categories;');
    for (const name of ['people', 'news', 'series', 'media', 'order_data', 'users', 'staff']) {
      assert.deepEqual(await places(rule, table(name)), [], name);
    }
    const singular = { conventions: { plural: false } };
    assert.deepEqual(await places(rule, table('users') + table('status') + table('media'), singular), ['users']);
  });
});

describe('rules missing-created-at and missing-updated-at', () => {
  const parent = 'CREATE TABLE p (id int PRIMARY KEY);\n';
  const child = (columns: string) =>
    `${parent}CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p, n int, ${columns});`;

  it('add the column', async () => {
    const [created] = await lintOne('missing-created-at', child('x int'));
    assert.equal(created?.message, '`c` has no `created_at`: nothing says when a row was made.');
    assert.equal(created.suggestion, 'ALTER TABLE c ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();');
    assert.equal((await lintOne('missing-updated-at', child('created_at date'))).length, 1);
  });

  it('know other words for it', async () => {
    for (const text of ['inserted_at date', '"createdAt" timestamptz', 'date_created timestamp', 'occurred_at date']) {
      assert.deepEqual(await places('missing-created-at', child(text)), [], text);
    }
    assert.deepEqual(await places('missing-updated-at', child('modified_on date')), []);
    const join = `${parent}CREATE TABLE j (a int REFERENCES p, b int REFERENCES p, PRIMARY KEY (a, b));`;
    assert.deepEqual(await places('missing-created-at', join), []);
  });
});

describe('rule reserved-word-name', () => {
  const rule = 'reserved-word-name';

  it('finds words that need quotes everywhere', async () => {
    const [finding] = await lintOne(rule, table('"user"'));
    assert.equal(finding?.suggestion, 'ALTER TABLE "user" RENAME TO users;');
    assert.deepEqual(await places(rule, table('t', '"order" int, "left" int, name text, value int, "timestamp" int')), [
      '"order"',
      '"left"',
    ]);
    assert.deepEqual(await places(rule, table('"User"') + table('orders')), []);
  });
});
