/** `XRequest` and `XResponse` of an operation. */
import type { Media, Operation, Parameter, Response } from '../../openapi/api.js';
import type { PlannedOperation, PlannedWebhook } from '../plan.js';
import { docComment, stringLiteral, typeKey } from '../source.js';
import { mediaKind, schemaOfText } from './media.js';
import { formScope, type ShapeScope, target } from './shapeIndex.js';
import { statusType } from './statusTypes.js';
import { type TypeContext, typeOfShape } from './typeOfShape.js';

const nothing = 'Record<string, never>';

export function operationTypes(planned: PlannedOperation, scope: ShapeScope): string[] {
  const { operation, type } = planned;
  return [requestType(operation, `${type}Request`, scope), responseType(operation, `${type}Response`, scope)];
}

/** What this server sends: the request of a webhook or of a callback. */
export function webhookTypes(planned: PlannedWebhook, scope: ShapeScope): string {
  return requestType(planned.operation, planned.type, scope, 'response');
}

function requestType(
  operation: Operation,
  name: string,
  scope: ShapeScope,
  direction: TypeContext['direction'] = 'request',
): string {
  const context: TypeContext = { scope, direction };
  const of = (...places: readonly Parameter['in'][]) =>
    parametersType(
      operation.parameters.filter(parameter => places.includes(parameter.in)),
      context,
    );
  const parts = `  params: ${of('path')};\n  query: ${of('query', 'querystring')};\n  headers: ${of('header')};\n  cookies: ${of('cookie')};\n`;
  const doc = operationDoc(operation);
  const media = operation.body?.media ?? [];
  const optional = operation.body?.required ? '' : '?';
  if (media.length === 0) {
    const body = operation.body === undefined ? 'body: undefined' : `body${optional}: unknown`;
    return `${doc}export interface ${name} {\n${parts}  ${body};\n}\n`;
  }
  const bodies = byMedia(media, context, '  ');
  if (bodies.length === 1) {
    const [only] = bodies;
    const kind =
      only!.types.length === 1 ? '' : `  contentType${optional}: ${only!.types.map(stringLiteral).join(' | ')};\n`;
    return `${doc}export interface ${name} {\n${parts}${kind}  body${optional}: ${only!.body};\n}\n`;
  }
  const members = bodies.map(
    ({ types, body }) => `  | { contentType: ${types.map(stringLiteral).join(' | ')}; body: ${body} }\n`,
  );
  if (optional !== '') members.push('  | { contentType?: undefined; body?: undefined }\n');
  return `${doc}export type ${name} = {\n${parts}} & (\n${members.join('')});\n`;
}

function operationDoc(operation: Operation): string {
  const where = `${operation.method.toUpperCase()} ${operation.path}`;
  return docComment(where, operation.deprecated ? [['deprecated', '']] : [], '');
}

/** Media types with the same body type stand together. */
function byMedia(media: readonly Media[], context: TypeContext, indent: string): { types: string[]; body: string }[] {
  const bodies = new Map<string, string[]>();
  for (const one of media) {
    const body = bodyType(one, context, indent);
    const types = bodies.get(body);
    if (types === undefined) bodies.set(body, [one.type]);
    else types.push(one.type);
  }
  return [...bodies].map(([body, types]) => ({ body, types }));
}

function bodyType(media: Media, context: TypeContext, indent: string): string {
  switch (mediaKind(media)) {
    case 'bytes':
      return 'Uint8Array';
    case 'text': {
      const shape = schemaOfText(media, context.scope);
      return shape === undefined ? 'string' : typeOfShape(shape, context, indent).text;
    }
    case 'multipart':
      if (media.shape === undefined) return 'Record<string, unknown>';
      return typeOfShape(media.shape, { ...context, form: formScope() }, indent).text;
    case 'form':
      if (media.shape === undefined) return 'Record<string, unknown>';
      return typeOfShape(media.shape, context, indent).text;
    case 'json':
      return media.shape === undefined ? 'unknown' : typeOfShape(media.shape, context, indent).text;
  }
}

function parametersType(parameters: readonly Parameter[], context: TypeContext): string {
  if (parameters.length === 0) return nothing;
  const described = parameters.some(parameter => parameter.description !== undefined);
  const members = parameters.map(parameter => {
    const isThere =
      parameter.required || parameter.in === 'path' || target(context.scope, parameter.shape).default !== undefined;
    const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name;
    const type = typeOfShape(parameter.shape, context, '    ').text;
    return {
      doc: docComment(parameter.description ?? '', parameter.deprecated ? [['deprecated', '']] : [], '    '),
      text: `${typeKey(name)}${isThere ? '' : '?'}: ${type}`,
    };
  });
  const line = `{ ${members.map(member => member.text).join('; ')} }`;
  if (!described && line.length < 100 && !line.includes('\n')) return line;
  return `{\n${members.map(member => `${member.doc}    ${member.text};\n`).join('')}  }`;
}

function responseType(operation: Operation, name: string, scope: ShapeScope): string {
  const context: TypeContext = { scope, direction: 'response' };
  const statuses = operation.responses.map(response => response.status);
  const members = operation.responses.flatMap(response => {
    const status = statusType(
      response.status,
      statuses.filter(other => other !== response.status),
    );
    return responseMembers(response, status, context);
  });
  if (members.length === 0) members.push('{ status: StatusCode; body?: unknown }');
  if (members.length === 1) return `export type ${name} = ${members[0]};\n`;
  return `export type ${name} =\n${members.map(member => `  | ${member}`).join('\n')};\n`;
}

function responseMembers(response: Response, status: string, context: TypeContext): string[] {
  const headers = headersType(response.headers, context);
  if (response.media.length === 0) return [`{ status: ${status}; body?: undefined${headers} }`];
  const several = response.media.length > 1;
  return byMedia(response.media, context, '  ').map(({ types, body }) => {
    const kind = several ? ` contentType: ${types.map(stringLiteral).join(' | ')};` : '';
    return `{ status: ${status};${kind} body: ${body}${headers} }`;
  });
}

/** Response headers by their names as written; `headers` is optional when all of them are. */
function headersType(headers: readonly Parameter[], context: TypeContext): string {
  if (headers.length === 0) return '';
  const members = headers.map(header => {
    const type = typeOfShape(header.shape, context, '  ').text;
    return `${typeKey(header.name)}${header.required ? '' : '?'}: ${type}`;
  });
  const optional = headers.some(header => header.required) ? '' : '?';
  return `; headers${optional}: { ${members.join('; ')} }`;
}
