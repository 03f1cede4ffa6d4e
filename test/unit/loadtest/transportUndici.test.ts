// undici behind the same interface: the same answers and kinds of failure as our own path gives.
import assert from 'node:assert/strict';
import net from 'node:net';
import { closeAll, get, listen, open, rawServer, send } from './transportServers.js';

const ok = (body: string, more = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;
const always = (text: string) => rawServer(socket => socket.write(text, 'latin1'));
const undici = { client: 'undici' } as const;

describe('transport, undici', () => {
  afterEach(closeAll);

  it('tells the same as our own path', async () => {
    const answers = [
      ok('hello', 'A: b\r\n'),
      'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
      'HTTP/1.1 204 Nothing\r\n\r\n',
    ];
    for (const answer of answers) {
      const { origin } = await always(answer);
      const outcomes = [];
      for (const patch of [{}, undici]) {
        const transport = open(origin, patch);
        const channel = transport.channel();
        outcomes.push([await send(channel), await send(channel), transport.opened, transport.open, channel.free]);
      }
      assert.deepEqual(outcomes[1], outcomes[0]);
    }
  });

  it('sends the head as typed and the body behind it', async () => {
    const heads: string[] = [];
    const server = net.createServer(socket =>
      socket.on('data', data => {
        heads.push(data.toString('latin1'));
        if (data.includes('{')) socket.write(ok(''));
      }),
    );
    const { origin } = await listen(server);
    const body = Buffer.from('{"a":1}');
    const headers = ['Host', 'h', 'Content-TYPE', 'application/json', 'Content-Length', '7'];
    await send(open(origin, undici).channel(), { method: 'DELETE', path: '/a?b=%20', headers, body });
    const sent = heads.join('');
    assert.match(sent, /^DELETE \/a\?b=%20 HTTP\/1\.1\r\n/i);
    assert.match(sent, /\r\nContent-TYPE: application\/json\r\n/);
    assert.match(sent, /\r\nHost: h\r\n/i);
    assert.ok(sent.endsWith('\r\n\r\n{"a":1}'));
  });

  it('opens a new connection where the server closes the old one', async () => {
    const { origin, sockets } = await rawServer(socket => socket.end(ok('x', 'Connection: close\r\n')));
    const channel = open(origin, undici).channel();
    for (let i = 0; i < 3; i++) assert.equal((await send(channel)).body, 'x');
    assert.equal(sockets.length, 3);
  });

  it('tells failures by the same kinds', async () => {
    const cases: readonly [answer: string, kind: string][] = [
      ['SSH-2.0-OpenSSH_9\r\n', 'protocol'],
      ['HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', 'protocol'],
      [`HTTP/1.1 200 OK\r\n${`X: ${'y'.repeat(50_000)}\r\n`.repeat(10)}\r\n`, 'protocol'],
    ];
    for (const [answer, kind] of cases) {
      const { origin } = await always(answer);
      assert.equal((await send(open(origin, undici).channel())).kind, kind, answer.slice(0, 40));
    }
    const half = await rawServer(socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'));
    assert.equal((await send(open(half.origin, undici).channel())).kind, 'reset');
    const gone = await always('');
    await gone.close();
    assert.equal((await send(open(gone.origin, undici).channel())).kind, 'refused');
    const large = await always(ok('x'.repeat(1000)));
    assert.equal((await send(open(large.origin, undici, 100).channel())).kind, 'tooLarge');
    const injected = { ...get, path: '/a b' };
    assert.equal((await send(open(large.origin, undici).channel(), injected)).kind, 'client');
  });

  it('aborts what hangs, at once, and can be used again', async () => {
    let count = 0;
    const { origin } = await rawServer(socket => {
      if (++count > 1) socket.write(ok('x'));
    });
    const channel = open(origin, undici).channel();
    const hanging = send(channel);
    while (count === 0) await new Promise(resolve => setImmediate(resolve));
    channel.abort('responseTimeout', 'no answer within 5 ms');
    assert.deepEqual([(await hanging).kind, channel.phase, channel.free], ['responseTimeout', 'idle', 1]);
    assert.equal((await send(channel)).status, 200);
  });
});
