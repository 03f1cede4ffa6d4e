/** What goes out: results of handlers, and errors in their envelope. */
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';
import { Readable } from 'node:stream';
import { type ErrorEnvelope, HttpError } from './http.js';

/** A response, ready for any framework. Header names are as the handler wrote them. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer | Readable | undefined;
}

/** What a handler returns, as far as writing it goes. */
export interface Result {
  readonly status: number;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly contentType?: string;
  readonly body?: unknown;
}

/** How a header's value is written, where it is not in the `simple` style. */
export type HeaderForm = 'exploded' | 'json' | 'spaceDelimited' | 'pipeDelimited' | 'tabDelimited';

/** By name in lower case. */
export type HeaderForms = Readonly<Record<string, HeaderForm>>;

const requestId = Symbol('requestId');

/** The caller's `X-Request-Id` when it is sane, a fresh one otherwise; the same for the whole request. */
export function requestIdOf(message: IncomingMessage): string {
  const known = message as IncomingMessage & { [requestId]?: string };
  if (known[requestId] !== undefined) return known[requestId];
  const given = message.headers['x-request-id'];
  const id = typeof given === 'string' && /^[\w.:/+=-]{1,128}$/.test(given) ? given : randomUUID();
  known[requestId] = id;
  return id;
}

/**
 * @param media the media types that the spec gives this response.
 * @throws TypeError when the result cannot be sent
 */
export function answerOf(
  result: Result,
  media: readonly string[],
  message: IncomingMessage,
  forms: HeaderForms = {},
): Answer {
  const { status } = result;
  if (!Number.isInteger(status) || status < 200 || status > 599) throw new TypeError(`${status} is not a status.`);
  const headers: Record<string, string | string[]> = { 'X-Request-Id': requestIdOf(message) };
  for (const [name, value] of result.headers ? Object.entries(result.headers) : []) {
    if (value === undefined || value === null) continue;
    const lower = name.toLowerCase();
    const form = Object.hasOwn(forms, lower) ? forms[lower] : undefined;
    const text = Array.isArray(value) && lower === 'set-cookie' ? value.map(String) : headerText(value, form);
    validateHeaderName(name);
    for (const line of Array.isArray(text) ? text : [text]) validateHeaderValue(name, line);
    headers[name] = text;
  }
  const written = result.headers && Object.keys(headers).find(name => name.toLowerCase() === 'content-type');
  const type = written ? String(headers[written]) : (result.contentType ?? defaultType(result.body, media));
  const body = encode(result.body, type);
  if (status === 204 || status === 304 || body === undefined) {
    return { status, headers, body: status === 204 || status === 304 ? discard(body) : undefined };
  }
  if (!written) headers['Content-Type'] = withCharset(type);
  if (!(body instanceof Readable)) headers['Content-Length'] = String(Buffer.byteLength(body));
  return { status, headers, body: message.method === 'HEAD' && body instanceof Readable ? discard(body) : body };
}

/** The envelope of whatever was thrown. Only an HttpError's own words reach the caller. */
export function answerOfError(error: unknown, message: IncomingMessage): Answer {
  const known = asHttpError(error);
  const envelope: ErrorEnvelope = {
    error: { code: known.code, message: known.message, ...(known.details ? { details: known.details } : {}) },
    meta: { requestId: requestIdOf(message) },
  };
  const body = JSON.stringify(envelope);
  return {
    status: known.status,
    headers: {
      ...known.headers,
      'X-Request-Id': envelope.meta.requestId,
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': String(Buffer.byteLength(body)),
    },
    body,
  };
}

const codes: Readonly<Record<number, string>> = {
  400: 'VALIDATION_ERROR',
  401: 'AUTHENTICATION_REQUIRED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
};

/** Errors of Express, Koa, Fastify and their body parsers say their status; all others are 500. */
export function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const { status, statusCode, type, code } = (typeof error === 'object' && error ? error : {}) as Record<
    string,
    unknown
  >;
  const known = Number(status ?? statusCode);
  if (!Number.isInteger(known) || known < 400 || known > 499) {
    return new HttpError(500, 'INTERNAL_ERROR', 'Something went wrong.', { cause: error });
  }
  const unparsable = type === 'entity.parse.failed' || code === 'FST_ERR_CTP_INVALID_JSON_BODY';
  const ours = unparsable ? 'INVALID_JSON' : codes[known];
  const name = (STATUS_CODES[known] ?? 'Bad Request').toUpperCase().replace(/\W+/g, '_');
  return new HttpError(
    known,
    ours ?? name,
    unparsable ? 'The body is not valid JSON.' : `${STATUS_CODES[known] ?? 'Bad Request'}.`,
  );
}

function defaultType(body: unknown, media: readonly string[]): string {
  const concrete = media.find(type => !type.includes('*'));
  if (concrete !== undefined) return concrete;
  if (typeof body === 'string') return 'text/plain';
  return body instanceof Uint8Array || isStream(body) ? 'application/octet-stream' : 'application/json';
}

function encode(body: unknown, type: string): string | Buffer | Readable | undefined {
  if (body === undefined) return undefined;
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof Readable) return body;
  if (isStream(body)) return Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
  if (type === 'application/json') return JSON.stringify(body);
  const essence = type.split(';')[0]!.trim().toLowerCase();
  if (essence === 'application/json' || essence.endsWith('+json')) return JSON.stringify(body);
  if (typeof body === 'string') return body;
  if (essence === 'text/plain' && (typeof body !== 'object' || body === null)) return String(body);
  if (essence === 'application/x-www-form-urlencoded') {
    return new URLSearchParams(
      Object.entries(body as object).map(([name, value]) => [name, String(value)] as [string, string]),
    ).toString();
  }
  if (/[/+-](?:json|jsonl|ndjson|json-seq)$/.test(essence)) return JSON.stringify(body);
  throw new TypeError(`A value cannot be written as ${type}: return a string, bytes or a stream.`);
}

function isStream(body: unknown): boolean {
  return body instanceof Readable || body instanceof ReadableStream;
}

/** A stream that nobody will read must be closed, or what is behind it stays open. */
function discard(body: string | Buffer | Readable | undefined): undefined {
  if (body instanceof Readable) body.destroy();
  return undefined;
}

function withCharset(type: string): string {
  if (type === 'application/json') return 'application/json; charset=utf-8';
  const textual = /^text\/|^application\/(?:.*\+)?(?:json|xml)$/i.test(type);
  return textual ? `${type}; charset=utf-8` : type;
}

const separators: Partial<Record<HeaderForm, string>> = { spaceDelimited: ' ', pipeDelimited: '|', tabDelimited: '\t' };

/** The `simple` style, which percent-encodes nothing in headers: https://spec.openapis.org/oas/v3.1.1.html#style-values */
function headerText(value: unknown, form?: HeaderForm): string {
  if (form === 'json') return asciiJson(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const separator = (form && separators[form]) ?? ',';
  if (Array.isArray(value)) return value.map(itemText).join(separator);
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return members
    .map(([key, inner]) => `${key}${form === 'exploded' ? '=' : separator}${itemText(inner)}`)
    .join(separator);
}

/** No style says how values nest. */
function itemText(value: unknown): string {
  return typeof value === 'object' && value !== null ? asciiJson(value) : String(value);
}

/** Headers hold no other characters (RFC 9110, section 5.5). */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
