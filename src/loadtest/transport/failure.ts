/** What a socket's error means to people, as one of the kinds that are counted. */
import type { ErrorKind } from '../report.js';

export interface Failure {
  readonly kind: ErrorKind;
  readonly message: string;
}

/** Which stage of a connection's life the error ended. */
export type Stage = 'connecting' | 'handshake' | 'open';

/** OpenSSL's and Node's names (https://nodejs.org/api/tls.html#x509-certificate-error-codes) in words that say what to do. */
const certificateFaults: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  CERT_REVOKED: 'the certificate was revoked',
  CERT_REJECTED: 'the certificate was rejected',
  CERT_UNTRUSTED: 'the certificate is not trusted',
  CERT_SIGNATURE_FAILURE: "the certificate's signature is wrong",
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN:
    'the certificate is signed by an authority that is not trusted (self-signed certificate in chain)',
  UNABLE_TO_GET_ISSUER_CERT: 'the certificate is signed by an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate is signed by an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate is signed by an unknown authority',
  INVALID_CA: 'the authority that signed the certificate may not sign',
  INVALID_PURPOSE: 'the certificate is not meant for servers',
};

/** While connecting, everything else is a refusal: whatever lies between, no connection came of it. */
const resets = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE']);
/** This side has run out of something, or has no way out: nothing reached the server, so it is not to blame. */
const ownFaults: Readonly<Record<string, string>> = {
  EMFILE: 'this process may open no more sockets: raise the limit (ulimit -n) or use fewer connections',
  ENFILE: 'this machine may open no more files: use fewer connections',
  EADDRNOTAVAIL:
    'this machine has no free local port or no address of this kind: connections may be opened and closed too fast',
  ENOBUFS: 'this machine has no room for more sockets: use fewer connections',
  ENOMEM: 'this machine has no memory for more sockets: use fewer connections',
  ENETUNREACH: 'this machine has no route to that network: is it connected, is a VPN needed?',
  ENETDOWN: 'the network of this machine is down',
  EAFNOSUPPORT: 'this machine does not speak this kind of address: use an IPv4 address',
  EACCES: 'this machine does not allow the connection: a firewall, or the permissions of a socket file',
  EPERM: 'this machine does not allow the connection: a firewall of its own, most likely',
};
/** A router, or the silence of the last network, said it: no connection, though nobody refused. */
const unreachable: Readonly<Record<string, string>> = {
  EHOSTUNREACH: 'no machine answers at that address, or a firewall says so',
  EHOSTDOWN: 'the machine at that address is down',
};

/** `error`: whatever a socket emitted. */
export function failureOf(error: Error & { code?: string }, stage: Stage): Failure {
  const first = firstOf(error);
  const code = first.code ?? error.code ?? '';
  if (stage !== 'open') {
    const own = ownFaults[code];
    if (own !== undefined) return { kind: 'client', message: `${messageOf(error)}: ${own}` };
    if ('syscall' in first && typeof first.syscall === 'string' && first.syscall.startsWith('getaddrinfo')) {
      return { kind: 'dns', message: first.message };
    }
  }
  const tls = tlsFault(first, code);
  if (tls !== undefined) return { kind: 'tls', message: tls };
  if (stage === 'connecting') {
    if (code === 'ETIMEDOUT') return { kind: 'connectTimeout', message: messageOf(error) };
    const where = unreachable[code];
    if (where !== undefined) return { kind: 'refused', message: `${messageOf(error)}: ${where}` };
    if (!resets.has(code)) return { kind: 'refused', message: messageOf(error) };
  }
  if (stage === 'handshake') {
    return {
      kind: 'tls',
      message: `the server closed the connection during the TLS handshake${code === '' ? '' : ` (${code})`}`,
    };
  }
  return { kind: 'reset', message: messageOf(error) };
}

function tlsFault(error: Error & { code?: string; reason?: string }, code: string): string | undefined {
  const certificate = certificateFaults[code];
  if (certificate !== undefined) return `${certificate} (${code})`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `the certificate is for another host: ${(error.reason ?? error.message).replace(/\.$/, '')} (${code})`;
  }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return `the server does not speak TLS here: use http (${code})`;
  }
  if (code === 'ERR_SSL_UNSUPPORTED_PROTOCOL' || /PROTOCOL_VERSION/.test(code)) {
    return `the server and this client have no version of TLS in common (${code})`;
  }
  if (/CERTIFICATE_REQUIRED/.test(code)) return `the server asks for a client certificate (${code})`;
  if (/ALERT_(?:UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE)/.test(code)) {
    return `the server does not accept the client certificate (${code})`;
  }
  if (code === 'ERR_SSL_NO_APPLICATION_PROTOCOL' || /NO_APPLICATION_PROTOCOL/.test(code)) {
    return `the server does not offer this version of HTTP (${code})`;
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code === 'EPROTO')
    return `${error.message} (${code})`;
  // Verification errors without a name of their own above.
  if (/certificate/i.test(error.message) && !code.startsWith('ERR_HTTP2')) return `${error.message} (${code})`;
  return undefined;
}

/**
 * Of the addresses of a host that were all tried (happy eyeballs), the first tells whose fault is not this side's: a machine without
 * IPv6 that is refused on IPv4 was refused.
 */
function firstOf(error: Error & { code?: string }): Error & { code?: string; syscall?: string; reason?: string } {
  if (!(error instanceof AggregateError)) return error;
  const errors = error.errors.filter((each): each is Error & { code?: string } => each instanceof Error);
  return errors.find(({ code = '' }) => !(code in ownFaults)) ?? errors[0] ?? error;
}

/** `connect ECONNREFUSED ::1:3000, connect ECONNREFUSED 127.0.0.1:3000`. */
function messageOf(error: Error): string {
  if (!(error instanceof AggregateError)) return error.message;
  return error.errors.map(each => (each instanceof Error ? each.message : String(each))).join(', ');
}
