import { quoteName } from '../../../schema/print.js';
import type { Session } from '../../session.js';
import type { LiveStatement } from '../report.js';

/** Statements that are read: the rest costs little. */
const mostStatements = 200;
/** Longer ones are cut by nobody and read by nobody. */
const longestStatement = 20_000;

export type StatementsState = 'there' | 'notInstalled';

interface StatementRow {
  readonly id: string;
  readonly sql: string | null;
  readonly calls: number;
  readonly total: number;
  readonly mean: number;
  readonly deviation: number;
  readonly rows: number;
  readonly whole: number;
  readonly hit: number;
  readonly read: number;
}

export interface StatementsRead {
  readonly state: StatementsState;
  readonly statements: readonly LiveStatement[];
  /** Statements whose text the role may not see. */
  readonly hidden: number;
}

/**
 * The costliest queries of this database. Commands are left out: the server keeps their constants, passwords among them.
 * @throws DatabaseError when the library is not loaded (55000).
 */
export async function readStatements(session: Session): Promise<StatementsRead> {
  const [extension] = await session.query<{ schema: string; isOld: boolean }>(`
    select n.nspname::text as schema, not exists (select 1 from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relname = 'pg_stat_statements' and c.relnamespace = x.extnamespace and a.attname = 'total_exec_time') as "isOld"
    from pg_extension x join pg_namespace n on n.oid = x.extnamespace where x.extname = 'pg_stat_statements'`);
  if (!extension) return { state: 'notInstalled', statements: [], hidden: 0 };
  // Versions before 1.8 (PostgreSQL 12) have other names; an extension that nobody updated keeps them.
  const [total, deviation] = ['total', 'stddev'].map(name => (extension.isOld ? `${name}_time` : `${name}_exec_time`));
  const rows = await session.query<StatementRow>(
    `select s.queryid::text as id, min(s.query) as sql, sum(s.calls)::float8 as calls, sum(s.${total})::float8 as total,
       (sum(s.${total}) / nullif(sum(s.calls), 0))::float8 as mean, max(s.${deviation})::float8 as deviation,
       sum(s.rows)::float8 as rows, (sum(sum(s.${total})) over ())::float8 as whole,
       sum(s.shared_blks_hit)::float8 as hit, sum(s.shared_blks_read)::float8 as read
     from ${quoteName(extension.schema)}.pg_stat_statements s
     where s.dbid = (select oid from pg_database where datname = current_database())
     group by s.queryid order by sum(s.${total}) desc limit $1`,
    [mostStatements],
  );
  const statements = rows.filter(({ id, sql }) => id !== null && sql !== null && isQuery(sql)).map(statementOf);
  return { state: 'there', statements, hidden: rows.filter(({ id }) => id === null).length };
}

/** What the server tells of itself is nobody's workload: monitoring, and our own looks. */
const aboutTheServer =
  /\b(?:pg_catalog|information_schema|pg_stat\w*|pg_class|pg_locks|pg_database|pg_namespace|pg_settings)\b/i;
const queryWord = /^(?:select|insert|update|delete|merge|with|values)\b/i;

function isQuery(sql: string): boolean {
  return sql.length <= longestStatement && queryWord.test(sql.slice(startOf(sql))) && !aboutTheServer.test(sql);
}

/** Behind blanks, comments and brackets. */
function startOf(sql: string): number {
  const skipped = /\s+|\/\*[\s\S]*?\*\/|--.*|\(/y;
  let start = 0;
  while (skipped.test(sql)) start = skipped.lastIndex;
  return start;
}

function statementOf(row: StatementRow): LiveStatement {
  return {
    id: row.id,
    sql: row.sql!.trim(),
    calls: row.calls,
    totalMilliseconds: row.total,
    meanMilliseconds: row.mean ?? 0,
    deviationMilliseconds: row.deviation,
    rows: row.rows,
    share: row.whole > 0 ? row.total / row.whole : 0,
    blocksHit: row.hit,
    blocksRead: row.read,
  };
}
