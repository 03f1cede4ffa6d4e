/** A description with a text of the tester's in every place that takes one, each place in an operation or schema of its own. */
import type { JsonObject } from './generate.js';

export const places = [
  'info.title',
  'info.version',
  'info.summary',
  'info.description',
  'info.termsOfService',
  'info.contact.name',
  'info.license.name',
  'server.url',
  'server.description',
  'server.variable',
  'tag.name',
  'tag.description',
  'operation.tag',
  'path',
  'path.parameter',
  'path.fragment',
  'query.parameter',
  'header.parameter',
  'cookie.parameter',
  'deepObject.parameter',
  'parameter.description',
  'parameter.default',
  'parameter.example',
  'parameter.contentType',
  'operationId',
  'operation.summary',
  'operation.description',
  'operation.externalDocs',
  'body.description',
  'body.mediaType',
  'multipart.property',
  'multipart.encoding',
  'form.property',
  'response.code',
  'response.description',
  'response.mediaType',
  'response.header',
  'link',
  'callback.name',
  'callback.expression',
  'webhook.name',
  'security.scheme',
  'security.scope',
  'security.apiKeyName',
  'security.bearerFormat',
  'schema.name',
  'schema.title',
  'schema.description',
  'schema.property',
  'schema.required',
  'schema.enum',
  'schema.enumMember',
  'schema.const',
  'schema.default',
  'schema.defaultMember',
  'schema.example',
  'schema.pattern',
  'schema.patternProperty',
  'schema.propertyName',
  'schema.format',
  'schema.contentMediaType',
  'schema.dependentRequired',
  'schema.limit',
  'discriminator.property',
  'discriminator.value',
  'ref',
  'extension.enumDescriptions',
  'extension.enumVarnames',
  'extension.name',
  'method',
] as const;
export type PlaceName = (typeof places)[number];

const ok = { 200: { description: '' } };
const get = (operation: JsonObject) => ({ get: { responses: ok, ...operation } });
const post = (content: JsonObject, more: JsonObject = {}) => ({
  post: { responses: ok, requestBody: { content, ...more } },
});
/** Own properties, `__proto__` too. */
const object = (...entries: [string, unknown][]): JsonObject => Object.fromEntries(entries);

export function hostileSpec(text: (place: PlaceName) => string): JsonObject {
  const parameter = (where: string, name: string, more: JsonObject = {}) => ({
    parameters: [{ in: where, name, required: where === 'path', schema: { type: 'string' }, ...more }],
  });
  const segment = text('path.parameter').replaceAll(/[/{}?#]/g, '');
  const schemas = object(
    [text('schema.name'), { type: 'object' }],
    ['Titled', { type: 'string', title: text('schema.title'), description: text('schema.description') }],
    ['Property', { type: 'object', properties: object([text('schema.property'), { type: 'string' }]) }],
    ['Required', { type: 'object', required: [text('schema.required')] }],
    ['Enum', { type: 'string', enum: [text('schema.enum'), 'other'] }],
    ['EnumMember', { enum: [object([text('schema.enumMember'), 1]), 2] }],
    ['Const', { const: text('schema.const') }],
    ['Default', { type: 'object', properties: { a: { type: 'string', default: text('schema.default') } } }],
    ['DefaultMember', { default: object([text('schema.defaultMember'), [text('schema.defaultMember')]]) }],
    ['Example', { type: 'string', example: text('schema.example'), examples: [text('schema.example')] }],
    ['Pattern', { type: 'string', pattern: text('schema.pattern') }],
    ['PatternProperty', { patternProperties: object([text('schema.patternProperty'), { type: 'string' }]) }],
    ['PropertyName', { propertyNames: { enum: [text('schema.propertyName')] } }],
    ['Format', { type: 'string', format: text('schema.format') }],
    ['ContentMediaType', { type: 'string', contentMediaType: text('schema.contentMediaType') }],
    [
      'Dependent',
      { dependentRequired: object([text('schema.dependentRequired'), [text('schema.dependentRequired')]]) },
    ],
    [
      'Limits',
      Object.fromEntries(
        'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems maxItems minProperties maxProperties minContains uniqueItems nullable'
          .split(' ')
          .map(keyword => [keyword, text('schema.limit')]),
      ),
    ],
    [
      'Choice',
      {
        oneOf: [{ $ref: '#/components/schemas/Property' }, { $ref: '#/components/schemas/Required' }],
        discriminator: {
          propertyName: text('discriminator.property'),
          mapping: object([text('discriminator.value'), '#/components/schemas/Property']),
        },
      },
    ],
    ['Ref', { $ref: text('ref') }],
    [
      'Extended',
      {
        type: 'string',
        enum: ['a', 'b'],
        'x-enum-descriptions': [text('extension.enumDescriptions')],
        'x-enumDescriptions': object(['a', text('extension.enumDescriptions')]),
        'x-enum-varnames': [text('extension.enumVarnames'), text('extension.enumVarnames')],
        'x-enumNames': [text('extension.enumVarnames')],
        ...object([`x-${text('extension.name')}`, text('extension.name')]),
      },
    ],
  );
  const paths = object(
    [`/path/${text('path')}`, get({})],
    [`/parameter/{${segment}}`, get(parameter('path', segment))],
    [`/fragment#${text('path.fragment')}`, get({})],
    ['/query', get(parameter('query', text('query.parameter')))],
    ['/header', get(parameter('header', text('header.parameter')))],
    ['/cookie', get(parameter('cookie', text('cookie.parameter')))],
    [
      '/deep',
      get(parameter('query', text('deepObject.parameter'), { style: 'deepObject', schema: { type: 'object' } })),
    ],
    ['/described', get(parameter('query', 'a', { description: text('parameter.description') }))],
    ['/default', get(parameter('query', 'a', { schema: { type: 'string', default: text('parameter.default') } }))],
    ['/example', get(parameter('query', 'a', { example: text('parameter.example') }))],
    [
      '/content',
      get({ parameters: [{ in: 'query', name: 'a', content: object([text('parameter.contentType'), {}]) }] }),
    ],
    ['/tagged', get({ tags: [text('operation.tag')] })],
    ['/tagged-too', get({ tags: [text('tag.name')] })],
    ['/id', get({ operationId: text('operationId') })],
    ['/summary', get({ summary: text('operation.summary') })],
    ['/description', get({ description: text('operation.description') })],
    [
      '/docs',
      get({ externalDocs: { url: text('operation.externalDocs'), description: text('operation.externalDocs') } }),
    ],
    ['/body', post({ 'text/plain': {} }, { description: text('body.description') })],
    ['/media', post(object([text('body.mediaType'), { schema: { type: 'string' } }], ['application/json', {}]))],
    [
      '/multipart',
      post({
        'multipart/form-data': {
          schema: {
            type: 'object',
            properties: object([text('multipart.property'), { type: 'string', format: 'binary' }]),
          },
          encoding: object([text('multipart.encoding'), { contentType: text('multipart.encoding') }]),
        },
      }),
    ],
    [
      '/form',
      post({
        'application/x-www-form-urlencoded': {
          schema: { type: 'object', properties: object([text('form.property'), { type: 'integer' }]) },
        },
      }),
    ],
    ['/code', get({ responses: object([text('response.code'), { description: '' }]) })],
    ['/response', get({ responses: { 200: { description: text('response.description') } } })],
    ['/media-too', get({ responses: { 200: { description: '', content: object([text('response.mediaType'), {}]) } } })],
    [
      '/headers',
      get({
        responses: {
          200: { description: '', headers: object([text('response.header'), { schema: { type: 'string' } }]) },
        },
      }),
    ],
    [
      '/link',
      get({ responses: { 200: { description: '', links: object([text('link'), { operationId: text('link') }]) } } }),
    ],
    ['/callback', get({ callbacks: object([text('callback.name'), { '{$request.body#/url}': get({}) }]) })],
    ['/callback-too', get({ callbacks: { called: object([text('callback.expression'), get({})]) } })],
    [
      '/secured',
      get({ security: [object([text('security.scheme'), [text('security.scope')]]), { key: [] }, { bearer: [] }] }),
    ],
    [
      '/method',
      object(
        [text('method'), { responses: ok }],
        ['additionalOperations', object([text('method'), { responses: ok }])],
      ),
    ],
  );
  return {
    openapi: '3.2.0',
    info: {
      title: text('info.title'),
      version: text('info.version'),
      summary: text('info.summary'),
      description: text('info.description'),
      termsOfService: text('info.termsOfService'),
      contact: { name: text('info.contact.name'), url: text('info.contact.name') },
      license: { name: text('info.license.name') },
    },
    servers: [
      {
        url: text('server.url'),
        description: text('server.description'),
        variables: object([text('server.variable'), { default: text('server.variable') }]),
      },
    ],
    tags: [{ name: text('tag.name'), description: text('tag.description') }],
    paths,
    webhooks: object([text('webhook.name'), post({ 'application/json': { schema: { type: 'string' } } })]),
    components: {
      schemas,
      securitySchemes: object(
        [text('security.scheme'), { type: 'http', scheme: 'basic' }],
        ['key', { type: 'apiKey', in: 'header', name: text('security.apiKeyName') }],
        ['bearer', { type: 'http', scheme: 'bearer', bearerFormat: text('security.bearerFormat') }],
      ),
    },
  };
}
