// `load-test --engine k6`, with a stand-in for k6 that speaks as it does; and scripts for k6 whose secrets are elsewhere.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync } from 'node:fs';
import nodePath from 'node:path';
import { LoadTestBench } from './loadTestHarness.js';

describe('the load-test command with k6', function () {
  this.timeout(60_000);
  const bench = new LoadTestBench();

  function k6(manner: string): string[] {
    const script = nodePath.resolve(import.meta.dirname ?? __dirname, '../support/fakeK6.mjs');
    bench.write('bin/k6', `#!/bin/sh\nexec '${process.execPath}' '${script}' ${manner} "$@"\n`);
    chmodSync(nodePath.join(bench.folder, 'bin/k6'), 0o755);
    // As typed: relative to the working directory.
    return ['--engine', 'k6', '--k6', 'bin/k6'];
  }

  // A stand-in needs a file that a system runs as it is.
  if (process.platform !== 'win32') {
    it('reports as always, with what k6 cannot tell', async () => {
      const words = [`${bench.base}/slow`, '-c', '3', '-d', '1', ...k6('good')];
      const { status, stdout, stderr } = await bench.run(
        ...words,
        '--threshold',
        'p99<5000',
        '-o',
        'r.json',
        '-o',
        'r.md',
      );
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /k6 1\.2\.3 sent this load/);
      assert.match(stdout, /✓ p99 < 5000 ms/);
      assert.doesNotMatch(stdout, /\r|\u001b/);
      const { engine, client, report } = JSON.parse(bench.read('r.json'));
      assert.deepEqual([engine.name, engine.version, client], ['k6', '1.2.3', undefined]);
      assert.ok(engine.notes.length > 0 && report.targets[0].answered > 5);
      assert.match(bench.read('r.md'), /k6 1\.2\.3/);
    });

    it('fails for a threshold, and keeps standard output clean for --json', async () => {
      const { status, report } = await bench.runJson(`${bench.base}/fail`, '-n', '5', ...k6('good'));
      assert.deepEqual([status, report.status, report.results[0].status_codes], [1, 'failed', { 500: 5 }]);
    });

    it('compares with a baseline of k6, and refuses one of the built-in engine', async () => {
      const load = [`${bench.base}/slow`, '-c', '3', '-d', '1'];
      assert.equal((await bench.run(...load, ...k6('good'), '--save-baseline', 'k6.json')).status, 0);
      assert.equal((await bench.run(...load, '--save-baseline', 'own.json')).status, 0);
      const same = await bench.runJson(...load, ...k6('good'), '--compare', 'k6.json');
      assert.doesNotMatch(JSON.stringify(same.report.comparison), /sent the load/);
      const other = await bench.runJson(...load, ...k6('good'), '--compare', 'own.json');
      assert.match(JSON.stringify(other.report.comparison), /what sent the load was the built-in engine, now k6/);
    });

    it('ends at Ctrl-C with a whole report', async () => {
      const { child, ended } = bench.start([`${bench.base}/slow`, '-d', '10m', '-o', 'r.json', ...k6('good')]);
      while ((await bench.ask()).requests < 20) await new Promise(resolve => setTimeout(resolve, 50));
      child.kill('SIGINT');
      const { status } = await ended;
      assert.equal(status, 130);
      const { ended_by, report } = JSON.parse(bench.read('r.json'));
      assert.ok(ended_by === 'stopped' && report.targets[0].answered > 0);
    });

    it('says what k6 said when it fails', async () => {
      const { status, stderr } = await bench.run(`${bench.base}/ok`, ...k6('dead'));
      assert.equal(status, 2);
      assert.match(stderr, /k6 failed \(exit code 2\).*panic/s);
    });
  }

  it('says how to get k6', async () => {
    const { status, stdout } = await bench.run(`${bench.base}/ok`, '--engine', 'k6', '--k6', './none', '--json');
    const { status: outcome, message } = JSON.parse(stdout);
    assert.deepEqual([status, outcome], [2, 'error']);
    assert.match(message, /no k6 at .*Install k6/);
  });

  it('refuses what k6 cannot do', async () => {
    const engine = ['--engine', 'k6'];
    await bench.refuses(/cannot take turns/, '--compare', `${bench.base}/a`, `${bench.base}/b`, ...engine);
    await bench.refuses(/does not search/, `${bench.base}/a`, '--find-limit', ...engine);
    await bench.refuses(/all cores/, `${bench.base}/a`, '--threads', '2', ...engine);
    await bench.refuses(/headers of an answer/, `${bench.base}/a`, '--expect-rate-limit', ...engine);
    await bench.refuses(/pipeline/, `${bench.base}/a`, '--pipelining', '2', ...engine);
    await bench.refuses(/unix sockets/, 'http://localhost/a', '--unix-socket', '/tmp/s', ...engine);
    await bench.refuses(/use it with --engine k6/, `${bench.base}/a`, '--k6', 'k6');
    await bench.refuses(/--engine is own or k6/, `${bench.base}/a`, '--engine', 'wrk');
  });

  describe('writing a script', () => {
    const spec = (scheme: string) => `openapi: 3.1.0
info: { title: Shop, version: '1' }
servers: [{ url: 'http://127.0.0.1:1' }]
components: { securitySchemes: { shopAuth: { type: http, scheme: ${scheme} } } }
paths:
  /users:
    get: { security: [{ shopAuth: [] }], responses: { '200': { description: ok } } }
`;

    it('does not need the secret, and says which to set', async () => {
      bench.write('openapi.yaml', spec('bearer'));
      const plain = await bench.run('openapi.yaml', '--export', 'k6');
      assert.equal(plain.status, 0, plain.stderr);
      assert.match(plain.stdout, /^\/\/ {3}SECRET_SHOPAUTH: the secret of shopAuth$/m);
      assert.match(plain.stdout, /"Bearer " \+ environment\("SECRET_SHOPAUTH"\)/);
      const named = await bench.run('openapi.yaml', '--export', 'k6', '--secret', 'shopAuth=SHOP_TOKEN');
      assert.match(named.stdout, /^\/\/ {3}SHOP_TOKEN: the secret of shopAuth$/m);
      assert.match(named.stdout, /environment\("SHOP_TOKEN"\)/);
    });

    it('encodes user and password where it runs', async () => {
      bench.write('openapi.yaml', spec('basic'));
      const { stdout } = await bench.run('openapi.yaml', '--export', 'k6');
      assert.match(stdout, /^\/\/ {3}SECRET_SHOPAUTH: the secret of shopAuth, user:password$/m);
      assert.match(stdout, /"Basic " \+ basic\(environment\("SECRET_SHOPAUTH"\)\)/);
      assert.match(stdout, /import \{ b64encode \} from 'k6\/encoding'/);
    });
  });

  it('takes the passphrase of a key from the environment', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' },
    });
    bench.write('key.pem', privateKey);
    bench.write('cert.pem', publicKey);
    const words = [`${bench.base.replace('http:', 'https:')}/`, '--cert', 'cert.pem', '--key', 'key.pem'];
    await bench.refuses(/encrypted.*--key-passphrase-env/, ...words);
    await bench.refuses(/has no SHOP_PASSPHRASE/, ...words, '--key-passphrase-env', 'SHOP_PASSPHRASE');
    await bench.refuses(/give --cert and --key/, bench.base, '--key-passphrase-env', 'SHOP_PASSPHRASE');
    const script = await bench.run(...words, '--key-passphrase-env', 'SHOP_PASSPHRASE', '--export', 'k6');
    assert.match(script.stdout, /password: environment\("TLS_PASSPHRASE"\)/);
  });
});
