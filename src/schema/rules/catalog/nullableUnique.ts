import type { Index, Place, Table } from '../../catalog.js';
import { displayName, quoteName } from '../../print.js';
import type { CatalogContext, CatalogRule, Violation } from '../../rule.js';
import { writtenType } from '../changeType.js';
import { editFix, sqlFix, writtenTable } from '../fixes.js';
import { plainColumns } from '../indexFacts.js';
import { columnOf, foreignKeysOf, isPostgres, ownTables } from '../tables.js';

/** NULLs are not equal to each other, so any number of rows may have one (manual §5.5.3). */
export const nullableUnique: CatalogRule = {
  id: 'nullable-unique',
  category: 'key',
  level: 'info',
  title: 'A unique key has columns that may be NULL',
  looksAt: 'catalog',
  *check(context) {
    if (context.catalog.dialect === 'transactsql') return;
    for (const table of ownTables(context)) {
      for (const index of table.indexes) {
        const nullable = nullableKeys(table, index);
        if (nullable.length > 0) yield violation(context, table, index, nullable);
      }
    }
  },
};

function nullableKeys(table: Table, index: Index): string[] {
  if (!index.unique || index.nullsNotDistinct || index.inherited) return [];
  const columns = plainColumns(index);
  if (!columns) return [];
  const handled = index.predicate?.columns ?? [];
  const nullable = columns.filter(name => columnOf(table, name)?.notNull === false && !handled.includes(name));
  // At most one row for each: `UNIQUE` on an optional one-to-one key is what it says.
  if (columns.length === 1 && foreignKeysOf(table).some(key => key.columns.includes(columns[0]!))) return [];
  return nullable.filter(name => !isHandledElsewhere(table, name));
}

/** The usual remedy: another unique index for the rows in which this column is NULL. */
function isHandledElsewhere(table: Table, column: string): boolean {
  return table.indexes.some(({ unique, predicate }) => unique && predicate?.columns.includes(column));
}

function violation(context: CatalogContext, table: Table, index: Index, nullable: readonly string[]): Violation {
  const columns = plainColumns(index)!;
  const list = (names: readonly string[]) => names.map(name => `\`${name}\``).join(', ');
  const which = nullable.length === 1 ? `${list(nullable)} is NULL` : `one of ${list(nullable)} is NULL`;
  const others = columns.filter(name => !nullable.includes(name));
  const message =
    others.length === 0
      ? `\`${index.name}\` does not keep \`${displayName(table)}\` from having many equal rows in which ${which}: NULLs are never equal.`
      : `\`${index.name}\` lets the same ${list(others)} in many times while ${which}: NULLs are never equal.`;
  const about = {
    message,
    place: placeOf(table, index),
    table,
    ...(nullable.length === 1 && { column: nullable[0]! }),
    objects: [index.name],
  };
  if (!isPostgres(context)) return about;
  const changes = nullable.map(name => `ALTER COLUMN ${quoteName(name)} SET NOT NULL`);
  const suggestion = `ALTER TABLE ${writtenTable(context, table)} ${changes.join(', ')};`;
  const edits = nullable.map(name => notNullEdit(context, table, name));
  const title = nullable.length === 1 ? `Make ${nullable[0]} NOT NULL` : 'Make the columns NOT NULL';
  const fixes = edits.every(edit => edit !== undefined)
    ? editFix(context, title, edits as Exclude<(typeof edits)[number], undefined>[], table)
    : [];
  if (fixes.length > 0) return { ...about, suggestion, fixes };
  return {
    ...about,
    suggestion,
    fixes: sqlFix(context, { title, sql: suggestion, at: about.place, table, name: `make_${index.name}_not_null` }),
  };
}

function placeOf(table: Table, index: Index): Place {
  const constraint = table.constraints.find(({ name }) => name === index.constraint);
  return (constraint ?? index).definition;
}

/** NOT NULL behind the type; not where the definition says something of NULL already. */
function notNullEdit({ files }: CatalogContext, table: Table, name: string) {
  const column = columnOf(table, name)!;
  const { definition } = column;
  const typePlace = writtenType(column);
  const text = files.get(definition.path)?.file.text.slice(definition.start, definition.end) ?? '';
  if (!typePlace || /\bnull\b/i.test(text)) return undefined;
  return { path: typePlace.path, start: typePlace.end, end: typePlace.end, text: ' NOT NULL' };
}
