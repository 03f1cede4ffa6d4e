import type { Migration } from '../../schema/migration/migration.js';
import type { Proof, RefusedRows } from '../../schema/migration/proof.js';
import type { Segment } from '../../schema/migration/segments.js';
import type { Engine } from '../session.js';
import type { ProveGiven, ProveOptions } from './proveGiven.js';
import { type Run, runBothWays } from './runBothWays.js';

/**
 * Runs a migration up and down in a database of its own and looks whether it arrives; with sample rows when asked for, and once more
 * without any when those were refused, so that the proof tells both.
 * @throws the signal's reason when it is aborted; DatabaseError when the connection is lost; what `prepare` throws.
 */
export async function proveMigration(engine: Engine, given: ProveGiven, options: ProveOptions = {}): Promise<Proof> {
  if (!given.rows) return proofOf(engine, await runBothWays(engine, given, 'none', options, given.ready));
  const bold = await runBothWays(engine, given, 'all', options, given.ready);
  const refused = refusedRows(bold, given.migration);
  if (!refused) return proofOf(engine, bold);
  const empty = await runBothWays(engine, given, 'none', options);
  const same = empty[refused.direction].refused;
  // What empty tables refuse as well has nothing to do with rows.
  if (same?.sql === refused.sql) return proofOf(engine, bold);
  const plain = await runBothWays(engine, given, 'plain', options);
  const rows = plain.up.refused || plain.down.refused ? bold.rows : plain.rows;
  return { ...proofOf(engine, empty), ...(rows && { rows: { ...rows, refused } }) };
}

function proofOf({ facts }: Engine, { up, down, statements, rows }: Run): Proof {
  return { engine: facts, up, down, statements, ...(rows && { rows }) };
}

function refusedRows(run: Run, migration: Migration): RefusedRows | undefined {
  for (const direction of ['up', 'down'] as const) {
    const { refused } = run[direction];
    if (refused) return { direction, ...refused, isExpected: dependsOnData(refused.sql, migration[direction]) };
  }
  return undefined;
}

function dependsOnData(sql: string, segments: readonly Segment[]): boolean {
  return segments.some(({ statements }) =>
    statements.some(one => one.sql === sql && one.hazards?.some(({ kind }) => kind === 'dependsOnData')),
  );
}
