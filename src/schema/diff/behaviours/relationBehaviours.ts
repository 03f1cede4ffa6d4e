import type { Behaviours } from '../behaviour.js';
import { columnBehaviour, defaultBehaviour } from './columns.js';
import { compositeBehaviour } from './composites.js';
import { constraintBehaviour } from './constraints.js';
import { domainBehaviour, domainConstraintBehaviour } from './domains.js';
import { enumBehaviour, rangeBehaviour } from './enums.js';
import { indexBehaviour, statisticsBehaviour } from './indexes.js';
import { indexPartitionBehaviour, partitionBehaviour } from './partitions.js';
import { extensionBehaviour, schemaBehaviour } from './schemas.js';
import { sequenceBehaviour, sequenceOwnerBehaviour } from './sequences.js';
import { tableBehaviour } from './tables.js';

/** Kinds of this table; all others are in otherBehaviours.ts. */
export type RelationKind =
  | 'schema'
  | 'extension'
  | 'enum'
  | 'domain'
  | 'domainConstraint'
  | 'composite'
  | 'range'
  | 'sequence'
  | 'sequenceOwner'
  | 'table'
  | 'partition'
  | 'column'
  | 'default'
  | 'constraint'
  | 'index'
  | 'indexPartition'
  | 'statistics';

/** Schemas, types, and tables with all that they are made of. */
export const relationBehaviours: Pick<Behaviours, RelationKind> = {
  schema: schemaBehaviour,
  extension: extensionBehaviour,
  enum: enumBehaviour,
  domain: domainBehaviour,
  domainConstraint: domainConstraintBehaviour,
  composite: compositeBehaviour,
  range: rangeBehaviour,
  sequence: sequenceBehaviour,
  sequenceOwner: sequenceOwnerBehaviour,
  table: tableBehaviour,
  partition: partitionBehaviour,
  column: columnBehaviour,
  default: defaultBehaviour,
  constraint: constraintBehaviour,
  index: indexBehaviour,
  indexPartition: indexPartitionBehaviour,
  statistics: statisticsBehaviour,
};
