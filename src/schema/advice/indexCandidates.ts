/** Indexes that keys and queries want: one for each of their wishes, before anybody looks whether one index does for several. */
import type { Catalog, Column, Place, Table } from '../catalog.js';
import { ruleGuard } from '../lint/lintGuard.js';
import { checkQueries } from '../lint/lintQueries.js';
import { columnKeys, displayName } from '../print.js';
import type { CatalogContext, Conventions, FileRole, QueryContext, QueryRule } from '../rule.js';
import { hasIndexFor, isInAnIndex } from '../rules/indexFacts.js';
import { type Demand, demandsOf } from '../rules/query/demand.js';
import type { IndexToWrite } from '../rules/query/indexSql.js';
import { placeOf, runsOnce } from '../rules/query/queryTables.js';
import { wantedIndexes } from '../rules/query/wantedIndex.js';
import { foreignKeysOf, isEventTime, isLookup } from '../rules/tables.js';
import { baseType } from '../rules/types.js';
import { undeclaredReferences } from '../rules/undeclared.js';

export interface IndexCandidate extends IndexToWrite {
  readonly include: readonly string[];
  /** How many keys, from the first on, are compared by equality: their direction does not matter. */
  readonly equal: number;
  /** Its keys may stand in any order: rows are only looked up by all of them. */
  readonly anyOrder: boolean;
  readonly reason: string;
  readonly at: Place;
}

/** In the order of their weight: what queries say, then keys, then what only looks like a key. */
export function indexCandidates(
  catalog: Catalog,
  roles: readonly FileRole[],
  conventions: Conventions,
): IndexCandidate[] {
  return [
    ...queryCandidates(catalog, roles),
    ...foreignKeyCandidates(catalog),
    ...referenceCandidates(catalog, roles, conventions),
  ];
}

function foreignKeyCandidates(catalog: Catalog): IndexCandidate[] {
  // InnoDB makes the index itself.
  if (catalog.dialect === 'mysql' || catalog.dialect === 'mariadb') return [];
  return catalog.tables.flatMap(table => {
    if (table.kind === 'foreign') return [];
    return foreignKeysOf(table).flatMap((key): IndexCandidate[] => {
      if ((key.inherited && table.partitionOf) || hasIndexFor(table, key.columns)) return [];
      const reason = `Foreign key ${key.name} to ${displayName(key.target)} has no index.`;
      return [candidate(table, key.columns, reason, key.definition)];
    });
  });
}

/** A list of parents asks for the children of each. */
function referenceCandidates(catalog: Catalog, roles: readonly FileRole[], conventions: Conventions): IndexCandidate[] {
  const files = new Map(roles.map(role => [role.file.path, role]));
  const byKey = new Map(catalog.tables.map(table => [`${table.schema}\n${table.name}`, table]));
  const context: CatalogContext = {
    catalog,
    files,
    conventions,
    table: (schema, name) => byKey.get(`${schema}\n${name}`),
  };
  return undeclaredReferences(context).flatMap(({ table, column, target }) => {
    if (hasIndexFor(table, [column.name])) return [];
    const reason = `N+1 risk: a list of ${displayName(target)} with its ${displayName(table)} reads the whole table once for each row.`;
    return [candidate(table, [column.name], reason, column.place)];
  });
}

function candidate(table: Table, columns: readonly string[], reason: string, at: Place): IndexCandidate {
  return { table, keys: columnKeys(columns), equal: columns.length, include: [], anyOrder: true, reason, at };
}

function queryCandidates(catalog: Catalog, roles: readonly FileRole[]): IndexCandidate[] {
  const found: IndexCandidate[] = [];
  const collect: QueryRule = {
    id: 'collect-indexes',
    category: 'query',
    level: 'info',
    title: '',
    looksAt: 'query',
    check: context => {
      found.push(...ofQuery(context));
      return [];
    },
  };
  checkQueries([collect], roles, catalog, ruleGuard({}));
  return found;
}

const reasons = {
  filter: 'looks its rows up without an index',
  sort: 'sorts all its rows to give the first ones',
  join: 'joins its rows without an index',
};

function ofQuery(context: QueryContext): IndexCandidate[] {
  const called = context.statement.queryName === undefined ? 'A query' : `Query ${context.statement.queryName}`;
  const wanted = wantedIndexes(context).map(({ reason, span, ...index }): IndexCandidate => {
    const anyOrder = reason === 'join' || (index.keys.length === 1 && index.include.length === 0);
    return { ...index, anyOrder, reason: `${called} ${reasons[reason]}.`, at: placeOf(context, span) };
  });
  const known = new Set(wanted.map(({ table }) => table));
  const { verb } = context.query;
  if (verb === 'insert' || verb === 'values' || verb === 'merge' || runsOnce(context)) return wanted;
  const others = demandsOf(context).filter(({ table }) => !known.has(table));
  return [...wanted, ...others.flatMap(demand => usedColumns(context, demand, called))];
}

/** States and times that the query filters by and that no index has: worth one, though only the rows could tell. */
function usedColumns(context: QueryContext, demand: Demand, called: string): IndexCandidate[] {
  const { table, equal, ranged, filters } = demand;
  if (isLookup(table) || table.kind === 'foreign' || table.persistence === 'temporary') return [];
  if (equal.some(({ rare }) => rare)) return [];
  const states = equal.map(({ column }) => column).filter(column => isState(context.catalog, column));
  const times = ranged.map(({ column }) => column).filter(isEventTime);
  const columns = [...new Set([...states, ...times])].filter(({ name }) => !isInAnIndex(table, name));
  return columns.map(({ name }) => {
    const span = filters.find(({ column }) => column.column === name)?.span ?? context.query.span;
    const reason = `${called} filters by ${name}, which no index has.`;
    return {
      table,
      keys: columnKeys([name]),
      equal: 1,
      include: [],
      anyOrder: true,
      reason,
      at: placeOf(context, span),
    };
  });
}

/** What rows go through: of most of its values there are few at a time. Of two values one is half of the table. */
function isState(catalog: Catalog, { name, type }: Column): boolean {
  const base = baseType(catalog, type);
  return /(?:^|_)(?:status|state)$/.test(name) && !base.array && base.name !== 'boolean';
}
