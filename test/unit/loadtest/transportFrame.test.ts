import assert from 'node:assert/strict';
import net from 'node:net';
import fc from 'fast-check';
import { frameOf } from '../../../src/loadtest/transport/frame.js';
import type { WireRequest } from '../../../src/loadtest/transport/transport.js';
import { Problem } from '../../../src/text/problem.js';
import { closeAll, listen, open, send } from './transportServers.js';

const text = (request: WireRequest) => Buffer.from(frameOf(request)).toString('latin1');
const base = { method: 'GET', path: '/', headers: ['Host', 'h'] };

describe('frame of a request', () => {
  afterEach(closeAll);

  it('is made once', () => {
    const request = { ...base };
    assert.equal(frameOf(request), frameOf(request));
  });

  it('gives a body its length, and chunks where they are asked for', () => {
    const body = Buffer.from('hello');
    assert.equal(text({ ...base, body }), 'GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello');
    const headers = ['Content-Length', '5'];
    assert.equal(text({ ...base, headers, body }), 'GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello');
    const chunked = ['transfer-encoding', 'Chunked'];
    assert.match(text({ ...base, headers: chunked, body }), /\r\n\r\n5\r\nhello\r\n0\r\n\r\n$/);
    assert.match(text({ ...base, headers: chunked }), /\r\n\r\n0\r\n\r\n$/);
  });

  it('refuses what is not one request', () => {
    const body = Buffer.from('hello');
    const wrong: Partial<WireRequest>[] = [
      { method: '' },
      { method: 'GET /' },
      { method: 'G\r\n' },
      { method: 'CONNECT' },
      { path: '' },
      { path: 'a' },
      { path: 'http://elsewhere/' },
      { path: '/a b' },
      { path: '/a\r\nX: y' },
      { path: '/\0' },
      { path: '/€' },
      { headers: ['A'] },
      { headers: ['A b', 'c'] },
      { headers: ['A:', 'c'] },
      { headers: ['', 'c'] },
      { headers: ['A', 'b\r\nC: d'] },
      { headers: ['A', 'b\n'] },
      { headers: ['A', 'b\0'] },
      { headers: ['A', '€'] },
      { headers: ['Content-Length', '4'], body },
      { headers: ['Content-Length', '5', 'content-length', '5'], body },
      { headers: ['Content-Length', '1'] },
      { headers: ['Transfer-Encoding', 'gzip'], body },
      { headers: ['Transfer-Encoding', 'chunked', 'Content-Length', '5'], body },
    ];
    for (const each of wrong) assert.throws(() => frameOf({ ...base, ...each }), Problem, JSON.stringify(each));
  });

  it('does not tell the value of a header', () => {
    assert.throws(
      () => frameOf({ ...base, headers: ['Authorization', 'Bearer s3cret\n'] }),
      (error: Error) => /Authorization/.test(error.message) && !/s3cret/.test(error.message),
    );
  });

  it('holds exactly as many lines as there are headers, whatever is in them', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.array(fc.tuple(fc.string(), fc.string({ unit: 'binary' }))),
        (method, path, pairs) => {
          const request = { method: method || 'GET', path: `/${path}`, headers: pairs.flat() };
          let frame: string;
          try {
            frame = text(request);
          } catch (error) {
            assert.ok(error instanceof Problem);
            return;
          }
          assert.equal(frame.split(/\r\n|\r|\n/).length, pairs.length + 3);
          assert.equal(frame.slice(0, frame.indexOf('\r\n')).split(' ').length, 3);
        },
      ),
    );
  });

  it('fails as the client’s fault, later and once, without a connection', async () => {
    const { origin, sockets } = await listen(net.createServer());
    const channel = open(origin).channel();
    const pending = send(channel, { ...base, path: '/a b' });
    assert.deepEqual([channel.free, channel.phase], [0, 'waiting']);
    const outcome = await pending;
    assert.deepEqual([outcome.kind, outcome.told, channel.free], ['client', ['failed'], 1]);
    const aborted = send(channel, { ...base, path: '/a b' });
    channel.abort('client', 'enough');
    assert.equal((await aborted).message, 'enough');
    assert.equal(sockets.length, 0);
  });
});
