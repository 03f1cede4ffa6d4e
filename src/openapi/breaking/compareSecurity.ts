/** Who may call: https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object */
import type { Api, Operation, SecurityNeed, SecurityScheme } from '../api.js';
import type { Json } from '../json.js';
import { isObject, member } from '../values.js';
import { quoted } from './apiChange.js';
import type { Comparison, DirectChange } from './comparison.js';

type Needs = readonly SecurityNeed[];

export function compareSecurity(
  { before: from, after: to, direct }: Comparison,
  before: Operation,
  after: Operation,
): void {
  const old = alternatives(before);
  const now = alternatives(after);
  const names = namesAfter(from.api, to.api);
  const same = (left: SecurityNeed, right: SecurityNeed) => (names.get(left.scheme) ?? left.scheme) === right.scheme;
  /** Whoever has the first has all that the second asks for. */
  const serves = (have: Needs, asked: Needs) =>
    asked.every(need => have.some(one => same(one, need) && need.scopes.every(scope => one.scopes.includes(scope))));
  const at = { path: after.at.path, pointer: `${after.at.pointer}/security` };
  const note = (rule: DirectChange['rule'], text: string, about: string) =>
    direct.push({ rule, operation: after, text, about: `security ${about}`, at, was: before.at });
  const refused = old.filter(have => !now.some(asked => serves(have, asked)));
  for (const have of refused) {
    if (have.length === 0) {
      note('security-added', `Calls need ${said(now)} now, where none was needed.`, 'none');
      continue;
    }
    const nearest = now.find(asked => asked.every(need => have.some(one => same(one, need))));
    if (nearest) {
      const scopes = nearest.flatMap(need => {
        const has = have.find(one => same(one, need))?.scopes ?? [];
        return need.scopes.filter(scope => !has.includes(scope));
      });
      note(
        'security-scope-added',
        `Calls with ${saidOne(have)} need more scopes now: ${scopes.map(quoted).join(', ')}.`,
        saidOne(have),
      );
    } else
      note('security-changed', `${saidOne(have)} is not enough any more: calls need ${said(now)} now.`, saidOne(have));
  }
  if (refused.length > 0) return;
  const isNew = now.some(asked => !old.some(have => serves(asked, have)));
  if (isNew) note('security-relaxed', `Calls need ${said(now)} now, and needed ${said(old)}.`, 'relaxed');
}

/** No alternative at all is the one that needs nothing. */
function alternatives({ security }: Operation): readonly Needs[] {
  return security.length === 0 ? [[]] : security;
}

function said(all: readonly Needs[]): string {
  return all.map(needs => (needs.length === 0 ? 'nothing' : saidOne(needs))).join(' or ');
}

function saidOne(needs: Needs): string {
  return needs
    .map(({ scheme, scopes }) => `${quoted(scheme)}${scopes.length > 0 ? ` (${scopes.map(quoted).join(', ')})` : ''}`)
    .join(' with ');
}

/** What schemes are called now: one that is gone, and one that is new and the same. */
function namesAfter(before: Api, after: Api): ReadonlyMap<string, string> {
  const known = renamed.get(after);
  if (known && known.before === before) return known.names;
  const old = new Set(before.securitySchemes.map(({ name }) => name));
  const now = new Set(after.securitySchemes.map(({ name }) => name));
  const came = after.securitySchemes.filter(({ name }) => !old.has(name));
  const names = new Map<string, string>();
  for (const scheme of before.securitySchemes) {
    if (now.has(scheme.name)) continue;
    const same = came.filter(other => described(other) === described(scheme));
    if (same.length === 1) names.set(scheme.name, same[0]!.name);
  }
  renamed.set(after, { before, names });
  return names;
}

const renamed = new WeakMap<Api, { readonly before: Api; readonly names: ReadonlyMap<string, string> }>();

/** What a client has to do for it. */
function described({ type, key, http }: SecurityScheme): string {
  const where = key && `${key.in} ${key.in === 'header' ? key.name.toLowerCase() : key.name}`;
  return [type, where ?? '', http?.scheme ?? ''].join(' ');
}

export function compareSchemes(comparison: Comparison): void {
  const { before, after, direct } = comparison;
  const now = new Map(after.api.securitySchemes.map(scheme => [scheme.name, scheme]));
  for (const scheme of before.api.securitySchemes) {
    const other = now.get(scheme.name);
    if (!other) continue;
    if (described(other) === described(scheme)) {
      compareFlows(comparison, scheme, other);
      continue;
    }
    const text = `The security scheme ${quoted(scheme.name)} changed from ${described(scheme).trim()} to ${described(other).trim()}.`;
    direct.push({ rule: 'security-scheme-changed', text, about: scheme.name, at: other.at, was: scheme.at });
  }
}

/** How clients of OAuth 2 come by a token, and which scopes they may ask for. */
function compareFlows({ written, direct }: Comparison, before: SecurityScheme, after: SecurityScheme): void {
  const old = flowsOf(written(before.at, 'before'));
  const now = flowsOf(written(after.at, 'after'));
  const [at, was] = [after.at, before.at];
  const gone = new Set<string>();
  for (const [name, flow] of old) {
    const other = now.get(name);
    if (!other) {
      const text = `${quoted(before.name)} has no ${name} flow any more.`;
      direct.push({ rule: 'security-scheme-changed', text, about: `${before.name} ${name}`, at, was });
      continue;
    }
    for (const key of ['authorizationUrl', 'tokenUrl', 'refreshUrl', 'deviceAuthorizationUrl']) {
      const [url, url2] = [member(flow, key), member(other, key)];
      if (typeof url !== 'string' || typeof url2 !== 'string' || url === url2) continue;
      const text = `The ${key} of ${quoted(before.name)} is ${quoted(url2)} now, and was ${quoted(url)}.`;
      const about = `${before.name} ${name} ${key}`;
      direct.push({ rule: 'security-scheme-changed', severity: 'warning', text, about, at, was });
    }
    const scopes = member(flow, 'scopes');
    for (const scope of isObject(scopes) ? Object.keys(scopes) : []) {
      if (!scope.startsWith('x-') && member(member(other, 'scopes'), scope) === undefined) gone.add(scope);
    }
  }
  for (const scope of gone) {
    const text = `${quoted(before.name)} has no scope ${quoted(scope)} any more: clients that ask for it get no token.`;
    direct.push({ rule: 'security-scope-removed', text, about: `${before.name} ${scope}`, at, was });
  }
}

/** By the names of OpenAPI 3; Swagger 2.0 has one flow for each scheme. */
function flowsOf(scheme: Json | undefined): ReadonlyMap<string, Json> {
  const flows = member(scheme, 'flows');
  if (isObject(flows)) return new Map(Object.entries(flows).filter(([, flow]) => isObject(flow)));
  const flow = member(scheme, 'flow');
  const names: Readonly<Record<string, string>> = { application: 'clientCredentials', accessCode: 'authorizationCode' };
  if (typeof flow !== 'string' || scheme === undefined) return new Map();
  return new Map([[Object.hasOwn(names, flow) ? names[flow]! : flow, scheme]]);
}
