/** The SQL and the fix that give a column another type. */
import type { Column, Place, Table } from '../catalog.js';
import { displayName, quoteName } from '../print.js';
import type { CatalogContext, PlaceEdit, PlaceFix, Violation } from '../rule.js';
import { mayEdit, sqlFix, writtenTable } from './fixes.js';
import { inheritedColumns, linkedColumns, type TableColumn } from './linkedColumns.js';
import { typeMayChange } from './types.js';

export interface WantedType {
  readonly table: Table;
  readonly column: Column;
  /** SQL of the type, without `[]`. */
  readonly type: string;
  /** The old value in terms of the column's name (quoted already). */
  readonly using?: (column: string) => string;
  /** What is to stand in the definition of a column, when that is not the type itself. */
  readonly written?: (column: Column) => string | undefined;
}

/**
 * ALTER TABLE … TYPE as a suggestion (PostgreSQL, where it would be accepted), and the type replaced where it is written. Columns that
 * foreign keys tie to this one change with it.
 */
export function changeType(context: CatalogContext, wanted: WantedType): Pick<Violation, 'suggestion' | 'fixes'> {
  const { table, column, using } = wanted;
  const type = column.type.array ? `${wanted.type}[]` : wanted.type;
  const linked = linkedColumns(context, { table, column });
  const more = linked.length > 1 ? ` of all ${linked.length} columns that foreign keys tie together` : '';
  const title = `Change the type to ${type}${more}`;
  const edited = edits(context, title, linked, one => wanted.written?.(one) ?? type);
  if (context.catalog.dialect !== 'postgresql') return { fixes: edited };
  if (!linked.every(one => typeMayChange(context, one.table, one.column))) return { fixes: edited };
  const suggestion = linked.map(one => {
    const name = quoteName(one.column.name);
    const cast = using && !column.type.array ? ` USING ${using(name)}` : '';
    return `ALTER TABLE ${writtenTable(context, one.table)} ALTER COLUMN ${name} TYPE ${type}${cast};`;
  });
  const sql = suggestion.join('\n');
  if (edited.length > 0) return { suggestion: sql, fixes: edited };
  const file = `change_type_of_${displayName(table)}_${column.name}`;
  const at = column.typePlace ?? column.place;
  return { suggestion: sql, fixes: sqlFix(context, { title, sql, at, table, name: file }) };
}

/** All of them, or none. */
function edits(
  context: CatalogContext,
  title: string,
  linked: readonly TableColumn[],
  text: (column: Column) => string,
): PlaceFix[] {
  const all = new Map<string, PlaceEdit>();
  for (const one of linked) {
    if (!one.column.typePlace) return [];
    // A table that was attached later has the column written once more.
    for (const { table, column } of [one, ...inheritedColumns(context, one)]) {
      const place = column.typePlace;
      if (!place) continue;
      if (!mayEdit(context, place, table)) return [];
      all.set(`${place.path}\n${place.start}`, { ...place, text: text(column) });
    }
  }
  return [{ title, edits: [...all.values()] }];
}

/** `table`, `column` and place of what is said about a column. */
export function aboutColumn(table: Table, column: Column): Pick<Violation, 'table' | 'column' | 'place'> {
  return { table, column: column.name, place: column.place };
}

/** A column with its table, for messages: `orders.customer_id`. */
export function columnText(table: Table, column: string): string {
  return `\`${displayName(table)}.${column}\``;
}

/** Where the type stands, when that is in the column's own definition and not in an ALTER of later. */
export function writtenType({ typePlace, definition }: Column): Place | undefined {
  const isWithin =
    typePlace?.path === definition.path && definition.start <= typePlace.start && typePlace.end <= definition.end;
  return isWithin ? typePlace : undefined;
}
