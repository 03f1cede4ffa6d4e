/** Between Koa and the operations. */
import type Router from '@koa/router';
import type { Context as KoaContext, Middleware, Request, Response } from 'koa';
import type { Answer } from './answer.js';
import * as http from './http.js';
import { withPlainLetters } from './path.js';
import type { Scheme } from './security.js';
import { answer, type Endpoint, type Exchange, fail, logToConsole, refuse, settle } from './server.js';

export type Context = http.Context<Request, Response>;

/** `(request, context) => response`: the contract of an operation. */
export type Handler<Req, Res> = http.Handler<Req, Res, Context>;

export interface Options extends http.Options<Context> {
  /** Where the spec's paths begin: `/v1`. */
  prefix?: string;
}

type Method = 'all' | 'delete' | 'get' | 'head' | 'options' | 'patch' | 'post' | 'put';

/**
 * What index.ts asks of the router, in as few types as it needs: tsc would try all of the router's own for each route,
 * which takes it seconds for a thousand of them.
 */
export type Routes = { [Name in Method]: (path: string | RegExp, serve: Middleware) => unknown } & {
  register(path: string | RegExp, methods: string[], serve: Middleware): unknown;
};

/** Makes middleware of endpoints. @throws Error when a security scheme has no authenticator */
export function createServer(options: Options, schemes: Readonly<Record<string, Scheme>>) {
  const settings = settle(options, schemes);
  return {
    serve:
      (...endpoints: readonly Endpoint[]): Middleware =>
      async ctx => {
        write(await answer(endpoints, exchangeOf(ctx), settings), ctx);
      },
    refuse:
      (...allow: readonly string[]): Middleware =>
      ctx => {
        write(refuse(allow, ctx.req), ctx);
      },
  };
}

/** Serves a router's routes below a prefix. The router's own prefix leaves regular expressions alone. */
export function mount(prefix: string | undefined, router: Router): Middleware {
  const routes = router.routes() as unknown as Middleware;
  const base = prefix?.replace(/\/+$/, '') ?? '';
  return async (ctx, next) => {
    const path = ctx.path;
    if (path !== base && !path.startsWith(`${base}/`)) return next();
    const inner = withPlainLetters(path.slice(base.length)) || '/';
    if (inner === path) return routes(ctx, next);
    ctx.path = inner;
    await routes(ctx, async () => {
      ctx.path = path;
      await next();
      ctx.path = inner;
    });
    ctx.path = path;
  };
}

/** The envelope for what other middleware throws, and for paths that nothing serves. It comes first in the application. */
export const errorHandler: Middleware = async (ctx, next) => {
  try {
    await next();
    if (ctx.status === 404 && ctx.body === undefined && ctx.respond !== false) throw http.notFound();
  } catch (error) {
    if (ctx.headerSent) throw error;
    write(fail(error, ctx.req, logToConsole), ctx);
  }
};

function exchangeOf(ctx: KoaContext): Exchange {
  // Body parsers keep the text as `rawBody`; it is better than what they made of it.
  const parsed = ctx.request as { body?: unknown; rawBody?: unknown };
  return {
    message: ctx.req,
    response: ctx.res,
    url: ctx.url,
    stream: ctx.req,
    parsed: typeof parsed.rawBody === 'string' ? parsed.rawBody : parsed.body,
    request: ctx.request,
    reply: ctx.response,
  };
}

function write({ status, headers, body }: Answer, ctx: KoaContext): void {
  if (ctx.headerSent) {
    ctx.respond = false;
    return;
  }
  // The body comes first: setting it changes status and headers.
  ctx.body = body ?? null;
  ctx.status = status;
  ctx.set(headers as Record<string, string | string[]>);
}
