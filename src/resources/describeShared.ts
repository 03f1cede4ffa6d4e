/** What all operations share: parameters, headers, errors. */
import type { Json } from '../openapi/json.js';
import type { JsonObject } from '../openapi/values.js';

const errorSchema: JsonObject = {
  type: 'object',
  description: 'What went wrong.',
  properties: {
    error: {
      type: 'object',
      properties: {
        code: { type: 'string', description: 'What it is, for programs.', examples: ['NOT_FOUND'] },
        message: { type: 'string', description: 'What it is, for people.' },
        details: {
          type: 'array',
          description: 'Each part of the request that is wrong.',
          items: {
            type: 'object',
            properties: { field: { type: 'string' }, message: { type: 'string' } },
            required: ['field', 'message'],
          },
        },
      },
      required: ['code', 'message'],
    },
    meta: {
      type: 'object',
      properties: { requestId: { type: 'string', description: 'The request in the logs.' } },
      required: ['requestId'],
    },
  },
  required: ['error', 'meta'],
};

const parameters: { readonly [name: string]: JsonObject } = {
  Limit: {
    name: 'limit',
    in: 'query',
    description: 'The most elements of a page.',
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  },
  Cursor: {
    name: 'cursor',
    in: 'query',
    description: 'Where the page begins: `next_cursor` of the page before it.',
    schema: { type: 'string', maxLength: 8192 },
  },
  Offset: {
    name: 'offset',
    in: 'query',
    description: 'How many elements are skipped.',
    schema: { type: 'integer', minimum: 0, maximum: 10_000, default: 0 },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'A request with the same key is carried out once; it is answered as the first one was.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'Only when the row still has this ETag; otherwise 412.',
    schema: { type: 'string', maxLength: 255 },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'Only when the row no longer has this ETag; otherwise 304.',
    schema: { type: 'string', maxLength: 1024 },
  },
};

const headers: { readonly [name: string]: JsonObject } = {
  ETag: { description: 'The version of the row.', schema: { type: 'string' } },
  Location: { description: 'Where the new row is.', schema: { type: 'string', format: 'uri-reference' } },
  RetryAfter: { description: 'Seconds until another request makes sense.', schema: { type: 'integer' } },
  RateLimitLimit: { description: 'Requests that are allowed in a window of time.', schema: { type: 'integer' } },
  RateLimitRemaining: { description: 'Requests that are left in this window.', schema: { type: 'integer' } },
  RateLimitReset: { description: 'Seconds until the window ends.', schema: { type: 'integer' } },
};

const retryAfter = { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } };
const limits = {
  ...retryAfter,
  'RateLimit-Limit': { $ref: '#/components/headers/RateLimitLimit' },
  'RateLimit-Remaining': { $ref: '#/components/headers/RateLimitRemaining' },
  'RateLimit-Reset': { $ref: '#/components/headers/RateLimitReset' },
};

const responses: { readonly [name: string]: JsonObject } = {
  BadRequest: errorResponse('The request is not as described here.'),
  Unauthorized: errorResponse('Nobody is signed in.'),
  Forbidden: errorResponse('The database does not let the caller do this.'),
  NotFound: errorResponse('There is no such row.'),
  Conflict: errorResponse('Another row stands against it: a unique key that is taken, a row that others refer to.'),
  PreconditionFailed: errorResponse('The row is no longer the one that If-Match names.'),
  Unprocessable: errorResponse(
    'The database does not take these values: a CHECK, or a reference to a row that is not there.',
  ),
  TooManyRequests: errorResponse('There were too many requests.', limits),
  ServiceUnavailable: errorResponse('The database is not there, or too busy.', retryAfter),
};

function errorResponse(description: string, ofHeaders?: JsonObject): JsonObject {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  return { description, ...(ofHeaders && { headers: ofHeaders }), content };
}

/** By status. */
const errors: ReadonlyMap<number, string> = new Map([
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [409, 'Conflict'],
  [412, 'PreconditionFailed'],
  [422, 'Unprocessable'],
  [429, 'TooManyRequests'],
  [503, 'ServiceUnavailable'],
]);

export function errorsOf(statuses: readonly number[]): { readonly [status: string]: Json } {
  return Object.fromEntries(
    statuses.map(status => [String(status), { $ref: `#/components/responses/${errors.get(status)}` }]),
  );
}

/** The shared components that `paths` uses, and the schema of errors. */
export function sharedComponents(paths: Json, schemas: JsonObject, auth: 'bearer' | 'none'): JsonObject {
  const text = JSON.stringify(paths);
  const used = (kind: string, all: { readonly [name: string]: JsonObject }, where: string) => {
    const found = Object.entries(all).filter(([name]) => where.includes(`"#/components/${kind}/${name}"`));
    return found.length > 0 ? { [kind]: Object.fromEntries(found) } : {};
  };
  const usedResponses = used('responses', responses, text);
  return {
    schemas: { ...schemas, Error: errorSchema },
    ...usedResponses,
    ...used('parameters', parameters, text),
    ...used('headers', headers, text + JSON.stringify(usedResponses)),
    ...(auth === 'bearer' && {
      securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    }),
  };
}
