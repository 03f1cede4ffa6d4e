import { isDeepStrictEqual } from 'node:util';
import type { ObjectId, ObjectOf } from '../../inventory.js';
import { quoteName } from '../../print.js';
import type { Behaviour, Change, DiffContext } from '../behaviour.js';
import type { Statement } from '../statement.js';
import { isClustered, tableMarks } from './constraints.js';
import { storageChanges } from './options.js';

type Index = ObjectOf<'index'>;

export const indexBehaviour: Behaviour<'index'> = {
  word: 'INDEX',
  rank: 130,
  names: ({ address }) => [`relation ${address}`],
  create: (index, context) => [
    {
      sql: createSql(index),
      hazards: [
        { kind: 'locks', reason: `Nobody can write to ${index.is.table} while the index is built.` },
        ...(index.is.unique
          ? [{ kind: 'dependsOnData' as const, reason: `It fails when rows of ${index.is.table} are equal.` }]
          : []),
      ],
    },
    ...settings(undefined, index, context),
  ],
  drop: ({ id, address }, { source }) => {
    // A constraint of a partition whose index is attached to this one can neither go before nor stay.
    const hasConstraint = source
      .dependentsOf(id)
      .some(one => one.kind === 'indexPartition' && one.is.of === address && one.needs.some(isConstraint));
    return [{ sql: `DROP INDEX ${address}${hasConstraint ? ' CASCADE' : ''}` }];
  },
  alter: alterIndex,
};

const isConstraint = (id: ObjectId) => id.startsWith('constraint ');

const storage = / WITH \((?:[^()']|'(?:[^']|'')*')*\)(?= WHERE |$)/;

/** pg_get_indexdef leaves the tablespace out, which stands before WHERE. */
function createSql({ is: { create, tablespace } }: Index): string {
  if (tablespace === undefined) return create;
  const place = ` TABLESPACE ${tablespace}`;
  const options = storage.exec(create);
  if (options) return create.replace(storage, () => options[0] + place);
  return create;
}

function alterIndex(from: Index, to: Index, context: DiffContext): Change {
  const plain = ({ is }: Index) => is.create.replace(storage, '');
  if (plain(from) !== plain(to)) return 'replace';
  // One that could not be built whole is built again. That of a partitioned table becomes valid when all parts are attached.
  if (from.is.valid !== to.is.valid && from.is.partitioned !== to.is.valid) return 'replace';
  return { statements: settings(from, to, context) };
}

function settings(from: Index | undefined, to: Index, { target }: DiffContext): readonly Statement[] {
  const { is, address } = to;
  const statements: string[] = [];
  const alter = `ALTER INDEX ${address}`;
  if (from) for (const clause of storageChanges(from.is.options, is.options)) statements.push(`${alter} ${clause}`);
  const isPlaced = !from && (is.tablespace === undefined || createSql(to) !== is.create);
  if (!isPlaced && from?.is.tablespace !== is.tablespace) {
    statements.push(`${alter} SET TABLESPACE ${is.tablespace ?? 'pg_default'}`);
  }
  const had = from?.is.statistics ?? {};
  if (!isDeepStrictEqual(had, is.statistics)) {
    for (const number of new Set([...Object.keys(had), ...Object.keys(is.statistics)])) {
      if (had[number] === is.statistics[number]) continue;
      statements.push(`${alter} ALTER COLUMN ${number} SET STATISTICS ${is.statistics[number] ?? -1}`);
    }
  }
  const isStillClustered = target.partsOf(to.parent!).some(isClustered);
  const marks = tableMarks(from, to, quoteName(to.name), isStillClustered, is.table);
  return [...statements.map(sql => ({ sql })), ...marks];
}

export const statisticsBehaviour: Behaviour<'statistics'> = {
  word: 'STATISTICS',
  hasOwner: true,
  rank: 150,
  names: ({ address }) => [`statistics ${address}`],
  create: statistics => [{ sql: statistics.is.create }, ...target(undefined, statistics)],
  drop: ({ address }) => [{ sql: `DROP STATISTICS ${address}` }],
  alter: (from, to) => (from.is.create === to.is.create ? { statements: target(from, to) } : 'replace'),
};

function target(
  from: ObjectOf<'statistics'> | undefined,
  { is, address }: ObjectOf<'statistics'>,
): readonly Statement[] {
  return from?.is.target === is.target
    ? []
    : [{ sql: `ALTER STATISTICS ${address} SET STATISTICS ${is.target ?? -1}` }];
}
