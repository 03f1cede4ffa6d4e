/** Opens a session on a server of the user's. The one place that decides which server, with TLS or without, and when to give up. */
import { Problem } from '../../text/problem.js';
import type { Session } from '../session.js';
import { AttemptTimeout, dial, PasswordWanted } from './dial.js';
import { connectionProblem } from './failure.js';
import type { PgSession } from './pgSession.js';
import { isWireMessage } from './serverMessage.js';
import type { ConnectionSettings, ServerAddress, SessionAttributes } from './settings.js';
import { tlsAttempts } from './tls.js';

export interface ConnectOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds after which the server ends a statement (57014); never unless said. */
  readonly statementTimeout?: number;
  /** Milliseconds to wait for a lock (55P03); for ever unless said. */
  readonly lockTimeout?: number;
}

const oldest = 13;
const newest = 18;

/**
 * The first server that answers and is what `target_session_attrs` asks for.
 * @throws Problem that says what to do, for every way in which it can fail; the signal's reason when it is aborted.
 */
export async function connect(settings: ConnectionSettings, options: ConnectOptions = {}): Promise<Session> {
  // `prefer-standby` goes twice through the list.
  const rounds: readonly SessionAttributes[] =
    settings.session === 'prefer-standby' ? ['standby', 'any'] : [settings.session];
  const servers = settings.isShuffled ? shuffled(settings.servers) : settings.servers;
  const failures: Problem[] = [];
  for (const wanted of rounds) {
    for (const server of servers) {
      try {
        return await prepared(await reach(settings, server, options.signal), wanted, options);
      } catch (error) {
        options.signal?.throwIfAborted();
        const problem = connectionProblem(error, settings, server);
        if (!problem) throw error;
        failures.push(problem);
        // Another server will not know the password any better, and libpq does not ask one.
        if (isWireMessage(error) && !/^57P/.test(error.code ?? '')) break;
      }
    }
  }
  const messages = [...new Set(failures.map(({ message }) => message))];
  throw failures.length === 1 ? failures[0]! : new Problem(messages.join('\n'));
}

async function reach(
  settings: ConnectionSettings,
  server: ServerAddress,
  signal: AbortSignal | undefined,
): Promise<PgSession> {
  const [first, ...others] = tlsAttempts(settings, server);
  let failure: unknown;
  for (const tls of [first, ...others]) {
    try {
      return await dial({ settings, server, tls, signal });
    } catch (error) {
      failure ??= error;
      if (!isWorthAnotherTry(error)) break;
    }
  }
  throw failure;
}

/** Whether the same server may say yes when TLS is used, or is not. */
function isWorthAnotherTry(error: unknown): boolean {
  if (error instanceof Problem || error instanceof AttemptTimeout || error instanceof PasswordWanted) return false;
  if (isWireMessage(error)) return error.code === '28000';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return !['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT', 'EACCES', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
}

async function prepared(
  session: PgSession,
  wanted: SessionAttributes,
  { statementTimeout = 0, lockTimeout = 0 }: ConnectOptions,
): Promise<Session> {
  try {
    const version = Math.floor(session.version / 10000);
    if (version < oldest || version > newest) throw new UnknownVersion(version);
    if (wanted !== 'any') await checkAttributes(session, wanted);
    // Not in the first message of the connection: poolers refuse what they do not know there.
    if (statementTimeout > 0) await session.execute(`set statement_timeout = ${Math.ceil(statementTimeout)}`);
    if (lockTimeout > 0) await session.execute(`set lock_timeout = ${Math.ceil(lockTimeout)}`);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

async function checkAttributes(session: Session, wanted: SessionAttributes): Promise<void> {
  const [row] = await session.query<{ standby: boolean; readOnly: boolean }>(
    `select pg_is_in_recovery() as standby,
       pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean as "readOnly"`,
  );
  const { standby = false, readOnly = false } = row ?? {};
  const fits = {
    'read-write': !readOnly,
    'read-only': readOnly,
    primary: !standby,
    standby,
    'prefer-standby': standby,
  };
  if (wanted !== 'any' && !fits[wanted]) throw new UnwantedServer(wanted);
}

/** A server that is not what `target_session_attrs` asks for. */
class UnwantedServer extends Problem {
  constructor(wanted: SessionAttributes) {
    super(`It is not what target_session_attrs=${wanted} asks for. Add the other servers of the cluster to the hosts.`);
  }
}

class UnknownVersion extends Problem {
  constructor(version: number) {
    super(
      version < oldest
        ? `It runs PostgreSQL ${version}, which is out of maintenance. PostgreSQL ${oldest} to ${newest} are supported: upgrade the server.`
        : `It runs PostgreSQL ${version}. PostgreSQL ${oldest} to ${newest} are supported: update Senior Backend.`,
    );
  }
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map(item => ({ item, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
