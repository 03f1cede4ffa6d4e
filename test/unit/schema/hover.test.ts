import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hoverAt } from '../../../src/schema/navigation/hover.js';
import { markdownCode, markdownText } from '../../../src/schema/navigation/markdown.js';
import { readMarked, textIn } from './markedSql.js';

async function hover(sql: string): Promise<string | undefined> {
  const { reading, path, position } = await readMarked(sql);
  return hoverAt(reading, path, position)?.markdown;
}

const schema = `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(320) NOT NULL);
CREATE TABLE app_orders (
  id bigint PRIMARY KEY,
  customer_id bigint NOT NULL DEFAULT 0 REFERENCES customers ON DELETE CASCADE,
  total numeric(10,2) CHECK (total >= 0)
);
CREATE INDEX by_customer ON app_orders (customer_id, total DESC) WHERE total > 0;
COMMENT ON TABLE app_orders IS 'One *order* <b>each</b>';
COMMENT ON COLUMN app_orders.total IS 'Without | tax';
`;

describe('hover', () => {
  it('says of a table its columns, indexes and who refers to it', async () => {
    assert.equal(
      await hover(`${schema}SELECT * FROM ‸app_orders;`),
      [
        '```sql\ntable app_orders\n```',
        'One \\*order\\* \\<b\\>each\\<\\/b\\>',
        '| column | type | |\n| --- | --- | --- |\n| `id` | `bigint` | primary key |\n| `customer_id` | `bigint` | not null, → `customers` |\n| `total` | `numeric(10,2)` |  |',
        'Indexes:\n\n- `by_customer` `(customer_id, total desc) where total > 0`',
      ].join('\n\n'),
    );
    assert.match(
      (await hover(`${schema}SELECT * FROM ‸customers;`))!,
      /Referenced by:\n\n- `app_orders\(customer_id\)`$/,
    );
  });

  it('says of a column its definition as it stands now, its keys and the indexes that help', async () => {
    assert.equal(
      await hover(`${schema}SELECT ‸customer_id FROM app_orders;`),
      [
        '```sql\napp_orders.customer_id bigint NOT NULL DEFAULT 0\n```',
        'References `customers(id)`, on delete cascade',
        'Indexes:\n\n- `by_customer` `(customer_id, total desc) where total > 0`',
      ].join('\n\n'),
    );
    assert.equal(
      await hover(`${schema}SELECT ‸total FROM app_orders;`),
      [
        '```sql\napp_orders.total numeric(10,2)\n```',
        'Without \\| tax',
        'Check `total >= 0`',
        'Indexes:\n\n- `by_customer` `(customer_id, total desc) where total > 0`, where it is not the first',
      ].join('\n\n'),
    );
    assert.match((await hover(`${schema}SELECT ‸email FROM customers;`))!, /No index holds it\.$/);
    assert.match(
      (await hover(`${schema}SELECT ‸id FROM customers;`))!,
      /GENERATED ALWAYS AS IDENTITY\n```\n\nPrimary key\n\n(?:.|\n)*Referenced by/,
    );
  });

  it('knows types, domains, views, functions, sequences and indexes', async () => {
    const more = `CREATE TYPE mood AS ENUM ('good', 'ba\`d');
CREATE DOMAIN money_amount AS numeric(12,2) NOT NULL CHECK (VALUE >= 0);
CREATE VIEW v AS SELECT id, total FROM app_orders;
CREATE FUNCTION touch(a int) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER AS 'select 1';
CREATE SEQUENCE numbers;
`;
    const say = (sql: string) => hover(`${schema}${more}${sql}`);
    assert.equal(await say("SELECT 'x'::‸mood;"), '```sql\nenum mood\n```\n\n`good`, `` ba`d ``');
    assert.match((await say('SELECT 1::‸money_amount;'))!, /domain money_amount as numeric\(12,2\) NOT NULL/);
    assert.equal(await say('SELECT * FROM ‸v;'), '```sql\nview v\n```\n\n`id`, `total`');
    assert.match((await say('SELECT ‸total FROM v;'))!, /A column of the view `v`/);
    assert.equal(
      await say('SELECT ‸touch(1);'),
      '```sql\nfunction touch(integer) returns text\n```\n\nsql\\, stable\\, security definer',
    );
    assert.match((await say('ALTER SEQUENCE ‸numbers OWNED BY customers.id;'))!, /Belongs to `customers\.id`/);
    assert.match(
      (await say('DROP INDEX IF EXISTS nothing; REINDEX INDEX ‸by_customer;'))!,
      /index by_customer on app_orders/,
    );
  });

  it('covers the name that it is about', async () => {
    const marked = await readMarked(`${schema}SELECT a.to‸tal FROM app_orders a;`);
    const { range } = hoverAt(marked.reading, marked.path, marked.position)!;
    assert.equal(textIn(marked.textOf(marked.path), range), 'total');
  });

  it('has nothing to say of words that mean nothing', async () => {
    assert.equal(await hover(`${schema}SEL‸ECT 1;`), undefined);
    assert.equal(await hover('‸'), undefined);
  });
});

describe('Markdown', () => {
  it('of foreign text has no markup of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        assert.ok(!/(?<!\\)[<>![\]()*_`#|]/.test(markdownText(text).replaceAll('\\\\', '')));
        const [, fence, inside] = /^(`+) ?(.*?) ?\1$/s.exec(markdownCode(`x${text}`))!;
        assert.ok(!inside!.includes('\n') && !inside!.match(new RegExp(`(?<!\`)${fence}(?!\`)`)));
      }),
    );
  });
});
