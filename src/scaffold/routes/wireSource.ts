/** What an operation says about the wire, as source: the parts of a `route({ … })`. */
import type { Encoding, Media, Parameter, Response, Shape } from '../../openapi/api.js';
import { jsonLiteral, literalEntry, objectKey, stringLiteral } from '../source.js';
import { mediaKind, schemaOfText } from '../types/media.js';
import { isBinary } from '../types/shapeIndex.js';
import type { WireTypes } from './wireType.js';

/** `[{ name: 'limit', type: 'number', default: 20 }]`, undefined for none. */
export function parametersSource(parameters: readonly Parameter[], wire: WireTypes): string | undefined {
  if (parameters.length === 0) return undefined;
  const items = parameters.map(parameter => parameterSource(parameter, wire));
  const line = `[${items.join(', ')}]`;
  return line.length < 100 ? line : `[\n${items.map(item => `    ${item},\n`).join('')}  ]`;
}

function parameterSource(parameter: Parameter, wire: WireTypes): string {
  const { style, explode, contentType } = parameter;
  const name = parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name;
  const fields = [`name: ${stringLiteral(name)}`, `type: ${wire.source([parameter.shape])}`];
  const usual = parameter.in === 'path' || parameter.in === 'header' ? 'simple' : 'form';
  if (contentType === undefined && parameter.in !== 'querystring') {
    if (style !== usual) fields.push(`style: ${stringLiteral(style)}`);
    const exploded = style === 'form' || style === 'cookie' || style === 'deepObject';
    if (explode !== exploded) fields.push(`explode: ${explode}`);
  } else if (contentType !== undefined && isJson(contentType)) {
    fields.push('json: true');
  }
  if (parameter.in === 'querystring') fields.push('whole: true');
  if (parameter.allowEmptyValue) fields.push('emptyIsAbsent: true');
  const fallback = parameter.required ? undefined : wire.defaultOf(parameter.shape);
  if (fallback) fields.push(`default: ${jsonLiteral(fallback.value)}`);
  return `{ ${fields.join(', ')} }`;
}

/** `{ 200: { 'x-filter': 'exploded' } }`: the headers that are not written as `a,1`; undefined for none. */
export function responseHeadersSource(responses: readonly Response[]): string | undefined {
  const entries = responses.flatMap(({ status, headers }) => {
    const forms = headers.flatMap(header => {
      const form = headerForm(header);
      return form === undefined ? [] : [literalEntry(header.name.toLowerCase(), stringLiteral(form))];
    });
    return forms.length === 0 ? [] : [`    ${objectKey(status)}: { ${forms.join(', ')} },\n`];
  });
  return entries.length === 0 ? undefined : `{\n${entries.join('')}  }`;
}

function headerForm({ contentType, style, explode }: Parameter): string | undefined {
  if (contentType !== undefined) return isJson(contentType) ? 'json' : undefined;
  if (style.endsWith('Delimited')) return style;
  return explode ? 'exploded' : undefined;
}

/** `{ as: 'json' }`, or how the fields of a form are read. */
export function bodyReaderSource(media: Media, wire: WireTypes): string {
  const kind = mediaKind(media);
  if (kind === 'form') {
    const fields = formFields(media, wire).map(field => `\n          ${field},`);
    const others = media.shape ? wire.rest(media.shape) : [];
    const rest = others.length > 0 ? wire.source(others) : "'string'";
    const more = rest === "'string'" ? '' : `rest: ${rest}`;
    return fields.length === 0
      ? `{ as: 'form', fields: []${more === '' ? '' : `, ${more}`} }`
      : `{\n        as: 'form',\n        fields: [${fields.join('')}\n        ],\n${more === '' ? '' : `        ${more},\n`}      }`;
  }
  if (kind === 'multipart') {
    const properties = media.shape ? [...wire.properties(media.shape)] : [];
    const fields = properties.map(([name, shapes]) =>
      literalEntry(name, partType(shapes, encodingOf(name, media), wire)),
    );
    const types = fileTypes(properties, media, wire);
    const others = media.shape ? wire.rest(media.shape) : [];
    const rest = others.length > 0 ? partType(others, undefined, wire) : "'part'";
    const more = `${rest === "'part'" ? '' : `, rest: ${rest}`}${types.length > 0 ? `, types: { ${types.join(', ')} }` : ''}`;
    return `{ as: 'multipart', fields: ${fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}'}${more} }`;
  }
  const text = kind === 'text' ? schemaOfText(media, wire) : undefined;
  const type = text ? wire.source([text]) : "'string'";
  return `{ as: ${stringLiteral(kind)}${type === "'string'" ? '' : `, type: ${type}`} }`;
}

/** https://spec.openapis.org/oas/v3.1.1.html#encoding-the-x-www-form-urlencoded-media-type */
function formFields(media: Media, wire: WireTypes): string[] {
  const properties = media.shape ? [...wire.properties(media.shape)] : [];
  return properties.map(([name, shapes]) => {
    const encoding = encodingOf(name, media);
    const fields = [`name: ${stringLiteral(name)}`, `type: ${wire.source(shapes)}`];
    if (encoding?.style !== undefined || encoding?.explode !== undefined) {
      if (encoding.style !== undefined && encoding.style !== 'form')
        fields.push(`style: ${stringLiteral(encoding.style)}`);
      const exploded = (encoding.style ?? 'form') === 'form' || encoding.style === 'deepObject';
      if ((encoding.explode ?? exploded) !== exploded) fields.push(`explode: ${encoding.explode}`);
    } else {
      const isDocument = encoding?.contentType !== undefined && isJson(encoding.contentType);
      const items = wire.isObject(shapes) ? undefined : wire.items(shapes);
      // The default for a list is that of its items: each is a document when they are objects.
      if (items && !wire.items(items) && (isDocument || wire.isObject(items))) fields.push("json: 'items'");
      else if (isDocument || wire.isObject(shapes)) fields.push('json: true');
    }
    return `{ ${fields.join(', ')} }`;
  });
}

type Properties = readonly (readonly [name: string, shapes: readonly Shape[]])[];

/** `image: ['image/png', 'image/jpeg']`: what the encoding of a file says its media type may be. */
function fileTypes(properties: Properties, media: Media, wire: WireTypes): string[] {
  return properties.flatMap(([name, shapes]) => {
    const written = encodingOf(name, media)?.contentType;
    const one = wire.items(shapes) ?? shapes;
    if (written === undefined || isJson(written) || !(wire.some(one, isBinary) || wire.isAny(one))) return [];
    const types = written.split(',').map(type => stringLiteral(type.trim()));
    return [`${objectKey(name)}: [${types.join(', ')}]`];
  });
}

/** Between the items of a list that is one text. */
const separators: Readonly<Record<string, string>> = { spaceDelimited: ' ', pipeDelimited: '|', tabDelimited: '\t' };

/** https://spec.openapis.org/oas/v3.1.1.html#common-fixed-fields-0: without a type, a part is what the client sends. */
function partType(shapes: readonly Shape[], encoding: Encoding | undefined, wire: WireTypes): string {
  const { contentType, style, explode } = encoding ?? {};
  const isDocument = contentType !== undefined && isJson(contentType);
  const one = (inner: readonly Shape[]) => {
    if (wire.some(inner, isBinary)) return "'file'";
    return isDocument || wire.isObject(inner) ? "'json'" : undefined;
  };
  const items = wire.items(shapes);
  if (items && (explode ?? (style ?? 'form') === 'form') === false) {
    return `{ items: ${wire.source(items)}, split: ${stringLiteral(separators[style ?? 'form'] ?? ',')} }`;
  }
  if (items && isDocument && !wire.items(items)) return "'list'";
  if (items) return `{ items: ${one(items) ?? wire.source(items)} }`;
  return one(shapes) ?? (wire.isAny(shapes) ? "'part'" : wire.source(shapes));
}

const encodingOf = (name: string, { encoding }: Media): Encoding | undefined =>
  encoding.find(({ property }) => property === name);

function isJson(type: string): boolean {
  return /[/+]json$/.test(type.split(';')[0]!.trim().toLowerCase());
}
