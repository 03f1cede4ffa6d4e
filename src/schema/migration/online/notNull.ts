import type { DiffContext } from '../../diff/behaviour.js';
import type { PlannedStep } from '../../diff/compareInventories.js';
import type { Hazard, Statement } from '../../diff/statement.js';
import type { ObjectOf } from '../../inventory.js';
import { newName, quoteName } from '../../print.js';
import type { Late } from './lateSteps.js';
import { validateStatement } from './validate.js';

type Column = ObjectOf<'column'>;

/**
 * NOT NULL without a look at all rows while nobody can use the table: since 18 the constraint itself can be NOT VALID at first; before, a
 * CHECK is validated, from which the server knows (PostgreSQL manual, ALTER TABLE: SET NOT NULL).
 * `from`: the statement that did it at once; `isFilled`: no row is NULL any more.
 */
export function notNullOnline(
  column: Column,
  context: DiffContext,
  { from, isFilled }: { readonly from?: Statement | undefined; readonly isFilled: boolean },
): readonly Statement[] {
  const { is, address, name } = column;
  const alter = `ALTER TABLE ${is.table}`;
  const relation = context.target.get(column.parent!)?.name ?? '';
  const validate = (constraint: string) => {
    const statement = validateStatement(alter, constraint, is.table);
    return withReason(statement, isFilled ? nullSince(column) : (reasonOf(from) ?? nullStill(column)));
  };
  if (context.version >= 180000) {
    const own = quoteName(is.notNull?.name ?? newName(relation, [name], 'not_null', () => false));
    const suffix = is.notNull?.noInherit ? ' NO INHERIT' : '';
    return [{ sql: `${alter} ADD CONSTRAINT ${own} NOT NULL ${address}${suffix} NOT VALID` }, validate(own)];
  }
  const isTaken = (one: string) =>
    [context.source, context.target].some(side => side.get(`constraint ${is.table} ${quoteName(one)}`) !== undefined);
  const check = quoteName(newName(relation, [name], 'not_null_check', isTaken));
  return [
    { sql: `${alter} ADD CONSTRAINT ${check} CHECK (${address} IS NOT NULL) NOT VALID` },
    validate(check),
    { sql: `${alter} ALTER COLUMN ${address} SET NOT NULL` },
    { sql: `${alter} DROP CONSTRAINT ${check}` },
  ];
}

function withReason(statement: Statement, reason: string): Statement {
  const hazards = (statement.hazards ?? []).map(
    (hazard): Hazard => (hazard.kind === 'dependsOnData' ? { ...hazard, reason } : hazard),
  );
  return { ...statement, hazards };
}

function reasonOf(statement: Statement | undefined): string | undefined {
  return statement?.hazards?.find(({ kind }) => kind === 'dependsOnData')?.reason;
}

function nullStill({ is, address }: Column): string {
  return `It fails when ${address} is NULL in a row of ${is.table}.`;
}

/** Between the last row that is filled and the constraint, clients write what they like. */
function nullSince({ is, address }: Column): string {
  return `It fails when somebody wrote NULL to ${address} of ${is.table} after its rows were filled: fill such rows again then.`;
}

/** Whether a statement makes the column NOT NULL at once. */
export function setsNotNull({ sql }: Statement, { is, address }: Column): boolean {
  if (!is.notNull?.validated) return false;
  const alter = `ALTER TABLE ${is.table} `;
  if (sql === `${alter}ALTER COLUMN ${address} SET NOT NULL`) return true;
  const named = is.notNull.name === undefined ? '' : `CONSTRAINT ${quoteName(is.notNull.name)} `;
  return sql === `${alter}ADD ${named}NOT NULL ${address}${is.notNull.noInherit ? ' NO INHERIT' : ''}`;
}

/** What can only come once a column, and the same one of children, is filled and NOT NULL. */
export function lateNotNull(column: Column, statements: readonly Statement[], { target }: DiffContext): Late {
  const isIt = (id: string): boolean => {
    if (id === column.id) return true;
    const other = target.get(id);
    return other?.kind === 'column' && other.name === column.name && other.needs.some(isIt);
  };
  return { statements, isNeededBy: step => wantsNotNull(step, isIt) };
}

function wantsNotNull({ verb, object }: PlannedStep, isIt: (id: string) => boolean): boolean {
  if (verb === 'drop') return false;
  if (object.kind === 'column') return isIt(object.id);
  return object.kind === 'constraint' && object.is.type === 'primaryKey' && object.needs.some(isIt);
}
