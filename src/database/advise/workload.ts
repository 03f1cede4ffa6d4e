/** Queries that are worth a look, and how much of the server they take. */
import * as z from 'zod/mini';
import { quoteName } from '../../schema/print.js';
import { Problem } from '../../text/problem.js';
import { DatabaseError, type Session } from '../session.js';
import { readCatalog } from './readCatalog.js';

export interface WorkloadQuery {
  /** One statement; constants may be `$1`, `$2`, … */
  readonly sql: string;
  readonly source: QuerySource;
  readonly calls: number;
  /** Milliseconds of one call; absent: nobody measured. */
  readonly meanTime?: number;
  readonly rowsPerCall?: number;
}

export type QuerySource =
  | { readonly kind: 'statistics'; readonly id: string }
  /** Absolute path; the line counts from zero. */
  | { readonly kind: 'file'; readonly path: string; readonly line: number; readonly name?: string };

export interface Workload {
  /** The most expensive first, when times are known. */
  readonly queries: readonly WorkloadQuery[];
  /** Seconds in which these calls were made; absent: nobody knows. */
  readonly seconds?: number;
  /** What could not be seen, in sentences. */
  readonly notes: readonly string[];
}

const number = z._default(z.number(), 0);

/** Names before 13 (pg_stat_statements 1.7) stay where nobody ran ALTER EXTENSION … UPDATE. */
const Row = z.object({
  queryid: z.optional(z.nullable(z.union([z.number(), z.string()]))),
  query: z.nullable(z.string()),
  calls: number,
  rows: number,
  total_exec_time: z.optional(z.number()),
  total_time: z.optional(z.number()),
});

const mostQueries = 200;

export interface ReadWorkloadOptions {
  readonly limit?: number;
  /** What else can be done where there are no statistics: `name files with queries`. */
  readonly orElse?: string;
}

/**
 * What pg_stat_statements counted for this database since its last reset: statements that read or change rows, without ours and without
 * those about the system's own tables.
 * @throws Problem when the extension is not there or not loaded.
 */
export async function readWorkload(
  session: Session,
  { limit = mostQueries, orElse = '' }: ReadWorkloadOptions = {},
): Promise<Workload> {
  const schema = await schemaOfStatistics(session, orElse);
  const at = `${quoteName(schema)}.pg_stat_statements`;
  // A query's id is a number of 64 bits, which JSON's numbers cannot hold: it is cut off from the rest, and added as text.
  const rows = await readable(
    () =>
      readCatalog(session, one =>
        one.query<{ row: unknown }>(
          `select to_jsonb(s) - 'queryid' || jsonb_build_object('queryid', s.queryid::text) as row from ${at} s
       where s.dbid = (select oid from pg_catalog.pg_database where datname = current_database())
       order by (to_jsonb(s) ->> coalesce(case when to_jsonb(s) ? 'total_exec_time' then 'total_exec_time' end, 'total_time'))::float8 desc
       limit $1`,
          [limit * 5],
        ),
      ),
    orElse,
  );
  const byText = new Map<string, WorkloadQuery>();
  let hidden = 0;
  for (const { row } of rows) {
    const read = Row.safeParse(row);
    if (!read.success)
      throw new Problem(`pg_stat_statements answers in a form that is not known: ${z.prettifyError(read.error)}`);
    const { query, calls, rows: count, queryid } = read.data;
    if (query === null || query === '<insufficient privilege>') hidden++;
    else if (calls > 0 && isOfUsers(query)) {
      const time = read.data.total_exec_time ?? read.data.total_time ?? 0;
      add(byText, { sql: query, id: String(queryid ?? ''), calls, time, rows: count });
    }
  }
  const seconds = await secondsSinceReset(session, schema);
  return {
    queries: [...byText.values()].sort((a, b) => timeOf(b) - timeOf(a)).slice(0, limit),
    ...(seconds !== undefined && { seconds }),
    notes:
      hidden === 0
        ? []
        : [`${hidden} statements of other roles are hidden from this one: GRANT pg_read_all_stats shows them.`],
  };
}

/** What came between two readings; both need the same statistics. */
export function workloadBetween(before: Workload, after: Workload, seconds: number): Workload {
  const known = new Map(before.queries.map(query => [query.sql, query]));
  const queries = after.queries.flatMap(query => {
    const { calls = 0, meanTime = 0, rowsPerCall = 0 } = known.get(query.sql) ?? {};
    const more = query.calls - calls;
    // Fewer than before: the statistics were reset in between.
    if (more <= 0) return [];
    return [
      {
        ...query,
        calls: more,
        meanTime: Math.max(0, (timeOf(query) - calls * meanTime) / more),
        rowsPerCall: Math.max(0, ((query.rowsPerCall ?? 0) * query.calls - rowsPerCall * calls) / more),
      },
    ];
  });
  return { queries: queries.sort((a, b) => timeOf(b) - timeOf(a)), seconds, notes: after.notes };
}

/** Milliseconds of all calls. */
export function timeOf({ calls, meanTime = 0 }: WorkloadQuery): number {
  return calls * meanTime;
}

interface Counted {
  readonly sql: string;
  readonly id: string;
  readonly calls: number;
  readonly time: number;
  readonly rows: number;
}

/** Of several roles, or within and outside of functions: one query. */
function add(byText: Map<string, WorkloadQuery>, { sql, id, calls, time, rows }: Counted): void {
  const known = byText.get(sql);
  const all = calls + (known?.calls ?? 0);
  byText.set(sql, {
    sql,
    source: { kind: 'statistics', id },
    calls: all,
    meanTime: (time + (known ? timeOf(known) : 0)) / all,
    rowsPerCall: (rows + (known ? (known.rowsPerCall ?? 0) * known.calls : 0)) / all,
  });
}

const verbs = /^[\s(]*(?:select|with|insert|update|delete|merge)\b/i;
/** About the system's own tables, or one of ours: the last are `live/read/exactRows.ts` and what is asked of a new connection. */
const ours =
  /\bpg_catalog\.|\binformation_schema\.|\bpg_stat_|\bpg_class\b|\bpg_namespace\b|\bpg_database\b|\b(?:from|join)\s+pg_\w+|\bpgstat\w+\s*\(|senior_backend|\bhypopg|^select count\(\*\)::float8 as count from only /i;
/** Reads or changes a table: others are settings, locks, times. */
const ofTables = /\b(?:from|into|join|update|using)\b/i;

/** Whether it may be an application's: comments before the statement are the driver's or the framework's. */
export function isOfUsers(sql: string): boolean {
  const bare = sql.replace(/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/, '');
  return verbs.test(bare) && !ours.test(bare) && ofTables.test(bare.replace(/\bextract\s*\([^()]*\bfrom\b/gi, ''));
}

const orElseText = (orElse: string) => (orElse ? `, or ${orElse}` : '');

/** @throws Problem that says how to have it. */
async function schemaOfStatistics(session: Session, orElse: string): Promise<string> {
  const [row] = await session.query<{ schema: string }>(
    `select n.nspname as schema from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
     where e.extname = 'pg_stat_statements'`,
  );
  if (row) return row.schema;
  throw new Problem(
    `Which queries run is known only to the extension pg_stat_statements, which this database does not have. Add it to shared_preload_libraries, restart the server and run CREATE EXTENSION pg_stat_statements${orElseText(orElse)}.`,
  );
}

async function readable<T>(read: () => Promise<T>, orElse: string): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (error.server.code === '55000')
      throw new Problem(
        `pg_stat_statements is not loaded: add it to shared_preload_libraries and restart the server${orElseText(orElse)}.`,
      );
    if (error.server.code === '42501')
      throw new Problem(
        `This role may not read pg_stat_statements: GRANT pg_read_all_stats to it${orElseText(orElse)}.`,
      );
    throw error;
  }
}

/** pg_stat_statements_info came with 14; before, only the whole server's start bounds it, which says too little. */
async function secondsSinceReset(session: Session, schema: string): Promise<number | undefined> {
  if (session.version < 140000) return undefined;
  try {
    const [row] = await session.query<{ seconds: number | null }>(
      `select extract(epoch from now() - stats_reset)::float8 as seconds from ${quoteName(schema)}.pg_stat_statements_info`,
    );
    return row?.seconds ?? undefined;
  } catch (error) {
    if (error instanceof DatabaseError) return undefined;
    throw error;
  }
}
