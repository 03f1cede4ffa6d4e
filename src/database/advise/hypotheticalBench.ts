/** HypoPG: indexes that exist in one session, for its planner alone (https://hypopg.readthedocs.io). */

import { quoteName } from '../../schema/print.js';
import { readExplainable } from '../explain/explainable.js';
import { readPlan } from '../explain/readPlan.js';
import { runExplain } from '../explain/runExplain.js';
import { DatabaseError, type Session } from '../session.js';
import { type Candidate, candidateSql } from './candidates.js';
import type { CostBench } from './costBench.js';
import { indexBytes } from './indexSize.js';

/** Undefined: the database does not have the extension. Ours to use is the session alone: nothing is made that others see. */
export async function openHypothetical(session: Session, signal?: AbortSignal): Promise<CostBench | undefined> {
  const [extension] = await session.query<{ schema: string }>(
    `select n.nspname as schema from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace where e.extname = 'hypopg'`,
  );
  if (!extension) return undefined;
  const schema = quoteName(extension.schema);
  const sqls: string[] = [];
  let used: readonly number[] = [];
  const reset = () => session.query(`select ${schema}.hypopg_reset()`);
  const create = async (sql: string) => {
    await session.query(`select indexrelid from ${schema}.hypopg_create_index($1)`, [sql]);
  };
  await reset();
  return {
    method: 'hypopg',
    version: `${Math.floor(session.version / 10000)}`,
    async prepare(candidates: readonly Candidate[]) {
      const sizes: (number | undefined)[] = [];
      for (const candidate of candidates) {
        signal?.throwIfAborted();
        const { sql } = candidateSql(candidate, { concurrently: false, taken: new Set() });
        sqls.push(sql);
        try {
          await create(sql);
          // HypoPG's own estimate knows nothing of equal keys that share a tuple.
          sizes.push(indexBytes(candidate));
        } catch (error) {
          // No GIN, no partitioned tables, and what the server itself refuses.
          if (!(error instanceof DatabaseError) || error.server.code === '08006') throw error;
          sizes.push(undefined);
        }
        await reset();
      }
      return sizes;
    },
    async use(candidates) {
      if (candidates.join() === used.join()) return;
      await reset();
      for (const at of candidates) await create(sqls[at]!);
      used = candidates;
    },
    async plan(sql) {
      return readPlan(await runExplain(session, await readExplainable(sql), signal ? { signal } : {}));
    },
    async close() {
      await reset().catch(() => undefined);
    },
  };
}
