/** A request as bytes. All text is checked here, once for each request: nothing in it can end a line and begin another request. */
import { Problem } from '../../text/problem.js';
import type { WireRequest } from './transport.js';

const methodToken = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const fieldName = methodToken;
const badValue = /[^\t\x20-\x7e\x80-\xff]/;
const badPath = /[^\x21-\x7e\x80-\xff]/;

/** Frames after which the server is told to close. Nearly always empty, hence not asked unless `anyCloses`. */
const closing = new WeakSet<Uint8Array>();
let anyCloses = false;

/** Whether the request itself said `Connection: close`. */
export function closesAfter(frame: Uint8Array): boolean {
  return anyCloses && closing.has(frame);
}

/**
 * @returns head and body for HTTP/1.1, kept on the request. A body whose length the headers do not say gets a Content-Length; with
 * `Transfer-Encoding: chunked` it is sent as one chunk.
 * @throws Problem for anything that would not be one well-formed request.
 */
export function frameOf(request: WireRequest): Uint8Array {
  if (request.frame !== undefined) return request.frame;
  const framing = checkRequest(request);
  const body = request.body;
  let head = `${request.method} ${request.path} HTTP/1.1\r\n`;
  for (let i = 0; i < request.headers.length; i += 2) head += `${request.headers[i]}: ${request.headers[i + 1]}\r\n`;
  const size = body?.length ?? 0;
  if (size > 0 && framing.length === undefined && !framing.chunked) head += `Content-Length: ${size}\r\n`;
  head += '\r\n';
  if (framing.chunked && size > 0) head += `${size.toString(16)}\r\n`;
  const tail = framing.chunked ? (size > 0 ? '\r\n0\r\n\r\n' : '0\r\n\r\n') : '';
  const frame = Buffer.allocUnsafeSlow(head.length + size + tail.length);
  frame.write(head, 0, 'latin1');
  if (body !== undefined) frame.set(body, head.length);
  frame.write(tail, head.length + size, 'latin1');
  if (framing.closes) {
    closing.add(frame);
    anyCloses = true;
  }
  request.frame = frame;
  return frame;
}

/**
 * As strict as Node's own client, and stricter about lengths. @returns what the headers say about framing.
 * @throws Problem, without the value of any header: it may be a secret.
 */
export function checkRequest({ method, path, headers, body }: WireRequest): {
  readonly length: number | undefined;
  readonly chunked: boolean;
  readonly closes: boolean;
} {
  if (!methodToken.test(method))
    throw new Problem(`The method ${JSON.stringify(method)} is not one: use letters, as in GET.`);
  if (method === 'CONNECT')
    throw new Problem('CONNECT opens a tunnel and has no answer to measure: use another method.');
  if (!/^(?:\/|\*$)/.test(path) || badPath.test(path)) {
    throw new Problem(
      `The path ${JSON.stringify(path.slice(0, 200))} cannot be sent: it must begin with / and be percent-encoded, without spaces.`,
    );
  }
  let length: number | undefined;
  let chunked = false;
  let closes = false;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!;
    const value = headers[i + 1];
    if (!fieldName.test(name)) throw new Problem(`${JSON.stringify(name)} cannot be the name of a header.`);
    if (value === undefined || badValue.test(value)) {
      throw new Problem(`The value of the header ${name} has a character that cannot be sent, such as a line break.`);
    }
    if (!framingFields.has(name.length)) continue;
    const lower = name.toLowerCase();
    if (lower === 'content-length') {
      const actual = body?.length ?? 0;
      if (length !== undefined || value.trim() !== String(actual)) {
        throw new Problem(`Content-Length must be there once and be ${actual}, the length of the body: leave it out.`);
      }
      length = actual;
    } else if (lower === 'transfer-encoding') {
      if (chunked || value.trim().toLowerCase() !== 'chunked') {
        throw new Problem('Transfer-Encoding can only be chunked: leave it out.');
      }
      chunked = true;
    } else if (lower === 'connection') {
      if (/(?:^|,)\s*close\s*(?:,|$)/i.test(value)) closes = true;
    }
  }
  if (chunked && length !== undefined) {
    throw new Problem('Content-Length and Transfer-Encoding exclude each other: leave one out.');
  }
  return { length, chunked, closes };
}

/** Lengths of the names that say something about framing: a cheap way to pass over all others. */
const framingFields = new Set(['content-length', 'transfer-encoding', 'connection'].map(name => name.length));
