import type { ObjectOf } from '../../inventory.js';
import type { Behaviour, Behaviours } from '../behaviour.js';
import { defaultPrivilegesBehaviour, systemGrantsBehaviour } from './defaultPrivileges.js';
import { foreignDataWrapperBehaviour, serverBehaviour, userMappingBehaviour } from './foreign.js';
import { foreignTableBehaviour } from './foreignTables.js';
import { operatorFamilyBehaviour } from './operatorFamilies.js';
import { policyBehaviour } from './policies.js';
import { publicationBehaviour } from './publications.js';
import type { RelationKind } from './relationBehaviours.js';
import { aggregateBehaviour, functionBehaviour, procedureBehaviour } from './routines.js';
import { eventTriggerBehaviour, ruleBehaviour, triggerBehaviour } from './rulesAndTriggers.js';
import { textSearchConfigurationBehaviour, textSearchDictionaryBehaviour } from './textSearch.js';
import { materializedViewBehaviour, viewBehaviour } from './views.js';
import { writtenBehaviour } from './writtenBehaviour.js';

/**
 * A type needs the functions that read and write its values, and these need the type: it is made as a shell first, and the functions,
 * which are its parts, come and go with it (PostgreSQL manual, CREATE TYPE).
 */
const baseTypeBehaviour: Behaviour<'baseType'> = {
  ...writtenBehaviour<'baseType'>({ word: 'TYPE', hasOwner: true, grantWord: 'TYPE', rank: 38, names: typeNames }),
  inlines: part => part.kind === 'function',
  create: ({ address, is }, _, parts) => {
    const functions = parts.flatMap(part => (part.kind === 'function' ? [{ sql: part.is.create }] : []));
    const shell = { sql: `CREATE TYPE ${address}` };
    return is.create === shell.sql ? [shell] : [shell, ...functions, { sql: is.create }];
  },
  drop: ({ address, is }) => [
    { sql: `DROP TYPE ${address}${is.create === `CREATE TYPE ${address}` ? '' : ' CASCADE'}` },
  ],
};

function typeNames({ address }: ObjectOf<'baseType'>): readonly string[] {
  return [`type ${address}`];
}

/** How objects of the kinds come, go and change that are no tables and no parts of them. */
export const otherBehaviours: Omit<Behaviours, RelationKind> = {
  view: viewBehaviour,
  materializedView: materializedViewBehaviour,
  rule: ruleBehaviour,
  trigger: triggerBehaviour,
  function: functionBehaviour,
  procedure: procedureBehaviour,
  aggregate: aggregateBehaviour,
  policy: policyBehaviour,
  eventTrigger: eventTriggerBehaviour,
  publication: publicationBehaviour,
  foreignDataWrapper: foreignDataWrapperBehaviour,
  server: serverBehaviour,
  userMapping: userMappingBehaviour,
  foreignTable: foreignTableBehaviour,
  defaultPrivileges: defaultPrivilegesBehaviour,
  systemGrants: systemGrantsBehaviour,
  operatorFamily: operatorFamilyBehaviour,
  textSearchDictionary: textSearchDictionaryBehaviour,
  textSearchConfiguration: textSearchConfigurationBehaviour,
  baseType: baseTypeBehaviour,
  accessMethod: writtenBehaviour({ word: 'ACCESS METHOD', rank: 15 }),
  language: writtenBehaviour({ word: 'LANGUAGE', hasOwner: true, grantWord: 'LANGUAGE', rank: 16 }),
  collation: writtenBehaviour({ word: 'COLLATION', hasOwner: true, rank: 20 }),
  textSearchParser: writtenBehaviour({ word: 'TEXT SEARCH PARSER', rank: 40 }),
  textSearchTemplate: writtenBehaviour({ word: 'TEXT SEARCH TEMPLATE', rank: 42 }),
  conversion: writtenBehaviour({ word: 'CONVERSION', hasOwner: true, rank: 55 }),
  transform: writtenBehaviour({ word: 'TRANSFORM', rank: 58 }),
  operator: writtenBehaviour({ word: 'OPERATOR', hasOwner: true, rank: 60 }),
  operatorClass: writtenBehaviour({ word: 'OPERATOR CLASS', hasOwner: true, rank: 64 }),
  cast: writtenBehaviour({ word: 'CAST', rank: 65 }),
};
