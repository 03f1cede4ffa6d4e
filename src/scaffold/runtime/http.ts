/** What handlers use: errors and their envelope, the context of a request, the options of `register`. */
import type { Readable } from 'node:stream';

/** One thing that is wrong with a request: `field` is `params.id`, `query.limit`, `headers.if-match`, `body.items.0`. */
export interface ErrorDetail {
  field: string;
  message: string;
}

/** What every error answers. */
export interface ErrorEnvelope {
  error: { code: string; message: string; details?: readonly ErrorDetail[] };
  meta: { requestId: string };
}

/** Throw it anywhere below a handler: it becomes the error envelope. Its message is shown to the caller. */
export class HttpError extends Error {
  readonly status: number;
  /** For programs, in upper case: `NOT_FOUND`. */
  readonly code: string;
  readonly details: readonly ErrorDetail[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: {
      details?: readonly ErrorDetail[] | undefined;
      headers?: Readonly<Record<string, string>>;
      cause?: unknown;
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'HttpError';
    this.status = status;
    this.code = code;
    this.details = more.details;
    this.headers = more.headers ?? {};
  }
}

export const badRequest = (message: string, details?: readonly ErrorDetail[]) =>
  new HttpError(400, 'VALIDATION_ERROR', message, { details });

export const authenticationRequired = (message = 'Authentication is required.', challenge?: string) =>
  new HttpError(
    401,
    'AUTHENTICATION_REQUIRED',
    message,
    challenge ? { headers: { 'www-authenticate': challenge } } : {},
  );

export const permissionDenied = (message = 'You may not do this.') => new HttpError(403, 'PERMISSION_DENIED', message);

export const notFound = (message = 'Not found.') => new HttpError(404, 'NOT_FOUND', message);

export const methodNotAllowed = (allow: readonly string[]) =>
  new HttpError(405, 'METHOD_NOT_ALLOWED', `Only ${allow.join(', ')} can be used here.`, {
    headers: { allow: allow.join(', ') },
  });

export const conflict = (message: string, details?: readonly ErrorDetail[]) =>
  new HttpError(409, 'CONFLICT', message, { details });

export const payloadTooLarge = (limit: number) =>
  new HttpError(413, 'PAYLOAD_TOO_LARGE', `The body is larger than ${limit} bytes.`);

export const unsupportedMediaType = (message: string) => new HttpError(415, 'UNSUPPORTED_MEDIA_TYPE', message);

/** @param retryAfter seconds to wait */
export const rateLimited = (retryAfter: number, message = 'Too many requests.') =>
  new HttpError(429, 'RATE_LIMITED', message, { headers: { 'retry-after': String(Math.ceil(retryAfter)) } });

/** What a stub answers until it is written. */
export function notImplemented(operation: string, _request: unknown, _context: unknown): never {
  throw new HttpError(501, 'NOT_IMPLEMENTED', `${operation} is not implemented yet.`);
}

/**
 * What the authenticators returned, by security scheme. To give it types of your own:
 * `declare module './runtime/http.js' { interface Auth { bearerAuth: User } }`
 */
export interface Auth {
  readonly [scheme: string]: unknown;
}

/** What a handler may know beyond the request. `request` and `reply` are the framework's own. */
export interface Context<Request = unknown, Reply = unknown> {
  readonly requestId: string;
  readonly operationId: string;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  /** Empty for anonymous callers. */
  readonly auth: Auth;
  readonly request: Request;
  readonly reply: Reply;
}

type Streamed = Readable | ReadableStream<Uint8Array>;

/** A response of the contract, whose text or binary body may be a stream. */
type Answer<Response> = Response extends { body: infer Body }
  ? [Body] extends [string | Uint8Array]
    ? Omit<Response, 'body'> & { body: Body | Streamed }
    : Response
  : Response;

/** The contract of an operation, free of any framework. */
export type Handler<Request, Response, Ctx = Context> = (
  request: Request,
  context: Ctx,
) => Answer<Response> | Promise<Answer<Response>>;

/**
 * Decides who is calling. `credential` is the bearer token, the API key or `user:password`; '' for mutual TLS.
 * Returns a principal, or undefined for 401; throws `permissionDenied()` for 403.
 */
export type Authenticator<Ctx = Context> = (
  credential: string,
  need: { readonly scheme: string; readonly scopes: readonly string[]; readonly context: Ctx },
) => unknown;

export interface Options<Ctx = Context> {
  /** By the name of the security scheme in the spec. */
  authenticate?: Readonly<Record<string, Authenticator<Ctx>>>;
  /** Bytes; default 1 MiB. */
  bodyLimit?: number;
  /** Bytes, for binary and multipart bodies; default 10 MiB. */
  uploadLimit?: number;
  /** Answer 500 where a handler breaks its contract. Default: NODE_ENV is not `production`. */
  checkResponses?: boolean;
  /** Is given every error that is answered with 500. Default: console.error. */
  log?: (error: unknown, where: { readonly requestId: string; readonly operationId: string | undefined }) => void;
}
