/**
 * What may stand where in an API description, as far as references go: OpenAPI 2.0 to 3.2. A form is the kind of an object, or
 * `kind*`: an object whose keys are names that somebody chose. Lists have the form of their elements.
 */
export type Kind =
  | 'api'
  | 'components'
  | 'paths'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'requestBody'
  | 'responses'
  | 'response'
  | 'header'
  | 'mediaType'
  | 'encoding'
  | 'example'
  | 'link'
  | 'callback'
  | 'schema'
  | 'discriminator'
  | 'mappingTarget'
  | 'securityScheme'
  | 'requirement'
  | 'tag'
  | 'tagName'
  | 'operationId'
  | 'operationName'
  | 'operationRef'
  | 'declaredTag'
  /** Anything: a part of a description that nobody has named yet. */
  | 'unknown'
  /** Values that the API deals with: nothing in them refers to anything. */
  | 'data';

export type Form = Kind | `${Kind}*`;

interface Members {
  readonly keys: ReadonlyMap<string, Form>;
  readonly others: Form;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

const schema: Record<string, Form> = {
  properties: 'schema*',
  patternProperties: 'schema*',
  dependentSchemas: 'schema*',
  $defs: 'schema*',
  definitions: 'schema*',
  discriminator: 'discriminator',
  default: 'data',
  enum: 'data',
  const: 'data',
  example: 'data',
  examples: 'data',
};
for (const key of [
  ...['items', 'prefixItems', 'contains', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'contentSchema'],
  ...['additionalProperties', 'additionalItems', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties'],
]) {
  schema[key] = 'schema';
}

const content: Record<string, Form> = {
  schema: 'schema',
  example: 'data',
  examples: 'example*',
  content: 'mediaType*',
};
const operation: Record<string, Form> = {
  tags: 'tagName',
  operationId: 'operationId',
  parameters: 'parameter',
  requestBody: 'requestBody',
  responses: 'responses',
  callbacks: 'callback*',
  security: 'requirement',
};
const response: Record<string, Form> = { ...content, headers: 'header*', examples: 'data', links: 'link*' };
const mediaType: Record<string, Form> = {
  ...content,
  itemSchema: 'schema',
  encoding: 'encoding*',
  itemEncoding: 'encoding',
  prefixEncoding: 'encoding',
};

const forms: Partial<Record<Kind, readonly [Record<string, Form>, Form?]>> = {
  api: [
    {
      paths: 'paths',
      webhooks: 'pathItem*',
      components: 'components',
      tags: 'tag',
      security: 'requirement',
      definitions: 'schema*',
      parameters: 'parameter*',
      responses: 'response*',
      securityDefinitions: 'securityScheme*',
    },
  ],
  components: [
    {
      schemas: 'schema*',
      responses: 'response*',
      parameters: 'parameter*',
      examples: 'example*',
      requestBodies: 'requestBody*',
      headers: 'header*',
      securitySchemes: 'securityScheme*',
      links: 'link*',
      callbacks: 'callback*',
      pathItems: 'pathItem*',
      mediaTypes: 'mediaType*',
    },
  ],
  paths: [{}, 'pathItem'],
  pathItem: [
    {
      ...Object.fromEntries(methods.map(method => [method, 'operation' as const])),
      parameters: 'parameter',
      additionalOperations: 'operation*',
    },
  ],
  operation: [operation],
  parameter: [{ ...content, items: 'schema' }],
  requestBody: [content],
  responses: [{}, 'response'],
  response: [response],
  header: [{ ...content, items: 'schema' }],
  mediaType: [mediaType],
  encoding: [{ headers: 'header*', encoding: 'encoding*', itemEncoding: 'encoding', prefixEncoding: 'encoding' }],
  example: [{ value: 'data', dataValue: 'data' }],
  link: [{ operationId: 'operationName', operationRef: 'operationRef', parameters: 'data', requestBody: 'data' }],
  callback: [{}, 'pathItem'],
  schema: [schema],
  discriminator: [{ mapping: 'mappingTarget*', defaultMapping: 'mappingTarget' }],
  tag: [{ name: 'declaredTag', parent: 'tagName' }],
  securityScheme: [{}, 'data'],
  // Of a file that is a part: what its keys mean wherever they stand.
  unknown: [
    {
      ...schema,
      ...mediaType,
      ...operation,
      ...Object.fromEntries(methods.map(method => [method, 'operation' as const])),
      components: 'components',
      headers: 'header*',
      links: 'link*',
      schemas: 'schema*',
      parameters: 'parameter*',
      operationRef: 'operationRef',
      operationId: 'unknown',
      // An entry of either may be a component or a schema that is called so.
      tags: 'unknown',
      encoding: 'unknown',
      security: 'unknown',
    },
  ],
};

const tables = new Map<Kind, Members>(
  Object.entries(forms).map(([kind, [keys, others = 'unknown']]) => [
    kind as Kind,
    { keys: new Map(Object.entries(keys)), others },
  ]),
);

/** The form of the member with this key in an object of a form. */
export function memberForm(form: Form, key: string): Form {
  if (form.endsWith('*')) return form.slice(0, -1) as Kind;
  const table = tables.get(form as Kind);
  if (!table) return form === 'data' ? 'data' : 'unknown';
  if (key.startsWith('x-')) return 'unknown';
  return table.keys.get(key) ?? table.others;
}

/** The form of what stands at `tokens` below something of a form. Numbers stand for elements where `isList` says so. */
export function formBelow(root: Form, tokens: readonly string[], isList: (index: number) => boolean): Form {
  let form = root;
  tokens.forEach((token, index) => {
    if (!isList(index)) form = memberForm(form, token);
    else if (form.endsWith('*')) form = form.slice(0, -1) as Kind;
  });
  return form;
}

/** `schema` for `schema*`. */
export function kindOf(form: Form): Kind {
  return (form.endsWith('*') ? form.slice(0, -1) : form) as Kind;
}

/** Where components of a kind stand. */
export const sections: Partial<Record<Kind, readonly (readonly string[])[]>> = {
  schema: [['components', 'schemas'], ['definitions']],
  parameter: [['components', 'parameters'], ['parameters']],
  response: [['components', 'responses'], ['responses']],
  requestBody: [['components', 'requestBodies']],
  header: [['components', 'headers']],
  example: [['components', 'examples']],
  link: [['components', 'links']],
  callback: [['components', 'callbacks']],
  pathItem: [['components', 'pathItems']],
  mediaType: [['components', 'mediaTypes']],
  securityScheme: [['components', 'securitySchemes'], ['securityDefinitions']],
};
