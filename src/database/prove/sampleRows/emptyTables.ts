import type { Session } from '../../session.js';
import { refusalOf } from './tries.js';

/**
 * Removes all rows: those that a script brought with it. Where that is refused, they stay. Tables without rows are left alone: each that
 * is emptied gets new files, which for hundreds of tables takes longer than all the rest of a plan.
 * @param session in a transaction.
 */
export async function emptyTables(session: Session): Promise<void> {
  const tables = await session.query<{ name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and c.oid >= 16384 and n.nspname !~ '^pg_' and pg_catalog.pg_relation_size(c.oid) > 0`);
  if (tables.length === 0) return;
  // Triggers of the schema have no say here. Without rows tables that refer to these have nothing that CASCADE could lose.
  await refusalOf(
    session,
    `SET LOCAL session_replication_role = replica; TRUNCATE ONLY ${tables.map(({ name }) => name).join(', ONLY ')} CASCADE; SET LOCAL session_replication_role = origin`,
  );
}
