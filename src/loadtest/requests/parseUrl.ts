/** An address as people type it: only http and https, with variables in the path, without a secret left in any name. */
import { Problem } from '../../text/problem.js';
import { mapTemplate } from './template.js';

export interface Address {
  /** `http://127.0.0.1:3000` */
  readonly origin: string;
  /** Path and query, encoded; variables as they were. */
  readonly path: string;
  readonly socketPath?: string;
  /** `Basic …`, from `user:password@`. */
  readonly authorization?: string;
}

/**
 * `localhost:3000/users`, `https://[::1]:8443/a b`, `http+unix://%2Frun%2Fapp.sock/path`. Variables in front of the path are filled
 * in at once: a run has one host.
 * @throws Problem for other schemes and for what is no address.
 */
export function parseUrl(typed: string, variables: Readonly<Record<string, string>> = {}): Address {
  const text = fillHost(typed.trim(), variables);
  const scheme = /^([a-z][a-z\d+.-]*):(?!\d)/i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && !['http', 'https', 'http+unix'].includes(scheme)) {
    throw new Problem(
      `Only http and https can be load-tested, not ${scheme}. Write an address like http://localhost:3000/.`,
    );
  }
  if (scheme === undefined && !/^(?:\[[\da-f:.]+\]|[^\s/?#:@]+)(?::\d+)?(?:[/?#]|$)/i.test(text))
    throw noAddress(typed);
  const { held, release } = holdVariables(scheme === undefined ? `http://${text}` : text);
  const socket = scheme === 'http+unix' ? /^http\+unix:\/\/([^/?#]+)(.*)$/is.exec(held) : undefined;
  if (scheme === 'http+unix' && !socket) throw noAddress(typed);
  const absolute = socket ? `http://localhost${socket[2]}` : held;
  if (!/^https?:\/\/[^/]/i.test(absolute) || !URL.canParse(absolute)) throw noAddress(typed);
  const url = new URL(absolute);
  const secret =
    url.username === '' && url.password === '' ? undefined : `${decode(url.username)}:${decode(url.password)}`;
  return {
    origin: url.origin,
    path: release(url.pathname + url.search),
    ...(socket && { socketPath: decode(socket[1]!) }),
    ...(secret !== undefined && { authorization: `Basic ${Buffer.from(secret, 'utf8').toString('base64')}` }),
  };
}

/** What is typed is shown without what may be a password. */
function noAddress(typed: string): Problem {
  const shown = JSON.stringify(
    typed
      .trim()
      .replace(/\/\/.*@/s, '//…@')
      .slice(0, 200),
  );
  return new Problem(`${shown} is not an address. Write one like http://localhost:3000/users.`);
}

function fillHost(text: string, variables: Readonly<Record<string, string>>): string {
  const host = /^(?:[a-z][a-z\d+.-]*:\/\/)?[^/?#]*/i.exec(text)![0];
  const filled = host.replace(/\{\{\{?\s*([^{}]*?)\s*\}\}\}?/g, (_, name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined) return value;
    throw new Problem(`{{${name}}} stands where the host is, and has no value before the run. A run has one host.`);
  });
  return filled + text.slice(host.length);
}

/** The URL parser encodes braces: variables go through it under names that it leaves alone. */
function holdVariables(text: string): { held: string; release: (text: string) => string } {
  let mark = 'v';
  while (text.includes(mark)) mark += 'xv';
  const sources: string[] = [];
  const held = mapTemplate(
    text,
    'the address',
    literal => literal,
    source => `${mark}${sources.push(source) - 1}_`,
  );
  const marks = new RegExp(`${mark}(\\d+)_`, 'g');
  return { held, release: encoded => encoded.replace(marks, (_, index) => sources[Number(index)]!) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
