import { readAggregates } from './aggregates.js';
import { readBaseTypes } from './baseTypes.js';
import { readColumns, readDefaults } from './columns.js';
import { readConstraints } from './constraints.js';
import { readDefaultPrivileges } from './defaultPrivileges.js';
import { readForeignDataWrappers, readForeignTables, readServers, readUserMappings } from './foreign.js';
import { readIndexes, readStatistics } from './indexes.js';
import { readAccessMethods, readCollations, readConversions, readLanguages, readTransforms } from './languages.js';
import { readCasts, readOperatorClasses, readOperatorFamilies, readOperators } from './operators.js';
import { readIndexPartitions, readPartitions } from './partitions.js';
import { readPolicies } from './policies.js';
import { readPublications } from './publications.js';
import type { Reader } from './reader.js';
import { readRoutines } from './routines.js';
import { readEventTriggers, readRules, readTriggers } from './rulesAndTriggers.js';
import { readExtensions, readSchemas } from './schemas.js';
import { readSequences } from './sequences.js';
import { readSystemGrants } from './systemGrants.js';
import { readTables } from './tables.js';
import {
  readTextSearchConfigurations,
  readTextSearchDictionaries,
  readTextSearchParsers,
  readTextSearchTemplates,
} from './textSearch.js';
import { readComposites, readDomainConstraints, readDomains, readEnums, readRanges } from './types.js';
import { readViews } from './views.js';

/** All readers; together they read what an Inventory holds. */
export const readers: readonly Reader[] = [
  // Before all others: what an extension has brought leads to it, unless it is an object of the user's.
  readExtensions,
  readSchemas,
  readEnums,
  readDomains,
  readDomainConstraints,
  readComposites,
  readRanges,
  readSequences,
  readTables,
  readPartitions,
  readColumns,
  readDefaults,
  readConstraints,
  readIndexes,
  readIndexPartitions,
  readStatistics,
  readAggregates,
  readBaseTypes,
  readDefaultPrivileges,
  readForeignDataWrappers,
  readForeignTables,
  readServers,
  readUserMappings,
  readAccessMethods,
  readCollations,
  readConversions,
  readLanguages,
  readTransforms,
  readCasts,
  readOperatorClasses,
  readOperatorFamilies,
  readOperators,
  readPolicies,
  readPublications,
  readRoutines,
  readEventTriggers,
  readRules,
  readTriggers,
  readTextSearchConfigurations,
  readTextSearchDictionaries,
  readTextSearchParsers,
  readTextSearchTemplates,
  readViews,
  readSystemGrants,
];
