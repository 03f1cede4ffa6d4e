/** Before the first request of a schedule: the way of a request through this thread is gone until V8 has compiled it. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Plan } from '../plan.js';
import { sharedNow } from './clock.js';
import { LoadRun } from './loadRun.js';

/**
 * As much as one thread can send, for a fraction of a second. Measured on 2 cores: without it a schedule of 5,000 requests a second
 * begins with 150 ms in which nothing leaves on time, and 400 connections more than it needs.
 */
const load = { rate: 10_000, connections: 50, seconds: 0.25 };

const answer = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';

/** Sends to a server of its own on the loopback address, and forgets what it measured. Where none can be had, nothing is rehearsed. */
export async function rehearse(): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    // Requests without a body that wait for their answer: one for each chunk.
    socket.on('data', () => socket.write(answer));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await new Promise<number | undefined>(resolve => {
    server.on('error', () => resolve(undefined));
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  if (port === undefined) return;
  await new Promise<void>(resolve => {
    new LoadRun({
      share: { plan: planFor(`http://127.0.0.1:${port}`), index: 0, count: 1 },
      captured: [{}],
      startAt: sharedNow(),
      tickMilliseconds: 100,
      onTick: () => undefined,
      onEnd: () => resolve(),
    });
  });
  for (const socket of sockets) socket.destroy();
  server.close();
}

function planFor(origin: string): Plan {
  const request = { name: '', weight: 1, method: 'GET', captures: [], expect: [], stopOnFailure: false };
  return {
    targets: [
      {
        name: '',
        origin,
        connection: { http: '1.1', pipelining: 1, tls: { verify: true } },
        flow: {
          kind: 'oneOf',
          requests: [{ ...request, variants: [{ path: '/', headers: [['Accept', '*/*']] }] }],
          setup: [],
          teardown: [],
          cookies: false,
          redirects: 0,
          variables: {},
        },
      },
    ],
    load: {
      model: 'open',
      stages: [{ target: load.rate, seconds: 0, holdSeconds: 0 }],
      maxConnections: load.connections,
    },
    limits: { seconds: load.seconds, warmupSeconds: 0, timeoutMilliseconds: 1000, threads: 1, maxBodyBytes: 1000 },
    seed: 1,
  };
}
