/** Where the API is served: https://spec.openapis.org/oas/v3.1.1.html#server-object */
import type { Api, Operation } from '../api.js';
import type { Json } from '../json.js';
import { member } from '../values.js';
import { operationName, quoted } from './apiChange.js';
import type { Comparison } from './comparison.js';

/** Those of the whole API. */
export function compareServers(comparison: Comparison): void {
  const { before, after } = comparison;
  const [old, now] = [urlsOf(before.api), urlsOf(after.api)];
  // Without any, the server is the one that the description comes from.
  if (old.size === 0 || now.size === 0) return;
  const at = { path: after.api.at.path, pointer: after.api.dialect === '2.0' ? '/host' : '/servers' };
  for (const url of old) {
    if (now.has(url)) continue;
    const text = `The server ${quoted(url || '/')} is not listed any more.`;
    comparison.direct.push({ rule: 'server-removed', text, about: url || '/', at, was: at });
  }
}

/** An operation's own, or those of its path, which count instead. */
export function compareOwnServers(comparison: Comparison, before: Operation, after: Operation): void {
  const old = ownUrls(comparison, before, 'before');
  const now = ownUrls(comparison, after, 'after');
  if (!old && !now) return;
  const known = now ?? urlsOf(comparison.after.api);
  if (known.size === 0) return;
  for (const url of old ?? urlsOf(comparison.before.api)) {
    if (known.has(url)) continue;
    const text = `${operationName(after)} is not served at ${quoted(url || '/')} any more.`;
    const about = `server ${url || '/'}`;
    comparison.direct.push({ rule: 'server-removed', operation: after, text, about, at: after.at, was: before.at });
  }
}

function urlsOf({ servers }: Api): ReadonlySet<string> {
  return new Set(servers.map(({ url }) => url.replace(/\/+$/, '')));
}

function ownUrls(
  { written }: Comparison,
  { at }: Operation,
  side: 'before' | 'after',
): ReadonlySet<string> | undefined {
  const around = { path: at.path, pointer: at.pointer.replace(/\/[^/]*$/, '') };
  const list = [member(written(at, side), 'servers'), member(written(around, side), 'servers')].find(one =>
    Array.isArray(one),
  ) as readonly Json[] | undefined;
  const urls = (list ?? []).flatMap(server => {
    const url = member(server, 'url');
    return typeof url === 'string' ? [filled(url, member(server, 'variables')).replace(/\/+$/, '')] : [];
  });
  return urls.length > 0 ? new Set(urls) : undefined;
}

/** With its variables' defaults, as those of the whole API are read. */
function filled(url: string, variables: Json | undefined): string {
  return url.replace(/\{([^{}]*)\}/g, (all, name: string) => {
    const value = member(member(variables, name), 'default');
    return typeof value === 'string' ? value : all;
  });
}
