import { type Expected, type JsonObject, Topic } from './topic.js';

/** What a handler answers is in the body of the request; the contract holds for it. */
export function answers(): Topic {
  const topic = new Topic('answers');
  const user = {
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'integer' },
      password: { type: 'string', writeOnly: true },
      born: { type: 'string', readOnly: true },
    },
    additionalProperties: false,
  };
  const content = { 'application/json': { schema: user } };
  const pair = { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'string' } } };
  const path = topic.operation(
    {
      operationId: 'respond',
      requestBody: { content: { 'application/json': {} } },
      responses: {
        200: {
          description: '',
          headers: { 'X-Count': { required: true, schema: { type: 'integer' } } },
          content: { ...content, 'text/plain': { schema: { type: 'string', maxLength: 5 } } },
        },
        201: { description: '', content },
        202: { description: '', content: { 'text/plain': { schema: { type: ['integer', 'boolean', 'null'] } } } },
        203: {
          description: '',
          headers: {
            'X-List': { schema: { type: 'array', items: { type: 'integer' } } },
            'X-Pair': { schema: pair },
            'X-Exploded': { explode: true, schema: pair },
            'X-Json': { content: { 'application/json': { schema: {} } } },
          },
        },
        204: { description: '' },
        '4XX': {
          description: '',
          content: { 'application/problem+json': { schema: { type: 'object', required: ['title'] } } },
        },
        422: { description: '', content: { 'application/json': { schema: { type: 'array' } } } },
      },
    },
    'post',
  );
  const answer = (name: string, result: JsonObject, expected: Expected) =>
    topic.send(`an answer: ${name}`, 'POST', path, expected, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(result),
    });
  const broken: Expected = { status: 500 };
  const headers = { 'X-Count': 3 };
  const written = { 'x-count': '3', 'content-type': /^application\/json/ };
  answer(
    'as the contract has it',
    { status: 200, headers, body: { id: 1 } },
    { status: 200, at: [[], { id: 1 }], headers: written },
  );
  answer(
    'readOnly properties',
    { status: 201, body: { id: 1, born: 'x' } },
    { status: 201, at: [[], { id: 1, born: 'x' }] },
  );
  answer('a writeOnly property', { status: 201, body: { id: 1, password: 'x' } }, broken);
  answer('a wrong type', { status: 200, headers, body: { id: '1' } }, broken);
  answer('a missing property', { status: 200, headers, body: {} }, broken);
  answer('an unknown property', { status: 200, headers, body: { id: 1, more: 2 } }, broken);
  answer('no body', { status: 200, headers }, broken);
  answer('a missing header', { status: 200, body: { id: 1 } }, broken);
  answer('a wrong header', { status: 200, headers: { 'X-Count': 'many' }, body: { id: 1 } }, broken);
  answer('a number as text', { status: 202, body: 5 }, { status: 202, text: '5' });
  answer('true as text', { status: 202, body: true }, { status: 202, text: 'true' });
  answer('null as text', { status: 202, body: null }, { status: 202, text: 'null' });
  answer('a text that is no number', { status: 202, body: '5' }, broken);
  const header = (name: string, value: unknown, text: string) =>
    answer(
      `${name}: ${JSON.stringify(value)}`,
      { status: 203, headers: { [name]: value } },
      { status: 203, headers: { [name.toLowerCase()]: text } },
    );
  header('X-List', [1, 2], '1,2');
  header('X-Pair', { a: 1, b: 'c' }, 'a,1,b,c');
  header('X-Exploded', { a: 1, b: 'c' }, 'a=1,b=c');
  header('X-Json', { a: ['é', null] }, '{"a":["\\u00e9",null]}');
  header('X-Json', 'text', '"text"');
  answer('an unknown status', { status: 206, body: { id: 1 } }, broken);
  answer(
    'another media type',
    { status: 200, headers, contentType: 'text/plain', body: 'hello' },
    { status: 200, text: 'hello' },
  );
  answer('a text that is too long', { status: 200, headers, contentType: 'text/plain', body: 'hello!' }, broken);
  answer('an unknown media type', { status: 200, headers, contentType: 'text/html', body: 'hello' }, broken);
  answer('no content', { status: 204 }, { status: 204, text: '' });
  answer(
    'a range of statuses',
    { status: 404, body: { title: 'x' } },
    {
      status: 404,
      at: [[], { title: 'x' }],
      headers: { 'content-type': /^application\/problem\+json/ },
    },
  );
  answer('a range that is broken', { status: 404, body: {} }, broken);
  answer('a status before its range', { status: 422, body: [] }, { status: 422, at: [[], []] });
  answer('a status before its range, broken', { status: 422, body: { title: 'x' } }, broken);
  return topic;
}

/** Methods, paths, limits, and the errors that no handler sees. */
export function routing(): Topic {
  const topic = new Topic('routing');
  const text = { schema: { type: 'string' } };
  const items = '/routing/items';
  topic.operation({}, 'get', items);
  topic.operation({ requestBody: { required: true, content: { 'application/json': {} } } }, 'post', items);
  topic.operation({ parameters: [{ name: 'id', in: 'path', required: true, ...text }] }, 'get', '/routing/items/{id}');
  topic.operation({}, 'get', '/routing/items/mine');
  topic.operation({}, 'delete', '/routing/items/mine');
  topic.operation(
    { parameters: ['a', 'b'].map(name => ({ name, in: 'path', required: true, ...text })) },
    'get',
    '/routing/{a}-{b}',
  );
  topic.operation({}, 'options', '/routing/open');
  topic.operation({}, 'head', '/routing/open');
  const to = (method: string, target: string, expected: Expected, more = {}) =>
    topic.send(`${method} ${target.slice(0, 60)}`, method, target, expected, more);
  const json = { 'content-type': 'application/json' };
  to('GET', items, { status: 200, headers: { 'content-type': /^application\/json/ } });
  to('HEAD', items, { status: 200, text: '', headers: { 'content-type': /^application\/json/ } });
  to('OPTIONS', items, { status: 204, headers: { allow: /(?=.*GET)(?=.*POST)/ } });
  to('PUT', items, { status: 405, headers: { allow: /(?=.*GET)(?=.*POST)/ } });
  to('DELETE', items, { status: 405 });
  to('PATCH', items, { status: 405 }, { headers: json, body: '{}' });
  to('POST', items, { status: 413 }, { headers: json, body: `"${'x'.repeat(1_100_000)}"` });
  to('POST', items, { status: 200 }, { headers: json, body: `"${'x'.repeat(1_000_000)}"` });
  to('POST', items, { status: 400, headers: { 'content-type': /^application\/json/ } }, { headers: json, body: '{' });
  to('GET', `${items}?a=1`, { status: 200 });
  to('GET', items, { status: 200 }, { headers: { 'content-type': 'text/plain', 'content-length': '1' }, body: 'x' });
  to('DELETE', '/routing/items/mine', { status: 200 }, { headers: { ...json, 'content-length': '1' }, body: '{' });
  to('POST', items, { status: 200 }, { headers: { ...json, 'transfer-encoding': 'chunked' }, body: '{}' });
  to('POST', items, { status: 400 }, { headers: { ...json, 'content-length': '0' } });
  to('POST', items, { status: 200 }, { headers: { ...json, accept: 'text/html' }, body: '{}' });
  const upload = topic.operation({ requestBody: { content: { 'application/octet-stream': {} } } });
  const bytes = { 'content-type': 'application/octet-stream' };
  to('POST', upload, { status: 413 }, { headers: { ...bytes, 'content-length': '20000000' }, body: 'x' });
  to(
    'POST',
    upload,
    { status: 413 },
    { headers: { ...bytes, 'transfer-encoding': 'chunked' }, body: new Uint8Array(11_000_000) },
  );
  to('GET', `${items}/`, { status: 404 });
  to('GET', '/routing/Items', { status: 404 });
  to('GET', '/routing/nothing', { status: 404, headers: { 'content-type': /^application\/json/ } });
  to('GET', '/', { status: 404 });
  to('GET', '/routing/items/7', { status: 200, at: [['params'], { id: '7' }] });
  to('GET', '/routing/items/mine', { status: 200, at: [['params'], {}] });
  to('DELETE', '/routing/items/mine', { status: 200 });
  to('DELETE', '/routing/items/7', { status: 405 });
  to('GET', '/routing/x-y', { status: 200, at: [['params'], { a: 'x', b: 'y' }] });
  to('OPTIONS', '/routing/open', { status: 200 });
  to('HEAD', '/routing/open', { status: 200, text: '' });
  to('GET', '/routing/open', { status: 405 });
  to('GET', '/routing/items/%E0%A4%A', { status: 400 });
  to('GET', '/routing/items/a%2Fb', { status: 200, at: [['params'], { id: 'a/b' }] });
  to('GET', `/routing/items/${'x'.repeat(3000)}`, { status: 200 });
  return topic;
}
