/** Between Fastify and the operations. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions, RouteHandlerMethod } from 'fastify';
import type { Answer } from './answer.js';
import * as http from './http.js';
import { withPlainLetters } from './path.js';
import type { Scheme } from './security.js';
import { answer, type Endpoint, type Exchange, fail, logToConsole, refuse, settle } from './server.js';

export type Context = http.Context<FastifyRequest, FastifyReply>;

/** `(request, context) => response`: the contract of an operation. */
export type Handler<Req, Res> = http.Handler<Req, Res, Context>;

/** `prefix` is Fastify's own: `app.register(register, { prefix: '/v1' })`. */
export interface Options extends http.Options<Context> {
  prefix?: string;
}

/** For `Fastify({ ...serverOptions })`: paths are exact, parameters may be long, malformed URLs get the envelope. */
export const serverOptions = {
  routerOptions: { caseSensitive: true, ignoreTrailingSlash: false, maxParamLength: 8192 },
  frameworkErrors: (error, request, reply) => {
    void write(fail(error, request.raw, logToConsole), reply as unknown as FastifyReply);
  },
} satisfies FastifyServerOptions;

type Method = 'delete' | 'get' | 'head' | 'options' | 'patch' | 'post' | 'put' | 'trace';

/**
 * What index.ts asks of Fastify, in as few types as it needs: tsc would try all of Fastify's own for each route, which
 * takes it seconds for a thousand of them.
 */
export type Routes = { [Name in Method]: (url: string, serve: RouteHandlerMethod) => unknown } & {
  route(options: { method: string | string[]; url: string; handler: RouteHandlerMethod }): unknown;
};

/** Makes route handlers of endpoints. @throws Error when a security scheme has no authenticator */
export function createServer(options: Options, schemes: Readonly<Record<string, Scheme>>) {
  const settings = settle(options, schemes);
  return {
    serve:
      (...endpoints: readonly Endpoint[]): RouteHandlerMethod =>
      async (request, reply) =>
        write(await answer(endpoints, exchangeOf(request, reply), settings), reply),
    refuse: (...allow: readonly string[]): { method: string[]; handler: RouteHandlerMethod } => ({
      method: methods.filter(method => !allow.includes(method)),
      handler: (request, reply) => write(refuse(allow, request.raw), reply),
    }),
  };
}

const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'];

/** For methods that Fastify does not know by itself. */
export function addMethods(app: FastifyInstance, methods: readonly string[]): void {
  for (const method of methods) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: true });
  }
}

/** Bodies are read by the operations themselves: in this scope every one arrives as a stream. */
export function leaveBodiesUnread(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  // Fastify looks '*' up anew for each request, and parses its media type twice.
  app.addContentTypeParser(['application/json', '*'], (_request, payload, done) => done(null, payload));
}

/** For `app.setNotFoundHandler`. */
export const notFoundHandler: RouteHandlerMethod = (request, reply) =>
  write(fail(http.notFound(), request.raw, logToConsole), reply);

/** For `app.setErrorHandler`: the envelope for what hooks and other plugins throw. */
export function errorHandler(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return write(fail(error, request.raw, logToConsole), reply);
}

function exchangeOf(request: FastifyRequest, reply: FastifyReply): Exchange {
  const stream = request.body instanceof Readable ? request.body : request.raw;
  return {
    message: request.raw,
    response: reply.raw,
    url: withPlainLetters(request.url),
    stream,
    parsed: request.body instanceof Readable ? undefined : request.body,
    request,
    reply,
  };
}

function write({ status, headers, body }: Answer, reply: FastifyReply): FastifyReply {
  if (reply.sent || reply.raw.headersSent) return reply;
  return reply.code(status).headers(headers).send(body);
}
