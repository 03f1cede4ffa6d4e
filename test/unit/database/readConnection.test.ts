import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConnection } from '../../../src/database/connection/readConnection.js';
import { type ConnectionSettings, describeConnection } from '../../../src/database/connection/settings.js';
import type { Surroundings } from '../../../src/database/connection/surroundings.js';
import { Problem } from '../../../src/text/problem.js';

type Files = Readonly<Record<string, string | { readonly text: string; readonly mode: number }>>;

function around(env: NodeJS.ProcessEnv = {}, files: Files = {}, platform: NodeJS.Platform = 'linux'): Surroundings {
  const of = (path: string) => {
    const file = files[path.replaceAll('\\', '/')];
    return typeof file === 'string' ? { text: file, mode: 0o600 } : file;
  };
  return {
    ...{ env, platform, home: '/home/ann', user: 'ann' },
    read: async path => of(path)?.text,
    exists: async path => of(path) !== undefined,
    permissions: async path => {
      const file = of(path);
      return file && { mode: file.mode, owner: 1000 };
    },
  };
}

/** What is worth comparing: servers, user, database. */
async function read(given: string | undefined, env?: NodeJS.ProcessEnv, files?: Files) {
  const { servers, user, database } = await readConnection(given, around(env, files));
  return { servers, user, database };
}

async function problemOf(given: string | undefined, env?: NodeJS.ProcessEnv, files?: Files): Promise<string> {
  try {
    await readConnection(given, around(env, files));
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    return error.message;
  }
  throw new assert.AssertionError({ message: `No problem was found in ${given}` });
}

const usual = { servers: [{ host: 'localhost', port: 5432 }], user: 'ann', database: 'ann' };
const server = (host: string, port = 5432, password?: string) => ({
  host,
  port,
  ...(password !== undefined && { password }),
});

describe('readConnection', () => {
  const cases: readonly (readonly [given: string, expected: Partial<Awaited<ReturnType<typeof read>>>])[] = [
    ['', {}],
    ['postgresql://', {}],
    ['postgres://localhost', {}],
    ['postgresql:///shop', { database: 'shop' }],
    ['postgresql://ben@', { user: 'ben', database: 'ben' }],
    [
      'postgresql://ben:pw@db.example.com:6543/shop',
      { servers: [server('db.example.com', 6543, 'pw')], user: 'ben', database: 'shop' },
    ],
    ['POSTGRESQL://ben@h/shop', { servers: [server('h')], user: 'ben', database: 'shop' }],
    [
      'postgresql://u:p%40%2F%3A%25%20x@h/d%20b',
      { servers: [server('h', 5432, 'p@/:% x')], user: 'u', database: 'd b' },
    ],
    ['postgresql://u:a:b@c@h/d', { servers: [server('h', 5432, 'a:b@c')], user: 'u', database: 'd' }],
    ['postgresql://[::1]:6000/d', { servers: [server('::1', 6000)], database: 'd' }],
    ['postgresql://a,b:6001,[::1]/d', { servers: [server('a'), server('b', 6001), server('::1')], database: 'd' }],
    ['postgresql://a,b/d?port=6000', { servers: [server('a', 6000), server('b', 6000)], database: 'd' }],
    ['postgresql://%2Fvar%2Frun%2Fpostgresql/d', { servers: [server('/var/run/postgresql')], database: 'd' }],
    ['postgresql:///d?host=/tmp/sockets/', { servers: [server('/tmp/sockets')], database: 'd' }],
    ['postgresql://h/d?dbname=other&user=ben', { servers: [server('h')], user: 'ben', database: 'other' }],
    ['postgresql://h/d?schema=public&connection_limit=5&pgbouncer=true', { servers: [server('h')], database: 'd' }],
    ['host=h port=6000 dbname=shop user=ben', { servers: [server('h', 6000)], user: 'ben', database: 'shop' }],
    [`host = h password = 'it\\'s a \\\\ word' dbname=''`, { servers: [server('h', 5432, `it's a \\ word`)] }],
    [
      'host=a,b port=6000,6001 hostaddr=10.0.0.1,',
      { servers: [{ host: 'a', hostAddress: '10.0.0.1', port: 6000 }, server('b', 6001)] },
    ],
    ['hostaddr=10.0.0.1', { servers: [server('10.0.0.1')] }],
    ['host=h host=i', { servers: [server('i')] }],
  ];
  for (const [given, expected] of cases) {
    it(`reads ${given || 'nothing'}`, async () => assert.deepEqual(await read(given), { ...usual, ...expected }));
  }

  it('looks for variables where nothing is given', async () => {
    const env = { PGHOST: 'h', PGPORT: '6000', PGUSER: 'ben', PGPASSWORD: 'pw', PGDATABASE: 'shop' };
    assert.deepEqual(await read(undefined, env), { servers: [server('h', 6000, 'pw')], user: 'ben', database: 'shop' });
    assert.deepEqual(await read('postgresql://ann@i/', env), {
      servers: [server('i', 6000, 'pw')],
      user: 'ann',
      database: 'shop',
    });
    assert.deepEqual(await read(undefined, { PGHOST: '' }), usual);
  });

  it('takes the socket of a server of this machine before localhost', async () => {
    assert.deepEqual((await read('', {}, { '/tmp/.s.PGSQL.5432': '' })).servers, [server('/tmp')]);
    assert.deepEqual((await read('port=6000', {}, { '/tmp/.s.PGSQL.5432': '' })).servers, [server('localhost', 6000)]);
  });

  it('reads a service', async () => {
    const text = '# all\n[other]\nhost=o\n\n[shop]\nhost=s\nport = 6000\npassword=p=w\n[last]\nhost=l';
    const files = { '/home/ann/.pg_service.conf': text };
    const shop = { ...usual, servers: [server('s', 6000, 'p=w')] };
    assert.deepEqual(await read('service=shop', {}, files), shop);
    assert.deepEqual(await read('postgresql:///?service=shop', {}, files), shop);
    assert.deepEqual(await read('', { PGSERVICE: 'shop', PGHOST: 'h', PGPORT: '1' }, files), shop);
    assert.deepEqual(await read('host=g', { PGSERVICE: 'shop' }, files), {
      ...usual,
      servers: [server('g', 6000, 'p=w')],
    });
    const elsewhere = { '/etc/pg/pg_service.conf': text };
    assert.deepEqual(await read('service=shop', { PGSYSCONFDIR: '/etc/pg' }, elsewhere), shop);
    assert.deepEqual(await read('service=shop', { PGSERVICEFILE: '/s' }, { '/s': text }), shop);
    assert.match(await problemOf('service=none', {}, files), /No service file has a section \[none\]/);
    assert.match(
      await problemOf('service=shop', { PGSERVICEFILE: '/none' }),
      /no service file at the path of PGSERVICEFILE/,
    );
    assert.match(await problemOf('service=a', {}, { '/home/ann/.pg_service.conf': '[a]\nhost' }), /has no "="/);
  });

  it('looks passwords up for each server', async () => {
    const text = 'a:*:shop:ann:one\n# x\nb:6000:*:ann:t\\:w\\\\o\nlocalhost:*:*:*:local\n*:*:*:ben:ben:s';
    const files = { '/home/ann/.pgpass': text, '/tmp/.s.PGSQL.5432': '' };
    const passwords = async (given: string, env?: NodeJS.ProcessEnv) =>
      (await read(given, env, files)).servers.map(({ password }) => password);
    assert.deepEqual(await passwords('host=a,b,b port=1,6000,6001 dbname=shop'), ['one', 't:w\\o', undefined]);
    assert.deepEqual(await passwords(''), ['local']);
    assert.deepEqual(await passwords('host=/elsewhere'), [undefined]);
    assert.deepEqual(await passwords('user=ben host=z'), ['ben:s']);
    assert.deepEqual(await passwords('host=a dbname=shop', { PGPASSWORD: 'given' }), ['given']);
    assert.deepEqual((await read('host=x', { PGPASSFILE: '/p' }, { '/p': 'x:5432:ann:ann:y' })).servers, [
      server('x', 5432, 'y'),
    ]);
  });

  it('does not use a password file that others can read', async () => {
    const files = { '/home/ann/.pgpass': { text: '*:*:*:*:pw', mode: 0o644 } };
    const settings = await readConnection('host=h', around({}, files));
    assert.equal(settings.servers[0].password, undefined);
    assert.deepEqual(settings.warnings, [
      'The password file /home/ann/.pgpass is not used because others can read it. Run: chmod 600 /home/ann/.pgpass',
    ]);
    const appData = { APPDATA: 'C:/u' };
    const windows = around(appData, { 'C:/u/postgresql/pgpass.conf': { text: '*:*:*:*:pw', mode: 0o666 } }, 'win32');
    assert.equal((await readConnection('host=h', windows)).servers[0].password, 'pw');
  });

  it('reads the rest', async () => {
    const more =
      'application_name=x&connect_timeout=3&options=-c%20a%3Db&target_session_attrs=read-write&load_balance_hosts=random&channel_binding=require&keepalives=0';
    const { applicationName, timeoutSeconds, options, session, isShuffled, channelBinding, keepsAlive } =
      await readConnection(`postgresql://h/?${more}`, around());
    assert.deepEqual(
      { applicationName, timeoutSeconds, options, session, isShuffled, channelBinding, keepsAlive },
      {
        applicationName: 'x',
        timeoutSeconds: 3,
        options: '-c a=b',
        session: 'read-write',
        isShuffled: true,
        channelBinding: 'require',
        keepsAlive: false,
      },
    );
    const methods = async (words: string) => (await readConnection(`require_auth=${words}`, around())).authMethods;
    assert.deepEqual(await methods('scram-sha-256,none'), ['none', 'scram-sha-256']);
    assert.deepEqual(await methods('!password,!md5'), ['none', 'scram-sha-256']);
    assert.equal((await readConnection('connect_timeout=-1', around())).timeoutSeconds, 0);
    const { ignored } = await readConnection('postgresql://h/?schema=a&pool_timeout=1', around());
    assert.deepEqual(ignored, ['schema', 'pool_timeout']);
  });

  describe('TLS', () => {
    const tlsOf = async (given: string, files?: Files, env?: NodeJS.ProcessEnv) =>
      (await readConnection(given, around(env, files))).tls;
    const base = { mode: 'prefer', negotiation: 'postgres', sendsName: true };

    it('reads modes and files', async () => {
      const files = { '/r.crt': 'ROOT', '/c.crt': 'CERT', '/k': 'KEY', '/l': 'CRL' };
      assert.deepEqual(await tlsOf(''), base);
      assert.deepEqual(await tlsOf('', {}, { PGSSLMODE: 'disable' }), { ...base, mode: 'disable' });
      assert.deepEqual(await tlsOf('postgresql://h/?ssl=true'), { ...base, mode: 'require' });
      assert.deepEqual(await tlsOf('postgresql://h/?sslmode=no-verify', { '/home/ann/.postgresql/root.crt': 'ROOT' }), {
        ...base,
        mode: 'require',
      });
      assert.deepEqual(await tlsOf('sslrootcert=system'), { ...base, mode: 'verify-full', trusted: 'system' });
      assert.deepEqual(await tlsOf('sslmode=require', { '/home/ann/.postgresql/root.crt': 'ROOT' }), {
        ...base,
        mode: 'require',
        trusted: { pem: 'ROOT' },
      });
      assert.deepEqual(
        await tlsOf(
          'sslmode=verify-ca sslrootcert=/r.crt sslcert=/c.crt sslkey=/k sslpassword=pw sslcrl=/l sslnegotiation=direct sslsni=0 ssl_min_protocol_version=TLSv1.3',
          files,
        ),
        {
          ...{
            mode: 'verify-ca',
            negotiation: 'direct',
            sendsName: false,
            minVersion: 'TLSv1.3',
            trusted: { pem: 'ROOT' },
          },
          ...{ revoked: 'CRL', certificate: 'CERT', key: 'KEY', keyPassword: 'pw' },
        },
      );
      const own = { '/home/ann/.postgresql/postgresql.crt': 'CERT', '/home/ann/.postgresql/postgresql.key': 'KEY' };
      assert.deepEqual(await tlsOf('', own), { ...base, certificate: 'CERT', key: 'KEY' });
      assert.deepEqual(await tlsOf('sslcertmode=disable', own), base);
    });

    const wrong: readonly (readonly [given: string, expected: RegExp, files?: Files])[] = [
      ['sslmode=yes', /sslmode \(or PGSSLMODE\) cannot be used: write one of disable, allow, prefer/],
      ['sslmode=verify-full', /needs a root certificate/],
      ['sslmode=require sslrootcert=system', /needs sslmode=verify-full/],
      ['sslnegotiation=direct', /needs sslmode=require/],
      ['sslmode=verify-ca sslrootcert=/none', /no such file, which sslrootcert names/],
      ['sslcert=/c', /no key/, { '/c': 'CERT' }],
      ['sslcert=/c sslkey=/k', /chmod 600 \/k/, { '/c': 'CERT', '/k': { text: 'KEY', mode: 0o640 } }],
      ['ssl_max_protocol_version=TLSv1', /TLSv1.2 or TLSv1.3/],
      ['sslcrldir=/x', /sslcrldir is not supported/],
    ];
    for (const [given, expected, files] of wrong) {
      it(`refuses ${given}`, async () => assert.match(await problemOf(given, {}, files), expected));
    }
  });

  const wrong: readonly (readonly [given: string, expected: RegExp])[] = [
    ['shop', /is written as postgresql:\/\//],
    ['localhost:5432/shop', /is written as postgresql:\/\//],
    ['mysql://h/d', /begins with postgresql:\/\//],
    ['jdbc:postgresql://h/d', /Leave out "jdbc:"/],
    ['postgresql:h', /begins with postgresql:\/\//],
    ['postgresql://h:x/d', /port is no number/],
    ['postgresql://h:70000/d', /port \(or PGPORT\) cannot be used: write a number from 1 to 65535/],
    ['postgresql://::1/d', /IPv6 address goes in brackets/],
    ['postgresql://u:p/w@h/d', /write "\/" as %2F/],
    ['postgresql://u:p?w@h/d', /write "\?" as %3F/],
    ['postgresql://u:50%@h/d', /Write a "%" as %25/],
    ['postgresql://h/d?sslmod=require', /"sslmod" .* Did you mean sslmode\?|"sslmod" that PostgreSQL does not know/],
    ['postgresql://h/d?ssl=maybe', /write sslmode=require/],
    ['postgresql://h/d?sslmode', /sslmode of the URL has no value/],
    ['host=h sslnode=require', /"sslnode".*Did you mean sslmode\?/],
    ['host=h word port=1', /a word without "="/],
    [`host='h`, /a quote that nothing ends/],
    ['host=a,b port=1,2,3', /3 ports and 2 hosts/],
    ['host=a,b hostaddr=10.0.0.1', /2 hosts and 1 addresses/],
    ['hostaddr=h', /write an IP address/],
    ['host=a;b', /no name and no address/],
    ['host=@abstract', /abstract namespace/],
    ['connect_timeout=soon', /a number of seconds/],
    ['target_session_attrs=fast', /write one of any, read-write/],
    ['require_auth=magic', /methods of none, password/],
    ['gssencmode=require', /gssencmode=require is not supported/],
    ['requirepeer=postgres', /requirepeer is not supported/],
    ['replication=database', /replication is not supported/],
  ];
  for (const [given, expected] of wrong) {
    it(`says what is wrong with ${given}`, async () => assert.match(await problemOf(given), expected));
  }

  it('wants a user', async () => {
    await assert.rejects(readConnection('', { ...around(), user: '' }), /names no user/);
  });

  it('describes a connection without its secrets', async () => {
    const settings = await readConnection('postgresql://ben:hush@h,[::1]:6000/shop?sslpassword=hush', around());
    assert.equal(describeConnection(settings), 'shop on h:5432, [::1]:6000 as ben');
    assert.equal(describeConnection(await readConnection('host=/run/x', around())), 'ann on /run/x (port 5432) as ann');
  });

  const secret = 'Zq7hush';
  const noise = fc
    .array(
      fc.constantFrom(
        '@',
        ':',
        '/',
        '?',
        '#',
        '%',
        '&',
        '=',
        ' ',
        "'",
        '\\',
        ',',
        '[',
        ']',
        'x',
        '1',
        'sslmode=',
        'port=',
        'host=',
      ),
      { maxLength: 6 },
    )
    .map(parts => parts.join(''));

  it('never repeats a password, however it is mangled', async () => {
    await fc.assert(
      fc.asyncProperty(noise, noise, noise, fc.constantFrom('url', 'words'), async (before, after, rest, form) => {
        const password = `${before}${secret}${after}`;
        const given =
          form === 'url'
            ? `postgresql://ben:${password}@h:5432/shop${rest}`
            : `host=h password=${password} dbname=shop ${rest}`;
        let settings: ConnectionSettings;
        try {
          settings = await readConnection(given, around());
        } catch (error) {
          assert.ok(error instanceof Problem, String(error));
          assert.ok(!error.message.includes(secret), `${given}\n${error.message}`);
          return;
        }
        const description = describeConnection(settings);
        assert.ok(form === 'words' || !description.includes(secret), `${given}\n${description}`);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads every password that is encoded or quoted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async password => {
        fc.pre(!password.includes('\0') && !/[\ud800-\udfff]/u.test(password));
        const url = `postgresql://u:${encodeURIComponent(password)}@h/d`;
        assert.equal((await readConnection(url, around())).servers[0].password, password);
        const words = `host=h password='${password.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
        assert.equal((await readConnection(words, around())).servers[0].password, password);
      }),
    );
  });

  it('has a Problem or settings for any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.string().map(text => `postgres://${text}`),
          fc.string().map(text => `host=${text}`),
        ),
        async given => {
          await readConnection(given, around()).catch(error => assert.ok(error instanceof Problem, String(error)));
        },
      ),
    );
  });
});
