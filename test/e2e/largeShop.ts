/** Shops with many rows, and what the server does to read them. */
import type { Session } from '../../src/database/session.js';
import type { Statement } from './tableApi.js';

/** So many rows in every table of test/fixtures/tables/shop.sql. */
export async function fillLarge(session: Session, count: number): Promise<void> {
  const rows = `generate_series(1, ${count}) as n`;
  await session.execute(
    `
    insert into customers (email, name, password_hash, birthday, created_at, deleted_at)
      select 'c' || n || '@example.org', 'Customer ' || n, 'x', date '1990-01-01' + n % 10000, timestamptz '2026-01-01' + n * interval '1 minute',
        case when n % 4 = 0 then timestamptz '2026-06-01' + n * interval '1 second' end from ${rows};
    insert into products (sku, title, price, attributes) select 'sku-' || n, 'Product ' || n, 1 + n % 500, '{}' from ${rows};
    insert into categories (parent_id, name) select case when n > 1 then 1 + n % 300 end, 'Category ' || n from ${rows};
    insert into product_categories select n, 1 + n % 900 from ${rows};
    insert into product_categories select n, 1000 + n % 900 from ${rows};
    insert into orders (customer_id, status, placed_at, created_at)
      select id, (array['draft', 'placed', 'paid', 'shipped', 'cancelled'])[1 + n % 5]::order_status, now(), timestamptz '2026-01-01' + n * interval '1 minute'
      from (select id, row_number() over () as n from customers) as c;
    insert into order_items select n, 1, 1 + n % 5000, 1 + n % 9 from ${rows};
    insert into events (happened_on, kind, payload) select date '2026-01-01' + n % 300, 'kind ' || n % 50, '{}' from ${rows};
    insert into events (happened_on, kind, payload) select date '2027-01-01' + n % 300, 'kind ' || n % 50, '{}' from ${rows};
    insert into audit_log (what) select 'x' from ${rows};
    update events set happened_on = '2026-01-08' where id = 7;
    vacuum analyze;`
      .split(/;\n/)
      .filter(one => !one.includes('vacuum'))
      .join(';\n'),
  );
  await session.execute('vacuum analyze');
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** Tables that a statement would be read from end to end for. */
export async function seqScans(session: Session, { text, values }: Statement): Promise<readonly string[]> {
  const [row] = await session.query<{ 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>(
    `explain (format json) ${text}`,
    values,
  );
  const found: string[] = [];
  const walk = (plan: Plan) => {
    if (/^(?:Parallel )?Seq Scan$/.test(plan['Node Type'])) found.push(plan['Relation Name'] ?? '?');
    for (const below of plan.Plans ?? []) walk(below);
  };
  walk(row!['QUERY PLAN'][0].Plan);
  return found;
}
