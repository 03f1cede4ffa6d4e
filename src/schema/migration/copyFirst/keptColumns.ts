/** Values of columns that are dropped from tables that stay. */
import type { DiffContext, Side } from '../../diff/behaviour.js';
import type { PlannedStep } from '../../diff/compareInventories.js';
import type { Statement } from '../../diff/statement.js';
import type { InventoryObject, ObjectOf } from '../../inventory.js';
import { quoteName } from '../../print.js';
import { keptTable } from './keptNames.js';
import { keptValue, restoredValue } from './keptValues.js';

type Column = ObjectOf<'column'>;

/** Columns by which the rows of a table are found again: a key that is there before and after, of the same types. */
export function keyOf(column: Column, { source, target }: DiffContext): readonly Column[] | undefined {
  const keys = source
    .partsOf(column.parent!)
    .filter(part => part.kind === 'constraint' && (part.is.type === 'primaryKey' || part.is.type === 'unique'))
    .sort((a, b) => weight(a) - weight(b) || (a.id < b.id ? -1 : 1));
  for (const key of keys) {
    if (key.kind !== 'constraint') continue;
    const columns = key.is.columns.map(name => stableColumn(column.is.table, name, source, target));
    if (columns.every(one => one !== undefined)) return columns;
  }
  return undefined;
}

function weight(key: InventoryObject): number {
  return key.kind === 'constraint' && key.is.type === 'primaryKey' ? 0 : 1;
}

function stableColumn(table: string, name: string, source: Side, target: Side): Column | undefined {
  const id = `column ${table}.${quoteName(name)}`;
  const [before, after] = [source.get(id), target.get(id)];
  if (before?.kind !== 'column' || after?.kind !== 'column' || before.is.type !== after.is.type) return undefined;
  return before.is.notNull ? before : undefined;
}

/** Before DROP COLUMN. */
export function keepColumn(
  column: Column,
  key: readonly Column[],
  mark: string,
  relation: string,
): readonly Statement[] {
  const kept = keptTable(mark, [relation, column.name]);
  const columns = [...key, column].map(one => keptValue(one)).join(', ');
  return [
    {
      sql: `CREATE TABLE ${kept} AS\nSELECT ${columns} FROM ${column.is.table}`,
      hazards: [
        {
          kind: 'scansTable',
          reason: `All values of ${column.is.table}.${column.address} are copied to ${kept}. Drop that one when nobody wants to go back.`,
        },
      ],
    },
  ];
}

/** Behind ADD COLUMN, and before it becomes NOT NULL by itself. Triggers do not see it. */
export function restoreColumn(
  step: PlannedStep,
  { column, key, mark, relation }: { column: Column; key: readonly Column[]; mark: string; relation: string },
  context: DiffContext,
): PlannedStep {
  const at = step.statements.findIndex(({ sql }) => sql.startsWith(`ALTER TABLE ${column.is.table} ADD COLUMN `));
  if (at < 0) return step;
  const { table, identity } = column.is;
  const kept = keptTable(mark, [relation, column.name]);
  const same = key.map(one => `restored.${one.address} = ${restoredValue(one, 'kept.')}`).join(' AND ');
  const value = restoredValue(column, 'kept.');
  const alter = `ALTER TABLE ${table}`;
  const triggers = steadyTriggers(column, context);
  const generated = (word: string) =>
    identity?.always ? [{ sql: `${alter} ALTER COLUMN ${column.address} SET GENERATED ${word}` }] : [];
  const restore: readonly Statement[] = [
    ...triggers.map(name => ({ sql: `${alter} DISABLE TRIGGER ${name}` })),
    ...generated('BY DEFAULT'),
    { sql: `UPDATE ${table} restored SET ${column.address} = ${value} FROM ${kept} kept WHERE ${same}` },
    ...generated('ALWAYS'),
    ...triggers.map(name => ({ sql: `${alter} ENABLE TRIGGER ${name}` })),
    { sql: `DROP TABLE ${kept}` },
  ];
  const statements = [...step.statements.slice(0, at + 1), ...restore, ...step.statements.slice(at + 1)];
  return { ...step, statements };
}

/** Triggers of the table that are on, and the same all the time. */
function steadyTriggers({ parent }: Column, { source, target }: DiffContext): readonly string[] {
  return source.partsOf(parent!).flatMap(part => {
    if (part.kind !== 'trigger' || part.is.enabled !== 'origin') return [];
    const other = target.get(part.id);
    return other?.kind === 'trigger' && other.is.create === part.is.create && other.is.enabled === 'origin'
      ? [part.address]
      : [];
  });
}
