// A database becomes an API: generated, booted, and every operation called on a real PostgreSQL.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fillTables } from '../../src/database/prove/sampleRows/fillTables.js';
import { type LiveServer, startLiveServer } from '../database/liveServer.js';
import { exerciseTables } from './exerciseTables.js';
import { frameworks, root } from './harness.js';
import { fillLarge, seqScans } from './largeShop.js';
import { makeTableApi, type TableApi } from './tableApi.js';

const shop = readFileSync(path.join(root, 'test/fixtures/tables/shop.sql'), 'utf8');
const corpus = path.join(root, '../shared/corpus/sql');

// biome-ignore lint/suspicious/noExplicitAny: parts of an OpenAPI document
type Loose = any;

describe('an API over tables', function () {
  this.timeout(300_000);
  let server: LiveServer;
  let api: TableApi | undefined;
  before(async () => {
    server = await startLiveServer();
  });
  afterEach(async () => {
    await api?.close();
    api = undefined;
  });
  after(() => server.stop());

  for (const framework of frameworks) {
    it(`answers every operation as described: a shop in ${framework}`, async () => {
      api = await makeTableApi(server, { name: 'shop', sql: shop, framework });
      const filling = await fillTables(api.session, { isPlain: false });
      assert.deepEqual(filling.without, []);
      const { statuses } = await exerciseTables(api);
      const all = Object.values<Record<string, { operationId?: string }>>(api.document.paths).flatMap(item =>
        Object.values(item).flatMap(({ operationId }) => operationId ?? []),
      );
      for (const id of all) {
        const [best] = [...(statuses.get(id) ?? [])].sort();
        // What others refer to stays.
        const isFine = best !== undefined && (best < 300 || (id.startsWith('delete') && best === 409));
        assert.ok(isFine, `${id}: ${[...(statuses.get(id) ?? [])]}`);
      }
    });
  }

  it('reads by an index whatever is asked for, with 100,000 rows in every table, in as many statements as are needed', async () => {
    api = await makeTableApi(server, { name: 'large', sql: shop, framework: 'fastify' });
    await fillLarge(api.session, 100_000);
    const { session } = api;
    const slow: string[] = [];
    let asked = 0;
    const read = async (target: string, statements: number, status = 200) => {
      api!.takeStatements();
      const answer = await api!.call('GET', target);
      assert.equal(answer.status, status, `${target} ${JSON.stringify(answer.body)} ${api!.logged.at(-1)}`);
      const sent = api!.takeStatements();
      // An empty list below a row: one more, to tell it from a row that is not there.
      const isEmpty = answer.body.data?.length === 0 && target.split('/').length > 3;
      assert.equal(sent.length, statements + (isEmpty ? 1 : 0), `${target}: ${sent.map(one => one.text).join('\n')}`);
      for (const one of sent) {
        asked++;
        for (const table of await seqScans(session, one)) slow.push(`${target}: ${table} ${one.text}`);
      }
      return answer.body;
    };
    // Without a key there is no index to read audit-logs by, which the notes say.
    for (const [path, item] of Object.entries<Loose>(api.document.paths).filter(
      ([one]) => !one.startsWith('/audit-logs'),
    )) {
      if (!item.get) continue;
      const target = await filled(path, session);
      if (!item.get.operationId.startsWith('list')) {
        await read(target, 1);
        continue;
      }
      const parameters: Loose[] = item.get.parameters.map((one: Loose) => resolved(one, api!.document));
      const sorts: readonly string[] = parameters.find(one => one.name === 'sort')?.schema.enum ?? [];
      for (const query of ['', ...sorts.map(sort => `sort=${sort}`)]) {
        const first = await read(`${target}?${query}`, 1);
        assert.ok(first.data.length > 0, `${target} ${query}`);
        if (first.next_cursor) await read(`${target}?${query}&cursor=${first.next_cursor}`, 1);
      }
      const row = (await read(`${target}?limit=1`, 1)).data[0];
      for (const { name, in: place } of parameters) {
        const field = name.replace(/_(?:gte|gt|lte|lt)$/, '');
        if (place !== 'query' || /^(?:limit|cursor|sort)$/.test(name) || row[name] === null || row[field] === null)
          continue;
        const value = encodeURIComponent(String(row[name] ?? row[field]));
        for (const sort of ['', ...sorts.map(one => `&sort=${one}`)])
          await read(`${target}?${name}=${value}${sort}`, 1);
      }
    }
    assert.equal(slow.join('\n'), '');
    assert.ok(asked > 150, String(asked));
    const [lonely] = await session.query<{ id: string }>(
      `insert into customers (email, name, password_hash) values ('lonely@example.org', 'L', 'x') returning id`,
    );
    await read(`/customers/${lonely!.id}/orders`, 1);
    await read('/customers/00000000-0000-0000-0000-000000000000/orders', 2, 404);
    const change = async (
      method: string,
      target: string,
      statements: number,
      more: Parameters<TableApi['call']>[2],
    ) => {
      api!.takeStatements();
      const answer = await api!.call(method, target, more);
      assert.ok(answer.status < 300, `${answer.status} ${JSON.stringify(answer.body)} ${api!.logged.at(-1)}`);
      const sent = api!.takeStatements();
      assert.equal(sent.length, statements, sent.map(one => one.text).join('\n'));
      for (const one of sent)
        for (const table of await seqScans(session, one)) slow.push(`${method} ${target}: ${table} ${one.text}`);
      return answer;
    };
    const made: Loose = await change('POST', '/orders', 1, { body: { customer_id: lonely!.id } });
    await change('PATCH', `/orders/${made.body.id}`, 1, {
      body: { note: 'x' },
      headers: { 'if-match': String(made.headers['etag']) },
    });
    await change('PUT', '/products/1/categories/99', 1, {});
    await change('DELETE', '/products/1/categories/99', 1, {});
    await change('DELETE', `/orders/${made.body.id}`, 1, {});
    assert.equal(slow.join('\n'), '');
  });

  for (const [index, name] of ['chinook', 'concourse', 'openfga', 'temporal_main', 'kratos_migrations'].entries()) {
    it(`answers every operation as described: ${name}`, async function () {
      const file = path.join(corpus, `${name}.sql`);
      if (process.env['CI'] || !existsSync(file)) this.skip();
      const framework = frameworks[index % frameworks.length]!;
      api = await makeTableApi(server, { name, sql: readFileSync(file, 'utf8'), framework });
      await fillTables(api.session, { isPlain: false });
      const { statuses } = await exerciseTables(api);
      assert.ok([...statuses.values()].filter(all => [...all].some(status => status < 300)).length > statuses.size / 2);
    });
  }
});

/** A path with the key of a row that is there: of large shops all keys are known. */
async function filled(path: string, session: TableApi['session']): Promise<string> {
  const [customer] = await session.query<{ id: string }>('select id from active_customers order by id limit 1');
  const known: Record<string, string> = {
    order_id: '7',
    line_no: '1',
    product_id: '7',
    category_id: '7',
    parent_id: '1',
    customer_id: customer!.id,
  };
  const own = /^\/(?:customers|active-customers)/.test(path) ? customer!.id : '7';
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'happened_on' ? '2026-01-08' : (known[name] ?? own),
  );
}

function resolved(one: Loose, document: Loose): Loose {
  return one.$ref === undefined ? one : document.components.parameters[one.$ref.split('/').at(-1)];
}
