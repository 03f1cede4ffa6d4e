import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import type { Channel, Sink } from '../../../src/loadtest/transport/transport.js';
import { closeAll, get, kindOf, listen, open, rawServer, send } from './transportServers.js';

const ok = (body: string, more = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;
const always = (text: string) => rawServer(socket => socket.write(text, 'latin1'));

describe('transport, HTTP/1.1', () => {
  afterEach(closeAll);

  it('tells of a connection once, then of each answer, in order', async () => {
    const { origin } = await always(ok('hello', 'A: b\r\n'));
    const transport = open(origin);
    const channel = transport.channel();
    assert.deepEqual([channel.phase, channel.free, transport.open], ['idle', 1, 0]);
    const first = send(channel);
    assert.deepEqual([channel.phase, channel.free], ['connecting', 0]);
    assert.deepEqual(await first, {
      told: ['connected', 'head', 'done'],
      status: 200,
      headers: ['Content-Length', '5', 'A', 'b'],
      body: 'hello',
      bytes: ok('hello', 'A: b\r\n').length,
    });
    const second = send(channel, get, { headers: false, body: false });
    assert.equal(channel.phase, 'waiting');
    assert.deepEqual(await second, { told: ['head', 'done'], status: 200, bytes: 49 });
    assert.deepEqual([channel.phase, channel.free, transport.open, transport.opened], ['idle', 1, 1, 1]);
  });

  it('gives each of a burst of channels its own connection', async () => {
    const { origin, sockets } = await always(ok('x'));
    const transport = open(origin);
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => send(transport.channel())));
    assert.ok(outcomes.every(({ status }) => status === 200));
    assert.deepEqual([transport.open, transport.opened, sockets.length], [100, 100, 100]);
  });

  it('sends the head as typed and the body behind it', async () => {
    const server = net.createServer();
    const { origin } = await listen(server);
    const body = Buffer.from('{"ü":1}');
    const headers = ['host', 'h', 'Content-TYPE', 'application/json', 'X-L', 'é', 'Content-Length', '8'];
    const answered = send(open(origin).channel(), { method: 'DELETE', path: '/a?b=%20', headers, body });
    const [socket] = (await once(server, 'connection')) as [net.Socket];
    const [data] = (await once(socket, 'data')) as [Buffer];
    const head =
      'DELETE /a?b=%20 HTTP/1.1\r\nhost: h\r\nContent-TYPE: application/json\r\nX-L: é\r\nContent-Length: 8\r\n\r\n';
    assert.equal(data.toString('latin1'), head + body.toString('latin1'));
    socket.write(ok(''));
    assert.equal((await answered).status, 200);
  });

  it('opens a lost connection again before the next request, when asked', async () => {
    const { origin, sockets } = await rawServer((socket, _count, connection) =>
      connection === 1 ? socket.resetAndDestroy() : socket.write(ok('x')),
    );
    const transport = open(origin);
    const channel = transport.channel();
    assert.equal(kindOf(await send(channel)), 'reset');
    assert.equal(channel.isConnected, false);
    const none = () => assert.fail('nothing was sent');
    await new Promise<void>(connected =>
      channel.reopen({ connected: () => connected(), head: none, done: none, failed: none }),
    );
    assert.deepEqual([channel.isConnected, channel.phase, channel.free, sockets.length], [true, 'idle', 1, 2]);
    channel.reopen({ connected: none, head: none, done: none, failed: none });
    assert.deepEqual((await send(channel)).told, ['head', 'done']);
    assert.deepEqual([transport.open, transport.opened], [1, 2]);
  });

  it('tells the request that comes meanwhile of a connection that is opened again', async () => {
    const { origin } = await always(ok('x'));
    const channel = open(origin).channel();
    const none = () => assert.fail('a request waits');
    channel.reopen({ connected: none, head: none, done: none, failed: none });
    assert.deepEqual((await send(channel)).told, ['connected', 'head', 'done']);
  });

  it('is silent when a connection cannot be opened again, and tells the next request', async () => {
    const { origin, close } = await always(ok('x'));
    await close();
    const transport = open(origin);
    const channel = transport.channel();
    const none = () => assert.fail('nothing was sent');
    channel.reopen({ connected: none, head: none, done: none, failed: none });
    assert.equal(kindOf(await send(channel)), 'refused');
    assert.deepEqual([channel.phase, transport.opened], ['idle', 0]);
  });

  it('lets a sink send again without a stack that grows', async () => {
    const { origin } = await always(ok('x'));
    const channel = open(origin, { pipelining: 4 }).channel();
    const request = { ...get };
    let left = 20_000;
    let depth = 0;
    await new Promise<void>((resolve, reject) => {
      const sink: Sink = {
        connected() {},
        head() {},
        done() {
          depth++;
          if (depth > 2) reject(new Error('recursion'));
          if (--left === 0) resolve();
          else if (left >= 4) channel.send(request, sink, { headers: false, body: false });
          depth--;
        },
        failed: (_kind, message) => reject(new Error(message)),
      };
      for (let i = 0; i < 4; i++) channel.send(request, sink, { headers: false, body: false });
    });
  });

  it('pipelines only when asked, and keeps answers in order', async () => {
    const heads: string[] = [];
    const { origin } = await rawServer((socket, count, _connection, head) => {
      heads.push(head.slice(0, 6));
      // Three answers in one packet, cut where it hurts.
      if (count === 3) {
        const all = ok('one') + ok('two') + ok('three');
        socket.write(all.slice(0, 60));
        setImmediate(() => socket.write(all.slice(60)));
      }
    });
    const channel = open(origin, { pipelining: 3 }).channel();
    assert.equal(channel.free, 3);
    const outcomes = ['/1', '/2', '/3'].map(path => send(channel, { ...get, path }));
    assert.equal(channel.free, 0);
    assert.deepEqual(
      (await Promise.all(outcomes)).map(({ body }) => body),
      ['one', 'two', 'three'],
    );
    assert.deepEqual(heads, ['GET /1', 'GET /2', 'GET /3']);
    assert.deepEqual(
      (await Promise.all(outcomes)).map(({ told }) => told.length),
      [3, 2, 2],
    );
  });

  it('opens a new connection where the server does not keep the old one', async () => {
    for (const [name, text] of Object.entries({
      'Connection: close': ok('x', 'Connection: close\r\n'),
      'HTTP/1.0': 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx',
    })) {
      const { origin, sockets } = await always(text);
      const transport = open(origin);
      const channel = transport.channel();
      for (let i = 0; i < 3; i++) assert.deepEqual((await send(channel)).told, ['connected', 'head', 'done'], name);
      assert.deepEqual([sockets.length, transport.opened, transport.open], [3, 3, 0], name);
    }
  });

  it('keeps HTTP/1.0 connections that the server keeps', async () => {
    const { origin, sockets } = await always('HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx');
    const channel = open(origin).channel();
    for (let i = 0; i < 3; i++) assert.equal((await send(channel)).body, 'x');
    assert.equal(sockets.length, 1);
  });

  it('closes after a request that said so', async () => {
    const { origin } = await always(ok('x'));
    const transport = open(origin);
    const channel = transport.channel();
    await send(channel, { ...get, headers: ['Connection', 'x, Close'] });
    assert.equal(transport.open, 0);
  });

  it('reads a body until the connection closes', async () => {
    const { origin } = await rawServer(socket => socket.end('HTTP/1.1 200 OK\r\n\r\nhello'));
    const transport = open(origin);
    const outcome = await send(transport.channel());
    assert.deepEqual([outcome.body, transport.open], ['hello', 0]);
  });

  it('drops a connection on which bytes come that nobody asked for, and keeps the answer', async () => {
    const { origin, sockets } = await always(`${ok('x')}${ok('smuggled')}`);
    const channel = open(origin).channel();
    for (let i = 0; i < 3; i++) assert.equal((await send(channel)).body, 'x');
    assert.equal(sockets.length, 3);
  });

  it('drops an idle connection on which bytes come', async () => {
    const { origin, sockets } = await rawServer((socket, count) => socket.write(ok(`${count}`)));
    const transport = open(origin);
    const channel = transport.channel();
    await send(channel);
    const closed = once(sockets[0]!, 'close');
    sockets[0]!.write('HTTP/1.1 408 Request Timeout\r\n\r\n');
    await closed;
    assert.equal(transport.open, 0);
    assert.equal((await send(channel)).status, 200);
  });

  describe('a kept connection that turns out to be closed', () => {
    // Answers the first request of each connection and closes without a word at the second.
    const closing = () =>
      rawServer((socket, count) => {
        if (count === 1) socket.write(ok('x'));
        else socket.destroy();
      });

    it('repeats a request that may be repeated, once, on a new one', async () => {
      const { origin, sockets } = await closing();
      const channel = open(origin).channel();
      await send(channel);
      assert.deepEqual((await send(channel)).told, ['connected', 'head', 'done']);
      assert.equal(sockets.length, 2);
    });

    it('does not repeat POST', async () => {
      const { origin, sockets } = await closing();
      const channel = open(origin).channel();
      await send(channel);
      const outcome = await send(channel, { ...get, method: 'POST' });
      assert.deepEqual([outcome.kind, sockets.length], ['reset', 1]);
      assert.match(outcome.message!, /before an answer came/);
    });

    it('does not repeat twice, nor on a new connection, nor after a part of an answer', async () => {
      const { origin, sockets } = await rawServer((socket, count, connection) => {
        if (connection === 1 && count === 1) socket.write(ok('x'));
        else socket.destroy();
      });
      const channel = open(origin).channel();
      await send(channel);
      assert.equal((await send(channel)).kind, 'reset');
      assert.equal(sockets.length, 2);
      assert.equal((await send(channel)).kind, 'reset');
      assert.equal(sockets.length, 3);

      const half = await rawServer((socket, count) => {
        if (count === 1) socket.write(ok('x'));
        else socket.end('HTTP/1.1 200');
      });
      const other = open(half.origin).channel();
      await send(other);
      assert.match((await send(other)).message!, /in the middle of the headers/);
      assert.equal(half.sockets.length, 1);
    });

    it('repeats what was reset only after the connection had been idle: a busy one was not stale, the server broke it', async () => {
      const { origin, sockets } = await rawServer((socket, count) => {
        if (count === 1) socket.write(ok('x'));
        else socket.resetAndDestroy();
      });
      const channel = open(origin).channel();
      await send(channel);
      assert.deepEqual([kindOf(await send(channel)), sockets.length], ['reset', 1]);
      await send(channel);
      const { now } = performance;
      performance.now = () => now.call(performance) + 60_000;
      try {
        assert.deepEqual([kindOf(await send(channel)), sockets.length], [200, 3]);
      } finally {
        performance.now = now;
      }
    });

    it('repeats what was pipelined behind the last answer', async () => {
      const { origin } = await rawServer((socket, count) => {
        if (count === 1) socket.write(ok('x', 'Connection: close\r\n'));
      });
      const channel = open(origin, { pipelining: 3 }).channel();
      const outcomes = await Promise.all([send(channel), send(channel), send(channel, { ...get, method: 'POST' })]);
      assert.deepEqual(outcomes.map(kindOf), [200, 200, 'reset']);
    });

    it('gets all answers from a server that closes after each, pipelined or not', async () => {
      for (const more of ['Connection: close\r\n', '']) {
        const { origin, sockets } = await rawServer((socket, count) => {
          if (count === 1) socket.end(ok('x', more));
        });
        const channel = open(origin, { pipelining: more ? 4 : 1 }).channel();
        const outcomes = more ? await Promise.all([1, 2, 3, 4].map(() => send(channel))) : [];
        for (let i = outcomes.length; i < 4; i++) outcomes.push(await send(channel));
        assert.deepEqual(outcomes.map(kindOf), [200, 200, 200, 200]);
        assert.equal(sockets.length, 4);
      }
    });

    it('notices the close of an idle connection', async () => {
      const { origin, sockets } = await always(ok('x'));
      const transport = open(origin);
      const channel = transport.channel();
      await send(channel);
      const [socket] = sockets;
      socket!.end();
      await once(socket!, 'close');
      assert.equal(transport.open, 0);
      assert.equal((await send(channel, { ...get, method: 'POST' })).status, 200);
    });
  });

  describe('what goes wrong is told as', () => {
    const faults: Record<string, [kind: string, message: RegExp, answer: (socket: net.Socket) => void]> = {
      'death without an answer': ['reset', /before an answer came/, socket => socket.end()],
      'death in the headers': ['reset', /middle of the headers/, socket => socket.end('HTTP/1.1 200 OK\r\nA: b')],
      'death in the body': [
        'reset',
        /after 3 of 10 bytes/,
        socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'),
      ],
      'death in a chunk': [
        'reset',
        /chunked body, after 3 bytes/,
        socket => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc'),
      ],
      'RST without an answer': ['reset', /ECONNRESET.*before an answer/, socket => socket.resetAndDestroy()],
      'RST in the body': [
        'reset',
        /ECONNRESET|after 3 of 10 bytes/,
        socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', () => socket.resetAndDestroy()),
      ],
      garbage: [
        'protocol',
        /not HTTP\/1.1: it begins with "\\u0000\\u0001/,
        socket => socket.write('\0\x01\x02\x03 garbage'),
      ],
      'another protocol': ['protocol', /SSH-2.0/, socket => socket.write('SSH-2.0-OpenSSH_9.6\r\n')],
      'TLS alert': ['protocol', /https/, socket => socket.write('\x15\x03\x01\x00\x02\x02\x46', 'latin1')],
      'two lengths': [
        'protocol',
        /Content-Length is there twice/,
        socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
      ],
      'garbage for a chunk': [
        'protocol',
        /chunk's size/,
        socket => socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n'),
      ],
      101: ['protocol', /101/, socket => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n')],
      'endless headers': [
        'protocol',
        /longer than/,
        socket => endless(socket, 'HTTP/1.1 200 OK\r\n', `A: ${'b'.repeat(999)}\r\n`),
      ],
      'one endless header': [
        'protocol',
        /longer than/,
        socket => endless(socket, 'HTTP/1.1 200 OK\r\nA: ', 'b'.repeat(999)),
      ],
      '1XX flood': [
        'protocol',
        /longer than/,
        socket => endless(socket, '', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(40)),
      ],
      'endless body': [
        'tooLarge',
        /larger than 1000000/,
        socket => endless(socket, 'HTTP/1.1 200 OK\r\n\r\n', 'b'.repeat(9999)),
      ],
      'endless chunks': [
        'tooLarge',
        /larger than/,
        socket =>
          endless(socket, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', `3e8\r\n${'b'.repeat(1000)}\r\n`),
      ],
      'huge length': [
        'tooLarge',
        /larger than/,
        socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nx'),
      ],
    };
    for (const [name, [kind, message, answer]] of Object.entries(faults)) {
      it(`${kind}: ${name}`, async () => {
        const { origin, sockets } = await rawServer(answer);
        const transport = open(origin);
        const channel = transport.channel();
        for (let i = 0; i < 2; i++) {
          const outcome = await send(channel, get, { headers: false, body: false });
          assert.equal(outcome.kind, kind, outcome.message);
          assert.match(outcome.message!, message);
          assert.deepEqual([channel.phase, channel.free, transport.open], ['idle', 1, 0]);
        }
        assert.equal(sockets.length, 2);
      });
    }
  });

  it('reads an answer that drips in byte by byte', async () => {
    const text = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: 1\r\n\r\n`;
    const { origin } = await rawServer(socket => {
      socket.setNoDelay();
      const drip = (at: number) => {
        if (at < text.length) socket.write(text[at]!, () => setImmediate(drip, at + 1));
      };
      drip(0);
    });
    const channel = open(origin).channel();
    for (let i = 0; i < 2; i++) {
      const outcome = await send(channel);
      assert.deepEqual([outcome.body, outcome.bytes], ['hello', text.length]);
    }
  });

  it('aborts what hangs, in each phase, and can be used again', async () => {
    let isHanging = true;
    const { origin, sockets } = await rawServer(socket => {
      socket.write(isHanging ? 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx' : ok('x'));
    });
    const transport = open(origin);
    const channel = transport.channel();
    const connecting = send(channel);
    channel.abort('connectTimeout', 'no connection within 1 s');
    assert.deepEqual((await connecting).told, ['failed']);
    const reading = new Promise<Channel['phase']>(resolve => {
      channel.send(
        { ...get },
        {
          connected() {},
          head: () => resolve(channel.phase),
          done: () => assert.fail(),
          failed: () => {},
        },
        { headers: false, body: false },
      );
    });
    assert.equal(await reading, 'reading');
    const last = sockets.at(-1)!;
    const closed = once(last, 'close');
    channel.abort('responseTimeout', 'no whole answer within 1 s');
    await closed;
    assert.deepEqual([channel.phase, transport.open], ['idle', 0]);
    isHanging = false;
    assert.equal((await send(channel)).status, 200);
  });

  it('may be aborted or destroyed from a sink', async () => {
    const { origin } = await always(ok('hello').repeat(3));
    const request = { ...get };
    for (const end of ['abort', 'destroy'] as const) {
      const transport = open(origin, { pipelining: 3 });
      const channel = transport.channel();
      const told: string[] = [];
      await new Promise<void>(resolve => {
        const sink: Sink = {
          connected: () => told.push('connected'),
          head() {
            told.push('head');
            if (end === 'abort') channel.abort('client', 'enough');
            else transport.destroy();
            resolve();
          },
          done: () => told.push('done'),
          failed: kind => told.push(kind),
        };
        for (let i = 0; i < 3; i++) channel.send(request, sink, { headers: false, body: false });
      });
      const failed = end === 'abort' ? ['client', 'client', 'client'] : [];
      assert.deepEqual(told, ['connected', 'head', ...failed]);
      assert.equal(transport.open, 0);
    }
  });

  it('leaves nothing behind when it is destroyed', async () => {
    const { origin, sockets } = await rawServer((socket, count) => {
      if (count === 1) socket.write(ok('x'));
    });
    const transport = open(origin);
    const channels = Array.from({ length: 5 }, () => transport.channel());
    await Promise.all(channels.map(channel => send(channel)));
    const never: Sink = { connected: assert.fail, head: assert.fail, done: assert.fail, failed: assert.fail };
    for (const channel of channels) channel.send({ ...get }, never, { headers: false, body: false });
    transport.channel().send({ ...get }, never, { headers: false, body: false });
    transport.channel().send({ ...get, path: 'x y' }, never, { headers: false, body: false });
    const closed = sockets.map(socket => once(socket, 'close'));
    transport.destroy();
    await Promise.all(closed);
    assert.equal(transport.open, 0);
  });
});

/** Writes as fast as it is read, until the other side has had enough. */
function endless(socket: net.Socket, start: string, piece: string): void {
  socket.write(start);
  const more = () => {
    if (!socket.destroyed) socket.write(piece.repeat(20), () => setImmediate(more));
  };
  more();
}
