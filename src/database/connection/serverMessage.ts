/** What the client library hands up, as ServerMessages. */
import { DatabaseError, type ServerMessage } from '../session.js';

/** The fields of an ErrorResponse or NoticeResponse, as `pg` names them. */
export interface WireMessage {
  readonly severity?: string | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly position?: string | undefined;
  readonly where?: string | undefined;
  readonly constraint?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
}

/** @see https://www.postgresql.org/docs/current/protocol-error-fields.html */
export function serverMessage(wire: WireMessage): ServerMessage {
  const { severity = 'ERROR', code = 'XX000', message = '', position } = wire;
  const { detail, hint, where, constraint, table, column } = wire;
  return {
    ...{ severity, code, message },
    ...(detail !== undefined && { detail }),
    ...(hint !== undefined && { hint }),
    ...(position !== undefined && { position: Number(position) }),
    ...(where !== undefined && { where }),
    ...(constraint !== undefined && { constraint }),
    ...(table !== undefined && { table }),
    ...(column !== undefined && { column }),
  };
}

/** Whether this was said by the server, and not by the library or by a socket. */
export function isWireMessage(error: unknown): error is Error & WireMessage {
  return error instanceof Error && 'severity' in error && typeof error.severity === 'string' && 'code' in error;
}

/** Shutdown, crash, dropped database and the timeouts that end a session. The severity alone will not do: servers translate it. */
const endsSession = new Set(['57P01', '57P02', '57P03', '57P04', '57P05', '25P03', '25P04']);

/** Whether the server closes the connection after saying this. */
export function isLastWord({ severity, code }: WireMessage): boolean {
  return severity === 'FATAL' || severity === 'PANIC' || (code !== undefined && endsSession.has(code));
}

/** Code 08006, whatever ended the connection. */
export function lostConnection(reason: string | undefined, wire?: WireMessage): DatabaseError {
  return new DatabaseError({
    severity: 'FATAL',
    code: '08006',
    message: reason ? `The connection to the server was lost: ${reason}` : 'The connection to the server was lost.',
    ...(wire?.code !== undefined && { detail: `The server said ${wire.code}.` }),
  });
}

export function closedSession(): DatabaseError {
  return new DatabaseError({ severity: 'FATAL', code: '08006', message: 'The session is closed.' });
}

/** In the server's own words, where it could not say them any more. */
export function canceledStatement(): DatabaseError {
  return new DatabaseError({ severity: 'ERROR', code: '57014', message: 'canceling statement due to user request' });
}
