import { DatabaseError, type Session } from '../../session.js';

/** Removes all rows: those that a script brought with it. Where that is refused, they stay. */
export async function emptyTables(session: Session): Promise<void> {
  const tables = await session.query<{ name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and c.oid >= 16384 and n.nspname !~ '^pg_'`);
  if (tables.length === 0) return;
  try {
    // Triggers of the schema have no say here.
    await session.execute(
      `BEGIN; SET LOCAL session_replication_role = replica; TRUNCATE ${tables.map(({ name }) => name).join(', ')}; COMMIT`,
    );
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    await session.execute('ROLLBACK');
  }
}
