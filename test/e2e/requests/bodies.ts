import { absent, formType, type JsonObject, refused, Topic, unsupported } from './topic.js';

const point = {
  type: 'object',
  properties: { x: { type: 'integer' }, y: { type: 'number' } },
  required: ['x'],
} as const;

/** Media types, charsets, and bodies that are not there. */
export function mediaTypes(): Topic {
  const topic = new Topic('media types');
  const json = { 'application/json': { schema: point } };
  topic.body(json, [
    ['application/json', '{"x":1}', { x: 1 }],
    ['application/json; charset=utf-8', '{"x":1}', { x: 1 }],
    ['application/json;charset="UTF-8"', '{"x":1}', { x: 1 }],
    ['APPLICATION/JSON', '{"x":1}', { x: 1 }],
    ['application/json', ' {"x":1}\n', { x: 1 }],
    ['application/json', '\ufeff{"x":1}', { x: 1 }],
    ['application/json', '{"x":1,"unknown":true}', { x: 1, unknown: true }],
    ['application/json', '{"x":1', refused],
    ['application/json', 'x=1', refused],
    ['application/json', '', refused],
    ['application/json', undefined, refused],
    ['application/json', 'null', refused],
    ['application/json', '[]', refused],
    ['application/json', '"x"', refused],
    ['application/json', '{"x":"1"}', refused],
    ['application/json', '{"x":1.5}', refused],
    ['application/json', '{"x":1.0}', { x: 1 }],
    ['application/json', '{"x":null}', refused],
    ['application/json', '{"x":true}', refused],
    ['application/json', "{'x':1}", refused],
    ['application/json', '{"x":1}{"x":2}', refused],
    ['application/json', '{"x":NaN}', refused],
    ['application/json', '{"x":01}', refused],
    ['application/json', '{"x":1,}', refused],
    ['text/plain', '{"x":1}', unsupported],
    ['application/xml', '<x/>', unsupported],
    [undefined, '{"x":1}', unsupported],
    [undefined, undefined, refused],
    ['application/problem+json', '{"x":1}', unsupported],
    ['application/json; charset=utf-16le', Buffer.from('{"x":1}', 'utf16le'), { x: 1 }],
    ['application/json; charset=nonsense', '{"x":1}', unsupported],
    ['nonsense', '{"x":1}', unsupported],
    ['application/json', Buffer.from('{"x":1,"y":"\xff"}', 'latin1'), refused],
    ['application/json', '{"x":1e400}', refused],
    ['application/json; charset=iso-8859-1', Buffer.from('{"x":1,"z":"\xe9"}', 'latin1'), { x: 1, z: 'é' }],
  ]);
  topic.body(
    json,
    [
      ['application/json', '{"x":1}', { x: 1 }],
      [undefined, undefined, absent],
      ['application/json', undefined, absent],
      ['application/json', '{}', refused],
      ['text/plain', 'x', unsupported],
    ],
    false,
  );
  topic.body({ 'application/vnd.acme.v1+json': { schema: point } }, [
    ['application/vnd.acme.v1+json', '{"x":1}', { x: 1 }],
    ['application/vnd.acme.v1+json', '{"x":"1"}', refused],
    ['application/json', '{"x":1}', unsupported],
  ]);
  topic.body({ 'application/*+json': { schema: point } }, [
    ['application/vnd.acme.v1+json', '{"x":1}', { x: 1 }],
    ['application/vnd.acme.v1+json', '{"x":"1"}', refused],
    ['application/json', '{"x":1}', unsupported],
    ['application/vnd.acme.v1+xml', '<x/>', unsupported],
  ]);
  topic.body({ 'application/*': { schema: point }, 'text/plain': { schema: { type: 'string' } } }, [
    ['application/json', '{"x":1}', { x: 1 }],
    ['application/merge-patch+json', '{"x":1}', { x: 1 }],
    ['text/plain', 'hello', 'hello'],
    ['image/png', 'hello', unsupported],
  ]);
  topic.body(
    {
      'application/json': { schema: point },
      'application/xml': { schema: { type: 'string' } },
      'text/plain': { schema: { type: 'string', maxLength: 5 } },
      'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
      [formType]: { schema: point },
    },
    [
      ['application/json', '{"x":1}', { x: 1 }],
      ['application/xml', '<x>1</x>', '<x>1</x>'],
      ['text/plain', 'hello', 'hello'],
      ['text/plain', 'hello!', refused],
      ['text/plain; charset=iso-8859-1', Buffer.from('h\xe9', 'latin1'), 'hé'],
      ['text/plain; charset=utf-8', 'hé', 'hé'],
      ['application/octet-stream', Buffer.from([1, 2, 255]), { bytes: '0102ff' }],
      [formType, 'x=1&y=2.5', { x: 1, y: 2.5 }],
      [formType, 'x=a', refused],
      ['text/html', 'hello', unsupported],
    ],
  );
  topic.body(
    {
      'text/plain': { schema: { type: 'integer' } },
      'text/csv': { schema: { type: 'integer' } },
    },
    [
      ['text/plain', '5', 5],
      ['text/plain; charset=utf-8', '-5', -5],
      ['text/plain', '5.5', refused],
      ['text/plain', '0x5', refused],
      ['text/plain', '', refused],
      ['text/plain', '9007199254740993', refused],
      ['text/csv', '5', '5'],
    ],
  );
  topic.body({ 'text/plain': { schema: { type: ['number', 'boolean', 'null'] } } }, [
    ['text/plain', '1e3', 1000],
    ['text/plain', 'true', true],
    ['text/plain', 'null', null],
    ['text/plain', 'yes', refused],
  ]);
  topic.body({ 'text/plain': { schema: { type: ['string', 'integer'] } } }, [
    ['text/plain', '5', 5],
    ['text/plain', 'five', 'five'],
  ]);
  topic.body({ 'text/*': { schema: { type: 'string' } } }, [
    ['text/csv', 'a,b', 'a,b'],
    ['text/plain', '', ''],
  ]);
  topic.body({ 'image/*': {} }, [
    ['image/png', Buffer.from([137, 80]), { bytes: '8950' }],
    ['application/pdf', 'x', unsupported],
  ]);
  topic.body({ 'application/json': {} }, [
    ['application/json', '5', 5],
    ['application/json', 'null', null],
    ['application/json', '"a"', 'a'],
    ['application/json', '[1]', [1]],
    ['application/json', 'false', false],
  ]);
  topic.body({ 'application/json': { schema: { type: 'string' } } }, [
    ['application/json', '"a"', 'a'],
    ['application/json', 'a', refused],
  ]);
  return topic;
}

/** Unions, objects, arrays, bounds and formats in JSON bodies: what arrives is what was sent. */
export function schemas(): Topic {
  const topic = new Topic('schemas');
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  Object.assign(topic.schemas, {
    Cat: {
      type: 'object',
      required: ['kind', 'lives'],
      properties: { kind: { type: 'string' }, lives: { type: 'integer' } },
    },
    Dog: {
      type: 'object',
      required: ['kind', 'breed'],
      properties: { kind: { type: 'string' }, breed: { type: 'string' } },
    },
    Tree: {
      type: 'object',
      required: ['value'],
      properties: { value: { type: 'integer' }, children: { type: 'array', items: ref('Tree') } },
      additionalProperties: false,
    },
    Base: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } },
    Account: {
      type: 'object',
      required: ['id', 'name', 'password'],
      properties: {
        id: { type: 'integer', readOnly: true },
        name: { type: 'string' },
        password: { type: 'string', writeOnly: true },
      },
    },
  } satisfies JsonObject);
  const { json } = topic;
  const check: typeof json = (...all) => topic.json(...all);
  check(
    { oneOf: [ref('Cat'), ref('Dog')] },
    [{ kind: 'x', lives: 9 }],
    [{ kind: 'x' }, { kind: 'x', lives: 9, breed: 'y' }],
  );
  check({ anyOf: [ref('Cat'), ref('Dog')] }, [{ kind: 'x', lives: 9, breed: 'y' }], [{ kind: 'x' }]);
  check(
    { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } },
    [
      { kind: 'Cat', lives: 9 },
      { kind: 'Dog', breed: 'b' },
    ],
    [{ kind: 'Cat', breed: 'b' }, { kind: 'cow', lives: 9 }, { lives: 9 }, { kind: 5, lives: 9 }, 'Cat'],
  );
  check(
    {
      oneOf: [ref('Cat'), ref('Dog')],
      discriminator: { propertyName: 'kind', mapping: { feline: '#/components/schemas/Cat', canine: 'Dog' } },
    },
    [
      { kind: 'feline', lives: 9 },
      { kind: 'canine', breed: 'b' },
    ],
    [
      { kind: 'feline', breed: 'b' },
      { kind: 'bird', lives: 9 },
    ],
  );
  check(
    { allOf: [ref('Base'), { type: 'object', required: ['name'], properties: { name: { type: 'string' } } }] },
    [{ id: 1, name: 'a' }],
    [{ id: 1 }, { name: 'a' }, { id: 'x', name: 'a' }],
  );
  check(
    { ...ref('Base'), properties: { extra: { type: 'boolean' } }, required: ['extra'] },
    [{ id: 1, extra: true }],
    [{ id: 1 }, { extra: true }],
  );
  check(
    ref('Tree'),
    [{ value: 1, children: [{ value: 2, children: [] }] }],
    [
      { value: 1, children: [{ value: 'x' }] },
      { value: 1, more: 1 },
    ],
  );
  check(ref('Account'), [{ name: 'a', password: 'p' }], [{ name: 'a' }, { id: 1, name: 'a', password: 'p' }]);
  check({ type: ['string', 'null'] }, ['a', null], [1, {}, false]);
  check(
    { type: 'object', properties: { a: { type: ['integer', 'null'] } }, required: ['a'] },
    [{ a: null }, { a: 1 }],
    [{}, { a: '1' }],
  );
  check({ type: 'object', additionalProperties: false, properties: { a: {} } }, [{ a: 1 }, {}], [{ b: 1 }]);
  check({ type: 'object', additionalProperties: { type: 'integer' } }, [{ a: 1, b: 2 }, {}], [{ a: 'x' }, []]);
  check(
    { type: 'object', patternProperties: { '^x-': { type: 'string' } }, additionalProperties: false },
    [{ 'x-a': 'b' }],
    [{ 'x-a': 1 }, { y: 'b' }],
  );
  check({ type: 'object', propertyNames: { pattern: '^[a-z]+$' } }, [{ abc: 1 }], [{ Abc: 1 }]);
  check({ type: 'object', minProperties: 1, maxProperties: 2 }, [{ a: 1 }], [{}, { a: 1, b: 2, c: 3 }]);
  check(
    { type: 'object', dependentRequired: { card: ['address'] } },
    [{ card: 1, address: 2 }, { address: 2 }],
    [{ card: 1 }],
  );
  check({ type: 'object', dependentSchemas: { card: { required: ['address'] } } }, [{}], [{ card: 1 }]);
  check(
    {
      type: 'object',
      if: { properties: { country: { const: 'US' } }, required: ['country'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword
      then: { required: ['zip'] },
      else: { required: ['code'] },
    },
    [
      { country: 'US', zip: 1 },
      { country: 'DE', code: 1 },
    ],
    [{ country: 'US', code: 1 }, { zip: 1 }],
  );
  check({ allOf: [ref('Base')], unevaluatedProperties: false }, [{ id: 1 }], [{ id: 1, more: 2 }]);
  check({ not: { type: 'string' } }, [1, null, {}], ['a']);
  check(
    { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 3, uniqueItems: true },
    [[1], [1, 2, 3]],
    [[], [1, 1], [1, 2, 3, 4], ['1'], 5],
  );
  check(
    { type: 'array', uniqueItems: true },
    [[1, '1', { a: 1 }, { a: 2 }]],
    [
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [[1], [1]],
    ],
  );
  check(
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false },
    [['a', 1], ['a']],
    [[1], ['a', 1, 2]],
  );
  check(
    { type: 'array', contains: { type: 'integer' }, minContains: 2, maxContains: 3 },
    [[1, 2, 'a']],
    [[1], [1, 2, 3, 4]],
  );
  check({ enum: ['a', 1, null, { b: [1] }] }, ['a', 1, null, { b: [1] }], ['b', '1', { b: [2] }]);
  check({ const: { a: [1, 2] } }, [{ a: [1, 2] }], [{ a: [2, 1] }]);
  check({ type: 'integer', minimum: 0, exclusiveMaximum: 10, multipleOf: 2 }, [0, 8], [10, 3, -2, 1.5, '2']);
  check({ type: 'number', multipleOf: 0.1 }, [0.3, 1.1, 0], [0.35]);
  check({ type: 'string', minLength: 2, maxLength: 3 }, ['ab', '😀😀'], ['a', 'abcd', '😀']);
  check({ type: 'string', pattern: '^\\p{Lu}' }, ['Äb'], ['ab']);
  check({ type: 'boolean' }, [true], ['true', 1, 0, null]);
  const formats: Readonly<Record<string, readonly [good: readonly string[], bad: readonly string[]]>> = {
    'date-time': [
      ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00.123+02:00'],
      ['2024-01-01', '2024-13-01T00:00:00Z', '2024-01-01 00:00:00Z'],
    ],
    date: [['2024-02-29'], ['2023-02-29', '24-01-01']],
    time: [['10:00:00Z'], ['25:00:00Z', '10:00']],
    duration: [
      ['P3DT4H', 'PT5M'],
      ['P', '3 days'],
    ],
    email: [
      ['a@example.com', 'a+b@sub.example.org'],
      ['a@', 'example.com', 'a b@example.com'],
    ],
    uuid: [['123E4567-e89b-12d3-a456-426614174000'], ['123', '123e4567-e89b-12d3-a456-42661417400g']],
    uri: [
      ['https://example.com/a?b#c', 'urn:isbn:1'],
      ['/relative', 'not a uri', 'http://[::'],
    ],
    'uri-reference': [
      ['/relative', '#x'],
      ['a b', '\\x'],
    ],
    hostname: [
      ['example.com', 'a-b.c'],
      ['-a.com', 'a_b', 'a..b'],
    ],
    ipv4: [['127.0.0.1'], ['256.0.0.1', '1.2.3', '01.2.3.4']],
    ipv6: [
      ['::1', '2001:db8::ff00:42:8329'],
      [':::1', '12345::', '1.2.3.4'],
    ],
    byte: [['aGk='], ['a', 'hé==']],
    regex: [['^a+$'], ['(']],
    'json-pointer': [
      ['/a/b~1c', ''],
      ['a', '/~2'],
    ],
    password: [['anything'], []],
    'made-up': [['anything'], []],
  };
  for (const [format, [good, bad]] of Object.entries(formats)) check({ type: 'string', format }, good, bad);
  check({ type: 'integer', format: 'int32' }, [2147483647], [2147483648]);
  check({ type: 'integer', format: 'int64' }, [9007199254740991, -(2 ** 63)], [1.5, 1e19, 2 ** 63]);
  check({ type: 'integer', format: 'uint8' }, [0, 255], [-1, 256, 1.5]);
  check({ type: 'number', format: 'double' }, [1.5], ['1.5']);
  check(
    { type: 'object', required: ['constructor'], properties: { toString: { type: 'string' } } },
    [{ constructor: 1 }],
    [{}, { constructor: 1, toString: 5 }],
  );
  // A literal would set the prototype.
  const prototype = JSON.parse('{"type":"object","properties":{"__proto__":{"type":"integer"},"a":{}}}') as unknown;
  topic.body({ 'application/json': { schema: prototype } }, [
    ['application/json', '{"a":1,"__proto__":2}', { a: 1 }],
    ['application/json', '{"a":1,"__proto__":"x"}', refused],
    ['application/json', '{"a":1,"\\u005f_proto__":"x"}', refused],
  ]);
  topic.body({ 'application/json': {} }, [
    ['application/json', '{"a":[{"__proto__":{"admin":true}}]}', { a: [{}] }],
    [
      'application/json',
      '{"constructor":{"prototype":{"admin":true}}}',
      { constructor: { prototype: { admin: true } } },
    ],
  ]);
  return topic;
}
