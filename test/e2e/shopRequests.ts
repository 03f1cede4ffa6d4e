/** Requests to the shop, good and bad, and what every framework must answer. */

export interface Case {
  readonly name: string;
  readonly request: readonly [
    method: string,
    target: string,
    headers?: Record<string, string | string[]>,
    body?: string | Uint8Array,
  ];
  readonly status: number;
  /** The whole JSON body. */
  readonly json?: unknown;
  readonly text?: string;
  /** error.code */
  readonly code?: string;
  /** The fields that the details name, all of them, in any order. */
  readonly fields?: readonly string[];
  /** The first detail's message. */
  readonly says?: string;
  readonly headers?: Readonly<Record<string, string | RegExp | undefined>>;
}

const me = { authorization: 'Bearer good' };
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const key = { 'idempotency-key': '0b7c5a52-6d2e-4c57-9c0e-3f1b54c1a6d1' };
const id = '7f5a2a52-6d2e-4c57-9c0e-3f1b54c1a6d1';
const ada = { id, email: 'ada@example.com', roles: ['admin'], nickname: null };
const order = JSON.stringify({ lines: [{ sku: 'a', quantity: 1 }] });

const get = (target: string, json: unknown, headers?: Record<string, string | string[]>): Case => ({
  name: `GET ${target}`,
  request: ['GET', target, headers],
  status: 200,
  json,
});

const bad = (target: string, fields: readonly string[], headers?: Record<string, string | string[]>): Case => ({
  name: `GET ${target}`,
  request: ['GET', target, headers],
  status: 400,
  code: 'VALIDATION_ERROR',
  fields,
});

const refused = (
  name: string,
  request: Case['request'],
  status: number,
  code: string,
  fields?: readonly string[],
): Case => ({ name, request, status, code, ...(fields ? { fields } : {}) });

function users(): Case[] {
  const body = { email: 'bo@example.com', roles: ['buyer'] };
  const post = (value: unknown, headers: Record<string, string> = {}): Case['request'] => [
    'POST',
    '/users',
    { ...json, ...headers },
    JSON.stringify(value),
  ];
  const made = (nickname: string) => ({ ...body, id, nickname });
  return [
    {
      name: 'text answer',
      request: ['GET', '/health'],
      status: 200,
      text: 'open',
      headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': '4' },
    },
    {
      name: 'HEAD follows GET',
      request: ['HEAD', '/health'],
      status: 200,
      text: '',
      headers: { 'content-length': '4' },
    },
    {
      name: 'GET by id',
      request: ['GET', `/users/${id}`, me],
      status: 200,
      json: ada,
      headers: { etag: '"1"', 'content-type': 'application/json; charset=utf-8' },
    },
    {
      name: '304 has no body',
      request: ['GET', `/users/${id}`, { ...me, 'if-none-match': '"1"' }],
      status: 304,
      text: '',
    },
    { name: 'percent-encoded id', request: ['GET', `/users/%37${id.slice(1)}`, me], status: 200, json: ada },
    get('/users/me', { me: 'ada' }, me),
    refused('unknown id', ['GET', '/users/00000000-0000-4000-8000-000000000000', me], 404, 'NOT_FOUND'),
    refused('id that is no uuid', ['GET', '/users/abc-not-uuid', me], 400, 'VALIDATION_ERROR', ['params.userId']),
    refused('malformed percent', ['GET', '/users/%zz', me], 400, 'VALIDATION_ERROR'),
    refused('half a character', ['GET', '/users/%E4%B8', me], 400, 'VALIDATION_ERROR'),
    refused('case counts', ['GET', '/Users/me', me], 404, 'NOT_FOUND'),
    refused('trailing slash counts', ['GET', '/users/me/', me], 404, 'NOT_FOUND'),
    refused('unknown path', ['GET', '/nowhere'], 404, 'NOT_FOUND'),
    refused('405', ['PUT', `/users/${id}`, me], 405, 'METHOD_NOT_ALLOWED'),
    {
      ...refused('405 names what is allowed', ['POST', '/users/me', me], 405, 'METHOD_NOT_ALLOWED'),
      headers: { allow: 'GET, HEAD, OPTIONS' },
    },
    refused('a static path is not its parametrised sibling', ['DELETE', '/users/me', me], 405, 'METHOD_NOT_ALLOWED'),
    {
      name: 'OPTIONS',
      request: ['OPTIONS', '/users'],
      status: 204,
      text: '',
      headers: { allow: 'GET, POST, HEAD, OPTIONS' },
    },
    { name: 'OPTIONS of the spec', request: ['OPTIONS', '/wire/options'], status: 200, json: 'own options' },
    {
      ...refused('no credentials', ['GET', '/users/me'], 401, 'AUTHENTICATION_REQUIRED'),
      headers: { 'www-authenticate': 'Bearer' },
    },
    {
      ...refused('bad token', ['GET', '/users/me', { authorization: 'Bearer bad' }], 401, 'AUTHENTICATION_REQUIRED'),
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    },
    refused('wrong scheme', ['GET', '/users/me', { authorization: 'Basic Z29vZA==' }], 401, 'AUTHENTICATION_REQUIRED'),
    refused(
      'forbidden by the authenticator',
      ['GET', '/users/me', { authorization: 'Bearer limited' }],
      403,
      'PERMISSION_DENIED',
    ),
    refused('authenticator fails', ['GET', '/users/me', { authorization: 'Bearer explode' }], 500, 'INTERNAL_ERROR'),
    refused('identity before validation', ['GET', '/users/abc'], 401, 'AUTHENTICATION_REQUIRED'),
    refused('one of two schemes', ['DELETE', `/users/${id}`, me], 401, 'AUTHENTICATION_REQUIRED'),
    { name: 'both schemes', request: ['DELETE', `/users/${id}`, { ...me, 'x-api-key': 'k' }], status: 204, text: '' },
    refused(
      'forbidden by the handler',
      ['DELETE', `/users/${id}`, { ...me, 'x-api-key': 'other' }],
      403,
      'PERMISSION_DENIED',
    ),
    get(
      '/wire/basic',
      { basicAuth: 'ada' },
      { authorization: `Basic ${Buffer.from('ada:secret').toString('base64')}` },
    ),
    {
      ...refused('no basic credentials', ['GET', '/wire/basic'], 401, 'AUTHENTICATION_REQUIRED'),
      headers: { 'www-authenticate': /^Basic/ },
    },

    {
      name: 'defaults are filled in',
      request: ['GET', '/users', { ...me, 'X-Tenant': 'acme' }],
      status: 200,
      json: {
        items: [],
        seen: {
          query: { limit: 20 },
          headers: { 'x-tenant': 'acme' },
          cookies: {},
          params: {},
          operationId: 'listUsers',
          auth: ['bearerAuth'],
        },
      },
    },
    {
      name: 'the other alternative',
      request: [
        'GET',
        '/users?limit=5&active=false&role=admin&role=buyer&unknown=1',
        { 'x-api-key': 'k', 'x-tenant': 'acme' },
      ],
      status: 200,
      json: {
        items: [],
        seen: {
          query: { limit: 5, active: false, role: ['admin', 'buyer'] },
          headers: { 'x-tenant': 'acme' },
          cookies: {},
          params: {},
          operationId: 'listUsers',
          auth: ['apiKey'],
        },
      },
    },
    bad('/users?limit=9999999', ['query.limit'], { ...me, 'x-tenant': 'acme' }),
    bad('/users?limit=0', ['query.limit'], { ...me, 'x-tenant': 'acme' }),
    bad('/users?limit=1.5', ['query.limit'], { ...me, 'x-tenant': 'acme' }),
    bad('/users?limit=abc', ['query.limit'], { ...me, 'x-tenant': 'acme' }),
    bad('/users?limit=', ['query.limit'], { ...me, 'x-tenant': 'acme' }),
    bad('/users?limit=0x10', ['query.limit'], { ...me, 'x-tenant': 'acme' }),
    bad('/users?limit=%205', ['query.limit'], { ...me, 'x-tenant': 'acme' }),
    bad('/users?limit=1&limit=2', ['query.limit'], { ...me, 'x-tenant': 'acme' }),
    bad('/users?limit=NaN', ['query.limit'], { ...me, 'x-tenant': 'acme' }),
    bad('/users?active=yes', ['query.active'], { ...me, 'x-tenant': 'acme' }),
    bad('/users?role=king', ['query.role.0'], { ...me, 'x-tenant': 'acme' }),
    bad('/users?role=admin&role=admin&role=buyer&role=seller', ['query.role'], { ...me, 'x-tenant': 'acme' }),
    bad('/users', ['headers.x-tenant'], me),
    bad('/users?limit=x&active=1&role=y', ['query.limit', 'query.active', 'query.role.0', 'headers.x-tenant'], {
      ...me,
      'x-tenant': 'a',
    }),
    bad('/users?cursor=%zz', ['query.cursor'], { ...me, 'x-tenant': 'acme' }),

    {
      name: 'POST without credentials where they are optional',
      request: post(body),
      status: 201,
      json: made('anonymous'),
      headers: { location: `/users/${id}` },
    },
    { name: 'POST with credentials', request: post(body, me), status: 201, json: made('ada') },
    refused(
      'bad credentials where they are optional',
      post(body, { authorization: 'Bearer bad' }),
      401,
      'AUTHENTICATION_REQUIRED',
    ),
    {
      name: 'unknown properties are kept',
      request: post({ ...body, extra: 1 }),
      status: 201,
      json: { ...made('anonymous'), extra: 1 },
    },
    {
      name: '__proto__ is dropped',
      request: ['POST', '/users', json, '{"email":"bo@example.com","roles":["buyer"],"__proto__":{"polluted":true}}'],
      status: 201,
      json: made('anonymous'),
    },
    {
      name: 'charset and case of the media type',
      request: ['POST', '/users', { 'content-type': 'Application/JSON; Charset="UTF-8"' }, JSON.stringify(body)],
      status: 201,
      json: made('anonymous'),
    },
    refused('conflict', post({ ...body, email: 'taken@example.com' }), 409, 'CONFLICT', ['body.email']),
    {
      ...refused('no email', post({ roles: ['buyer'] }), 400, 'VALIDATION_ERROR', ['body.email']),
      says: 'is required',
    },
    refused('two mistakes', post({ email: 'x', roles: [] }), 400, 'VALIDATION_ERROR', ['body.email', 'body.roles']),
    refused('same role twice', post({ ...body, roles: ['buyer', 'buyer'] }), 400, 'VALIDATION_ERROR'),
    refused('text is no array', post({ ...body, roles: 'buyer' }), 400, 'VALIDATION_ERROR', ['body.roles']),
    refused('deep mistake', post({ ...body, manager: { email: 5, roles: ['buyer'] } }), 400, 'VALIDATION_ERROR', [
      'body.manager.email',
    ]),
    refused('no coercion', post({ ...body, nickname: 5 }), 400, 'VALIDATION_ERROR', ['body.nickname']),
    refused('array for an object', post([body]), 400, 'VALIDATION_ERROR', ['body']),
    refused('null for an object', post(null), 400, 'VALIDATION_ERROR', ['body']),
    refused('broken JSON', ['POST', '/users', json, '{"email":'], 400, 'INVALID_JSON'),
    refused('no body', ['POST', '/users', json], 400, 'VALIDATION_ERROR', ['body']),
    refused('empty body', ['POST', '/users', json, ''], 400, 'VALIDATION_ERROR', ['body']),
    refused(
      'wrong media type',
      ['POST', '/users', { 'content-type': 'text/xml' }, '<a/>'],
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ),
    refused('no media type', ['POST', '/users', {}, JSON.stringify(body)], 415, 'UNSUPPORTED_MEDIA_TYPE'),
    refused(
      'unknown charset',
      ['POST', '/users', { 'content-type': 'application/json; charset=klingon' }, '{}'],
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ),
    refused(
      'too large',
      ['POST', '/users', json, JSON.stringify({ ...body, extra: 'x'.repeat(1_100_000) })],
      413,
      'PAYLOAD_TOO_LARGE',
    ),

    {
      name: 'PATCH, one media type',
      request: [
        'PATCH',
        `/users/${id}`,
        { ...me, 'content-type': 'application/merge-patch+json' },
        '{"nickname":null}',
      ],
      status: 200,
      json: { ...ada, nickname: 'application/merge-patch+json' },
    },
    {
      name: 'PATCH, the other',
      request: ['PATCH', `/users/${id}`, { ...me, ...json }, '{"nickname":"x"}'],
      status: 200,
      json: { ...ada, nickname: 'application/json' },
    },
    refused('no property', ['PATCH', `/users/${id}`, { ...me, ...json }, '{}'], 400, 'VALIDATION_ERROR'),
    refused(
      'unknown property where there may be none',
      ['PATCH', `/users/${id}`, { ...me, ...json }, '{"nickname":"x","admin":true}'],
      400,
      'VALIDATION_ERROR',
      ['body.admin'],
    ),
  ];
}

function items(): Case[] {
  const post = (value: unknown): Case['request'] => ['POST', '/items', json, JSON.stringify(value)];
  const book = { kind: 'book', isbn: '9783161484100', price: 9.99 };
  return [
    get('/items', {}),
    get('/items?ids=1,2,3', { ids: [1, 2, 3] }),
    get('/items?ids=1%2C2', { ids: [1, 2] }),
    get('/items?ids=7', { ids: [7] }),
    get('/items?colours=red%7Cblue', { colours: ['red', 'blue'] }),
    get('/items?colours=red|blue', { colours: ['red', 'blue'] }),
    get('/items?sizes=1.5%202', { sizes: [1.5, 2] }),
    get('/items?sizes=1.5+2', { sizes: [1.5, 2] }),
    get(
      '/items?filter%5Bprice%5D%5Bgte%5D=5&filter[price][lte]=9.5&filter[tags]=a&filter[tags]=b&filter[inStock]=true',
      { filter: { price: { gte: 5, lte: 9.5 }, tags: ['a', 'b'], inStock: true } },
    ),
    get('/items?filter[tags][]=a', { filter: { tags: ['a'] } }),
    get('/items?filter[tags][0]=a&filter[tags][1]=b', { filter: { tags: ['a', 'b'] } }),
    get('/items?filter[other]=x', { filter: { other: 'x' } }),
    get('/items?offset=0&size=10', { page: { offset: 0, size: 10 } }),
    get(`/items?where=${encodeURIComponent('{"field":"a","value":[1]}')}`, { where: { field: 'a', value: [1] } }),
    get('/items?version=3', { version: 3 }),
    get('/items?version=latest', { version: 'latest' }),
    get('/items?note=a+b%2Bc%26%3D%C3%A9', { note: 'a b+c&=é' }),
    get('/items?note=', { note: '' }),
    get('/items?note=5', { note: '5' }),
    get('/items?__proto__=1&constructor=2&note=x', { note: 'x' }),
    bad('/items?ids=1,x', ['query.ids.1']),
    bad('/items?ids=1e400', ['query.ids.0']),
    bad('/items?sizes=1,2', ['query.sizes.0']),
    bad('/items?filter[price][gte]=cheap', ['query.filter.price.gte']),
    bad('/items?filter[price=1', ['query.filter[price']),
    bad('/items?offset=-1&size=51', ['query.page.offset', 'query.page.size']),
    bad('/items?where=%7B', ['query.where']),
    bad('/items?where=%7B%7D', ['query.where.field']),
    bad('/items?version=newest', ['query.version']),
    { name: 'a book', request: post(book), status: 201, json: book },
    { name: 'a lamp', request: post({ kind: 'lamp', watts: 5 }), status: 201, json: { kind: 'lamp', watts: 5 } },
    refused('an unknown kind', post({ kind: 'cup' }), 400, 'VALIDATION_ERROR'),
    refused('a lamp without watts', post({ kind: 'lamp' }), 400, 'VALIDATION_ERROR', ['body.watts']),
    refused('half a cent', post({ ...book, price: 0.005 }), 400, 'VALIDATION_ERROR', ['body.price']),
    refused('text for a price', post({ ...book, price: '9.99' }), 400, 'VALIDATION_ERROR', ['body.price']),
    {
      name: 'action in the path',
      request: ['POST', '/items/lamp%201:archive'],
      status: 200,
      json: { archived: 'lamp 1' },
    },
    {
      name: 'action with an encoded colon',
      request: ['POST', '/items/lamp%3Aarchive'],
      status: 200,
      json: { archived: 'lamp' },
    },
    refused('action with another method', ['GET', '/items/lamp:archive'], 405, 'METHOD_NOT_ALLOWED'),
    get('/items/lamp', { item: 'lamp' }),
    get('/items/red%20lamp', { item: 'red lamp' }),
    bad('/items/RED', ['params.sku']),
    get('/items/12/reviews/a%2Fb', { 'item-id': 12, class: 'a/b' }),
    bad('/items/x/reviews/a', ['params.item-id']),
    bad('/items/9007199254740993/reviews/a', ['params.item-id']),
    get('/compare/12-34', { a: 12, b: 34 }),
    refused('one number', ['GET', '/compare/12'], 404, 'NOT_FOUND'),
    bad('/compare/x-34', ['params.a']),
  ];
}

function orders(): Case[] {
  return [
    {
      name: 'order as JSON',
      request: ['POST', '/orders', { ...json, ...key }, order],
      status: 200,
      json: { contentType: 'application/json', body: JSON.parse(order) },
    },
    {
      name: 'order as a form',
      request: [
        'POST',
        '/orders',
        { ...form, ...key },
        'sku=007&quantity=2&gift=true&notes=a&notes=b+c&address[city]=Bonn&address[floor]=3',
      ],
      status: 200,
      json: {
        contentType: 'application/x-www-form-urlencoded',
        body: { sku: '007', quantity: 2, gift: true, notes: ['a', 'b c'], address: { city: 'Bonn', floor: 3 } },
      },
    },
    {
      name: 'a form keeps unknown fields',
      request: ['POST', '/orders', { ...form, ...key }, 'sku=a&quantity=2&more=1'],
      status: 200,
      json: { contentType: 'application/x-www-form-urlencoded', body: { sku: 'a', quantity: 2, more: '1' } },
    },
    refused(
      'form with mistakes',
      ['POST', '/orders', { ...form, ...key }, 'sku=a&quantity=zero&gift=maybe'],
      400,
      'VALIDATION_ERROR',
      ['body.quantity', 'body.gift'],
    ),
    refused(
      'form that is not percent-encoded',
      ['POST', '/orders', { ...form, ...key }, 'sku=%&quantity=1'],
      400,
      'VALIDATION_ERROR',
      ['body.sku'],
    ),
    refused('empty form', ['POST', '/orders', { ...form, ...key }, ''], 400, 'VALIDATION_ERROR', ['body']),
    refused('no key', ['POST', '/orders', json, order], 400, 'VALIDATION_ERROR', ['headers.idempotency-key']),
    refused(
      'all five parts at once',
      ['POST', '/orders', { ...json, 'idempotency-key': 'x' }, '{"lines":[{"sku":1,"quantity":0}]}'],
      400,
      'VALIDATION_ERROR',
      ['headers.idempotency-key', 'body.lines.0.sku', 'body.lines.0.quantity'],
    ),
    get('/orders/5', { orderId: 5 }),
    bad('/orders/-', ['params.orderId']),
    { name: 'HEAD of the spec', request: ['HEAD', '/orders/5'], status: 200, text: '' },
    refused('HEAD is validated', ['HEAD', '/orders/x'], 400, ''),
    {
      name: 'same path, another parameter name',
      request: ['PUT', '/orders/5', json, order],
      status: 200,
      json: { params: { id: 5 }, missing: false },
    },
    { name: 'optional body', request: ['PUT', '/orders/5'], status: 200, json: { params: { id: 5 }, missing: true } },
    refused('optional body, but wrong', ['PUT', '/orders/5', json, '{"lines":[]}'], 400, 'VALIDATION_ERROR', [
      'body.lines',
    ]),
    {
      ...refused('405 of merged paths', ['DELETE', '/orders/5'], 405, 'METHOD_NOT_ALLOWED'),
      headers: { allow: 'GET, HEAD, PUT, OPTIONS' },
    },
    {
      name: 'query in the path',
      request: ['POST', '/search?beta=true', json, '{"q":"a"}'],
      status: 200,
      json: { beta: true, q: 'a' },
    },
    {
      name: 'without that query',
      request: ['POST', '/search?beta=false', json, '{"q":"a"}'],
      status: 200,
      json: { beta: false, q: 'a' },
    },
  ];
}

function files(): Case[] {
  const boundary = 'x1';
  const multipart = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  const part = (disposition: string, value: string, type = '') =>
    `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n${type ? `content-type: ${type}\r\n` : ''}\r\n${value}\r\n`;
  const end = `--${boundary}--\r\n`;
  const file = part('name="file"; filename="a.txt"', 'hello', 'text/plain');
  return [
    {
      name: 'multipart',
      request: [
        'POST',
        '/files',
        multipart,
        `${file}${part('name="title"', '5')}${part('name="copies"', '5')}${part('name="meta"', '{"kind":"x"}', 'application/json')}${end}`,
      ],
      status: 200,
      json: { title: '5', copies: 5, meta: { kind: 'x' }, file: { name: 'a.txt', type: 'text/plain', size: 5 } },
    },
    refused('no file', ['POST', '/files', multipart, `${part('name="title"', 'a')}${end}`], 400, 'VALIDATION_ERROR', [
      'body.file',
    ]),
    refused(
      'text for a file',
      ['POST', '/files', multipart, `${part('name="file"', 'a')}${end}`],
      400,
      'VALIDATION_ERROR',
      ['body.file'],
    ),
    refused(
      'part with a mistake',
      ['POST', '/files', multipart, `${file}${part('name="copies"', 'many')}${end}`],
      400,
      'VALIDATION_ERROR',
      ['body.copies'],
    ),
    refused(
      'part too long',
      ['POST', '/files', multipart, `${file}${part('name="title"', 'x'.repeat(21))}${end}`],
      400,
      'VALIDATION_ERROR',
      ['body.title'],
    ),
    refused('no boundary', ['POST', '/files', { 'content-type': 'multipart/form-data' }, 'x'], 400, 'VALIDATION_ERROR'),
    refused('cut off form', ['POST', '/files', multipart, file], 400, 'VALIDATION_ERROR'),
    refused('form as JSON', ['POST', '/files', json, '{}'], 415, 'UNSUPPORTED_MEDIA_TYPE'),
    {
      name: 'bytes',
      request: ['GET', '/files/abc'],
      status: 200,
      text: 'abc',
      headers: { 'content-type': 'application/octet-stream', 'content-length': '3' },
    },
    {
      name: 'stream',
      request: ['GET', '/files/stream'],
      status: 200,
      text: 'one two',
      headers: { 'content-type': 'application/octet-stream' },
    },
    { name: 'HEAD of a stream', request: ['HEAD', '/files/stream'], status: 200, text: '' },
    get('/files/abc.json', { json: 'abc' }),
    get('/files/a.b.json', { json: 'a.b' }),
    {
      name: 'upload bytes',
      request: ['PUT', '/files/a', { 'content-type': 'application/octet-stream' }, new Uint8Array([0, 255, 1])],
      status: 200,
      json: { contentType: 'application/octet-stream', size: 3 },
    },
    {
      name: 'upload an image',
      request: ['PUT', '/files/a', { 'content-type': 'image/png' }, new Uint8Array(5)],
      status: 200,
      json: { contentType: 'image/*', size: 5 },
    },
    {
      name: 'upload text',
      request: ['PUT', '/files/a', { 'content-type': 'text/plain; charset=iso-8859-1' }, new Uint8Array([0xe9])],
      status: 200,
      json: { contentType: 'text/plain', text: 'é' },
    },
    {
      name: 'upload no text',
      request: ['PUT', '/files/a', { 'content-type': 'text/plain', 'content-length': '0' }],
      status: 200,
      json: { contentType: 'text/plain', text: '' },
    },
    {
      name: 'upload more than JSON may have',
      request: ['PUT', '/files/a', { 'content-type': 'application/octet-stream' }, new Uint8Array(2_000_000)],
      status: 200,
      json: { contentType: 'application/octet-stream', size: 2_000_000 },
    },
    refused('upload video', ['PUT', '/files/a', { 'content-type': 'video/mp4' }, 'x'], 415, 'UNSUPPORTED_MEDIA_TYPE'),
  ];
}

function wire(): Case[] {
  return [
    get('/wire/simple/a,b%2Cc,d', { list: ['a', 'b,c', 'd'] }),
    get('/wire/simple/a', { list: ['a'] }),
    get(`/wire/simple/${'x'.repeat(500)}`, { list: ['x'.repeat(500)] }),
    get('/wire/label/.1.2.3', { list: [1, 2, 3] }),
    get('/wire/matrix/;x=1;y=-2', { point: { x: 1, y: -2 } }),
    bad('/wire/matrix/;y=2', ['params.point.x']),
    get(
      '/wire/headers',
      { headers: { 'x-ids': [1, 2, 3], 'x-debug': true }, cookies: { session: 'a b', seen: [4, 5] } },
      { 'X-Ids': '1, 2,3', 'X-Debug': 'true', cookie: 'session=a%20b; other=1; seen=4,5' },
    ),
    bad('/wire/headers', ['cookies.session']),
    bad('/wire/headers', ['headers.x-ids.1', 'headers.x-debug'], {
      'X-Ids': '1,b',
      'X-Debug': 'on',
      cookie: 'session=1',
    }),
    bad('/wire/headers', ['cookies.seen.0'], { cookie: 'session=1; seen=x' }),
    get('/wire/a%20b/caf%C3%A9/(x)*+[y]/$z/q', { p: 'q' }),
    get('/wire/a%20b/caf%c3%a9/%28x%29%2A%2B%5By%5D/%24z/q', { p: 'q' }),
    get('/wire/slash/', 'slash'),
    refused('without the slash', ['GET', '/wire/slash'], 404, 'NOT_FOUND'),
    get('/wire/broken?how=fine', 'fine'),
    refused('handler throws', ['GET', '/wire/broken?how=throws'], 500, 'INTERNAL_ERROR'),
    refused('handler throws text', ['GET', '/wire/broken?how=throws-text'], 500, 'INTERNAL_ERROR'),
    refused('status that the spec does not have', ['GET', '/wire/broken?how=status'], 500, 'INTERNAL_ERROR'),
    refused('no response', ['GET', '/wire/broken?how=nothing'], 500, 'INTERNAL_ERROR'),
    refused('response splitting', ['GET', '/wire/broken?how=header'], 500, 'INTERNAL_ERROR'),
    refused('what JSON cannot say', ['GET', '/wire/broken?how=bigint'], 500, 'INTERNAL_ERROR'),
    { ...refused('own error', ['GET', '/wire/broken?how=teapot'], 418, 'TEAPOT'), headers: { 'x-tea': 'green' } },
    {
      ...refused('rate limit', ['GET', '/wire/broken?how=busy'], 429, 'RATE_LIMITED'),
      headers: { 'retry-after': '3' },
    },
    {
      name: 'request id of the caller',
      request: ['GET', '/health', { 'x-request-id': 'abc-123' }],
      status: 200,
      headers: { 'x-request-id': 'abc-123' },
    },
    {
      name: 'request id that is not sane',
      request: ['GET', '/health', { 'x-request-id': '<script>' }],
      status: 200,
      headers: { 'x-request-id': /^[0-9a-f-]{36}$/ },
    },
    {
      name: 'request id of a refusal',
      request: ['GET', '/nowhere', { 'x-request-id': 'abc-123' }],
      status: 404,
      code: 'NOT_FOUND',
      headers: { 'x-request-id': 'abc-123' },
    },
  ];
}

export const shopRequests: readonly Case[] = [...users(), ...items(), ...orders(), ...files(), ...wire()];
