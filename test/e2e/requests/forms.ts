import { absent, formType, multipart, multipartType, refused, Topic, unsupported } from './topic.js';

/** https://spec.openapis.org/oas/v3.1.1.html#encoding-the-x-www-form-urlencoded-media-type */
export function urlencoded(): Topic {
  const topic = new Topic('urlencoded');
  const form = (schema: object, rows: readonly (readonly [string, unknown])[], encoding?: object) =>
    topic.body(
      { [formType]: { schema, ...(encoding && { encoding }) } },
      rows.map(([sent, arrives]) => [formType, sent, arrives]),
    );
  const fields = {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string' },
      age: { type: 'integer', minimum: 0 },
      admin: { type: 'boolean' },
      tags: { type: 'array', items: { type: 'string' } },
    },
  };
  form(fields, [
    ['name=Ada&age=36', { name: 'Ada', age: 36 }],
    ['name=Ada+L&admin=true', { name: 'Ada L', admin: true }],
    ['name=%C3%A9%26', { name: 'é&' }],
    ['name=36', { name: '36' }],
    ['name=', { name: '' }],
    ['name=a&tags=x&tags=y', { name: 'a', tags: ['x', 'y'] }],
    ['name=a&tags=x', { name: 'a', tags: ['x'] }],
    ['age=36', refused],
    ['name=a&age=-1', refused],
    ['name=a&age=old', refused],
    ['name=a&age=', refused],
    ['name=a&admin=1', refused],
    ['name=a&name=b', refused],
    ['name=%E0%A4%A', refused],
    ['', refused],
    ['name=a&other=b', { name: 'a', other: 'b' }],
    ['name=a&__proto__=b', { name: 'a' }],
  ]);
  form({ ...fields, additionalProperties: false }, [
    ['name=a', { name: 'a' }],
    ['name=a&other=b', refused],
  ]);
  form(
    { type: 'object', properties: { ids: { type: 'array', items: { type: 'integer' } } } },
    [
      ['ids=1,2', { ids: [1, 2] }],
      ['ids=1,x', refused],
    ],
    { ids: { style: 'form', explode: false } },
  );
  form(
    { type: 'object', properties: { ids: { type: 'array', items: { type: 'integer' } } } },
    [['ids=1|2', { ids: [1, 2] }]],
    { ids: { style: 'pipeDelimited', explode: false } },
  );
  form(
    { type: 'object', properties: { ids: { type: 'array', items: { type: 'integer' } } } },
    [['ids=1%202', { ids: [1, 2] }]],
    { ids: { style: 'spaceDelimited', explode: false } },
  );
  const address = { type: 'object', properties: { zip: { type: 'integer' } }, required: ['zip'] };
  form({ type: 'object', properties: { address } }, [
    ['address=%7B%22zip%22%3A1%7D', { address: { zip: 1 } }],
    ['address=%7B%22zip%22%3A%22a%22%7D', refused],
    ['address=%7B', refused],
  ]);
  form(
    { type: 'object', properties: { address } },
    [
      ['address[zip]=1', { address: { zip: 1 } }],
      ['address[zip]=a', refused],
    ],
    {
      address: { style: 'deepObject', explode: true },
    },
  );
  form(
    { type: 'object', properties: { list: { type: 'array', items: {} } } },
    [['list=%5B1%2C%22a%22%5D', { list: [1, 'a'] }]],
    {
      list: { contentType: 'application/json' },
    },
  );
  form({ type: 'object', properties: { list: { type: 'array', items: address } } }, [
    ['list=%7B%22zip%22%3A1%7D&list=%7B%22zip%22%3A2%7D', { list: [{ zip: 1 }, { zip: 2 }] }],
    ['list=%7B%22zip%22%3A1%7D', { list: [{ zip: 1 }] }],
    ['list=%7B%7D', refused],
  ]);
  form({ type: 'object', additionalProperties: { type: 'integer' } }, [
    ['a=1&b=2', { a: 1, b: 2 }],
    ['a=x', refused],
  ]);
  form({ allOf: [fields, { type: 'object', properties: { extra: { type: 'integer' } }, required: ['extra'] }] }, [
    ['name=a&extra=1', { name: 'a', extra: 1 }],
    ['name=a', refused],
  ]);
  topic.body(
    { [formType]: { schema: fields } },
    [
      [formType, undefined, absent],
      [`${formType}; charset=utf-8`, 'name=a', { name: 'a' }],
      ['application/json', '{"name":"a"}', unsupported],
    ],
    false,
  );
  return topic;
}

/** https://spec.openapis.org/oas/v3.1.1.html#encoding-multipart-media-types */
export function multipartForms(): Topic {
  const topic = new Topic('multipart');
  const binary = { type: 'string', format: 'binary' };
  const fields = {
    type: 'object',
    required: ['title', 'file'],
    properties: {
      title: { type: 'string', maxLength: 5 },
      count: { type: 'integer' },
      flag: { type: 'boolean' },
      file: binary,
      extra: { type: 'array', items: binary, maxItems: 2 },
      tags: { type: 'array', items: { type: 'string' } },
      numbers: { type: 'array', items: { type: 'integer' } },
      meta: { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] },
    },
  };
  const title = ['name="title"', undefined, 'hi'] as const;
  const file = ['name="file"; filename="a.txt"', 'text/plain', 'abc'] as const;
  const arrived = { title: 'hi', file: { file: 'a.txt', type: 'text/plain', text: 'abc' } };
  const form = (
    schema: object,
    rows: readonly (readonly [parts: Parameters<typeof multipart>[0], arrives: unknown])[],
    encoding?: object,
  ) =>
    topic.body(
      { 'multipart/form-data': { schema, ...(encoding && { encoding }) } },
      rows.map(([parts, arrives]) => [multipartType, multipart(parts), arrives]),
    );
  form(fields, [
    [[title, file], arrived],
    [[title, file, ['name="count"', undefined, '5']], { ...arrived, count: 5 }],
    [[title, file, ['name="count"', undefined, 'x']], refused],
    [[title, file, ['name="flag"', undefined, 'true']], { ...arrived, flag: true }],
    [[title, file, ['name="meta"', 'application/json', '{"a":1}']], { ...arrived, meta: { a: 1 } }],
    [[title, file, ['name="meta"', undefined, '{"a":1}']], { ...arrived, meta: { a: 1 } }],
    [[title, file, ['name="meta"', 'application/json', '{"a":"1"}']], refused],
    [[title, file, ['name="meta"', 'application/json', '{']], refused],
    [[title, file, ['name="tags"', undefined, 'x'], ['name="tags"', undefined, 'y']], { ...arrived, tags: ['x', 'y'] }],
    [[title, file, ['name="tags"', undefined, 'x']], { ...arrived, tags: ['x'] }],
    [
      [title, file, ['name="numbers"', undefined, '1'], ['name="numbers"', undefined, '2']],
      { ...arrived, numbers: [1, 2] },
    ],
    [
      [title, file, ['name="extra"; filename="b"', 'application/octet-stream', 'b']],
      { ...arrived, extra: [{ file: 'b', type: 'application/octet-stream', text: 'b' }] },
    ],
    [
      [title, file, ...['b', 'c', 'd'].map(name => [`name="extra"; filename="${name}"`, 'text/plain', name] as const)],
      refused,
    ],
    [[file], refused],
    [[title], refused],
    [[['name="title"', undefined, 'too long'], file], refused],
    [[title, ['name="file"', undefined, 'no file']], refused],
    [[title, ['name="file"', 'image/png', 'x']], { title: 'hi', file: { file: '', type: 'image/png', text: 'x' } }],
    [[title, file, ['name="tags"', 'text/plain; charset=iso-8859-1', 'x']], { ...arrived, tags: ['x'] }],
    [[], refused],
    [
      [title, ['name="file"; filename="empty.txt"', 'text/plain', '']],
      { title: 'hi', file: { file: 'empty.txt', type: 'text/plain', text: '' } },
    ],
    [
      [title, ['name="file"; filename="../../x"', 'text/plain', 'abc']],
      { title: 'hi', file: { file: '../../x', type: 'text/plain', text: 'abc' } },
    ],
  ]);
  form(
    { type: 'object', properties: { image: binary, meta: { type: 'object' } }, required: ['image'] },
    [
      [
        [['name="image"; filename="a.png"', 'image/png', 'x']],
        { image: { file: 'a.png', type: 'image/png', text: 'x' } },
      ],
      [
        [['name="image"; filename="a.jpg"', 'image/jpeg', 'x']],
        { image: { file: 'a.jpg', type: 'image/jpeg', text: 'x' } },
      ],
      [[['name="image"; filename="a.gif"', 'image/gif', 'x']], refused],
      [[['name="image"; filename="a.html"', 'text/html', 'x']], refused],
    ],
    { image: { contentType: 'image/png, image/jpeg' } },
  );
  form(
    { type: 'object', properties: { images: { type: 'array', items: binary } } },
    [
      [
        [['name="images"; filename="a.png"', 'image/png', 'x']],
        { images: [{ file: 'a.png', type: 'image/png', text: 'x' }] },
      ],
      [[['name="images"; filename="a.txt"', 'text/plain', 'x']], refused],
    ],
    { images: { contentType: 'image/*' } },
  );
  form(
    { type: 'object', properties: { data: { type: 'array', items: { type: 'integer' } } } },
    [
      [[['name="data"', 'application/json', '[1,2]']], { data: [1, 2] }],
      [[['name="data"', 'application/json', '["a"]']], refused],
    ],
    { data: { contentType: 'application/json' } },
  );
  form({ type: 'object', properties: { upload: {} } }, [
    [
      [['name="upload"; filename="a.bin"', 'application/octet-stream', 'x']],
      { upload: { file: 'a.bin', type: 'application/octet-stream', text: 'x' } },
    ],
  ]);
  form(
    { type: 'object', properties: { upload: {} } },
    [
      [
        [['name="upload"; filename="a.png"', 'image/png', 'x']],
        { upload: { file: 'a.png', type: 'image/png', text: 'x' } },
      ],
      [[['name="upload"; filename="a.txt"', 'text/plain', 'x']], refused],
    ],
    { upload: { contentType: 'image/*' } },
  );
  form(
    { type: 'object', properties: { ids: { type: 'array', items: { type: 'integer' } } } },
    [
      [[['name="ids"', undefined, '1,2']], { ids: [1, 2] }],
      [[['name="ids"', undefined, '1,x']], refused],
    ],
    { ids: { style: 'form', explode: false } },
  );
  form({ type: 'object', properties: { upload: { contentMediaType: 'image/png' } } }, [
    [
      [['name="upload"; filename="a.png"', 'image/png', 'x']],
      { upload: { file: 'a.png', type: 'image/png', text: 'x' } },
    ],
  ]);
  form({ type: 'object', additionalProperties: { type: 'integer' } }, [
    [[['name="a"', undefined, '1']], { a: 1 }],
    [[['name="a"', undefined, 'x']], refused],
  ]);
  form({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }, [
    [[['name="a"', undefined, '1']], { a: '1' }],
    [[['name="b"', undefined, '1']], refused],
  ]);
  topic.body({ 'multipart/form-data': { schema: fields } }, [
    ['multipart/form-data', multipart([title, file]), refused],
    [multipartType, 'nonsense', refused],
    ['multipart/form-data; boundary="xx"', multipart([title, file]), arrived],
    ['Multipart/Form-Data; charset=utf-8; boundary=xx', multipart([title, file]), arrived],
    [multipartType, `a preamble\r\n${multipart([title, file])}an epilogue`, arrived],
    [multipartType, multipart([title, file]).replaceAll('--xx\r\n', '--xx \t\r\n'), arrived],
    [multipartType, multipart([title, file]).slice(0, -8), refused],
    [
      multipartType,
      multipart([title, ['name="file"; filename="n\u00e4me.txt"', 'text/plain', 'abc']]),
      { title: 'hi', file: { file: 'n\u00e4me.txt', type: 'text/plain', text: 'abc' } },
    ],
    [multipartType, multipart([title, file, ['name="__proto__"', undefined, 'x']]), arrived],
    [
      multipartType,
      multipart([title, file, ['name="more"', 'text/plain; charset=utf-8', 'x']]),
      { ...arrived, more: 'x' },
    ],
    [multipartType, '', refused],
    [multipartType, undefined, refused],
    ['application/json', '{}', unsupported],
    [formType, 'title=a', unsupported],
  ]);
  return topic;
}
