import type { Grant } from '../../schema/inventory.js';
import { explodedSql } from './meta.js';
import { routineAddressSql } from './places.js';
import type { Reader } from './reader.js';

interface SystemGrantsRow {
  readonly address: string;
  readonly place: string;
  readonly privileges: readonly Grant[];
  readonly usual: readonly Grant[];
}

/** SQL: one kind of what the system and extensions bring. `address`: as GRANT … ON has it. */
const objectsSql = (catalog: string, from: string, address: string, acl: string, usual: string) =>
  `select 'pg_catalog.${catalog}'::regclass as class, o.oid, ${address} as address, ${acl} as acl, ${usual} as usual, n.nspname
    from pg_catalog.${catalog} o ${from}`;

/**
 * SQL: what initdb grants to everyone in the information schema, which pg_init_privs does not know. There are views that it leaves out
 * (`information_schema.sql` of the server's source: those without a GRANT).
 */
const sharedSql = (condition: string, owner: string, privilege: string) =>
  `case when n.nspname = 'information_schema' and ${condition}
        then array[pg_catalog.makeaclitem(0::oid, ${owner}, '${privilege}', false)] else '{}'::aclitem[] end`;

/**
 * What was granted or revoked on objects of the system and of extensions after these had been made: pg_dump writes it down, too
 * (PostgreSQL manual, pg_init_privs).
 */
export const readSystemGrants: Reader = async session => {
  const inNamespace = (column: string) => `join pg_catalog.pg_namespace n on n.oid = o.${column}`;
  const objects = [
    objectsSql(
      'pg_class',
      `${inNamespace('relnamespace')} and o.relkind in ('r', 'v', 'm', 'S', 'f', 'p')`,
      `format('%s %I.%I', case o.relkind when 'S' then 'SEQUENCE' else 'TABLE' end, n.nspname, o.relname)`,
      'o.relacl',
      `pg_catalog.acldefault(case o.relkind when 'S' then 's' else 'r' end::"char", o.relowner)
        || ${sharedSql(`o.relname !~ '^_pg_' and o.relname not in ('transforms', 'sql_parts')`, 'o.relowner', 'SELECT')}`,
    ),
    objectsSql(
      'pg_proc',
      inNamespace('pronamespace'),
      `case o.prokind when 'p' then 'PROCEDURE ' else 'FUNCTION ' end || ${routineAddressSql('o', 'n')}`,
      'o.proacl',
      `pg_catalog.acldefault('f', o.proowner)`,
    ),
    objectsSql(
      'pg_type',
      inNamespace('typnamespace'),
      `format('TYPE %I.%I', n.nspname, o.typname)`,
      'o.typacl',
      `pg_catalog.acldefault('T', o.typowner)`,
    ),
    objectsSql(
      'pg_namespace',
      'join pg_catalog.pg_namespace n on n.oid = o.oid',
      `format('SCHEMA %I', n.nspname)`,
      'o.nspacl',
      `pg_catalog.acldefault('n', o.nspowner) || ${sharedSql('true', 'o.nspowner', 'USAGE')}`,
    ),
  ];
  const rows = await session.query<SystemGrantsRow>(`
    select a.address, format('%s/%s/0', a.class::oid, a.oid) as place, ${explodedSql('coalesce(a.acl, a.usual)')} as privileges,
      ${explodedSql('coalesce(i.initprivs, a.usual)')} as usual
    from (${objects.join('\n    union all ')}) a
      left join pg_catalog.pg_init_privs i on i.classoid = a.class and i.objoid = a.oid and i.objsubid = 0
    where a.acl is distinct from i.initprivs and a.nspname !~ '^pg_(toast|temp_|toast_temp_)'
      and (a.nspname in ('pg_catalog', 'information_schema') or exists (select 1 from pg_catalog.pg_depend e
        where e.classid = a.class and e.objid = a.oid and e.deptype = 'e'))
      and ${explodedSql('coalesce(a.acl, a.usual)')} is distinct from ${explodedSql('coalesce(i.initprivs, a.usual)')}`);
  return rows.map(({ address, place, privileges, usual }) => ({
    object: {
      id: `systemGrants ${address}`,
      kind: 'systemGrants',
      name: address,
      address,
      is: { privileges, usual },
    },
    places: [`grants on ${place}`],
    alsoNeeds: [place],
  }));
};
