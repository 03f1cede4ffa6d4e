import type { Unmodelled } from '../../schema/inventory.js';
import type { Session } from '../session.js';
import { explodedSql } from './meta.js';

/** Queries with a name and a fingerprint for each object of a kind. */
const queries: Readonly<Record<string, string>> = {
  subscription: `select format('%I', s.subname) as name, md5(concat_ws(',', s.subenabled, s.subslotname, s.subpublications)) as fingerprint
    from pg_catalog.pg_subscription s where s.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())`,
  'security label': `select format('%s (%s)', l.objname, l.provider) as name, md5(l.label) as fingerprint from pg_catalog.pg_seclabels l
    where l.objtype not in ('database', 'role', 'tablespace', 'subscription')`,
  // pg_dump writes down what was granted or revoked after the system, or an extension, had been made.
  'grant on an object of the system or of an extension': `
    select a.name, md5(${explodedSql('a.acl')}::text) as fingerprint from (
      select 'pg_catalog.pg_class'::regclass as class, c.oid, format('relation %s', c.oid::regclass) as name, c.relacl as acl,
        pg_catalog.acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner) as usual, n.nspname
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'v', 'm', 'S', 'f', 'p')
      union all select 'pg_catalog.pg_proc'::regclass, p.oid, format('function %s', p.oid::regprocedure), p.proacl,
        pg_catalog.acldefault('f', p.proowner), n.nspname
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      union all select 'pg_catalog.pg_namespace'::regclass, n.oid, format('schema %I', n.nspname), n.nspacl,
        pg_catalog.acldefault('n', n.nspowner), n.nspname from pg_catalog.pg_namespace n
      union all select 'pg_catalog.pg_type'::regclass, t.oid, format('type %s', t.oid::regtype), t.typacl,
        pg_catalog.acldefault('T', t.typowner), n.nspname
      from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace) a
      left join pg_catalog.pg_init_privs i on i.classoid = a.class and i.objoid = a.oid and i.objsubid = 0
    where a.acl is distinct from i.initprivs and a.nspname !~ '^pg_(toast|temp_|toast_temp_)'
      and (a.nspname = 'pg_catalog' or exists (select 1 from pg_catalog.pg_depend e
        where e.classid = a.class and e.objid = a.oid and e.deptype = 'e'))
      and ${explodedSql('coalesce(a.acl, a.usual)')} is distinct from ${explodedSql('coalesce(i.initprivs, a.usual)')}`,
};

/** What is there and has no kind in the Inventory, sorted. */
export async function readUnmodelled(session: Session): Promise<readonly Unmodelled[]> {
  const found: Unmodelled[] = [];
  for (const [kind, sql] of Object.entries(queries)) {
    for (const row of await session.query<{ name: string; fingerprint: string }>(sql)) found.push({ kind, ...row });
  }
  return found.sort((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1));
}
