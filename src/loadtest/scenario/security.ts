/** What an operation needs to know who asks, and where it goes. Secrets are variables: no plan or report holds one. */
import type { Api, Operation, SecurityScheme } from '../../openapi/api.js';

/** One to ask for: kept in SecretStorage, or taken from the environment. */
export interface SecretNeed {
  readonly scheme: string;
  /** Of the flow: `$secret.` and the scheme. */
  readonly variable: string;
  /** For people: `Bearer token for "auth"`. */
  readonly label: string;
  readonly kind: 'token' | 'apiKey' | 'basic' | 'certificate';
}

export interface Credentials {
  readonly secrets: readonly SecretNeed[];
  /** Templates. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: readonly string[];
  readonly cookies: readonly string[];
}

const none: Credentials = { secrets: [], headers: [], query: [], cookies: [] };

/** Names with other characters would not be variables. */
export function secretVariable(scheme: string): string {
  return `$secret.${scheme.replace(/[^\p{L}\p{N}_.-]/gu, '_')}`;
}

/**
 * The alternative of which most is known; none where authentication is optional and `known` has no secret for it.
 * @param known variables that have a value already.
 */
export function credentialsFor(
  operation: Pick<Operation, 'security'>,
  api: Pick<Api, 'securitySchemes'>,
  known: ReadonlySet<string> = new Set(),
): Credentials {
  const alternatives = operation.security.map(needs => {
    const schemes = needs.map(({ scheme }) => api.securitySchemes.find(({ name }) => name === scheme));
    return { schemes: schemes.filter(scheme => scheme !== undefined), complete: !schemes.includes(undefined) };
  });
  const usable = alternatives.filter(({ complete }) => complete);
  const missing = ({ schemes }: (typeof usable)[number]): number =>
    schemes.filter(({ name }) => !known.has(secretVariable(name))).length;
  const withSecrets = usable.filter(({ schemes }) => schemes.length > 0);
  const best = withSecrets.toSorted((a, b) => missing(a) - missing(b))[0];
  const optional = usable.some(({ schemes }) => schemes.length === 0);
  if (!best || (optional && missing(best) > 0)) return none;
  return best.schemes.map(credentialsOf).reduce(
    (sum, each) => ({
      secrets: [...sum.secrets, ...each.secrets],
      headers: [...sum.headers, ...each.headers],
      query: [...sum.query, ...each.query],
      cookies: [...sum.cookies, ...each.cookies],
    }),
    none,
  );
}

function credentialsOf({ name, type, key, http }: SecurityScheme): Credentials {
  const variable = secretVariable(name);
  const need = (kind: SecretNeed['kind'], what: string): SecretNeed => ({
    scheme: name,
    variable,
    label: `${what} for "${name}"`,
    kind,
  });
  if (type === 'mutualTLS') return { ...none, secrets: [need('certificate', 'Client certificate')] };
  if (type === 'apiKey' && key) {
    const secrets = [need('apiKey', 'API key')];
    if (key.in === 'header') return { ...none, secrets, headers: [[key.name, `{{${variable}}}`]] };
    const pair = `${encodeURIComponent(key.name)}={{${variable}}}`;
    return key.in === 'query' ? { ...none, secrets, query: [pair] } : { ...none, secrets, cookies: [pair] };
  }
  if (http?.scheme === 'basic') {
    return { ...none, secrets: [need('basic', 'User and password (user:password)')], headers: [basicHeader(variable)] };
  }
  const word = http && http.scheme !== 'bearer' ? http.scheme : 'Bearer';
  const what = word === 'Bearer' ? 'Bearer token' : `Credentials (${word})`;
  return { ...none, secrets: [need('token', what)], headers: [['Authorization', `${word} {{${variable}}}`]] };
}

function basicHeader(variable: string): [name: string, value: string] {
  return ['Authorization', `Basic {{${variable}}}`];
}

/** The value of the variable for a secret as people type it: `user:password` is encoded for Basic (RFC 7617). */
export function secretValue({ kind }: Pick<SecretNeed, 'kind'>, typed: string): string {
  const text = typed.trim();
  if (kind === 'basic') return text.includes(':') ? Buffer.from(text, 'utf8').toString('base64') : text;
  return kind === 'token' ? text.replace(/^bearer\s+/i, '') : text;
}
