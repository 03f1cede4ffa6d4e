/** Opens sockets to one origin: plain, TLS, unix sockets and named pipes. No proxies, whatever the environment says. */
import dns from 'node:dns';
import net from 'node:net';
import tls from 'node:tls';
import { Problem } from '../../text/problem.js';
import type { TransportOptions } from './transport.js';

/** What the one who connects wants to hear. `ready` with milliseconds; TLS is 0 for plain connections. */
export interface ConnectEvents {
  /** TCP is there, TLS begins. */
  handshake(): void;
  ready(connect: number, tls: number): void;
}

export type Connect = (events: ConnectEvents, onread: net.OnReadOpts | undefined) => net.Socket;

/**
 * The host's addresses are resolved once for a transport, at its first connection, so that figures are of the server and not of
 * a resolver; failures are not kept. The address that answered is tried first from then on (`localhost` is often two, of which one
 * listens). TLS sessions are resumed, as browsers and pools do.
 * @throws Problem for certificates and keys that cannot be read.
 */
export function connectTo({ origin, connection }: TransportOptions, protocol: 'http/1.1' | 'h2'): Connect {
  const url = new URL(origin);
  const isTls = url.protocol === 'https:';
  if (!isTls && url.protocol !== 'http:')
    throw new Problem(`${origin} is neither http nor https: nothing else can be tested.`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = rememberedAddresses();
  const to: net.NetConnectOpts = connection.socketPath
    ? { path: connection.socketPath }
    : {
        host,
        port: Number(url.port) || (isTls ? 443 : 80),
        lookup: addresses.lookup,
        autoSelectFamily: true,
        noDelay: true,
      };
  const secure = isTls ? secureOptions(connection.tls, host, protocol) : undefined;
  let session: Buffer | undefined;

  return (events, onread) => {
    const options = onread ? { ...to, onread } : to;
    const socket = secure ? tls.connect({ ...options, ...secure, ...(session && { session }) }) : net.connect(options);
    let from = performance.now();
    let connected = 0;
    socket.on('lookup', () => {
      from = performance.now();
    });
    socket.once('connect', () => {
      connected = performance.now();
      addresses.prefer(socket);
      if (secure) events.handshake();
      else events.ready(connected - from, 0);
    });
    if (secure) {
      socket.once('secureConnect', () => events.ready(connected - from, performance.now() - connected));
      socket.on('session', (latest: Buffer) => {
        session = latest;
      });
    }
    return socket;
  };
}

function secureOptions(
  { verify, ca, certificate, key, passphrase, serverName }: TransportOptions['connection']['tls'],
  host: string,
  protocol: string,
): tls.ConnectionOptions {
  let secureContext: tls.SecureContext;
  try {
    secureContext = tls.createSecureContext({ ca, cert: certificate, key, passphrase });
  } catch (error) {
    throw new Problem(
      `The certificate, key or CA for TLS cannot be used: ${(error as Error).message}. Check the PEM files and the passphrase.`,
    );
  }
  return {
    secureContext,
    rejectUnauthorized: verify,
    ALPNProtocols: [protocol],
    // SNI is for names only (RFC 6066 §3).
    servername: serverName ?? (net.isIP(host) ? '' : host),
  };
}

function rememberedAddresses(): { lookup: net.LookupFunction; prefer(reached: net.Socket): void } {
  let known: dns.LookupAddress[] | undefined;
  const waiting: ((error: NodeJS.ErrnoException | null) => void)[] = [];
  return {
    lookup(host, options, callback) {
      const answer = (error: NodeJS.ErrnoException | null) => {
        const first = known?.[0];
        if (error || !first) callback(error ?? new Error(`${host} has no address`), '');
        else if (options.all) callback(null, known!);
        else callback(null, first.address, first.family);
      };
      if (known) return process.nextTick(answer, null);
      waiting.push(answer);
      if (waiting.length > 1) return;
      dns.lookup(host, { all: true }, (error, addresses) => {
        if (!error && addresses.length > 0) known = addresses;
        for (const each of waiting.splice(0)) each(error);
      });
    },
    prefer(reached) {
      // To ask a socket for its address is a call to the system.
      if (known === undefined || known.length < 2) return;
      const address = reached.remoteAddress;
      const at = known.findIndex(each => each.address === address);
      if (at > 0) known.unshift(...known.splice(at, 1));
    },
  };
}
