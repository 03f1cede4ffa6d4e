/** The signal of a request is made when a handler asks for it, and says what had happened before. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { RequestContext } from '../../../src/scaffold/runtime/context.js';

type Served = (context: RequestContext, response: ServerResponse) => Promise<void>;

/** Sends one request to a server that serves it so; `leave` ends the connection. */
async function served(serve: Served, gone: (leave: () => void) => void = () => undefined): Promise<void> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  const arrived = once(server, 'request');
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const [message, response] = (await arrived) as [IncomingMessage, ServerResponse];
  const isServed = serve(new RequestContext('one', { message, response, request: message, reply: response }), response);
  gone(() => socket.destroy());
  try {
    await isServed;
  } finally {
    socket.destroy();
    server.close();
  }
}

describe('the context of a request', () => {
  it('aborts the signal when the caller goes away', () =>
    served(
      async ({ signal }) => {
        if (!signal.aborted) await once(signal, 'abort');
        assert.equal(signal.aborted, true);
      },
      leave => leave(),
    ));

  it('has an aborted signal when the caller has gone away already', () =>
    served(
      async (context, response) => {
        await once(response, 'close');
        assert.equal(context.signal.aborted, true);
        assert.equal(context.signal, context.signal);
      },
      leave => leave(),
    ));

  it('leaves the signal alone when all is answered', async () => {
    await served(async ({ signal }, response) => {
      response.end('a');
      await once(response, 'close');
      assert.equal(signal.aborted, false);
    });
    await served(async (context, response) => {
      response.end('a');
      await once(response, 'close');
      assert.equal(context.signal.aborted, false);
    });
  });
});
