/** Reading request bodies: media types, limits, encodings, forms. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { decompress, readBytes } from './bytes.js';
import { badRequest, type ErrorDetail, HttpError, unsupportedMediaType } from './http.js';
import { boundaryOf, type FormPart, splitForm } from './multipart.js';
import { itemsOf, mayHavePrototypes, objectOf, parseJson, type Tree, typed, type WireType } from './text.js';
import { decodeForm, type WireParameter, wholeList } from './wire.js';

/** How one media type of an operation is read. */
export type BodyReader =
  | { readonly as: 'json' | 'bytes' }
  /** `type` where it is no string. */
  | { readonly as: 'text'; readonly type?: WireType }
  /** application/x-www-form-urlencoded */
  | { readonly as: 'form'; readonly fields: readonly WireParameter[]; readonly rest?: WireType }
  | {
      readonly as: 'multipart';
      readonly fields: Readonly<Record<string, PartType>>;
      /** All other parts; default `part`. */
      readonly rest?: PartType;
      /** The media types that a file may have, where the spec names them. */
      readonly types?: Readonly<Record<string, readonly string[]>>;
    };

/**
 * A part of a multipart form. `part`: a file when it has a file name or is no text, text otherwise. `list`: a list, as one
 * JSON document or as one for each item. `split`: what stands between items where all are one text.
 */
export type PartType =
  | WireType
  | 'file'
  | 'json'
  | 'part'
  | 'list'
  | { readonly items: 'file' | 'json' }
  | { readonly items: WireType; readonly split: string };

export interface BodyContract {
  readonly required: boolean;
  /** By media type as the spec writes it. */
  readonly media: Readonly<Record<string, BodyReader>>;
}

/** What an adapter knows about a request's body. */
export interface IncomingBody {
  readonly headers: IncomingHttpHeaders;
  readonly stream: Readable;
  /** What a body parser in front has made of it. */
  readonly parsed: unknown;
}

export interface BodyLimits {
  /** Bytes. */
  readonly bodyLimit: number;
  /** Bytes, for binary and multipart bodies. */
  readonly uploadLimit: number;
}

export interface Body {
  /** The media type that it has, as the spec writes it. */
  readonly contentType: string;
  readonly value: unknown;
  /** There may be keys called `__proto__` in it. They take part in validation and go no further: `withoutPrototypes`. */
  readonly hasPrototypes: boolean;
}

/**
 * Undefined: there is no body.
 * @throws HttpError 400 INVALID_JSON, 413, 415
 */
export async function readBody(
  incoming: IncomingBody,
  contract: BodyContract,
  limits: BodyLimits,
  details: ErrorDetail[],
): Promise<Body | undefined> {
  const { headers, parsed, stream } = incoming;
  const header = headers['content-type'];
  const consumed = stream.readableEnded || stream.readableDidRead;
  const announced = announcesBody(headers);
  if (consumed && isEmpty(parsed) && (!announced || headers['content-length'] === '0')) return undefined;

  const declared = header === undefined ? undefined : mediaOf(header, contract);
  const reader = declared === undefined ? undefined : contract.media[declared];
  const large = reader?.as === 'bytes' || reader?.as === 'multipart';
  const limit = large ? Math.max(limits.uploadLimit, limits.bodyLimit) : limits.bodyLimit;
  if (!reader || declared === undefined) {
    if (!consumed && (await readBytes(stream, limit, headers)).byteLength === 0) return undefined;
    const accepted = Object.keys(contract.media).join(', ');
    throw unsupportedMediaType(
      header === undefined ? `Content-Type is missing: send ${accepted}.` : `Send ${accepted}, not ${essence(header)}.`,
    );
  }

  if (consumed && parsed !== undefined && !isText(parsed)) {
    const value = reader.as === 'form' ? typedForm(parsed, reader) : parsed;
    return { contentType: declared, value, hasPrototypes: true };
  }
  let bytes = isText(parsed) ? Buffer.from(parsed) : await readBytes(stream, limit, headers);
  if (headers['content-encoding'] !== undefined && !isText(parsed)) bytes = await decompress(bytes, headers, limit);
  // No bytes are a text or a file of no length, but never JSON or a form.
  const mayBeEmpty = announced && (reader.as === 'text' || reader.as === 'bytes');
  if (bytes.byteLength === 0 && !mayBeEmpty) return undefined;
  if (reader.as === 'json') {
    const text = decodeCharset(bytes, header!);
    return { contentType: declared, value: jsonOf(text), hasPrototypes: mayHavePrototypes(text) };
  }
  return { contentType: declared, value: await parseBody(bytes, header!, reader, details), hasPrototypes: false };
}

function mediaOf(header: string, { media }: BodyContract): string | undefined {
  return Object.hasOwn(media, header) ? header : matchMedia(header, Object.keys(media));
}

async function parseBody(
  bytes: Uint8Array<ArrayBuffer>,
  header: string,
  reader: BodyReader,
  details: ErrorDetail[],
): Promise<unknown> {
  switch (reader.as) {
    case 'bytes':
      return bytes;
    case 'text':
      return typed(decodeCharset(bytes, header), reader.type ?? 'string');
    case 'json':
      return jsonOf(decodeCharset(bytes, header));
    case 'form':
      return decodeForm(decodeCharset(bytes, header), reader.fields, reader.rest ?? 'string', details);
    case 'multipart':
      return readMultipart(bytes, header, reader, details);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HttpError(400, 'INVALID_JSON', 'The body is not valid JSON.', { cause: error });
  }
}

/** A form as a body parser in front has left it: nested, and all text. */
function typedForm(parsed: unknown, { fields, rest }: Extract<BodyReader, { as: 'form' }>): unknown {
  if (typeof parsed !== 'object' || parsed === null) return parsed;
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => {
      const field = fields.find(one => one.name === name);
      const parse = (one: unknown) => (typeof one === 'string' ? parsedOrText(one) : one);
      if (field?.json === 'items') return [name, wholeList(Array.isArray(value) ? value.map(parse) : [parse(value)])];
      if (field?.json) return [name, parse(value)];
      return [name, typed(treeOf(value), field?.type ?? rest ?? 'string')];
    }),
  );
}

function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return value.map(treeOf);
  if (typeof value !== 'object' || value === null) return String(value);
  return new Map(Object.entries(value).map(([key, inner]) => [key, treeOf(inner)]));
}

function parsedOrText(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

function readMultipart(
  bytes: Uint8Array<ArrayBuffer>,
  header: string,
  { fields, rest = 'part', types = {} }: Extract<BodyReader, { as: 'multipart' }>,
  details: ErrorDetail[],
): Record<string, unknown> {
  const boundary = boundaryOf(header);
  const parts = boundary === undefined ? undefined : splitForm(bytes, boundary);
  if (!parts) throw badRequest('The body is not a well-formed multipart form.');
  const byName = new Map<string, FormPart[]>();
  for (const part of parts) {
    const { name } = part;
    if (name === '__proto__') continue;
    const allowed = Object.hasOwn(types, name) ? types[name]! : ['*/*'];
    if ((part.fileName ?? part.type) !== undefined && matchMedia(typeOf(part), allowed) === undefined) {
      details.push({ field: `body.${name}`, message: `must be ${allowed.join(' or ')}, not ${typeOf(part)}` });
    }
    const there = byName.get(name);
    if (there) there.push(part);
    else byName.set(name, [part]);
  }
  return Object.fromEntries(
    [...byName].map(([name, all]) => [name, fieldValue(all, Object.hasOwn(fields, name) ? fields[name]! : rest)]),
  );
}

function fieldValue(parts: readonly FormPart[], type: PartType): unknown {
  if (typeof type === 'object' && 'split' in type) {
    const texts = parts.map(textOf).flatMap(text => (text === '' ? [] : text.split(type.split)));
    return texts.map(text => typed(text, type.items));
  }
  const items = typeof type === 'string' ? undefined : (itemsOf(type as WireType) as PartType | undefined);
  const values = parts.map(part => partValue(part, items ?? type));
  if (type === 'list') return wholeList(values);
  return items !== undefined || values.length > 1 ? values : values[0];
}

/** A client that sends a file says its name, or at least what it is (RFC 7578, section 4.2). */
function partValue(part: FormPart, type: PartType): unknown {
  const isFile =
    part.fileName !== undefined || (part.type !== undefined && !(type === 'part' && /^text\//i.test(part.type)));
  if (isFile && (type === 'file' || type === 'part')) {
    return new File([part.bytes], part.fileName ?? '', { type: typeOf(part) });
  }
  const text = textOf(part);
  if (type === 'file' || type === 'part') return text;
  return type === 'json' || type === 'list' || objectOf(type as WireType)
    ? parsedOrText(text)
    : typed(text, type as WireType);
}

/** RFC 7578, section 4.4. */
const typeOf = (part: FormPart): string => part.type ?? 'text/plain';
const textOf = (part: FormPart): string => decodeCharset(part.bytes, typeOf(part));

// The declared media type that a Content-Type header means: exact ones before `application/*+json` before `image/*` before
// `*/*`.
export function matchMedia(header: string, declared: readonly string[]): string | undefined {
  const type = essence(header);
  const range = `${type.split('/')[0]}/*`;
  const suffix = /\+[^+]*$/.exec(type)?.[0];
  for (const wanted of [type, ...(suffix === undefined ? [] : [range + suffix]), range, '*/*']) {
    const found = declared.find(name => essence(name) === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

function essence(header: string): string {
  return header.split(';')[0]!.trim().toLowerCase();
}

function decodeCharset(bytes: Uint8Array, header: string): string {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(header)?.[1] ?? 'utf-8';
  const decoder = decoderOf(charset);
  try {
    return decoder.decode(bytes);
  } catch {
    throw badRequest(`The body is not valid ${decoder.encoding}.`);
  }
}

/** Kept: making one for each request costs more than most texts. Others may remember what broke them. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

function decoderOf(charset: string) {
  if (/^utf-?8$/i.test(charset)) return utf8;
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    throw unsupportedMediaType(`The charset ${charset} is not supported.`);
  }
}

/** RFC 9112, section 6: a body is announced by its length or by chunks. */
function announcesBody(headers: IncomingHttpHeaders): boolean {
  const length = headers['content-length'];
  return (
    headers['transfer-encoding'] !== undefined ||
    (length !== undefined && (length !== '0' || headers['content-type'] !== undefined))
  );
}

function isText(value: unknown): value is string | Buffer<ArrayBuffer> {
  return typeof value === 'string' || Buffer.isBuffer(value);
}

/** Body parsers answer `{}` where there was nothing to parse. */
function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
