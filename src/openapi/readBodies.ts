import type { Body, Encoding, Media, Parameter, ParameterStyle, Response } from './api.js';
import {
  asObject,
  atOf,
  booleanAt,
  child,
  entries,
  follow,
  objectAt,
  once,
  type Reading,
  report,
  stringAt,
} from './reading.js';
import { requestLinks } from './readLinks.js';
import { readHeader, withExamples } from './readParameters.js';
import { readShape } from './readShape.js';
import type { Node } from './resolve.js';

/** The `requestBody` of an operation. */
export function readBody(reading: Reading, operation: Node): Body | undefined {
  const start = child(operation, 'requestBody');
  if (!start) return undefined;
  const followed = follow(reading, start, 'request body');
  const node = asObject(reading, followed?.node);
  if (!node) return undefined;
  const body = once(reading, 'request body', node, (): Body => {
    const description = stringAt(reading, node, 'description');
    return {
      at: atOf(node),
      ...(description !== undefined && { description }),
      required: booleanAt(reading, node, 'required') ?? false,
      media: readContent(reading, node),
    };
  });
  return followed?.description === undefined ? body : { ...body, description: followed.description };
}

function readContent(reading: Reading, owner: Node): Media[] {
  const content = objectAt(reading, owner, 'content');
  const media: Media[] = [];
  for (const { key: type, node: start } of content ? entries(content) : []) {
    const node = asObject(reading, follow(reading, start, 'media type')?.node);
    if (!node) continue;
    const schema = child(node, 'schema');
    const shape = schema && readShape(reading, schema);
    for (const key of ['itemSchema', 'itemEncoding', 'prefixEncoding']) {
      const unsupported = child(node, key);
      if (!unsupported) continue;
      const message = `"${key}" is not read: the items of a stream are not checked.`;
      report(reading, 'warning', 'unsupported-item-schema', unsupported, message, 'key');
    }
    media.push({
      at: atOf(node),
      type,
      ...(shape && { shape: withExamples(reading, node, shape) }),
      encoding: readEncoding(reading, node),
    });
  }
  return media;
}

const encodingStyles: readonly ParameterStyle[] = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'];

function readEncoding(reading: Reading, media: Node): Encoding[] {
  const object = objectAt(reading, media, 'encoding');
  const encodings: Encoding[] = [];
  for (const { key: property, node } of object ? entries(object) : []) {
    const encoding = asObject(reading, node);
    if (!encoding) continue;
    const contentType = stringAt(reading, encoding, 'contentType');
    const written = stringAt(reading, encoding, 'style');
    const style = encodingStyles.find(one => one === written);
    if (written !== undefined && !style) {
      const message = `${JSON.stringify(written)} is not a style of form fields (${encodingStyles.join(', ')}); it is left out.`;
      report(reading, 'error', 'invalid-value', child(encoding, 'style')!, message);
    }
    const explode = booleanAt(reading, encoding, 'explode');
    const headers = child(encoding, 'headers');
    if (headers) {
      report(reading, 'warning', 'unsupported-part-headers', headers, 'Headers of form parts are not checked.', 'key');
    }
    encodings.push({
      property,
      ...(contentType !== undefined && { contentType }),
      ...(style && { style }),
      ...(explode !== undefined && { explode }),
    });
  }
  return encodings;
}

/** The `responses` of an operation, by status, in file order. */
export function readResponses(reading: Reading, operation: Node): Response[] {
  return eachResponse(reading, operation, '', (node, status) => {
    const description = stringAt(reading, node, 'description') ?? '';
    return {
      at: atOf(node),
      status,
      description,
      headers: readHeaders(reading, node),
      media: readContent(reading, node),
      links: requestLinks(reading, node),
    };
  });
}

/**
 * Goes through `responses`, checks the status keys, follows references. A response that is referred to again is read
 * again only for another `variant`.
 */
export function eachResponse(
  reading: Reading,
  operation: Node,
  variant: string,
  read: (node: Node, status: string) => Response,
): Response[] {
  const object = objectAt(reading, operation, 'responses');
  const responses: Response[] = [];
  for (const { key, node: start } of object ? entries(object) : []) {
    if (key.startsWith('x-')) continue;
    const status = key === 'default' ? key : key.toUpperCase();
    if (!/^(?:[1-5]\d\d|[1-5]XX|default)$/.test(status)) {
      const message = `${JSON.stringify(key)} is not a status: 200, 4XX or default; this response is left out.`;
      report(reading, 'error', 'invalid-value', start, message, 'key');
      continue;
    }
    const followed = follow(reading, start, 'response');
    const node = asObject(reading, followed?.node);
    if (!node) continue;
    const cached = once(reading, `response ${variant}`, node, () => read(node, status));
    const description = followed?.description ?? cached.description;
    responses.push(
      cached.status === status && cached.description === description ? cached : { ...cached, status, description },
    );
  }
  return responses;
}

export function readHeaders(reading: Reading, response: Node): Parameter[] {
  const object = objectAt(reading, response, 'headers');
  const headers: Parameter[] = [];
  for (const { key: name, node: start } of object ? entries(object) : []) {
    // "If a response header is defined with the name Content-Type, it SHALL be ignored" (3.1.1 §4.8.17.1).
    if (name.toLowerCase() === 'content-type') continue;
    const node = asObject(reading, follow(reading, start, 'header')?.node);
    if (node) headers.push(readHeader(reading, node, name));
  }
  return headers;
}
