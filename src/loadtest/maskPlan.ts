/** A Plan that may be shown, saved and committed: without secrets. */
import type { Flow, Plan, RequestPlan, Target, TlsOptions, Variant } from './plan.js';

export const mask = '•••';

/** Of headers, cookies, query parameters, form fields and properties. */
const secretName =
  /auth(?!or(?!iz))|cookie|token|secret|(api|access|private|session|signing|subscription)[-_]?key|^x-.*key|key$|passw|pwd|credential|signature|^sig$|session[-_]?id|^sid$|otp$|^pin$/i;

/**
 * What stands for a secret gets `•••`: values of variables; headers, query parameters and fields of bodies that are named like one;
 * user and password in addresses; private keys and passphrases. Of a `{{variable}}` only the name is there, so it stays.
 */
export function maskPlan(plan: Plan): Plan {
  return { ...plan, targets: plan.targets.map(maskTarget) };
}

function maskTarget(target: Target): Target {
  const { connection } = target;
  return {
    ...target,
    name: maskUrl(target.name),
    origin: maskUrl(target.origin),
    connection: { ...connection, tls: maskTls(connection.tls) },
    flow: maskFlow(target.flow),
  };
}

function maskTls(tls: TlsOptions): TlsOptions {
  return {
    ...tls,
    ...(tls.key !== undefined && { key: mask }),
    ...(tls.passphrase !== undefined && { passphrase: mask }),
  };
}

function maskFlow(flow: Flow): Flow {
  const { data } = flow;
  const all = (requests: readonly RequestPlan[]) => requests.map(maskRequest);
  return {
    ...flow,
    requests: all(flow.requests),
    setup: all(flow.setup),
    teardown: all(flow.teardown),
    variables: Object.fromEntries(Object.keys(flow.variables).map(name => [name, mask])),
    // Rows may be persons: of many it matters how many they were, and nothing else.
    ...(data && { data: { ...data, rows: data.rows.map(row => mapValues(row, () => mask)) } }),
  };
}

function maskRequest(request: RequestPlan): RequestPlan {
  return { ...request, name: maskUrl(request.name), variants: request.variants.map(maskVariant) };
}

function maskVariant(variant: Variant): Variant {
  const { body } = variant;
  return {
    ...variant,
    path: maskQuery(variant.path),
    headers: variant.headers.map(([name, value]) => [name, secretName.test(name) ? maskValue(value) : maskUrl(value)]),
    ...(typeof body === 'string' && { body: maskBody(body) }),
  };
}

/** `Bearer {{token}}` says nothing; `Bearer abc` becomes `Bearer •••`. */
function maskValue(value: string): string {
  const [, scheme = '', rest = value] = /^((?:Basic|Bearer|Digest|Token|ApiKey|Negotiate) +)?(.*)$/is.exec(value) ?? [];
  return scheme + (isOnlyVariables(rest) ? rest : mask);
}

function isOnlyVariables(text: string): boolean {
  return text !== '' && text.replace(/\{\{[^{}]*\}\}/g, '') === '';
}

function maskUrl(text: string): string {
  return maskQuery(text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@\s]*@/i, `$1${mask}@`));
}

function maskQuery(path: string): string {
  const at = path.indexOf('?');
  return at < 0 ? path : path.slice(0, at + 1) + maskPairs(path.slice(at + 1));
}

/** `name=value&…`, encoded, up to a `#`. */
function maskPairs(text: string): string {
  const end = text.indexOf('#');
  const pairs = (end < 0 ? text : text.slice(0, end)).split('&').map(pair => {
    const at = pair.indexOf('=');
    if (at < 1) return pair;
    const name = pair.slice(0, at);
    return secretName.test(decoded(name)) && !isOnlyVariables(pair.slice(at + 1)) ? `${name}=${mask}` : pair;
  });
  return pairs.join('&') + (end < 0 ? '' : text.slice(end));
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * JSON, also with templates in it, forms and multipart: values that follow a telling name. One pass however odd the body is: a string
 * that does not end reaches to the end of the text.
 */
function maskBody(body: string): string {
  if (/^\s*[[{]/.test(body)) {
    return body.replace(
      /"((?:[^"\\]|\\[\s\S])*)(?:"|\\?$)(?:(\s*:\s*)("(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|[^\s,}\]{["]+))?/g,
      (pair, name: string, colon: string | undefined, value: string | undefined) =>
        value !== undefined && secretName.test(name) && !isOnlyVariables(value.replace(/^"|"$/g, ''))
          ? `"${name}"${colon}"${mask}"`
          : pair,
    );
  }
  if (body.startsWith('--')) return maskParts(body);
  return maskPairs(body);
}

/** Multipart: the first line is what separates the parts. */
function maskParts(body: string): string {
  const separator = body.slice(0, body.search(/\r?\n|$/));
  const parts = body.split(separator).map(part => {
    const blank = /\r?\n\r?\n/.exec(part);
    if (!blank) return part;
    const head = part.slice(0, blank.index + blank[0].length);
    const name = /;[ \t]*name="([^"]*)"/.exec(head)?.[1];
    const ending = part.endsWith('\r\n') ? '\r\n' : part.endsWith('\n') ? '\n' : '';
    return name !== undefined && secretName.test(name) ? head + mask + ending : part;
  });
  return parts.join(separator);
}

function mapValues(row: Readonly<Record<string, string>>, to: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, to(value)]));
}
