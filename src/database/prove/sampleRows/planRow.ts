import { chooseKeys } from './chooseKeys.js';
import type { Random } from './random.js';
import type { Cell, Cells, ColumnPlan, TablePlan } from './tablePlan.js';

/**
 * How a row is filled. `full`: a value in each column. `sparse`: NULL wherever it may be. `twin`: as the first row, but for keys.
 * `odd`: unusual values. `mixed`: anything. `least`: what has a default gets it, what may be NULL is.
 */
export type RowStyle = 'full' | 'sparse' | 'twin' | 'odd' | 'mixed' | 'least';

export interface RowOptions {
  readonly style: RowStyle;
  /** Rows with different numbers differ in keys. */
  readonly number: number;
  /** Even what the server would number: its own numbers are taken. */
  readonly isNumberedHere?: boolean;
}

export function planRow(plan: TablePlan, { style, number, isNumberedHere = false }: RowOptions, random: Random): Cells {
  const cells = new Map<string, Cell>();
  const nth = style === 'twin' ? 0 : number;
  for (const { columns, solutions } of plan.groups) {
    const isKey = plan.columns.some(({ name, isDistinct }) => isDistinct && columns.includes(name));
    const solution = solutionOf(plan.columns, solutions, style, isKey ? number : nth, random);
    if (solution) for (const [name, cell] of solution) cells.set(name, cell);
  }
  for (const column of plan.columns)
    if (!cells.has(column.name) && isNull(column, style, random)) cells.set(column.name, null);
  const isKey = (name: string) => plan.columns.find(column => column.name === name)?.isDistinct;
  chooseKeys(plan, cells, (count, { columns }, nthKey) => {
    if (style === 'mixed') return random.below(count);
    const own = columns.some(isKey) ? number : nth;
    // Past the diagonal the next one: two foreign keys of one key have more pairs than that.
    return (own + (nthKey > 0 ? Math.floor(own / Math.max(1, count)) : 0)) % count;
  });
  for (const column of plan.columns)
    if (!cells.has(column.name))
      cells.set(column.name, cellOf(column, style, column.isDistinct ? number : nth, isNumberedHere, random));
  return cells;
}

function isNull({ takesNull, pool, default: usual }: ColumnPlan, style: RowStyle, random: Random): boolean {
  if (!takesNull) return false;
  if (pool.count === 0) return true;
  return style === 'sparse' || (style === 'least' && usual === null) || (style === 'mixed' && random.below(3) === 0);
}

function cellOf(column: ColumnPlan, style: RowStyle, number: number, isNumberedHere: boolean, random: Random): Cell {
  const { pool, isDistinct, isNumbered, default: usual } = column;
  if (isNumbered && !isNumberedHere) return undefined;
  if (style === 'least' && usual !== null) return undefined;
  if (pool.count === 0) return usual === null ? null : undefined;
  // Far from the numbers that a script gave to its rows.
  if (isNumbered) return pool.at(number + 20_000);
  if (style === 'odd' && !isDistinct && pool.odd.length > 0) return random.pick(pool.odd)!;
  if (style === 'mixed' && !isDistinct && column.hinted.length > 0) return random.pick(column.hinted)!;
  return pool.at(number);
}

function solutionOf(
  columns: readonly ColumnPlan[],
  solutions: readonly Cells[],
  style: RowStyle,
  number: number,
  random: Random,
): Cells | undefined {
  if (solutions.length === 0) return undefined;
  if (style === 'mixed' || style === 'least') return random.pick(solutions);
  const nulls = (cells: Cells) => [...cells.values()].filter(cell => cell === null).length;
  const sorted = [...solutions].sort((a, b) => nulls(a) - nulls(b));
  if (style === 'sparse') return sorted.at(-1);
  const keys = columns.filter(({ name, isDistinct }) => isDistinct && sorted[0]!.has(name)).map(({ name }) => name);
  if (keys.length === 0) return sorted[number % sorted.length];
  // Each key once.
  const byKey = new Map(sorted.map(cells => [JSON.stringify(keys.map(name => cells.get(name))), cells]));
  return [...byKey.values()][number % byKey.size];
}
