/** What only Swagger 2.0 has. https://spec.openapis.org/oas/v2.0.html */
import type { Body, Encoding, Media, Parameter, ParameterStyle, Property, Response, Server, Shape } from './api.js';
import { eachResponse, readHeaders } from './readBodies.js';
import {
  arrayAt,
  atOf,
  booleanAt,
  child,
  elements,
  follow,
  type Reading,
  report,
  stringAt,
  stringsAt,
} from './reading.js';
import { readShape } from './readShape.js';
import type { Node } from './resolve.js';
import { isObject, member } from './values.js';

/**
 * The body of an operation: its `body` parameter, or an object of its `formData` parameters. `owners` are the operation
 * and then the path items around it.
 */
export function readSwagger2Body(reading: Reading, owners: readonly [Node, ...Node[]]): Body | undefined {
  const nodes = bodyParameters(reading, owners);
  const bodies = nodes.filter(node => member(node.value, 'in') === 'body');
  const fields = nodes.filter(node => member(node.value, 'in') === 'formData');
  const [body, ...others] = bodies;
  const extra = body ? [...others, ...fields] : [];
  for (const node of extra) {
    report(reading, 'error', 'duplicate-parameter', node, 'An operation has one body; this parameter is left out.');
  }
  const consumes = mediaTypes(reading, owners[0], 'consumes');
  if (body) return readBodyParameter(reading, body, consumes);
  return fields.length > 0 ? readForm(reading, fields, consumes) : undefined;
}

/** Operation-level ones win over path-level ones of the same name. */
function bodyParameters(reading: Reading, owners: readonly Node[]): Node[] {
  const found = new Map<string, Node>();
  for (const owner of owners) {
    const list = arrayAt(reading, owner, 'parameters');
    for (const element of list ? elements(list) : []) {
      const node = follow(reading, element, 'parameter')?.node;
      if (!node || !isObject(node.value)) continue;
      const place = member(node.value, 'in');
      if (place !== 'body' && place !== 'formData') continue;
      const key = place === 'body' ? 'body' : `formData ${String(member(node.value, 'name'))}`;
      if (!found.has(key)) found.set(key, node);
      else if (owner === owners[0]) {
        report(
          reading,
          'error',
          'duplicate-parameter',
          element,
          'This parameter is there twice; the first one counts.',
        );
      }
    }
  }
  return [...found.values()];
}

function mediaTypes(reading: Reading, operation: Node, key: 'consumes' | 'produces'): string[] {
  const { entry } = reading.loaded;
  const root: Node = { document: entry, pointer: '', value: entry.value };
  return stringsAt(reading, operation, key) ?? stringsAt(reading, root, key) ?? [];
}

function readBodyParameter(reading: Reading, node: Node, consumes: readonly string[]): Body {
  const description = stringAt(reading, node, 'description');
  const schema = child(node, 'schema');
  const shape = schema && readShape(reading, schema);
  const types = consumes.length > 0 ? consumes : ['application/json'];
  return {
    at: atOf(node),
    ...(description !== undefined && { description }),
    required: booleanAt(reading, node, 'required') ?? false,
    media: types.map(type => ({ at: atOf(node), type, ...(shape && { shape }), encoding: [] })),
  };
}

function readForm(reading: Reading, fields: readonly Node[], consumes: readonly string[]): Body {
  const at = atOf(fields[0]!);
  const properties: Property[] = [];
  const required: string[] = [];
  const encoding: Encoding[] = [];
  for (const field of fields) {
    const name = stringAt(reading, field, 'name');
    const shape = readInlineShape(reading, field);
    if (name === undefined || !shape) continue;
    properties.push({ name, shape });
    if (booleanAt(reading, field, 'required')) required.push(name);
    if (member(field.value, 'type') === 'array')
      encoding.push({ property: name, ...readSwagger2Style(reading, field, 'query') });
  }
  const forms = consumes.filter(type => /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type));
  const hasFile = fields.some(field => member(field.value, 'type') === 'file');
  const usable = hasFile ? forms.filter(type => /^multipart/i.test(type)) : forms;
  const fallback = hasFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded';
  const shape: Shape = { at, types: ['object'], properties, ...(required.length > 0 && { required }) };
  const media = (usable.length > 0 ? usable : [fallback]).map((type): Media => ({ at, type, shape, encoding }));
  return { at, required: required.length > 0, media };
}

/** A parameter, header or form field of Swagger 2.0 is a schema itself; its `required` says something else there. */
export function readInlineShape(reading: Reading, node: Node): Shape | undefined {
  if (!isObject(node.value)) return undefined;
  const { required: _, ...schema } = node.value;
  return readShape(reading, { ...node, value: schema });
}

const formats: Readonly<Record<string, ParameterStyle>> = {
  csv: 'form',
  ssv: 'spaceDelimited',
  tsv: 'tabDelimited',
  pipes: 'pipeDelimited',
  multi: 'form',
};

/** `collectionFormat` as style and explode. */
export function readSwagger2Style(
  reading: Reading,
  node: Node,
  place: Parameter['in'],
): { style: ParameterStyle; explode: boolean } {
  const format = stringAt(reading, node, 'collectionFormat') ?? 'csv';
  const inner = child(node, 'items');
  const nestedFormat = inner && child(inner, 'collectionFormat');
  if (nestedFormat && nestedFormat.value !== 'csv') {
    const message = 'Lists inside lists are split at commas only; this collectionFormat is left out.';
    report(reading, 'warning', 'unsupported-collection-format', nestedFormat, message);
  }
  const plain = place === 'query' ? 'form' : 'simple';
  if (!Object.hasOwn(formats, format) || (format === 'multi' && place !== 'query')) {
    const message = `${JSON.stringify(format)} is not a collectionFormat of ${place} parameters; csv is used.`;
    report(reading, 'error', 'invalid-value', child(node, 'collectionFormat')!, message);
    return { style: plain, explode: false };
  }
  const style = formats[format]!;
  return { style: style === 'form' ? plain : style, explode: format === 'multi' };
}

/** Responses with one `schema` for every media type that the operation produces. */
export function readSwagger2Responses(reading: Reading, operation: Node): Response[] {
  const produces = mediaTypes(reading, operation, 'produces');
  // A response that several operations share has the media types of each.
  return eachResponse(reading, operation, produces.join(' '), (node, status) => {
    const description = stringAt(reading, node, 'description') ?? '';
    const schema = child(node, 'schema');
    const isFile = schema !== undefined && member(schema.value, 'type') === 'file';
    const types = produces.length > 0 ? produces : [isFile ? 'application/octet-stream' : 'application/json'];
    const shape = schema && readShape(reading, schema);
    const media = shape ? types.map((type): Media => ({ at: atOf(node), type, shape, encoding: [] })) : [];
    return { at: atOf(node), status, description, headers: readHeaders(reading, node), media, links: [] };
  });
}

/** `schemes`, `host` and `basePath` as URLs. */
export function readSwagger2Servers(reading: Reading, root: Node): Server[] {
  const host = stringAt(reading, root, 'host');
  const basePath = stringAt(reading, root, 'basePath') ?? '';
  if (host === undefined) return basePath === '' ? [] : [{ url: basePath }];
  const schemes = stringsAt(reading, root, 'schemes') ?? [];
  return (schemes.length > 0 ? schemes : ['https']).map(scheme => ({ url: `${scheme}://${host}${basePath}` }));
}
