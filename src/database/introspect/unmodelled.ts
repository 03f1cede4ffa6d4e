import type { Unmodelled } from '../../schema/inventory.js';
import type { Session } from '../session.js';

/** Queries with a name and a fingerprint for each object of a kind. */
const queries: Readonly<Record<string, string>> = {
  subscription: `select format('%I', s.subname) as name, md5(concat_ws(',', s.subenabled, s.subslotname, s.subpublications)) as fingerprint
    from pg_catalog.pg_subscription s where s.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())`,
  'security label': `select format('%s (%s)', l.objname, l.provider) as name, md5(l.label) as fingerprint from pg_catalog.pg_seclabels l
    where l.objtype not in ('database', 'role', 'tablespace', 'subscription')`,
};

/** What is there and has no kind in the Inventory, sorted. */
export async function readUnmodelled(session: Session): Promise<readonly Unmodelled[]> {
  const found: Unmodelled[] = [];
  for (const [kind, sql] of Object.entries(queries)) {
    for (const row of await session.query<{ name: string; fingerprint: string }>(sql)) found.push({ kind, ...row });
  }
  return found.sort((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1));
}
