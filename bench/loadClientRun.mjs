// One client under measurement, in its own process: sends so many requests over so many connections and prints how many were answered, and
// how many a second. `loadClient.mjs` has built what it runs.
//   node bench/loadClientRun.mjs transport|engine|undici <url> <connections> <requests>
import { closed, plan, target } from './loadBench.mjs';

const [kind, url, connections, requests] = [...process.argv.slice(2, 4), ...process.argv.slice(4).map(Number)];
const { origin, host } = new URL(url);
let sent = 0;
let answered = 0;
const from = performance.now();

const clients = {
  async engine() {
    const { run } = await import('./.out/loadRun.mjs');
    const workerEntry = new URL('./.out/loadWorker.mjs', import.meta.url);
    const report = await run(plan([target(origin, '/')], closed(connections), { requests }), { workerEntry });
    tell(report.targets[0].succeeded, report.seconds);
  },

  async transport() {
    const { openTransport } = await import('./.out/transport.mjs');
    const connection = { http: '1.1', pipelining: 1, tls: { verify: true } };
    const transport = openTransport({ origin, connection, maxBodyBytes: 1e6 });
    const request = { method: 'GET', path: '/', headers: ['Host', host] };
    const want = { headers: false, body: false };
    for (let i = 0; i < connections; i++) {
      const channel = transport.channel();
      const sink = {
        connected() {},
        head() {},
        done() {
          if (++answered >= requests) end(() => transport.destroy());
          else next();
        },
        failed(_kind, message) {
          throw new Error(message);
        },
      };
      const next = () => {
        if (sent++ < requests) channel.send(request, sink, want);
      };
      next();
    }
  },

  async undici() {
    const { Client } = await import('undici');
    const request = { method: 'GET', path: '/' };
    for (let i = 0; i < connections; i++) {
      const client = new Client(origin, { pipelining: 1 });
      const handler = {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData() {},
        onResponseEnd() {
          if (++answered >= requests) end(() => process.exit());
          else next();
        },
        onResponseError(_controller, error) {
          throw error;
        },
      };
      const next = () => {
        if (sent++ < requests) client.dispatch(request, handler);
      };
      next();
    }
  },
};

function end(close) {
  tell(answered, (performance.now() - from) / 1000, close);
}

function tell(count, seconds, close) {
  process.stdout.write(JSON.stringify([count, count / seconds]), close);
}

await clients[kind]();
