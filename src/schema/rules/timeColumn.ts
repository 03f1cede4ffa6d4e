/** Rules that ask for a column which says when a row was made or changed. */
import type { Table } from '../catalog.js';
import { displayName, quoteName } from '../print.js';
import type { CatalogContext, Violation } from '../rule.js';
import { sqlFix, writtenTable } from './fixes.js';
import { columnOf, foreignKeysOf, isLookup, isPostgres, ownTables } from './tables.js';
import { wordsOf } from './words.js';

export interface TimeColumn {
  /** First words of names that will do: `created`, `inserted`. */
  readonly words: readonly string[];
  readonly name: 'created_at' | 'updated_at';
  readonly says: string;
}

/** Tables without such a column. Lookup tables and those that only join two others are spared. */
export function* missingTimeColumn(context: CatalogContext, wanted: TimeColumn): Iterable<Violation> {
  for (const table of ownTables(context)) {
    if (table.columns.length === 0 || isLookup(table) || isJoin(table) || hasTime(table, wanted.words)) continue;
    const message = `\`${displayName(table)}\` has no \`${wanted.name}\`: nothing says ${wanted.says}.`;
    yield { message, place: table.place, table, ...addition(context, table, wanted.name) };
  }
}

function isJoin(table: Table): boolean {
  const referring = new Set(foreignKeysOf(table).flatMap(({ columns }) => columns));
  return referring.size >= 2 && table.columns.every(({ name }) => name === 'id' || referring.has(name));
}

function hasTime(table: Table, words: readonly string[]): boolean {
  return table.columns.some(({ name, type }) => {
    const isTime = /^(?:time|date)/.test(type.name) || type.name === 'bigint';
    return isTime && wordsOf(name).some(word => words.includes(word));
  });
}

function addition(context: CatalogContext, table: Table, name: string): Pick<Violation, 'suggestion' | 'fixes'> {
  const column = context.conventions.columnNames === 'camelCase' ? name.replace('_at', 'At') : name;
  if (!isPostgres(context) || columnOf(table, column)) return {};
  const sql = `ALTER TABLE ${writtenTable(context, table)} ADD COLUMN ${quoteName(column)} timestamptz NOT NULL DEFAULT now();`;
  const fix = { title: `Add ${column}`, sql, at: table.definition, table, name: `add_${name}_to_${table.name}` };
  return { suggestion: sql, fixes: sqlFix(context, fix) };
}
