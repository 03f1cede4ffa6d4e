/** Paths and headers: the styles `simple`, `label` and `matrix`. */
import { type ErrorDetail, notFound } from './http.js';
import { itemsOf, objectOf, type Tree, typed } from './text.js';
import { collect, Decoder, pairUp, parseDocument, type WireParameter } from './wire.js';

/** Path and query as the client sent them. */
export function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

/**
 * A path with the characters as they are that need no percent-encoding, so that `/%61` is `/a` to every router
 * (RFC 3986, section 6.2.2.2). A query at its end stays as it is.
 */
export function withPlainLetters(url: string): string {
  if (!url.includes('%')) return url;
  const { path } = splitUrl(url);
  const plain = path.replace(/%[2-7][0-9a-f]/gi, code => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : code;
  });
  return plain + url.slice(path.length);
}

/** A path template, ready to find the raw text of its parameters at the end of a path. */
export interface PathPattern {
  readonly names: readonly string[];
  readonly regExp: RegExp;
}

/** The template's own text may be percent-encoded in the path or not. */
export function compilePath(template: string): PathPattern {
  const parts = template.replace(/[?#].*$/s, '').split(/(\{[^{}/]+\})/);
  const literals = parts.map((part, index) => (index % 2 ? '' : [...decoded(part)].map(literal).join('')));
  const pattern = parts.map((_, index) => {
    if (index % 2 === 0) return literals[index];
    const isLast = parts[index + 1]!.includes('/') || index + 2 >= parts.length;
    if (isLast) return '([^/]+?)';
    // Before another parameter of the segment: up to the text between them, so that there is only one way to match.
    return literals[index + 1] === '' ? '([^/])' : `((?:(?!${literals[index + 1]})[^/])+)`;
  });
  return {
    names: parts.filter((_, index) => index % 2 === 1).map(part => part.slice(1, -1)),
    regExp: new RegExp(`${pattern.join('')}$`),
  };
}

/**
 * The path's parameters. `path` is raw and may begin with a prefix that the template does not have.
 * @throws HttpError 404 when the path is another
 */
export function decodePath(
  pattern: PathPattern,
  path: string,
  parameters: readonly WireParameter[],
  details: ErrorDetail[],
): Record<string, unknown> {
  const decoder = new Decoder('params', details);
  const match = pattern.regExp.exec(path);
  // A router may be more generous: Fastify matches a parameter without text.
  if (!match && pattern.names.length > 0) throw notFound();
  return collect(parameters, parameter => {
    const text = match?.[pattern.names.indexOf(parameter.name) + 1];
    if (text === undefined || !pattern.names.includes(parameter.name)) return undefined;
    const decode = (part: string) => decoder.percent(part, parameter.name);
    if (parameter.json) return parseDocument(decode(text), parameter.name, decoder);
    return typed(pathTree(text, parameter, decode), parameter.type);
  });
}

/** Header parameters by lower-case name, as Node delivers them. */
export function decodeHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  parameters: readonly WireParameter[],
  details: ErrorDetail[],
): Record<string, unknown> {
  const decoder = new Decoder('headers', details);
  return collect(parameters, parameter => {
    const value = headers[parameter.name];
    if (value === undefined) return undefined;
    const text = Array.isArray(value) ? value.join(', ') : value;
    if (parameter.json) return parseDocument(text, parameter.name, decoder);
    return typed(
      pathTree(text, parameter, part => part.trim()),
      parameter.type,
    );
  });
}

/** `simple`, `label` and `matrix`: paths and headers. */
function pathTree(text: string, parameter: WireParameter, decode: (text: string) => string): Tree {
  const { name, type, style } = parameter;
  const explode = parameter.explode ?? false;
  const object = objectOf(type);
  const list = itemsOf(type) !== undefined || object !== undefined;
  let separator = ',';
  let body = text;
  if (style === 'label') {
    body = text.replace(/^\./, '');
    if (explode) separator = '.';
  } else if (style === 'matrix') {
    body = text.replace(/^;/, '');
    if (explode) separator = ';';
    if (!explode || !object) {
      const prefix = `${name}=`;
      const strip = (part: string) => (part.startsWith(prefix) ? part.slice(prefix.length) : part === name ? '' : part);
      body = explode ? body.split(';').map(strip).join(';') : strip(body);
    }
  }
  if (!list) return decode(body);
  const parts = body === '' ? [] : body.split(separator);
  if (!object) return parts.map(decode);
  if (!explode) return pairUp(parts.map(decode));
  return new Map(
    parts.map(part => {
      const equals = part.indexOf('=');
      return equals < 0 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function literal(character: string): string {
  if (/[\w/-]/.test(character)) return character;
  const encoded = [...new TextEncoder().encode(character)]
    .map(byte => `%${byte.toString(16).padStart(2, '0')}`)
    .join('')
    .replace(/[a-f]/g, digit => `[${digit}${digit.toUpperCase()}]`);
  return `(?:${character.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}|${encoded})`;
}
