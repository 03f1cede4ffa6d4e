/** The flags about one request, as the requests room takes them. */
import nodePath from 'node:path';
import type { Capture, TlsOptions } from '../../loadtest/plan.js';
import { mostDataBytes, parseRows } from '../../loadtest/requests/data.js';
import { type Part, splitField } from '../../loadtest/requests/multipart.js';
import type { TargetWords } from '../../loadtest/requests/parseTarget.js';
import { parseExpectedStatuses } from '../../loadtest/verdict/expectations.js';
import { Problem } from '../../text/problem.js';
import type { LoadTestOptions } from './options.js';
import { readNamed, readNamedText } from './readInput.js';
import type { Environment } from './subject.js';

/** All but the address. Reads the files that flags name. @throws Problem */
export async function requestWords(
  options: LoadTestOptions,
  seed: number,
  environment: Environment,
): Promise<Omit<TargetWords, 'url'>> {
  const { method, header, body, form, multipart, data, variable, capture, cookies } = options;
  return {
    ...(method !== undefined && { method: /^[a-z]+$/.test(method) ? method.toUpperCase() : method }),
    headers: header,
    ...(body !== undefined && { body: body.startsWith('@') ? await readNamed('--body', body.slice(1)) : body }),
    ...(form && { form }),
    ...(multipart && { multipart: await Promise.all(multipart.map(partOf)) }),
    ...(data !== undefined && {
      data: {
        rows: parseRows(await readNamedText('--data', data, mostDataBytes), nodePath.resolve(data)),
        use: 'inOrder',
      },
    }),
    variables: variablesOf(variable),
    captures: capture.map(captureOf),
    cookies: cookies ?? false,
    redirects: options['follow-redirects'] ?? 0,
    expect: expectedOf(options),
    connection: connectionOf(options),
    tls: await tlsOf(options, environment),
    ...(options['unix-socket'] !== undefined && { unixSocket: options['unix-socket'] }),
    seed,
  };
}

export function expectedOf(options: LoadTestOptions): readonly string[] {
  const typed = options['expect-status'];
  return typed === undefined ? [] : parseExpectedStatuses(typed);
}

export function variablesOf(typed: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    typed.map(each => {
      const [, name, value] = /^([\p{L}\p{N}_][\p{L}\p{N}_.-]*)=(.*)$/su.exec(each) ?? [];
      if (name !== undefined && value !== undefined) return [name, value];
      // What follows may be a secret.
      throw new Problem(`--variable is NAME=VALUE, not ${JSON.stringify(each.slice(0, 60).replace(/=.*/s, '=…'))}.`);
    }),
  );
}

export function connectionOf({ http2, pipelining, client }: LoadTestOptions): TargetWords['connection'] & object {
  return {
    ...(http2 && { http: '2' as const }),
    ...(client === 'undici' && { client }),
    ...(pipelining !== undefined && { pipelining }),
  };
}

export async function tlsOf(options: LoadTestOptions, environment: Environment): Promise<TlsOptions> {
  const { ca, cert } = options;
  const key = options.key === undefined ? undefined : await readPem('--key', options.key);
  const passphrase = passphraseOf(key, options, environment);
  return {
    verify: !options['no-verify-ssl'],
    ...(ca !== undefined && { ca: await readPem('--ca', ca) }),
    ...(cert !== undefined && { certificate: await readPem('--cert', cert) }),
    ...(key !== undefined && { key }),
    ...(passphrase !== undefined && { passphrase }),
    ...(options['server-name'] !== undefined && { serverName: options['server-name'] }),
  };
}

/** From the environment: other users of a machine see process arguments. @throws Problem when one is needed and there is none. */
function passphraseOf(key: string | undefined, options: LoadTestOptions, environment: Environment): string | undefined {
  const variable = options['key-passphrase-env'];
  if (variable !== undefined) {
    const passphrase = environment[variable] ?? '';
    // A script asks for it where it runs.
    if (passphrase !== '' || options.export !== undefined) return passphrase;
    throw new Problem(`The environment has no ${variable}. Set it first.`);
  }
  if (key === undefined || !/^-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m.test(key)) return undefined;
  throw new Problem(
    'The key is encrypted: put its passphrase into an environment variable, and name it: --key-passphrase-env KEY_PASSPHRASE',
    { path: nodePath.resolve(options.key!) },
  );
}

async function readPem(flag: string, name: string): Promise<string> {
  const text = await readNamedText(flag, name);
  if (/-----BEGIN [A-Z0-9 ]+-----/.test(text)) return text;
  throw new Problem(`${flag} is a PEM file, with -----BEGIN … in it.`, { path: nodePath.resolve(name) });
}

async function partOf(field: string): Promise<Part> {
  const { name, value } = splitField(field);
  if (!value.startsWith('@')) return { name, text: value };
  const path = value.slice(1);
  return { name, fileName: nodePath.basename(path), bytes: await readNamed('--multipart', path) };
}

function captureOf(typed: string): Capture {
  const [, variable, from] = /^([\p{L}\p{N}_][\p{L}\p{N}_.-]*)=(.*)$/su.exec(typed) ?? [];
  const header = /^header\s+(\S+)$/.exec(from ?? '')?.[1];
  if (variable !== undefined) {
    if (from === 'status') return { variable, from: { kind: 'status' } };
    if (header !== undefined) return { variable, from: { kind: 'header', name: header } };
    if (from === '' || from?.startsWith('/')) return { variable, from: { kind: 'json', pointer: from } };
  }
  throw new Problem(
    `--capture is NAME=PLACE, where the place is a JSON pointer like /data/id, "header ETag" or status, not ${JSON.stringify(typed.slice(0, 60))}.`,
  );
}
