import type { Column, Index, Table } from '../../catalog.js';
import { displayName, quoteName, quoteNames } from '../../print.js';
import type { CatalogContext, CatalogRule, PlaceFix, Violation } from '../../rule.js';
import { writtenType } from '../changeType.js';
import { indexPlace } from '../dropIndex.js';
import { editFix, mayEdit, sqlFix, writtenTable } from '../fixes.js';
import { plainColumns } from '../indexFacts.js';
import { columnOf, foreignKeysOf, isPostgres, ownTables, primaryKeyOf, tableKey } from '../tables.js';

/** Without a key rows cannot be told apart, updated one by one, or replicated (manual §5.5.4, and Publication of Logical Replication). */
export const missingPrimaryKey: CatalogRule = {
  id: 'missing-primary-key',
  category: 'key',
  level: 'error',
  title: 'A table has no primary key',
  looksAt: 'catalog',
  *check(context) {
    const keyedPartitions = partitionsByParent(context);
    for (const table of ownTables(context)) {
      if (primaryKeyOf(table)) continue;
      // Each partition may have a key of its own; then nothing is missing.
      const partitions = keyedPartitions.get(tableKey(table)) ?? [];
      if (partitions.length > 0 && partitions.every(primaryKeyOf)) continue;
      yield violation(context, table);
    }
  },
};

function partitionsByParent({ catalog }: CatalogContext): Map<string, Table[]> {
  const byParent = new Map<string, Table[]>();
  for (const table of catalog.tables) {
    if (!table.partitionOf) continue;
    const key = tableKey(table.partitionOf);
    const siblings = byParent.get(key);
    if (siblings) siblings.push(table);
    else byParent.set(key, [table]);
  }
  return byParent;
}

function violation(context: CatalogContext, table: Table): Violation {
  const candidate = candidateKey(table);
  const replication = isPostgres(context) ? ', and logical replication refuses to update or delete them' : '';
  const hint = candidate ? ` (${candidate.columns.map(name => `\`${name}\``).join(', ')} could be it)` : '';
  const message = `\`${displayName(table)}\` has no primary key: its rows cannot be told apart${replication}${hint}.`;
  return { message, place: table.place, table, ...(isPostgres(context) && mend(context, table, candidate)) };
}

interface Candidate {
  readonly columns: readonly string[];
  /** That keeps the values apart today. */
  readonly index?: Index;
}

/** Columns that are a key in all but name: unique and never null; else a column called id, which its first use would show. */
function candidateKey(table: Table): Candidate | undefined {
  for (const index of table.indexes) {
    const columns = index.unique && !index.predicate && index.valid ? plainColumns(index) : undefined;
    if (columns?.every(name => columnOf(table, name)?.notNull)) return { columns, index };
  }
  const id = columnOf(table, 'id');
  const isKey = id && /^(?:smallint|integer|bigint|uuid|text|character varying)$/.test(id.type.name) && !id.type.array;
  return isKey ? { columns: ['id'] } : undefined;
}

function mend(
  context: CatalogContext,
  table: Table,
  candidate: Candidate | undefined,
): Pick<Violation, 'suggestion' | 'fixes'> {
  const alter = `ALTER TABLE ${writtenTable(context, table)}`;
  // A key of a partitioned table has to hold the columns that it is partitioned by (manual §5.12.2.3).
  const parts = table.partitionKey?.columns ?? [];
  if (parts.includes(undefined)) return {};
  const partition = parts as readonly string[];
  if (candidate) {
    const columns = [...candidate.columns, ...partition.filter(name => !candidate.columns.includes(name))];
    const suggestion = `${alter} ${promotion(context, table, candidate.index, columns)};`;
    return {
      suggestion,
      fixes: fixes(context, table, suggestion, inlineKey(context, table, columns, candidate.index)),
    };
  }
  const name = columnOf(table, 'id') ? `${table.name}_id` : 'id';
  if (columnOf(table, name)) return {};
  const definition = `${quoteName(name)} bigint GENERATED ALWAYS AS IDENTITY`;
  const suggestion =
    partition.length > 0
      ? `${alter} ADD COLUMN ${definition}, ADD PRIMARY KEY (${quoteNames([name, ...partition])});`
      : `${alter} ADD COLUMN ${definition} PRIMARY KEY;`;
  return { suggestion, fixes: fixes(context, table, suggestion, newColumn(context, table, definition, partition)) };
}

/** Takes over the index that is there, so that there are not two: a constraint's has to be made anew, if no foreign key leans on it. */
function promotion(
  context: CatalogContext,
  table: Table,
  index: Index | undefined,
  columns: readonly string[],
): string {
  const add = `ADD PRIMARY KEY (${quoteNames(columns)})`;
  if (!index || table.kind === 'partitioned') return add;
  if (index.constraint === undefined) return `ADD PRIMARY KEY USING INDEX ${quoteName(index.name)}`;
  const isReferred = context.catalog.tables.some(other =>
    foreignKeysOf(other).some(({ target }) => target.name === table.name && target.schema === table.schema),
  );
  return isReferred ? add : `DROP CONSTRAINT ${quoteName(index.constraint)}, ${add}`;
}

function fixes(context: CatalogContext, table: Table, sql: string, edited: PlaceFix[]): PlaceFix[] {
  if (edited.length > 0) return edited;
  return sqlFix(context, {
    title: 'Add a primary key',
    sql,
    at: table.place,
    table,
    name: `add_primary_key_to_${table.name}`,
  });
}

/** PRIMARY KEY behind the type of the only key column; its UNIQUE in the same statement is taken up by it. */
function inlineKey(
  context: CatalogContext,
  table: Table,
  columns: readonly string[],
  index: Index | undefined,
): PlaceFix[] {
  const column = columns.length === 1 ? columnOf(table, columns[0]!) : undefined;
  const place = column && writtenType(column);
  if (!place || !isWithin(place, table)) return [];
  if (index && (index.constraint === undefined || !isWithin(indexPlace(table, index).definition, table))) return [];
  const edit = { path: place.path, start: place.end, end: place.end, text: ' PRIMARY KEY' };
  return editFix(context, 'Add PRIMARY KEY', [edit], table);
}

/** A new column before the first. */
function newColumn(
  context: CatalogContext,
  table: Table,
  definition: string,
  partition: readonly string[],
): PlaceFix[] {
  const first: Column | undefined = table.columns[0];
  const place = first?.definition;
  // A column without a type of its own was not written in here: the table was made from a query, say.
  if (!place || !first.typePlace || partition.length > 0 || !isWithin(place, table) || !mayEdit(context, place, table))
    return [];
  const text = context.files.get(place.path)?.file.text ?? '';
  const between = /[\s]*$/.exec(text.slice(Math.max(0, place.start - 200), place.start))![0];
  const edit = {
    path: place.path,
    start: place.start,
    end: place.start,
    text: `${definition} PRIMARY KEY,${between || ' '}`,
  };
  return editFix(context, 'Add a primary key column', [edit], table);
}

function isWithin(place: Table['place'], { definition }: Table): boolean {
  return place.path === definition.path && definition.start <= place.start && place.end <= definition.end;
}
