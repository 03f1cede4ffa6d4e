import type { ObjectOf } from '../../inventory.js';
import { quoteName } from '../../print.js';
import type { Behaviour } from '../behaviour.js';
import { roleSql } from '../meta.js';

export const policyBehaviour: Behaviour<'policy'> = {
  word: 'POLICY',
  rank: 190,
  reference,
  create: policy => {
    const { permissive, command, roles, using, check } = policy.is;
    const words = [
      `CREATE POLICY ${reference(policy)}`,
      ...(permissive ? [] : ['AS RESTRICTIVE']),
      ...(command === 'ALL' ? [] : [`FOR ${command}`]),
      ...(roles.length === 1 && roles[0] === 'PUBLIC' ? [] : [`TO ${rolesSql(roles)}`]),
      ...(using === undefined ? [] : [`USING (${using})`]),
      ...(check === undefined ? [] : [`WITH CHECK (${check})`]),
    ];
    return [{ sql: words.join(' ') }];
  },
  drop: policy => [{ sql: `DROP POLICY ${reference(policy)}` }],
  /** ALTER POLICY changes roles and expressions, and cannot take an expression away (PostgreSQL manual, ALTER POLICY). */
  alter: (from, to) => {
    const { is } = to;
    if (from.is.command !== is.command || from.is.permissive !== is.permissive) return 'replace';
    if (from.is.using !== undefined && is.using === undefined) return 'replace';
    if (from.is.check !== undefined && is.check === undefined) return 'replace';
    const words = [
      `ALTER POLICY ${reference(to)}`,
      ...(rolesSql(from.is.roles) === rolesSql(is.roles) ? [] : [`TO ${rolesSql(is.roles)}`]),
      ...(from.is.using === is.using ? [] : [`USING (${is.using})`]),
      ...(from.is.check === is.check ? [] : [`WITH CHECK (${is.check})`]),
    ];
    return { statements: [{ sql: words.join(' ') }] };
  },
};

function reference({ name, is }: ObjectOf<'policy'>): string {
  return `${quoteName(name)} ON ${is.table}`;
}

function rolesSql(roles: readonly string[]): string {
  return roles.map(roleSql).join(', ');
}
