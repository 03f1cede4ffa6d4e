import assert from 'node:assert/strict';
import fc from 'fast-check';
import { schemaDiagram } from '../../../src/schema/navigation/diagram.js';
import { catalogOf, tableOf } from './handMade.js';

const customers = tableOf('customers', {
  columns: { id: 'bigint', email: 'character varying(320)!' },
  primaryKey: ['id'],
  unique: ['email'],
});
const orders = tableOf('orders', {
  columns: {
    id: 'bigint',
    customer_id: 'bigint!',
    placed_at: 'timestamp with time zone',
    tags: 'text[]',
    total: 'numeric(10,2)',
  },
  primaryKey: ['id'],
  references: [[['customer_id'], 'customers']],
});

/** The pictures of a document, without their fences. */
const pictures = (markdown: string) => [...markdown.matchAll(/^```mermaid\n(.*?)\n```$/gms)].map(([, text]) => text!);
const lines = (markdown: string) =>
  pictures(markdown)[0]!
    .split('\n')
    .map(line => line.trim());

describe('schemaDiagram', () => {
  it('draws tables with columns, types in one word, keys, and what refers to what', () => {
    assert.equal(
      schemaDiagram(catalogOf(customers, orders), 'schema.sql'),
      `# Schema of \`schema.sql\`

2 tables, 1 foreign key.

\`\`\`mermaid
erDiagram
  customers {
    bigint id PK
    varchar(320) email UK
  }
  orders {
    bigint id PK
    bigint customer_id FK
    timestamptz placed_at
    text[] tags
    numeric total
  }
  customers ||..o{ orders : "customer_id"
\`\`\`
`,
    );
  });

  it('says how many belong together from NOT NULL and uniqueness, and draws keys within the primary key solid', () => {
    const child = tableOf('child', {
      columns: { id: 'bigint', a_id: 'bigint', b_id: 'bigint!', c_id: 'bigint!' },
      primaryKey: ['b_id'],
      unique: ['a_id'],
      references: [
        [['a_id'], 'a'],
        [['b_id'], 'a'],
        [['c_id'], 'a'],
      ],
    });
    const a = tableOf('a', { columns: { id: 'bigint' }, primaryKey: ['id'] });
    assert.deepEqual(lines(schemaDiagram(catalogOf(a, child), 'x')).slice(-3), [
      'a |o..o| child : "a_id"',
      'a ||--o| child : "b_id"',
      'a ||..o{ child : "c_id"',
    ]);
  });

  it('draws a partition as its parent', () => {
    const part = tableOf('orders_2025', {
      columns: { id: 'bigint', customer_id: 'bigint!' },
      references: [[['customer_id'], 'customers']],
      partitionOf: 'orders',
    });
    const document = schemaDiagram(catalogOf(customers, orders, part), 'x');
    assert.ok(!document.includes('orders_2025'));
    assert.equal(lines(document).filter(line => line.includes('..')).length, 1);
  });

  it('names tables of other schemas in full, and writes what Mermaid cannot say so that it can', () => {
    const odd = tableOf('Order "Items"; 50%', {
      schema: 'app',
      columns: { 'unit price': 'double precision', '2fa': 'app.Mood', pk: 'text' },
    });
    assert.deepEqual(lines(schemaDiagram(catalogOf(odd), 'x')), [
      'erDiagram',
      '"app.Order #34;Items#34;#59; 50#37;" {',
      'double_precision unit_price "unit price"',
      'app_Mood _2fa "2fa"',
      'text _pk "pk"',
      '}',
    ]);
    assert.deepEqual(lines(schemaDiagram(catalogOf(tableOf('class', { columns: {} })), 'x')), ['erDiagram', '"class"']);
  });

  it('draws keys only in a large schema, and several pictures in a very large one', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) =>
        tableOf(`t${i}`, {
          columns: { id: 'bigint', before_id: 'bigint', note: 'text' },
          primaryKey: ['id'],
          ...(i % 100 !== 0 && { references: [[['before_id'], `t${i - 1}`] as const] }),
        }),
      );
    const large = schemaDiagram(catalogOf(...many(31)), 'x');
    assert.equal(pictures(large).length, 1);
    assert.ok(!large.includes('note') && large.includes('before_id FK'));
    const huge = schemaDiagram(catalogOf(...many(1000)), 'x');
    const drawn = pictures(huge);
    assert.ok(drawn.length > 1 && drawn.every(text => text.length <= 48_000));
    const boxes = drawn.flatMap(text => [...text.matchAll(/^ {2}(t\d+) \{$/gm)].map(([, name]) => name));
    assert.equal(new Set(boxes).size, 1000);
    assert.equal(boxes.length, 1000);
  });

  it('says so when there is nothing to draw', () => {
    assert.match(schemaDiagram(catalogOf(), 'a_b.sql'), /^# Schema of `a_b\.sql`\n\nThere are no tables in it\.\n$/);
  });

  it('keeps every name on its line and in its quotes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.string({ unit: 'binary', minLength: 1 }),
        (name, column) => {
          const document = schemaDiagram(catalogOf(tableOf(name, { columns: { [column]: 'text' } })), name);
          const drawn = pictures(document);
          assert.equal(drawn.length, 1);
          const [first, box, attribute, end, ...more] = drawn[0]!.split('\n');
          assert.deepEqual([first, end, more], ['erDiagram', '  }', []]);
          assert.match(box!, /^ {2}(?:[A-Za-z]\w*|"[^"%\\]+") \{$/);
          assert.match(attribute!, /^ {4}text [A-Za-z_\u00c0-\uffff][\w\u00c0-\uffff]*(?: "[^"%\\]*")?$/);
        },
      ),
    );
  });
});
