/** A request's headers as HTTP/2 has them (RFC 9113 §8.2 and §8.3). */
import type { OutgoingHttpHeaders } from 'node:http2';
import { checkRequest } from './frame.js';
import type { WireRequest } from './transport.js';

/** About the connection, which HTTP/2 has its own means for; Host becomes `:authority`. */
const left = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'host']);
const made = new WeakMap<WireRequest, OutgoingHttpHeaders>();

/**
 * Made once for each request. Names in lower case, several of one name as a list.
 * @throws Problem for anything that would not be one well-formed request.
 */
export function http2Headers(request: WireRequest, { protocol, host }: URL): OutgoingHttpHeaders {
  const known = made.get(request);
  if (known !== undefined) return known;
  checkRequest(request);
  const headers: Record<string, string | string[]> = {
    ':method': request.method,
    ':scheme': protocol.slice(0, -1),
    ':authority': host,
    ':path': request.path,
  };
  for (let i = 0; i < request.headers.length; i += 2) {
    const name = request.headers[i]!.toLowerCase();
    const value = request.headers[i + 1]!;
    if (name === 'host') headers[':authority'] = value;
    if (left.has(name) || (name === 'te' && value !== 'trailers')) continue;
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  made.set(request, headers);
  return headers;
}
