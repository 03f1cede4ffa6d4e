import type { Hazard, Statement } from '../../diff/statement.js';

/** VALIDATE CONSTRAINT holds up neither readers nor writers, in a transaction of its own: SHARE UPDATE EXCLUSIVE (manual, ALTER TABLE). */
export function validateStatement(alter: string, name: string, what: string): Statement {
  const hazards: readonly Hazard[] = [
    { kind: 'scansTable', reason: `All rows of ${what} are read; they can be read and written meanwhile.` },
    { kind: 'dependsOnData', reason: `It fails when a row of ${what} does not comply.` },
  ];
  return { sql: `${alter} VALIDATE CONSTRAINT ${name}`, transaction: 'ownTransaction', hazards };
}
