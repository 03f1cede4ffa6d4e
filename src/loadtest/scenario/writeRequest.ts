/** One request of an operation, from values for its parameters and its body. */
import type { Media, Operation, Parameter } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import type { Variant } from '../plan.js';
import { escapeTemplate } from '../requests/template.js';
import type { Credentials } from './security.js';
import { writeBody } from './writeBody.js';
import { encode, writeCookie, writeHeader, writePath, writeQuery } from './writeParameter.js';

/** `template`: a variable of the flow stands for the value. */
export type ParameterValue = { readonly value: Json } | { readonly template: string };

export interface RequestParts {
  readonly operation: Operation;
  /** Before the path, without a slash at its end. */
  readonly prefix: string;
  readonly parameters: readonly (readonly [Parameter, ParameterValue])[];
  readonly body?: { readonly media: Media; readonly value: Json };
  /** Instead of a body written from a value. */
  readonly rawBody?: { readonly contentType: string; readonly body: string | Uint8Array };
  readonly credentials: Credentials;
  readonly seed: number;
}

/** These are not for parameters to say (https://spec.openapis.org/oas/v3.1.1.html#parameter-object). */
const reserved = new Set(['accept', 'content-type', 'authorization']);

export function writeRequest(parts: RequestParts): Variant {
  const { operation, parameters, credentials } = parts;
  const of = (place: Parameter['in']) => parameters.filter(([parameter]) => parameter.in === place);
  const query = [
    ...of('query').flatMap(([parameter, given]) =>
      'value' in given ? writeQuery(parameter, given.value) : [`${encode(parameter.name)}=${given.template}`],
    ),
    ...of('querystring').map(([parameter, given]) =>
      'value' in given ? wholeQuery(parameter, given.value) : given.template,
    ),
    ...credentials.query,
  ].filter(text => text !== '');
  const cookies = [
    ...of('cookie').flatMap(([parameter, given]) =>
      'value' in given
        ? writeCookie(parameter, given.value).map(escapeTemplate)
        : [`${parameter.name}=${given.template}`],
    ),
    ...credentials.cookies,
  ];
  const headers: [string, string][] = [['Accept', acceptOf(operation)]];
  for (const [parameter, given] of of('header')) {
    if (reserved.has(parameter.name.toLowerCase())) continue;
    headers.push([
      parameter.name,
      'value' in given ? escapeTemplate(writeHeader(parameter, given.value)) : given.template,
    ]);
  }
  headers.push(...credentials.headers.map(([name, value]): [string, string] => [name, value]));
  if (cookies.length > 0) headers.push(['Cookie', cookies.join('; ')]);
  const body = parts.rawBody ?? (parts.body && writeBody(parts.body.media, parts.body.value, parts.seed));
  if (body) headers.push(['Content-Type', body.contentType]);
  const path = parts.prefix + fillPath(operation.path, of('path'));
  return {
    path: query.length > 0 ? `${path}${path.includes('?') ? '&' : '?'}${query.join('&')}` : path,
    headers,
    ...(body && { body: body.body }),
  };
}

/** A name without a parameter is filled all the same: reading the description has said what is wrong. */
function fillPath(template: string, parameters: RequestParts['parameters']): string {
  const path = template.startsWith('/') ? template : `/${template}`;
  return path
    .split(/(\{[^{}]*\})/)
    .map((piece, index) => {
      if (index % 2 === 0) return piece.replace(/[^!-~]|["<>\\^`{|}#]/gu, character => encodeURIComponent(character));
      const found = parameters.find(([{ name }]) => name === piece.slice(1, -1));
      if (!found) return '1';
      return 'value' in found[1] ? writePath(found[0], found[1].value) : found[1].template;
    })
    .join('');
}

/** OpenAPI 3.2: the whole query is one document. */
function wholeQuery(parameter: Parameter, value: Json): string {
  const media: Media = {
    at: parameter.at,
    type: parameter.contentType ?? 'application/x-www-form-urlencoded',
    encoding: [],
  };
  if (!media.type.startsWith('application/x-www-form-urlencoded')) return encode(JSON.stringify(value));
  return writeBody(media, value, 0).body as string;
}

function acceptOf({ responses }: Operation): string {
  const types = responses
    .filter(({ status }) => /^[23]/.test(status) || status === 'default')
    .flatMap(({ media }) => media);
  const found = [...new Set(types.map(({ type }) => type.replace(/[^ -~]/g, '').trim()))].filter(type => type !== '');
  return found.length === 0 ? '*/*' : escapeTemplate(found.slice(0, 5).join(', '));
}
