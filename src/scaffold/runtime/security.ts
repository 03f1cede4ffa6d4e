/** Who is calling: credentials are taken from the request as the spec's security schemes say. */
import type { IncomingMessage } from 'node:http';
import { type Auth, type Authenticator, authenticationRequired, type Context, HttpError } from './http.js';
import { splitUrl } from './path.js';
import { parseCookies } from './wire.js';

/** Where a security scheme's credential is. `authorization` is the whole header, `none` is mutual TLS. */
export type Scheme =
  | { readonly type: 'bearer' | 'basic' | 'authorization' | 'none' }
  | { readonly type: 'apiKey'; readonly in: 'query' | 'header' | 'cookie'; readonly name: string };

/** Alternatives; each names all schemes that it needs, with their scopes. `{}`: no authentication needed. */
export type Security = readonly Readonly<Record<string, readonly string[]>>[];

export interface Guard {
  readonly schemes: Readonly<Record<string, Scheme>>;
  readonly authenticate: Readonly<Record<string, Authenticator<never>>>;
}

/** @throws Error when a scheme that the spec needs has no authenticator: an API is never open by accident. */
export function guard(schemes: Guard['schemes'], authenticate: Guard['authenticate'] = {}): Guard {
  // Own functions only: a scheme called `constructor` would find one that every object has, which lets everybody in.
  const missing = Object.keys(schemes).filter(
    name => !Object.hasOwn(authenticate, name) || typeof authenticate[name] !== 'function',
  );
  if (missing.length > 0) {
    throw new Error(
      `The spec secures operations with ${missing.join(' and ')}: give register() authenticate: { ${missing
        .map(name => `${JSON.stringify(name)}: (credential, { scopes, context }) => principal`)
        .join(', ')} }. To refuse everyone, return undefined.`,
    );
  }
  return { schemes, authenticate };
}

/**
 * Tries the alternatives in the spec's order. A request without credentials passes where that is allowed; one whose
 * credentials are bad does not, so that an expired session is never taken for a visitor.
 * @throws HttpError 401, or what an authenticator throws
 */
export async function identify(
  security: Security,
  message: IncomingMessage,
  url: string,
  guard: Guard,
  context: Context,
): Promise<Auth> {
  if (security.length === 0) return {};
  let presented = false;
  let refusal: HttpError | undefined;
  for (const alternative of security) {
    const needs = Object.entries(alternative).map(([scheme, scopes]) => {
      const credential = credentialOf(guard.schemes[scheme], message, url);
      presented ||= credential !== undefined && credential !== '';
      return { scheme, scopes, credential };
    });
    if (needs.length === 0 || needs.some(need => need.credential === undefined)) continue;
    try {
      const principals: [string, unknown][] = [];
      for (const { scheme, scopes, credential } of needs) {
        const authenticator = guard.authenticate[scheme] as Authenticator | undefined;
        const principal = await authenticator?.(credential!, { scheme, scopes, context });
        if (principal === undefined || principal === null || principal === false) break;
        principals.push([scheme, principal]);
      }
      if (principals.length === needs.length) return Object.fromEntries(principals);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      refusal ??= error;
    }
  }
  if (refusal) throw refusal;
  if (!presented && security.some(alternative => Object.keys(alternative).length === 0)) return {};
  throw authenticationRequired(
    presented ? 'The credentials are not valid.' : undefined,
    challenge(security, guard, presented),
  );
}

function credentialOf(scheme: Scheme | undefined, message: IncomingMessage, url: string): string | undefined {
  const authorization = message.headers.authorization;
  switch (scheme?.type) {
    case 'bearer':
      return /^bearer +(\S+)\s*$/i.exec(authorization ?? '')?.[1];
    case 'basic': {
      const encoded = /^basic +([\w+/=-]+)\s*$/i.exec(authorization ?? '')?.[1];
      return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
    }
    case 'none':
      return '';
    case 'apiKey':
      return keyOf(scheme.in, scheme.name, message, url) || undefined;
    default:
      return authorization;
  }
}

function keyOf(place: 'query' | 'header' | 'cookie', name: string, message: IncomingMessage, url: string) {
  if (place === 'query') return new URLSearchParams(splitUrl(url).query).get(name);
  if (place === 'cookie') return parseCookies(message.headers.cookie).find(cookie => cookie.name === name)?.raw;
  const value = message.headers[name.toLowerCase()];
  return Array.isArray(value) ? value[0] : value;
}

/** RFC 9110, section 11.6.1: a 401 names a way in. */
function challenge(security: Security, guard: Guard, presented: boolean): string | undefined {
  const types = security.flatMap(alternative => Object.keys(alternative).map(name => guard.schemes[name]?.type));
  if (types.includes('bearer')) return presented ? 'Bearer error="invalid_token"' : 'Bearer';
  return types.includes('basic') ? 'Basic realm="api", charset="UTF-8"' : undefined;
}
