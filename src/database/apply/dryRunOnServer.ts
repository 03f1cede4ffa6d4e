import type { EngineFacts } from '../../schema/migration/proof.js';
import { DatabaseError, type Session } from '../session.js';
import type { DryRun, DryRunLimits, DryRunRequest, PlanSummary, QueryCost } from './dryRunTypes.js';
import { explainCost } from './explainCost.js';
import type { Failure } from './outcome.js';
import { runSegments } from './runSegments.js';
import type { MigrationScript } from './script.js';
import type { RunResult } from './segmentRun.js';
import { watchStatements } from './statementWatch.js';

const usual: DryRunLimits = { lockTimeout: 2000, statementTimeout: 30_000, total: 60_000 };

/** Runs what is left of a script in one transaction, and undoes it. */
export async function dryRunOnServer(session: Session, engine: EngineFacts, request: DryRunRequest): Promise<DryRun> {
  const { direction, name, script, from, options, control } = request;
  const limits = { ...usual, ...options.limits };
  const began = performance.now();
  const notes = [...request.notes];
  const queries: QueryCost[] = [];
  const limit = async () => {
    const left = Math.min(limits.statementTimeout, limits.total - (performance.now() - began));
    const timeout = `SET LOCAL statement_timeout = ${Math.max(1, Math.round(left))}`;
    await session.execute(`SET LOCAL lock_timeout = ${limits.lockTimeout}; ${timeout}`);
  };
  const whole = inOnePiece(script, from);
  const watch = await watchStatements(session, whole.segments, limit);
  const sequences = await readSequences(session);
  await session.execute('BEGIN READ ONLY');
  const before = await costsOf(session, options.queries);
  await session.execute('ROLLBACK');
  const result = await runSegments(session, whole, {
    ...{ from, lockTimeout: limits.lockTimeout, retries: { attempts: 1, delay: 0 }, undo: true, observer: watch },
    ...{ signal: control.signal, onProgress: control.onProgress },
    journal: {
      attempted: null,
      attempt: async () => undefined,
      async done() {
        await limit();
        // Constraints that are deferred would be checked by the COMMIT.
        await session.execute('SET CONSTRAINTS ALL IMMEDIATE');
        const after = await costsOf(session, options.queries);
        queries.push(...(options.queries ?? []).map((sql, i) => costOf(sql, before[i], after[i])));
      },
    },
  });
  const moved = await movedSequences(session, sequences);
  if (moved.length > 0)
    notes.push(`Sequences are not undone: ${moved.join(', ')} went on, and some numbers are left out now.`);
  return {
    ...{ direction, name, path: script.path, where: 'server', engine, queries, notes: [...notes, ...result.notes] },
    ...endOf(result),
    statements: watch.told(result.statements),
    milliseconds: performance.now() - began,
  };
}

/** Status and failure of a run that was to be undone. */
export function endOf({ failure }: RunResult): Pick<DryRun, 'status' | 'failure'> {
  if (!failure) return { status: 'fine' };
  return { status: failure.kind === 'cancelled' ? 'cancelled' : 'failed', failure: withDryWords(failure) };
}

function withDryWords(failure: Failure): Failure {
  if (failure.kind !== 'refused' || failure.code !== '57014') return failure;
  const message =
    'It takes longer than a dry run may hold its locks. Take a copy of the database, where it can have its time.';
  return { ...failure, message };
}

/** All that is left as one piece: what is committed cannot be undone. */
function inOnePiece(script: MigrationScript, from: number): MigrationScript {
  const rest = script.segments.slice(from);
  const [first, last] = [rest[0], rest.at(-1)];
  if (!first || !last) return script;
  const statements = rest.flatMap(one => one.statements);
  return { ...script, segments: [...script.segments.slice(0, from), { ...first, statements, end: last.end }] };
}

async function costsOf(
  session: Session,
  queries: readonly string[] = [],
): Promise<readonly (PlanSummary | undefined)[]> {
  const costs: (PlanSummary | undefined)[] = [];
  for (const sql of queries) costs.push(await explainCost(session, sql));
  return costs;
}

function costOf(sql: string, before: PlanSummary | undefined, after: PlanSummary | undefined): QueryCost {
  return { sql, ...(before && { before }), ...(after && { after }) };
}

/** `last_value` by name; a sequence that may not be read has none. */
async function readSequences(session: Session): Promise<ReadonlyMap<string, string | null>> {
  const rows = await session.query<{ name: string; last: string | null }>(
    `select pg_catalog.format('%I.%I', schemaname, sequencename) as name, last_value::text as last from pg_catalog.pg_sequences`,
  );
  return new Map(rows.map(({ name, last }) => [name, last]));
}

/** @returns nothing when the connection is over. */
async function movedSequences(
  session: Session,
  before: ReadonlyMap<string, string | null>,
): Promise<readonly string[]> {
  try {
    const now = await readSequences(session);
    return [...now].filter(([name, last]) => before.has(name) && before.get(name) !== last).map(([name]) => name);
  } catch (error) {
    if (error instanceof DatabaseError) return [];
    throw error;
  }
}
