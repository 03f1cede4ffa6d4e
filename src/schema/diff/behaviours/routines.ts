import type { ObjectOf } from '../../inventory.js';
import type { Behaviour, Change } from '../behaviour.js';
import type { Hazard } from '../statement.js';
import { missed } from './missed.js';

type Routine = ObjectOf<'function'> | ObjectOf<'procedure'>;

function routineBehaviour<K extends 'function' | 'procedure'>(word: 'FUNCTION' | 'PROCEDURE'): Behaviour<K> {
  return {
    word,
    hasOwner: true,
    grantWord: word,
    rank: 50,
    names: routineNames,
    create: ({ is }) => [{ sql: is.create }],
    drop: (routine, context) => [{ sql: `DROP ${word} ${routine.address}`, hazards: missed(routine, context) }],
    alter: (from, to) => alterRoutine(from as Routine, to as Routine),
  };
}

export const functionBehaviour = routineBehaviour<'function'>('FUNCTION');
export const procedureBehaviour = routineBehaviour<'procedure'>('PROCEDURE');

/** COMMENT ON and ALTER write the arguments of an aggregate without any as a star; GRANT does not. */
const aggregateReference = ({ address }: ObjectOf<'aggregate'>) => address.replace(/\(\)$/, '(*)');

export const aggregateBehaviour: Behaviour<'aggregate'> = {
  word: 'AGGREGATE',
  hasOwner: true,
  grantWord: 'FUNCTION',
  rank: 52,
  reference: aggregateReference,
  names: routineNames,
  create: ({ is }) => [{ sql: is.create }],
  drop: (aggregate, context) => [
    { sql: `DROP AGGREGATE ${aggregateReference(aggregate)}`, hazards: missed(aggregate, context) },
  ],
  alter: ({ is: from }, { is }) =>
    from.signature === is.signature
      ? { statements: [{ sql: is.create.replace(/^CREATE/, 'CREATE OR REPLACE') }] }
      : 'replace',
};

function routineNames({ address }: { readonly address: string }): readonly string[] {
  return [`routine ${address}`];
}

function alterRoutine(from: Routine, to: Routine): Change {
  if (!isReplaceable(from, to)) return 'replace';
  return from.is.create === to.is.create
    ? { statements: [] }
    : { statements: [{ sql: to.is.create, hazards: hazardsOf(from, to) }] };
}

/** What CREATE OR REPLACE can do (PostgreSQL manual, CREATE FUNCTION): a name may be given to an argument that has none, not taken away. */
function isReplaceable({ is: from }: Routine, { is: to }: Routine): boolean {
  if (to.defaults < from.defaults) return false;
  const [before, after] = [from.signature.split('\n'), to.signature.split('\n')];
  return before.length === after.length && before.every((line, at) => line === after[at] || isNamed(line, after[at]!));
}

/** `i - integer` becomes `i id integer`. */
function isNamed(before: string, after: string): boolean {
  const [, mode, type] = /^([iv]) - (.*)$/.exec(before) ?? [];
  return mode !== undefined && after.startsWith(`${mode} `) && after.endsWith(` ${type}`);
}

/** Indexes, generated columns and checks keep what the old body gave. */
function hazardsOf(from: Routine, to: Routine): readonly Hazard[] {
  const immutable = (routine: Routine) =>
    /^.* IMMUTABLE/m.test(routine.is.create.slice(0, routine.is.create.indexOf('\nAS ')));
  if (!immutable(from) || !immutable(to)) return [];
  return [
    {
      kind: 'dependsOnData',
      reason: `${to.address} is IMMUTABLE: indexes, generated columns and CHECK constraints that call it keep what it gave before, until they are made anew.`,
    },
  ];
}
