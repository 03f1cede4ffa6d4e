/** `postgresql://user:password@host:port,host2:port2/database?parameter=value`, as libpq reads it. */
import { Problem } from '../../text/problem.js';
import { isParameter, ofOtherClients, type Parameters } from './parameters.js';
import { unknownParameter, wrongValue } from './problems.js';

export interface ReadParameters {
  readonly parameters: Parameters;
  /** Names of parameters that are for other clients. */
  readonly ignored: readonly string[];
}

const form = 'Write it as postgresql://user:password@host:5432/database.';

/**
 * Not read with the URL class, which knows neither several hosts nor folders of sockets. Several hosts come out as libpq's lists: `a,b`.
 * @throws Problem that repeats nothing of the URL but host names and parameter names.
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 */
export function readConnectionUrl(url: string): ReadParameters {
  const rest = /^postgres(?:ql)?:\/\/(.*)$/is.exec(url)?.[1];
  if (rest === undefined) throw new Problem(`A connection URL begins with postgresql://. ${form}`);
  const parameters = new Map<string, string>();
  const set = (name: string, value: string) => value !== '' && parameters.set(name, value);
  const [beforeQuery, query] = cut(rest, '?');
  const [authority, path] = cut(beforeQuery, '/');
  // What comes here may be the rest of a password: nothing of it is repeated.
  if (query?.includes('@'))
    throw new Problem(
      `There is an "@" behind a "?". In a password, write "?" as %3F; in a parameter, write "@" as %40. ${form}`,
    );
  const at = authority.lastIndexOf('@');
  if (path?.includes('@'))
    throw new Problem(
      `There is an "@" behind a "/". In a password, write "/" as %2F; in a database's name, write "@" as %40. ${form}`,
    );
  if (at >= 0) {
    const [user, password] = cut(authority.slice(0, at), ':');
    set('user', decode(user, 'user'));
    if (password !== undefined) set('password', decode(password, 'password'));
  }
  readHosts(authority.slice(at + 1), set);
  if (path) set('dbname', decode(path, 'database'));
  // As in libpq, a parameter wins over what comes before the question mark.
  const ignored = query === undefined ? [] : readQuery(query, set);
  return { parameters, ignored };
}

function readHosts(text: string, set: (name: string, value: string) => void): void {
  if (text === '') return;
  const hosts: string[] = [];
  const ports: string[] = [];
  for (const part of text.split(',')) {
    const match = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::([^:]*))?$/.exec(part);
    if (!match) {
      throw new Problem(
        `The part with host and port cannot be read. An IPv6 address goes in brackets: [::1]:5432. An "@", ":" or "," of a password is written %40, %3A or %2C. ${form}`,
      );
    }
    const [, address, name = '', port = ''] = match;
    hosts.push(decode(address ?? name, 'host'));
    if (!/^\d*$/.test(port))
      throw new Problem(`The port is no number. ${form} A "/", "@" or ":" of a password is written %2F, %40 or %3A.`);
    ports.push(port);
  }
  // Empty entries of the list mean the usual host and port.
  if (hosts.some(host => host !== '')) set('host', hosts.join(','));
  if (ports.some(port => port !== '')) set('port', ports.join(','));
}

function readQuery(query: string, set: (name: string, value: string) => void): string[] {
  const ignored: string[] = [];
  for (const pair of query.split('&').filter(text => text !== '')) {
    const [rawName, rawValue] = cut(pair, '=');
    const name = decode(rawName, 'parameter');
    if (rawValue === undefined)
      throw new Problem(
        `The parameter ${safeName(name)} of the URL has no value. Write ${safeName(name)}=value, or leave it out.`,
      );
    const value = decode(rawValue, name);
    if (isParameter(name)) set(name, value);
    else if (name === 'ssl') set('sslmode', sslMode(value));
    else if (ofOtherClients.has(name.toLowerCase())) ignored.push(name);
    else throw unknownParameter(safeName(name));
  }
  return ignored;
}

/** As JDBC and most Node clients write it. */
function sslMode(value: string): string {
  if (/^(?:true|1|require|on)$/i.test(value)) return 'require';
  if (/^(?:false|0|off)$/i.test(value)) return 'disable';
  throw wrongValue('ssl', 'sslmode=require, or one of the other modes');
}

/** A name with a colon or an at sign is no name, but a password that ran out of its place. */
function safeName(name: string): string {
  return /^[\w.-]{1,40}$/.test(name) ? name : '…';
}

function decode(text: string, what: string): string {
  try {
    const decoded = decodeURIComponent(text);
    if (!decoded.includes('\0')) return decoded;
  } catch {
    // Said below.
  }
  throw new Problem(
    `The ${safeName(what)} of the connection URL has a "%" that is no percent-encoding. Write a "%" as %25.`,
  );
}

function cut(text: string, separator: string): [before: string, after: string | undefined] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
