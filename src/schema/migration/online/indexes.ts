import type { DiffContext } from '../../diff/behaviour.js';
import type { PlannedStep } from '../../diff/compareInventories.js';
import type { Hazard, Statement } from '../../diff/statement.js';
import type { ObjectOf } from '../../inventory.js';
import { quoteName, truncateName } from '../../print.js';
import { type Late, needs, type OnlineForm } from './lateSteps.js';

const create = /^CREATE (UNIQUE )?INDEX (?!CONCURRENTLY )("(?:[^"]|"")+"|\S+) /;

/** CREATE INDEX CONCURRENTLY. That of a partitioned table is made for itself, in no time, and gets those of the partitions. */
export function createIndexOnline(step: PlannedStep, index: ObjectOf<'index'>): OnlineForm {
  if (index.is.partitioned) return { now: step.statements };
  const statements = step.statements.map(statement =>
    create.test(statement.sql)
      ? concurrently(statement, statement.sql.replace(create, 'CREATE $1INDEX CONCURRENTLY $2 '))
      : statement,
  );
  return { now: [], late: lateOf(index.id, statements) };
}

/** The new index is made under another name and takes the place of the old one: there is no time without an index. */
export function replaceIndexOnline(step: PlannedStep, index: ObjectOf<'index'>): OnlineForm {
  const name = temporaryName(index.name);
  const statements = step.statements.flatMap((statement): readonly Statement[] => {
    if (!create.test(statement.sql)) return [statement];
    const made = statement.sql.replace(create, (_all, unique = '') => `CREATE ${unique}INDEX CONCURRENTLY ${name} `);
    const schema = quoteName(index.schema ?? 'public');
    return [
      concurrently(statement, made),
      { sql: `DROP INDEX CONCURRENTLY ${index.address}`, transaction: 'alone' },
      { sql: `ALTER INDEX ${schema}.${name} RENAME TO ${quoteName(index.name)}` },
    ];
  });
  return { now: [], late: lateOf(index.id, statements) };
}

/** DROP INDEX CONCURRENTLY; not of one that has children, or goes with that of a parent. */
export function dropIndexOnline(step: PlannedStep, index: ObjectOf<'index'>, { source }: DiffContext): OnlineForm {
  const isAttached = source.dependentsOf(index.id).some(({ kind }) => kind === 'indexPartition');
  if (index.is.partitioned || isAttached) return { now: step.statements };
  const plain = `DROP INDEX ${index.address}`;
  return {
    now: step.statements.map(statement =>
      statement.sql === plain
        ? { ...statement, sql: `DROP INDEX CONCURRENTLY ${index.address}`, transaction: 'alone' }
        : statement,
    ),
  };
}

/** Built beside readers and writers; what fails leaves an index that is not valid. */
export function concurrently(statement: Statement, sql: string): Statement {
  const hazards = (statement.hazards ?? []).filter(({ kind }) => kind !== 'locks');
  const isLeft: Hazard = {
    kind: 'cannotBeRolledBack',
    reason:
      'It runs outside of a transaction: when it fails, an index that is not valid is left, which has to be dropped.',
  };
  return { sql, transaction: 'alone', hazards: [...hazards, isLeft] };
}

/** Of what becomes another thing of the same name. Quoted. */
export function temporaryName(name: string): string {
  return quoteName(truncateName(`new_${name}`));
}

function lateOf(id: string, statements: readonly Statement[]): Late {
  return { statements, isNeededBy: step => needs(step, id) };
}
