import type { Parameter, ParameterStyle, Shape } from './api.js';
import type { Json } from './json.js';
import {
  arrayAt,
  asObject,
  atOf,
  booleanAt,
  child,
  elements,
  entries,
  follow,
  objectAt,
  once,
  type Reading,
  report,
  stringAt,
} from './reading.js';
import { readShape } from './readShape.js';
import type { Node } from './resolve.js';
import { readInlineShape, readSwagger2Style } from './swagger2.js';
import { isObject, member } from './values.js';

type Place = Parameter['in'];

const styles: Readonly<Record<Place, readonly ParameterStyle[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
  querystring: ['form'],
};

/** Headers that other parts of a description stand for (3.1.1 §4.8.12.1). */
const ignoredHeaders: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization']);

/** The `parameters` of a path item or operation. Swagger 2.0's body and form parameters are left to `readSwagger2Body`. */
export function readParameters(reading: Reading, owner: Node): Parameter[] {
  const list = arrayAt(reading, owner, 'parameters');
  const parameters: Parameter[] = [];
  const taken = new Set<string>();
  for (const element of list ? elements(list) : []) {
    const followed = follow(reading, element, 'parameter');
    const node = asObject(reading, followed?.node);
    if (!node) continue;
    const read = once(reading, 'parameter', node, () => readParameter(reading, node));
    if (!read) continue;
    const parameter = followed?.description === undefined ? read : { ...read, description: followed.description };
    if (taken.has(parameterKey(parameter))) {
      const message = `The ${parameter.in} parameter ${JSON.stringify(parameter.name)} is there twice; the first one counts.`;
      report(reading, 'error', 'duplicate-parameter', element, message);
      continue;
    }
    taken.add(parameterKey(parameter));
    parameters.push(parameter);
  }
  return parameters;
}

/** Parameters are told apart by place and name; header names by name in any case. */
export function parameterKey({ in: place, name }: Parameter): string {
  return `${place} ${place === 'header' ? name.toLowerCase() : name}`;
}

function readParameter(reading: Reading, node: Node): Parameter | undefined {
  const place = stringAt(reading, node, 'in');
  if (reading.dialect === '2.0' && (place === 'body' || place === 'formData')) return undefined;
  const name = stringAt(reading, node, 'name');
  if (name === undefined || place === undefined) {
    const message = 'A parameter needs a "name" and an "in"; this one is left out.';
    report(reading, 'error', 'invalid-value', node, message);
    return undefined;
  }
  if (!isPlace(place, reading)) {
    const message = `A parameter cannot be in ${JSON.stringify(place)}; it is left out.`;
    report(reading, 'error', 'invalid-value', child(node, 'in')!, message);
    return undefined;
  }
  if (place === 'header' && reading.dialect !== '2.0' && ignoredHeaders.has(name.toLowerCase())) {
    const message = `OpenAPI ignores a header parameter ${JSON.stringify(name)}: media types and security say it.`;
    report(reading, 'info', 'ignored-header-parameter', node, message);
    return undefined;
  }
  if (place === 'path' && member(node.value, 'required') !== true) {
    const message = `The path parameter ${JSON.stringify(name)} needs "required: true"; it is read as required.`;
    report(reading, 'warning', 'invalid-value', child(node, 'required') ?? node, message);
  }
  return readValue(reading, node, name, place);
}

/** A response header, which is a parameter without a name of its own. */
export function readHeader(reading: Reading, node: Node, name: string): Parameter {
  return readValue(reading, node, name, 'header');
}

function isPlace(place: string, reading: Reading): place is Place {
  if (place === 'querystring') return reading.dialect === '3.2';
  return (
    place === 'path' || place === 'query' || place === 'header' || (place === 'cookie' && reading.dialect !== '2.0')
  );
}

function readValue(reading: Reading, node: Node, name: string, place: Place): Parameter {
  const description = stringAt(reading, node, 'description');
  const common = {
    at: atOf(node),
    name,
    in: place,
    ...(description !== undefined && { description }),
    required: place === 'path' || (booleanAt(reading, node, 'required') ?? false),
    deprecated: booleanAt(reading, node, 'deprecated') ?? false,
    allowReserved: booleanAt(reading, node, 'allowReserved') ?? false,
    allowEmptyValue: booleanAt(reading, node, 'allowEmptyValue') ?? false,
  };
  if (reading.dialect === '2.0') {
    return {
      ...common,
      ...readSwagger2Style(reading, node, place),
      shape: readInlineShape(reading, node) ?? { at: atOf(node) },
    };
  }
  return { ...common, ...readStyle(reading, node, place), ...readParameterShape(reading, node) };
}

function readStyle(reading: Reading, node: Node, place: Place): { style: ParameterStyle; explode: boolean } {
  const allowed = styles[place];
  const written = stringAt(reading, node, 'style');
  const style = allowed.find(one => one === written) ?? allowed[0]!;
  if (written !== undefined && written !== style) {
    const message = `${JSON.stringify(written)} is not a style of ${place} parameters (${allowed.join(', ')}); ${style} is used.`;
    report(reading, 'error', 'invalid-value', child(node, 'style')!, message);
  }
  return { style, explode: booleanAt(reading, node, 'explode') ?? (style === 'form' || style === 'cookie') };
}

function readParameterShape(reading: Reading, node: Node): { shape: Shape; contentType?: string } {
  const any: Shape = { at: atOf(node) };
  const content = objectAt(reading, node, 'content');
  if (content) {
    const [first, ...others] = entries(content);
    if (others.length > 0) {
      const message = 'A parameter has one media type; only the first is read.';
      report(reading, 'error', 'invalid-value', others[0]!.node, message, 'key');
    }
    const media = first && asObject(reading, follow(reading, first.node, 'media type')?.node);
    if (!first || !media) return { shape: any };
    const schema = child(media, 'schema');
    const shape = (schema && readShape(reading, schema)) ?? any;
    return { shape: withExamples(reading, media, shape), contentType: first.key };
  }
  const schema = child(node, 'schema');
  if (!schema) {
    const message = 'This needs a "schema" or "content"; until then any value is accepted.';
    report(reading, 'warning', 'missing-schema', node, message);
    return { shape: any };
  }
  return { shape: withExamples(reading, node, readShape(reading, schema) ?? any) };
}

/** Examples beside a schema join those in it. */
export function withExamples(reading: Reading, node: Node, shape: Shape): Shape {
  const beside: Json[] = [];
  const one = member(node.value, 'example');
  if (one !== undefined) beside.push(one);
  const several = child(node, 'examples');
  if (several && isObject(several.value)) {
    for (const { node: example } of entries({ ...several, value: several.value })) {
      const described = follow(reading, example, 'example')?.node.value;
      // OpenAPI 3.2 says dataValue for a value that is not yet written as a style or media type has it.
      const value = member(described, 'dataValue') ?? member(described, 'value');
      if (value !== undefined) beside.push(value);
    }
  }
  if (beside.length === 0 || shape.always !== undefined) return shape;
  return { ...shape, examples: [...beside, ...(shape.examples ?? [])] };
}

/** Names between braces in a path template. */
export function templateNames(path: string): string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map(match => match[1]!);
}

/** Path parameters and the template must name the same things; the template wins, because it is what routes are made of. */
export function checkPathParameters(
  reading: Reading,
  operation: Node,
  path: string,
  parameters: readonly Parameter[],
): Parameter[] {
  const names = new Set(templateNames(path));
  const kept = parameters.filter(parameter => {
    if (parameter.in !== 'path' || names.has(parameter.name)) return true;
    const message = `${path} has no {${parameter.name}}, so this path parameter is left out.`;
    const document = reading.loaded.documents.get(parameter.at.path);
    if (document)
      report(
        reading,
        'error',
        'unused-path-parameter',
        { document, pointer: parameter.at.pointer, value: null },
        message,
      );
    return false;
  });
  for (const name of names) {
    if (kept.some(parameter => parameter.in === 'path' && parameter.name === name)) continue;
    const message = `The path parameter ${JSON.stringify(name)} of ${path} is not described; it is read as a string.`;
    report(reading, 'warning', 'missing-path-parameter', operation, message, 'key');
    const at = atOf(operation);
    kept.push({
      at,
      name,
      in: 'path',
      required: true,
      deprecated: false,
      style: 'simple',
      explode: false,
      allowReserved: false,
      allowEmptyValue: false,
      shape: { at, types: ['string'] },
    });
  }
  return kept;
}
