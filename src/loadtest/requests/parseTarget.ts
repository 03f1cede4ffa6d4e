/** From the words of a command line to a Target. */
import { Problem } from '../../text/problem.js';
import type { Capture, ConnectionOptions, Flow, RequestPlan, Target, TlsOptions } from '../plan.js';
import { expectedTable } from './expected.js';
import { checkHeaderName, checkHeaderValue, checkMethod, headerOf } from './headers.js';
import { formBody, multipartBody, type Part } from './multipart.js';
import { parseUrl } from './parseUrl.js';
import { hasTemplate } from './template.js';

export interface TargetWords {
  readonly url: string;
  /** `POST http://127.0.0.1:3000/users` unless given. */
  readonly name?: string;
  /** GET, or POST when there is a body. */
  readonly method?: string;
  /** `Name: value`, as typed. */
  readonly headers?: readonly string[];
  /** At most one of these four. Text may hold variables; bytes (what `@file` held) are sent as they are. */
  readonly body?: string | Uint8Array;
  /** JSON text: checked, and sent as application/json. */
  readonly json?: string;
  /** `name=value` each. */
  readonly form?: readonly string[];
  readonly multipart?: readonly Part[];
  readonly unixSocket?: string;
  readonly connection?: Partial<Omit<ConnectionOptions, 'tls' | 'socketPath'>>;
  readonly tls?: Partial<TlsOptions>;
  readonly cookies?: boolean;
  readonly redirects?: number;
  readonly expect?: readonly string[];
  readonly captures?: readonly Capture[];
  readonly data?: Flow['data'];
  readonly variables?: Readonly<Record<string, string>>;
  /** Draws the boundary of a multipart body. */
  readonly seed?: number;
}

/** @throws Problem for an address, a header or a body that cannot be sent. */
export function buildTarget(words: TargetWords): Target {
  const address = parseUrl(words.url, words.variables);
  const socketPath = words.unixSocket ?? address.socketPath;
  const request = buildRequest(words);
  return {
    name: words.name ?? request.name,
    origin: address.origin,
    connection: {
      http: '1.1',
      pipelining: 1,
      ...words.connection,
      ...(socketPath !== undefined && { socketPath }),
      tls: { verify: true, ...words.tls },
    },
    flow: {
      kind: 'oneOf',
      requests: [request],
      setup: [],
      teardown: [],
      cookies: words.cookies ?? false,
      redirects: words.redirects ?? 0,
      ...(words.data && { data: words.data }),
      variables: words.variables ?? {},
    },
  };
}

/** The request alone: a scenario has many on one origin. Its name has no query and no user: they may hold secrets. */
export function buildRequest(words: TargetWords): RequestPlan {
  const { origin, path, authorization } = parseUrl(words.url, words.variables);
  const headers = (words.headers ?? []).map(parseHeader);
  const { body, contentType } = buildBody(words, headerOf(headers, 'content-type'));
  const method = words.method ?? (body === undefined ? 'GET' : 'POST');
  checkMethod(method);
  if (method.toUpperCase() === 'CONNECT')
    throw new Problem('CONNECT asks a proxy for a tunnel; it cannot be load-tested.');
  expectedTable(words.expect ?? []);
  if (authorization !== undefined && headerOf(headers, 'authorization') === undefined) {
    headers.push(['Authorization', authorization]);
  }
  return {
    name: words.name ?? `${method} ${origin}${path.split('?', 1)[0]}`,
    weight: 1,
    method,
    variants: [{ path, headers: withContentType(headers, contentType), ...(body !== undefined && { body }) }],
    captures: words.captures ?? [],
    expect: words.expect ?? [],
    stopOnFailure: false,
  };
}

/** `Name: value`; `Name:` is an empty one. @throws Problem */
export function parseHeader(typed: string): [name: string, value: string] {
  const colon = typed.indexOf(':');
  if (colon < 0) {
    // It may be a token that lost its name.
    const shown = JSON.stringify(typed.length > 12 ? `${typed.slice(0, 12)}…` : typed);
    throw new Problem(`${shown} is not a header: there is no colon. Write "Name: value".`);
  }
  const name = typed.slice(0, colon);
  checkHeaderName(name);
  const value = typed.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '');
  checkHeaderValue(name, value);
  return [name, value];
}

interface Built {
  readonly body?: string | Uint8Array;
  /** What the header has to say; undefined: nothing. */
  readonly contentType?: string;
}

function buildBody({ body, json, form, multipart, seed = 0 }: TargetWords, typed: string | undefined): Built {
  const given = [body, json, form, multipart].filter(each => each !== undefined);
  if (given.length > 1) throw new Problem('A request has one body: give a body, JSON, a form or a multipart form.');
  if (json !== undefined) {
    if (!hasTemplate(json) && !isJson(json)) {
      throw new Problem('The JSON body is not valid JSON. Check its quotes, or send it as a plain body.');
    }
    return { body: json, contentType: typed ?? 'application/json' };
  }
  if (form) return { body: formBody(form), contentType: typed ?? 'application/x-www-form-urlencoded' };
  if (multipart) return multipartOf(multipart, seed, typed);
  if (body === undefined) return {};
  return { body, contentType: typed ?? guessType(body) };
}

function multipartOf(parts: readonly Part[], seed: number, typed: string | undefined): Built {
  if (typed !== undefined && !/^multipart\//i.test(typed)) {
    throw new Problem(`A multipart form cannot be sent as ${typed}. Leave the Content-Type out.`);
  }
  const given = typed === undefined ? undefined : /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(typed);
  const { boundary, body } = multipartBody(parts, seed, given?.[1] ?? given?.[2]);
  const type = given ? typed! : `${typed ?? 'multipart/form-data'}; boundary=${boundary}`;
  return { body, contentType: type };
}

/** A given type is kept where it stands; only a boundary may have to be added. */
function withContentType(headers: readonly [string, string][], type: string | undefined): [string, string][] {
  if (type === undefined) return [...headers];
  const at = headers.findIndex(([name]) => name.toLowerCase() === 'content-type');
  if (at < 0) return [...headers, ['Content-Type', type]];
  return headers.map(([name, value], i) => [name, i === at ? type : value]);
}

function guessType(body: string | Uint8Array): string {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  if (/^\s*[[{]/.test(text) && (isJson(text) || (typeof body === 'string' && hasTemplate(text))))
    return 'application/json';
  return typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/octet-stream';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
