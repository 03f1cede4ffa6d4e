/** Generated servers answer as the specification has it: the requests of requests/, in all three frameworks. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { boot, emptyFolder, frameworks, type Reply, type Running, scaffoldInto, send } from './harness.js';
import { answers, routing } from './requests/answers.js';
import { mediaTypes, schemas } from './requests/bodies.js';
import { defaults } from './requests/defaults.js';
import { multipartForms, urlencoded } from './requests/forms.js';
import { coercion, headersAndCookies, pathStyles, queryStyles } from './requests/parameters.js';
import type { Exchange, Expected, JsonObject } from './requests/topic.js';

const topics = [
  coercion(),
  queryStyles(),
  pathStyles(),
  headersAndCookies(),
  mediaTypes(),
  schemas(),
  urlencoded(),
  multipartForms(),
  defaults(),
  answers(),
  routing(),
];
const spec = {
  openapi: '3.1.0',
  info: { title: 'Requests', version: '1' },
  paths: Object.assign({}, ...topics.map(topic => topic.paths)) as JsonObject,
  components: { schemas: Object.assign({}, ...topics.map(topic => topic.schemas)) as JsonObject },
};

/** What a handler was given, as JSON. */
const echo = `
async function plain(value: unknown): Promise<unknown> {
  if (value instanceof File) return { file: value.name, type: value.type, text: await value.text() };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(async ([key, inner]) => [key, await plain(inner)] as const);
  return Object.fromEntries(await Promise.all(members));
}
export async function echo(request: { body?: unknown }, context: { operationId: string }) {
  if (context.operationId === 'respond') return request.body;
  return { status: 200, body: await plain(request) };
}
`;

for (const framework of frameworks) {
  describe(`requests to ${framework}`, () => {
    let server: Running;
    let right = 0;

    before(async () => {
      const folder = await emptyFolder(`requests/${framework}`);
      const file = path.join(folder, 'openapi.json');
      await writeFile(file, JSON.stringify(spec));
      const { notes } = await scaffoldInto(folder, file, { framework });
      assert.deepEqual(
        notes.filter(({ rule }) => rule !== 'untyped-shape'),
        [],
      );
      await writeFile(path.join(folder, 'echo.ts'), echo);
      for (const name of (await readdir(folder)).filter(name => name.endsWith('.handlers.ts'))) {
        const text = await readFile(path.join(folder, name), 'utf8');
        const body = text.replace(/notImplemented\('[^']*', request, context\)/g, 'echo(request, context) as never');
        await writeFile(path.join(folder, name), `import { echo } from './echo.js';\n${body}`);
      }
      server = await boot(framework, folder);
    });
    after(async () => {
      await server?.close();
      const all = topics.reduce((count, { exchanges }) => count + exchanges.length, 0);
      console.log(`  ${framework}: ${right} of ${all} requests (${((100 * right) / all).toFixed(1)} %)`);
    });

    for (const { name, exchanges } of topics) {
      it(`${name}: ${exchanges.length} requests`, async () => {
        const wrong: string[] = [];
        for (const exchange of exchanges) {
          const difference = await differenceOf(exchange, server.port);
          if (difference === undefined) right++;
          else wrong.push(`${exchange.name}\n    ${difference}`);
        }
        assert.equal(wrong.join('\n'), '');
      });
    }
  });
}

async function differenceOf({ method, target, headers, body, expected }: Exchange, port: number) {
  const reply = await send(port, method, target, { ...headers }, body);
  const got = `${reply.status} ${reply.text.slice(0, 300)}`;
  if (reply.status !== expected.status) return `${expected.status} expected, got ${got}`;
  if (expected.text !== undefined && reply.text !== expected.text) return `${expected.text} expected, got ${got}`;
  if (expected.at !== undefined) {
    const [at, value] = expected.at;
    const found = at.reduce<unknown>(memberOf, reply.text === '' ? undefined : JSON.parse(reply.text));
    if (!isDeepStrictEqual(found, value)) return `${JSON.stringify(value)} expected, got ${got}`;
  }
  return headerDifference(reply, expected);
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function headerDifference(reply: Reply, { headers = {} }: Expected): string | undefined {
  for (const [name, wanted] of Object.entries(headers)) {
    const found = reply.headers[name];
    const fits = wanted instanceof RegExp ? wanted.test(String(found)) : wanted === found;
    if (!fits) return `${name}: ${wanted} expected, got ${found}`;
  }
  return undefined;
}
