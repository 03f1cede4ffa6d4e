/** The SQL and the fix that take an index away. */
import type { Index, Table } from '../catalog.js';
import { quoteName, quoteQualified } from '../print.js';
import type { CatalogContext, PlaceFix, Violation } from '../rule.js';
import { editFix, isLive, mayEdit, sqlFix, writtenTable } from './fixes.js';
import { deleteMade } from './statementText.js';
import { isPostgres } from './tables.js';

/** Drops the index, or the constraint that it stands for. In a schema file the text that made it is deleted. */
export function dropIndex(
  context: CatalogContext,
  table: Table,
  index: Index,
): Pick<Violation, 'suggestion' | 'fixes'> {
  const edited = deletion(context, table, index);
  if (!isPostgres(context)) return { fixes: edited };
  const at = indexPlace(table, index).definition;
  const title = `Drop ${index.name}`;
  const isConstraint = index.constraint !== undefined;
  const concurrently = !isConstraint && table.kind !== 'partitioned' && isLive(context, at, table);
  const suggestion = isConstraint
    ? `ALTER TABLE ${writtenTable(context, table)} DROP CONSTRAINT ${quoteName(index.constraint)};`
    : `DROP INDEX ${concurrently ? 'CONCURRENTLY ' : ''}${qualified(context, table, index)};`;
  if (edited.length > 0 || mayEdit(context, at, table)) return { suggestion, fixes: edited };
  const fix = { title, sql: suggestion, at, table, name: `drop_${index.name}`, alone: concurrently };
  return { suggestion, fixes: sqlFix(context, fix) };
}

/** The constraint behind an index, or the index itself: where it was written. */
export function indexPlace(table: Table, index: Index): Pick<Index, 'place' | 'definition'> {
  return table.constraints.find(({ name }) => name === index.constraint) ?? index;
}

/** With a schema exactly when the table is written with one. */
function qualified(context: CatalogContext, table: Table, { name }: Index): string {
  const withPublic = writtenTable(context, table) !== quoteQualified(table);
  return quoteQualified({ schema: table.schema, name }, { withPublic });
}

function deletion(context: CatalogContext, table: Table, index: Index): PlaceFix[] {
  const place = indexPlace(table, index).definition;
  const file = context.files.get(place.path)?.file;
  if (!file) return [];
  const edit = deleteMade(file, place);
  // An index that was renamed, commented on or clustered by later keeps the statements that say so.
  return edit ? editFix(context, `Delete ${index.name}`, [edit], table) : [];
}
