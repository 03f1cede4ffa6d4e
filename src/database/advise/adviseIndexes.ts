/** Indexes that a workload lacks: each tried with the planner, and kept only when it pays for what it costs. */
import { Problem } from '../../text/problem.js';
import { shownNumber } from '../explain/finding.js';
import type { Engine, Session } from '../session.js';
import type { AdviseOptions } from './adviseOptions.js';
import type { Candidate } from './candidates.js';
import { chooseIndexes, type Measured } from './chooseIndexes.js';
import { openCopy } from './copyBench.js';
import type { CostBench } from './costBench.js';
import { openHypothetical } from './hypotheticalBench.js';
import { type Skipped, type Studied, studyWorkload } from './study.js';
import { type IndexSuggestion, suggestionsOf } from './suggestions.js';
import type { LiveTable } from './tables.js';
import type { Workload } from './workload.js';

export interface IndexAdvice {
  /** What saves most first. */
  readonly suggestions: readonly IndexSuggestion[];
  /** How costs were compared; absent when there was nothing to compare. */
  readonly method?: CostBench['method'];
  /** Queries that were looked at. */
  readonly examined: number;
  readonly skipped: readonly Skipped[];
  /** What could not be seen or tried, in sentences. */
  readonly notes: readonly string[];
}

/**
 * The fewest indexes that make the workload cheaper. Reads only; the session must not be in a transaction. The engine is for the copy
 * where there is no HypoPG.
 * @throws Problem when costs cannot be compared at all; DatabaseError when the connection is lost; the signal's reason.
 */
export async function adviseIndexes(
  session: Session,
  engine: Engine | (() => Promise<Engine>) | undefined,
  workload: Workload,
  options: AdviseOptions = {},
): Promise<IndexAdvice> {
  const study = await studyWorkload(session, workload, options);
  const { studied, candidates, skipped } = study;
  if (candidates.length === 0) {
    return { suggestions: [], examined: studied.length, skipped, notes: workload.notes };
  }
  options.onProgress?.({ stage: 'preparing', done: 0, total: candidates.length });
  const bench = await openBench(session, engine, { ...study, options });
  try {
    const sizes = await bench.prepare(candidates);
    const measured = await measure(bench, studied);
    const known = measured.filter(({ isFaithful }) => isFaithful);
    const chosen = await chooseIndexes(bench, { queries: known, candidates, sizes, workload, options });
    return {
      suggestions: suggestionsOf(chosen, known, bench, workload),
      method: bench.method,
      examined: studied.length,
      skipped: [...skipped, ...measured.filter(({ isFaithful }) => !isFaithful).map(unfaithful)],
      notes: [...workload.notes, ...refusals(candidates, sizes, bench)],
    };
  } finally {
    await bench.close();
  }
}

interface ToOpen {
  readonly tables: readonly LiveTable[];
  readonly studied: readonly Studied[];
  readonly options: AdviseOptions;
}

async function openBench(
  session: Session,
  engine: Engine | (() => Promise<Engine>) | undefined,
  { tables, studied, options: { signal, method } }: ToOpen,
): Promise<CostBench> {
  const hypothetical = method === 'copy' ? undefined : await openHypothetical(session, signal);
  if (hypothetical) return hypothetical;
  if (method === 'hypopg') throw new Problem('This database does not have HypoPG: CREATE EXTENSION hypopg.');
  const opened = typeof engine === 'function' ? await engine() : engine;
  if (!opened)
    throw new Problem(
      'Costs with and without an index can be compared where HypoPG is installed (CREATE EXTENSION hypopg), or in a PostgreSQL 18 of our own, which was not given.',
    );
  const sqls = studied.flatMap(({ texts }) => texts.map(({ sql }) => sql));
  return openCopy(session, opened, { tables, sqls, ...(signal && { signal }) });
}

/** A copy's costs are believed where, without any new index, they are those of the server, give or take this part. */
const tolerance = 0.2;

interface Faithful extends Measured {
  readonly isFaithful: boolean;
}

async function measure(bench: CostBench, studied: readonly Studied[]): Promise<readonly Faithful[]> {
  await bench.use([]);
  const measured: Faithful[] = [];
  for (const one of studied) {
    const costs: number[] = [];
    for (const { sql } of one.texts) {
      const plan = await bench.plan(sql).catch(error => {
        if (error instanceof Problem) return undefined;
        throw error;
      });
      costs.push(plan?.root.cost ?? Number.NaN);
    }
    const isFaithful = one.texts.every(
      ({ cost }, at) => Math.abs((costs[at] ?? 0) / Math.max(cost, 0.01) - 1) <= tolerance,
    );
    measured.push({
      ...one,
      before: one.texts.reduce((sum, { cost }) => sum + cost, 0) / one.texts.length,
      isFaithful,
    });
  }
  return measured;
}

function unfaithful({ query, before }: Measured): Skipped {
  return {
    sql: query.sql,
    source: query.source,
    reason: `In the copy it is planned at other costs than the ${shownNumber(Math.round(before))} of the server, so that nothing can be said of it.`,
  };
}

function refusals(
  candidates: readonly Candidate[],
  sizes: readonly (number | undefined)[],
  { method }: CostBench,
): readonly string[] {
  const inverted = candidates.filter(({ method: kind }, at) => kind === 'gin' && sizes[at] === undefined).length;
  return method === 'hypopg' && inverted > 0
    ? [`HypoPG knows no GIN indexes: ${inverted} for documents, arrays or text were not tried.`]
    : [];
}
