/** The fields that express-validator's chains of a route check. */
import type { PartRole } from '../handlers/part.js';
import type { Usage } from '../handlers/usage.js';
import type { Term, Value } from '../interpret/value.js';
import { type Check, checksOf } from '../shapes/expressValidator.js';
import type { Reading } from '../shapes/schema.js';
import type { Validated } from './validated.js';

export function checkedFields(usage: Usage, reading: Reading): Validated[] {
  const inner = new Set<Value>(usage.calls.flatMap(term => calledOn(term) ?? []));
  // `body('a').isEmail()` makes `body('a')` on its way, which is the same chain.
  const chains = usage.calls.filter(term => !inner.has(term)).map(term => ranOn(term) ?? term);
  const seen = new Set<Value>();
  return chains.flatMap(chain => {
    if (seen.has(chain)) return [];
    seen.add(chain);
    return (checksOf(chain, reading) ?? []).flatMap(check => validated(check, usage, reading));
  });
}

function calledOn({ is }: Term): Value | undefined {
  return is.form === 'call' && is.callee.kind === 'term' && is.callee.is.form === 'member'
    ? is.callee.is.object
    : undefined;
}

/** `chain.run(req)` */
function ranOn(term: Term): Value | undefined {
  const { is } = term;
  const run =
    is.form === 'call' && is.callee.kind === 'term' && is.callee.is.form === 'member' && is.callee.is.name === 'run';
  return run ? calledOn(term) : undefined;
}

function validated(check: Check, usage: Usage, reading: Reading): Validated[] {
  const { path, schema, required, site } = check;
  const role = check.place === 'any' ? placeOf(path[0] ?? '', usage) : check.place;
  if (!role) {
    reading.unclear(site, `Where ${path.join('.')} is looked for cannot be told: the handler does not take it.`);
    return [];
  }
  const named = role === 'headers' ? [path.join('.').toLowerCase()] : path;
  return [{ role, path: named, schema, required }];
}

/** `check('email')` looks everywhere; the handler says where it is. */
function placeOf(name: string, usage: Usage): PartRole | undefined {
  const roles = ['params', 'body', 'query', 'cookies'] as const;
  return roles.find(role => usage[role].members.has(name)) ?? (usage.body.open ? 'body' : undefined);
}
