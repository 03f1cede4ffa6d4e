import type { Hazard, Statement } from '../../diff/statement.js';

/**
 * VALIDATE CONSTRAINT holds up neither readers nor writers, in a transaction of its own: SHARE UPDATE EXCLUSIVE (manual, ALTER TABLE).
 * `from`: the statement that did both, which knows what rows can stand against it.
 */
export function validateStatement(alter: string, name: string, what: string, from?: Statement): Statement {
  const said = from?.hazards?.find(({ kind }) => kind === 'dependsOnData')?.reason;
  const hazards: readonly Hazard[] = [
    { kind: 'scansTable', reason: `All rows of ${what} are read; they can be read and written meanwhile.` },
    { kind: 'dependsOnData', reason: said ?? `It fails when a row of ${what} does not comply.` },
  ];
  return { sql: `${alter} VALIDATE CONSTRAINT ${name}`, transaction: 'ownTransaction', hazards };
}
