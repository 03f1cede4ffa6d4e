/** Of which parts of a request it is not known all that the program reads. */
import type { FoundRoute } from '../frameworks/flatten.js';
import type { Part } from '../handlers/part.js';
import type { Usage } from '../handlers/usage.js';
import { packageOf, type Value } from '../interpret/value.js';
import type { Validated } from './validated.js';

export type OpenPart = 'query' | 'body';

/** Packages that take a whole request and read no fields of theirs. */
const harmless = /^(express-validator|passport|http-errors|morgan|winston|pino|bunyan|global:console)\b/;

export function openParts(route: FoundRoute, usage: Usage, validated: readonly Validated[]): OpenPart[] {
  const roles = ['query', 'body'] as const;
  const isOpen =
    usage.exhausted || usage.calls.some(({ is }) => is.form === 'call' && takesRequest(is.callee, is.args));
  if (isOpen || unknownHandler(route, validated)) return [...roles];
  return roles.filter(role => isUsedWhole(usage[role], validated));
}

function takesRequest(callee: Value, args: readonly Value[]): boolean {
  if (harmless.test(packageOf(callee) ?? '')) return false;
  return args.some(arg => arg.kind === 'host' && /^(request|context)$/.test(arg.host.name));
}

/** A package's middleware before the handler, of which nothing is known. */
function unknownHandler({ handlers, own }: FoundRoute, validated: readonly Validated[]): boolean {
  const before = handlers.slice(handlers.length - own, -1);
  return validated.length === 0 && before.some(one => one.kind === 'term' && !harmless.test(packageOf(one) ?? ''));
}

/** Each schema that a part is held against uses it once. */
function isUsedWhole(part: Part, validated: readonly Validated[]): boolean {
  const checks = validated.filter(one => one.role === part.role && one.path.length === 0).length;
  if (part.open || part.wholes > checks) return true;
  return [...part.members.values()].some(member => member.members.size > 0 && isUsedWhole(member, []));
}
