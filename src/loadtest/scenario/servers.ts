/** Which servers a description names, and how an operation's address is made from one. */
import type { Api } from '../../openapi/api.js';
import { Problem } from '../../text/problem.js';
import { type Address, parseUrl } from '../requests/parseUrl.js';

/** Absolute addresses, in the order of the description; relative ones only with a base: `http://localhost:3000`. */
export function serverUrls(api: Pick<Api, 'servers'>, base?: string): string[] {
  const found = api.servers.flatMap(({ url }) => {
    const text = url.trim();
    if (/^https?:\/\//i.test(text)) return isWhole(text) ? [text] : [];
    if (base === undefined || /^[a-z][a-z\d+.-]*:/i.test(text) || !isWhole(text)) return [];
    return URL.canParse(text, base) ? [new URL(text, base).href] : [];
  });
  // Without servers the description means "/" (OpenAPI 3.1.1 §4.8.1).
  if (api.servers.length === 0 && base !== undefined) found.push(base);
  return [...new Set(found)];
}

/** A variable without a default is still in braces. */
function isWhole(url: string): boolean {
  return !/[{}]/.test(url) && !(/^https?:/i.test(url) && !URL.canParse(url));
}

/** @returns the origin and the prefix before each path, without a slash at its end. @throws Problem */
export function serverAddress(url: string): Address {
  const address = parseUrl(url);
  if (address.path.includes('?')) throw new Problem(`The address of a server has no query: ${address.origin} has one.`);
  return { ...address, path: address.path.replace(/\/+$/, '') };
}
