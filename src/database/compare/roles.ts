/** Roles belong to a server and not to a database: a scratch server knows only those that a schema speaks of once they are made. */
import type { Inventory } from '../../schema/inventory.js';
import { quoteName } from '../../schema/print.js';
import type { Session } from '../session.js';

/** All roles that objects are owned by, granted to or made for. Sorted, not quoted. */
export function rolesOf({ objects }: Inventory): readonly string[] {
  const roles = new Set<string>();
  for (const { owner, grants = [], ...object } of objects) {
    if (owner !== undefined) roles.add(owner);
    for (const { to } of grants) roles.add(to);
    if (object.kind === 'policy') for (const role of object.is.roles) roles.add(role);
    if (object.kind === 'userMapping') roles.add(object.is.user);
    if (object.kind === 'defaultPrivileges') {
      roles.add(object.is.role);
      for (const { to } of object.is.privileges) roles.add(to);
    }
    if (object.kind === 'view' || object.kind === 'materializedView')
      for (const { grants: ofColumn = [] } of object.is.columns) for (const { to } of ofColumn) roles.add(to);
  }
  return [...roles].filter(role => role.toUpperCase() !== 'PUBLIC').sort();
}

/** Those that are not there, without a login. */
export async function makeRoles(session: Session, roles: readonly string[]): Promise<void> {
  const there = new Set(
    (await session.query<{ name: string }>('select rolname as name from pg_catalog.pg_roles')).map(({ name }) => name),
  );
  for (const role of roles) {
    // Names that begin with pg_ are the server's own: another version may know more of them.
    if (!there.has(role) && !role.startsWith('pg_')) await session.execute(`CREATE ROLE ${quoteName(role)}`);
  }
}
