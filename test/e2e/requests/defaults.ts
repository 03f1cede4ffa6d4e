import { formType, multipart, multipartType, refused, Topic } from './topic.js';

/** Absent properties of a body are given the `default` of their schema (JSON Schema 2020-12, validation 9.2). */
export function defaults(): Topic {
  const topic = new Topic('defaults');
  const json = 'application/json';
  const fields = {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string', default: 'nobody' },
      state: { type: 'string', enum: ['active', 'closed'], default: 'active' },
      limit: { type: 'integer', default: 20 },
      tags: { type: 'array', items: { type: 'string' }, default: ['new'] },
      created: { type: 'string', readOnly: true, default: 'now' },
      bad: { type: 'integer', default: 'none' },
      file: { type: 'string', contentMediaType: 'image/png', default: 'none' },
    },
  };
  const filled = { name: 'a', state: 'active', limit: 20, tags: ['new'] };
  topic.body({ [json]: { schema: fields } }, [
    [json, '{"name":"a"}', { ...filled, file: 'none' }],
    [json, '{"name":"a","limit":1,"tags":[],"file":""}', { ...filled, limit: 1, tags: [], file: '' }],
    [json, '{"name":"a","constructor":1}', { ...filled, file: 'none', constructor: 1 }],
    [json, '{"name":"a","__proto__":{"limit":1}}', { ...filled, file: 'none' }],
    [json, '{"name":"a","limit":null}', refused],
    [json, '{}', refused],
  ]);
  topic.body({ [formType]: { schema: fields } }, [
    [formType, 'name=a', { ...filled, file: 'none' }],
    [formType, 'name=a&limit=1&tags=x', { ...filled, limit: 1, tags: ['x'], file: 'none' }],
    [formType, 'limit=1', refused],
  ]);
  topic.body({ 'multipart/form-data': { schema: fields } }, [
    [multipartType, multipart([['name="name"', undefined, 'a']]), filled],
    [
      multipartType,
      multipart([
        ['name="name"', undefined, 'a'],
        ['name="state"', undefined, 'closed'],
      ]),
      { ...filled, state: 'closed' },
    ],
  ]);
  const node = { $ref: '#/components/schemas/DefaultsNode' };
  topic.schemas.DefaultsNode = {
    type: 'object',
    properties: { size: { type: 'integer', default: 1 }, children: { type: 'array', items: node } },
  };
  topic.body({ [json]: { schema: node } }, [
    [
      json,
      '{"children":[{},{"size":2,"children":[{}]}]}',
      { size: 1, children: [{ size: 1 }, { size: 2, children: [{ size: 1 }] }] },
    ],
  ]);
  const schema = { allOf: [node], oneOf: [{ required: ['size'] }, { properties: { kind: { default: 'k' } } }] };
  topic.body({ [json]: { schema } }, [[json, '{}', { size: 1 }]]);
  const path = topic.operation({ requestBody: { content: { [json]: { schema: fields } } } }, 'patch');
  topic.send(
    'PATCH leaves a body as it is',
    'PATCH',
    path,
    { status: 200, at: [['body'], { name: 'a' }] },
    {
      headers: { 'content-type': json },
      body: '{"name":"a"}',
    },
  );
  return topic;
}
