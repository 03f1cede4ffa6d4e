// A server whose latency is known, in a process of its own: what it was told to do is what it does, whatever the client is at.
//   node loadServer.mjs        prints its port; `GET /!stats` tells and clears what it saw; ends when its standard input does.
// Paths: /fast · /tail 99 % 5 ms, 1 % 200 ms · /stall/400/2000 stands still for 400 ms of every 2,000 · /delay/20 · /hang · /drip · /reset ·
// /half · /garbage · /status/503 · /limit 429 after 20, with a Retry-After of 7, 8, … · /die ends the process at the hundredth request · /echo the request's body
import net from 'node:net';
import { performance } from 'node:perf_hooks';

const answer = (body, status = '200 OK', headers = '') =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
const ok = answer('ok');
let waits = [];
let arrivals = [];
let count = 0;
const started = performance.now();

/** Answers after so many milliseconds, and remembers how long it truly took. */
function answerAfter(socket, text, milliseconds) {
  const from = performance.now();
  const write = () => {
    waits.push(performance.now() - from);
    socket.write(text);
  };
  if (milliseconds > 0) setTimeout(write, milliseconds);
  else write();
}

function stallLeft(length, every) {
  const into = (performance.now() - started) % every;
  // The end of each period, so that a run begins with answers.
  return into > every - length ? every - into : 0;
}

function serve(socket, path, body) {
  count++;
  if (arrivals.length < 100_000) arrivals.push(performance.now());
  const [, name, argument, second] = path.split('?')[0].split('/');
  if (name === 'fast') answerAfter(socket, ok, 0);
  else if (name === 'tail') answerAfter(socket, ok, Math.random() < 0.01 ? 200 : 5);
  else if (name === 'stall') answerAfter(socket, ok, stallLeft(Number(argument), Number(second)));
  else if (name === 'delay') answerAfter(socket, ok, Number(argument));
  else if (name === 'hang') return;
  else if (name === 'drip') drip(socket);
  else if (name === 'reset') socket.resetAndDestroy();
  else if (name === 'half') socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
  else if (name === 'garbage') socket.end('this is not HTTP\r\n\r\n');
  else if (name === 'status') answerAfter(socket, answer('', `${argument} As Asked`), 0);
  else if (name === 'limit')
    answerAfter(socket, count > 20 ? answer('', '429 Too Many', `Retry-After: ${count - 14}\r\n`) : ok, 0);
  else if (name === 'die') count === 100 ? process.exit() : answerAfter(socket, ok, 2);
  else if (name === 'redirect') answerAfter(socket, answer('', '302 Found', 'Location: /fast\r\n'), 0);
  else if (name === 'login') answerAfter(socket, answer('{"token":"t-1"}'), 0);
  else if (name === 'echo') answerAfter(socket, answer(body), 0);
  else if (name === '!stats') {
    const seen = { count: count - 1, waits, arrivals: arrivals.slice(0, -1) };
    waits = [];
    arrivals = [];
    count = 0;
    socket.write(answer(JSON.stringify(seen)));
  } else answerAfter(socket, answer('', '404 Not Found'), 0);
}

function drip(socket) {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
  const timer = setInterval(() => socket.write('.'), 20);
  socket.on('close', () => clearInterval(timer));
}

const server = net.createServer({ noDelay: true }, socket => {
  let text = '';
  socket.on('error', () => {});
  socket.on('data', chunk => {
    text += chunk.toString('latin1');
    for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
      const head = text.slice(0, end);
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      const body = text.slice(end + 4, end + 4 + length);
      text = text.slice(end + 4 + length);
      serve(socket, head.split(' ', 2)[1], body);
    }
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
