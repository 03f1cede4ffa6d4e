/** Comments, owners and grants: the same for every kind. */
import type { Grant, InventoryObject, ObjectOf } from '../inventory.js';
import { quoteLiteral, quoteName } from '../print.js';
import type { Behaviour, DiffContext, Side } from './behaviour.js';
import { defaultGrants, type Granted, newObjectGrants } from './defaultGrants.js';
import type { Statement } from './statement.js';

/** Statements that bring comment, owner and grants from those of `from` to those of `to`; without `from`: from those of a new object. */
export function metaStatements(
  behaviour: Behaviour<never>,
  from: InventoryObject | undefined,
  to: InventoryObject,
  context: DiffContext,
): readonly Statement[] {
  const { word, grantWord } = behaviour;
  const statements: string[] = [];
  const reference = behaviour.reference?.(to as never) ?? to.address;
  if (word !== undefined && behaviour.hasOwner && to.owner !== undefined && from?.owner !== to.owner) {
    statements.push(`ALTER ${word} ${reference} OWNER TO ${roleSql(to.owner)}`);
  }
  if (grantWord !== undefined) {
    const on = { on: `${grantWord} ${to.kind === 'column' ? to.is.table : to.address}` };
    if (to.kind === 'column') statements.push(...columnGrants(on, from, to, context));
    else {
      const [before, after] = grantsOf(from, to, context);
      statements.push(...grantStatements(on, before, after), ...grantedAgain(to, revoked(before, after)));
    }
  }
  if (word !== undefined && (from?.comment ?? undefined) !== to.comment) {
    const text = to.comment === undefined ? 'NULL' : quoteLiteral(to.comment);
    statements.push(`COMMENT ON ${word} ${reference} IS ${text}`);
  }
  if (to.kind === 'column') statements.push(...identityMeta(from?.kind === 'column' ? from : undefined, to, context));
  // Nobody used what is only being made.
  return statements.map(sql => (from && sql.startsWith('REVOKE ') ? { sql, hazards: [lostPrivilege] } : { sql }));
}

const lostPrivilege = {
  kind: 'breaksClients',
  reason: 'Statements of roles that need these privileges fail.',
} as const;

/** What is granted before and after; before on a new object: what the server grants by itself. */
function grantsOf(
  from: Granted | undefined,
  to: Granted,
  context: DiffContext,
): readonly [before: readonly Grant[], after: readonly Grant[]] {
  const after = to.grants ?? defaultGrants(to.kind, to.owner, context.version);
  return [from ? ownersChanged(from, to, context.version) : newObjectGrants(to, after, context), after];
}

/** What was granted, after the owner has changed: what the old one had is the new one's. */
function ownersChanged(from: Granted, to: Granted, version: number): readonly Grant[] {
  const { owner } = to;
  if (!from.grants || owner === undefined) return from.grants ?? defaultGrants(to.kind, owner, version);
  return from.grants.map(grant => (grant.to === from.owner ? { ...grant, to: owner } : grant));
}

function columnGrants(
  { on }: GrantTarget,
  from: InventoryObject | undefined,
  to: ObjectOf<'column'>,
  context: DiffContext,
): readonly string[] {
  const taken = takenWithTable(to, context);
  const before = (from?.grants ?? []).map(grant => ({
    ...grant,
    privileges: grant.privileges.filter(privilege => !taken.get(grant.to)?.has(privilege)),
  }));
  return grantStatements({ on, column: to.name }, before, to.grants ?? []);
}

/** REVOKE on a table takes what was granted on its columns along (PostgreSQL manual, REVOKE). */
function takenWithTable(column: ObjectOf<'column'>, context: DiffContext): Revoked {
  const [old, now] = [context.source.get(column.parent!), context.target.get(column.parent!)];
  return old && now ? revoked(...grantsOf(old, now, context)) : new Map();
}

/** What columns of a view have, after it was taken along: these are part of the view. */
function grantedAgain(to: InventoryObject, taken: Revoked): readonly string[] {
  if (to.kind !== 'view' && to.kind !== 'materializedView') return [];
  return to.is.columns.flatMap(({ name, grants = [] }) => {
    const lost = grants.map(grant => ({
      ...grant,
      privileges: grant.privileges.filter(privilege => taken.get(grant.to)?.has(privilege)),
    }));
    return grantStatements({ on: `TABLE ${to.address}`, column: name }, [], lost);
  });
}

/** Comment and grants of the sequence of an identity column. */
function identityMeta(
  from: ObjectOf<'column'> | undefined,
  { is: { identity }, parent, schema }: ObjectOf<'column'>,
  context: DiffContext,
): readonly string[] {
  if (!identity) return [];
  const on = `SEQUENCE ${identity.sequence}`;
  const sequence = (of: Side, grants: readonly Grant[] | undefined): Granted => ({
    kind: 'sequence',
    schema,
    owner: of.get(parent!)?.owner,
    grants,
  });
  const old = from?.is.identity;
  const [before, after] = grantsOf(
    old && sequence(context.source, old.grants),
    sequence(context.target, identity.grants),
    context,
  );
  const text = identity.comment === undefined ? 'NULL' : quoteLiteral(identity.comment);
  return [
    ...grantStatements({ on }, before, after),
    ...(old?.comment === identity.comment ? [] : [`COMMENT ON ${on} IS ${text}`]),
  ];
}

export interface GrantTarget {
  /** `TABLE public.users` */
  readonly on: string;
  /** One of its columns. Not quoted. */
  readonly column?: string;
}

/** GRANT and REVOKE that lead from one to the other. */
export function grantStatements(
  { on, column }: GrantTarget,
  before: readonly Grant[],
  after: readonly Grant[],
): readonly string[] {
  const had = byRole(before);
  const has = byRole(after);
  // Privileges of a column name it behind each: `SELECT (email)`.
  const listed = (privileges: ReadonlySet<string>) =>
    [...privileges].map(one => (column === undefined ? one : `${one} (${quoteName(column)})`)).join(', ');
  const taken = revoked(before, after);
  const grants: string[] = [];
  for (const [key, { to, privileges, withGrantOption }] of has) {
    // Revoking a privilege takes it with and without the option to grant it.
    const old = had.get(key)?.privileges.filter(privilege => !taken.get(to)?.has(privilege));
    const won = new Set(privileges.filter(privilege => !old?.includes(privilege)));
    if (won.size === 0) continue;
    grants.push(`GRANT ${listed(won)} ON ${on} TO ${roleSql(to)}${withGrantOption ? ' WITH GRANT OPTION' : ''}`);
  }
  const revokes = [...taken].map(([role, lost]) => `REVOKE ${listed(lost)} ON ${on} FROM ${roleSql(role)}`);
  return [...revokes, ...grants];
}

/** Role → privileges. */
type Revoked = ReadonlyMap<string, ReadonlySet<string>>;

function revoked(before: readonly Grant[], after: readonly Grant[]): Revoked {
  const has = byRole(after);
  const taken = new Map<string, Set<string>>();
  for (const [key, { to, privileges }] of byRole(before)) {
    for (const privilege of privileges) {
      if (has.get(key)?.privileges.includes(privilege)) continue;
      taken.set(to, (taken.get(to) ?? new Set()).add(privilege));
    }
  }
  return taken;
}

/** By role and option to grant; a role that stands there twice has what it has of both. */
function byRole(grants: readonly Grant[]): ReadonlyMap<string, Grant> {
  const merged = new Map<string, Grant>();
  for (const grant of grants) {
    const key = `${grant.withGrantOption} ${grant.to}`;
    const privileges = new Set([...(merged.get(key)?.privileges ?? []), ...grant.privileges]);
    merged.set(key, { ...grant, privileges: [...privileges].sort() });
  }
  return merged;
}

/** A role as statements write it. */
export function roleSql(role: string): string {
  return role === 'PUBLIC' ? role : quoteName(role);
}
