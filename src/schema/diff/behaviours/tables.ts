import { isDeepStrictEqual } from 'node:util';
import type { InventoryObject, ObjectOf } from '../../inventory.js';
import type { Behaviour, DiffContext, Side } from '../behaviour.js';
import type { Statement } from '../statement.js';
import { columnSettings, notValidNotNull } from './columnChanges.js';
import { defaultOf, inheritedColumn, isDefaultInherited } from './columns.js';
import { columnSql, hasOptions } from './columnText.js';
import { constraintSql, indexSettings } from './constraints.js';
import { comesFromParent } from './inheritance.js';
import { storageOptions } from './options.js';
import { alterTable } from './tableChanges.js';

type Table = ObjectOf<'table'>;

export const tableBehaviour: Behaviour<'table'> = {
  word: 'TABLE',
  hasOwner: true,
  grantWord: 'TABLE',
  rank: 90,
  names: ({ address }) => [`relation ${address}`, `type ${address}`],
  inlines,
  create: createTable,
  drop: (table, context) => [
    ...detachFirst(table, context),
    {
      sql: `DROP TABLE ${table.address}`,
      hazards: [
        // Those of a partitioned table are its partitions'.
        ...(table.is.partitionBy === undefined
          ? [{ kind: 'deletesData' as const, reason: `The rows of ${table.address} are lost.` }]
          : []),
        { kind: 'breaksClients', reason: `Statements that name ${table.address} fail.` },
      ],
    },
  ],
  alter: alterTable,
};

/** Foreign keys wait for what they reference; what is not validated has to be said afterwards. */
function inlines(part: InventoryObject, context: DiffContext): boolean {
  if (part.kind === 'column') return true;
  if (part.kind === 'default') return !isDefaultInherited(part, context);
  return (
    part.kind === 'constraint' &&
    part.is.type !== 'foreignKey' &&
    part.is.validated &&
    !isTakenForAnother(part, context.target)
  );
}

/** Of keys over the same columns CREATE TABLE makes one only; the other has to be added. */
function isTakenForAnother(key: ObjectOf<'constraint'>, target: Side): boolean {
  if (key.is.type !== 'unique') return false;
  return target.partsOf(key.parent!).some(other => {
    if (other.kind !== 'constraint' || other.id === key.id) return false;
    const isFirst = other.is.type === 'primaryKey' || (other.is.type === 'unique' && other.id < key.id);
    return isFirst && isDeepStrictEqual(other.is.columns, key.is.columns);
  });
}

/** A partition of a table that a foreign key goes on to reference can only be dropped when it is none any more. */
function detachFirst({ address }: Table, { source, target }: DiffContext): readonly Statement[] {
  const partition = source.get(`partition ${address}`);
  if (partition?.kind !== 'partition') return [];
  const isReferenced = source
    .dependentsOf(partition.id)
    .some(one => one.kind === 'constraint' && one.is.type === 'foreignKey' && target.get(one.id));
  return isReferenced ? [{ sql: `ALTER TABLE ${partition.is.of} DETACH PARTITION ${address}` }] : [];
}

function createTable(table: Table, context: DiffContext, parts: readonly InventoryObject[]): readonly Statement[] {
  const { is, address } = table;
  const columns = parts.filter(part => part.kind === 'column').sort((a, b) => a.is.position - b.is.position);
  const constraints = parts.filter(part => part.kind === 'constraint').sort(byWeight);
  const own = columns.filter(column => !comesFromParent(column, context));
  const given = columns.filter(column => comesFromParent(column, context));
  const ownConstraints = constraints.filter(constraint => !comesFromParent(constraint, context));
  const typed = is.ofType === undefined ? [] : given.filter(column => hasOptions(column, defaultOf(column, parts)));
  const lines = [
    ...typed.map(column => columnSql(column, context, defaultOf(column, parts), true)),
    ...own.map(column => columnSql(column, context, defaultOf(column, parts))),
    ...ownConstraints.map(constraint => constraintSql(constraint)),
  ];
  const ofType = is.ofType === undefined ? '' : ` OF ${is.ofType}`;
  const list = lines.length === 0 ? (is.ofType === undefined ? ' ()' : '') : ` (\n  ${lines.join(',\n  ')}\n)`;
  const head = `CREATE ${is.persistence === 'unlogged' ? 'UNLOGGED ' : ''}TABLE ${address}${ofType}${list}`;
  const statements: Statement[] = [{ sql: [head, ...tableClauses(is)].join('\n') }];
  for (const column of own) statements.push(...notValidNotNull(column), ...columnSettings(undefined, column, context));
  for (const column of given) {
    statements.push(
      ...(is.ofType === undefined
        ? inheritedColumn(column, context, parts)
        : columnSettings(undefined, column, context)),
    );
  }
  for (const constraint of ownConstraints) statements.push(...indexSettings(undefined, constraint, context));
  if (is.rowSecurity) statements.push({ sql: `ALTER TABLE ${address} ENABLE ROW LEVEL SECURITY` });
  if (is.forceRowSecurity) statements.push({ sql: `ALTER TABLE ${address} FORCE ROW LEVEL SECURITY` });
  if (is.replicaIdentity === 'full' || is.replicaIdentity === 'nothing') {
    statements.push({ sql: `ALTER TABLE ONLY ${address} REPLICA IDENTITY ${is.replicaIdentity.toUpperCase()}` });
  }
  return statements;
}

function tableClauses(is: Table['is']): readonly string[] {
  const options = storageOptions(is.options);
  return [
    ...(is.inherits.length === 0 ? [] : [`INHERITS (${is.inherits.join(', ')})`]),
    ...(is.partitionBy === undefined ? [] : [`PARTITION BY ${is.partitionBy}`]),
    ...(is.accessMethod === undefined ? [] : [`USING ${is.accessMethod}`]),
    ...(options === '' ? [] : [`WITH (${options})`]),
    ...(is.tablespace === undefined ? [] : [`TABLESPACE ${is.tablespace}`]),
  ];
}

const order = ['primaryKey', 'unique', 'check', 'exclusion'];

function byWeight(a: ObjectOf<'constraint'>, b: ObjectOf<'constraint'>): number {
  return order.indexOf(a.is.type) - order.indexOf(b.is.type) || (a.id < b.id ? -1 : 1);
}
