/** Rows of tables that are dropped. */

import type { DiffContext, Side } from '../../diff/behaviour.js';
import { startBehindRows } from '../../diff/behaviours/sequences.js';
import type { PlannedStep } from '../../diff/compareInventories.js';
import type { Statement } from '../../diff/statement.js';
import type { ObjectOf } from '../../inventory.js';
import { quoteLiteral } from '../../print.js';
import { keptTable } from './keptNames.js';
import { keptValue, restoredValue } from './keptValues.js';

type Table = ObjectOf<'table'>;
type Column = ObjectOf<'column'>;

/** Whether its rows can be kept: those of a partitioned table are in its partitions. */
export function holdsRows(table: Table, side: Side): boolean {
  return table.is.partitionBy === undefined && storedColumns(table, side).length > 0;
}

/** Before DROP TABLE. Types of the user's own may go, too: their values are kept as text. */
export function keepTable(table: Table, mark: string, side: Side): readonly Statement[] {
  const columns = storedColumns(table, side).map(column => keptValue(column));
  const kept = keptTable(mark, [table.name]);
  return [
    ...(table.is.forceRowSecurity ? [{ sql: 'SET LOCAL row_security = off' }] : []),
    {
      sql: `CREATE TABLE ${kept} AS\nSELECT ${columns.join(', ')} FROM ONLY ${table.address}`,
      hazards: [
        {
          kind: 'scansTable',
          reason: `All rows of ${table.address} are copied to ${kept}. Drop that one when nobody wants to go back.`,
        },
      ],
    },
  ];
}

/** Behind CREATE TABLE: before constraints and triggers that come by themselves. */
export function restoreTable(step: PlannedStep, table: Table, mark: string, { target }: DiffContext): PlannedStep {
  const at = step.statements.findIndex(({ sql }) => /^CREATE (?:UNLOGGED )?TABLE /.test(sql));
  if (at < 0) return step;
  const columns = storedColumns(table, target);
  const kept = keptTable(mark, [table.name]);
  const names = columns.map(({ address }) => address).join(', ');
  const values = columns.map(column => restoredValue(column, '')).join(', ');
  const insert: Statement = {
    sql: `INSERT INTO ${table.address} (${names}) OVERRIDING SYSTEM VALUE\nSELECT ${values} FROM ${kept}`,
  };
  const restore = [insert, ...columns.flatMap(column => moveSequence(column, target)), { sql: `DROP TABLE ${kept}` }];
  const statements = [...step.statements.slice(0, at + 1), ...restore, ...step.statements.slice(at + 1)];
  return { ...step, statements };
}

function storedColumns({ id }: Table, side: Side): readonly Column[] {
  const columns = side.partsOf(id).filter(part => part.kind === 'column');
  return columns.filter(({ is }) => !is.generated).sort((a, b) => a.is.position - b.is.position);
}

/** A sequence that is made anew goes on behind the numbers that come back. */
function moveSequence({ is, address }: Column, side: Side): readonly Statement[] {
  if (is.identity) return [startBehindRows(is.table, address, quoteLiteral(is.identity.sequence), is.identity)];
  const given = side.get(`default ${is.table}.${address}`);
  if (given?.kind !== 'default') return [];
  const [, literal] = /^nextval\(('(?:[^']|'')+')::regclass\)$/.exec(given.is.expression) ?? [];
  const sequence = side.get(`sequence ${literal?.slice(1, -1).replaceAll("''", "'")}`);
  if (literal === undefined || sequence?.kind !== 'sequence') return [];
  return [startBehindRows(is.table, address, literal, sequence.is)];
}
