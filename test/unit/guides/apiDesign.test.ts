// What docs/guides/api-design.md says of its TypeScript.
import assert from 'node:assert/strict';
import { PGlite } from '@electric-sql/pglite';
import { asPg, load, samplesOf } from './guideBlocks.js';

describe('the guide to API design', function () {
  this.timeout(60_000);
  let server: PGlite;

  before(async () => {
    server = await PGlite.create();
  });
  after(() => server.close());

  it('has deprecation headers as RFC 9745 and RFC 8594 write them', async () => {
    const { deprecationHeaders } = await load('api-design', 'deprecation');
    const headers = deprecationHeaders({
      since: new Date('2026-01-01T00:00:00Z'),
      until: new Date('2026-12-31T23:59:59Z'),
      guide: 'https://a.example/guide',
      successor: '/v2',
    });
    assert.equal(headers.deprecation, '@1767225600');
    assert.equal(headers.sunset, 'Thu, 31 Dec 2026 23:59:59 GMT');
    assert.match(headers.link, /rel="deprecation".*rel="successor-version"/);
  });

  it('has cursors that are checked, and pages that end', async () => {
    const { PageQuery, page, readCursor, writeCursor } = await load('api-design', 'cursor');
    assert.deepEqual(PageQuery.parse({}), { limit: 20 });
    for (const wrong of [{ limit: '0' }, { limit: '101' }, { limit: '1.5' }, { offset: '3' }])
      assert.ok(!PageQuery.safeParse(wrong).success);
    const key = ['2026-11-22T10:00:00.123456+00:00', '42'];
    assert.deepEqual(readCursor(writeCursor(key)), key);
    const hostile = ['', '%%%', 'bnVsbA', writeCursor(['x', '1']), writeCursor([key[0], '1 or true']), writeCursor([])];
    for (const wrong of hostile) assert.equal(readCursor(wrong), undefined);
    const rows = [1, 2, 3].map(id => ({ id }));
    const keyOf = ({ id }: { id: number }) => [key[0], String(id)];
    assert.deepEqual(page(rows, 3, keyOf), { data: rows, meta: { nextCursor: null } });
    const first = page(rows, 2, keyOf);
    assert.deepEqual(first.data, rows.slice(0, 2));
    assert.deepEqual(readCursor(first.meta.nextCursor), [key[0], '2']);
    assert.deepEqual(page([], 2, keyOf), { data: [], meta: { nextCursor: null } });
  });

  it('waits as long as it is told, and not for ever', async () => {
    const { pauseBefore } = await load('api-design', 'wait');
    assert.equal(pauseBefore(0, '30'), 30_000);
    assert.equal(pauseBefore(0, 'Thu, 01 Jan 1970 00:00:10 GMT', 4_000), 6_000);
    assert.equal(pauseBefore(0, '86400'), undefined);
    assert.equal(pauseBefore(5, null), undefined);
    for (const said of [null, 'soon']) assert.ok(pauseBefore(3, said) <= 2_000);
  });

  it('binds an idempotency key to caller, operation and body; the wrong one does not', async () => {
    let done = 0;
    const work = async () => ({ status: 201, body: { charge: ++done } });

    const wrong = await load('api-design', 'idempotency', true);
    await wrong.once('k1', work);
    // Somebody else, with another body, is told of the first one's charge; and two at once are both carried out.
    assert.deepEqual(await wrong.once('k1', work), { status: 201, body: { charge: 1 } });
    await Promise.all([wrong.once('k2', work), wrong.once('k2', work)]);
    assert.equal(done, 3);

    const { once } = await load('api-design', 'idempotency');
    await server.exec(
      samplesOf('api-design').find(({ text }) => text.startsWith('create table idempotency_keys'))!.text,
    );
    const db = asPg(server);
    const request = (more: object = {}) => ({
      ...{ caller: 'ann', operation: 'createCharge', key: 'k1', rawBody: Buffer.from('{"amount":1}') },
      ...more,
    });
    done = 0;
    const first = await once(db, request(), work);
    assert.deepEqual(await once(db, request(), work), first);
    assert.equal(done, 1);
    const other = await once(db, request({ rawBody: Buffer.from('{"amount":2}') }), work);
    assert.equal(other.status, 422);
    assert.equal(done, 1);
    assert.deepEqual((await once(db, request({ caller: 'bob' }), work)).body, { charge: 2 });
    assert.deepEqual((await once(db, request({ operation: 'createRefund' }), work)).body, { charge: 3 });
    // What fails is rolled back with its key.
    await server.exec('begin');
    await assert.rejects(
      once(db, request({ key: 'k9' }), () => Promise.reject(new Error('no'))),
      /no/,
    );
    await server.exec('rollback');
    assert.deepEqual((await once(db, request({ key: 'k9' }), work)).body, { charge: 4 });
  });

  it('changes the version that was meant, and no other', async () => {
    const [table, change] = samplesOf('api-design')
      .find(({ name }) => name === 'version')!
      .text.split(/;\n/);
    await server.exec(`${table}; insert into articles (id, title) values (1, 'a')`);
    const change1 = () => server.query(change!, ['b', 1, 1]).then(({ rows }) => rows);
    assert.deepEqual(await change1(), [{ id: 1, title: 'b', version: 2 }]);
    assert.deepEqual(await change1(), []);
  });
});
