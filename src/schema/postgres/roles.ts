import type { RoleSpec } from '@pgsql/types';

/** A role as it is written: `public`, `current_user` or its name. */
export function roleName({ roletype, rolename }: RoleSpec = {}): string {
  return rolename ?? (roletype ?? '').replace('ROLESPEC_', '').toLowerCase();
}
