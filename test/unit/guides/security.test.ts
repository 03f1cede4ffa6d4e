// The samples of docs/guides/backend-security.md, attacked: the wrong ones fall, those that replace them hold.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import express from 'express';
import { generateKeyPair, SignJWT } from 'jose';
import { emptyFolder } from '../../e2e/harness.js';
import { asPg, load as loadSample, samplesOf } from './guideBlocks.js';

const load = (name: string, isBad = false) => loadSample('backend-security', name, isBad);
const both = async (name: string) => [await load(name, true), await load(name)] as const;

/** Asks a server that is there for this time only. */
async function serving<Result>(listener: RequestListener, ask: (url: string) => Promise<Result>): Promise<Result> {
  const server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    return await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
}

describe('the guide to backend security', function () {
  this.timeout(60_000);

  it('Input: nobody makes himself an admin', async () => {
    const [wrong, right] = await both('input');
    const profile = { name: 'Ann', role: 'user' };
    const attack = { name: 'Ann', role: 'admin' };
    assert.equal(wrong.changed(profile, attack).role, 'admin');
    assert.throws(() => right.changed(profile, attack), /role/);
    assert.deepEqual(right.changed(profile, { name: ' Bea ' }), { name: 'Bea', role: 'user' });
  });

  it('SQL injection, owners, row-level security', async () => {
    const server = await PGlite.create();
    try {
      for (const { language, text } of samplesOf('backend-security'))
        if (language === 'sql' && !text.includes('$1')) await server.exec(text);
      await server.exec(`insert into users (email) values ('ann@example.com'), ('bea@example.com');
        insert into orders (owner_id, total) values (1, 10), (2, 20);`);
      const db = asPg(server);

      const [wrongSql, rightSql] = await both('sql');
      const attack = "' or true --";
      assert.equal((await wrongSql.byEmail(db, attack)).rows.length, 2);
      assert.equal((await rightSql.byEmail(db, attack, 'newest')).rows.length, 0);
      assert.equal((await rightSql.byEmail(db, 'ann@example.com', 'email')).rows.length, 1);

      const [wrongOwner, rightOwner] = await both('owner');
      assert.equal((await wrongOwner.getOrder(db, '2', '1')).id, 1);
      assert.equal(await rightOwner.getOrder(db, '2', '1'), undefined);
      assert.equal((await rightOwner.getOrder(db, '1', '1')).id, 1);

      await server.exec('create role api; grant select, insert on orders to api; set role api;');
      const seenBy = async (user: string) => {
        await server.exec('begin');
        await server.query("select set_config('app.user_id', $1, true)", [user]);
        const { rows } = await server.query<{ owner_id: number }>('select owner_id from orders');
        await server.exec('commit');
        return rows.map(row => row.owner_id);
      };
      assert.deepEqual(await seenBy('1'), [1]);
      assert.deepEqual(await seenBy('2'), [2]);
      assert.deepEqual(await seenBy(''), []);
      // The setting ended with its transaction.
      assert.deepEqual((await server.query('select owner_id from orders')).rows, []);
      await assert.rejects(server.query('insert into orders (owner_id, total) values (1, 1)'), /row-level security/);
    } finally {
      await server.close();
    }
  });

  it('Cross-site scripting: no value ends the script', async () => {
    const [wrong, right] = await both('script');
    const state = { name: '</script><script>alert(1)</script><!--\u2028' };
    assert.equal(wrong.page(state).split('</script>').length, 4);
    const page: string = right.page(state);
    assert.equal(page.split('</script>').length, 2);
    const json = page.slice('<script>window.state = '.length, -'</script>'.length);
    assert.doesNotMatch(json, /[<\u2028]/);
    assert.deepEqual(JSON.parse(json), state);
  });

  it('Server-side requests: nothing inside is reached', async () => {
    const [wrong, right] = await both('ssrf');
    const inside = await serving((_, response) => response.end('secret'), wrong.preview);
    assert.equal(inside, 'secret');
    const attacks = [
      'https://127.0.0.1/',
      'https://0x7f.1/',
      'https://2130706433/',
      'https://[::1]/',
      'https://[::ffff:10.0.0.1]/',
      'https://[64:ff9b::a00:1]/',
      'https://169.254.169.254/latest/meta-data/',
      'https://localhost/',
      'http://example.com/',
      'https://example.com:8443/',
      'https://user@example.com/',
      'file:///etc/passwd',
    ];
    for (const url of attacks)
      await assert.rejects(async () => right.preview(url), /not a (public address|plain https address)/, url);
    for (const address of ['8.8.8.8', '172.32.0.1', '2606:4700::1111']) assert.ok(right.isPublic(address), address);
    for (const address of ['172.31.0.1', 'fd00::1', 'fe80::1', '2002:7f00:1::', '::', '255.255.255.255', 'x'])
      assert.ok(!right.isPublic(address), address);
  });

  it('Passwords: salted, slow, and the same work for nobody', async () => {
    const [wrong, right] = await both('password');
    assert.equal(wrong.hashPassword('a'), wrong.hashPassword('a'));
    const hash: string = await right.hashPassword('correct horse');
    assert.match(hash, /^scrypt\$17\$8\$1\$[\w+/]{22}==\$[\w+/]{43}=$/);
    assert.notEqual(hash, await right.hashPassword('correct horse'));
    assert.equal(await right.isPassword('correct horse', hash), true);
    assert.equal(await right.isPassword('wrong horse', hash), false);
    assert.equal(await right.isPassword('anything', undefined), false);
  });

  it('Sessions: the cookie is what browsers insist on, the table holds no token', async () => {
    const { startSession } = await load('cookie');
    let kept = '';
    const cookie = await serving(
      express().get('/', (_, response) => {
        startSession(response, (hash: string) => {
          kept = hash;
        });
        response.end();
      }),
      async url => (await fetch(url)).headers.get('set-cookie')!,
    );
    assert.match(
      cookie,
      /^__Host-session=[\w-]{43}; Max-Age=28800; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
    assert.match(kept, /^[0-9a-f]{64}$/);
    assert.ok(!cookie.includes(kept));
  });

  it('Tokens: a secret signs no RS256, and a token decides nothing about its check', async () => {
    process.env['JWT_SECRET'] = 'x'.repeat(64);
    await assert.rejects((await load('rs256-secret', true)).signToken('ann'), TypeError);
    delete process.env['JWT_SECRET'];

    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const { signToken } = await load('sign');
    const [wrong, right] = await both('verify');
    const good = await signToken('ann', privateKey);
    assert.equal((await right.readToken(good, publicKey)).sub, 'ann');
    assert.equal((await right.readToken(good, async () => publicKey)).sub, 'ann');

    const token = (change: (jwt: SignJWT) => SignJWT, header = { typ: 'at+jwt' }) => {
      const jwt = new SignJWT({ sub: 'ann' })
        .setProtectedHeader({ alg: 'RS256', ...header })
        .setIssuer('https://id.example.com')
        .setAudience('https://api.example.com')
        .setIssuedAt()
        .setExpirationTime('15m');
      return change(jwt).sign(privateKey);
    };
    const endless = new SignJWT({ sub: 'ann', iss: 'https://id.example.com', aud: 'https://api.example.com' })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt' })
      .sign(privateKey);
    const bad = {
      audience: await token(jwt => jwt.setAudience('https://other.example.com')),
      issuer: await token(jwt => jwt.setIssuer('https://evil.example.com')),
      type: await token(jwt => jwt, { typ: 'JWT' }),
      endless: await endless,
      tooLong: await token(jwt => jwt.setIssuedAt('1 hour ago').setExpirationTime('1y')),
    };
    for (const [what, one] of Object.entries(bad)) {
      assert.equal((await wrong.readToken(one, publicKey)).sub, 'ann', what);
      await assert.rejects(right.readToken(one, publicKey), { name: /^JW[ST]/ }, what);
    }
    // The algorithm: with a shared secret any HMAC will do, for as long as nobody says which.
    const secret = new TextEncoder().encode('x'.repeat(64));
    for (const alg of ['HS256', 'HS384', 'HS512'])
      assert.ok(await wrong.readToken(await new SignJWT({}).setProtectedHeader({ alg }).sign(secret), secret), alg);
    const hmac = await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).sign(secret);
    await assert.rejects(
      right.readToken(hmac, async () => secret),
      { code: 'ERR_JOSE_ALG_NOT_ALLOWED' },
    );
  });

  it('Authorization: a stranger deletes nothing', async () => {
    const [wrong, right] = await both('policy');
    const document = { ownerId: 'ann', tenantId: 't1', isSecret: false };
    const stranger = { id: 'eve', tenantId: 't2', role: 'member' };
    assert.equal(wrong.may(stranger, 'delete', document), true);
    const users = { owner: { id: 'ann' }, colleague: { id: 'bob' }, admin: { id: 'cid', role: 'admin' } };
    const table = Object.entries({ ...users, stranger, foreignAdmin: { ...stranger, role: 'admin' } }).map(
      ([who, user]) => {
        const known = { tenantId: 't1', role: 'member', ...user };
        const may = (action: string, isSecret = false) => right.may(known, action, { ...document, isSecret });
        return [who, may('read'), may('read', true), may('update'), may('delete')];
      },
    );
    assert.deepEqual(table, [
      ['owner', true, true, true, true],
      ['colleague', true, false, false, false],
      ['admin', true, true, true, true],
      ['stranger', false, false, false, false],
      ['foreignAdmin', false, false, false, false],
    ]);
  });

  it('CORS: other sites read nothing', async () => {
    for (const [sample, isBad] of (await both('cors')).map((one, at) => [one, at === 0] as const)) {
      const app = express();
      sample.secure(app);
      app.get('/', (_, response) => response.json({}));
      const headers = (origin: string) =>
        serving(app, async url => (await fetch(url, { headers: { origin } })).headers);
      const evil = await headers('https://evil.example.com');
      assert.equal(evil.get('access-control-allow-origin'), isBad ? 'https://evil.example.com' : null);
      if (isBad) continue;
      const own = await headers('https://app.example.com');
      assert.equal(own.get('access-control-allow-origin'), 'https://app.example.com');
      assert.equal(own.get('x-content-type-options'), 'nosniff');
      assert.equal(own.get('content-security-policy'), "default-src 'none';frame-ancestors 'none'");
      assert.equal(own.get('x-powered-by'), null);
    }
  });

  it('CSRF: what browsers say came from elsewhere changes nothing', async () => {
    const { refuseForgeries } = await load('csrf');
    const app = express()
      .use(refuseForgeries)
      .all('/', (_, response) => response.json({}));
    const status = (method: string, headers: Record<string, string>) =>
      serving(app, async url => await send(url, method, headers));
    assert.equal(await status('GET', { 'sec-fetch-site': 'cross-site' }), 200);
    assert.equal(await status('POST', {}), 200);
    assert.equal(await status('POST', { 'sec-fetch-site': 'same-origin' }), 200);
    assert.equal(await status('POST', { origin: 'https://app.example.com', 'sec-fetch-site': 'same-site' }), 200);
    for (const attack of [
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example.com' },
      { origin: 'https://app.example.com.evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
    ])
      assert.equal(await status('POST', attack as Record<string, string>), 403, JSON.stringify(attack));
  });

  it('Secrets: what is missing is named at the start, no value is', async () => {
    const { readEnvironment } = await load('secrets');
    const whole = {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgresql://shop@db/shop',
      SESSION_SECRET: 'x'.repeat(32),
    };
    assert.equal(readEnvironment(whole).PORT, 3000);
    assert.throws(
      () => readEnvironment({ ...whole, SESSION_SECRET: 'hunter2', DATABASE_URL: 'mysql://root:toor@db' }),
      (error: Error) => /DATABASE_URL, SESSION_SECRET/.test(error.message) && !/hunter2|toor/.test(error.message),
    );
  });

  it('Errors: the caller is told nothing, the log everything', async () => {
    for (const [sample, isBad] of (await both('stack')).map((one, at) => [one, at === 0] as const)) {
      const app = express();
      app.get('/', () => {
        throw new Error('password of shop at db.internal');
      });
      app.use(sample.onError);
      const logged: string[] = [];
      const { error } = console;
      console.error = (line: string) => logged.push(line);
      const text = await serving(app, async url => (await fetch(url)).text()).finally(() => {
        console.error = error;
      });
      assert.equal(/db\.internal/.test(text), isBad);
      if (isBad) continue;
      const { requestId } = JSON.parse(text).meta;
      assert.match(logged.join(), new RegExp(`${requestId}.*db\\.internal`));
    }
  });

  it('Logs: routes without ids and queries, one line each', async () => {
    const { logLine } = await load('log');
    const line = await serving(
      express().get('/users/:id', (request, response) => {
        response.end(logLine(request, response, 'u1\n{"forged":true}', 3));
      }),
      async url => (await fetch(`${url}/users/42?token=secret`)).text(),
    );
    assert.ok(!/secret|42|\n/.test(line.replace(/"(?:at|address)":"[^"]*"/g, '')), line);
    assert.equal(JSON.parse(line).route, '/users/:id');
  });

  it('Rate limits: guessing at an account ends, in any case of its letters', async () => {
    const { loginsOfAccount, loginsOfAddress } = await load('limit');
    const app = express().post('/', express.json(), loginsOfAddress, loginsOfAccount, (_, response) => {
      response.status(401).end();
    });
    await serving(app, async url => {
      const login = (email: string) =>
        fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ email }),
        });
      const answers = [];
      for (let at = 0; at < 6; at++) answers.push(await login(at % 2 ? 'ann@example.com' : ' Ann@Example.com'));
      assert.deepEqual(
        answers.map(({ status }) => status),
        [401, 401, 401, 401, 401, 429],
      );
      assert.ok(answers.at(-1)!.headers.get('retry-after'));
      assert.match(answers.at(-1)!.headers.get('ratelimit')!, /"account"; r=0; t=\d+/);
      assert.equal((await login('bea@example.com')).status, 401);
    });
  });

  it('Files: a folder that begins like ours is another one', async () => {
    const [wrong, right] = await both('path');
    const base = await realpath(await emptyFolder('guideFiles'));
    const uploads = path.join(base, 'uploads');
    for (const name of ['uploads', 'uploads-secret']) await mkdir(path.join(base, name));
    await writeFile(path.join(base, 'uploads-secret/key'), 'secret');
    await writeFile(path.join(uploads, '..photo.png'), '');
    const attack = '../uploads-secret/key';
    assert.equal(wrong.fileIn(uploads, attack), path.join(base, 'uploads-secret/key'));
    for (const name of [attack, '..', '.', '', '../uploads', path.join(base, 'uploads-secret/key'), 'a\0b', 'missing'])
      assert.equal(await right.fileIn(uploads, name), undefined, name);
    assert.equal(await right.fileIn(uploads, '..photo.png'), path.join(uploads, '..photo.png'));
    const linked = await symlink(path.join(base, 'uploads-secret'), path.join(uploads, 'link')).then(
      () => true,
      // Windows lets only some make links.
      () => false,
    );
    if (linked) assert.equal(await right.fileIn(uploads, 'link/key'), undefined);
  });

  it('Webhooks: the bytes as they came, once, and not later', async () => {
    const [wrong, right] = await both('webhook');
    const raw = Buffer.from('{ "amount": 1.0 }');
    const secret = Buffer.from('whsec');
    const hex = createHmac('sha256', secret).update(raw).digest('hex');
    assert.equal(wrong.isSigned(JSON.parse(raw.toString()), hex, 'whsec'), false);

    const headers = (timestamp: number, body = raw) => ({
      id: 'm1',
      timestamp: String(timestamp),
      signature: `v1,AAAA v1,${createHmac('sha256', secret).update(`m1.${timestamp}.`).update(body).digest('base64')}`,
    });
    assert.ok(right.isSigned(raw, headers(1000), secret, 1200));
    assert.ok(!right.isSigned(raw, headers(1000), secret, 1301));
    assert.ok(!right.isSigned(raw, headers(1000, Buffer.from('{}')), secret, 1000));
    assert.ok(!right.isSigned(raw, { ...headers(1000), timestamp: '1001' }, secret, 1000));
    assert.ok(!right.isSigned(raw, { ...headers(1000), signature: '' }, secret, 1000));
    assert.ok(!right.isSigned(raw, { ...headers(1000), timestamp: 'NaN' }, secret, 1000));
  });
});

/** fetch sets Sec-Fetch-… headers of its own. */
async function send(url: string, method: string, headers: Record<string, string>): Promise<number> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request(url, { method, headers, agent: false }, answer => {
      answer.resume();
      resolve(answer.statusCode!);
    })
      .on('error', reject)
      .end();
  });
}
