// Runs with k6: a stand-in that speaks as k6 does, hostile ones, and k6 itself where it is installed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import nodePath from 'node:path';
import { runK6 } from '../../../src/loadtest/k6/runK6.js';
import type { Plan } from '../../../src/loadtest/plan.js';
import type { Report, Snapshot } from '../../../src/loadtest/report.js';
import { Problem } from '../../../src/text/problem.js';
import { closed, open, planOf, requestPlan, targetOf } from '../../support/loadWorker.js';

const hasK6 = spawnSync('k6', ['version']).status === 0;
const ours = 'senior-backend-k6-';

describe('run with k6', () => {
  // A stand-in needs a file that a system runs as it is.
  if (process.platform === 'win32') return;
  let folder: string;
  let server: Server;
  let origin: string;
  const seen: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];

  before(done => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => {
        const { url = '', headers } = request;
        if (seen.length < 5000) seen.push({ url, headers, body: Buffer.concat(chunks).toString() });
        if (url.startsWith('/reset')) request.socket.destroy();
        else if (url.startsWith('/fail')) response.writeHead(500).end();
        else setTimeout(() => response.end('{"token":"t"}'), 20);
      });
    }).listen(0, '127.0.0.1', () => {
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    folder = mkdtempSync(nodePath.join(tmpdir(), 'stand-in k6 '));
    seen.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** An executable that is the stand-in, in a manner. */
  function k6(manner: string): string {
    const path = nodePath.join(folder, manner);
    const script = nodePath.resolve(__dirname, '../../support/fakeK6.mjs');
    writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${script}' ${manner} "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  }

  const plan = (path = '/slow', limits: Partial<Plan['limits']> = { seconds: 1 }) =>
    planOf([targetOf(origin, path)], closed(4), limits);

  async function problem(manner: string, of: Plan = plan()): Promise<string> {
    const error = await runK6(of, { k6: k6(manner) }).then(
      () => assert.fail('no Problem'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof Problem, String(error));
    return error.message;
  }

  const engines: [name: string, executable: () => string][] = [['the stand-in', () => k6('good')]];
  if (hasK6) engines.push(['k6 itself', () => 'k6']);
  for (const [name, executable] of engines) {
    describe(`and ${name}`, () => {
      const start = (of: Plan, more: Partial<Parameters<typeof runK6>[1]> = {}): Promise<Report> =>
        runK6(of, { k6: executable(), ...more });

      it('makes the report that our own engine makes', async () => {
        const snapshots: Snapshot[] = [];
        const report = await start(plan(), { onSnapshot: each => snapshots.push(each) });
        const [target] = report.targets;
        assert.deepEqual([report.endedBy, report.seconds, report.engine?.name], ['limit', 1, 'k6']);
        assert.match(report.engine!.version, /^\d+\.\d+\.\d+/);
        assert.ok(target!.answered > 10 && target!.answered === target!.succeeded, `${target!.answered}`);
        assert.deepEqual(target!.statusCodes, { 200: target!.answered });
        assert.ok(target!.latency.min >= 19 && target!.latency.p50 < 500, `${target!.latency.p50}`);
        assert.equal(target!.latency.count, target!.firstByte.count);
        assert.equal(
          target!.series.reduce((sum, { answered }) => sum + answered, 0),
          target!.answered,
        );
        assert.equal(target!.corrected, undefined);
        assert.equal(snapshots.at(-1)?.phase, 'done');
        assert.equal(snapshots.at(-1)?.targets[0]?.total.requests, target!.answered);
      });

      it('sends a fixed number of requests', async () => {
        const report = await start(plan('/slow', { requests: 30 }));
        assert.equal(report.targets[0]?.sent, 30);
        assert.equal(seen.length, 30);
      });

      it('tells requests apart, also of one name, and failures', async () => {
        const requests = ['/ok', '/fail', '/reset'].map(path => requestPlan(path, { name: 'the "same" \u2028' }));
        const of = planOf([targetOf(origin, '/', { kind: 'sequence', requests })], closed(2), { seconds: 1 });
        const [target] = (await start(of)).targets;
        const [fine, failing, reset] = target!.byRequest;
        assert.deepEqual(
          [fine!.failed, failing!.answered - failing!.failed, reset!.answered],
          [0, 0, 0],
          JSON.stringify(target!.byRequest),
        );
        assert.ok(fine!.answered > 0 && failing!.answered > 0 && reset!.failed > 0);
        assert.deepEqual(Object.keys(target!.errors), ['reset']);
        assert.deepEqual(Object.keys(target!.byStatusClass), ['2xx', '5xx']);
      });

      it('keeps setup, warm-up and teardown out of the figures', async () => {
        const flow = {
          setup: [requestPlan('/before')],
          teardown: [requestPlan('/fail-after', { method: 'DELETE', name: 'DELETE /fail-after' })],
        };
        const of = planOf([targetOf(origin, '/slow', flow)], closed(2), { seconds: 1, warmupSeconds: 1 });
        const report = await start(of);
        const paths = seen.map(({ url }) => url);
        assert.deepEqual([paths[0], paths.at(-1)], ['/before', '/fail-after']);
        assert.match(report.teardownFailure ?? '', /DELETE \/fail-after.*500/);
        const count = report.targets[0]!.answered;
        assert.ok(count > 0 && count < (paths.length - 2) * 0.8, `${count} of ${paths.length}`);
        assert.equal(report.seconds, 1);
      });

      it('sends at a rate', async () => {
        const of = planOf([targetOf(origin, '/slow')], open(50), { seconds: 1 });
        const [target] = (await start(of)).targets;
        assert.ok(target!.answered >= 30 && target!.answered <= 52, `${target!.answered}`);
      });

      it('brings secrets to the server and nowhere else', async () => {
        const headers = [
          ['Authorization', 'Bearer s3cret-a'],
          ['X-Token', '{{$env.PATH}}-{{token}}'],
        ] as const;
        const variables = { '$env.PATH': 's3cret-b', token: 's3cret-c' };
        const requests = [
          requestPlan('/slow', { method: 'POST', variants: [{ path: '/slow', headers, body: 'x={{token}}' }] }),
        ];
        const of = planOf([targetOf(origin, '/slow', { requests, variables })], closed(1), { requests: 2 });
        const report = await start(of);
        assert.equal(seen[1]?.headers.authorization, 'Bearer s3cret-a');
        assert.equal(seen[1]?.headers['x-token'], 's3cret-b-s3cret-c');
        assert.equal(seen[1]?.body, 'x=s3cret-c');
        assert.doesNotMatch(JSON.stringify(report), /s3cret/);
      });

      it('ends at once with a whole report when it is stopped', async () => {
        const stop = new AbortController();
        const report = await start(plan('/slow', { seconds: 600 }), {
          signal: stop.signal,
          onSnapshot: ({ targets }) => {
            if (targets[0]!.total.requests > 5) stop.abort();
          },
        });
        assert.equal(report.endedBy, 'stopped');
        assert.ok(report.seconds > 0 && report.seconds < 60, `${report.seconds}`);
        assert.ok(report.targets[0]!.answered > 5);
      });
    });
  }

  if (hasK6) {
    it('learns from answers, and keeps cookies and rows apart', async () => {
      const login = requestPlan('/login?user={{name}}', {
        captures: [{ variable: 'token', from: { kind: 'json', pointer: '/token' } }],
      });
      const use = requestPlan('/use?token={{token}}&id={{$uuid}}&n={{$randomInt 3 3}}');
      const data = { rows: [{ name: 'a b' }, { name: 'c' }], use: 'inOrder' as const };
      const flow = { kind: 'sequence' as const, requests: [login, use], data };
      await runK6(planOf([targetOf(origin, '/', flow)], closed(1), { requests: 2 }), { k6: 'k6' });
      assert.deepEqual(
        seen.map(({ url }) => url.replace(/[0-9a-f-]{36}/, 'uuid')),
        ['/login?user=a%20b', '/use?token=t&id=uuid&n=3', '/login?user=c', '/use?token=t&id=uuid&n=3'],
      );
    });
  }

  it('sends nothing when it is stopped before it begins', async () => {
    const report = await runK6(plan(), { k6: k6('good'), signal: AbortSignal.abort() });
    assert.deepEqual([report.endedBy, report.targets[0]!.sent, seen.length], ['stopped', 0, 0]);
  });

  it('counts what k6 dropped as never sent', async () => {
    const report = await runK6(planOf([targetOf(origin, '/slow')], open(20), { seconds: 0.5 }), { k6: k6('good') });
    assert.equal(report.targets[0]!.unsent, 3);
  });

  it('has no part of the plan in words, and nothing of the settings for k6 in the environment', async () => {
    const own = ['K6_VUS', 'HTTPS_PROXY', 'no_proxy'];
    for (const name of own) process.env[name] = '7';
    try {
      const flow = { variables: { token: 's3cret-token' }, requests: [requestPlan('/{{token}}')] };
      const message = await problem('words', planOf([targetOf(origin, '/', flow)], closed(1), { seconds: 1 }));
      assert.match(
        message,
        /^k6 failed \(exit code 1\)\. It said: told 1 secret, 0 settings, words --quiet .*script\.js$/,
      );
      assert.doesNotMatch(message, /s3cret|127\.0\.0\.1/);
    } finally {
      for (const name of own) delete process.env[name];
    }
  });

  it('says how to get k6 when there is none, or something else', async () => {
    const error = await runK6(plan(), { k6: nodePath.join(folder, 'none') }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof Problem && /There is no k6 at .*Install k6/.test(error.message), String(error));
    assert.match(await problem('old'), /0\.38\.2 is too old/);
    assert.match(await problem('other'), /does not say which k6 it is, but "kubectl/);
    const file = nodePath.join(folder, 'plain');
    writeFileSync(file, 'no program');
    await assert.rejects(runK6(plan(), { k6: file }), Problem);
    await assert.rejects(runK6(plan(), { k6: 'a\0b' }), Problem);
  });

  it('says what k6 said last', async () => {
    const flow = { variables: { token: 's3cret-token' }, requests: [requestPlan('/{{token}}')] };
    const message = await problem('refuses', planOf([targetOf(origin, '/', flow)], closed(1), { seconds: 1 }));
    assert.match(message, /exit code 107.*TypeError: no such token ••• at \/users\?•••/);
    assert.match(await problem('dead'), /exit code 2.*panic: runtime error/);
    assert.match(await problem('silent'), /k6 sent nothing\. It said: ReferenceError/);
  });

  it('ends what prints something else', async () => {
    assert.match(await problem('garbage'), /"Usage: something else entirely"/);
    assert.match(await problem('endless'), /"x{100,}/);
  });

  it('ends a k6 that does not want to, and one that floods', async () => {
    for (const manner of ['deaf', 'flood']) {
      const stop = new AbortController();
      const report = await runK6(plan('/slow', { seconds: 600 }), {
        k6: k6(manner),
        signal: stop.signal,
        onSnapshot: ({ targets }) => {
          if (targets[0]!.total.requests > 5) stop.abort();
        },
      });
      assert.equal(report.endedBy, 'stopped', manner);
      assert.ok(report.targets[0]!.answered > 5, manner);
    }
  });

  it('leaves no files behind', async () => {
    const before = readdirSync(tmpdir()).filter(name => name.startsWith(ours));
    await problem('dead');
    await runK6(plan('/slow', { requests: 1 }), { k6: k6('good') });
    assert.deepEqual(
      readdirSync(tmpdir()).filter(name => name.startsWith(ours)),
      before,
    );
  });

  it('refuses what k6 cannot do', async () => {
    const refused = async (of: Plan, words: RegExp) => {
      const error = await runK6(of, { k6: k6('good') }).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof Problem && words.test(error.message), String(error));
    };
    const one = targetOf(origin, '/slow');
    const connected = (connection: Partial<Plan['targets'][number]['connection']>) =>
      planOf([{ ...one, connection: { ...one.connection, ...connection } }], closed(2), { seconds: 1 });
    await refused(planOf([one, one], closed(2), { seconds: 1 }), /one target at a time/);
    await refused(connected({ socketPath: '/tmp/s' }), /unix sockets/);
    await refused(connected({ pipelining: 4 }), /pipeline/);
    await refused(connected({ http: '2' }), /HTTP\/2/);
    await refused(connected({ tls: { verify: true, serverName: 'a' } }), /server name/);
    await refused(connected({ tls: { verify: true, certificate: 'c', key: 'k', passphrase: 'p' } }), /passphrase/);
    await refused(planOf([one], closed(0), { seconds: 1 }), /load is 0/);
    await refused(planOf([targetOf(origin, '/{{unknown}}')], closed(1), { seconds: 1 }), /unknown/);
    assert.equal(seen.length, 0);
  });
});
