/** The rules about migrations. */
import type { MigrationRule } from '../rule.js';
import { addColumnNotNullWithoutDefault } from './migration/addColumnNotNullWithoutDefault.js';
import { addConstrainedDomainColumn } from './migration/addConstrainedDomainColumn.js';
import { addDomainConstraint } from './migration/addDomainConstraint.js';
import { addGeneratedColumn } from './migration/addGeneratedColumn.js';
import { addSerialColumn } from './migration/addSerialColumn.js';
import { attachPartitionWithoutCheck } from './migration/attachPartitionWithoutCheck.js';
import { backfillInDdlTransaction } from './migration/backfillInDdlTransaction.js';
import { clusterLock } from './migration/clusterLock.js';
import { commandInTransaction } from './migration/commandInTransaction.js';
import { concurrentlyInTransaction } from './migration/concurrentlyInTransaction.js';
import { constraintWithoutNotValid } from './migration/constraintWithoutNotValid.js';
import { defaultThatRewrites } from './migration/defaultThatRewrites.js';
import { deleteWithoutWhere } from './migration/deleteWithoutWhere.js';
import { detachPartitionWithoutConcurrently } from './migration/detachPartitionWithoutConcurrently.js';
import { disabledRowSecurity } from './migration/disabledRowSecurity.js';
import { disabledTrigger } from './migration/disabledTrigger.js';
import { dropColumn } from './migration/dropColumn.js';
import { dropDefault } from './migration/dropDefault.js';
import { dropIndexWithoutConcurrently } from './migration/dropIndexWithoutConcurrently.js';
import { dropNotNull } from './migration/dropNotNull.js';
import { dropPrimaryKey } from './migration/dropPrimaryKey.js';
import { dropSchemaCascade } from './migration/dropSchemaCascade.js';
import { dropTable } from './migration/dropTable.js';
import { dropTypeCascade } from './migration/dropTypeCascade.js';
import { enumValueInTransaction } from './migration/enumValueInTransaction.js';
import { foreignKeyLock } from './migration/foreignKeyLock.js';
import { grantToPublic } from './migration/grantToPublic.js';
import { indexWithoutConcurrently } from './migration/indexWithoutConcurrently.js';
import { locksOnSeveralTables } from './migration/locksOnSeveralTables.js';
import { missingIfExists } from './migration/missingIfExists.js';
import { missingIfNotExists } from './migration/missingIfNotExists.js';
import { missingLockTimeout } from './migration/missingLockTimeout.js';
import { missingStatementTimeout } from './migration/missingStatementTimeout.js';
import { nestedTransaction } from './migration/nestedTransaction.js';
import { notNullOnExistingColumn } from './migration/notNullOnExistingColumn.js';
import { refreshWithoutConcurrently } from './migration/refreshWithoutConcurrently.js';
import { reindexWithoutConcurrently } from './migration/reindexWithoutConcurrently.js';
import { renameColumn } from './migration/renameColumn.js';
import { renameEnumValue } from './migration/renameEnumValue.js';
import { renameTable } from './migration/renameTable.js';
import { storageChangeThatRewrites } from './migration/storageChangeThatRewrites.js';
import { truncateCascade } from './migration/truncateCascade.js';
import { typeChangeThatRewrites } from './migration/typeChangeThatRewrites.js';
import { uncommittedTransaction } from './migration/uncommittedTransaction.js';
import { uniqueConstraintLock } from './migration/uniqueConstraintLock.js';
import { updateWithoutWhere } from './migration/updateWithoutWhere.js';
import { vacuumFull } from './migration/vacuumFull.js';
import { validateInSameTransaction } from './migration/validateInSameTransaction.js';

/** About names and rows, which are alike in all dialects. */
const ofAnyDialect: readonly MigrationRule[] = [
  deleteWithoutWhere,
  dropColumn,
  dropDefault,
  dropNotNull,
  dropSchemaCascade,
  dropTable,
  renameColumn,
  renameTable,
  updateWithoutWhere,
];

/** About PostgreSQL's locks, rewrites and transactions. */
const ofPostgres: readonly MigrationRule[] = [
  addColumnNotNullWithoutDefault,
  addConstrainedDomainColumn,
  addDomainConstraint,
  addGeneratedColumn,
  addSerialColumn,
  attachPartitionWithoutCheck,
  backfillInDdlTransaction,
  clusterLock,
  commandInTransaction,
  concurrentlyInTransaction,
  constraintWithoutNotValid,
  defaultThatRewrites,
  detachPartitionWithoutConcurrently,
  disabledRowSecurity,
  disabledTrigger,
  dropIndexWithoutConcurrently,
  dropPrimaryKey,
  dropTypeCascade,
  enumValueInTransaction,
  foreignKeyLock,
  grantToPublic,
  indexWithoutConcurrently,
  locksOnSeveralTables,
  missingIfExists,
  missingIfNotExists,
  missingLockTimeout,
  missingStatementTimeout,
  nestedTransaction,
  notNullOnExistingColumn,
  refreshWithoutConcurrently,
  reindexWithoutConcurrently,
  renameEnumValue,
  storageChangeThatRewrites,
  truncateCascade,
  typeChangeThatRewrites,
  uncommittedTransaction,
  uniqueConstraintLock,
  vacuumFull,
  validateInSameTransaction,
];

/** Asked for each command of each migration, in this order. */
export const migrationRules: readonly MigrationRule[] = [
  ...ofAnyDialect.map(rule => limited(rule, false)),
  ...ofPostgres.map(rule => limited(rule, true)),
];

const nothing: readonly never[] = [];

/** Most rules have nothing to do with most commands: not even a generator is made for these. */
function limited(rule: MigrationRule, postgresOnly: boolean): MigrationRule {
  const kinds = rule.commands && new Set<string>(rule.commands);
  return {
    ...rule,
    check: context => {
      if (kinds && !kinds.has(context.command.kind)) return nothing;
      if (postgresOnly && context.role.file.dialect !== 'postgresql') return nothing;
      return rule.check(context);
    },
  };
}
