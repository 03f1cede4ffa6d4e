/** One attempt: a socket, TLS or not, and the server's yes. */
import net from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { Client } from 'pg';
import { Problem } from '../../text/problem.js';
import { PgSession } from './pgSession.js';
import type { AuthMethod, ConnectionSettings, ServerAddress } from './settings.js';
import { parserOf } from './values.js';

export interface Attempt {
  readonly settings: ConnectionSettings;
  readonly server: ServerAddress;
  /** undefined: no TLS. */
  readonly tls: ConnectionOptions | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What `pg` has and its typings leave out. */
interface Wire {
  prependListener(event: AuthMessage, listener: (message: { readonly mechanisms?: readonly string[] }) => void): void;
  startup(): void;
  cancel(process: number, secret: number): void;
}
type AuthMessage =
  | 'authenticationOk'
  | 'authenticationCleartextPassword'
  | 'authenticationMD5Password'
  | 'authenticationSASL';
interface ClientInside {
  readonly connection: Wire;
  readonly connectionParameters: { options: string | undefined; replication: undefined };
  readonly processID: number;
  readonly secretKey: number;
}

/** @throws what the socket, TLS, the server or the library says; a Problem for what we refuse; the signal's reason. */
export async function dial(attempt: Attempt): Promise<PgSession> {
  const { client, socket, guard } = clientFor(attempt);
  await connected(attempt, client, socket);
  if (guard.refusal) {
    socket.destroy();
    throw guard.refusal;
  }
  const { processID, secretKey } = client as unknown as ClientInside;
  try {
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`);
    const request = () => requestCancel(attempt, processID, secretKey);
    return new PgSession(client, Number(rows[0]?.version), { request, endsSession: false });
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Waits for the client, no longer than the settings allow. */
function connected(
  { settings, signal }: Pick<Attempt, 'settings' | 'signal'>,
  client: Client,
  socket: net.Socket,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = (error: unknown) => {
      settle();
      socket.destroy();
      reject(error);
    };
    const onAbort = () => give(signal?.reason);
    const seconds = settings.timeoutSeconds;
    const timer = seconds > 0 ? setTimeout(() => give(new AttemptTimeout(seconds)), seconds * 1000) : undefined;
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    // What comes after the first error (the socket's end, mostly) tells nothing new; without a listener it would be thrown.
    client.on('error', () => undefined);
    if (signal?.aborted) return give(signal.reason);
    signal?.addEventListener('abort', onAbort);
    client.connect().then(() => {
      settle();
      resolve();
    }, give);
  });
}

export class AttemptTimeout extends Error {
  constructor(readonly seconds: number) {
    super(`No answer within ${seconds} s.`);
  }
}

interface Guard {
  refusal?: UnsafeAuthentication;
}

function clientFor({ settings, server, tls }: Attempt): { client: Client; socket: net.Socket; guard: Guard } {
  const socket = new net.Socket();
  if (server.hostAddress !== undefined) {
    const connect = socket.connect.bind(socket);
    const address = server.hostAddress;
    // `pg` would connect to the name that it verifies the certificate against.
    socket.connect = ((port: number) => connect(port, address)) as typeof socket.connect;
  }
  const guard: Guard = {};
  const { password } = server;
  const client = new Client({
    ...{ host: server.host, port: server.port, user: settings.user, database: settings.database },
    // Called before anything is sent that proves who we are.
    password: () => {
      if (guard.refusal) throw guard.refusal;
      if (password === undefined) throw new PasswordWanted();
      return password;
    },
    ssl: tls ?? false,
    sslnegotiation: tls ? settings.tls.negotiation : 'postgres',
    enableChannelBinding: tls !== undefined && settings.channelBinding !== 'disable',
    application_name: settings.applicationName,
    keepAlive: settings.keepsAlive,
    types: { getTypeParser: ((oid: number) => parserOf(oid)) as never },
    stream: () => socket,
  });
  const { connection, connectionParameters } = client as unknown as ClientInside;
  // Where nothing is given, `pg` has looked into the environment by rules of its own.
  connectionParameters.options = settings.options;
  connectionParameters.replication = undefined;
  guardAuthentication(settings, connection, guard);
  return { client, socket, guard };
}

/** The server asks for a password, and nobody gave one. */
export class PasswordWanted extends Error {}

/**
 * Refuses what the settings do not allow: `channel_binding=require` and `require_auth` are there to keep a password from a server
 * that only pretends to be the right one.
 */
function guardAuthentication(settings: ConnectionSettings, wire: Wire, guard: Guard): void {
  const { authMethods, channelBinding } = settings;
  let isAsked = false;
  const check = (method: AuthMethod, isBound: boolean) => {
    isAsked = true;
    if (channelBinding === 'require' && !isBound) guard.refusal = new UnsafeAuthentication('channel binding');
    else if (authMethods && !authMethods.includes(method)) guard.refusal = new UnsafeAuthentication(method);
  };
  wire.prependListener('authenticationCleartextPassword', () => check('password', false));
  wire.prependListener('authenticationMD5Password', () => check('md5', false));
  wire.prependListener('authenticationSASL', ({ mechanisms = [] }) =>
    check('scram-sha-256', mechanisms.includes('SCRAM-SHA-256-PLUS')),
  );
  wire.prependListener('authenticationOk', () => {
    if (!isAsked) check('none', false);
  });
}

/** The server wants something that the settings forbid. */
export class UnsafeAuthentication extends Problem {
  constructor(what: AuthMethod | 'channel binding') {
    super(
      what === 'channel binding'
        ? 'The server cannot do channel binding, which channel_binding=require demands. Use sslmode=require or stronger, or write channel_binding=prefer.'
        : `The server asks for the authentication method ${what}, which require_auth does not allow. Add ${what} to require_auth if that is right.`,
    );
  }
}

/** The cancel request goes over a connection of its own, secured like the first one. Resolves when the server closes it: then the signal is on its way. */
async function requestCancel(attempt: Attempt, process: number, secret: number): Promise<void> {
  const { client, socket } = clientFor(attempt);
  const { connection } = client as unknown as ClientInside;
  connection.startup = () => connection.cancel(process, secret);
  // The server closes without a word, which the library takes for a failure.
  await connected({ settings: attempt.settings }, client, socket).catch(() => undefined);
}
