// The server of loadTest.test.ts, in a process of its own: what it has seen is asked for by message.
import { createServer } from 'node:http';

const seen = { connections: 0, open: 0, requests: 0, hits: {}, last: undefined };

const server = createServer((request, response) => {
  const [path] = request.url.split('?');
  const chunks = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', () => {
    seen.requests++;
    seen.hits[path] = (seen.hits[path] ?? 0) + 1;
    const { method, url, headers } = request;
    seen.last = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
    answer(path, response);
  });
});

function answer(path, response) {
  switch (path) {
    case '/hang':
      return;
    case '/drip': {
      response.write('a');
      const timer = setInterval(() => response.write('a'), 100);
      response.on('close', () => clearInterval(timer));
      return;
    }
    case '/slow':
      return void setTimeout(() => response.end('slow'), 25);
    case '/redirect':
      return void response.writeHead(302, { Location: '/ok' }).end();
    case '/fail':
      return void response.writeHead(500).end('no');
    case '/refuse':
      return void response.writeHead(400).end('no');
    case '/limited':
      if (seen.hits[path] <= 20) return void response.end('yes');
      return void response.writeHead(429, { 'Retry-After': '3', 'RateLimit-Limit': '20' }).end();
    case '/login':
      return void response.end('{"token":"t0k"}');
    default:
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"ok":true}');
  }
}

server.on('connection', socket => {
  seen.connections++;
  seen.open++;
  socket.on('close', () => seen.open--);
});
server.keepAliveTimeout = 60_000;
process.on('message', message => {
  if (message === 'reset') Object.assign(seen, { connections: 0, requests: 0, hits: {}, last: undefined });
  process.send({ seen });
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
