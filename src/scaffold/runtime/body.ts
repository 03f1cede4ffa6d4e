/** Reading request bodies: media types, limits, encodings, forms. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { decompress, readBytes } from './bytes.js';
import { badRequest, type ErrorDetail, HttpError, unsupportedMediaType } from './http.js';
import { itemsOf, mayHavePrototypes, objectOf, parseJson, type Tree, typed, type WireType } from './text.js';
import { decodeForm, type WireParameter } from './wire.js';

/** How one media type of an operation is read. */
export type BodyReader =
  | { readonly as: 'json' | 'text' | 'bytes' }
  /** application/x-www-form-urlencoded */
  | { readonly as: 'form'; readonly fields: readonly WireParameter[]; readonly rest?: WireType }
  | {
      readonly as: 'multipart';
      readonly fields: Readonly<Record<string, PartType>>;
      /** The media types that a file may have, where the spec names them. */
      readonly types?: Readonly<Record<string, readonly string[]>>;
    };

/**
 * A part of a multipart form. `part`: a file when it has a file name, text otherwise. `list`: a list, as one JSON document
 * or as one for each item.
 */
export type PartType = WireType | 'file' | 'json' | 'part' | 'list' | { readonly items: 'file' | 'json' };

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

  const declared = header === undefined ? undefined : matchMedia(header, Object.keys(contract.media));
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
  const bytes = isText(parsed)
    ? Buffer.from(parsed)
    : await decompress(await readBytes(stream, limit, headers), headers, limit);
  // No bytes are a text or a file of no length, but never JSON or a form.
  const mayBeEmpty = announced && (reader.as === 'text' || reader.as === 'bytes');
  if (bytes.byteLength === 0 && !mayBeEmpty) return undefined;
  if (reader.as === 'json') {
    const text = decodeCharset(bytes, header!);
    return { contentType: declared, value: jsonOf(text), hasPrototypes: mayHavePrototypes(text) };
  }
  return { contentType: declared, value: await parseBody(bytes, header!, reader, details), hasPrototypes: false };
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
      return decodeCharset(bytes, header);
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
      if (field?.json && typeof value === 'string') return [name, parsedOrText(value)];
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

async function readMultipart(
  bytes: Uint8Array<ArrayBuffer>,
  header: string,
  { fields, types = {} }: Extract<BodyReader, { as: 'multipart' }>,
  details: ErrorDetail[],
): Promise<Record<string, unknown>> {
  const form = await new Response(partsOf(bytes, header), { headers: { 'content-type': header } })
    .formData()
    .catch(() => undefined);
  if (!form) throw badRequest('The body is not a well-formed multipart form.');
  const byName = new Map<string, (string | File)[]>();
  for (const [name, part] of form) {
    if (name === '__proto__') continue;
    const allowed = Object.hasOwn(types, name) ? types[name]! : ['*/*'];
    if (typeof part !== 'string' && matchMedia(part.type, allowed) === undefined) {
      details.push({
        field: `body.${name}`,
        message: `must be ${allowed.join(' or ')}, not ${part.type || 'untyped'}`,
      });
    }
    const there = byName.get(name);
    if (there) there.push(part);
    else byName.set(name, [part]);
  }
  return Object.fromEntries(
    await Promise.all(
      [...byName].map(async ([name, all]) => {
        const type = Object.hasOwn(fields, name) ? fields[name]! : 'part';
        const items = typeof type === 'string' ? undefined : (itemsOf(type as WireType) as PartType | undefined);
        const parts = await Promise.all(all.map(part => partValue(part, items ?? type)));
        if (type === 'list') return [name, parts.length === 1 && Array.isArray(parts[0]) ? parts[0] : parts] as const;
        return [name, items !== undefined || parts.length > 1 ? parts : parts[0]] as const;
      }),
    ),
  );
}

/**
 * The parts of a form alone. What stands before the first boundary and after the last is for nobody (RFC 2046, section
 * 5.1.1); the platform's parser stumbles over it.
 */
function partsOf(bytes: Uint8Array<ArrayBuffer>, header: string): Uint8Array<ArrayBuffer> {
  const match = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(header);
  if (!match) return bytes;
  const boundary = match[1] ?? match[2];
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begins = text.subarray(0, 2).equals(Buffer.from('--'));
  const start = begins ? 0 : text.indexOf(`\r\n--${boundary}\r\n`) + 2;
  const last = `\r\n--${boundary}--`;
  const end = text.lastIndexOf(last);
  // The line break after the last boundary belongs to it.
  return start < 2 && !begins ? bytes : bytes.subarray(start, end < 0 ? undefined : end + last.length + 2);
}

/** A part with a file name is a `File`; where the spec wants text, its text counts. */
async function partValue(part: string | File, type: PartType): Promise<unknown> {
  if (type === 'file' || type === 'part') return part;
  const text = typeof part === 'string' ? part : await part.text();
  return type === 'json' || type === 'list' || objectOf(type as WireType)
    ? parsedOrText(text)
    : typed(text, type as WireType);
}

// The declared media type that a Content-Type header means: exact ones before `image/*` before `*/*`.
export function matchMedia(header: string, declared: readonly string[]): string | undefined {
  const type = essence(header);
  const range = `${type.split('/')[0]}/*`;
  for (const wanted of [type, range, '*/*']) {
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

function decoderOf(charset: string) {
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
