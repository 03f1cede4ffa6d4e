// Requests per second through a generated Fastify server, beside the same routes in plain Fastify with Ajv, and with no validation at all.
//   node bench/validation.mjs [seconds] [rounds]
// Each request is a valid body of some 600 bytes. CPU is that of the server's process, so it does not matter who sends.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const repo = path.dirname(here);
const seconds = Number(process.argv[2] ?? 5);
const rounds = Number(process.argv[3] ?? 3);
const autocannon = createRequire(import.meta.url)('autocannon');

const text = (more = {}) => ({ type: 'string', minLength: 1, maxLength: 200, ...more });
const body = {
  type: 'object',
  required: ['customer', 'items', 'currency'],
  additionalProperties: false,
  properties: {
    customer: {
      type: 'object',
      required: ['name', 'email'],
      properties: {
        name: text(),
        email: { type: 'string', format: 'email' },
        phone: text({ pattern: '^\\+[0-9 ]+$' }),
      },
    },
    currency: { type: 'string', enum: ['EUR', 'USD', 'GBP'] },
    items: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: {
        type: 'object',
        required: ['sku', 'quantity', 'price'],
        properties: {
          sku: text({ pattern: '^[A-Z]{3}-[0-9]{4}$' }),
          quantity: { type: 'integer', minimum: 1, maximum: 100 },
          price: { type: 'number', minimum: 0 },
          tags: { type: 'array', items: text(), maxItems: 10 },
        },
      },
    },
    note: text(),
  },
};
const answer = { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } };
const json = schema => ({ content: { 'application/json': { schema } } });
const spec = {
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: {
    '/orders': {
      post: {
        tags: ['orders'],
        operationId: 'createOrder',
        requestBody: { required: true, ...json(body) },
        responses: { 201: { description: 'Created', ...json(answer) } },
      },
    },
  },
};
const item = i => ({ sku: `ABC-100${i}`, quantity: i + 1, price: 9.5 * i, tags: ['new', 'blue'] });
const order = {
  customer: { name: 'Ada Lovelace', email: 'ada@example.com', phone: '+44 20 7946 0000' },
  currency: 'EUR',
  items: Array.from({ length: 6 }, (_, i) => item(i)),
  note: 'Leave it with the neighbours.',
};

const folder = path.join(here, '.out/validation');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, 'spec.json'), JSON.stringify(spec));
must(['esbuild.mjs']);
must([
  'dist/cli.mjs',
  'scaffold',
  path.join(folder, 'spec.json'),
  '-f',
  'fastify',
  '-o',
  path.join(folder, 'api'),
  '--json',
]);
writeFileSync(
  path.join(folder, 'api/orders.handlers.ts'),
  `import type * as api from './orders.routes.js';\nexport const createOrder: api.CreateOrder = async () => ({ status: 201, body: { id: 1 } });\n`,
);
writeFileSync(
  path.join(folder, 'server.ts'),
  `import Fastify from 'fastify';
import { register } from './api/index.js';
import { errorHandler, serverOptions } from './api/runtime/fastify.js';
const kind = process.argv[2];
const app = Fastify(kind === 'generated' ? serverOptions : {});
if (kind === 'generated') {
  app.setErrorHandler(errorHandler);
  await app.register(register, { log: console.error });
} else {
  const schema = { body: ${JSON.stringify(body)} };
  app.post('/orders', kind === 'ajv' ? { schema } : {}, async (_request, reply) => reply.code(201).send({ id: 1 }));
}
await app.listen({ host: '127.0.0.1', port: 0 });
console.log(app.server.address().port);
process.on('message', () => process.send(process.cpuUsage()));
`,
);
must([
  path.join(repo, 'node_modules/esbuild/bin/esbuild'),
  ...[
    path.join(folder, 'server.ts'),
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--packages=external',
    '--log-level=error',
  ],
  `--outfile=${path.join(folder, 'server.mjs')}`,
]);

const kinds = ['generated', 'ajv', 'none'];
const samples = Object.fromEntries(kinds.map(kind => [kind, []]));
for (let round = 0; round < rounds; round++) for (const kind of kinds) samples[kind].push(await measured(kind));
const median = list => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const rows = kinds.map(kind => ({
  kind,
  rate: median(samples[kind].map(({ rate }) => rate)),
  cpu: median(samples[kind].map(({ cpu }) => cpu)),
}));
const ajv = rows.find(({ kind }) => kind === 'ajv');
console.log(`${seconds} s each, median of ${rounds}, node ${process.version}\n`);
console.log('| validation | requests/s | / Ajv | server CPU s per 100,000 |\n| --- | ---: | ---: | ---: |');
for (const { kind, rate, cpu } of rows)
  console.log(`| ${kind} | ${rate.toFixed(0)} | ${(rate / ajv.rate).toFixed(2)} | ${cpu.toFixed(2)} |`);

async function measured(kind) {
  const child = spawn(process.execPath, [path.join(folder, 'server.mjs'), kind], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const port = await new Promise(resolve => createInterface(child.stdout).once('line', resolve));
  const send = duration =>
    autocannon({
      ...{ url: `http://127.0.0.1:${port}/orders`, method: 'POST', connections: 20, duration },
      ...{ headers: { 'content-type': 'application/json' }, body: JSON.stringify(order) },
    });
  const cpu = () =>
    new Promise(resolve => {
      child.once('message', ({ user, system }) => resolve((user + system) / 1e6));
      child.send('cpu');
    });
  await send(2);
  const before = await cpu();
  const result = await send(seconds);
  const used = (await cpu()) - before;
  child.kill();
  if (result['2xx'] !== result.requests.total || result.errors > 0) throw new Error(`${kind}: not all were accepted`);
  return { rate: result.requests.average, cpu: (used / result.requests.total) * 100_000 };
}

function must(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: repo, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stdout} ${stderr}`);
}
