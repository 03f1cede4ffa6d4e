import assert from 'node:assert/strict';
import type { Load } from '../../../src/loadtest/plan.js';
import { describeLoad, guardHost, guardLoad } from '../../../src/loadtest/requests/hostGuard.js';
import { buildTarget } from '../../../src/loadtest/requests/parseTarget.js';

const names: Readonly<Record<string, readonly string[]>> = {
  'inner.example': ['10.1.2.3', 'fd00::1'],
  'outer.example': ['93.184.216.34'],
  'mixed.example': ['10.1.2.3', '93.184.216.34'],
};

async function verdict(url: string, forbidden: readonly string[] = [], confirmed: readonly string[] = []) {
  const guard = await guardHost(buildTarget({ url }), { forbidden, confirmed }, async host => {
    if (!names[host]) throw new Error('ENOTFOUND');
    return names[host].map(address => ({ address }));
  });
  assert.ok(guard.reason.length > 10);
  return guard.verdict;
}

describe('which hosts may be put under load', () => {
  it('a forbidden address is forbidden in each of its spellings', async () => {
    const list = ['10.1.*', '*.prod.example.com'];
    for (const host of [
      ...['10.1.2.3', '167838211', '0x0a010203', '012.1.2.3', '10.1.2.3.', '[::ffff:10.1.2.3]', '[::ffff:a01:203]'],
      ...['[64:ff9b::a01:203]', 'x.prod.example.com', 'X.PROD.example.com.', 'x.prod.example.com..'],
    ]) {
      assert.equal(await verdict(`http://${host}/`, list), 'forbidden', host);
    }
    assert.equal(await verdict('http://[::ffff:10.2.2.3]/', list), 'free');
  });

  it('what is on this machine or network is free', async () => {
    for (const host of [
      ...[
        'localhost',
        'a.localhost',
        'localhost.',
        '127.0.0.1',
        '127.9.9.9',
        '0x7f.1',
        '2130706433',
        '[::1]',
        '0.0.0.0',
        '[::]',
      ],
      ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '[fd12::1]', '[::ffff:10.0.0.1]', 'inner.example'],
    ]) {
      assert.equal(await verdict(`http://${host}:3000/`), 'free', host);
    }
    assert.equal(await verdict('http+unix://%2Fx/'), 'free');
  });

  it('what is not is asked about', async () => {
    for (const host of [
      ...['8.8.8.8', '172.32.0.1', '172.15.0.1', '192.169.0.1', '169.254.169.254', '[2001:db8::1]', '[::ffff:8.8.8.8]'],
      ...['outer.example', 'mixed.example', 'unknown.example', 'localhost.example', '100.64.0.1', '[fe80::1]'],
    ]) {
      assert.equal(await verdict(`http://${host}/`), 'confirm', host);
    }
    assert.equal(await verdict('http://outer.example/', [], ['OUTER.example']), 'free');
  });

  it('what is forbidden stays so, however it is written', async () => {
    const forbidden = ['*.Prod.example', 'prod-*', 'bücher.example', '93.184.*', 'exact.example:8080'];
    for (const host of [
      ...[
        'a.prod.example',
        'a.b.PROD.example.',
        'prod-1',
        'bücher.example',
        'outer.example',
        '93.184.216.34',
        'exact.example:8080',
      ],
    ]) {
      assert.equal(await verdict(`http://${host}/`, forbidden, [host, 'outer.example']), 'forbidden', host);
    }
    assert.equal(await verdict('http://prod.example/', forbidden), 'confirm');
    assert.equal(await verdict('http://localhost/', ['*']), 'forbidden');
    assert.equal(await verdict(`http://${'a'.repeat(60)}/`, [`${'a*'.repeat(60)}b`]), 'confirm');
  });
});

describe('how much load is allowed', () => {
  const stages = (target: number) => [{ target, seconds: 0, holdSeconds: 10 }];
  const closed = (target: number): Load => ({ model: 'closed', stages: stages(target), thinkMilliseconds: 0 });
  const open = (target: number, maxConnections: number): Load => ({
    model: 'open',
    stages: stages(target),
    maxConnections,
  });

  it('has caps that can be raised', () => {
    assert.equal(guardLoad(closed(1000)).verdict, 'free');
    assert.equal(guardLoad(closed(1001)).verdict, 'forbidden');
    assert.equal(guardLoad(closed(1001), { connections: 2000, rate: 1 }).verdict, 'free');
    assert.equal(guardLoad(open(10_000, 1000)).verdict, 'free');
    assert.equal(guardLoad(open(10_001, 10)).verdict, 'forbidden');
    assert.equal(guardLoad(open(1, 1001)).verdict, 'forbidden');
  });

  it('is said in words', () => {
    assert.equal(describeLoad(closed(1)), '1 connection, as fast as it answers');
    assert.equal(describeLoad(open(12_000, 10)), '12,000 requests a second');
  });

  it('a rate below one is not said to be none', () => {
    const load: Load = {
      model: 'open',
      stages: [{ target: 0.0005, seconds: 0, holdSeconds: 0 }],
      maxConnections: 1,
    };
    assert.equal(describeLoad(load), '0.0005 requests a second');
  });
});
