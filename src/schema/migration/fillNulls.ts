import type { DiffContext } from '../diff/behaviour.js';
import type { Hazard, Statement } from '../diff/statement.js';
import type { ObjectOf } from '../inventory.js';

export interface FillNulls extends Statement {
  /** What stands behind SET. */
  readonly set: string;
  /** Of filling, however that is done: values change. */
  readonly hazard: Hazard;
}

/** Fills the rows in which a column is NULL with the default that it has in the target; undefined when it has none. */
export function fillNulls(column: ObjectOf<'column'>, { target }: DiffContext): FillNulls | undefined {
  const { is, address } = column;
  const own = target.get(`default ${is.table}.${address}`);
  if (own?.kind !== 'default' || /^NULL\b/.test(own.is.expression)) return undefined;
  const set = `${address} = ${own.is.expression}`;
  const hazard: Hazard = {
    kind: 'dependsOnData',
    reason: `Rows of ${is.table} in which ${address} is NULL get its default, ${own.is.expression}.`,
  };
  return {
    set,
    hazard,
    sql: `UPDATE ${is.table} SET ${set} WHERE ${address} IS NULL`,
    hazards: [{ ...hazard, reason: `${hazard.reason} They are locked until the end of the transaction.` }],
  };
}
