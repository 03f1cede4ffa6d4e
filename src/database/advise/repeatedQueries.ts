/**
 * N+1 in a workload: a list is read, and then for each of its rows another statement is run. Statistics only count, they know no order,
 * so that what is found here is likely and not proven. Two signs are taken:
 *
 * 1. A lookup by one key value that runs about once for each row that some list of the other side of a foreign key gives, and at least
 *    five times as often as that list. Such a pair of numbers is seldom met by chance.
 * 2. A lookup by a foreign key (never by a primary key) that runs very often, without a list that would explain it: only possible.
 *
 * Ordinary reads by primary key have no list whose rows they follow, and are left alone however often they run.
 */

import { displayName, quoteName, quoteQualified } from '../../schema/print.js';
import { Problem } from '../../text/problem.js';
import { type Explainable, readExplainable } from '../explain/explainable.js';
import { shownNumber } from '../explain/finding.js';
import { readPlan } from '../explain/readPlan.js';
import { runExplain } from '../explain/runExplain.js';
import { DatabaseError, type Session } from '../session.js';
import { type Demand, demandsOf } from './demands.js';
import { type ForeignKey, readForeignKeys } from './foreignKeys.js';
import { readCatalog } from './readCatalog.js';
import { type LiveTable, readTables, tableKey } from './tables.js';
import type { Workload, WorkloadQuery } from './workload.js';

export interface RepeatedQuery {
  readonly query: WorkloadQuery;
  /** The table that it reads one key at a time. */
  readonly table: string;
  readonly columns: readonly string[];
  /** The other side of the foreign key. */
  readonly related: string;
  /** `rows`: those that refer to one row of the other table; `target`: the one row that a row of the other table refers to. */
  readonly reads: 'rows' | 'target';
  /** The list whose rows it follows. */
  readonly list?: WorkloadQuery;
  readonly certainty: 'likely' | 'possible';
  readonly callsPerSecond?: number;
  /** Numbers, in sentences. */
  readonly reason: string;
  readonly advice: string;
  /** One statement for all keys at once; the columns are up to you. */
  readonly instead: string;
}

/** Fewer calls say nothing. */
const leastCalls = 100;
/** Calls for one call of the list. */
const leastPerList = 5;
/** Calls for one row of the list. Nearer to one for lookups by primary key, which run for many other reasons. */
const perRow = { rows: [0.5, 1.5], target: [0.8, 1.1] } as const;
const leastPerSecond = 100;

interface Known {
  readonly query: WorkloadQuery;
  readonly statement: Explainable;
  readonly demands: readonly Demand[];
}

/** Reads only; the session must not be in a transaction. @throws DatabaseError when the connection is lost; the signal's reason. */
export async function findRepeatedQueries(
  session: Session,
  workload: Workload,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<readonly RepeatedQuery[]> {
  const known: Known[] = [];
  for (const query of workload.queries) {
    signal?.throwIfAborted();
    const read = await readQuery(session, query, signal);
    if (read) known.push(read);
  }
  const names = known.flatMap(({ demands }) => demands.map(({ relation }) => relation));
  const tables = await readCatalog(session, one => readTables(one, names), signal);
  const keys = await readCatalog(session, one => readForeignKeys(one, [...new Set(tables.values())]), signal);
  return known
    .flatMap(one => repeatedOf(one, { known, tables, keys, workload }))
    .sort((a, b) => b.query.calls - a.query.calls);
}

async function readQuery(session: Session, query: WorkloadQuery, signal?: AbortSignal): Promise<Known | undefined> {
  try {
    const statement = await readExplainable(query.sql);
    if (statement.query.verb !== 'select') return undefined;
    const plan = readPlan(await runExplain(session, statement, signal ? { signal } : {}));
    return { query, statement, demands: demandsOf(plan) };
  } catch (error) {
    // What cannot be planned is nothing to say anything of.
    if (error instanceof Problem || (error instanceof DatabaseError && error.server.code !== '08006')) return undefined;
    throw error;
  }
}

interface World {
  readonly known: readonly Known[];
  readonly tables: ReadonlyMap<string, LiveTable>;
  readonly keys: readonly ForeignKey[];
  readonly workload: Workload;
}

function repeatedOf(one: Known, world: World): readonly RepeatedQuery[] {
  const { query, statement, demands } = one;
  const [demand, ...others] = demands;
  const table = demand && world.tables.get(tableKey(demand.relation));
  if (!table || others.length > 0 || statement.query.aggregates || query.calls < leastCalls) return [];
  const columns = keyColumns(demand);
  if (columns.length === 0) return [];
  const found = world.keys.flatMap((key): RepeatedQuery[] => {
    const isChild = key.table.oid === table.oid && isSame(key.columns, columns);
    const isTarget = key.target.oid === table.oid && isSame(key.targetColumns, columns);
    if (!isChild && !isTarget) return [];
    const reads = isChild ? 'rows' : 'target';
    const other = isChild ? key.target : key.table;
    const list = listFor(one, other, reads, world);
    const rate = world.workload.seconds === undefined ? undefined : query.calls / Math.max(1, world.workload.seconds);
    if (!list && !(isChild && rate !== undefined && rate >= leastPerSecond)) return [];
    return [describe({ query, table, columns, other, reads, list, rate })];
  });
  // A key to itself, or two keys over the same columns: one word is enough, that with a list.
  const best = found.find(({ list }) => list) ?? found[0];
  return best ? [best] : [];
}

/** Columns that are compared with one parameter each; empty when there is another condition of the call's own, as a range. */
function keyColumns({ conditions }: Demand): readonly string[] {
  const asked = conditions.filter(({ parameters }) => parameters.length > 0);
  const isLookup = asked.every(
    ({ filter, parameters }) =>
      filter.operator === 'equality' && !filter.list && filter.wrappedIn.length === 0 && parameters.length === 1,
  );
  return isLookup ? [...new Set(asked.map(({ filter }) => filter.column.column))] : [];
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every(name => b.includes(name));
}

/** The list whose number of rows comes nearest to the number of lookups. */
function listFor(
  lookup: Known,
  table: LiveTable,
  reads: RepeatedQuery['reads'],
  { known, tables }: World,
): WorkloadQuery | undefined {
  const [least, most] = perRow[reads];
  const fitting = known.flatMap(({ query, demands, statement }) => {
    if (query === lookup.query || statement.query.aggregates) return [];
    if (!demands.some(({ relation }) => tables.get(tableKey(relation)) === table)) return [];
    const rows = query.calls * (query.rowsPerCall ?? 0);
    const ratio = rows > 0 ? lookup.query.calls / rows : 0;
    const isOften = lookup.query.calls >= leastPerList * query.calls;
    return isOften && ratio >= least && ratio <= most ? [{ query, off: Math.abs(Math.log(ratio)) }] : [];
  });
  return fitting.sort((a, b) => a.off - b.off)[0]?.query;
}

interface ToDescribe {
  readonly query: WorkloadQuery;
  readonly table: LiveTable;
  readonly columns: readonly string[];
  readonly other: LiveTable;
  readonly reads: RepeatedQuery['reads'];
  readonly list: WorkloadQuery | undefined;
  readonly rate: number | undefined;
}

function describe({ query, table, columns, other, reads, list, rate }: ToDescribe): RepeatedQuery {
  const [name, related] = [displayName(table), displayName(other)];
  const often = `${shownNumber(query.calls)} times${rate !== undefined && rate >= 1 ? `, ${shownNumber(Math.round(rate))} times a second` : ''}`;
  const follows = list
    ? ` A list of ${related} ran ${shownNumber(list.calls)} times and gave ${shownNumber(Math.round(list.calls * (list.rowsPerCall ?? 0)))} rows: about one lookup for each row.`
    : ` No list of ${related} was found that explains it: see whether it is called in a loop.`;
  const what =
    reads === 'rows'
      ? `${name} is read for one row of ${related} at a time (by ${columns.join(', ')})`
      : `${name} is read for one row of ${related} at a time, which refers to it (by ${columns.join(', ')})`;
  const [first] = columns;
  const condition =
    columns.length === 1
      ? `${quoteName(first ?? '')} = ANY($1)`
      : `(${columns.map(column => quoteName(column)).join(', ')}) IN (SELECT * FROM unnest(${columns.map((_, at) => `$${at + 1}`).join(', ')}))`;
  return {
    ...{ query, table: name, columns, related, reads },
    ...(list && { list }),
    certainty: list ? 'likely' : 'possible',
    ...(rate !== undefined && { callsPerSecond: rate }),
    reason: `${what}, ${often}.${follows}`,
    advice: `Join ${name} to the list of ${related}, or read it once for all of the list's keys.`,
    instead: `SELECT … FROM ${quoteQualified(table)} WHERE ${condition};`,
  };
}
