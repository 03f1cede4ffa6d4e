/** Why a server could not be reached, and what to do about it. */

import { Problem } from '../../text/problem.js';
import { withStop } from '../../text/sentence.js';
import { AttemptTimeout, PasswordWanted } from './dial.js';
import { isWireMessage, type WireMessage } from './serverMessage.js';
import { type ConnectionSettings, describeServer, type ServerAddress } from './settings.js';

/** undefined for what is a bug of ours. No message holds a password: servers and sockets never repeat one. */
export function connectionProblem(
  error: unknown,
  settings: ConnectionSettings,
  server: ServerAddress,
): Problem | undefined {
  const reason = reasonOf(error, settings, server);
  if (reason === undefined) return undefined;
  const isAboutPassword = error instanceof PasswordWanted || (isWireMessage(error) && error.code === '28P01');
  const more = isAboutPassword ? settings.warnings.map(warning => ` ${warning}`).join('') : '';
  return new Problem(`Cannot connect to ${settings.database} on ${describeServer(server)}. ${reason}${more}`);
}

function reasonOf(error: unknown, settings: ConnectionSettings, server: ServerAddress): string | undefined {
  if (error instanceof Problem) return error.message;
  if (error instanceof PasswordWanted)
    return 'The server asks for a password. Give one in the URL, in PGPASSWORD or in a password file (.pgpass).';
  if (error instanceof AttemptTimeout)
    return `There was no answer within ${error.seconds} s. Check host, port and firewall, or give it longer with connect_timeout.`;
  if (isWireMessage(error)) return refusalReason(error, settings);
  if (!(error instanceof Error)) return undefined;
  // Node tries all addresses of a name, and collects what they say.
  const first: Error = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const code = 'code' in first && typeof first.code === 'string' ? first.code : '';
  return socketReason(code, server) ?? tlsReason(code, first.message) ?? libraryReason(first.message);
}

function socketReason(code: string, { host, port }: ServerAddress): string | undefined {
  const isSocket = host.startsWith('/');
  switch (code) {
    case 'ECONNREFUSED':
      return isSocket
        ? 'A socket is there, but no server listens. Start the server.'
        : `No server listens on port ${port}. Start it, or correct host and port.`;
    case 'ENOENT':
      return `There is no socket .s.PGSQL.${port} in that folder. Start the server, or correct folder and port.`;
    case 'EACCES':
    case 'EPERM':
      return 'The operating system does not allow it. Check the permissions of the socket, or the firewall.';
    case 'ENOTFOUND':
      return 'There is no host of that name. Check its spelling, and whether a VPN is needed.';
    case 'EAI_AGAIN':
      return 'The name of the host cannot be looked up now. Check the network.';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'ETIMEDOUT':
      return 'The network does not reach it. Check network, VPN and firewall.';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'The connection was closed at once. Check that a PostgreSQL server listens there, and whether it wants TLS.';
  }
  return undefined;
}

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
]);

function tlsReason(code: string, message: string): string | undefined {
  if (untrusted.has(code))
    return 'The certificate of the server is signed by nobody we trust. Name its root certificate with sslrootcert, or use sslrootcert=system for a public one.';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `${withStop(message)} Connect by a name that the certificate has, or use sslmode=verify-ca.`;
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return 'The certificate of the server is not valid today. Have it renewed, or check the clock.';
  if (code === 'CERT_REVOKED') return 'The certificate of the server is revoked. Have a new one made.';
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code.startsWith('ERR_OSSL') || code === 'EPROTO')
    return `TLS failed: ${withStop(message)} Check sslcert, sslkey and sslrootcert, and what TLS the server speaks.`;
  return undefined;
}

function libraryReason(message: string): string | undefined {
  if (message.startsWith('The server does not support SSL'))
    return 'The server has no TLS. Turn it on there, or use sslmode=disable if the way to it is safe.';
  if (message.startsWith('There was an error establishing an SSL'))
    return 'What listens there does not answer as PostgreSQL does. Check host and port.';
  if (message.startsWith('SASL:'))
    return `The password could not be checked: ${withStop(message.replace(/^SASL: (?:[A-Z-]+: )?/, ''))}`;
  if (/^Connection terminated/.test(message) || /unexpected|invalid message|Unknown message|Received/i.test(message))
    return 'The connection was closed before the server said yes. Check that a PostgreSQL server listens there.';
  return undefined;
}

function refusalReason({ code, message = '' }: WireMessage, { user, database }: ConnectionSettings): string {
  switch (code) {
    case '28P01':
      return `The server does not accept the password of ${user}. Correct user or password.`;
    case '28000':
      return `The server does not let ${user} in: ${withStop(message)} Check user and role, and pg_hba.conf of the server (sslmode decides which of its lines apply).`;
    case '3D000':
      return `There is no database ${database}. Create it, or correct its name.`;
    case '53300':
      return `${withStop(message)} Close connections, or wait.`;
    case '57P03':
      return `The server is not ready: ${withStop(message)} Try again soon.`;
    case '42501':
      return `${user} may not connect: ${withStop(message)} Have GRANT CONNECT ON DATABASE given to the role.`;
  }
  return `The server refuses: ${withStop(message)}`;
}
