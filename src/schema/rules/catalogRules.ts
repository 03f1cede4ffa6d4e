/** The rules about a schema as a whole. */
import type { CatalogRule } from '../rule.js';
import { alwaysTruePolicy } from './catalog/alwaysTruePolicy.js';
import { booleanIndex } from './catalog/booleanIndex.js';
import { btreeOnDocument } from './catalog/btreeOnDocument.js';
import { charType } from './catalog/charType.js';
import { columnNameCase } from './catalog/columnNameCase.js';
import { duplicateIndex } from './catalog/duplicateIndex.js';
import { enumOrder } from './catalog/enumOrder.js';
import { floatMoney } from './catalog/floatMoney.js';
import { foreignKeyToNonUniqueTarget } from './catalog/foreignKeyToNonUniqueTarget.js';
import { foreignKeyTypeMismatch } from './catalog/foreignKeyTypeMismatch.js';
import { intPrimaryKey } from './catalog/intPrimaryKey.js';
import { jsonType } from './catalog/jsonType.js';
import { missingCreatedAt } from './catalog/missingCreatedAt.js';
import { missingOnDelete } from './catalog/missingOnDelete.js';
import { missingPrimaryKey } from './catalog/missingPrimaryKey.js';
import { missingUpdatedAt } from './catalog/missingUpdatedAt.js';
import { moneyType } from './catalog/moneyType.js';
import { nameTooLong } from './catalog/nameTooLong.js';
import { nPlusOneRisk } from './catalog/nPlusOneRisk.js';
import { nullableUnique } from './catalog/nullableUnique.js';
import { policyWithoutRls } from './catalog/policyWithoutRls.js';
import { redundantIndex } from './catalog/redundantIndex.js';
import { reservedWordName } from './catalog/reservedWordName.js';
import { rlsWithoutPolicy } from './catalog/rlsWithoutPolicy.js';
import { securityDefinerSearchPath } from './catalog/securityDefinerSearchPath.js';
import { serialType } from './catalog/serialType.js';
import { singularTableName } from './catalog/singularTableName.js';
import { tableNameCase } from './catalog/tableNameCase.js';
import { timestampWithoutTimeZone } from './catalog/timestampWithoutTimeZone.js';
import { tooManyIndexes } from './catalog/tooManyIndexes.js';
import { undeclaredReference } from './catalog/undeclaredReference.js';
import { unindexedFilterColumn } from './catalog/unindexedFilterColumn.js';
import { unindexedForeignKey } from './catalog/unindexedForeignKey.js';
import { unindexedTimestampColumn } from './catalog/unindexedTimestampColumn.js';
import { unneededVarchar } from './catalog/unneededVarchar.js';
import { varcharLimit } from './catalog/varcharLimit.js';

export const catalogRules: readonly CatalogRule[] = [
  missingPrimaryKey,
  unindexedForeignKey,
  foreignKeyTypeMismatch,
  foreignKeyToNonUniqueTarget,
  undeclaredReference,
  missingOnDelete,
  nullableUnique,
  duplicateIndex,
  redundantIndex,
  booleanIndex,
  btreeOnDocument,
  unindexedFilterColumn,
  unindexedTimestampColumn,
  tooManyIndexes,
  nPlusOneRisk,
  floatMoney,
  moneyType,
  timestampWithoutTimeZone,
  charType,
  jsonType,
  serialType,
  intPrimaryKey,
  unneededVarchar,
  varcharLimit,
  enumOrder,
  nameTooLong,
  tableNameCase,
  columnNameCase,
  singularTableName,
  missingCreatedAt,
  missingUpdatedAt,
  reservedWordName,
  rlsWithoutPolicy,
  policyWithoutRls,
  alwaysTruePolicy,
  securityDefinerSearchPath,
];
