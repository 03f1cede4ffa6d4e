/** Generated servers under test: written into a folder below test/.out, compiled, booted on a free port. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { readApi } from '../../src/openapi/parse.js';
import { type OutputFolder, type Scaffolding, type ScaffoldOptions, scaffold } from '../../src/scaffold/scaffold.js';
import type { ReadFile } from '../../src/text/files.js';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const frameworks = ['express', 'fastify', 'koa'] as const;
export type Framework = (typeof frameworks)[number];

export const readText: ReadFile = file => readFile(file, 'utf8').catch(() => undefined);

export function folderAt(folder: string): OutputFolder {
  return {
    read: name => readText(path.join(folder, name)),
    list: () => readdir(folder).catch(() => []),
  };
}

/** An empty folder below test/.out, in which packages resolve and files are ES modules. */
export async function emptyFolder(name: string): Promise<string> {
  const folder = path.join(root, 'test/.out', name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }\n');
  return folder;
}

/** Scaffolds a spec into a folder that may already hold handlers. */
export async function scaffoldInto(
  folder: string,
  spec: string,
  options: Partial<ScaffoldOptions> & { framework: Framework },
): Promise<Scaffolding> {
  const { api } = await readApi(spec, { readFile: readText, root: path.dirname(spec) });
  const result = await scaffold(api, { specName: path.basename(spec), ...options }, folderAt(folder));
  await write(folder, result);
  return result;
}

/** Makes every stub answer with its operation's name and the request's params. */
export async function answerFromStubs(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter(name => name.endsWith('.handlers.ts'))) {
    const file = path.join(folder, name);
    const text = await readFile(file, 'utf8');
    const answer =
      '({ status: 200, body: { id: context.operationId, params: request.params, query: request.query } }) as never';
    await writeFile(
      file,
      text.replace(/notImplemented\('[^']*', request, context\)/g, () => answer),
    );
  }
}

export async function write(folder: string, { changes }: Scaffolding): Promise<void> {
  await mkdir(path.join(folder, 'runtime'), { recursive: true });
  await Promise.all(
    changes.map(({ path: file, text }) =>
      text === undefined ? rm(path.join(folder, file)) : writeFile(path.join(folder, file), text),
    ),
  );
}

export async function copyHandlers(name: string, folder: string): Promise<void> {
  await cp(path.join(root, 'test/fixtures', name), folder, { recursive: true });
}

const strict = {
  target: 'ES2023',
  lib: ['ES2023'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: true,
  noEmit: true,
};

/** What `@tsconfig/strictest` asks for beyond that, and what lets Node run the files as they are. */
export const strictest = {
  allowUnusedLabels: false,
  allowUnreachableCode: false,
  checkJs: true,
  erasableSyntaxOnly: true,
  esModuleInterop: true,
  exactOptionalPropertyTypes: true,
  noFallthroughCasesInSwitch: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
};

/** What tsc has to say about the TypeScript files below a folder: '' for nothing. */
export async function compile(folder: string, more: object = {}, include: readonly string[] = ['**/*.ts']) {
  const project = path.join(folder, 'tsconfig.json');
  await writeFile(project, JSON.stringify({ compilerOptions: { ...strict, ...more }, include }));
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  try {
    await promisify(execFile)(process.execPath, ['--max-old-space-size=4096', tsc, '-p', project], {
      maxBuffer: 1 << 26,
    });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout || String(error);
  }
}

export interface Running {
  readonly port: number;
  readonly logged: unknown[];
  readonly close: () => Promise<void>;
}

/** Boots the generated API in this process. `options` makes those of `register`, out of the generated runtime/http.ts. */
export async function boot(
  framework: Framework,
  folder: string,
  options: (http: Loaded) => object = () => ({}),
  parsers = false,
): Promise<Running> {
  const logged: unknown[] = [];
  const load = (file: string) => import(pathToFileURL(path.join(folder, file)).href);
  const { register } = await load('index.ts');
  const adapter = await load(`runtime/${framework}.ts`);
  const settings = { log: (error: unknown) => logged.push(error), ...options(await load('runtime/http.ts')) };
  if (framework === 'fastify') {
    const { fastify } = await import('fastify');
    const app = fastify(adapter.serverOptions);
    app.setErrorHandler(adapter.errorHandler);
    app.setNotFoundHandler(adapter.notFoundHandler);
    await app.register(register, settings);
    await app.listen({ host: '127.0.0.1', port: 0 });
    return { port: (app.server.address() as AddressInfo).port, logged, close: () => app.close() };
  }
  const server =
    framework === 'express'
      ? await express(register, adapter, settings, parsers)
      : await koa(register, adapter, settings);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, logged, close };
}

// biome-ignore lint/suspicious/noExplicitAny: generated modules have no types here
type Loaded = any;

async function express(register: Loaded, adapter: Loaded, settings: object, parsers: boolean): Promise<Server> {
  const { default: express } = await import('express');
  const app = express();
  if (parsers) app.use(express.json(), express.urlencoded({ extended: true }), express.text());
  register(app, settings);
  app.use(adapter.notFoundHandler);
  app.use(adapter.errorHandler);
  return createServer(app);
}

async function koa(register: Loaded, adapter: Loaded, settings: object): Promise<Server> {
  const { default: Koa } = await import('koa');
  const app = new Koa();
  app.silent = true;
  app.use(adapter.errorHandler);
  register(app, settings);
  return createServer(app.callback());
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends exactly this path and these headers. */
export function send(
  port: number,
  method: string,
  target: string,
  headers: Record<string, string | string[]> = {},
  body?: string | Uint8Array,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', method, path: target, headers, agent: false }, incoming => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode!, headers: incoming.headers, text: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Sends bytes as they are, and answers with everything that comes back. */
export function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    let answer = '';
    socket.on('data', chunk => {
      answer += chunk.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}
