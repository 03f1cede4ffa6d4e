import type { Stored, StoredColumn, StoredTable } from './readRows.js';

/** Values of a table as it was before the migration. */
export interface Loss {
  readonly table: StoredTable;
  /** Absent: whole rows. */
  readonly column?: StoredColumn;
  readonly count: number;
}

type Row = readonly (string | null)[];

/**
 * What was there before and is not now. Tables and columns are the same ones for as long as the server takes them for the same, however
 * they are called now; those that were made anew are found by their names. Rows are known by their primary key, or else by all
 * that they hold: their order says nothing. A NULL is nothing that could be lost.
 */
export function lostValues(before: Stored, now: Stored): readonly Loss[] {
  const byName = new Map([...now.values()].map(table => [table.name, table]));
  return [...before.values()].flatMap(table => {
    if (table.count === 0) return [];
    const found = now.get(table.oid) ?? byName.get(table.name);
    return found ? lostOfTable(table, found) : [{ table, count: table.count }];
  });
}

function lostOfTable(table: StoredTable, now: StoredTable): readonly Loss[] {
  const whole = (count: number): readonly Loss[] => (count > 0 ? [{ table, count }] : []);
  if (!table.rows || !now.rows) return whole(table.count - now.count);
  const at = table.columns.map(column => columnAt(column, now, table.oid === now.oid));
  const gone = table.columns.flatMap((column, i) => {
    const count = at[i] === -1 ? table.rows!.filter(row => row[i] !== null).length : 0;
    return count > 0 ? [{ table, column, count }] : [];
  });
  const kept = table.columns.map((_, i) => i).filter(i => at[i] !== -1);
  const left = table.rows.map(row => kept.map(i => plain(row[i]!, table.columns[i]!)));
  const right = now.rows.map(row => kept.map(i => plain(row[at[i]!]!, table.columns[i]!)));
  const key = table.key.map(number => kept.findIndex(i => table.columns[i]!.number === number));
  const counts =
    key.length > 0 && !key.includes(-1) && isUnique(right, key)
      ? lostByKey(left, right, key)
      : lostByContent(left, right, kept.length);
  const changed = kept.flatMap((i, nth) => {
    const count = counts.values[nth] ?? 0;
    return count > 0 ? [{ table, column: table.columns[i]!, count }] : [];
  });
  return [...whole(counts.rows), ...gone, ...changed];
}

/** Where the column is now; -1: nowhere. */
function columnAt(column: StoredColumn, now: StoredTable, isSame: boolean): number {
  const same = isSame ? now.columns.findIndex(({ number }) => number === column.number) : -1;
  return same === -1 ? now.columns.findIndex(({ name }) => name === column.name) : same;
}

interface Counts {
  readonly rows: number;
  /** Of each column that is still there. */
  readonly values: readonly number[];
}

function isUnique(rows: readonly Row[], key: readonly number[]): boolean {
  return new Set(rows.map(row => keyOf(row, key))).size === rows.length;
}

const keyOf = (row: Row, key: readonly number[]) => JSON.stringify(key.map(i => row[i]));

function lostByKey(left: readonly Row[], right: readonly Row[], key: readonly number[]): Counts {
  const found = new Map(right.map(row => [keyOf(row, key), row]));
  const values: number[] = [];
  let rows = 0;
  for (const row of left) {
    const same = found.get(keyOf(row, key));
    if (!same) rows++;
    else
      for (const [i, value] of row.entries()) if (value !== null && value !== same[i]) values[i] = (values[i] ?? 0) + 1;
  }
  return { rows, values };
}

/** Rows that are as they were cancel out; of what is left each column is compared by itself. */
function lostByContent(left: readonly Row[], right: readonly Row[], columns: number): Counts {
  const all = Array.from({ length: columns }, (_, i) => i);
  const changed = without(left, right, row => keyOf(row, all));
  const others = without(right, left, row => keyOf(row, all));
  const rows = Math.max(0, changed.length - others.length);
  const values = all.map(i => {
    const lost = without(
      changed.filter(row => row[i] !== null),
      others,
      row => JSON.stringify(row[i]),
    );
    return Math.max(0, lost.length - rows);
  });
  return { rows, values };
}

/** Those of the first list that have no equal of their own in the second. */
function without(first: readonly Row[], second: readonly Row[], of: (row: Row) => string): readonly Row[] {
  const counts = new Map<string, number>();
  for (const row of second) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1);
  return first.filter(row => {
    const count = counts.get(of(row)) ?? 0;
    counts.set(of(row), count - 1);
    return count <= 0;
  });
}

/** JSON has many texts for one value; blanks at the end of a `char(n)` are none of its value. */
function plain(value: string | null, { type }: StoredColumn): string | null {
  if (value === null || !/^jsonb?$/.test(type)) return value;
  try {
    return JSON.stringify(sorted(JSON.parse(value)));
  } catch {
    return value;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // As entries and not as an object: integers as keys would come first.
  return { entries: entries.map(([key, inner]) => [key, sorted(inner)]) };
}
