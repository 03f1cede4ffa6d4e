// `load-test` as people run it: what it measures, what it sends, what it refuses.
import assert from 'node:assert/strict';
import { LoadTestBench } from './loadTestHarness.js';

describe('the load-test command', function () {
  this.timeout(60_000);
  const bench = new LoadTestBench();

  describe('measuring', () => {
    it('keeps connections alive, and counts every request once', async () => {
      const { status, report } = await bench.runJson(`${bench.base}/ok`, '-c', '5', '-n', '300');
      const [result] = report.results;
      assert.equal(status, 0);
      assert.equal(report.status, 'success');
      assert.deepEqual(
        [result.total_requests, result.successful_requests, result.failed_requests, result.success_rate],
        [300, 300, 0, 100],
      );
      assert.deepEqual([result.target_url, result.method, result.concurrency], [`${bench.base}/ok`, 'GET', 5]);
      assert.deepEqual(result.status_codes, { 200: 300 });
      assert.ok(result.latency_p50 > 0 && result.latency_p50 <= result.latency_p99);
      const { connections, requests } = await bench.ask();
      assert.deepEqual([connections, requests, result.connections_opened], [5, 300, 5]);
    });

    it('finds the same with undici', async () => {
      const { status, report } = await bench.runJson(`${bench.base}/ok`, '-c', '5', '-n', '300', '--client', 'undici');
      const [result] = report.results;
      assert.deepEqual([status, result.successful_requests, result.connections_opened], [0, 300, 5]);
      const { connections, requests } = await bench.ask();
      assert.deepEqual([connections, requests], [5, 300]);
    });

    it('ends on time when the server hangs, and says that nothing succeeded', async () => {
      const { status, report } = await bench.runJson(`${bench.base}/hang`, '-d', '1');
      const [result] = report.results;
      assert.equal(status, 1);
      assert.equal(report.status, 'failed');
      assert.ok(result.duration_seconds <= 1.05, String(result.duration_seconds));
      assert.equal(result.successful_requests, 0);
    });

    it('gives up on a body that drips, after the timeout', async () => {
      const { status, report } = await bench.runJson(`${bench.base}/drip`, '-d', '1', '-t', '400ms', '-c', '2');
      const [result] = report.results;
      assert.equal(status, 1);
      assert.equal(result.successful_requests, 0);
      assert.ok(result.errors_by_type.responseTimeout >= 2);
      assert.match(result.error_examples.responseTimeout[0], /\S/);
    });

    it('ends with 1 when nothing answers, in words and in figures', async () => {
      const { status, stdout } = await bench.run(`${bench.dead}/`, '-n', '3', '-c', '1');
      assert.equal(status, 1);
      assert.match(stdout, /ECONNREFUSED/);
      assert.match(stdout, /some requests succeed/);
    });

    it('ends with 1 when every answer is an error', async () => {
      const { status, report } = await bench.runJson(`${bench.base}/fail`, '-n', '10');
      assert.deepEqual([status, report.status], [1, 'failed']);
      assert.deepEqual(report.results[0].status_codes, { 500: 10 });
    });

    it('sends at a rate', async () => {
      const { report } = await bench.runJson(`${bench.base}/ok`, '--rate', '200', '-d', '0.5');
      assert.ok(Math.abs(report.results[0].total_requests + report.results[0].in_flight - 100) <= 5);
    });

    it('tests several addresses one after another', async () => {
      const { report } = await bench.runJson(`${bench.base}/ok`, `${bench.base}/refuse`, '-n', '20');
      assert.deepEqual(
        report.results.map((result: { target_url: string; total_requests: number }) => [
          result.target_url,
          result.total_requests,
        ]),
        [
          [`${bench.base}/ok`, 20],
          [`${bench.base}/refuse`, 20],
        ],
      );
      assert.equal(report.comparison, undefined);
    });
  });

  describe('the request', () => {
    const sent = async (...words: string[]) => {
      await bench.runJson(...words, '-n', '2', '-c', '1');
      return (await bench.ask()).last!;
    };

    it('keeps a 302 a 302, also for POST', async () => {
      const { report } = await bench.runJson(`${bench.base}/redirect`, '-m', 'POST', '-n', '4', '-c', '1');
      assert.deepEqual(report.results[0].status_codes, { 302: 4 });
      const { last, requests } = await bench.ask();
      assert.deepEqual([last!.method, last!.url, requests], ['POST', '/redirect', 4]);
      const followed = await bench.runJson(`${bench.base}/redirect`, '--follow-redirects', '3', '-n', '4', '-c', '1');
      assert.deepEqual(followed.report.results[0].status_codes, { 200: 4 });
    });

    it('keeps the content type that was typed', async () => {
      const { headers, body } = await sent(
        `${bench.base}/x`,
        '-H',
        'content-type: text/xml',
        '-b',
        '<a/>',
        '-H',
        'X: -1',
      );
      assert.deepEqual([headers['content-type'], headers['x'], body], ['text/xml', '-1', '<a/>']);
    });

    it('sends DELETE with a JSON body as JSON', async () => {
      const { method, headers, body } = await sent(`${bench.base}/x`, '-m', 'delete', '-b', '{"id":1}');
      assert.deepEqual([method, headers['content-type'], body], ['DELETE', 'application/json', '{"id":1}']);
    });

    it('takes bodies that begin with a dash, from files, and as forms', async () => {
      assert.equal((await sent(`${bench.base}/x`, '-b', '-1')).body, '-1');
      bench.write('body.json', '{"a":"{{b}}"}');
      assert.equal((await sent(`${bench.base}/x`, '-b', '@body.json')).body, '{"a":"{{b}}"}');
      assert.equal((await sent(`${bench.base}/x`, '--form', 'a=1', '--form', 'b=x y')).body, 'a=1&b=x%20y');
      await bench.refuses(/no file "none.json", which --body names/, `${bench.base}/x`, '-b', '@none.json');
    });

    it('takes tokens from the environment, and shows them nowhere', async () => {
      const words = [`${bench.base}/x?n={{n}}`, '-H', 'Authorization: Bearer {{$env.LOAD_TOKEN}}', '--variable', 'n=7'];
      const { ended } = bench.start([...words, '-n', '2', '-v', '-o', 'report.json'], { LOAD_TOKEN: 's3cr3t' });
      const { status, stdout, stderr } = await ended;
      assert.equal(status, 0, stderr);
      const { last } = await bench.ask();
      assert.deepEqual([last!.headers['authorization'], last!.url], ['Bearer s3cr3t', '/x?n=7']);
      const written = bench.read('report.json');
      assert.doesNotMatch(stdout + stderr + written, /s3cr3t/);
      assert.match(stdout, /> Authorization: Bearer \{\{\$env\.LOAD_TOKEN\}\}/);
      await bench.refuses(/environment has no NOT_SET_9/, `${bench.base}/x`, '-H', 'A: {{$env.NOT_SET_9}}', '-n', '1');
    });

    it('masks what was typed', async () => {
      const { stdout } = await bench.run(
        `${bench.base}/x`,
        '-H',
        'Authorization: Bearer typed1',
        '-n',
        '1',
        '-v',
        '-o',
        'r.json',
      );
      assert.match(stdout, /> Authorization: Bearer •••/);
      assert.doesNotMatch(stdout + bench.read('r.json'), /typed1/);
    });

    it('takes rows from a file', async () => {
      bench.write('rows.csv', 'id\n5\n');
      assert.equal((await sent(`${bench.base}/users/{{id}}`, '--data', 'rows.csv')).url, '/users/5');
    });
  });

  it('refuses what makes no sense, before anything is sent', async () => {
    await Promise.all([
      bench.refuses(/--duration is a time above 0.*"-1"/, `${bench.base}/`, '-d', '-1'),
      bench.refuses(/--concurrency is a whole number/, `${bench.base}/`, '-c', '0'),
      bench.refuses(/--duration is a time/, `${bench.base}/`, '-d', 'NaN'),
      bench.refuses(/1,001 connections are more than the 1,000.*--max-connections/, `${bench.base}/`, '-c', '1001'),
      bench.refuses(/--max-rate/, `${bench.base}/`, '--rate', '10001'),
    ]);
    await Promise.all([
      bench.refuses(/Only http and https can be load-tested, not file/, 'file:///etc/hostname'),
      bench.refuses(/no colon/, `${bench.base}/`, '-H', 'nonsense'),
      bench.refuses(/threshold.*Did you mean success/, `${bench.base}/`, '--threshold', 'succes>5'),
      bench.refuses(/Name what to test/),
      bench.refuses(/two addresses, or a saved report/, `${bench.base}/`, '--compare'),
    ]);
    await Promise.all([
      bench.refuses(/is for a spec/, `${bench.base}/`, '--operation', 'x'),
      bench.refuses(/no such file/i, 'nothing.yaml'),
      bench.refuses(/is a folder/, '.'),
      bench.refuses(/not a report of a load test|Reports are/, `${bench.base}/`, '-o', 'report.yaml'),
      bench.refuses(/Did you mean --concurrency/, `${bench.base}/`, '--concurency', '5'),
    ]);
    assert.equal((await bench.ask()).requests, 0);
  });

  describe('care', () => {
    it('wants a yes before it sends to somebody else, and names host and load', async () => {
      await bench.refuses(
        /255\.255\.255\.255 is not on this machine.*--yes.*500 requests a second/,
        'http://255.255.255.255/',
        '--rate',
        '500',
      );
      const anyway = await bench.run('http://255.255.255.255/', '--yes', '-d', '0.2', '-c', '1');
      assert.equal(anyway.status, 1, anyway.stderr);
    });

    it('never sends to a forbidden host', async () => {
      const file = '.senior-backend/load-test.json';
      bench.write(file, '{ "forbiddenHosts": ["127.*"] }');
      await bench.refuses(/never load-tested/, `${bench.base}/`, '--yes');
      bench.write(file, '{ "forbidenHosts": [] }');
      await bench.refuses(/forbiddenHosts/, `${bench.base}/`);
      assert.equal((await bench.ask()).requests, 0);
    });
  });
});
