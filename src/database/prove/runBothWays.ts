import { behaviours } from '../../schema/diff/behaviours/behaviours.js';
import { compareInventories } from '../../schema/diff/compareInventories.js';
import { forVersion } from '../../schema/diff/forVersion.js';
import { type Scope, scopeInventory } from '../../schema/diff/scope.js';
import type { Inventory } from '../../schema/inventory.js';
import type { Arrival, RowProof, StatementFacts } from '../../schema/migration/proof.js';
import type { Segment } from '../../schema/migration/segments.js';
import { Problem } from '../../text/problem.js';
import { inScratch } from '../inScratch.js';
import { readInventory } from '../introspect/readInventory.js';
import type { Engine, ScratchDatabase, Session } from '../session.js';
import type { ProveGiven, ProveOptions } from './proveGiven.js';
import { type Ran, runSegments } from './runSegments.js';
import { emptyTables } from './sampleRows/emptyTables.js';
import { type Filling, fillTables } from './sampleRows/fillTables.js';
import { proveRows } from './survival/proveRows.js';
import { readRows } from './survival/readRows.js';

/**
 * `all`: rows with NULLs, equal values and unusual ones, as far as the schema allows them. `plain`: only what nothing has to refuse:
 * distinct values, no NULLs. `none`: all tables are empty.
 */
export type RowsKind = 'all' | 'plain' | 'none';

export interface Run {
  readonly up: Arrival;
  readonly down: Arrival;
  readonly statements: readonly StatementFacts[];
  readonly rows?: RowProof;
}

/**
 * One run in a scratch database of its own. Where the way up is refused, there is no way down.
 * @param ready that database, prepared; it is dropped. Absent: a new one is.
 */
export async function runBothWays(
  engine: Engine,
  given: ProveGiven,
  kind: RowsKind,
  options: ProveOptions,
  ready?: ScratchDatabase,
): Promise<Run> {
  const { signal, onProgress } = options;
  return inScratch(ready ? { scratch: async () => ready } : engine, signal, async db => {
    onProgress?.({ stage: 'prepare', done: 0, of: 1 });
    if (!ready) await given.prepare(db.session);
    const filling = await fill(db.session, kind, options);
    const before = filling && (await readRows(db.session));
    // Bodies may speak of what comes later: see `reach`.
    await db.session.execute('SET check_function_bodies = off');
    const watch = (direction: 'up' | 'down', segments: readonly Segment[]) =>
      runSegments(db, segments, {
        ...{ direction, signal, isConcurrent: engine.isConcurrent },
        onStatement: done => onProgress?.({ stage: direction, done, of: countOf(segments) }),
      });
    const wentUp = await watch('up', given.migration.up);
    const up = await arrivalAt(db, wentUp, given.target, given.scope);
    const afterUp = before && !up.refused ? await readRows(db.session, before) : undefined;
    const wentDown = up.refused ? undefined : await watch('down', given.migration.down);
    const down = wentDown
      ? await arrivalAt(db, wentDown, given.restored ?? given.source, given.scope)
      : { isReached: false, missing: [] };
    const afterDown = before && wentDown && !wentDown.refused ? await readRows(db.session, before) : undefined;
    return {
      ...{ up, down },
      statements: [...wentUp.statements, ...(wentDown?.statements ?? [])],
      ...(filling && before && { rows: proveRows({ before, afterUp, afterDown }, filling, given) }),
    };
  });
}

async function fill(session: Session, kind: RowsKind, options: ProveOptions): Promise<Filling | undefined> {
  if (kind === 'none') {
    await session.execute('BEGIN');
    await emptyTables(session);
    await session.execute('COMMIT');
    return undefined;
  }
  return fillTables(session, {
    isPlain: kind === 'plain',
    onTable: (done, of) => options.onProgress?.({ stage: 'rows', done, of }),
  });
}

async function arrivalAt(db: ScratchDatabase, ran: Ran, wanted: Inventory, scope: Scope): Promise<Arrival> {
  if (ran.refused) return { isReached: false, missing: [], refused: ran.refused };
  const found = forVersion(scopeInventory(await readInventory(db.session), scope), wanted.version);
  // Which statements there are for a version does not matter here.
  const missing = differences({ ...found, version: wanted.version }, wanted);
  return { isReached: missing.length === 0, missing };
}

function differences(found: Inventory, wanted: Inventory): readonly string[] {
  try {
    const steps = compareInventories(found, wanted, behaviours);
    return [...new Set(steps.map(({ object }) => object.id))];
  } catch (error) {
    if (error instanceof Problem) return [error.message];
    throw error;
  }
}

function countOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { statements }) => sum + statements.length, 0);
}
