/** What there is to know of each query before anything is tried: its plan, its tables, texts with values, indexes that might help. */
import { Problem } from '../../text/problem.js';
import { type Explainable, readExplainable } from '../explain/explainable.js';
import type { Plan } from '../explain/plan.js';
import { readPlan } from '../explain/readPlan.js';
import { runExplain } from '../explain/runExplain.js';
import { DatabaseError, type Session } from '../session.js';
import type { AdviseOptions } from './adviseOptions.js';
import { type Candidate, candidatesOf, leadOf } from './candidates.js';
import { type Demand, demandsOf } from './demands.js';
import { fillParameters } from './fillParameters.js';
import { readCatalog } from './readCatalog.js';
import { type LiveTable, readTables, tableKey } from './tables.js';
import type { QuerySource, Workload, WorkloadQuery } from './workload.js';

export interface Studied {
  readonly query: WorkloadQuery;
  /** With values in place of parameters, and what the server expects each to cost as it is. */
  readonly texts: readonly { readonly sql: string; readonly cost: number; readonly assumed: string }[];
  readonly tables: readonly LiveTable[];
  /** What indexes that might help it begin with: those of other queries may, too. */
  readonly leads: ReadonlySet<string>;
}

export interface Skipped {
  readonly sql: string;
  readonly source: QuerySource;
  readonly reason: string;
}

export interface Study {
  readonly studied: readonly Studied[];
  readonly tables: readonly LiveTable[];
  readonly candidates: readonly Candidate[];
  readonly skipped: readonly Skipped[];
}

/** Those of the most expensive queries come first, and the rest are not tried. */
const mostCandidates = 200;
/** Tables of fewer rows are read whole whatever indexes there are. */
const fewRows = 1000;

interface Planned {
  readonly query: WorkloadQuery;
  readonly statement: Explainable;
  readonly plan: Plan;
  readonly demands: readonly Demand[];
}

/** Reads only. @throws DatabaseError when the connection is lost; the signal's reason. */
export async function studyWorkload(session: Session, workload: Workload, options: AdviseOptions): Promise<Study> {
  const { signal, onProgress } = options;
  const planned: Planned[] = [];
  const skipped: Skipped[] = [];
  for (const [done, query] of workload.queries.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ stage: 'reading queries', done, total: workload.queries.length });
    try {
      const statement = await readExplainable(query.sql);
      const plan = readPlan(await runExplain(session, statement, signal ? { signal } : {}));
      planned.push({ query, statement, plan, demands: demandsOf(plan) });
    } catch (error) {
      skipped.push({ sql: query.sql, source: query.source, reason: reasonOf(error) });
    }
  }
  const names = planned.flatMap(({ demands }) => demands.map(({ relation }) => relation));
  const tables = await readCatalog(session, one => readTables(one, names), signal);
  const extensions = await session.query<{ name: string }>('select extname as name from pg_catalog.pg_extension');
  const found: Found = { ids: new Set(), candidates: [], extensions: new Set(extensions.map(({ name }) => name)) };
  const studied: Studied[] = [];
  for (const one of planned) {
    signal?.throwIfAborted();
    const result = await study(session, one, tables, found, options);
    if (result) studied.push(result);
  }
  return { studied, tables: [...new Set(tables.values())], candidates: found.candidates, skipped };
}

/** What is no statement's fault goes on up. */
function reasonOf(error: unknown): string {
  if (error instanceof Problem) return error.message;
  if (error instanceof DatabaseError && error.server.code !== '08006')
    return `PostgreSQL refuses it: ${error.server.message}.`;
  throw error;
}

interface Found {
  readonly ids: Set<string>;
  readonly candidates: Candidate[];
  readonly extensions: ReadonlySet<string>;
}

/** Undefined: it reads no table that is worth an index. */
async function study(
  session: Session,
  { query, statement, plan, demands }: Planned,
  tables: ReadonlyMap<string, LiveTable>,
  found: Found,
  options: AdviseOptions,
): Promise<Studied | undefined> {
  const tableOf = ({ relation }: Demand) => tables.get(tableKey(relation));
  const known = demands.filter(demand => (tableOf(demand)?.rows ?? 0) >= fewRows);
  if (known.length === 0) return undefined;
  const leads = new Set<string>();
  for (const demand of known) {
    for (const candidate of candidatesOf(demand, tableOf(demand)!, statement.sql, found.extensions)) {
      leads.add(leadOf(candidate));
      if (found.ids.has(candidate.id) || found.candidates.length >= mostCandidates) continue;
      found.ids.add(candidate.id);
      found.candidates.push(candidate);
    }
  }
  const texts = await textsOf(session, { query, statement, plan, demands }, tableOf, options);
  return {
    query,
    texts,
    tables: [...new Set(known.map(demand => tableOf(demand)!))],
    leads,
  };
}

async function textsOf(
  session: Session,
  { query, statement, plan, demands }: Planned,
  tableOf: (demand: Demand) => LiveTable | undefined,
  { signal }: AdviseOptions,
): Promise<Studied['texts']> {
  const generic = [{ sql: statement.sql, cost: plan.root.cost, assumed: 'a generic plan' }];
  if (statement.parameters === 0) return [{ ...generic[0]!, assumed: 'as written' }];
  const fillings = fillParameters({ ...statement, rowsPerCall: query.rowsPerCall }, demands, tableOf);
  const filled: { sql: string; cost: number; assumed: string; rows: number }[] = [];
  for (const { sql, assumed } of fillings) {
    try {
      const { root } = readPlan(await runExplain(session, await readExplainable(sql), signal ? { signal } : {}));
      filled.push({ sql, assumed, cost: root.cost, rows: root.rows });
    } catch (error) {
      // A value that is none of the type's, as under a function: the generic plan needs none.
      if (!(error instanceof Problem)) throw error;
    }
  }
  if (filled.length === 0) return generic;
  const { rowsPerCall } = query;
  const { verb, limit, aggregates } = statement.query;
  if (rowsPerCall === undefined || rowsPerCall === 0 || verb !== 'select' || limit || aggregates) return filled;
  // The statistics know how many rows a call gave: the values that come nearest to it are the likeliest.
  const distance = ({ rows }: { readonly rows: number }) => Math.abs(Math.log(Math.max(rows, 1) / rowsPerCall));
  return [filled.reduce((best, one) => (distance(one) < distance(best) ? one : best))];
}
