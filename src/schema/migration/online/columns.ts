import type { DiffContext } from '../../diff/behaviour.js';
import { columnSql } from '../../diff/behaviours/columnText.js';
import type { PlannedStep } from '../../diff/compareInventories.js';
import type { Statement } from '../../diff/statement.js';
import type { ObjectOf } from '../../inventory.js';
import { fillNulls } from '../fillNulls.js';
import { backfillStatement } from './backfill.js';
import type { OnlineForm } from './lateSteps.js';
import { lateNotNull, notNullOnline, setsNotNull } from './notNull.js';
import { isVolatile } from './volatile.js';

type Column = ObjectOf<'column'>;

/** A new column whose default is another one in each row is filled afterwards, piece by piece. */
export function addColumnOnline(step: PlannedStep, column: Column, context: DiffContext): OnlineForm {
  const { is, address } = column;
  const start = `ALTER TABLE ${is.table} ADD COLUMN `;
  const given = context.target.get(`default ${is.table}.${address}`);
  const at = step.statements.findIndex(({ sql }) => sql.startsWith(start));
  if (at < 0 || given?.kind !== 'default' || is.generated || is.identity)
    return alterColumnOnline(step, column, context);
  const { expression } = given.is;
  const rewrites =
    step.statements[at]!.sql.includes(` DEFAULT ${expression}`) && isVolatile(expression, context.target);
  if (!rewrites) return alterColumnOnline(step, column, context);
  const { notNull, ...rest } = is;
  const nullable = notNull?.validated ? { ...column, is: rest } : column;
  const alter = `ALTER TABLE ${is.table} ALTER COLUMN ${address}`;
  const now: readonly Statement[] = [
    ...step.statements.slice(0, at),
    { sql: `${start}${columnSql(nullable, context, undefined)}` },
    { sql: `${alter} SET DEFAULT ${expression}` },
    ...step.statements.slice(at + 1),
  ];
  const fill = backfillStatement({ table: is.table, set: `${address} = ${expression}`, where: `${address} IS NULL` });
  const late = [fill, ...(notNull?.validated ? notNullOnline(column, context, { isFilled: true }) : [])];
  return { now, late: lateNotNull(column, late, context) };
}

/** SET NOT NULL, and what fills the rows before it. */
export function alterColumnOnline(step: PlannedStep, column: Column, context: DiffContext): OnlineForm {
  const at = step.statements.findIndex(statement => setsNotNull(statement, column));
  if (at < 0) return { now: step.statements };
  const fill = fillNulls(column, context);
  const isFill = ({ sql }: Statement) => fill?.sql === sql;
  const { is, address } = column;
  const isFilled = step.statements.some(isFill);
  const filled = isFilled
    ? [backfillStatement({ table: is.table, set: fill!.set, where: `${address} IS NULL`, hazards: [fill!.hazard] })]
    : [];
  const now = step.statements.slice(0, at).filter(statement => !isFill(statement));
  const rest = step.statements.slice(at + 1);
  return {
    now,
    late: lateNotNull(
      column,
      [...filled, ...notNullOnline(column, context, { from: step.statements[at], isFilled }), ...rest],
      context,
    ),
  };
}
