/** What libpq's sslmode means for Node's TLS. */
import nodeTls, { type ConnectionOptions } from 'node:tls';
import type { ConnectionSettings, ServerAddress } from './settings.js';

/**
 * Which attempts to make, in order; undefined is one without TLS. `allow` and `prefer` try both. Unix sockets have no TLS.
 * @see https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-SSLMODE-STATEMENTS
 */
export function tlsAttempts(
  settings: ConnectionSettings,
  { host }: ServerAddress,
): readonly [ConnectionOptions | undefined, ...(ConnectionOptions | undefined)[]] {
  const { mode } = settings.tls;
  if (mode === 'disable' || host.startsWith('/')) return [undefined];
  const options = tlsOptions(settings);
  if (mode === 'allow') return [undefined, options];
  if (mode === 'prefer') return [options, undefined];
  return [options];
}

function tlsOptions({ tls }: ConnectionSettings): ConnectionOptions {
  const { mode, trusted, revoked, certificate, key, keyPassword } = tls;
  // As in libpq, a file of certificates to trust is heeded in every mode.
  const verifies = mode === 'verify-ca' || mode === 'verify-full' || trusted !== undefined;
  return {
    minVersion: tls.minVersion ?? 'TLSv1.2',
    ...(tls.maxVersion && { maxVersion: tls.maxVersion }),
    rejectUnauthorized: verifies,
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
    ...(trusted !== undefined && { ca: trusted === 'system' ? systemCertificates() : trusted.pem }),
    ...(revoked !== undefined && { crl: revoked }),
    ...(certificate !== undefined && { cert: certificate }),
    ...(key !== undefined && { key }),
    ...(keyPassword !== undefined && { passphrase: keyPassword }),
    ...(!tls.sendsName && { servername: '' }),
  };
}

/** Of the operating system where Node can read them (22.15), and those that Node brings along. */
function systemCertificates(): readonly string[] & string[] {
  const { getCACertificates } = nodeTls as { getCACertificates?: (type: 'system') => string[] };
  return [...(getCACertificates?.('system') ?? []), ...nodeTls.rootCertificates];
}
