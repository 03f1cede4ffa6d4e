/** The objects that stand for a request, in each framework's words. */
import { native } from '../interpret/builtins.js';
import { alternatives, type Host, type HostValue, type Site, textOf, unknown, type Value } from '../interpret/value.js';
import type { Part } from './part.js';
import type { Usage } from './usage.js';

/** What middlewares put onto an object (`req.user = …`) stays there for those after them. */
export class Carrier implements Host {
  readonly self: HostValue;
  readonly #carried = new Map<string, Value>();

  constructor(
    readonly name: string,
    readonly members: (key: string, site: Site) => Value | undefined,
    readonly change?: (key: string, value: Value, site: Site) => boolean,
  ) {
    this.self = { kind: 'host', host: this };
  }

  get(key: string, site: Site): Value | undefined {
    return this.#carried.get(key) ?? this.members(key, site);
  }

  set(key: string, value: Value, site: Site): void {
    if (!key.startsWith('(') && !this.change?.(key, value, site)) this.#carried.set(key, value);
  }
}

export function header(usage: Usage): Value {
  return native('request.header', ([name], site) => {
    const text = textOf(name);
    return text === undefined ? unknown('a header', site) : usage.headers.get(text, site);
  });
}

/** `req` of Express. Replacing a part (`req.body = schema.parse(req.body)`) keeps what is known of it. */
export function expressRequest(usage: Usage): Carrier {
  const parts: Readonly<Record<string, Part>> = {
    ...{ params: usage.params, query: usage.query, headers: usage.headers, body: usage.body },
    ...{ cookies: usage.cookies, signedCookies: usage.cookies, files: usage.files },
  };
  return new Carrier(
    'request',
    (key, site) => {
      const part = Object.hasOwn(parts, key) ? parts[key] : undefined;
      if (part) return part.self;
      if (key === 'get' || key === 'header') return header(usage);
      if (key === 'file') return usage.files.get('(one)', site);
      return undefined;
    },
    key => Object.hasOwn(parts, key),
  );
}

export function fastifyRequest(usage: Usage): Carrier {
  const parts: Readonly<Record<string, Part>> = {
    ...{ params: usage.params, query: usage.query, headers: usage.headers, body: usage.body, cookies: usage.cookies },
  };
  return new Carrier(
    'request',
    (key, site) => {
      const part = Object.hasOwn(parts, key) ? parts[key] : undefined;
      if (part) return part.self;
      if (key === 'file' || key === 'files' || key === 'parts' || key === 'saveRequestFiles') {
        return native(`request.${key}`, (_args, at) => usage.files.get('(one)', at));
      }
      if (key === 'jwtVerify') {
        return native('request.jwtVerify', (_args, at) => {
          usage.headers.get('authorization', at);
          const properties = new Map([['statusCode', { value: { kind: 'literal', value: 401 } as Value, site: at }]]);
          usage.headers.machine.observe({
            ...{ kind: 'throw', site: at },
            value: { kind: 'members', properties, open: true, site: at },
          });
          return unknown('the token', at);
        });
      }
      return key === 'raw' ? unknown('the raw request', site) : undefined;
    },
    key => Object.hasOwn(parts, key),
  );
}

/** `ctx.request` of Koa, and all that `ctx` has of it. */
export function koaRequestMember(usage: Usage, key: string, site: Site): Value | undefined {
  switch (key) {
    case 'query':
    case 'params':
    case 'headers':
    case 'body':
      return usage[key].self;
    case 'header':
      return usage.headers.self;
    case 'get':
      return header(usage);
    case 'file':
    case 'files':
      return key === 'file' ? usage.files.get('(one)', site) : usage.files.self;
    case 'cookies':
      return cookieJar(usage);
    default:
      return undefined;
  }
}

function cookieJar(usage: Usage): Value {
  const get = native('cookies.get', ([name], site) => {
    const text = name && alternatives(name).map(textOf).find(Boolean);
    return text ? usage.cookies.get(text, site) : unknown('a cookie', site);
  });
  return { kind: 'host', host: { name: 'cookies', get: key => (key === 'get' ? get : undefined) } };
}
