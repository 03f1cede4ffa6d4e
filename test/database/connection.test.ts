// Connections to a real server by TCP, with TLS and passwords, and to servers that are none.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import nodePath from 'node:path';
import { connect } from '../../src/database/connection/connect.js';
import { readConnection } from '../../src/database/connection/readConnection.js';
import { ownSurroundings } from '../../src/database/connection/surroundings.js';
import { freePort } from '../../src/database/engines/serverProcess.js';
import { DatabaseError, type Session } from '../../src/database/session.js';
import { Problem } from '../../src/text/problem.js';
import { type ConnectionServer, certificates, startConnectionServer } from './connectionServer.js';

const roles = ['only_tls', 'only_plain', 'by_certificate', 'by_md5', 'by_clear', 'by_trust', 'by_scram'];
const password = 'pä ss:/word';

function settingsOf(given: string) {
  return readConnection(given, { ...ownSurroundings({}), home: '/nowhere' });
}

async function open<T>(given: string, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await connect(await settingsOf(given));
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

async function problemOf(given: string): Promise<string> {
  try {
    await (await connect(await settingsOf(given))).close();
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    assert.ok(!error.message.includes(password) && !error.message.includes('hush'));
    return error.message;
  }
  throw new assert.AssertionError({ message: 'It connected.' });
}

describe('connection', function () {
  this.timeout(60_000);
  let server: ConnectionServer;
  /** `postgresql://role:password@localhost:port/postgres?…` */
  const url = (role: string, parameters = '', word = password) =>
    `postgresql://${role}:${encodeURIComponent(word)}@localhost:${server.port}/postgres?hostaddr=127.0.0.1&${parameters}`;
  const ca = `sslrootcert=${encodeURIComponent(nodePath.join(certificates, 'ca.pem'))}`;
  const usesTls = (session: Session) =>
    session
      .query<{ ssl: boolean }>('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
      .then(([row]) => row?.ssl);

  before(async () => {
    server = await startConnectionServer();
    await open(`host=${server.folder} port=${server.port} user=postgres`, async session => {
      for (const role of roles) {
        if (role === 'by_md5') await session.execute(`set password_encryption = 'md5'`);
        await session.execute(`create role ${role} login password '${password}'; reset password_encryption`);
      }
    });
  });
  after(() => server.stop());

  const accepted: readonly (readonly [role: string, parameters: string, tls: boolean])[] = [
    ['by_scram', '', true],
    ['by_scram', 'sslmode=disable', false],
    ['by_scram', 'sslmode=allow', false],
    ['by_scram', 'sslmode=require', true],
    ['by_scram', `sslmode=verify-ca&${ca}`, true],
    ['by_scram', `sslmode=verify-full&${ca}`, true],
    ['by_scram', 'sslmode=require&sslnegotiation=direct', true],
    ['by_scram', 'channel_binding=require&sslmode=require', true],
    ['by_scram', 'require_auth=scram-sha-256', true],
    ['by_md5', '', true],
    ['by_clear', 'sslmode=disable', false],
    ['by_trust', '', true],
    ['only_tls', 'sslmode=allow', true],
    ['only_plain', 'sslmode=prefer', false],
  ];
  for (const [role, parameters, tls] of accepted) {
    it(`${role} comes in with ${parameters || 'nothing said'}`, async () => {
      assert.equal(await open(url(role, parameters), usesTls), tls);
    });
  }

  it('sends a certificate', async () => {
    const key = nodePath.join(os.tmpdir(), `senior-backend-test-key-${process.pid}.pem`);
    await writeFile(
      key,
      await (await import('node:fs/promises')).readFile(nodePath.join(certificates, 'client.key.pem')),
      {
        mode: 0o600,
      },
    );
    try {
      const given = url(
        'by_certificate',
        `sslmode=require&sslcert=${encodeURIComponent(nodePath.join(certificates, 'client.pem'))}&sslkey=${encodeURIComponent(key)}`,
      );
      // The name in the certificate is another one, which only the server can know.
      assert.match(await problemOf(given), /does not let by_certificate in: certificate authentication failed/);
    } finally {
      await rm(key);
    }
  });

  const refused: readonly (readonly [role: string, parameters: string, expected: RegExp, word?: string])[] = [
    ['by_scram', '', /does not accept the password of by_scram/, 'hush'],
    ['by_scram', '', /asks for a password/, ''],
    ['nobody_at_all', '', /does not let nobody_at_all in/],
    ['only_plain', 'sslmode=require', /does not let only_plain in: no pg_hba.conf entry/],
    ['only_tls', 'sslmode=disable', /does not let only_tls in: no pg_hba.conf entry/],
    ['by_scram', 'dbname=nothing', /There is no database nothing/],
    [
      'by_clear',
      'require_auth=scram-sha-256',
      /asks for the authentication method password, which require_auth does not allow/,
    ],
    ['by_trust', 'require_auth=scram-sha-256', /the authentication method none/],
    ['by_md5', 'channel_binding=require', /cannot do channel binding/],
    ['by_scram', 'channel_binding=require&sslmode=disable', /cannot do channel binding/],
    ['by_scram', 'target_session_attrs=standby', /not what target_session_attrs=standby asks for/],
    ['by_scram', `sslmode=verify-full&host=elsewhere.test&${ca}`, /Connect by a name that the certificate has/],
    [
      'by_scram',
      `sslmode=verify-ca&sslrootcert=${encodeURIComponent(nodePath.join(certificates, 'selfSigned.pem'))}`,
      /signed by nobody we trust/,
    ],
    ['by_scram', 'sslrootcert=system', /signed by nobody we trust/],
  ];
  for (const [role, parameters, expected, word] of refused) {
    it(`${role} does not come in with ${parameters || `password ${word}`}`, async () => {
      assert.match(await problemOf(url(role, parameters, word)), expected);
    });
  }

  it('has the settings that it was given', async () => {
    const given = url('by_scram', 'options=-c%20search_path%3Dshop&application_name=x');
    const session = await connect(await settingsOf(given), { statementTimeout: 50, lockTimeout: 1234 });
    const [row] = await session.query(
      `select current_setting('search_path') as path, current_setting('application_name') as name, current_setting('lock_timeout') as lock`,
    );
    assert.deepEqual(row, { path: 'shop', name: 'x', lock: '1234ms' });
    await assert.rejects(session.query('select pg_sleep(60)'), (error: DatabaseError) => error.server.code === '57014');
    await session.close();
  });

  it('is cancelled over TLS', async () => {
    await open(url('by_scram', 'sslmode=require'), async session => {
      const running = assert.rejects(
        session.query('select pg_sleep(60)'),
        (error: DatabaseError) => error.server.code === '57014',
      );
      await session.cancel();
      await running;
      assert.deepEqual(await session.query('select 1 as a'), [{ a: 1 }]);
    });
  });

  it('says that the connection is lost', async () => {
    await open(url('by_scram'), async session => {
      const [{ pid } = { pid: 0 }] = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
      const running = assert.rejects(session.query('select pg_sleep(60)'), (error: DatabaseError) => {
        assert.ok(error instanceof DatabaseError);
        assert.equal(error.server.code, '08006');
        assert.match(error.message, /lost: terminating connection due to administrator command/);
        return true;
      });
      await open(`host=${server.folder} port=${server.port} user=postgres`, admin =>
        admin.query('select pg_terminate_backend($1)', [pid]),
      );
      await running;
      await assert.rejects(session.query('select 1'), (error: DatabaseError) => error.server.code === '08006');
    });
  });

  it('tries the next host', async () => {
    const closed = await freePort();
    const given = `postgresql://by_scram:${encodeURIComponent(password)}@127.0.0.1:${closed},127.0.0.1:${server.port}/postgres`;
    assert.deepEqual(await open(given, session => session.query('select 1 as a')), [{ a: 1 }]);
    assert.match(await problemOf(given.replace(String(server.port), String(closed))), /No server listens on port/);
    const standby = `${given}?target_session_attrs=prefer-standby`;
    assert.deepEqual(await open(standby, session => session.query('select 1 as a')), [{ a: 1 }]);
  });

  it('is aborted', async () => {
    const silent = net.createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as net.AddressInfo;
    const abort = new AbortController();
    const opening = connect(await settingsOf(`host=127.0.0.1 port=${port}`), { signal: abort.signal });
    silent.once('connection', () => abort.abort(new Error('enough')));
    await assert.rejects(opening, /enough/);
    assert.match(await problemOf(`host=127.0.0.1 port=${port} connect_timeout=1`), /no answer within 1 s/);
    silent.close();
  });

  const others: readonly (readonly [name: string, answer: string, expected: RegExp])[] = [
    ['without TLS', 'N', /The server has no TLS/],
    ['of another kind', 'HTTP/1.1 400 Bad Request\r\n\r\n', /does not answer as PostgreSQL does/],
    ['that closes', '', /closed/],
  ];
  for (const [name, answer, expected] of others) {
    it(`says that it met a server ${name}`, async () => {
      const other = net.createServer(socket => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end(answer));
      });
      other.listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as net.AddressInfo;
      assert.match(await problemOf(`host=127.0.0.1 port=${port} sslmode=require connect_timeout=5`), expected);
      other.close();
    });
  }

  it('says that there is no such host', async () => {
    assert.match(await problemOf('host=nobody.invalid connect_timeout=20'), /no host of that name|cannot be looked up/);
    assert.match(await problemOf('host=/nowhere'), /no socket .s.PGSQL.5432 in that folder/);
  });
});
