/** CREATE TABLE, CREATE FOREIGN TABLE, CREATE TABLE AS and SELECT INTO. */
import type {
  CreateForeignTableStmt,
  CreateStmt,
  CreateTableAsStmt,
  IntoClause,
  PartitionSpec,
  RangeVar,
  SelectStmt,
  TableLikeClause,
} from '@pgsql/types';
import type { Table } from '../catalog.js';
import type { ColumnSpec, Command, CommandOf, LikeClause } from '../commands.js';
import type { ConstraintSpec } from '../constraintSpec.js';
import { readColumn } from './columns.js';
import { readTableConstraint } from './constraints.js';
import { afterRelation, partsName, relationName } from './names.js';
import { nodeOf, nodesOf, strings } from './nodes.js';
import { readInnerQuery } from './queries.js';
import { elementsAt, indexAt, isSign, nameAt, type Source, spanOf } from './source.js';
import { unknownType } from './types.js';
import { materializedView } from './views.js';

type CreateTable = CommandOf<'createTable'>;

export function readCreateTable(source: Source, statement: CreateStmt): CreateTable {
  const { relation, partbound, inhRelations, partspec, ofTypename } = statement;
  const parents = nodesOf(inhRelations, 'RangeVar').map(parent => relationName(source, parent));
  const [parent] = parents;
  const partitionKey = partspec && readPartitionKey(partspec);
  return {
    ...emptyTable(source, relation, statement.if_not_exists),
    ...(partitionKey && { tableKind: 'partitioned' as const, partitionKey }),
    ...readElements(source, statement),
    inherits: partbound ? [] : parents,
    ...(partbound && parent && { partitionOf: { parent, isDefault: partbound.is_default ?? false } }),
    ...(ofTypename && {
      ofType: partsName(
        strings(ofTypename.names),
        nameAt(source, indexAt(source, source.at(ofTypename.location))).span,
      ),
    }),
  };
}

export function readCreateForeignTable(source: Source, { base }: CreateForeignTableStmt): CreateTable {
  return { ...readCreateTable(source, base ?? {}), tableKind: 'foreign' };
}

function emptyTable(source: Source, relation: RangeVar | undefined, ifNotExists = false): CreateTable {
  return {
    kind: 'createTable',
    span: source.span,
    name: relationName(source, relation),
    tableKind: 'table',
    persistence: persistenceOf(relation),
    ifNotExists,
    columns: [],
    constraints: [],
    indexes: [],
    like: [],
    inherits: [],
  };
}

export function persistenceOf(relation: RangeVar | undefined): Table['persistence'] {
  if (relation?.relpersistence === 't') return 'temporary';
  return relation?.relpersistence === 'u' ? 'unlogged' : 'permanent';
}

function readElements(source: Source, { tableElts = [], relation }: CreateStmt) {
  const columns: ColumnSpec[] = [];
  const constraints: ConstraintSpec[] = [];
  const like: LikeClause[] = [];
  const table = relation?.relname ?? '';
  for (const element of tableElts) {
    const definition = nodeOf(element, 'ColumnDef');
    const constraint = nodeOf(element, 'Constraint');
    const clause = nodeOf(element, 'TableLikeClause');
    if (definition) {
      const read = readColumn(source, definition, table);
      columns.push(read.column);
      constraints.push(...read.constraints);
    } else if (constraint) {
      const spec = readTableConstraint(source, constraint, table);
      if (spec) constraints.push(spec);
    } else if (clause) like.push(readLike(source, clause, columns.length));
  }
  return { columns, constraints, like };
}

/** Bits of TableLikeOption in PostgreSQL's parsenodes.h. */
const likeBits = [
  [1, 'comments'],
  [4, 'constraints'],
  [8, 'defaults'],
  [16, 'generated'],
  [32, 'identity'],
  [64, 'indexes'],
] as const;
const everyLikeBit = 0x7fffffff;

function readLike(source: Source, { relation, options = 0 }: TableLikeClause, before: number): LikeClause {
  const including: LikeClause['including'] =
    options === everyLikeBit ? ['all'] : likeBits.filter(([bit]) => options & bit).map(([, what]) => what);
  return { table: relationName(source, relation), including, before };
}

function readPartitionKey({ strategy, partParams }: PartitionSpec): NonNullable<Table['partitionKey']> {
  const name =
    strategy === 'PARTITION_STRATEGY_LIST' ? 'list' : strategy === 'PARTITION_STRATEGY_HASH' ? 'hash' : 'range';
  return { strategy: name, columns: nodesOf(partParams, 'PartitionElem').map(element => element.name) };
}

export function readCreateTableAs(source: Source, statement: CreateTableAsStmt): Command {
  const { query, into, objtype, if_not_exists } = statement;
  if (objtype === 'OBJECT_MATVIEW') return materializedView(source, statement);
  const asQuery = readInnerQuery(source, query);
  return {
    ...emptyTable(source, into?.rel, if_not_exists),
    columns: namedColumns(source, into),
    ...(asQuery && { asQuery }),
  };
}

/** Undefined: the query makes no table. */
export function readSelectInto(source: Source, select: SelectStmt): CreateTable | undefined {
  const into = intoOf(select);
  if (!into?.rel) return undefined;
  const asQuery = readInnerQuery(source, { SelectStmt: select });
  return { ...emptyTable(source, into.rel), ...(asQuery && { asQuery }) };
}

/** It stands in the first SELECT of a UNION. */
function intoOf(select: SelectStmt): IntoClause | undefined {
  let first = select;
  while (first.larg) first = first.larg;
  return first.intoClause;
}

/** `CREATE TABLE t (a, b) AS …`: names without types. */
function namedColumns(source: Source, into: IntoClause | undefined): ColumnSpec[] {
  const open = afterRelation(source, into?.rel);
  if (!into?.colNames?.length || !isSign(source, open, '(')) return [];
  const places = elementsAt(source, open);
  return strings(into.colNames).map((name, at) => {
    const { from = open, to = open } = places[at] ?? {};
    const span = spanOf(source, from, to);
    const typeSpan = { start: span.end, end: span.end };
    return { name, nameSpan: span, span, type: unknownType, typeSpan, notNull: false };
  });
}
