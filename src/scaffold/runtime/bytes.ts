/** Receiving the bytes of a request's body, within their limit. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { badRequest, payloadTooLarge, unsupportedMediaType } from './http.js';

/** All that a stream gives. @throws HttpError 413 beyond `limit` bytes, 400 when it is cut off. */
export function readBytes(stream: Readable, limit: number, headers: IncomingHttpHeaders): Promise<Buffer<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    if (stream.destroyed) throw badRequest('The body was cut off.');
    if (Number(headers['content-length'] ?? 0) > limit) throw payloadTooLarge(limit);
    const chunks: Buffer[] = [];
    let size = 0;
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
    let isWhole = false;
    // Every stream is closed in the end: an error is made only for one that still had to give something.
    const onStop = () => {
      if (!isWhole) reject(badRequest('The body was cut off.'));
    };
    // Nothing of this outlives the request, and listening once costs more.
    stream.on('end', () => {
      isWhole = true;
      resolve(chunks.length === 1 ? (chunks[0] as Buffer<ArrayBuffer>) : Buffer.concat(chunks));
    });
    stream.on('error', onStop);
    stream.on('close', onStop);
  });
}

/** Undoes the content encoding. @throws HttpError 413 beyond `limit` bytes, 415 for an encoding that is not known, 400 for broken bytes. */
export async function decompress(
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
