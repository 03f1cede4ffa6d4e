/** The door to the transports. */
import { connectTo } from './connect.js';
import { Http1Transport } from './http1.js';
import { Http2Transport } from './http2.js';
import type { Transport, TransportOptions } from './transport.js';
import { UndiciTransport } from './undici.js';

/**
 * Nothing is connected yet: each channel connects at its first `send`. See `connectTo` for names, addresses and TLS.
 * @throws Problem for certificates and keys that cannot be read, and for origins that are neither http nor https.
 */
export function openTransport(options: TransportOptions): Transport {
  if (options.connection.http === '2') return new Http2Transport(options, connectTo(options, 'h2'));
  if (options.connection.client === 'undici') return new UndiciTransport(options, connectTo(options, 'http/1.1'));
  return new Http1Transport(options, connectTo(options, 'http/1.1'));
}
