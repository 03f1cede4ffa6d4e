import type { Cell, ColumnPlan, ForeignKeyPlan, TablePlan } from './tablePlan.js';

/**
 * Fills the columns of foreign keys with keys that are there, and with NULL where there are none. Keys that share a column agree in it.
 * @param pick which of the keys is taken, of so many.
 */
export function chooseKeys(
  { columns, foreignKeys }: Pick<TablePlan, 'columns' | 'foreignKeys'>,
  cells: Map<string, Cell>,
  pick: (count: number, foreignKey: ForeignKeyPlan, nth: number) => number,
): void {
  const widestFirst = [...foreignKeys].sort((a, b) => b.columns.length - a.columns.length);
  for (const foreignKey of widestFirst)
    if (foreignKey.keys.length === 0) for (const name of nullableOf(foreignKey, columns)) cells.set(name, null);
  for (const [nth, foreignKey] of widestFirst.entries()) {
    if (foreignKey.columns.some(name => cells.get(name) === null)) continue;
    const fitting = foreignKey.keys.filter(key =>
      foreignKey.columns.every((name, i) => [undefined, key[i]].includes(cells.get(name) ?? undefined)),
    );
    const key = fitting[pick(fitting.length, foreignKey, nth)];
    if (key) for (const [i, name] of foreignKey.columns.entries()) cells.set(name, key[i]!);
  }
}

/** Columns that can be NULL, so that the foreign key says nothing of a row. */
export function nullableOf({ columns }: ForeignKeyPlan, all: readonly ColumnPlan[]): readonly string[] {
  return columns.filter(name => all.find(column => column.name === name)?.takesNull);
}
