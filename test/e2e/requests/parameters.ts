import { absent, notFound, refused, Topic } from './topic.js';

/** Text becomes a number or a boolean only where the schema says so and JSON would write it so. */
export function coercion(): Topic {
  const topic = new Topic('coercion');
  const query = (schema: unknown, rows: readonly (readonly [string, unknown])[], more = {}) =>
    topic.parameter('query', { schema, ...more }, rows);
  query({ type: 'integer' }, [
    ['p=5', 5],
    ['p=-3', -3],
    ['p=0', 0],
    ['p=5.5', refused],
    ['p=abc', refused],
    ['p=', refused],
    ['p', refused],
    ['p=0x10', refused],
    ['p=5abc', refused],
    ['p=%205', refused],
    ['p=+5', refused],
    ['p=NaN', refused],
    ['p=Infinity', refused],
    ['p=true', refused],
    ['p=null', refused],
    ['p=1&p=2', refused],
    ['p[]=1', absent],
    ['P=1', absent],
    ['', absent],
    ['other=1', absent],
  ]);
  query({ type: 'integer', minimum: 1, maximum: 100 }, [
    ['p=1', 1],
    ['p=100', 100],
    ['p=0', refused],
    ['p=101', refused],
  ]);
  query({ type: 'integer', format: 'int32' }, [
    ['p=2147483647', 2147483647],
    ['p=2147483648', refused],
    ['p=-2147483648', -2147483648],
  ]);
  query({ type: 'integer', format: 'int64' }, [['p=9007199254740991', 9007199254740991]]);
  query({ type: 'number' }, [
    ['p=1.5', 1.5],
    ['p=-0.25', -0.25],
    ['p=1e3', 1000],
    ['p=7', 7],
    ['p=1,5', refused],
    ['p=1.', refused],
    ['p=--1', refused],
  ]);
  query({ type: 'number', exclusiveMinimum: 0, multipleOf: 0.01 }, [
    ['p=0.29', 0.29],
    ['p=19.99', 19.99],
    ['p=0', refused],
    ['p=0.001', refused],
  ]);
  query({ type: 'boolean' }, [
    ['p=true', true],
    ['p=false', false],
    ['p=1', refused],
    ['p=0', refused],
    ['p=TRUE', refused],
    ['p=yes', refused],
    ['p=', refused],
  ]);
  query({ type: 'string' }, [
    ['p=5', '5'],
    ['p=true', 'true'],
    ['p=null', 'null'],
    ['p=', ''],
    ['p=a%20b', 'a b'],
    ['p=a+b', 'a b'],
    ['p=a%2Bb', 'a+b'],
    ['p=%C3%A9', 'é'],
    ['p=%F0%9F%98%80', '😀'],
    ['p=a%26b%3Dc', 'a&b=c'],
    ['p=a=b', 'a=b'],
    ['p=%E0%A4%A', refused],
    ['p=%', refused],
    ['p=%FF', refused],
    ['p=a&p=b', refused],
  ]);
  query({ type: 'string', minLength: 2, maxLength: 3 }, [
    ['p=ab', 'ab'],
    ['p=a', refused],
    ['p=abcd', refused],
    ['p=%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80', '😀😀😀'],
    ['p=%F0%9F%98%80', refused],
  ]);
  query({ type: 'string', enum: ['asc', 'desc'] }, [
    ['p=asc', 'asc'],
    ['p=ASC', refused],
    ['p=', refused],
  ]);
  query({ type: 'integer', enum: [1, 2, 3] }, [
    ['p=2', 2],
    ['p=4', refused],
    ['p=two', refused],
  ]);
  query({ enum: [1, 'a', true] }, [
    ['p=1', 1],
    ['p=a', 'a'],
    ['p=true', true],
    ['p=b', refused],
  ]);
  query({ const: 7 }, [
    ['p=7', 7],
    ['p=8', refused],
  ]);
  query({ type: 'string', pattern: '^[A-Z]{2}$' }, [
    ['p=AB', 'AB'],
    ['p=ab', refused],
    ['p=AB%0A', refused],
  ]);
  query({ type: ['integer', 'null'] }, [
    ['p=3', 3],
    ['p=null', null],
    ['p=x', refused],
  ]);
  query({ oneOf: [{ type: 'integer' }, { type: 'boolean' }] }, [
    ['p=3', 3],
    ['p=true', true],
    ['p=x', refused],
  ]);
  query(
    {
      anyOf: [
        { type: 'integer', minimum: 10 },
        { type: 'string', pattern: '^[a-z]+$' },
      ],
    },
    [
      ['p=12', 12],
      ['p=abc', 'abc'],
      ['p=5', refused],
    ],
  );
  query({ allOf: [{ type: 'integer' }, { minimum: 3 }] }, [
    ['p=3', 3],
    ['p=2', refused],
  ]);
  query({ type: 'integer', default: 20 }, [
    ['', 20],
    ['p=1', 1],
    ['p=x', refused],
  ]);
  query({ type: 'boolean', default: false }, [
    ['', false],
    ['p=true', true],
  ]);
  query({ type: 'array', items: { type: 'string' }, default: ['a'] }, [
    ['', ['a']],
    ['p=b', ['b']],
  ]);
  query(
    { type: 'integer' },
    [
      ['', refused],
      ['p=1', 1],
    ],
    { required: true },
  );
  query(
    { type: 'string' },
    [
      ['', refused],
      ['p=', ''],
    ],
    { required: true },
  );
  query(
    { type: 'boolean' },
    [
      ['p=', absent],
      ['p', absent],
      ['p=true', true],
    ],
    { allowEmptyValue: true },
  );
  query({ type: 'string', format: 'date' }, [
    ['p=2024-02-29', '2024-02-29'],
    ['p=2023-02-29', refused],
    ['p=2024-2-9', refused],
  ]);
  query({ type: 'string', format: 'date-time' }, [
    ['p=2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
    ['p=2024-01-01T00:00:00%2B02:00', '2024-01-01T00:00:00+02:00'],
    ['p=2024-01-01', refused],
    ['p=2024-01-01T25:00:00Z', refused],
  ]);
  query({ type: 'string', format: 'uuid' }, [
    ['p=123e4567-e89b-12d3-a456-426614174000', '123e4567-e89b-12d3-a456-426614174000'],
    ['p=123e4567e89b12d3a456426614174000', refused],
  ]);
  query({ type: 'string', format: 'email' }, [
    ['p=a%40example.com', 'a@example.com'],
    ['p=a', refused],
  ]);
  topic.parameter('query', { name: '__proto__', schema: { type: 'string' } }, [['', absent]]);
  topic.parameter('query', { name: 'constructor', schema: { type: 'integer' } }, [
    ['constructor=5', 5],
    ['', absent],
  ]);
  topic.parameter('query', { name: 'filter[name]', schema: { type: 'string' } }, [
    ['filter[name]=x', 'x'],
    ['filter%5Bname%5D=x', 'x'],
  ]);
  topic.parameter('query', { name: 'ids[]', schema: { type: 'array', items: { type: 'integer' } } }, [
    ['ids[]=1&ids[]=2', [1, 2]],
    ['ids%5B%5D=1', [1]],
  ]);
  topic.parameter('query', { name: 'a b', schema: { type: 'string' } }, [
    ['a%20b=1', '1'],
    ['a+b=1', '1'],
  ]);
  return topic;
}

/** https://spec.openapis.org/oas/v3.1.1.html#style-values and #style-examples */
export function queryStyles(): Topic {
  const topic = new Topic('query styles');
  const strings = { type: 'array', items: { type: 'string' } };
  const integers = { type: 'array', items: { type: 'integer' } };
  const color = {
    type: 'object',
    properties: { R: { type: 'integer' }, G: { type: 'integer' }, B: { type: 'integer' } },
    required: ['R'],
    additionalProperties: false,
  };
  const rgb = { R: 100, G: 200, B: 150 };
  const query = (parameter: object, rows: readonly (readonly [string, unknown])[]) =>
    topic.parameter('query', { ...parameter }, rows);
  query({ schema: strings }, [
    ['p=blue&p=black', ['blue', 'black']],
    ['p=blue', ['blue']],
    ['p=blue,black', ['blue,black']],
    ['p=', ['']],
    ['', absent],
    ['p=a%2Cb&p=c', ['a,b', 'c']],
  ]);
  query({ schema: integers }, [
    ['p=1&p=2', [1, 2]],
    ['p=1', [1]],
    ['p=1&p=x', refused],
  ]);
  query({ schema: { ...integers, minItems: 2, maxItems: 3, uniqueItems: true } }, [
    ['p=1&p=2', [1, 2]],
    ['p=1', refused],
    ['p=1&p=1', refused],
    ['p=1&p=2&p=3&p=4', refused],
  ]);
  query({ schema: strings, explode: false }, [
    ['p=blue,black,brown', ['blue', 'black', 'brown']],
    ['p=blue', ['blue']],
    ['p=a%2Cb,c', ['a,b', 'c']],
    ['p=a%20b,c', ['a b', 'c']],
  ]);
  query({ schema: integers, explode: false }, [
    ['p=1,2,3', [1, 2, 3]],
    ['p=1%2C2', [1, 2]],
    ['p=1,x', refused],
    ['p=1,,2', refused],
  ]);
  query({ schema: { type: 'array', items: { type: 'boolean' } }, explode: false }, [
    ['p=true,false', [true, false]],
    ['p=true,1', refused],
  ]);
  query({ schema: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, explode: false }, [
    ['p=a,b', ['a', 'b']],
    ['p=a,c', refused],
  ]);
  query({ schema: strings, style: 'spaceDelimited', explode: false }, [
    ['p=blue%20black', ['blue', 'black']],
    ['p=blue+black', ['blue', 'black']],
    ['p=blue', ['blue']],
  ]);
  query({ schema: integers, style: 'spaceDelimited', explode: false }, [
    ['p=1%202', [1, 2]],
    ['p=1%20x', refused],
  ]);
  query({ schema: strings, style: 'pipeDelimited', explode: false }, [
    ['p=blue|black', ['blue', 'black']],
    ['p=blue%7Cblack', ['blue', 'black']],
    ['p=blue', ['blue']],
  ]);
  query({ schema: integers, style: 'pipeDelimited', explode: false }, [
    ['p=1|2', [1, 2]],
    ['p=1|x', refused],
  ]);
  query({ schema: strings, style: 'pipeDelimited', explode: true }, [['p=a&p=b', ['a', 'b']]]);
  query({ schema: strings, style: 'spaceDelimited', explode: true }, [['p=a&p=b', ['a', 'b']]]);
  query({ schema: color }, [
    ['R=100&G=200&B=150', rgb],
    ['R=100', { R: 100 }],
    ['', absent],
    ['G=1', refused],
    ['R=x', refused],
    ['R=1&other=2', { R: 1 }],
  ]);
  query({ schema: color, explode: false }, [
    ['p=R,100,G,200,B,150', rgb],
    ['p=R,100', { R: 100 }],
    ['p=R,x', refused],
    ['p=R,1,X,2', refused],
    ['p=G,1', refused],
  ]);
  query({ schema: color, style: 'deepObject', explode: true }, [
    ['p[R]=100&p[G]=200&p[B]=150', rgb],
    ['p%5BR%5D=100&p%5BG%5D=200&p%5BB%5D=150', rgb],
    ['p[G]=1', refused],
    ['p[R]=x', refused],
    ['p[R]=1&p[X]=2', refused],
    ['', absent],
  ]);
  query({ schema: color, style: 'deepObject', required: true }, [
    ['', refused],
    ['p[R]=1', { R: 1 }],
  ]);
  query(
    {
      style: 'deepObject',
      schema: {
        type: 'object',
        properties: {
          tags: strings,
          age: { type: 'object', properties: { gte: { type: 'integer' } } },
          active: { type: 'boolean' },
        },
      },
    },
    [
      ['p[age][gte]=5', { age: { gte: 5 } }],
      ['p[tags]=a&p[tags]=b', { tags: ['a', 'b'] }],
      ['p[tags][]=a', { tags: ['a'] }],
      ['p[tags][0]=a&p[tags][1]=b', { tags: ['a', 'b'] }],
      ['p[active]=false', { active: false }],
      ['p[age][gte]=x', refused],
      ['p[__proto__][x]=1', {}],
    ],
  );
  query({ style: 'deepObject', schema: { type: 'object', additionalProperties: { type: 'integer' } } }, [
    ['p[a]=1&p[b]=2', { a: 1, b: 2 }],
    ['p[a]=x', refused],
  ]);
  query({ content: { 'application/json': { schema: color } } }, [
    ['p=%7B%22R%22%3A1%7D', { R: 1 }],
    ['p={"R":1}'.replaceAll('"', '%22'), { R: 1 }],
    ['p=%7B%22R%22%3A%221%22%7D', refused],
    ['p=%7B', refused],
    ['p=5', refused],
    ['', absent],
  ]);
  query({ content: { 'application/json': { schema: integers } } }, [
    ['p=[1,2]', [1, 2]],
    ['p=["1"]'.replaceAll('"', '%22'), refused],
  ]);
  query({ content: { 'application/json': { schema: { type: 'string' } } } }, [
    ['p=%22a%22', 'a'],
    ['p=a', refused],
  ]);
  query({ schema: { type: 'string' }, allowReserved: true }, [
    ['p=a/b?c', 'a/b?c'],
    ["p=http://x/y:z@[]!$'()*,;", "http://x/y:z@[]!$'()*,;"],
    ['p=a%2Fb', 'a/b'],
  ]);
  query({ schema: { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'boolean' }] }, explode: false }, [
    ['p=1,true', [1, true]],
    ['p=true,1', refused],
  ]);
  query({ schema: { oneOf: [{ type: 'integer' }, integers] } }, [
    ['p=1&p=2', [1, 2]],
    ['p=x', refused],
  ]);
  const filter = { name: 'filter', in: 'query', style: 'deepObject', schema: color };
  topic.parameter('query', { schema: strings, explode: false }, [['p=a,b&filter[R]=1', ['a', 'b']]], [filter]);
  return topic;
}

export function pathStyles(): Topic {
  const topic = new Topic('path styles');
  const path = (parameter: object, rows: readonly (readonly [string, unknown])[]) =>
    topic.parameter('path', { ...parameter }, rows);
  const strings = { type: 'array', items: { type: 'string' } };
  const integers = { type: 'array', items: { type: 'integer' } };
  const color = { type: 'object', properties: { R: { type: 'integer' }, G: { type: 'integer' } }, required: ['R'] };
  const rg = { R: 100, G: 200 };
  path({ schema: { type: 'integer' } }, [
    ['5', 5],
    ['-5', -5],
    ['x', refused],
    ['5.5', refused],
    ['', notFound],
    ['5/', notFound],
  ]);
  path({ schema: { type: 'string' } }, [
    ['a%20b', 'a b'],
    ['a%2Fb', 'a/b'],
    ['a+b', 'a+b'],
    ['%C3%A9', 'é'],
    ['a,b', 'a,b'],
    ['a.b', 'a.b'],
    ['a:b@c', 'a:b@c'],
    ['%25', '%'],
    ['%ZZ', refused],
    ['%FF', refused],
    ['a/b', notFound],
    ['true', 'true'],
    ['__proto__', '__proto__'],
  ]);
  path({ schema: { type: 'string', format: 'uuid' } }, [
    ['123e4567-e89b-12d3-a456-426614174000', '123e4567-e89b-12d3-a456-426614174000'],
    ['1', refused],
  ]);
  path({ schema: { type: 'string', enum: ['a', 'b'] } }, [
    ['a', 'a'],
    ['c', refused],
  ]);
  path({ schema: { type: 'boolean' } }, [
    ['true', true],
    ['1', refused],
  ]);
  path({ schema: integers }, [
    ['3,4,5', [3, 4, 5]],
    ['3', [3]],
    ['3,x', refused],
  ]);
  path({ schema: strings }, [
    ['a,b', ['a', 'b']],
    ['a%2Cb,c', ['a,b', 'c']],
  ]);
  path({ schema: color }, [
    ['R,100,G,200', rg],
    ['G,1', refused],
  ]);
  path({ schema: color, explode: true }, [
    ['R=100,G=200', rg],
    ['R=x', refused],
  ]);
  path({ schema: { type: 'integer' }, style: 'label' }, [
    ['.5', 5],
    ['.x', refused],
  ]);
  path({ schema: integers, style: 'label' }, [['.3,4,5', [3, 4, 5]]]);
  path({ schema: integers, style: 'label', explode: true }, [['.3.4.5', [3, 4, 5]]]);
  path({ schema: color, style: 'label' }, [['.R,100,G,200', rg]]);
  path({ schema: color, style: 'label', explode: true }, [['.R=100.G=200', rg]]);
  path({ schema: { type: 'integer' }, style: 'matrix' }, [
    [';p=5', 5],
    [';p=x', refused],
  ]);
  path({ schema: integers, style: 'matrix' }, [[';p=3,4,5', [3, 4, 5]]]);
  path({ schema: integers, style: 'matrix', explode: true }, [[';p=3;p=4;p=5', [3, 4, 5]]]);
  path({ schema: color, style: 'matrix' }, [[';p=R,100,G,200', rg]]);
  path({ schema: color, style: 'matrix', explode: true }, [[';R=100;G=200', rg]]);
  path({ content: { 'application/json': { schema: color } } }, [
    ['%7B%22R%22%3A1%7D', { R: 1 }],
    ['%7B', refused],
  ]);
  return topic;
}

export function headersAndCookies(): Topic {
  const topic = new Topic('headers and cookies');
  const integers = { type: 'array', items: { type: 'integer' } };
  const strings = { type: 'array', items: { type: 'string' } };
  const color = { type: 'object', properties: { R: { type: 'integer' }, G: { type: 'integer' } }, required: ['R'] };
  const rg = { R: 100, G: 200 };
  const header = (parameter: object, rows: readonly (readonly [string, unknown])[]) =>
    topic.parameter('header', { name: 'X-P', ...parameter }, rows);
  header({ schema: { type: 'integer' } }, [
    ['5', 5],
    ['x', refused],
    ['', absent],
  ]);
  header({ schema: { type: 'boolean' } }, [
    ['true', true],
    ['1', refused],
  ]);
  header({ schema: { type: 'string' } }, [
    ['a%20b', 'a%20b'],
    ['a, b', 'a, b'],
    ['5', '5'],
  ]);
  header({ schema: { type: 'string' }, required: true }, [
    ['', refused],
    ['x', 'x'],
  ]);
  header({ schema: { type: 'integer', default: 3 } }, [
    ['', 3],
    ['4', 4],
  ]);
  header({ schema: integers }, [
    ['1,2', [1, 2]],
    ['1, 2', [1, 2]],
    ['1,x', refused],
    ['7', [7]],
  ]);
  header({ schema: strings }, [['a,b', ['a', 'b']]]);
  header({ schema: color }, [
    ['R,100,G,200', rg],
    ['G,1', refused],
  ]);
  header({ schema: color, explode: true }, [
    ['R=100,G=200', rg],
    ['R=x', refused],
  ]);
  header({ content: { 'application/json': { schema: color } } }, [
    ['{"R":1}', { R: 1 }],
    ['{', refused],
  ]);
  header({ schema: { type: 'string', format: 'uuid' } }, [
    ['123e4567-e89b-12d3-a456-426614174000', '123e4567-e89b-12d3-a456-426614174000'],
    ['1', refused],
  ]);
  const cookie = (parameter: object, rows: readonly (readonly [string, unknown])[]) =>
    topic.parameter('cookie', { ...parameter }, rows);
  cookie({ schema: { type: 'integer' } }, [
    ['p=5', 5],
    ['a=1; p=5; b=2', 5],
    ['p=x', refused],
    ['', absent],
    ['q=5', absent],
  ]);
  cookie({ schema: { type: 'string' } }, [
    ['p=a+b%2B', 'a+b+'],
    ['p=a%20b', 'a b'],
    ['p="a"', 'a'],
    ['p=a=b', 'a=b'],
    ['p=', ''],
  ]);
  cookie({ schema: { type: 'string' }, required: true }, [
    ['', refused],
    ['p=1', '1'],
  ]);
  cookie({ schema: { type: 'boolean', default: true } }, [
    ['', true],
    ['p=false', false],
  ]);
  cookie({ schema: integers, explode: false }, [
    ['p=1,2,3', [1, 2, 3]],
    ['p=1,x', refused],
  ]);
  cookie({ schema: color, explode: false }, [['p=R,100,G,200', rg]]);
  cookie({ content: { 'application/json': { schema: color } } }, [['p=%7B%22R%22%3A1%7D', { R: 1 }]]);
  return topic;
}
