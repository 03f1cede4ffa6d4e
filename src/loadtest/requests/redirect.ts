/** What is sent after a redirect (RFC 9110 §15.4). */
import type { WireRequest } from '../transport/transport.js';
import { fieldValues } from './headers.js';

/** What describes a body that is no longer sent. */
const ofBody = /^content-|^transfer-encoding$|^expect$|^trailer$/i;

/**
 * 301, 302 and 303 become GET when something was posted; 307 and 308 repeat the request. Only within the origin: a load test never
 * reaches a server that was not named, so a redirect elsewhere is the answer.
 * @returns undefined when there is nothing to follow.
 */
export function follow(
  sent: WireRequest,
  status: number,
  headers: readonly string[] | undefined,
  origin: string,
): WireRequest | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  const location = fieldValues(headers ?? [], 'location')[0];
  if (location === undefined) return undefined;
  // What a header carries are bytes: names of files in UTF-8 among them.
  const text = Buffer.from(location, 'latin1').toString('utf8');
  const base = origin + sent.path;
  if (!URL.canParse(text, base)) return undefined;
  const target = new URL(text, base);
  if (target.origin !== new URL(origin).origin) return undefined;
  const path = target.pathname + target.search;
  const toGet = status === 303 ? !['GET', 'HEAD'].includes(sent.method) : status < 303 && sent.method === 'POST';
  if (!toGet) {
    return { method: sent.method, path, headers: sent.headers, ...(sent.body && { body: sent.body }) };
  }
  return { method: 'GET', path, headers: sent.headers.filter((_, i) => !ofBody.test(sent.headers[i - (i % 2)]!)) };
}
