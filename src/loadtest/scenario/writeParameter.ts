/** Values of parameters on the wire, by style and explode (https://spec.openapis.org/oas/v3.1.1.html#style-values). */
import type { Parameter, ParameterStyle } from '../../openapi/api.js';
import type { Json } from '../../openapi/json.js';
import { isObject } from '../../openapi/values.js';
import { wellFormed } from '../requests/places.js';

/** Percent-encodes what is not unreserved (RFC 3986 §2.3). */
export function encode(text: string): string {
  return encodeURIComponent(wellFormed(text)).replace(
    /[!'()*]/g,
    c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `allowReserved`: what RFC 3986 reserves stays, but for what would end the value. */
function encodeSome(text: string): string {
  return wellFormed(text).replace(/[^\w\-.~:/?@!$'()*,;]/gu, character => encodeURIComponent(character));
}

/** A value inside a list or an object, and a value by itself: JSON where it is not a scalar. */
export function scalarText(value: Json): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}

type Described = Pick<Parameter, 'name' | 'style' | 'explode' | 'allowReserved' | 'contentType'>;

/** What stands in the path for `{name}`. */
export function writePath(parameter: Described, value: Json): string {
  const { style, explode, name } = parameter;
  if (parameter.contentType !== undefined) return encode(contentText(parameter.contentType, value));
  const pairs = pairsOf(value);
  if (style === 'matrix') {
    if (!explode || (!pairs && !Array.isArray(value))) return `;${encode(name)}=${flat(value, ',')}`;
    if (pairs) return pairs.map(([key, text]) => `;${encode(key)}=${encode(text)}`).join('');
    return (value as readonly Json[]).map(each => `;${encode(name)}=${encode(scalarText(each))}`).join('');
  }
  const between = style === 'label' && explode ? '.' : ',';
  const text =
    pairs && explode
      ? pairs.map(([key, each]) => `${encode(key)}=${encode(each)}`).join(between)
      : flat(value, between);
  return style === 'label' ? `.${text}` : text;
}

/** `name=value` pairs, encoded, in order; joined by `&` in a query. */
export function writeQuery(parameter: Described, value: Json): string[] {
  const { name, style, explode, allowReserved } = parameter;
  const write = allowReserved ? encodeSome : encode;
  const key = encode(name);
  if (parameter.contentType !== undefined) return [`${key}=${write(contentText(parameter.contentType, value))}`];
  const pairs = pairsOf(value);
  if (style === 'deepObject') return deep(key, value, write);
  if (Array.isArray(value)) {
    const texts = (value as readonly Json[]).map(each => write(scalarText(each)));
    return explode && !separators[style]
      ? texts.map(text => `${key}=${text}`)
      : [`${key}=${texts.join(separators[style] ?? ',')}`];
  }
  if (!pairs) return [`${key}=${write(scalarText(value))}`];
  if (explode) return pairs.map(([each, text]) => `${encode(each)}=${write(text)}`);
  const texts = pairs.flatMap(([each, text]) => [encode(each), write(text)]);
  return [`${key}=${texts.join(separators[style] ?? ',')}`];
}

/** Between the values of a list, encoded: these are never exploded. */
const separators: Readonly<Partial<Record<ParameterStyle, string>>> = {
  spaceDelimited: '%20',
  pipeDelimited: '%7C',
  tabDelimited: '%09',
};

/** `filter[a]=1&filter[b][c]=2`; lists repeat their key, as most servers read them. */
function deep(key: string, value: Json, write: (text: string) => string): string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(each => deep(key, each, write));
  if (!isObject(value)) return [`${key}=${write(scalarText(value))}`];
  return Object.entries(value).flatMap(([name, inner]) => deep(`${key}%5B${encode(name)}%5D`, inner, write));
}

/** Headers are not percent-encoded; line breaks and other control characters become spaces. */
export function writeHeader({ explode, contentType }: Described, value: Json): string {
  const pairs = contentType === undefined ? pairsOf(value) : undefined;
  const text =
    contentType !== undefined
      ? contentText(contentType, value)
      : pairs
        ? pairs.map(([key, each]) => (explode ? `${key}=${each}` : `${key},${each}`)).join(',')
        : Array.isArray(value)
          ? (value as readonly Json[]).map(scalarText).join(',')
          : scalarText(value);
  return text.replace(/[\0-\x1f\x7f]/g, ' ').trim();
}

/** `name=value` pairs for a Cookie header. The `cookie` style of 3.2 leaves the text as it is. */
export function writeCookie(parameter: Described, value: Json): string[] {
  if (parameter.style !== 'cookie') return writeQuery(parameter, value);
  const plain = (text: string): string => text.replace(/[\0-\x20",;\\\x7f]/g, encodeURIComponent);
  const pairs = pairsOf(value);
  if (pairs && parameter.explode) return pairs.map(([key, text]) => `${key}=${plain(text)}`);
  if (Array.isArray(value) && parameter.explode)
    return (value as readonly Json[]).map(each => `${parameter.name}=${plain(scalarText(each))}`);
  const list =
    pairs?.flat() ?? (Array.isArray(value) ? (value as readonly Json[]).map(scalarText) : [scalarText(value)]);
  return [`${parameter.name}=${plain(list.join(','))}`];
}

function contentText(type: string, value: Json): string {
  return /[/+]json\b/i.test(type) || typeof value !== 'string' ? JSON.stringify(value) : value;
}

function pairsOf(value: Json): [name: string, text: string][] | undefined {
  return isObject(value) ? Object.entries(value).map(([name, inner]) => [name, scalarText(inner)]) : undefined;
}

function flat(value: Json, between: string): string {
  const pairs = pairsOf(value);
  const texts =
    pairs?.flat() ?? (Array.isArray(value) ? (value as readonly Json[]).map(scalarText) : [scalarText(value)]);
  return texts.map(encode).join(between);
}
