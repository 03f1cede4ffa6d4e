import type { Properties } from '../../schema/inventory.js';
import { withInLists } from './inLists.js';
import { type MetaRow, metaOf, metaSql } from './meta.js';
import { placeSql, relationIdSql } from './places.js';
import { notOfExtension, type Reader, userNamespace } from './reader.js';

interface PolicyRow extends MetaRow {
  readonly schema: string;
  readonly name: string;
  readonly address: string;
  readonly table: string;
  readonly parent: string;
  readonly command: Properties['policy']['command'];
  readonly permissive: boolean;
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
  readonly places: readonly string[];
}

export const readPolicies: Reader = async session => {
  const rows = await session.query<PolicyRow>(`
    select n.nspname as schema, p.polname as name, quote_ident(p.polname) as address, format('%I.%I', n.nspname, c.relname) as table,
      ${relationIdSql('c', 'n')} as parent, p.polpermissive as permissive,
      case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE' else 'ALL' end as command,
      (select array_agg(case g.role when 0 then 'PUBLIC' else pg_catalog.pg_get_userbyid(g.role)::text end) from unnest(p.polroles) g(role)) as roles,
      pg_catalog.pg_get_expr(p.polqual, p.polrelid) as using, pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as check,
      array[${placeSql('pg_policy', 'p.oid')}] as places, ${metaSql({ catalog: 'pg_policy', alias: 'p' })}
    from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where ${userNamespace} and ${notOfExtension('pg_policy', 'p.oid')} and ${notOfExtension('pg_class', 'c.oid')}`);
  return rows.map(row => {
    const { schema, name, address, table, parent, command, permissive } = row;
    const is = {
      table,
      command,
      permissive,
      roles: [...row.roles].sort(),
      ...(row.using !== null && { using: withInLists(row.using) }),
      ...(row.check !== null && { check: withInLists(row.check) }),
    };
    const id = `policy ${table} ${address}`;
    return { object: { id, kind: 'policy', schema, name, address, parent, ...metaOf(row), is }, places: row.places };
  });
};
