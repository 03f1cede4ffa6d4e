/** Runs an operation: identify the caller, decode, validate, handle, check, answer. Knows no framework. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import {
  type Answer,
  answerOf,
  answerOfError,
  asHttpError,
  type HeaderForms,
  type Result,
  requestIdOf,
} from './answer.js';
import { type BodyContract, matchMedia, readBody } from './body.js';
import { RequestContext } from './context.js';
import { fillerOf } from './defaults.js';
import { type ErrorDetail, HttpError, methodNotAllowed, notFound, type Options } from './http.js';
import { compilePath, decodeHeaders, decodePath, type PathPattern, splitUrl } from './path.js';
import { type Guard, guard, identify, type Security } from './security.js';
import { withoutPrototypes } from './text.js';
import { distinct, validate } from './validate.js';
import { decodeCookies, decodeQuery, type WireParameter } from './wire.js';

/** What the spec says about an operation. */
export interface Operation<Schema = z.ZodType> {
  readonly id: string;
  readonly method: string;
  /** The path template as the spec writes it; `?beta=true` at its end must be in the query. */
  readonly path: string;
  readonly params?: readonly WireParameter[];
  readonly query?: readonly WireParameter[];
  /** Names in lower case. */
  readonly headers?: readonly WireParameter[];
  readonly cookies?: readonly WireParameter[];
  readonly body?: BodyContract;
  readonly security?: Security;
  /** By status: 200, 4XX or default. */
  readonly responseHeaders?: Readonly<Record<string, HeaderForms>>;
  readonly validators: Validators<Schema>;
}

export interface Validators<Schema = z.ZodType> {
  readonly params?: Schema;
  readonly query?: Schema;
  readonly headers?: Schema;
  readonly cookies?: Schema;
  /** By media type. */
  readonly body?: Readonly<Record<string, Schema>>;
  /** By status: 200, 4XX or default. */
  readonly responses?: Readonly<
    Record<string, { readonly headers?: Schema; readonly body?: Readonly<Record<string, Schema>> }>
  >;
}

/** An operation and the function that serves it. */
export interface Endpoint extends Operation {
  readonly handler: (request: never, context: never) => unknown;
  readonly pattern: PathPattern;
  readonly needsQuery: readonly (readonly [string, string])[];
}

/** An Operation under types that cost tsc little: it would compare each of a thousand with all of the other. */
type Contract = { readonly [Name in keyof Operation]: Name extends 'id' | 'method' | 'path' ? string : object };

/** Binds an operation's contract to a handler of exactly that type. */
export function route<H>(contract: Contract): (handler: H) => Endpoint {
  const operation = contract as Operation;
  const pattern = compilePath(contract.path);
  const needsQuery = [...new URLSearchParams(contract.path.split('?')[1] ?? '')];
  return handler => ({ ...operation, handler: handler as Endpoint['handler'], pattern, needsQuery });
}

/** One request as the adapters see it. */
export interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  /** Path and query, not decoded; with or without the prefix. */
  readonly url: string;
  readonly stream: Readable;
  /** What a body parser in front has made of the body. */
  readonly parsed: unknown;
  readonly request: unknown;
  readonly reply: unknown;
}

export interface Settings {
  readonly guard: Guard;
  readonly bodyLimit: number;
  readonly uploadLimit: number;
  readonly checkResponses: boolean;
  readonly log: NonNullable<Options['log']>;
}

/** @throws Error when a security scheme has no authenticator */
export function settle<Ctx>(options: Options<Ctx>, schemes: Guard['schemes']): Settings {
  const { NODE_ENV } = process.env;
  return {
    guard: guard(schemes, options.authenticate as Guard['authenticate'] | undefined),
    bodyLimit: options.bodyLimit ?? 1_048_576,
    uploadLimit: options.uploadLimit ?? 10_485_760,
    checkResponses: options.checkResponses ?? NODE_ENV !== 'production',
    log: options.log ?? logToConsole,
  };
}

export const logToConsole: NonNullable<Options['log']> = (error, { requestId, operationId }) =>
  console.error(`${operationId ?? 'request'} failed (request ${requestId}):`, error);

/** Serves the first endpoint whose `?key=value` the request has. Never rejects. */
export async function answer(endpoints: readonly Endpoint[], exchange: Exchange, settings: Settings): Promise<Answer> {
  const endpoint = endpoints.find(({ needsQuery }) => hasAll(exchange.url, needsQuery));
  try {
    if (!endpoint) throw notFound();
    return await run(endpoint, exchange, settings);
  } catch (error) {
    return fail(error, exchange.message, settings.log, endpoint?.id);
  }
}

function hasAll(url: string, pairs: Endpoint['needsQuery']): boolean {
  if (pairs.length === 0) return true;
  const query = new URLSearchParams(splitUrl(url).query);
  return pairs.every(([name, value]) => query.getAll(name).includes(value));
}

/** A known path, another method. */
export function refuse(allow: readonly string[], message: IncomingMessage): Answer {
  const all = allow.includes('OPTIONS') ? allow : [...allow, 'OPTIONS'];
  if (message.method !== 'OPTIONS') return answerOfError(methodNotAllowed(all), message);
  return { status: 204, headers: { Allow: all.join(', '), 'X-Request-Id': requestIdOf(message) }, body: undefined };
}

/** The envelope of an error; what is not the caller's fault is logged. */
export function fail(error: unknown, message: IncomingMessage, log: Settings['log'], operationId?: string): Answer {
  const known = asHttpError(error);
  if (known.status === 500) log(error, { requestId: requestIdOf(message), operationId });
  return answerOfError(known, message);
}

async function run(endpoint: Endpoint, exchange: Exchange, settings: Settings): Promise<Answer> {
  const { message } = exchange;
  const context = new RequestContext(endpoint.id, exchange);
  if (endpoint.security) {
    context.auth = await identify(endpoint.security, message, exchange.url, settings.guard, context);
  }
  const request = await readRequest(endpoint, exchange, settings);
  const result = (await endpoint.handler(request as never, context as never)) as Result | undefined;
  if (exchange.response.headersSent) return { status: 200, headers: {}, body: undefined };
  if (typeof result !== 'object' || result === null) throw new TypeError(`${endpoint.id} returned no response.`);
  const declared = responseOf(endpoint, result.status);
  const media = checkResult(endpoint, declared, result, settings.checkResponses);
  return answerOf(result, media, message, declared === undefined ? undefined : endpoint.responseHeaders?.[declared]);
}

/** What a handler is given, as the operation's own type has it. */
interface HandlerRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly cookies: unknown;
  body: unknown;
  contentType?: string;
}

/** @throws HttpError 400 with all that is wrong in all five parts */
async function readRequest(endpoint: Endpoint, exchange: Exchange, settings: Settings): Promise<HandlerRequest> {
  const { headers } = exchange.message;
  const { validators } = endpoint;
  const { path, query } = splitUrl(exchange.url);
  const details: ErrorDetail[] = [];
  const hasPath = endpoint.params !== undefined || endpoint.pattern.names.length > 0;
  const parts = {
    params: hasPath ? decodePath(endpoint.pattern, path, endpoint.params ?? [], details) : {},
    // Names that are no percent-encoding are refused in any query.
    query: endpoint.query || query !== '' ? decodeQuery(query, endpoint.query ?? [], details) : {},
    headers: endpoint.headers ? decodeHeaders(headers, endpoint.headers, details) : {},
    cookies: endpoint.cookies ? decodeCookies(headers.cookie, endpoint.cookies, details) : {},
  };
  const request: HandlerRequest = {
    params: validate(validators.params, parts.params, 'params', details),
    query: validate(validators.query, parts.query, 'query', details),
    headers: validate(validators.headers, parts.headers, 'headers', details),
    cookies: validate(validators.cookies, parts.cookies, 'cookies', details),
    body: undefined,
  };
  if (endpoint.body) {
    const { stream, parsed } = exchange;
    const body = await readBody({ headers, stream, parsed }, endpoint.body, settings, details);
    if (body) {
      const value = validate(validators.body?.[body.contentType], body.value, 'body', details);
      request.body = body.hasPrototypes ? withoutPrototypes(value) : value;
      fillDefaults(endpoint, body.contentType, request.body, details);
      request.contentType = body.contentType;
    } else if (endpoint.body.required) {
      details.push({ field: 'body', message: 'A body is required.' });
    }
  }
  if (details.length > 0) {
    throw new HttpError(400, 'VALIDATION_ERROR', 'The request is not valid.', { details: distinct(details) });
  }
  return request;
}

const fillers = new WeakMap<z.ZodType, ReturnType<typeof fillerOf>>();

/** A partial update is left as it is: what is not sent is not to be changed. */
function fillDefaults({ method, validators }: Endpoint, type: string, body: unknown, details: ErrorDetail[]): void {
  const validator = validators.body?.[type];
  if (!validator || method === 'PATCH' || typeof body !== 'object') return;
  if (!fillers.has(validator)) fillers.set(validator, fillerOf(validator));
  try {
    fillers.get(validator)?.(body);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    details.push({ field: 'body', message: 'is nested too deeply' });
  }
}

/** Which of the operation's responses has a status. */
function responseOf({ validators: { responses = {} } }: Endpoint, status: number): string | undefined {
  const exact = String(status);
  if (Object.hasOwn(responses, exact)) return exact;
  return [`${exact[0]}XX`, 'default'].find(key => Object.hasOwn(responses, key));
}

/** The media types of the response that the result is. @throws TypeError when it breaks the contract */
function checkResult(
  endpoint: Endpoint,
  declared: string | undefined,
  result: Result,
  check: boolean,
): readonly string[] {
  const { status } = result;
  const response = declared === undefined ? undefined : endpoint.validators.responses?.[declared];
  const media = Object.keys(response?.body ?? {});
  if (!check) return media;
  const breaks = (why: string) => new TypeError(`${endpoint.id} breaks its contract: ${why}`);
  if (!response) throw breaks(`the spec has no response ${status}.`);
  const details: ErrorDetail[] = [];
  validate(response.headers, result.headers ?? {}, 'headers', details);
  const type = result.contentType === undefined ? media[0] : matchMedia(result.contentType, media);
  if (type === undefined && media.length > 0) {
    throw breaks(`response ${status} is ${media.join(' or ')}, not ${result.contentType}.`);
  }
  if (type !== undefined && !isRaw(result.body)) validate(response.body?.[type], result.body, 'body', details);
  if (details.length > 0) {
    throw breaks(`response ${status}: ${details.map(({ field, message }) => `${field}: ${message}`).join('; ')}`);
  }
  return media;
}

function isRaw(body: unknown): boolean {
  return typeof body === 'object' && body !== null && ('pipe' in body || body instanceof ReadableStream);
}
