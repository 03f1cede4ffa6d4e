import type { Grant } from '../../schema/inventory.js';
import { explodedSql } from './meta.js';
import { placeSql } from './places.js';
import type { Reader } from './reader.js';

interface DefaultPrivilegesRow {
  readonly role: string;
  readonly schema: string | null;
  readonly parent: string | null;
  readonly on: string;
  readonly privileges: readonly Grant[];
  readonly place: string;
  readonly address: string;
}

/** What ALTER DEFAULT PRIVILEGES has said; in a schema: what is granted beyond the defaults for all schemas. */
export const readDefaultPrivileges: Reader = async session => {
  const rows = await session.query<DefaultPrivilegesRow>(`
    select pg_catalog.pg_get_userbyid(d.defaclrole)::text as role, n.nspname as schema, 'schema ' || quote_ident(n.nspname) as parent, case d.defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES'
        when 'f' then 'FUNCTIONS' when 'T' then 'TYPES' when 'n' then 'SCHEMAS' else 'LARGE OBJECTS' end as on,
      ${explodedSql('d.defaclacl')} as privileges, ${placeSql('pg_default_acl', 'd.oid')} as place,
      format('FOR ROLE %I%s', pg_catalog.pg_get_userbyid(d.defaclrole), ' IN SCHEMA ' || quote_ident(n.nspname)) as address
    from pg_catalog.pg_default_acl d left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
    where d.defaclnamespace = 0 or n.oid is not null`);
  return rows.map(({ role, schema, parent, on, privileges, place, address }) => ({
    object: {
      id: `defaultPrivileges ${address} ON ${on}`,
      kind: 'defaultPrivileges',
      ...(schema !== null && { schema }),
      name: role,
      address,
      ...(parent !== null && { parent }),
      is: { role, ...(schema !== null && { inSchema: schema }), on, privileges },
    },
    places: [place],
  }));
};
