/** Which indexes a schema and its queries lack: each once, as few as serve all, with the way back. */
import type { Catalog, Dialect, IndexKey, Place } from '../catalog.js';
import { displayName, quoteName, quoteQualified } from '../print.js';
import type { Conventions, FileRole } from '../rule.js';
import { isSchemaWritten } from '../rules/fixes.js';
import { indexName, keyColumns, liveIndexSql } from '../rules/query/indexSql.js';
import { type IndexCandidate, indexCandidates } from './indexCandidates.js';

export interface SuggestedIndex {
  /** `orders`, or `app.orders` outside of `public`. */
  readonly table: string;
  /** Of the keys, in their order. */
  readonly columns: readonly string[];
  /** Sentences. */
  readonly reason: string;
  /** CREATE INDEX with its semicolon. */
  readonly sql: string;
  /** DROP INDEX with its semicolon. */
  readonly rollback: string;
  /** Both must run outside of a transaction. */
  readonly concurrently: boolean;
  /** Where the first reason stands. */
  readonly at: Place;
  /** The file that makes the table. */
  readonly home: string;
}

/**
 * Keys and queries that share a leading set of columns get one index. Sorted by table and columns: the same answer for the same schema.
 * @param roles every file of the group; queries are read in those that are no migrations.
 */
export function suggestIndexes(
  catalog: Catalog,
  roles: readonly FileRole[],
  conventions: Conventions,
): readonly SuggestedIndex[] {
  const merged = mergeCandidates(alignedCandidates(indexCandidates(catalog, roles, conventions)));
  const sorted = merged.sort((a, b) => compare(sortText(a), sortText(b)));
  const names = new Set<string>();
  const files = new Map(roles.map(({ file }) => [file.path, file]));
  return sorted.map(index => {
    const name = indexName(catalog, index, names);
    names.add(name);
    // pg_dump's files have no search_path.
    const withPublic = isSchemaWritten(catalog.dialect, index.table, files.get(index.table.place.path));
    const concurrently = catalog.dialect === 'postgresql' && index.table.kind !== 'partitioned';
    return {
      table: displayName(index.table),
      columns: keyColumns(index.keys),
      reason: index.reason,
      sql: liveIndexSql(catalog, index, name, withPublic),
      rollback: dropSql(catalog.dialect, index, name, { concurrently, withPublic }),
      concurrently,
      at: index.at,
      home: index.table.definition.path,
    };
  });
}

function sortText({ table, keys, predicate = '' }: IndexCandidate): string {
  return [table.schema === 'public' ? '' : table.schema, table.name, ...keys.map(keyText), predicate].join('\n');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function dropSql(
  dialect: Dialect,
  { table }: IndexCandidate,
  name: string,
  { concurrently, withPublic }: { readonly concurrently: boolean; readonly withPublic: boolean },
): string {
  if (dialect === 'postgresql') {
    const written = quoteQualified({ schema: table.schema, name }, { withPublic });
    return `DROP INDEX ${concurrently ? 'CONCURRENTLY ' : ''}IF EXISTS ${written};`;
  }
  const index = quoteName(name, dialect);
  return dialect === 'sqlite'
    ? `DROP INDEX ${index};`
    : `DROP INDEX ${index} ON ${quoteQualified(table, { dialect })};`;
}

/** Columns compared by equality may stand in any order: those of a foreign key come first, so that one index does for both. */
function alignedCandidates(candidates: readonly IndexCandidate[]): IndexCandidate[] {
  const lookups = new Map<IndexCandidate['table'], IndexCandidate[]>();
  for (const candidate of candidates) {
    if (!candidate.anyOrder) continue;
    const known = lookups.get(candidate.table);
    if (known) known.push(candidate);
    else lookups.set(candidate.table, [candidate]);
  }
  return candidates.map(candidate => {
    const { table, keys, equal, predicate } = candidate;
    const free = keys.slice(0, equal);
    if (free.length < 2 || predicate !== undefined) return candidate;
    const names = new Set(free.map(keyName));
    const wanted = lookups
      .get(table)
      ?.find(one => one.keys.length < equal && one.keys.every(key => names.has(keyName(key))));
    if (!wanted) return candidate;
    const first = new Set(wanted.keys.map(keyName));
    const aligned = [...free.filter(key => first.has(keyName(key))), ...free.filter(key => !first.has(keyName(key)))];
    return { ...candidate, keys: [...aligned, ...keys.slice(equal)] };
  });
}

/** The longest first, so that each shorter one meets what may do its work. */
function mergeCandidates(candidates: readonly IndexCandidate[]): IndexCandidate[] {
  const byTable = new Map<IndexCandidate['table'], IndexCandidate[]>();
  const longestFirst = candidates
    .map((candidate, at) => ({ candidate, at }))
    .sort((a, b) => weight(b.candidate) - weight(a.candidate) || a.at - b.at);
  for (const { candidate } of longestFirst) {
    const kept = byTable.get(candidate.table) ?? [];
    byTable.set(candidate.table, kept);
    const serving = kept.findIndex(one => serves(one, candidate));
    const known = kept[serving];
    if (known) kept[serving] = withReason(known, candidate);
    else kept.push(candidate);
  }
  return [...byTable.values()].flat();
}

/** Whole indexes before partial ones of as many keys, which they can stand in for. */
function weight({ keys, predicate, include }: IndexCandidate): number {
  return keys.length * 100 + (predicate === undefined ? 50 : 0) + include.length;
}

/** `long` does all that `short` would. */
function serves(long: IndexCandidate, short: IndexCandidate): boolean {
  if (long.predicate !== undefined && long.predicate !== short.predicate) return false;
  const leading = long.keys.slice(0, short.keys.length);
  if (leading.length < short.keys.length) return false;
  if (short.anyOrder) {
    const names = new Set(leading.map(keyName));
    return short.keys.every(key => names.has(keyName(key)));
  }
  const all = new Set([...long.include, ...long.keys.map(keyName)]);
  if (!short.include.every(name => all.has(name))) return false;
  const pairs = leading.map((key, at) => [key, short.keys[at]!] as const);
  if (!pairs.every(([a, b]) => keyName(a) === keyName(b))) return false;
  const ordered = pairs.slice(Math.min(long.equal, short.equal));
  return (
    ordered.every(([a, b]) => keyText(a) === keyText(b)) || ordered.every(([a, b]) => keyText(a) === keyText(turn(b)))
  );
}

const keyName = ({ column, expression }: IndexKey): string => column ?? expression?.key ?? '';
const keyText = (key: IndexKey): string => `${keyName(key)} ${key.order} ${key.nulls}`;

/** Read backward. */
function turn(key: IndexKey): IndexKey {
  return { ...key, order: key.order === 'asc' ? 'desc' : 'asc', nulls: key.nulls === 'first' ? 'last' : 'first' };
}

/** The sentence that is there already is not said again. */
function withReason(known: IndexCandidate, { reason }: IndexCandidate): IndexCandidate {
  return known.reason.includes(reason) ? known : { ...known, reason: `${known.reason} ${reason}` };
}
