import { quoteName } from '../../../schema/print.js';
import { DatabaseError, type ServerMessage, type Session } from '../../session.js';
import { fillOrder } from './fillOrder.js';
import { fillTable, unfilled } from './fillTable.js';
import { fillLateKey, type LateKey } from './lateKeys.js';
import { randomOf } from './random.js';
import { readTables } from './readTables.js';
import { readTypes } from './readTypes.js';
import { solveChecks } from './solveChecks.js';
import type { ForeignKeyFacts, TableFacts } from './tableFacts.js';
import { type ForeignKeyPlan, planTable, type TablePlan } from './tablePlan.js';
import { refusalOf } from './tries.js';
import { type Pools, poolsOf } from './typePools.js';
import { type Refusal, whyWithout } from './whyWithout.js';

export interface FillTablesOptions {
  /** Distinct values, no NULLs and nothing unusual. */
  readonly isPlain: boolean;
  /** Other rows for another seed, the same for the same. */
  readonly seed?: string;
  /** When so much time is over, the tables that are left stay empty. */
  readonly milliseconds?: number;
  onTable?(done: number, of: number): void;
}

export interface Filling {
  /** Tables without a row, and why. */
  readonly without: readonly { readonly table: string; readonly reason: string }[];
}

/** For hundreds of tables a second or two is enough. */
const usualMilliseconds = 30_000;
/** How many rows of a table others refer to. */
const mostKeys = 12;

/**
 * Puts a few rows into every table, as its types, keys, checks and triggers allow. They are not all alike: some have NULLs, some are
 * equal but for their keys, some hold what is unusual.
 * @throws DatabaseError when the connection is lost.
 */
export async function fillTables(session: Session, options: FillTablesOptions): Promise<Filling> {
  const tables = fillOrder(await readTables(session));
  const types = await readTypes(
    session,
    tables.flatMap(({ columns }) => columns.map(({ type }) => type)),
  );
  const deadline = performance.now() + (options.milliseconds ?? usualMilliseconds);
  await session.execute("BEGIN; SET LOCAL statement_timeout = '5s'; SET CONSTRAINTS ALL IMMEDIATE");
  const work: Work = { session, pools: poolsOf(session, types), options, refused: new Map(), late: [] };
  for (const [at, table] of tables.entries()) {
    if (performance.now() > deadline) work.refused.set(table, 'time');
    else await fillOne(work, table);
    options.onTable?.(at + 1, tables.length);
  }
  await fillLateKeys(work);
  await fillEmpty(work, tables);
  await fillLateKeys(work);
  const empty = await emptyOnes(session, tables);
  const failure = await commit(session);
  const without = failure ? tables : empty;
  return {
    without: without.map(table => ({
      table: table.name,
      reason: whyWithout(table, failure ?? work.refused.get(table)),
    })),
  };
}

interface Work {
  readonly session: Session;
  readonly pools: Pools;
  readonly options: FillTablesOptions;
  readonly refused: Map<TableFacts, Refusal>;
  readonly late: LateKey[];
}

async function fillOne(work: Work, table: TableFacts, isQuiet = false): Promise<void> {
  const { session, pools, options, refused, late } = work;
  if (table.isPartitioned && table.partitions.length === 0) return;
  const random = randomOf(`${options.seed ?? ''} ${table.name}`);
  const foreignKeys = await readKeys(session, table);
  const plan: TablePlan = await solveChecks(session, await planTable(table, foreignKeys, pools, random), random);
  const owed = unfilled(plan);
  const hopeless = owed.find(key => work.refused.has(tableOf(work, key)!));
  if (hopeless) {
    refused.set(table, { needs: hopeless.references });
    return;
  }
  const refusal = await fillTable(
    session,
    plan,
    { isPlain: options.isPlain, isQuiet: isQuiet || owed.length > 0 },
    random,
  );
  if (refusal) refused.set(table, refusal);
  else
    for (const key of foreignKeys)
      if (key.keys.length === 0 && !late.some(one => one.table === table && one.key.name === key.name))
        late.push({ table, key, isOwed: owed.includes(key) });
}

function tableOf({ refused }: Work, { referencesOid }: ForeignKeyFacts): TableFacts | undefined {
  return [...refused.keys()].find(({ oid }) => oid === referencesOid);
}

/** What rows of the table can refer to. */
async function readKeys(session: Session, { foreignKeys }: TableFacts): Promise<readonly ForeignKeyPlan[]> {
  if (foreignKeys.length === 0) return [];
  const selects = foreignKeys.map(({ references, referencedColumns }) => {
    const columns = referencedColumns.map(name => quoteName(name));
    const isWhole = columns.map(name => `${name} is not null`).join(' and ');
    return `(select coalesce(json_agg(k), '[]') from (select json_build_array(${columns
      .map(name => `${name}::text`)
      .join(', ')}) as k from ${references} where ${isWhole} limit ${mostKeys}) t)`;
  });
  const [row] = await session.query<{ keys: readonly (readonly (readonly string[])[])[] }>(
    `select json_build_array(${selects.join(', ')}) as keys`,
  );
  return foreignKeys.map((key, i) => ({ ...key, keys: row!.keys[i]! }));
}

/** A trigger or a rule may turn rows away without a word. */
async function fillEmpty(work: Work, tables: readonly TableFacts[]): Promise<void> {
  for (const table of await emptyOnes(work.session, tables)) {
    const refusal = work.refused.get(table);
    if (refusal === undefined || (typeof refusal === 'object' && 'needs' in refusal)) {
      work.refused.delete(table);
      await fillOne(work, table, true);
    }
  }
}

async function fillLateKeys(work: Work): Promise<void> {
  for (const late of work.late.splice(0)) if (!(await fillLateKey(work.session, late))) await clear(work, late.table);
}

async function emptyOnes(session: Session, tables: readonly TableFacts[]): Promise<readonly TableFacts[]> {
  if (tables.length === 0) return [];
  const lists = tables.map(({ name, isPartitioned }) => `exists (select from ${isPartitioned ? '' : 'only '}${name})`);
  const [row] = await session.query<{ filled: readonly boolean[] }>(`select array[${lists.join(', ')}] as filled`);
  return tables.filter((_, i) => !row!.filled[i]);
}

/** What is checked only then may refuse all of it. */
async function commit(session: Session): Promise<ServerMessage | undefined> {
  try {
    await session.execute('COMMIT');
    return undefined;
  } catch (error) {
    if (!(error instanceof DatabaseError) || /^(?:08|57P)/.test(error.server.code)) throw error;
    await session.execute('ROLLBACK');
    return error.server;
  }
}

async function clear({ session, refused }: Work, table: TableFacts): Promise<void> {
  await refusalOf(
    session,
    `SET LOCAL session_replication_role = replica; DELETE FROM ${table.name}; SET LOCAL session_replication_role = origin`,
  );
  refused.set(table, { needs: table.foreignKeys.map(({ references }) => references).join(', ') });
}
