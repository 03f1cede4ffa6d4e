/**
 * A copy of the tables in a server of ours: no rows, but the statistics and the sizes of the real ones, so that it plans as the real
 * server does. Candidates are really created in it, and shown to the planner or hidden from it.
 */

import { Problem } from '../../text/problem.js';
import { readExplainable } from '../explain/explainable.js';
import { readPlan } from '../explain/readPlan.js';
import { runExplain } from '../explain/runExplain.js';
import { readInventory } from '../introspect/readInventory.js';
import { reach } from '../reach.js';
import { DatabaseError, type Engine, type ScratchDatabase, type Session } from '../session.js';
import { type Candidate, candidateSql } from './candidates.js';
import { objectsForPlans } from './copyObjects.js';
import {
  copyColumnStatistics,
  copySettings,
  giveSizes,
  type Relation,
  readSizes,
  type Size,
} from './copyStatistics.js';
import type { CostBench } from './costBench.js';
import { indexBytes } from './indexSize.js';
import { readCatalog } from './readCatalog.js';
import type { LiveTable } from './tables.js';

export interface CopyOptions {
  /** As they are called in the real database. */
  readonly tables: readonly LiveTable[];
  readonly sqls: readonly string[];
  readonly signal?: AbortSignal;
}

/** @throws Problem when no copy can be made: of the wrong version, without an extension, of statistics that nobody may read. */
export async function openCopy(live: Session, engine: Engine, options: CopyOptions): Promise<CostBench> {
  const { tables, sqls, signal } = options;
  if (Number.parseInt(engine.facts.version, 10) < 18)
    throw new Problem(
      `Costs can be compared where HypoPG is installed (CREATE EXTENSION hypopg), or in a copy in PostgreSQL 18, to which statistics can be given; this one is ${engine.facts.version}. Take the embedded one.`,
    );
  const inventory = await readInventory(live);
  signal?.throwIfAborted();
  const ids = tables.map(
    table =>
      inventory.objects.find(
        ({ kind, schema, name }) =>
          (kind === 'table' || kind === 'materializedView') && schema === table.schema && name === table.name,
      )?.id,
  );
  const target = objectsForPlans(
    inventory,
    ids.filter(id => id !== undefined),
    sqls,
  );
  const scratch = await engine.scratch();
  try {
    await build(scratch.session, target);
    const relations: Relation[] = target.objects.flatMap(({ kind, schema, name }) =>
      (kind === 'table' || kind === 'materializedView') && schema !== undefined ? [{ schema, name }] : [],
    );
    const sizes = await fill(live, scratch.session, relations);
    return benchOf(scratch, engine.facts.version, sizes, signal);
  } catch (error) {
    await scratch.drop();
    throw error;
  }
}

async function build(session: Session, target: Parameters<typeof reach>[1]): Promise<void> {
  try {
    // A new database has the schema public already, and it stays; what does not fit is no plan's matter.
    await reach(session, target);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new Problem(
      `No copy of these tables can be made here to compare costs in: ${error.server.message}. With HypoPG on the server none is needed: CREATE EXTENSION hypopg.`,
    );
  }
}

async function fill(live: Session, copy: Session, relations: readonly Relation[]): Promise<readonly Size[]> {
  const sizes = await readCatalog(live, one => readSizes(one, relations));
  const carried = await readCatalog(live, one => copyColumnStatistics(one, copy, relations));
  if (carried === 0 && sizes.some(({ rows }) => rows > 0))
    throw new Problem(
      'The statistics of these tables are hidden from this role, or nobody ever ran ANALYZE: costs cannot be compared without them. Run ANALYZE, or GRANT SELECT on the tables.',
    );
  await copySettings(live, copy);
  return sizes;
}

function benchOf(
  scratch: ScratchDatabase,
  version: string,
  sizes: readonly Size[],
  signal: AbortSignal | undefined,
): CostBench {
  const { session } = scratch;
  /** Of each candidate: its index, and those of partitions below it. */
  let made: readonly (readonly Made[] | undefined)[] = [];
  return {
    method: 'copy',
    version,
    async prepare(candidates) {
      const rowsOf = new Map(sizes.map(size => [nameKey(size), size.rows]));
      const all: (readonly Made[] | undefined)[] = [];
      // All are made while the files are empty: CREATE INDEX would read the holes, too.
      for (const candidate of candidates) {
        signal?.throwIfAborted();
        all.push(await makeHidden(session, candidate, rowsOf));
      }
      made = all;
      // CREATE INDEX may have written into pg_class that there are no rows.
      await growAll(scratch, [...sizes, ...all.flatMap(indexes => indexes ?? [])]);
      return all.map(indexes => indexes?.reduce((sum, { pages }) => sum + pages * page, 0));
    },
    async use(candidates) {
      const wanted = candidates.flatMap(at => made[at] ?? []).map(({ oid }) => oid);
      await session.query(
        `update pg_catalog.pg_index set indisvalid = indexrelid = any($1::oid[])
         where indexrelid = any($2::oid[]) and indisvalid <> (indexrelid = any($1::oid[]))`,
        [wanted, made.flatMap(indexes => indexes ?? []).map(({ oid }) => oid)],
      );
    },
    async plan(sql) {
      return readPlan(await runExplain(session, await readExplainable(sql), signal ? { signal } : {}));
    },
    close: () => scratch.drop(),
  };
}

const page = 8192;

interface Made extends Size {
  readonly oid: string;
}

/** Undefined: the server refuses it. */
async function makeHidden(
  session: Session,
  candidate: Candidate,
  rowsOf: ReadonlyMap<string, number>,
): Promise<readonly Made[] | undefined> {
  const { name, sql } = candidateSql(candidate, { concurrently: false, taken: await takenNames(session, candidate) });
  try {
    await session.execute(sql);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.server.code === '08006') throw error;
    return undefined;
  }
  const indexes = await session.query<Relation & { oid: string; leaf: boolean; tableSchema: string; table: string }>(
    `with recursive below as (
       select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2
       union all select h.inhrelid from below join pg_catalog.pg_inherits h on h.inhparent = below.oid)
     select x.oid::text as oid, x.relkind = 'i' as leaf, n.nspname as schema, x.relname as name, tn.nspname as "tableSchema", t.relname as table
     from below join pg_catalog.pg_class x on x.oid = below.oid join pg_catalog.pg_namespace n on n.oid = x.relnamespace
     join pg_catalog.pg_index i on i.indexrelid = x.oid join pg_catalog.pg_class t on t.oid = i.indrelid
     join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace`,
    [candidate.table.schema, name],
  );
  await session.query('update pg_catalog.pg_index set indisvalid = false where indexrelid = any($1::oid[])', [
    indexes.map(({ oid }) => oid),
  ]);
  return indexes.map(({ oid, leaf, schema, name: index, tableSchema, table }) => {
    const rows = leaf ? (rowsOf.get(nameKey({ schema: tableSchema, name: table })) ?? 0) : 0;
    const pages = leaf ? indexBytes(candidate, rows) / page : 0;
    return { oid, schema, name: index, pages, rows: rows * candidate.fraction, visible: 0 };
  });
}

/** What pg_class says, then the files. */
async function growAll({ session, growFiles }: ScratchDatabase, sizes: readonly Size[]): Promise<void> {
  await giveSizes(session, sizes);
  const rows = await session.query<Relation & { oid: string }>(
    `select c.oid::text as oid, n.nspname as schema, c.relname as name from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm', 'i') and c.oid >= 16384`,
  );
  const oidOf = new Map(rows.map(row => [nameKey(row), Number(row.oid)]));
  await session.execute('checkpoint');
  await growFiles(
    sizes.flatMap(size => {
      const oid = oidOf.get(nameKey(size));
      return oid === undefined ? [] : [{ oid, pages: size.pages }];
    }),
  );
}

function nameKey({ schema, name }: Relation): string {
  return JSON.stringify([schema, name]);
}

async function takenNames(session: Session, { table }: Candidate): Promise<ReadonlySet<string>> {
  const rows = await session.query<{ name: string }>(
    `select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = $1`,
    [table.schema],
  );
  return new Set(rows.map(({ name }) => name));
}
