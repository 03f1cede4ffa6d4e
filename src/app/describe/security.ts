/** Who may call an operation, by the middlewares before it and by what they read. */
import type { Json } from '../../openapi/json.js';
import type { FoundRoute } from '../frameworks/flatten.js';
import type { Usage } from '../handlers/usage.js';
import { nameOf } from '../interpret/patterns.js';
import { packageOf, textOf, type Value } from '../interpret/value.js';

type Object = { readonly [key: string]: Json };

export interface Security {
  /** Alternatives, as OpenAPI writes them; undefined: nothing is asked. */
  readonly needs: readonly Object[] | undefined;
  readonly schemes: { readonly [name: string]: Object };
  /** A package of which that is known refuses with 401. */
  readonly refuses: boolean;
}

const bearer: Object = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' };
const basic: Object = { type: 'http', scheme: 'basic' };

/** `guards`: more names of middlewares that ask who is there. */
export function securityOf(route: FoundRoute, usage: Usage, guards: readonly string[]): Security {
  const schemes: Record<string, Object> = {};
  let optional = false;
  let named = false;
  for (const handler of [...route.handlers, ...optionHandlers(route)]) {
    const found = guardOf(handler, guards);
    if (!found) continue;
    schemes[found.name] = found.scheme;
    named ||= found.known;
    optional ||= found.optional;
  }
  const reads = usage.headers.members.has('authorization');
  if (Object.keys(schemes).length === 0 && reads) schemes.bearerAuth = bearer;
  // A guard of which only the name is known asks for what is read.
  const key = ['x-api-key', 'api-key', 'x-auth-token', 'x-access-token'].find(name => usage.headers.members.has(name));
  if (key && !reads && schemes.bearerAuth && !named) delete schemes.bearerAuth;
  if (key) schemes.apiKeyAuth = { type: 'apiKey', in: 'header', name: key };
  const names = Object.keys(schemes);
  if (names.length === 0) return { needs: undefined, schemes, refuses: false };
  return { needs: [...names.map(name => ({ [name]: [] })), ...(optional ? [{}] : [])], schemes, refuses: named };
}

function optionHandlers(route: FoundRoute): Value[] {
  return route.options?.kind === 'members' ? [...route.options.properties.values()].map(({ value }) => value) : [];
}

interface Guard {
  readonly name: string;
  readonly scheme: Object;
  readonly optional: boolean;
  /** What it asks for is known, and not only that it asks. */
  readonly known: boolean;
}

function guardOf(value: Value, guards: readonly string[]): Guard | undefined {
  const name = nameOf(value);
  if (name !== undefined && guards.includes(name))
    return { name: 'bearerAuth', scheme: bearer, optional: false, known: false };
  if (value.kind !== 'term' || value.is.form !== 'call') {
    return name !== undefined && guardName.test(name)
      ? { name: 'bearerAuth', scheme: bearer, optional: /optional/i.test(name), known: false }
      : undefined;
  }
  const { callee, args } = value.is;
  const called = packageOf(callee);
  if (called === undefined) return undefined;
  if (/^passport$/.test(called)) return passport(args);
  if (/^(express-jwt|koa-jwt|express-oauth2-jwt-bearer|express-bearer-token)$/.test(called)) {
    const [options] = args;
    const asked = options?.kind === 'members' ? options.properties.get('credentialsRequired')?.value : undefined;
    const passes = options?.kind === 'members' ? options.properties.get('passthrough')?.value : undefined;
    const optional =
      (asked?.kind === 'literal' && asked.value === false) || (passes?.kind === 'literal' && passes.value === true);
    return { name: 'bearerAuth', scheme: bearer, optional, known: true };
  }
  return /^(express-basic-auth|koa-basic-auth)$/.test(called)
    ? { name: 'basicAuth', scheme: basic, optional: false, known: true }
    : undefined;
}

/** `requireAuth`, `isAuthenticated`, `ensureLoggedIn`, `authMiddleware`, `verifyToken`, `auth`, `protect` */
const guardName =
  /^(auth|protect|protected|authenticate|authorize|authMiddleware|authGuard|(require|ensure|check|verify|is|with|validate)_?(auth|authenticated|authentication|authorized|login|loggedIn|signedIn|user|token|jwt|session)\w*|(auth|jwt|token)(Middleware|Guard|Required|Handler|Check))$/i;

function passport(args: readonly Value[]): Guard | undefined {
  const [strategy] = args[0]?.kind === 'list' ? args[0].items : args;
  const name = textOf(strategy);
  if (name === undefined) return undefined;
  if (/basic/i.test(name)) return { name: 'basicAuth', scheme: basic, optional: false, known: true };
  // A login with a form, or by another site, is no credential of the request.
  if (/jwt|bearer|token|oauth2-resource/i.test(name))
    return { name: 'bearerAuth', scheme: bearer, optional: false, known: true };
  return undefined;
}
