/** What rules ask of tables again and again. */
import type { Catalog, Column, ForeignKey, Index, Name, PrimaryKey, Sequence, Table } from '../catalog.js';
import type { CatalogContext } from '../rule.js';
import { wordsOf } from './words.js';

/** The key under which a table is kept in maps. */
export function tableKey({ schema, name }: Name): string {
  return `${schema}\n${name}`;
}

export function isPostgres({ catalog }: CatalogContext): boolean {
  return catalog.dialect === 'postgresql';
}

export function primaryKeyOf(table: Table): PrimaryKey | undefined {
  return table.constraints.find(constraint => constraint.kind === 'primaryKey');
}

export function foreignKeysOf(table: Table): ForeignKey[] {
  return table.constraints.filter(constraint => constraint.kind === 'foreignKey');
}

export function columnOf(table: Table, name: string): Column | undefined {
  return table.columns.find(column => column.name === name);
}

/** The sequence that belongs to a column: that of a serial, or one with OWNED BY. */
export function sequenceOf({ catalog }: CatalogContext, table: Table, column: Column): Sequence | undefined {
  const facts = factsOf(catalog);
  facts.owned ??= new Map(
    catalog.sequences.flatMap(sequence => {
      const { ownedBy } = sequence;
      return ownedBy ? [[`${tableKey(ownedBy.table)}\n${ownedBy.column}`, sequence] as const] : [];
    }),
  );
  return facts.owned.get(`${tableKey(table)}\n${column.name}`);
}

/** Tables that hold rows of the application for good, and each partitioned table once: no partitions, no temporary or foreign ones. */
export function ownTables({ catalog }: CatalogContext): Table[] {
  return catalog.tables.filter(
    table => !table.partitionOf && table.persistence !== 'temporary' && table.kind !== 'foreign',
  );
}

/** Indexes that somebody wrote: neither the server's for a partition nor those behind a constraint. */
export function writtenIndexes(table: Table): Index[] {
  return table.indexes.filter(index => !index.inherited && index.constraint === undefined);
}

const timeWords: ReadonlySet<string> = new Set([
  'created',
  'inserted',
  'updated',
  'modified',
  'occurred',
  'logged',
  'published',
]);

/** `created_at` and the like: the rows come one by one as time goes on. */
export function isEventTime(column: Column): boolean {
  return /^(?:timestamp|date)/.test(column.type.name) && timeWords.has(wordsOf(column.name)[0] ?? '');
}

/**
 * A table that likely stays small: a few columns, and neither a key to another table nor a time at which rows came. Countries, roles,
 * kinds of things. Nobody can know without the rows; rules that would annoy there leave it alone.
 */
export function isLookup(table: Table): boolean {
  if (table.kind === 'partitioned' || table.columns.length > 6) return false;
  return foreignKeysOf(table).length === 0 && !table.columns.some(isEventTime);
}

interface CatalogFacts {
  names?: ReadonlySet<string>;
  made?: ReadonlySet<string>;
  viewed?: ReadonlySet<string>;
  owned?: ReadonlyMap<string, Sequence>;
}

/** Worked out once for a catalog, when a rule first asks. */
const ofCatalog = new WeakMap<Catalog, CatalogFacts>();

function factsOf(catalog: Catalog): CatalogFacts {
  const facts = ofCatalog.get(catalog) ?? {};
  ofCatalog.set(catalog, facts);
  return facts;
}

/**
 * Whether a schema has a table, index, view or sequence of this name: they share their names (PostgreSQL's pg_class). With the files
 * also names of indexes that are dropped later: where a new one goes they may still be there.
 */
export function isTaken(
  { catalog, files }: Pick<CatalogContext, 'catalog'> & Partial<Pick<CatalogContext, 'files'>>,
  schema: string,
): (name: string) => boolean {
  const facts = factsOf(catalog);
  facts.names ??= relationNames(catalog);
  if (files) facts.made ??= madeIndexes(files);
  const { names, made } = facts;
  return name => {
    const key = tableKey({ schema, name });
    return names.has(key) || (files !== undefined && made?.has(key) === true);
  };
}

function relationNames(catalog: Catalog): ReadonlySet<string> {
  const names = new Set<string>();
  for (const relation of [...catalog.tables, ...catalog.views]) {
    names.add(tableKey(relation));
    for (const { name } of relation.indexes) names.add(tableKey({ schema: relation.schema, name }));
  }
  for (const sequence of catalog.sequences) names.add(tableKey(sequence));
  return names;
}

function madeIndexes(files: CatalogContext['files']): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { file } of files.values()) {
    for (const { commands } of file.statements) {
      for (const command of commands) {
        if (command.kind !== 'createIndex' || command.index.name === undefined) continue;
        names.add(tableKey({ schema: command.index.table.schema ?? 'public', name: command.index.name }));
      }
    }
  }
  return names;
}

/** Names (without schema) of the tables that views read: the type of a column in there may not be changed. */
export function viewedTables({ catalog, files }: CatalogContext): ReadonlySet<string> {
  const known = factsOf(catalog);
  known.viewed ??= relationsOfViews(files);
  return known.viewed;
}

function relationsOfViews(files: CatalogContext['files']): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { file } of files.values()) {
    for (const { commands } of file.statements) {
      for (const command of commands) {
        if (command.kind !== 'createView') continue;
        for (const query of command.query ? [command.query] : []) addRelations(query, names);
      }
    }
  }
  return names;
}

type ViewQuery = {
  readonly relations: readonly { readonly table?: { readonly name: string } }[];
  readonly inner: readonly ViewQuery[];
};

function addRelations(query: ViewQuery, names: Set<string>): void {
  for (const { table } of query.relations) if (table) names.add(table.name);
  for (const inner of query.inner) addRelations(inner, names);
}
