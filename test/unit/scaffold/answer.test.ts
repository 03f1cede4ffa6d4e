import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { answerOf, answerOfError, requestIdOf } from '../../../src/scaffold/runtime/answer.js';
import { matchMedia } from '../../../src/scaffold/runtime/body.js';
import * as http from '../../../src/scaffold/runtime/http.js';

const message = (headers: Record<string, string> = {}, method = 'GET') =>
  ({ headers, method }) as unknown as IncomingMessage;
const envelope = (error: unknown) => {
  const { status, headers, body } = answerOfError(error, message({ 'x-request-id': 'r1' }));
  return { status, headers, ...JSON.parse(String(body)) };
};

describe('errors', () => {
  const table: [unknown, number, string][] = [
    [http.badRequest('No.'), 400, 'VALIDATION_ERROR'],
    [http.authenticationRequired(), 401, 'AUTHENTICATION_REQUIRED'],
    [http.permissionDenied(), 403, 'PERMISSION_DENIED'],
    [http.notFound(), 404, 'NOT_FOUND'],
    [http.methodNotAllowed(['GET']), 405, 'METHOD_NOT_ALLOWED'],
    [http.conflict('Taken.'), 409, 'CONFLICT'],
    [http.payloadTooLarge(1), 413, 'PAYLOAD_TOO_LARGE'],
    [http.unsupportedMediaType('No.'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [http.rateLimited(3), 429, 'RATE_LIMITED'],
    [new Error('secret'), 500, 'INTERNAL_ERROR'],
    ['secret', 500, 'INTERNAL_ERROR'],
    [undefined, 500, 'INTERNAL_ERROR'],
    [null, 500, 'INTERNAL_ERROR'],
    [Object.assign(new Error('secret'), { status: 404 }), 404, 'NOT_FOUND'],
    [Object.assign(new Error('secret'), { status: 503 }), 500, 'INTERNAL_ERROR'],
    [Object.assign(new Error('secret'), { status: '4x' }), 500, 'INTERNAL_ERROR'],
    [Object.assign(new Error('secret'), { statusCode: 413 }), 413, 'PAYLOAD_TOO_LARGE'],
    [Object.assign(new Error('secret'), { status: 400, type: 'entity.parse.failed' }), 400, 'INVALID_JSON'],
    [
      Object.assign(new Error('secret'), { statusCode: 400, code: 'FST_ERR_CTP_INVALID_JSON_BODY' }),
      400,
      'INVALID_JSON',
    ],
    [Object.assign(new Error('secret'), { status: 431 }), 431, 'REQUEST_HEADER_FIELDS_TOO_LARGE'],
  ];
  for (const [error, status, code] of table) {
    it(`${String(error)} → ${status} ${code}`, () => {
      const answer = envelope(error);
      assert.equal(answer.status, status);
      assert.equal(answer.error.code, code);
      assert.deepEqual(answer.meta, { requestId: 'r1' });
      assert.doesNotMatch(JSON.stringify(answer), /secret|\.ts/);
    });
  }

  it('stubs answer 501', () => {
    assert.throws(() => http.notImplemented('getUser', {}, {}), { status: 501, code: 'NOT_IMPLEMENTED' });
  });
});

describe('answers', () => {
  const json = ['application/json'];

  it('have the type that the spec gives, and a length', () => {
    const { headers, body } = answerOf({ status: 200, body: 'é' }, json, message());
    assert.equal(body, '"é"');
    assert.equal(headers['Content-Type'], 'application/json; charset=utf-8');
    assert.equal(headers['Content-Length'], '4');
  });

  it('are text or bytes where nothing is said', () => {
    assert.equal(
      answerOf({ status: 200, body: 'a' }, [], message()).headers['Content-Type'],
      'text/plain; charset=utf-8',
    );
    const bytes = answerOf({ status: 200, body: new Uint8Array(3) }, ['image/*'], message());
    assert.equal(bytes.headers['Content-Type'], 'application/octet-stream');
  });

  it('have no body with 204 and 304, and close what they do not send', () => {
    for (const status of [204, 304]) {
      const stream = Readable.from(['a']);
      assert.equal(answerOf({ status, body: stream }, [], message()).body, undefined);
      assert.ok(stream.destroyed);
    }
  });

  it('write headers of all kinds', () => {
    const headers = {
      ETag: '"1"',
      'X-Count': 5,
      'X-List': ['a', 'b'],
      'Set-Cookie': ['a=1', 'b=2'],
      'X-None': undefined,
    };
    const answer = answerOf({ status: 200, headers, body: {} }, json, message());
    assert.deepEqual(
      [answer.headers.ETag, answer.headers['X-Count'], answer.headers['X-List'], answer.headers['Set-Cookie']],
      ['"1"', '5', 'a,b', ['a=1', 'b=2']],
    );
    assert.ok(!('X-None' in answer.headers));
  });

  it('are refused when they cannot be sent', () => {
    for (const result of [
      { status: 99 },
      { status: Number.NaN },
      { status: 200, headers: { 'a b': '1' } },
      { status: 200, headers: { a: 'x\r\ny: z' } },
      { status: 200, body: {}, contentType: 'image/png' },
    ]) {
      assert.throws(() => answerOf(result, json, message()), TypeError);
    }
  });
});

describe('request ids', () => {
  it('are the caller’s when sane, and stay', () => {
    assert.equal(requestIdOf(message({ 'x-request-id': 'a-1' })), 'a-1');
    for (const odd of ['', 'a b', '<b>', 'x'.repeat(129), 'a\u00e9'])
      assert.notEqual(requestIdOf(message({ 'x-request-id': odd })), odd);
    const one = message();
    assert.equal(requestIdOf(one), requestIdOf(one));
  });
});

describe('media types', () => {
  it('match exactly, then by range', () => {
    const declared = ['*/*', 'image/*', 'Image/PNG; q=1', 'application/vnd.x+json'];
    assert.equal(matchMedia('image/png', declared), 'Image/PNG; q=1');
    assert.equal(matchMedia('IMAGE/gif', declared), 'image/*');
    const suffixes = ['application/*', 'application/*+json', '*/*'];
    assert.equal(matchMedia('application/vnd.shop.v2+json; charset=utf-8', suffixes), 'application/*+json');
    assert.equal(matchMedia('application/json', suffixes), 'application/*');
    assert.equal(matchMedia('image/svg+xml', suffixes), '*/*');
    assert.equal(matchMedia('text/plain; charset=utf-8', declared), '*/*');
    assert.equal(matchMedia('application/json', ['application/vnd.x+json']), undefined);
  });
});
