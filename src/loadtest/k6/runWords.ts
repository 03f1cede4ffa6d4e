/** With what k6 is started: nothing of the user's own settings for it changes a run. */
import { createPrivateKey } from 'node:crypto';
import nodePath from 'node:path';
import { Problem } from '../../text/problem.js';
import type { ConnectionOptions, Plan } from '../plan.js';
import type { K6Version } from './executable.js';

/** Words of the command line: no secret is among them. */
export function k6Words(version: K6Version): string[] {
  return [
    ...['run', '--quiet', '--no-color', '--no-thresholds', '--no-usage-report'],
    // No port for its REST API, and no settings of the user's.
    ...['--address=', '--config=config.json', '--log-output=stderr', '--log-format=json'],
    Number.parseInt(version, 10) >= 2 ? '--summary-mode=disabled' : '--no-summary',
    ...['--out', 'json=-', 'script.js'],
  ];
}

/**
 * The environment of this process, but for options of k6 (they would win over the script's), proxies (they would be measured) and key
 * logs; and what the script asks for.
 */
export function k6Environment(
  { targets }: Plan,
  values: Readonly<Record<string, string>>,
  folder: string,
): Record<string, string | undefined> {
  const { http, tls } = targets[0]!.connection;
  const foreign = /^(?:K6_.*|(?:https?|all|no)_proxy|SSLKEYLOGFILE)$/i;
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  const debug = [own['GODEBUG'], http === '1.1' ? 'http2client=0' : undefined].filter(Boolean).join(',');
  return {
    ...own,
    ...(debug !== '' && { GODEBUG: debug }),
    ...(tls.ca !== undefined && { SSL_CERT_FILE: nodePath.join(folder, 'ca.pem'), SSL_CERT_DIR: folder }),
    ...values,
  };
}

/** k6 reads few kinds of encrypted keys, so it gets the key as it is. @throws Problem for a wrong passphrase */
export function plainKey(connection: ConnectionOptions): ConnectionOptions {
  const { key, passphrase, ...tls } = connection.tls;
  if (key === undefined || passphrase === undefined) return connection;
  try {
    const plain = createPrivateKey({ key, passphrase }).export({ type: 'pkcs8', format: 'pem' }).toString();
    return { ...connection, tls: { ...tls, key: plain } };
  } catch {
    throw new Problem('The key of the client certificate cannot be read with this passphrase.');
  }
}
