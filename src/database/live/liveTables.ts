/** From rows of the catalogs to tables: partitions behind their root, sums at the root. */
import type { IndexRow, KeyRow, Sizes, TableRow } from './read/relations.js';
import { isoOf } from './read/values.js';
import type { Bloat, LiveIndex, LiveTable } from './report.js';

export interface RelationFacts {
  readonly tables: readonly TableRow[];
  readonly indexes: readonly IndexRow[];
  readonly keys: readonly KeyRow[];
  readonly parents: ReadonlyMap<number, number>;
  readonly sizes: Sizes;
  readonly exact: ReadonlyMap<number, number>;
  readonly bloat: ReadonlyMap<number, Bloat>;
  readonly beingBuilt: ReadonlySet<number>;
}

export function liveTables(facts: RelationFacts): LiveTable[] {
  const rows = new Map(facts.tables.map(row => [row.oid, row]));
  const indexes = groupBy(facts.indexes, ({ table }) => table);
  const parentOf = ({ oid }: { readonly oid: number }) => facts.parents.get(oid) ?? 0;
  const children = groupBy(
    facts.tables.filter(({ isPartition }) => isPartition),
    parentOf,
  );
  const indexChildren = groupBy(
    facts.indexes.filter(index => facts.parents.has(index.oid)),
    parentOf,
  );
  const keys = keysOf(facts);
  const leavesOf = (row: TableRow): readonly TableRow[] =>
    row.kind === 'p' ? (children.get(row.oid) ?? []).flatMap(leavesOf) : [row];
  const leafIndexes = (row: IndexRow): readonly IndexRow[] => {
    const below = indexChildren.get(row.oid) ?? [];
    return below.length === 0 ? [row] : below.flatMap(leafIndexes);
  };
  return facts.tables.map(row => {
    const leaves = leavesOf(row);
    const own = (indexes.get(row.oid) ?? []).map(index => indexOf(index, leafIndexes(index), facts, keys));
    const parent = row.isPartition ? rows.get(parentOf(row)) : undefined;
    return {
      ...whole(row, leaves),
      ...(parent && { partitionOf: { schema: parent.schema, name: parent.name } }),
      ...rowCount(leaves, facts.exact),
      ...(row.kind !== 'f' && { bytes: bytesOf(leaves, indexes, facts.sizes) }),
      ...bloatOf(row.oid, facts),
      indexes: own,
    };
  });
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

const kinds = { r: 'table', p: 'partitioned', m: 'materializedView', f: 'foreign' } as const;

function whole(
  row: TableRow,
  leaves: readonly TableRow[],
): Omit<LiveTable, 'indexes' | 'rows' | 'rowsAreExact' | 'bytes'> {
  const sum = (of: (leaf: TableRow) => number) => leaves.reduce((total, leaf) => total + of(leaf), 0);
  const last = (of: (leaf: TableRow) => number | null) => Math.max(0, ...leaves.map(leaf => of(leaf) ?? 0));
  const lastSequential = last(leaf => leaf.lastSequential);
  // A partitioned table is as old as its oldest partition; one that was never looked at makes the whole so.
  const first = (of: (leaf: TableRow) => number | null) => Math.min(Infinity, ...leaves.map(leaf => of(leaf) ?? 0));
  const [vacuum, analyze] = [first(leaf => leaf.lastVacuum), first(leaf => leaf.lastAnalyze)];
  const [ids, multixacts] = [last(leaf => leaf.transactionAge), last(leaf => leaf.multixactAge)];
  return {
    schema: row.schema,
    name: row.name,
    kind: kinds[row.kind],
    isUnlogged: row.isUnlogged,
    isOfExtension: row.isOfExtension,
    ...(row.kind === 'p' && { partitions: leaves.length }),
    scans: {
      sequential: sum(leaf => leaf.sequential),
      rowsRead: sum(leaf => leaf.rowsRead),
      index: sum(leaf => leaf.index),
      ...(lastSequential > 0 && { lastSequential: isoOf(lastSequential) }),
    },
    writes: {
      inserted: sum(leaf => leaf.inserted),
      updated: sum(leaf => leaf.updated),
      deleted: sum(leaf => leaf.deleted),
      hotUpdated: sum(leaf => leaf.hotUpdated),
    },
    liveRows: sum(leaf => leaf.liveRows),
    deadRows: sum(leaf => leaf.deadRows),
    modifiedSinceAnalyze: sum(leaf => leaf.modified),
    ...(vacuum > 0 && vacuum < Infinity && { lastVacuum: isoOf(vacuum) }),
    ...(analyze > 0 && analyze < Infinity && { lastAnalyze: isoOf(analyze) }),
    ...(ids > 0 && { transactionAge: ids }),
    ...(multixacts > 0 && { multixactAge: multixacts }),
    options: optionsOf(row.options),
  };
}

function optionsOf(options: readonly string[] | null): Readonly<Record<string, string>> {
  const pairs = (options ?? []).map(option => [
    option.slice(0, option.indexOf('=')),
    option.slice(option.indexOf('=') + 1),
  ]);
  return Object.fromEntries(pairs);
}

/** Of all leaves together; unknown when nothing is known of one of them. */
function rowCount(
  leaves: readonly TableRow[],
  exact: ReadonlyMap<number, number>,
): Pick<LiveTable, 'rows' | 'rowsAreExact'> {
  const counts = leaves.map(leaf => exact.get(leaf.oid) ?? (leaf.rows < 0 ? undefined : leaf.rows));
  const known = counts.filter(count => count !== undefined);
  return {
    ...(known.length === counts.length && { rows: known.reduce((sum, count) => sum + count, 0) }),
    rowsAreExact: leaves.length > 0 && leaves.every(leaf => exact.has(leaf.oid)),
  };
}

function bytesOf(
  leaves: readonly TableRow[],
  indexes: ReadonlyMap<number, readonly IndexRow[]>,
  sizes: Sizes,
): NonNullable<LiveTable['bytes']> {
  let [table, ofIndexes, toast] = [0, 0, 0];
  for (const leaf of leaves) {
    table += sizes.get(leaf.oid) ?? 0;
    toast += sizes.get(leaf.toast) ?? 0;
    for (const { oid } of indexes.get(leaf.oid) ?? []) ofIndexes += sizes.get(oid) ?? 0;
  }
  return { table, indexes: ofIndexes, toast, total: table + ofIndexes + toast };
}

function bloatOf(oid: number, { bloat }: RelationFacts): { readonly bloat?: Bloat } {
  const found = bloat.get(oid);
  return found ? { bloat: found } : {};
}

interface Keys {
  /** Constraints by the index that keeps them. */
  readonly constraints: ReadonlyMap<number, string>;
  /** Foreign keys by their table. */
  readonly foreign: ReadonlyMap<number, readonly KeyRow[]>;
  readonly indexNames: ReadonlyMap<number, string>;
}

function keysOf({ keys, indexes }: RelationFacts): Keys {
  const ofIndexes = keys.filter(({ index }) => index !== 0);
  return {
    constraints: new Map(ofIndexes.map(({ index, name }) => [index, name])),
    foreign: groupBy(
      keys.filter(({ index }) => index === 0),
      ({ table }) => table,
    ),
    indexNames: new Map(indexes.map(({ oid, name }) => [oid, name])),
  };
}

/** A foreign key whose columns the index starts with, in whatever order. */
function foreignKeyOf({ table, method, isPartial, columns }: IndexRow, { foreign }: Keys): string | undefined {
  if (method !== 'btree' || isPartial) return undefined;
  const key = foreign.get(table)?.find(one => {
    const first = columns.slice(0, one.columns.length);
    return one.columns.every(column => first.includes(column));
  });
  return key?.name;
}

function indexOf(row: IndexRow, leaves: readonly IndexRow[], facts: RelationFacts, keys: Keys): LiveIndex {
  const constraint = keys.constraints.get(row.oid);
  const parent = keys.indexNames.get(facts.parents.get(row.oid) ?? 0);
  const foreignKey = foreignKeyOf(row, keys);
  const lastScan = Math.max(0, ...leaves.map(leaf => leaf.lastScan ?? 0));
  return {
    name: row.name,
    definition: row.definition,
    columns: row.columnNames,
    method: row.method,
    isUnique: row.isUnique || row.isExclusion,
    ...(constraint !== undefined && { constraint }),
    isValid: row.isValid,
    isBeingBuilt: facts.beingBuilt.has(row.oid),
    ...(parent !== undefined && { partitionOf: parent }),
    isReplicaIdentity: row.isReplicaIdentity,
    bytes: leaves.reduce((sum, { oid }) => sum + (facts.sizes.get(oid) ?? 0), 0),
    scans: leaves.reduce((sum, { scans }) => sum + scans, 0),
    ...(lastScan > 0 && { lastScan: isoOf(lastScan) }),
    ...(foreignKey !== undefined && { foreignKey }),
    ...bloatOf(row.oid, facts),
  };
}
