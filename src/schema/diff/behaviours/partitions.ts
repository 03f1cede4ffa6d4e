import { isDeepStrictEqual } from 'node:util';
import type { ObjectOf } from '../../inventory.js';
import type { Behaviour, DiffContext } from '../behaviour.js';
import type { Hazard, Statement } from '../statement.js';

/** A partition is made as a table and attached afterwards. */
export const partitionBehaviour: Behaviour<'partition'> = {
  rank: 140,
  create: ({ is }) => [
    {
      sql: `ALTER TABLE ONLY ${is.of} ATTACH PARTITION ${is.child} ${is.bound}`,
      hazards: [{ kind: 'scansTable', reason: `The rows of ${is.child} are checked against the bounds.` }],
    },
  ],
  drop: (partition, context) => [
    {
      sql: `ALTER TABLE ONLY ${partition.is.of} DETACH PARTITION ${partition.is.child}`,
      hazards: leftOut(partition, context),
    },
    ...dropKeptKeys(partition, context),
  ],
  alter: (from, to) => (isDeepStrictEqual(from.is, to.is) ? { statements: [] } : 'replace'),
};

/** Its rows are no longer among those of its parent, unless it comes back or goes altogether. */
function leftOut({ id, is, parent }: ObjectOf<'partition'>, { target }: DiffContext): readonly Hazard[] {
  if (target.get(id) || !target.get(parent!)) return [];
  return [{ kind: 'breaksClients', reason: `The rows of ${is.child} are no longer found in ${is.of}.` }];
}

/** A detached partition keeps the foreign keys that it had from its parent, as its own; those that go are gone by then. */
function dropKeptKeys({ is, parent }: ObjectOf<'partition'>, { source, target }: DiffContext): readonly Statement[] {
  if (!target.get(parent!)) return [];
  return source
    .partsOf(`table ${is.of}`)
    .filter(part => part.kind === 'constraint' && part.is.type === 'foreignKey')
    .filter(key => isDeepStrictEqual(target.get(key.id)?.is, key.is))
    .map(key => ({ sql: `ALTER TABLE ${is.child} DROP CONSTRAINT ${key.address}` }));
}

/** The server attaches those that are alike by itself; to attach one again is no error. */
export const indexPartitionBehaviour: Behaviour<'indexPartition'> = {
  rank: 145,
  create: ({ is }) => [{ sql: `ALTER INDEX ${is.of} ATTACH PARTITION ${is.child}` }],
  // An index cannot be detached: it goes with that of the parent, or is free when its table is.
  drop: () => [],
  alter: () => 'replace',
};
