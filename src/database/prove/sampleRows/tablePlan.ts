/** All that is known when rows of a table are made up. */
import { hintsOf, joinHints } from './checkHints.js';
import type { Pool } from './pool.js';
import type { Random } from './random.js';
import type { ColumnFacts, ForeignKeyFacts, TableFacts } from './tableFacts.js';
import type { Pools } from './typePools.js';

/** Text for the type's input function, NULL, or (`undefined`) the column's default. */
export type Cell = string | null | undefined;

/** By column. */
export type Cells = ReadonlyMap<string, Cell>;

export interface TablePlan {
  readonly table: TableFacts;
  readonly columns: readonly ColumnPlan[];
  /** That have to hold at once, each with the keys that its rows can refer to. */
  readonly foreignKeys: readonly ForeignKeyPlan[];
  /** Columns that checks tie together, with values that go together. */
  readonly groups: readonly CheckedGroup[];
}

export interface ColumnPlan extends ColumnFacts {
  readonly pool: Pool;
  /** What checks speak of. */
  readonly hinted: readonly string[];
  /** Part of a key: rows need different values. */
  readonly isDistinct: boolean;
  /** The server numbers the rows. */
  readonly isNumbered: boolean;
  /** Rows may have NULL there. */
  readonly takesNull: boolean;
}

export interface ForeignKeyPlan extends ForeignKeyFacts {
  /** Rows of the table that it refers to. Empty: there are none, or not yet. */
  readonly keys: readonly (readonly string[])[];
}

export interface CheckedGroup {
  readonly columns: readonly string[];
  readonly conditions: readonly Condition[];
  /** Empty: none was found. */
  readonly solutions: readonly Cells[];
}

/** Everything but what the checks leave: `solveChecks` finds that. */
export async function planTable(
  table: TableFacts,
  foreignKeys: readonly ForeignKeyPlan[],
  pools: Pools,
  random: Random,
): Promise<TablePlan> {
  const conditions = conditionsOf(table);
  const distinct = new Set(table.uniques.flatMap(({ columns }) => columns));
  const columns: ColumnPlan[] = [];
  for (const column of table.columns) {
    const pool = await pools.of(column.type, column.typmod);
    const own = conditions.filter(one => one.columns.includes(column.name)).flatMap(one => one.texts.map(hintsOf));
    if (column.default !== null && own.length > 0) own.push(hintsOf(column.default));
    columns.push({
      ...column,
      pool,
      hinted: own.length > 0 ? [...new Set(pool.hinted(joinHints(own), random))] : [],
      isDistinct: distinct.has(column.name),
      isNumbered: column.isIdentity || /^nextval\(/.test(column.default ?? ''),
      takesNull: !column.isNotNull && pools.takesNull(column.type),
    });
  }
  const numbered = new Set(columns.filter(({ isNumbered }) => isNumbered).map(({ name }) => name));
  return { table, columns, foreignKeys, groups: groupsOf(conditions, numbered, foreignKeys) };
}

/** SQL over columns of the table. */
export interface Condition {
  readonly sql: string;
  /** Those that it speaks of, and of which the generated ones are made that it speaks of. */
  readonly columns: readonly string[];
  /** SQL that may name values. */
  readonly texts: readonly string[];
}

/** What has to hold for a row: checks, and that one of the partitions takes it. */
function conditionsOf(table: TableFacts): readonly Condition[] {
  const own = table.checks.map(({ expression, columns, bodies }) => conditionOf(table, expression, columns, bodies));
  if (table.partitions.length === 0) return own;
  const sql = table.partitions.map(one => `(${one})`).join(' or ');
  const columns = table.columns.map(({ name }) => name).filter(name => speaksOf(sql, name));
  return [...own, conditionOf(table, sql, columns, [])];
}

function conditionOf(
  { generated }: TableFacts,
  sql: string,
  columns: readonly string[],
  bodies: readonly string[],
): Condition {
  const computed = generated.filter(({ name }) => columns.includes(name));
  const plain = columns.filter(name => !computed.some(one => one.name === name));
  return {
    sql,
    columns: [...new Set([...plain, ...computed.flatMap(one => one.columns)])],
    texts: [sql, ...bodies, ...computed.map(({ expression }) => expression)],
  };
}

function speaksOf(sql: string, name: string): boolean {
  return new RegExp(`(?<![\\w"])"?${name.replaceAll(/[^\w]/g, '\\$&')}"?(?![\\w"])`).test(sql);
}

/** Columns that meet in a condition, or in a foreign key of which a condition speaks, are found together. */
function groupsOf(
  conditions: readonly Condition[],
  numbered: ReadonlySet<string>,
  foreignKeys: readonly ForeignKeyPlan[],
): readonly CheckedGroup[] {
  // What the server numbers is known only afterwards.
  const known = conditions.filter(({ columns }) => columns.length > 0 && !columns.some(name => numbered.has(name)));
  const spoken = new Set(known.flatMap(({ columns }) => columns));
  const sets = [
    ...known.map(({ columns }) => columns),
    ...foreignKeys.map(({ columns }) => columns).filter(columns => columns.some(name => spoken.has(name))),
  ];
  const groups: Set<string>[] = [];
  for (const columns of sets) {
    const met = groups.filter(group => columns.some(name => group.has(name)));
    const merged = new Set([...columns, ...met.flatMap(group => [...group])]);
    groups.splice(0, groups.length, ...groups.filter(group => !met.includes(group)), merged);
  }
  return groups.map(group => ({
    columns: [...group],
    conditions: known.filter(({ columns }) => columns.some(name => group.has(name))),
    solutions: [],
  }));
}
