/** Comments, owners and grants: the same for every kind. */
import type { Grant, InventoryObject } from '../inventory.js';
import { quoteLiteral, quoteName } from '../print.js';
import type { Behaviour, DiffContext } from './behaviour.js';
import { defaultGrants, newObjectGrants } from './defaultGrants.js';
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
    const after = to.grants ?? defaultGrants(to.kind, to.owner, context.version);
    const before = from ? ownersChanged(from, to, context.version) : newObjectGrants(to, after, context);
    const on = to.kind === 'column' ? to.is.table : to.address;
    const column = to.kind === 'column' ? { column: to.name } : {};
    statements.push(...grantStatements({ on: `${grantWord} ${on}`, ...column }, before, after));
  }
  if (word !== undefined && (from?.comment ?? undefined) !== to.comment) {
    const text = to.comment === undefined ? 'NULL' : quoteLiteral(to.comment);
    statements.push(`COMMENT ON ${word} ${reference} IS ${text}`);
  }
  return statements.map(sql => ({ sql }));
}

/** What was granted, after the owner has changed: what the old one had is the new one's. */
function ownersChanged(from: InventoryObject, to: InventoryObject, version: number): readonly Grant[] {
  const { owner } = to;
  if (!from.grants || owner === undefined) return from.grants ?? defaultGrants(to.kind, owner, version);
  return from.grants.map(grant => (grant.to === from.owner ? { ...grant, to: owner } : grant));
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
  const listed = (privileges: readonly string[]) =>
    privileges.map(one => (column === undefined ? one : `${one} (${quoteName(column)})`)).join(', ');
  const revokes: string[] = [];
  const grants: string[] = [];
  for (const key of new Set([...had.keys(), ...has.keys()])) {
    const [old, now] = [had.get(key), has.get(key)];
    const lost = (old?.privileges ?? []).filter(privilege => !now?.privileges.includes(privilege));
    const won = (now?.privileges ?? []).filter(privilege => !old?.privileges.includes(privilege));
    const { to, withGrantOption } = (now ?? old)!;
    if (lost.length > 0) revokes.push(`REVOKE ${listed(lost)} ON ${on} FROM ${roleSql(to)}`);
    const suffix = withGrantOption ? ' WITH GRANT OPTION' : '';
    if (won.length > 0) grants.push(`GRANT ${listed(won)} ON ${on} TO ${roleSql(to)}${suffix}`);
  }
  // What is taken away is taken first: revoking a privilege takes its grant option, too.
  return [...revokes, ...grants];
}

function byRole(grants: readonly Grant[]): Map<string, Grant> {
  return new Map(grants.map(grant => [`${grant.withGrantOption} ${grant.to}`, grant]));
}

/** A role as statements write it. */
export function roleSql(role: string): string {
  return role === 'PUBLIC' ? role : quoteName(role);
}
