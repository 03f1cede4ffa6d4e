/** Reading request bodies: media types, limits, encodings, forms. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { badRequest, type ErrorDetail, HttpError, payloadTooLarge, unsupportedMediaType } from './http.js';
import { itemsOf, objectOf, parseJson, type Tree, typed, type WireType } from './text.js';
import { decodeForm, type WireParameter } from './wire.js';

/** How one media type of an operation is read. */
export type BodyReader =
  | { readonly as: 'json' | 'text' | 'bytes' }
  /** application/x-www-form-urlencoded */
  | { readonly as: 'form'; readonly fields: readonly WireParameter[]; readonly rest?: WireType }
  | {
      readonly as: 'multipart';
      readonly fields: Readonly<Record<string, PartType>>;
    };

/** A part of a multipart form. */
export type PartType = WireType | 'file' | 'json' | { readonly items: 'file' | 'json' };

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

/**
 * The body and the media type that it has, as the spec writes it. Undefined: there is no body.
 * @throws HttpError 400 INVALID_JSON, 413, 415
 */
export async function readBody(
  incoming: IncomingBody,
  contract: BodyContract,
  limits: BodyLimits,
  details: ErrorDetail[],
): Promise<{ contentType: string; value: unknown } | undefined> {
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
    return { contentType: declared, value };
  }
  const bytes = isText(parsed)
    ? Buffer.from(parsed)
    : await decompress(await readBytes(stream, limit, headers), headers, limit);
  // No bytes are a text or a file of no length, but never JSON or a form.
  const mayBeEmpty = announced && (reader.as === 'text' || reader.as === 'bytes');
  if (bytes.byteLength === 0 && !mayBeEmpty) return undefined;
  return { contentType: declared, value: await parseBody(bytes, header!, reader, details) };
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
      try {
        return parseJson(decodeCharset(bytes, header));
      } catch (error) {
        if (error instanceof HttpError) throw error;
        throw new HttpError(400, 'INVALID_JSON', 'The body is not valid JSON.', { cause: error });
      }
    case 'form':
      return decodeForm(decodeCharset(bytes, header), reader.fields, reader.rest ?? 'string', details);
    case 'multipart':
      return readMultipart(bytes, header, reader.fields);
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
  fields: Readonly<Record<string, PartType>>,
): Promise<Record<string, unknown>> {
  const form = await new Response(bytes, { headers: { 'content-type': header } }).formData().catch(() => undefined);
  if (!form) throw badRequest('The body is not a well-formed multipart form.');
  const byName = new Map<string, (string | File)[]>();
  for (const [name, part] of form) {
    if (name === '__proto__') continue;
    const there = byName.get(name);
    if (there) there.push(part);
    else byName.set(name, [part]);
  }
  return Object.fromEntries(
    await Promise.all(
      [...byName].map(async ([name, all]) => {
        const type = Object.hasOwn(fields, name) ? fields[name]! : 'string';
        const items = typeof type === 'string' ? undefined : (itemsOf(type as WireType) as PartType | undefined);
        const parts = await Promise.all(
          all.map(part => partValue(part, items ?? type, type === 'string' && !Object.hasOwn(fields, name))),
        );
        return [name, items !== undefined || parts.length > 1 ? parts : parts[0]] as const;
      }),
    ),
  );
}

/** A part with a file name is a `File`; where the spec wants text, its text counts. */
async function partValue(part: string | File, type: PartType, undeclared: boolean): Promise<unknown> {
  if (type === 'file' || (undeclared && typeof part !== 'string')) return part;
  const text = typeof part === 'string' ? part : await part.text();
  return type === 'json' || objectOf(type as WireType) ? parsedOrText(text) : typed(text, type as WireType);
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
  try {
    return new TextDecoder(charset).decode(bytes);
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

async function readBytes(stream: Readable, limit: number, headers: IncomingHttpHeaders): Promise<Buffer<ArrayBuffer>> {
  if (stream.destroyed) throw badRequest('The body was cut off.');
  if (Number(headers['content-length'] ?? 0) > limit) throw payloadTooLarge(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  await new Promise<void>((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      // Not destroyed: the answer goes out on the same connection, and Node throws the rest of the body away.
      stream.off('data', onData);
      stream.pause();
      reject(payloadTooLarge(limit));
    };
    stream.on('data', onData);
    stream.once('end', resolve);
    stream.once('error', () => reject(badRequest('The body was cut off.')));
    stream.once('close', () => reject(badRequest('The body was cut off.')));
  });
  return Buffer.concat(chunks);
}

async function decompress(
  bytes: Buffer<ArrayBuffer>,
  headers: IncomingHttpHeaders,
  limit: number,
): Promise<Buffer<ArrayBuffer>> {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity' || bytes.byteLength === 0) return bytes;
  const decoder = { gzip: gunzip, 'x-gzip': gunzip, deflate: inflate, br: brotliDecompress }[coding];
  if (!decoder) throw unsupportedMediaType(`The content encoding ${coding} is not supported.`);
  try {
    return (await promisify<Buffer, { maxOutputLength: number }, Buffer>(decoder)(bytes, {
      maxOutputLength: limit,
    })) as Buffer<ArrayBuffer>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw payloadTooLarge(limit);
    throw badRequest(`The body is not valid ${coding}.`);
  }
}
