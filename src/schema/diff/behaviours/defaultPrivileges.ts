import type { Grant, Kind, ObjectOf } from '../../inventory.js';
import { quoteName } from '../../print.js';
import type { Behaviour } from '../behaviour.js';
import { defaultGrants } from '../defaultGrants.js';
import { grantStatements } from '../meta.js';
import type { Statement } from '../statement.js';

type DefaultPrivileges = ObjectOf<'defaultPrivileges'>;

/** Ranked last: what is made in the same migration has the grants that are said of it, and no others. */
export const defaultPrivilegesBehaviour: Behaviour<'defaultPrivileges'> = {
  rank: 2000,
  create: (to, { version }) => changes(to, usual(to, version), to.is.privileges),
  drop: (from, { version }) => changes(from, from.is.privileges, usual(from, version)),
  alter: (from, to) => ({ statements: changes(to, from.is.privileges, to.is.privileges) }),
};

const likeKind: Readonly<Record<string, Kind>> = {
  TABLES: 'table',
  SEQUENCES: 'sequence',
  FUNCTIONS: 'function',
  TYPES: 'enum',
  SCHEMAS: 'schema',
};

/** What is granted where nothing was said. In a schema: nothing beyond what is granted everywhere. */
function usual({ is }: DefaultPrivileges, version: number): readonly Grant[] {
  if (is.inSchema !== undefined) return [];
  const kind = likeKind[is.on];
  if (kind === undefined) return [{ to: is.role, privileges: ['SELECT', 'UPDATE'], withGrantOption: false }];
  return defaultGrants(kind, is.role, version);
}

function changes({ is }: DefaultPrivileges, before: readonly Grant[], after: readonly Grant[]): readonly Statement[] {
  const inSchema = is.inSchema === undefined ? '' : ` IN SCHEMA ${quoteName(is.inSchema)}`;
  return grantStatements({ on: is.on }, before, after).map(sql => ({
    sql: `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteName(is.role)}${inSchema} ${sql}`,
  }));
}

/** What comes with the system or with an extension is there: only who may use it changes. */
export const systemGrantsBehaviour: Behaviour<'systemGrants'> = {
  rank: 205,
  create: ({ address, is }) => plain(grantStatements({ on: address }, is.usual, is.privileges)),
  // The extension may be gone, or another one by then.
  drop: ({ address, is, needs }, { target }) =>
    needs.every(need => target.get(need)) ? plain(grantStatements({ on: address }, is.privileges, is.usual)) : [],
  alter: (from, { address, is }) => ({
    statements: plain(grantStatements({ on: address }, from.is.privileges, is.privileges)),
  }),
};

function plain(statements: readonly string[]): readonly Statement[] {
  return statements.map(sql => ({ sql }));
}
