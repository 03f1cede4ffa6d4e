import type { LostValues, RowProof } from '../../../schema/migration/proof.js';
import type { ProveGiven } from '../proveGiven.js';
import type { Filling } from '../sampleRows/fillTables.js';
import { isExpectedLoss } from './expectedLoss.js';
import { type Loss, lostValues } from './lostValues.js';
import type { Stored, StoredTable } from './readRows.js';

export interface Snapshots {
  readonly before: Stored;
  /** Absent: it did not come so far. */
  readonly afterUp: Stored | undefined;
  readonly afterDown: Stored | undefined;
}

/** What became of the rows of the tables that are compared. */
export function proveRows(
  { before, afterUp, afterDown }: Snapshots,
  { without }: Filling,
  { source, migration }: ProveGiven,
): RowProof {
  const compared = new Set(source.objects.filter(({ kind }) => kind === 'table').map(({ address }) => address));
  const filled = new Map([...before].filter(([, { name, count }]) => compared.has(name) && count > 0));
  const namesOf = (table: StoredTable) => [...new Set([table.name, (afterUp?.get(table.oid) ?? table).name])];
  const told = (direction: 'up' | 'down', losses: readonly Loss[]): readonly LostValues[] =>
    losses.map(loss => ({
      direction,
      table: loss.table.name,
      ...(loss.column && { column: loss.column.name }),
      count: loss.count,
      isExpected: isExpectedLoss(
        loss,
        namesOf(loss.table),
        migration.hazards.filter(hazard => hazard.direction === direction),
      ),
    }));
  const lostUp = afterUp ? lostValues(filled, afterUp) : [];
  const lostDown = afterDown ? lostValues(filled, afterDown) : [];
  return {
    tables: filled.size,
    rows: [...filled.values()].reduce((sum, { count }) => sum + count, 0),
    without: without.filter(({ table }) => compared.has(table)),
    lost: [...told('up', lostUp), ...told('down', notLostBefore(lostDown, lostUp))],
  };
}

/** What was lost on the way up cannot be lost again on the way down. */
function notLostBefore(lost: readonly Loss[], before: readonly Loss[]): readonly Loss[] {
  return lost.flatMap(loss => {
    const sameTable = before.filter(({ table }) => table.oid === loss.table.oid);
    if (sameTable.some(({ column }) => column === undefined && loss.column !== undefined)) return [];
    const already = sameTable.find(({ column }) => column?.number === loss.column?.number)?.count ?? 0;
    return loss.count > already ? [{ ...loss, count: loss.count - already }] : [];
  });
}
