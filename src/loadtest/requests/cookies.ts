/**
 * The cookies of one virtual user, for one origin (RFC 6265 §5): name, value, Path, Max-Age, Expires and Secure. Domain only decides
 * whether the cookie is meant for this host: no request goes anywhere else.
 */

export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Milliseconds since 1970; Infinity: until the end of the run. */
  readonly expires: number;
}

export interface CookieJar {
  readonly cookies: Map<string, Cookie>;
  /** Grows with each change: what was made from the jar can be kept until then. */
  version: number;
}

/** As browsers have it: more push the oldest out, so that a server that makes them up does not fill the memory. */
const mostCookies = 180;
const longestCookie = 4096;

export function createJar(): CookieJar {
  return { cookies: new Map(), version: 0 };
}

/**
 * Takes a `Set-Cookie`. One that is not for this host, is Secure on http (but for loopback), or breaks the rules is passed over.
 * @param requestPath path of the request that was answered, with or without its query.
 */
export function setCookie(jar: CookieJar, header: string, origin: URL, requestPath: string, now: number): void {
  if (header.length > longestCookie || /[\0-\x08\n-\x1f\x7f]/.test(header)) return;
  const [pair, ...attributes] = header.split(';');
  const equals = pair!.indexOf('=');
  const name = pair!.slice(0, Math.max(0, equals)).trim();
  if (equals < 0 || name === '') return;
  let path = defaultPath(requestPath);
  let expires = Infinity;
  let maxAge: number | undefined;
  for (const attribute of attributes) {
    const at = attribute.indexOf('=');
    const key = (at < 0 ? attribute : attribute.slice(0, at)).trim().toLowerCase();
    const text = at < 0 ? '' : attribute.slice(at + 1).trim();
    if (key === 'path') path = text.startsWith('/') ? text : defaultPath(requestPath);
    else if (key === 'max-age' && /^-?\d+$/.test(text)) maxAge = Number(text);
    else if (key === 'expires' && !Number.isNaN(Date.parse(text))) expires = Date.parse(text);
    else if (key === 'domain' && text !== '' && !covers(text, origin.hostname)) return;
    else if (key === 'secure' && origin.protocol !== 'https:' && !isLoopback(origin.hostname)) return;
  }
  if (maxAge !== undefined) expires = maxAge <= 0 ? -Infinity : now + maxAge * 1000;
  const id = `${path}\n${name}`;
  const value = pair!.slice(equals + 1).trim();
  if (expires <= now) {
    if (jar.cookies.delete(id)) jar.version++;
    return;
  }
  const before = jar.cookies.get(id);
  jar.cookies.set(id, { name, value, path, expires });
  if (before?.value !== value) jar.version++;
  if (jar.cookies.size > mostCookies) {
    jar.cookies.delete(jar.cookies.keys().next().value!);
    jar.version++;
  }
}

/** `a=1; b=2`, longer paths first (RFC 6265 §5.4); '' when none is for that path. */
export function cookieHeader(
  jar: CookieJar,
  requestPath: string,
  now: number,
  besides: readonly string[] = [],
): string {
  const path = requestPath.split(/[?#]/, 1)[0]!;
  const matching: Cookie[] = [];
  for (const [id, cookie] of jar.cookies) {
    if (cookie.expires <= now) {
      jar.cookies.delete(id);
      jar.version++;
    } else if (isWithin(path, cookie.path) && !besides.includes(cookie.name)) matching.push(cookie);
  }
  if (matching.length > 1) matching.sort((a, b) => b.path.length - a.path.length);
  return matching.map(({ name, value }) => `${name}=${value}`).join('; ');
}

function isWithin(path: string, cookiePath: string): boolean {
  if (!path.startsWith(cookiePath)) return false;
  return path.length === cookiePath.length || cookiePath.endsWith('/') || path[cookiePath.length] === '/';
}

/** RFC 6265 §5.1.4. */
function defaultPath(requestPath: string): string {
  const path = requestPath.split(/[?#]/, 1)[0]!;
  const slash = path.lastIndexOf('/');
  return slash <= 0 || !path.startsWith('/') ? '/' : path.slice(0, slash);
}

function covers(domain: string, host: string): boolean {
  const wanted = domain.replace(/^\./, '').toLowerCase();
  return host === wanted || (host.endsWith(`.${wanted}`) && wanted.includes('.') && !/^[\d.]+$/.test(host));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host.startsWith('127.') || host === '[::1]';
}
