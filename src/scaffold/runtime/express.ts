/** Between Express and the operations. */
import { pipeline } from 'node:stream';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
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

/**
 * What index.ts asks of Express's router, in as few types as it needs: tsc would try all of Express's own for each route,
 * which takes it seconds for a thousand of them.
 */
export interface Routes {
  route(path: string | RegExp): Route;
}

type Method = 'all' | 'delete' | 'get' | 'head' | 'options' | 'patch' | 'post' | 'put' | 'trace';
type Route = { [Name in Method]: (serve: RequestHandler) => Route };

/** Makes request handlers of endpoints. @throws Error when a security scheme has no authenticator */
export function createServer(options: Options, schemes: Readonly<Record<string, Scheme>>) {
  const settings = settle(options, schemes);
  return {
    serve:
      (...endpoints: readonly Endpoint[]): RequestHandler =>
      async (request, response) => {
        write(await answer(endpoints, exchangeOf(request, response), settings), response);
      },
    refuse:
      (...allow: readonly string[]): RequestHandler =>
      (request, response) => {
        write(refuse(allow, request), response);
      },
  };
}

/** For methods that Express has no function for. */
export const only =
  (method: string, handler: RequestHandler): RequestHandler =>
  (request, response, next) =>
    request.method === method ? handler(request, response, next) : next();

/** Comes before the router, which knows letters only as they are. */
export const plainLetters: RequestHandler = (request, _response, next) => {
  request.url = withPlainLetters(request.url);
  next();
};

/** The envelope for paths that nothing serves. `app.use(notFoundHandler)` comes last but for `errorHandler`. */
export const notFoundHandler: RequestHandler = (request, response) => {
  write(fail(http.notFound(), request, logToConsole), response);
};

/** The envelope for what other middleware throws. `app.use(errorHandler)` comes last. */
export const errorHandler: ErrorRequestHandler = (error, request, response, next) => {
  if (response.headersSent) next(error);
  else write(fail(error, request, logToConsole), response);
};

function exchangeOf(request: Request, response: Response): Exchange {
  return {
    message: request,
    response,
    url: request.url,
    stream: request,
    parsed: request.body as unknown,
    request,
    reply: response,
  };
}

function write({ status, headers, body }: Answer, response: Response): void {
  if (response.headersSent) return;
  response.status(status);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) response.end(body);
  else pipeline(body, response, () => undefined);
}
